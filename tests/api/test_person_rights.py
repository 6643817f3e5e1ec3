"""What a person asks about their own data is done: shown, not used, erased everywhere, and by its day."""

import json
import shutil
from datetime import timedelta

import pytest
from sqlmodel import select

from api.acts.own_data import _OF_PERSON
from api.acts.person_rights import NotConfirmed, erase, replay_erasures
from api.identities import Identities
from api.migrate import METADATA
from api.row_security import SERVICE, asked_by
from matcher.person_rights import DUE_DAYS
from matcher.tables import Person, PersonIdentity, Referral
from tests.api.conftest import (
    TODAY,
    caller_named,
    close_service,
    import_bytes,
    open_service,
    operator_of,
)
from tests.lists import csv_of
from tests.stores import looks_into_the_file


def identities(service):
    with service.database.read(asked_by(SERVICE)) as session:
        return {i.full_name for i in Identities(session, service.keys).everyone().values()}


def person_row(service, code):
    with service.database.read(asked_by(SERVICE)) as session:
        return session.exec(select(Person).where(Person.code == code)).first()


def test_an_erased_person_is_nowhere_and_their_outcome_is_nobodys(office):
    before = identities(office)
    with office.database.read(asked_by(SERVICE)) as session:
        row = session.exec(select(Person).where(Person.code == "PT-001")).one()
        gone = Identities(session, office.keys).of(row.id or 0)
        referrals = len(session.exec(select(Referral)).all())

    erase(caller_named(office, "giamsat"), "PT-001", "PT-001")

    with office.database.read(asked_by(SERVICE)) as session:
        left = session.get_one(Person, row.id)
        kept = len(session.exec(select(Referral)).all())
    assert gone is not None
    assert identities(office) == before - {gone.full_name}
    assert left.code.startswith("XOA-")
    assert (left.commune_code, left.birth_date, left.case_worker, left.programme) == (None, None, None, None)
    assert kept == referrals
    assert person_row(office, "PT-001") is None


@looks_into_the_file
def test_a_backup_of_the_database_cannot_read_the_erased_and_a_restore_erases_again(office, tmp_path):
    copy = tmp_path / "restored"
    copy.mkdir()
    shutil.copy(office.settings.database_url.removeprefix("sqlite:///"), copy / "db.sqlite")
    erase(caller_named(office, "giamsat"), "PT-001", "PT-001")
    shutil.copy(office.settings.keys, copy / "keys.db")
    restored = open_service(copy)

    with restored.database.read(asked_by(SERVICE)) as session:
        number = session.exec(select(Person.id).where(Person.code == "PT-001")).one()
        unread = Identities(session, restored.keys).of(number or 0)
    again = replay_erasures(operator_of(restored))

    assert unread is None
    assert again == 1
    assert person_row(restored, "PT-001") is None
    close_service(restored)


def test_an_erasure_that_was_cut_short_is_finished_by_the_nightly_job(office):
    with office.database.read(asked_by(SERVICE)) as session:
        found = select(PersonIdentity).join(Person).where(Person.code == "PT-002")  # type: ignore[arg-type]  # by key
        office.keys.delete_person_key(session.exec(found).one().key_id)

    done = replay_erasures(operator_of(office))

    assert done == 1
    assert replay_erasures(operator_of(office)) == 0


def test_a_list_does_not_bring_an_erased_person_back(office):
    erase(caller_named(office, "giamsat"), "PT-001", "PT-001")

    report = import_bytes(operator_of(office), "people", csv_of("people"), "people.csv")

    assert "đã được xóa theo yêu cầu" in json.dumps(
        [row.__dict__ for row in report.held], ensure_ascii=False, default=str
    )
    assert person_row(office, "PT-001") is None


def test_an_erasure_without_the_code_does_nothing(office):
    before = identities(office)

    with pytest.raises(NotConfirmed):
        erase(caller_named(office, "giamsat"), "PT-001", "PT-002")

    assert identities(office) == before


def test_the_trail_of_an_erasure_names_nobody(web):
    web.post("giamsat", "/people/PT-001/erasure", {"confirm": "PT-001"})

    answer = web.get("canbo", "/people/PT-001")

    assert answer.status_code == 404
    assert web.get("canbo", "/people/PT-001").text == web.get("canbo", "/people/KHONGCO").text


def test_what_is_restricted_is_kept_and_not_used(web):
    before = web.get("canbo", "/people/PT-001/suggestions").json()
    web.post("canbo", "/people/PT-001/restriction", {"on": True})

    during = web.get("canbo", "/people/PT-001/suggestions")
    learned = web.get("canbo", "/people/PT-001").json()["restricted_on"]
    web.post("canbo", "/people/PT-001/restriction", {"on": False})

    assert before["items"]
    assert not during.json().get("items")
    assert learned == TODAY.isoformat()
    assert web.get("canbo", "/people/PT-001").json()["full_name"]
    assert web.get("canbo", "/people/PT-001/suggestions").json()["items"]


def test_a_request_has_its_day_and_stands_on_the_day_page_until_it_is_done(web):
    made = web.post("canbo", "/people/PT-001/requests", {"kind": "erase"}).json()

    waits = web.get("giamsat", "/requests").json()["items"]
    todays = web.get("canbo", "/today?limit=50").json()["items"]
    web.post("giamsat", "/people/PT-001/erasure", {"confirm": "PT-001"})

    assert made["due_on"] == (TODAY + timedelta(days=DUE_DAYS["erase"])).isoformat()
    assert [(w["person"], w["kind"], w["late"]) for w in waits] == [("PT-001", "erase", False)]
    assert [t["text"] for t in todays if t["kind"] == "request"] == [
        "Người này muốn xóa dữ liệu của mình; hạn 13/12/2026"
    ]
    assert web.get("giamsat", "/requests").json()["items"] == []


def test_a_person_is_told_what_is_held_and_who_looked(web):
    web.get("canbo", "/people/PT-001")

    held = web.get("canbo", "/people/PT-001/export").json()

    assert held["identity"]["full_name"]
    assert held["record"]["code"] == "PT-001"
    assert held["consents"] and held["introductions"]
    assert ("canbo", "see_person") in {(look["who"], look["act"]) for look in held["looks"]}


def test_one_purpose_is_withdrawn_alone_and_at_once(web):
    taken = web.post("canbo", "/people/PT-001/withdrawals", {"purpose": "learning"}).json()

    left = web.get("canbo", "/people/PT-001/suggestions").json()["items"]
    web.post("canbo", "/people/PT-001/withdrawals", {"purpose": "matching"})

    assert taken["withdrawn"] == 1
    assert left
    assert not web.get("canbo", "/people/PT-001/suggestions").json().get("items")


def test_notes_are_opened_for_an_hour_and_the_case_worker_is_told(web):
    noted = web.get("canbo", "/people/PT-001").headers["ETag"].strip('"')
    web.patch("canbo", "/people/PT-001", {"notes": "hay gọi buổi tối"}, int(noted))

    opened = web.post("giamsat", "/people/PT-001/notes", {"reason": "không liên lạc được"}).json()
    told = web.get("canbo", "/today?limit=50").json()["items"]

    assert opened["notes"] == "hay gọi buổi tối"
    assert "notes" not in web.get("giamsat", "/people/PT-001").json()
    assert [t["person"] for t in told if t["kind"] == "notes_opened"] == ["PT-001"]
    assert web.post("canbo", "/people/PT-001/notes", {"reason": "xem lại cho gia đình"}).status_code == 403


@pytest.mark.parametrize("reason", ["x", "khongliênlạcđược", "a bc", "12345 67890 ab"])
def test_notes_stay_shut_for_a_reason_that_tells_nothing(web, reason):
    refused = web.post("giamsat", "/people/PT-001/notes", {"reason": reason})

    assert refused.status_code == 422
    assert "ít nhất hai từ" in refused.text


def test_an_id_number_is_shown_in_full_by_a_click_that_is_recorded(web):
    masked = web.get("canbo", "/people/PT-001").json()["national_id"]

    full = web.post("canbo", "/people/PT-001/national-id").json()["national_id"]

    assert masked.startswith("•") and full.endswith(masked[-3:]) and full.isdigit()
    looks = web.get("canbo", "/people/PT-001/export").json()["looks"]
    assert "see_national_id" in {look["act"] for look in looks}


def test_a_person_is_told_of_every_table_that_speaks_of_them():
    apart = {
        *("person_identity", "exposure", "suggestion_list", "published_list"),  # identity; lists are computed, not told
        *("list_row", "confirmation_link", "notes_opening", "person_merge"),
        "sealed_words",  # told where they were written
    }

    speaks = {name for name, table in METADATA.tables.items() if "person_id" in table.columns}

    assert speaks - apart - {table.__tablename__ for _, table in _OF_PERSON} == set()
