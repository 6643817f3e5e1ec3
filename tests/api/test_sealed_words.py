"""What somebody writes about a person is sealed, whatever column it is written into; codes stay readable."""

import pytest
from sqlmodel import select

from api.acts.key_rotation import forget_older, rotate
from api.acts.own_data import own_data
from api.acts.words_left_open import put_away_words
from api.identities import Identities
from api.vault import VaultError
from matcher.case_tables import SealedWords
from matcher.tables import CheckIn
from tests.api.conftest import TODAY, caller_named, operator_of
from tests.api.test_routes_referrals import answer, refer
from tests.stores import is_kept_open

SECRET = "mẹ là bà Xacanary ở hẻm 9"


def job(web):
    referral = refer(web)
    answer(web, "congty", referral, "accept")
    made = web.post("canbo", "/placements", {"referral": referral, "started_on": "2026-11-23"})
    assert made.status_code == 201, made.text
    return made.json()["id"]


def decide(web, **what):
    told = web.post("canbo", "/people/PT-001/decisions", {"opening": "V-02", **what})
    assert told.status_code == 201, told.text


@pytest.fixture
def written(office, web):
    """A case where every box for free words was used."""
    refer(web, opening="V-01", proof=SECRET)
    decide(web, decision="dismiss", reason="too_far", note=SECRET)
    decide(web, decision="take_back", reason="đổi ý", note=SECRET)
    decide(web, decision="override", reason=SECRET, rules=["distance"])
    return office


def test_free_words_of_decisions_and_consents_lie_sealed_and_the_person_is_told_them(written):
    held = own_data(operator_of(written), "PT-001")

    assert not is_kept_open(written.database, "Xacanary")
    assert [row.get("note") for row in held["decisions"]][1:3] == [SECRET, SECRET]
    assert held["decisions"][3]["reason"] == SECRET
    assert held["consents"][-1]["proof"] == SECRET
    assert held["decisions"][1]["reason"] == "too_far"


def test_who_reads_no_notes_is_not_told_them(written):
    held = own_data(caller_named(written, "giamsat"), "PT-001")

    assert "Xacanary" not in str(held)
    assert "sealed:" not in str(held)


def test_what_was_found_at_a_visit_lies_sealed_and_reads_on_the_jobs_page(office, web):
    placement = job(web)

    found = {"on": "2026-11-23", "outcome": "left", "why": "pay", "reason": SECRET}
    web.post("canbo", f"/placements/{placement}/check-ins", found)

    held = own_data(operator_of(office), "PT-001")
    assert not is_kept_open(office.database, "Xacanary")
    assert held["check_ins"][0]["note"] == SECRET


def test_words_of_earlier_versions_are_put_away_once(office, web):
    placement = job(web)
    with operator_of(office).sessions.write() as session:
        session.add(CheckIn(placement_id=placement, on_date=TODAY, outcome="left", note=SECRET, recorded_by="x"))

    counts = []
    for _ in range(2):
        with office.database.write() as session:
            counts.append(put_away_words(Identities(session, office.keys)))

    assert counts == [1, 0]
    assert own_data(operator_of(office), "PT-001")["check_ins"][0]["note"] == SECRET


def test_sealed_words_follow_a_renewal_of_keys(written):
    rotate(operator_of(written))
    forget_older(operator_of(written))

    assert own_data(operator_of(written), "PT-001")["decisions"][3]["reason"] == SECRET


def test_words_open_under_no_other_name(written):
    with written.database.write() as session:
        first, second = session.exec(select(SealedWords).order_by(SealedWords.id)).all()[:2]
        first.note_sealed, second.note_sealed = second.note_sealed, first.note_sealed
        session.add_all([first, second])

    with pytest.raises(VaultError):
        own_data(operator_of(written), "PT-001")
