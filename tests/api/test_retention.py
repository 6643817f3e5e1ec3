"""What has had its time goes by itself: sealed texts, introductions of people not hired; the trail's end is written."""

from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import select

from api import audit, clock
from api.acts.imports import bring_in, try_list
from api.acts.retention import REPORTS_DAYS, TRIALS_DAYS, clear_expired, publish_head
from api.acts.words_left_open import seal_what_lies_open
from api.identities import Identities
from api.row_security import SERVICE, asked_by
from api.tables import ImportRun
from matcher.retention import KEPT_DAYS, end_introductions
from matcher.tables import Person
from tests.api.conftest import TODAY, beside, operator_of

LIST = "Mã hồ sơ,Họ và tên\nP1,Nguyễn Văn Lành\n".encode()
SENTENCE = "Anh/chị ấy đi làm đều và có người hỗ trợ."


def refer(web, fields):
    given = {"fields": fields, "given_on": "2026-11-23"}
    body = {"opening": "V-01", "decision": "refer", "reason": "đúng nghề", "consent": given}
    return web.post("canbo", "/people/PT-001/decisions", body).json()["referral"]


def introductions(web):
    return {it["id"]: it["person"] for it in web.get("congty", "/referrals").json()["items"]}


def agree_on_a_sentence(web):
    revision = int(web.get("canbo", "/people/PT-001").headers["ETag"].strip('"'))
    web.patch("canbo", "/people/PT-001", {"status_sentence": SENTENCE}, revision)


@pytest.mark.parametrize("fields", [["skills"], ["skills", "status_sentence"]])
def test_the_agreed_sentence_is_told_where_the_consent_lists_it_and_nowhere_else(web, fields):
    agree_on_a_sentence(web)

    referral = refer(web, fields)

    assert introductions(web)[referral].get("status_sentence") == (SENTENCE if "status_sentence" in fields else None)


TELLING = ["người sau cai nghiện ma túy", "Đã hoàn thành cai nghien", "từng ở trung tâm 06", "sau cn ma tuy"]


@pytest.mark.parametrize("sentence", TELLING)
def test_a_sentence_that_would_expose_is_refused_with_a_suggestion_where_it_is_written(web, sentence):
    revision = int(web.get("canbo", "/people/PT-001").headers["ETag"].strip('"'))

    changed = web.patch("canbo", "/people/PT-001", {"status_sentence": sentence}, revision)
    added = web.post("canbo", "/people", {"code": "PT-900", "full_name": "Lê Văn An", "status_sentence": sentence})

    for refused in (changed, added):
        assert (refused.status_code, refused.json()["code"]) == (422, "would_expose"), refused.text
        assert refused.json()["found"][0]["field"] == "status_sentence"


def test_a_sentence_on_record_since_before_it_was_screened_never_reaches_the_employer(web):
    with web.service.database.write() as session:
        person = session.exec(select(Person).where(Person.code == "PT-001")).one()
        identities = Identities(session, web.service.keys)
        identities.keep(person, identities.of(person.id).model_dump(mode="json") | {"status_sentence": TELLING[0]})

    referral = refer(web, ["skills", "status_sentence"])

    shown = introductions(web)[referral]
    assert shown["skills"] and shown["status_sentence"] is None


def test_who_was_not_hired_shows_nothing_from_the_refusal_on(web):
    referral = refer(web, ["given_name", "skills", "phone"])
    before = introductions(web)[referral]

    web.post("congty", f"/referrals/{referral}/answer", {"answer": "declined", "reason": "seat_filled"})
    web.post("congty", f"/referrals/{referral}/answer", {"answer": "decline", "reason": "seat_filled"})

    assert before["phone"]
    assert introductions(web)[referral] == {}


@pytest.mark.parametrize(("days", "there"), [(KEPT_DAYS, True), (KEPT_DAYS + 1, False)])
def test_a_refused_introduction_leaves_the_employers_side_after_its_days(web, days, there):
    referral = refer(web, ["given_name"])
    web.post("congty", f"/referrals/{referral}/answer", {"answer": "decline", "reason": "seat_filled"})

    with web.service.database.write(asked_by(SERVICE)) as session:
        end_introductions(session, TODAY + timedelta(days=days))

    assert (referral in introductions(web)) is there
    assert referral in {it["id"] for it in web.get("canbo", "/referrals").json()["items"]}


def test_reports_and_trials_expire_each_after_its_days(service):
    operator = operator_of(service)
    bring_in(operator, "people", "a.csv", LIST)
    try_list(operator, "people", "a.csv", LIST, create_employers=False)
    now, left = clock.now(), []

    for days in (TRIALS_DAYS - 1, TRIALS_DAYS + 1, REPORTS_DAYS + 1):
        clear_expired(operator, now + timedelta(days=days))
        with service.database.read(asked_by(SERVICE)) as session:
            left.append(session.exec(select(func.count()).select_from(ImportRun)).one())

    assert left == [2, 1, 0]


def test_the_head_that_is_written_each_day_finds_a_trail_that_was_cut(service, tmp_path):
    operator = operator_of(service)
    bring_in(operator, "people", "a.csv", LIST)
    file = tmp_path / "elsewhere" / "heads.log"

    publish_head(operator, file)
    head = publish_head(operator, file)

    lines = file.read_text().splitlines()
    _, count, code = lines[-1].split()
    with service.database.read(asked_by(SERVICE)) as session:
        whole = audit.verify(session, service.keys, audit.AuditHead(int(count), code))
        longer = audit.verify(session, service.keys, audit.AuditHead(int(count) + 1, code))
    assert len(lines) == 2
    assert (int(count), code) == (head.count, head.hash)
    assert whole.ok
    assert not longer.ok


def test_what_earlier_versions_kept_in_the_clear_is_sealed(office):
    with office.database.write(asked_by(SERVICE)) as session:
        person = session.exec(select(Person).where(Person.code == "PT-001")).one()
        person.unread = {"Người giúp đỡ": "Bà Hai Thử"}
        session.add(person)

    with office.database.write(asked_by(SERVICE)) as session:
        sealed = seal_what_lies_open(session, office.keys)

    with office.database.read(asked_by(SERVICE)) as session:
        left = session.get_one(Person, person.id)
    assert sealed == 1
    assert left.unread == {}
    assert beside(operator_of(office), left)["Người giúp đỡ"] == "Bà Hai Thử"
