"""The store cannot be written for a while: a plain sentence, and what was typed is sent again with one click."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event
from sqlmodel import select

from matcher.case_tables import Reminder
from tests.api.pages.test_case_pages import day
from tests.stores import looks_into_the_file

PLACE = "/people/PT-001/reminders"


@pytest.fixture
def desk(site):
    writer = site.service.database.writer
    writer.dispose()
    event.listen(writer, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=200").close())
    return site.sign_in("canbo")


@looks_into_the_file
def test_what_was_typed_is_kept_and_sent_again_writes_it_once(desk):
    page = desk.get(PLACE)
    with closing(sqlite3.connect(desk.service.database.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = desk.send(page, PLACE, **day("due_on", "23/11/2026"), note="Hẹn gặp mẹ")
        other.execute("ROLLBACK")

    sent = desk.send(refused, PLACE)
    desk.send(refused, PLACE)

    assert (refused.status, "Hẹn gặp mẹ" in refused.text) == (503, True)
    assert refused.answer.headers["retry-after"]
    assert "gửi lại cũng không bị ghi hai lần" in refused.words
    assert sent.status == 200
    with desk.service.database.read() as session:
        assert len(session.exec(select(Reminder)).all()) == 1


@looks_into_the_file
def test_a_password_is_not_written_into_the_page(desk):
    with closing(sqlite3.connect(desk.service.database.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = desk.client.post("/", data={"username": "canbo", "password": "Mật-khẩu-dài-9!x"})
        other.execute("ROLLBACK")

    assert answer.status_code == 503
    assert "Mật-khẩu" not in answer.text
