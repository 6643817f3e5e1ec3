"""The day over HTTP: tasks, results, reminders, and an employer's word by a code."""

import json
from datetime import date

import pytest
from sqlmodel import select

from api.row_security import SERVICE, asked_by
from api.service import Service
from matcher.case_tables import Reminder, TaskResult
from matcher.tables import Person
from tests.api.test_routes_referrals import answer, refer

NOTE = "Hẹn chị Mười, mẹ của anh Lành"


def a_job(web):
    referral = refer(web)
    answer(web, "congty", referral, "accept")
    return web.post("canbo", "/placements", {"referral": referral, "started_on": "2026-11-23"}).json()


def a_code(web):
    return web.post("canbo", f"/placements/{a_job(web)['id']}/confirmation").json()["code"]


def today(web, who="canbo", **how):
    return web.get(who, "/today?limit=100", **how).json()


def test_the_day_is_short_says_how_much_more_there_is_and_speaks_both_languages(web):
    short = web.get("canbo", "/today").json()
    english = web.get("canbo", "/today?lang=en").json()

    assert len(short["items"]) == min(5, short["total"])
    assert short["total"] == sum(short["by_kind"].values())
    assert {"PT-004"} <= {i["person"] for i in today(web)["items"] if i["kind"] == "no_consent"}
    assert all(a["text"] != b["text"] for a, b in zip(short["items"], english["items"], strict=True))


def test_the_day_holds_one_s_own_people_only_and_every_name_is_in_the_trail(web):
    from api.tables import AuditEvent

    mine, theirs = ({i["person"] for i in today(web, who)["items"]} for who in ("canbo", "canbo2"))

    assert mine and theirs and not mine & theirs
    with web.service.database.read() as session:
        seen = session.exec(select(AuditEvent).where(AuditEvent.act == "see_today")).all()
    assert {e.subject for e in seen if e.actor == "canbo"} == mine


def test_not_reached_is_a_result_and_the_task_rests_until_tomorrow(web):
    body = {"kind": "no_consent", "result": "not_reached", "note": NOTE}

    made = web.post("canbo", "/people/PT-004/results", body)
    again = web.post("canbo", "/people/PT-004/results", body)

    assert (made.status_code, made.json()["again_on"]) == (201, "2026-11-24")
    assert again.status_code == 404
    assert not [i for i in today(web)["items"] if i["person"] == "PT-004" and i["kind"] == "no_consent"]


def test_notes_are_sealed(web):
    web.post("canbo", "/people/PT-004/results", {"kind": "no_consent", "result": "later", "note": NOTE})
    web.post("canbo", "/people/PT-004/reminders", {"due_on": "2026-11-24", "note": NOTE})

    with web.service.database.read(asked_by(SERVICE)) as session:
        rows = [*session.exec(select(TaskResult)).all(), *session.exec(select(Reminder)).all()]
    assert len(rows) == 2
    for row in rows:
        assert row.note_sealed and NOTE.encode() not in row.note_sealed
        assert "Mười" not in json.dumps(row.model_dump(exclude={"note_sealed"}), default=str)


def at(monkeypatch, *day):
    monkeypatch.setattr(Service, "today", lambda _self: date(*day))


def test_a_check_in_is_done_by_its_outcome_only(web, monkeypatch):
    at(monkeypatch, 2027, 2, 12)
    task = next(i for i in today(web, "canbo2")["items"] if i["kind"] == "check_in")
    body = {"kind": "check_in", "about": task["about"], "result": "done"}

    refused = web.post("canbo2", f"/people/{task['person']}/results", body)
    missed = web.post("canbo2", f"/people/{task['person']}/results", body | {"result": "not_reached"})

    assert (refused.status_code, refused.json()["code"]) == (422, "ask_outcome")
    assert missed.status_code == 201
    job = next(p for p in web.get("canbo2", "/placements").json()["items"] if p["id"] == task["about"])
    assert (job["check_in_due"], job["next_follow_up"]["tries"]) == (None, 1)


def test_each_try_at_a_check_in_counts_in_the_answer_and_in_the_list(web, monkeypatch):
    job = a_job(web)
    at(monkeypatch, 2026, 11, 26)
    tries = [web.post("canbo", f"/placements/{job['id']}/check-ins", {"on": "2026-11-26", "outcome": "not_reached"})
             for _ in range(3)]  # fmt: skip

    listed = next(p for p in web.get("canbo", "/placements").json()["items"] if p["id"] == job["id"])

    assert [t.json()["next_follow_up"]["tries"] for t in tries] == [1, 2, 3]
    assert listed == tries[-1].json()


def test_a_reminder_comes_back_on_its_day_with_its_words(web, monkeypatch):
    made = web.post("canbo", "/people/PT-001/reminders", {"due_on": "2026-11-30", "note": NOTE}).json()
    assert not today(web)["by_kind"]["reminder"]

    at(monkeypatch, 2026, 11, 30)

    assert [i["about"] for i in today(web)["items"] if i["kind"] == "reminder"] == [made["id"]]
    assert web.get("canbo", "/people/PT-001/reminders").json()["items"][0]["note"] == NOTE
    assert web.post("canbo", f"/reminders/{made['id']}/done").status_code == 200
    assert web.get("canbo", "/people/PT-001/reminders").json()["items"] == []
    assert not today(web)["by_kind"]["reminder"]


def test_a_reminder_does_not_lie_in_the_past(web):
    made = web.post("canbo", "/people/PT-001/reminders", {"due_on": "2026-11-22"})

    assert (made.status_code, made.json()["code"]) == (422, "wrong_dates")


def test_a_note_of_an_erased_person_is_gone_and_no_other_is_written(web):
    from matcher.tables import PersonIdentity

    web.post("canbo", "/people/PT-001/reminders", {"due_on": "2026-11-30", "note": NOTE})
    with web.service.database.read(asked_by(SERVICE)) as session:
        asked = select(PersonIdentity).join(Person, Person.id == PersonIdentity.person_id)
        key_id = session.exec(asked.where(Person.code == "PT-001")).one().key_id
    web.service.keys.delete_person_key(key_id)

    again = web.post("canbo", "/people/PT-001/reminders", {"due_on": "2026-11-30", "note": NOTE})

    assert web.get("canbo", "/people/PT-001/reminders").json()["items"][0]["note"] is None
    assert (again.status_code, again.json()["code"]) == (409, "erased")


def test_leaving_frees_the_seat_and_asks_for_another_opening_at_once(web):
    job = a_job(web)
    body = {"on": "2026-11-23", "outcome": "left", "why": "distance", "reason": "xa nhà"}

    left = web.post("canbo", f"/placements/{job['id']}/check-ins", body).json()

    assert (left["leaving_why"], left["leaving_words"], left["next_follow_up"]) == ("distance", "Đường xa", None)
    (task,) = [i for i in today(web)["items"] if i["person"] == "PT-001"]
    assert (task["kind"], task["about"]) == ("place_again", job["id"])


def test_a_new_job_is_first_asked_about_after_three_days(web):
    follow = a_job(web)["next_follow_up"]

    assert (follow["step"], follow["due_on"], follow["words"]) == ("day_3", "2026-11-26", "sau 3 ngày")


def test_an_employer_looks_without_a_sign_in_and_then_confirms_once(web):
    code = a_code(web)

    first, second = (web.get(None, f"/confirmations/{code}") for _ in range(2))
    done = web.post(None, f"/confirmations/{code}", {"answer": "still_there"})
    again = web.post(None, f"/confirmations/{code}", {"answer": "still_there"})

    assert first.status_code == second.status_code == 200
    assert set(first.json()) == {"alias", "title", "started_on"}
    assert (done.status_code, again.status_code) == (200, 404)
    assert not any(word in first.text for word in ("PT-001", "Lành", "canbo", "sau cai"))


def test_unknown_used_and_outdated_codes_look_the_same(web):
    used, job = a_code(web), web.get("canbo2", "/placements").json()["items"][0]["id"]
    web.post(None, f"/confirmations/{used}", {"answer": "left"})
    old = web.post("canbo2", f"/placements/{job}/confirmation").json()["code"]
    web.post("canbo2", f"/placements/{job}/confirmation")

    answers = [web.get(None, f"/confirmations/{c}") for c in (used, old, "AAAA-BBBB-CCCC-DDDD", "x", "%00", "é" * 64)]

    assert {a.status_code for a in answers} == {404}
    assert len({a.content for a in answers}) == 1
    told = [sorted((name, said) for name, said in a.headers.items() if name != "x-request-id") for a in answers]
    assert len({json.dumps(each) for each in told}) == 1


def test_an_employer_s_no_is_told_to_the_case_worker_and_ends_nothing(web):
    code = a_code(web)

    web.post(None, f"/confirmations/{code}", {"answer": "left"})

    (task,) = [i for i in today(web)["items"] if i["person"] == "PT-001"]
    assert task["kind"] == "employer_says_left"
    job = next(p for p in web.get("canbo", "/placements").json()["items"] if p["id"] == task["about"])
    assert job["ended_on"] is None


@pytest.mark.parametrize("body", [{}, {"answer": "maybe"}, {"answer": "left", "person": "PT-001"}])
def test_a_confirmation_says_one_of_two_things(web, body):
    assert web.post(None, f"/confirmations/{a_code(web)}", body).status_code == 422


def test_no_code_is_given_for_a_job_that_ended(web):
    job = a_job(web)
    web.post("canbo", f"/placements/{job['id']}/check-ins", {"on": "2026-11-23", "outcome": "left"})

    assert web.post("canbo", f"/placements/{job['id']}/confirmation").status_code == 404
