"""Introductions and placements over HTTP: who reads what, who answers what, and when work begins."""

from datetime import timedelta

import pytest
from sqlmodel import select

from api.policy import DISCLOSABLE
from api.row_security import SERVICE, asked_by
from matcher.decisions import ended_on
from matcher.tables import Referral
from tests.api.conftest import TODAY

FIELDS = ["given_name", "skills"]


def refer(web, person="PT-001", opening="V-01", fields=FIELDS, **consent):
    given = {"fields": list(fields), "given_on": "2026-11-23", **consent}
    body = {"opening": opening, "decision": "refer", "reason": "đúng nghề", "consent": given}
    answer = web.post("canbo", f"/people/{person}/decisions", body)
    assert answer.status_code == 201, answer.text
    return answer.json()["referral"]


def answer(web, who, referral, what, reason=None):
    return web.post(who, f"/referrals/{referral}/answer", {"answer": what, "reason": reason})


def introduction(web, lang="vi"):
    return web.get("congty", f"/referrals?lang={lang}").json()["items"][0]


@pytest.mark.parametrize("field", DISCLOSABLE)
def test_an_employer_reads_the_one_field_that_was_consented_to_and_no_other(web, field):
    refer(web, fields=[field])

    person = introduction(web)["person"]

    assert set(person) <= {field}
    if field != "status_sentence":
        assert set(person) == {field}


def test_an_introduction_is_under_a_random_alias_without_code_or_dates(web):
    refer(web, fields=DISCLOSABLE)
    text = web.get("congty", "/referrals").text

    for secret in ("PT-001", "060088001234", "1988", "sau cai", "12/01/2026", "Khu phố 3", "canbo", "đúng nghề"):
        assert secret not in text
    assert "Nguyễn Văn Lành" in text


def test_experience_reaches_the_employer_as_durations(web):
    refer(web, fields=["experience"])

    assert introduction(web)["person"]["experience"][0].endswith("24 tháng")
    assert introduction(web, "en")["person"]["experience"][0].endswith("24 months")


def test_two_introductions_of_one_person_have_different_aliases(web):
    refer(web)
    refer(web, opening="V-05")

    aliases = {r["alias"] for r in web.get("canbo", "/referrals").json()["items"] if r["person"] == "PT-001"}

    assert len(aliases) == 3  # these two, and the one of the list of placements


def test_only_the_employer_named_reads_it(web):
    referral = refer(web)

    assert web.get("congty2", "/referrals").json()["items"] == []
    assert answer(web, "congty2", referral, "accept").status_code == 404


ENDINGS = {
    "meeting withdrawn": ("withdrawals", {"purpose": "meet_employer"}),
    "matching withdrawn": ("withdrawals", {"purpose": "matching"}),
    "restricted": ("restriction", {"on": True}),
    "erased": ("erasure", {"confirm": "PT-001"}),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_introduction_whose_person_may_not_be_met_any_more_looks_to_the_employer_as_one_declined(web, ending):
    referral, other = refer(web, fields=FIELDS), refer(web, "HS00001")
    answer(web, "canbo", other, "person_declined")
    path, body = ENDINGS[ending]

    done = web.post("giamsat", f"/people/PT-001/{path}", body)
    late = answer(web, "congty", referral, "accept")

    rows = {r["id"]: r for r in web.get("congty", "/referrals").json()["items"]}
    same = ("state", "state_words", "answered_on", "person")
    assert done.is_success, done.text
    assert {k: rows[referral][k] for k in same} == {k: rows[other][k] for k in same}
    assert (late.status_code, late.json()) == (409, answer(web, "congty", other, "accept").json())


def test_an_introduction_is_over_when_its_consent_has_run_out(web):
    referral = refer(web, expires_on=TODAY.isoformat())
    with web.service.database.read(asked_by(SERVICE)) as session:
        row = session.get_one(Referral, referral)

        assert ended_on(session, row, TODAY) is None
        assert ended_on(session, row, TODAY + timedelta(days=1)) == TODAY


def test_an_employer_accepts_and_the_seat_is_promised(web):
    before = next(
        i["opening"]["seats_left"]
        for i in web.get("canbo", "/people/HS00001/suggestions?limit=50").json()["items"] + _shown(web, "V-01")
        if i["opening"]["code"] == "V-01"
    )
    referral = refer(web)

    assert answer(web, "congty", referral, "accept").json()["state"] == "accepted"

    assert before == 2
    assert [i["opening"]["seats_left"] for i in _shown(web, "V-01", "HS00001")] in ([1], [])


def _shown(web, opening, person="PT-001"):
    items = web.get("canbo", f"/people/{person}/suggestions?limit=50").json()["items"]
    return [i for i in items if i["opening"]["code"] == opening]


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_declining_needs_a_reason(web, reason):
    referral = refer(web)

    assert answer(web, "congty", referral, "decline", reason).status_code == 422
    assert answer(web, "congty", referral, "decline", "đủ người").status_code == 200


def test_an_answer_is_not_changed_by_another_and_repeating_it_is_harmless(web):
    referral = refer(web)
    answer(web, "congty", referral, "accept")

    assert answer(web, "congty", referral, "accept").status_code == 200
    other = answer(web, "congty", referral, "decline", "đổi ý")
    assert (other.status_code, other.json()["code"]) == (409, "already_answered")


def test_more_time_moves_the_date_and_can_still_be_answered(web):
    referral = refer(web)

    assert answer(web, "congty", referral, "more_time").json()["answer_by"] == "2026-12-07"
    assert answer(web, "congty", referral, "accept").status_code == 200


def test_withdrawing_consent_takes_effect_at_once(web):
    refer(web, fields=["given_name", "phone"])
    assert introduction(web)["person"]["phone"] == "0912345678"
    revision = web.get("canbo", "/people/PT-001").json()["revision"]

    web.patch("canbo", "/people/PT-001", {"consent_withdrawn_on": "2026-11-23"}, revision)

    assert introduction(web)["person"] == {}
    assert web.get("canbo", "/people/PT-001/suggestions").json()["items"] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("withdrawals", {"purpose": "meet_employer"}),
        ("withdrawals", {"purpose": "matching"}),
        ("restriction", {"on": True}),
        ("erasure", {"confirm": "PT-001"}),
    ],
)
def test_who_stops_an_introduction_reads_there_as_who_did_not_want_the_work(web, path, body):
    ends, declined = refer(web, opening="V-01"), refer(web, opening="V-05")
    answer(web, "canbo", declined, "person_declined")

    stopped = web.post("giamsat", f"/people/PT-001/{path}", body)

    assert stopped.status_code in (200, 201, 204), stopped.text
    read = {i["id"]: (i["state"], i["person"]) for i in web.get("congty", "/referrals").json()["items"]}
    assert read[ends] == ("person_declined", {})
    replies = [answer(web, "congty", ends, what, "khác") for what in ("accept", "more_time", "decline")]
    assert [reply.status_code for reply in replies] == [409] * 3


def test_a_consent_that_has_run_out_discloses_nothing(web, monkeypatch):
    from datetime import date

    from api.service import Service

    refer(web, fields=["given_name"], expires_on="2026-11-30")
    assert introduction(web)["person"] == {"given_name": "Lành"}

    monkeypatch.setattr(Service, "today", lambda _self: date(2026, 12, 1))

    assert introduction(web)["person"] == {}


def test_a_narrower_consent_given_later_narrows_what_is_read(web):
    refer(web, fields=["given_name", "phone", "full_name"])
    made = web.post("congty", "/openings", {"title": "Thợ hàn", "commune_code": "22945"}).json()["code"]

    refer(web, opening=made, fields=["given_name"])

    for item in web.get("congty", "/referrals").json()["items"]:
        assert set(item["person"]) == {"given_name"}


def test_work_begins_is_checked_on_and_ends(web):
    referral = refer(web)
    answer(web, "congty", referral, "accept")

    made = web.post("canbo", "/placements", {"referral": referral, "started_on": "2026-11-23"})
    placement = made.json()["id"]
    there = web.post("canbo", f"/placements/{placement}/check-ins", {"on": "2026-11-23", "outcome": "still_there"})
    left = web.post(
        "canbo", f"/placements/{placement}/check-ins", {"on": "2026-11-23", "outcome": "left", "reason": "xa nhà"}
    )

    assert (made.status_code, there.status_code) == (201, 201)
    assert (left.json()["ended_on"], left.json()["leaving_reason"]) == ("2026-11-23", "xa nhà")


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-24", "1900-01-01", "2027-06-30"])
def test_work_begins_neither_before_the_referral_nor_in_the_future(web, day):
    referral = refer(web)

    made = web.post("canbo", "/placements", {"referral": referral, "started_on": day})

    assert (made.status_code, made.json()["code"]) == (422, "wrong_dates")


def test_one_referral_leads_to_one_placement(web):
    body = {"referral": refer(web), "started_on": "2026-11-23"}
    web.post("canbo", "/placements", body)

    again = web.post("canbo", "/placements", body)

    assert (again.status_code, again.json()["code"]) == (409, "already_placed")


@pytest.mark.parametrize("state", ["decline", "person_declined"])
def test_work_does_not_begin_from_a_referral_that_was_declined(web, state):
    referral = refer(web)
    answer(web, "canbo", referral, state, "đủ người")

    made = web.post("canbo", "/placements", {"referral": referral, "started_on": "2026-11-23"})

    assert made.status_code in (201, 409)
    if made.status_code == 201:  # a later start outweighs an earlier no, and the referral says so
        item = next(r for r in web.get("canbo", "/referrals").json()["items"] if r["id"] == referral)
        assert item["state"] == "accepted"


def test_an_employer_cannot_answer_for_the_person(web):
    referral = refer(web)

    assert answer(web, "congty", referral, "person_declined").status_code in (403, 422)


def test_placements_with_a_check_in_due_come_first(web):
    items = web.get("canbo2", "/placements").json()["items"]

    due = [i["check_in_due"] is None for i in items]
    assert items and due == sorted(due)


def test_every_disclosure_is_in_the_trail(web):

    from api.tables import AuditEvent

    referral = refer(web)
    web.get("congty", "/referrals")

    with web.service.database.read() as session:
        seen = session.exec(select(AuditEvent).where(AuditEvent.act == "read_introductions")).all()
    assert [(e.actor, e.subject) for e in seen] == [("congty", referral)]
