"""The same key gives the same answer, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event
from sqlmodel import select

from api import clock
from api.kept_replies import AT_WORK_FOR, DONE, KEPT_FOR, begin, release_unanswered
from api.problems import Problem
from api.row_security import SERVICE, asked_by
from api.store_errors import DatabaseUnreachable
from api.tables import OnceReply
from matcher.case_tables import Reminder

BODY = {"due_on": "2026-11-30", "note": "Gọi bà Sáu"}
KEY = {"Idempotency-Key": "khoa-1"}


def remind(web, who="canbo", person="PT-001", body=BODY, key=KEY):
    return web.call(who, "POST", f"/people/{person}/reminders", json=body, headers=key)


def reminders(web):
    with web.service.database.read(asked_by(SERVICE)) as session:
        return len(session.exec(select(Reminder)).all())


def test_the_same_key_gives_the_same_answer_and_does_nothing_again(web):
    first, second = remind(web), remind(web)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert reminders(web) == 1


def test_location_and_etag_come_again(web):
    def post():
        return web.call("canbo", "POST", "/people", json={"code": "MOI-9", "full_name": "Người Mới"}, headers=KEY)

    first, second = post(), post()

    assert first.status_code == second.status_code == 201
    assert {first.headers[n] == second.headers[n] for n in ("location", "etag", "content-type")} == {True}


def test_without_a_key_it_is_done_again(web):
    remind(web, key={})
    remind(web, key={})

    assert reminders(web) == 2


def test_another_body_under_the_same_key_is_refused(web):
    remind(web)

    answer = remind(web, body={"due_on": "2026-12-01"})

    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert reminders(web) == 1


@pytest.mark.parametrize(
    "other", [{"who": "canbo2", "person": "PT-003"}, {"person": "PT-002"}, {"key": {**KEY, "Idempotency-Key": "2"}}]
)
def test_a_key_belongs_to_one_account_and_one_address(web, other):
    remind(web)

    assert remind(web, **other).status_code == 201
    assert reminders(web) == 2


def test_a_refusal_leaves_the_key_free_for_a_corrected_body(web):
    assert remind(web, body={"due_on": "2026-11-01"}).status_code == 422

    assert remind(web).status_code == 201


def test_who_may_not_is_refused_with_a_key_too(web):
    assert remind(web, who="congty").status_code == 403
    assert remind(web, who=None).status_code == 401


def test_the_kept_answer_is_sealed(web):
    remind(web)

    with web.service.database.read() as session:
        (kept,) = session.exec(select(OnceReply)).all()
    assert kept.reply_sealed and "bà Sáu".encode() not in kept.reply_sealed


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_cannot_be_one_is_refused(web, key):
    answer = remind(web, key={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (422, "key_unusable")


def test_of_many_at_once_one_does_the_work(web):
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: remind(web).status_code, range(12)))

    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert reminders(web) == 1


def test_a_first_request_that_was_lost_does_not_bar_the_next_for_long(web):
    remind(web)
    with web.service.database.write() as session:
        (row,) = session.exec(select(OnceReply)).all()
        row.reply_sealed = row.status = None
        session.add(row)
    assert remind(web).json()["code"] == "still_at_work"

    with web.service.database.write() as session:
        (row,) = session.exec(select(OnceReply)).all()
        row.asked_at -= AT_WORK_FOR
        session.add(row)

    assert remind(web).status_code == 201


def test_old_keys_are_cleared_away(web):
    remind(web)

    with time_machine.travel(datetime.now(UTC) + KEPT_FOR + timedelta(minutes=1)):
        web.tokens.clear()
        remind(web, key={"Idempotency-Key": "khoa-2"})

    with web.service.database.read() as session:
        assert len(session.exec(select(OnceReply)).all()) == 1


def test_a_request_whose_answer_was_lost_after_its_work_is_not_done_again(web):
    remind(web)
    with web.service.database.write() as session:
        (row,) = session.exec(select(OnceReply)).all()
        row.reply_sealed, row.status = None, DONE
        row.asked_at -= AT_WORK_FOR
        session.add(row)

    answer = remind(web)

    assert (answer.status_code, answer.json()["code"]) == (409, "outcome_unknown")
    assert reminders(web) == 1


def test_a_key_is_marked_by_the_transaction_that_does_the_work(web):
    seen = []

    @event.listens_for(web.service.database.writer, "commit")
    def look(connection):
        rows = connection.exec_driver_sql("SELECT status, (SELECT count(*) FROM reminder) FROM once_reply").all()
        seen.extend(tuple(row) for row in rows)

    remind(web)

    assert (None, 1) not in seen
    assert seen[0] == (None, 0)
    assert (DONE, 1) in seen


def test_noting_that_a_sign_in_is_used_does_not_mark_the_work_as_done(web):
    remind(web, key={})
    seen = []

    @event.listens_for(web.service.database.writer, "commit")
    def look(connection):
        rows = connection.exec_driver_sql("SELECT status, (SELECT count(*) FROM reminder) FROM once_reply").all()
        seen.extend(tuple(row) for row in rows)

    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=True):
        answer = remind(web)

    assert answer.status_code == 201
    # The use of the sign-in is noted before; then begun, the work done, the answer kept.
    assert [status for status, _ in seen] == [None, DONE, 201]
    assert seen[1] == (DONE, 2)


def test_what_the_store_could_not_take_is_done_at_the_next_try(web):
    service = web.service
    first = clock.now()
    begin(service, "k" * 64, b"x", first)
    with pytest.raises(Problem):
        begin(service, "k" * 64, b"x", clock.now())
    service.note_cut_off("k" * 64, first)

    assert begin(service, "k" * 64, b"x", clock.now()) is None
    with pytest.raises(Problem):
        begin(service, "k" * 64, b"x", clock.now())


def test_a_key_that_the_store_took_while_the_line_broke_is_free_at_the_next_try(web, monkeypatch):
    web.headers("canbo")
    write = web.service.database.write

    @contextmanager
    def write_and_break(info=None):
        monkeypatch.undo()
        with write(info) as session:
            yield session
        raise DatabaseUnreachable("the line broke")

    monkeypatch.setattr(web.service.database, "write", write_and_break)
    tries = [remind(web).status_code for _ in range(2)]

    assert (tries, reminders(web)) == ([503, 201], 1)


def test_keys_of_a_server_that_died_are_free_at_the_next_start(web):
    begin(web.service, "k" * 64, b"x", clock.now())

    release_unanswered(web.service)

    assert begin(web.service, "k" * 64, b"x", clock.now()) is None


def test_a_list_sent_twice_under_one_key_is_imported_once_and_one_run_is_begun_once(web):
    file = {"file": ("ds.csv", "Mã hồ sơ,Họ và tên\nMOI-9,Người Mới\n".encode())}
    sent = web.client.build_request("POST", "/api/v1/imports/people", files=file)
    head = {"Idempotency-Key": "k-nhap", "Content-Type": sent.headers["content-type"]}

    first, again = (web.call("giamsat", "POST", "/imports/people", content=sent.read(), headers=head) for _ in "12")
    runs = [web.post("giamsat", "/runs", {}, headers={"Idempotency-Key": "k-xep"}) for _ in "12"]

    assert (first.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert runs[0].json() == runs[1].json()
    assert web.get("giamsat", "/runs").json()["total"] == 1


def test_the_description_tells_the_header_of_each_post_that_honours_it_and_of_no_other_request(web):
    paths = web.get(None, "/openapi.json").json()["paths"]

    told = {
        (method, path.removeprefix("/api/v1"))
        for path, operations in paths.items()
        for method, operation in operations.items()
        if any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", ()))
    }

    assert {("post", "/people/{code}/reminders"), ("post", "/people/{code}/decisions"), ("post", "/runs")} <= told
    assert ("post", "/token") not in told
    assert {method for method, _ in told} == {"post"}
