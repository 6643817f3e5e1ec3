"""An answer is given again to who may still see all that it is about, and it is the same request that gets it."""

import pytest
from sqlmodel import select

from api import once
from api.accounts import find_account
from api.acts import reminders
from api.kept_replies import DONE, GONE
from api.row_security import SERVICE, asked_by
from api.tables import AuditEvent, OnceReply
from employers.tables import Employer
from tests.api.test_changes import POSTED

REMINDER = {"due_on": "2026-11-30", "note": "Gọi bà Sáu"}
KEY = {"Idempotency-Key": "k-1"}
LIST = "Mã hồ sơ,Họ và tên\nMOI-9,Người Mới\n".encode()


def remind(web, who="canbo"):
    return web.post(who, "/people/PT-001/reminders", REMINDER, headers=KEY)


def send_list(web, query="", boundary="b-1", key=KEY):
    form = b'--%b\r\nContent-Disposition: form-data; name="file"; filename="ds.csv"\r\n\r\n%b\r\n--%b--\r\n'
    mark = boundary.encode()
    head = {**key, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    return web.call("giamsat", "POST", f"/imports/people{query}", content=form % (mark, LIST, mark), headers=head)


def trail(web, act):
    with web.service.database.read(asked_by(SERVICE)) as session:
        return session.exec(select(AuditEvent.actor, AuditEvent.subject).where(AuditEvent.act == act)).all()


def kept(web):
    with web.service.database.read(asked_by(SERVICE)) as session:
        return session.exec(select(OnceReply.status, OnceReply.reply_sealed)).all()


def test_an_answer_that_is_given_again_stands_in_the_trail(web):
    remind(web)

    assert remind(web).headers["idempotency-replayed"] == "true"
    assert trail(web, "answer_again") == [("canbo", "PT-001")]


def test_who_handed_somebody_over_is_told_of_them_no_more(web):
    remind(web)
    web.post("canbo", "/people/PT-001/handover", {"reason": "workload", "case_worker": "canbo2"})

    again = remind(web)

    assert (again.status_code, again.json()["code"]) == (409, "outcome_unknown")
    assert "Sáu" not in again.text


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [
        ("canbo", "handover", {"reason": "workload", "case_worker": "canbo2"}),
        ("giamsat", "erasure", {"confirm": "PT-001"}),
    ],
)
def test_who_took_somebody_out_of_their_own_sight_is_answered_the_same_again(web, who, path, body):
    first, again = (web.post(who, f"/people/PT-001/{path}", body, headers=KEY) for _ in "12")

    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert web.get(who, "/people/PT-001").status_code == 404


def test_nothing_that_was_answered_is_kept_of_an_erased_person(web):
    remind(web)
    assert [bool(sealed) for _, sealed in kept(web)] == [True]

    web.post("giamsat", "/people/PT-001/erasure", {"confirm": "PT-001"})

    assert kept(web) == [(GONE, None)]
    assert remind(web).json()["code"] == "outcome_unknown"


@pytest.mark.parametrize(
    ("who", "path", "body", "act"),
    [
        ("canbo", "national-id", {}, "see_national_id"),
        ("giamsat", "notes", {"reason": "cần gọi gấp cho gia đình"}, "see_notes"),
    ],
)
def test_what_only_shows_something_is_done_and_noted_each_time(web, who, path, body, act):
    seen = [web.post(who, f"/people/PT-001/{path}", body, headers=KEY) for _ in "12"]

    assert [r.status_code for r in seen] == [200, 200]
    assert not any("idempotency-replayed" in r.headers for r in seen)
    assert trail(web, act) == [(who, "PT-001")] * 2
    assert kept(web) == []


def test_a_trial_of_a_list_does_not_stand_for_its_import(web):
    assert send_list(web, "?dry_run=true").json()["dry_run"] is True

    real = send_list(web)

    assert (real.status_code, real.json()["code"]) == (422, "key_reused")
    assert send_list(web, key={"Idempotency-Key": "k-2"}).json()["dry_run"] is False


def test_the_same_list_is_the_same_whatever_boundary_a_client_draws(web):
    first, again = send_list(web), send_list(web, boundary="another-9")

    assert (first.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize("keys", [["a", "b"], ["a", ""], ["a\x01b"]])
def test_several_keys_and_odd_ones_are_refused(web, keys):
    headers = [*web.headers("canbo").items(), *(("Idempotency-Key", key) for key in keys)]

    answer = web.client.post("/api/v1/people/PT-001/reminders", json=REMINDER, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "key_unusable")


def test_two_who_became_one_are_told_of_no_more_by_what_was_answered_before(web):
    remind(web)

    merged = web.post("giamsat", "/duplicates/merge", {"kind": "people", "keep": "PT-002", "drop": "PT-001"})

    assert merged.status_code == 201, merged.text
    assert [status for status, _ in kept(web)] == [GONE]


@pytest.mark.parametrize("step", ["_keep_seen", "keep"])
def test_an_erasure_between_an_act_and_its_answer_leaves_nothing_kept(web, monkeypatch, step):
    real = getattr(once, step)

    def erased_first(*values):
        monkeypatch.setattr(once, step, real)
        web.post("giamsat", "/people/PT-001/erasure", {"confirm": "PT-001"})
        real(*values)

    monkeypatch.setattr(once, step, erased_first)

    assert remind(web).status_code == 201
    assert kept(web) == [(GONE, None)]


def test_a_hand_over_by_somebody_else_between_an_act_and_its_answer_keeps_no_answer(web, monkeypatch):
    ends = once._keep_seen

    def handed_first(caller, digest, reply, acts):
        monkeypatch.setattr(once, "_keep_seen", ends)
        web.post("giamsat", "/people/PT-001/handover", {"reason": "workload", "case_worker": "canbo2"})
        ends(caller, digest, reply, acts)

    monkeypatch.setattr(once, "_keep_seen", handed_first)

    assert remind(web).status_code == 201
    assert kept(web) == [(DONE, None)]
    assert remind(web).json()["code"] == "outcome_unknown"


def test_an_account_that_works_for_another_employer_now_is_told_nothing_of_the_former(web):
    first = web.post("congty", "/openings", POSTED, headers=KEY)
    assert first.status_code == 201, first.text
    with web.service.database.write(asked_by(SERVICE)) as session:
        account = find_account(session, "congty")
        others = select(Employer.tax_code).where(Employer.tax_code != account.employer_tax_code)
        account.employer_tax_code = session.exec(others).first()
        session.add(account)

    again = web.post("congty", "/openings", POSTED, headers=KEY)

    assert (again.status_code, again.json()["code"]) == (409, "outcome_unknown")


def test_an_answer_that_cannot_be_opened_any_more_is_told_as_gone(web):
    remind(web)
    with web.service.database.write(asked_by(SERVICE)) as session:
        for row in session.exec(select(OnceReply)).all():
            row.reply_sealed = b"damaged"
            session.add(row)

    assert remind(web).json()["code"] == "outcome_unknown"


def test_work_that_was_done_before_something_fell_over_is_not_done_again(web, monkeypatch):
    remind_them = reminders.remind

    def falls_over(*values):
        remind_them(*values)
        raise KeyError("a defect of ours")

    monkeypatch.setattr(reminders, "remind", falls_over)
    assert remind(web).status_code == 500
    monkeypatch.undo()

    assert remind(web).json()["code"] == "outcome_unknown"
    assert len(web.get("canbo", "/people/PT-001/reminders").json()["items"]) == 1
