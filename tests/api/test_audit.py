"""The trail is kept with the act, cannot be changed quietly, and holds no identity."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import SQLModel

from api.audit import AuditHead, Event, IdentityInAudit, append_only_ddl, head, record, record_looks, verify
from api.db import Database
from api.keys import KeyStore
from api.tables import AuditEvent
from tests import postgresql_server as postgresql
from tests.postgresql_server import needs_postgresql

NOON = datetime(2026, 11, 23, 5, 0, 0, 123456, tzinfo=UTC)
LOOK = Event(NOON, "canbo", "case_worker", "look", "person", "", {"fields": ["given_name"], "điểm": 0.1})


@pytest.fixture
def keys(tmp_path):
    keys = KeyStore(tmp_path / "keys.db")
    yield keys
    keys.close()


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/noiviec.db")
    SQLModel.metadata.create_all(database.writer, [AuditEvent.__table__])
    yield database
    database.dispose()


def _event(number: int) -> Event:
    return Event(
        NOON + timedelta(seconds=number), "canbo", "case_worker", "refer", "person", f"HS{number:05}", {"n": number}
    )


def _fill(database, keys, count=10):
    for number in range(count):
        with database.write() as session:
            record(session, keys, _event(number))


def _check(database, keys, *published):
    with database.read() as session:
        return verify(session, keys, *published)


def _spoil(database, statement):
    with database.write() as session:
        session.execute(text(statement))


def test_an_untouched_trail_is_whole(database, keys):
    _fill(database, keys)
    with database.write() as session:
        record_looks(session, keys, LOOK, [f"HS{n:05}" for n in range(2500)])

    check = _check(database, keys)

    assert (check.ok, check.count, check.first_broken_id) == (True, 2510, None)


def test_acts_are_recorded_in_a_session_that_may_not_read_the_trail(database, keys):
    def refuse(_state):
        raise PermissionError

    with database.write() as session:
        event.listen(session, "do_orm_execute", refuse)
        record(session, keys, _event(0))

    assert _check(database, keys).count == 1


def test_an_empty_trail_is_whole(database, keys):
    with database.write() as session:
        record_looks(session, keys, LOOK, [])

    assert _check(database, keys).ok
    with database.read() as session:
        assert head(session) == AuditHead(0, "0" * 64)


def test_an_act_that_failed_leaves_no_event(database, keys):
    with pytest.raises(ZeroDivisionError), database.write() as session:
        record(session, keys, _event(1))
        raise ZeroDivisionError

    assert _check(database, keys).count == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'ai do' WHERE id = 5",
        "UPDATE audit_event SET at = '2020-01-01 00:00:00.000000' WHERE id = 5",
        """UPDATE audit_event SET details = '{"n": 99}' WHERE id = 5""",
        "UPDATE audit_event SET subject = 'HS99999' WHERE id = 5",
        "UPDATE audit_event SET hash = (SELECT hash FROM audit_event WHERE id = 4) WHERE id = 5",
        "DELETE FROM audit_event WHERE id = 5",
        "UPDATE audit_event SET id = CASE id WHEN 5 THEN -6 WHEN 6 THEN -5 END WHERE id IN (5, 6); ",
    ],
)
def test_any_change_of_a_row_is_found_at_that_row(database, keys, statement):
    _fill(database, keys)
    _spoil(database, statement)
    if "-6" in statement:
        _spoil(database, "UPDATE audit_event SET id = -id WHERE id < 0")

    check = _check(database, keys)

    assert (check.ok, check.first_broken_id) == (False, 5)


def test_a_row_cannot_be_forged_without_the_key_store(database, keys, tmp_path):
    _fill(database, keys)
    stranger = KeyStore(tmp_path / "other.db")
    with database.write() as session:
        record(session, stranger, _event(10))
    stranger.close()

    assert _check(database, keys).first_broken_id == 11


def test_a_cut_at_the_end_shows_against_a_published_head_only(database, keys):
    _fill(database, keys)
    with database.read() as session:
        published = head(session)
    _spoil(database, "DELETE FROM audit_event WHERE id > 8")

    assert _check(database, keys).ok
    assert _check(database, keys, published).first_broken_id == 9
    assert _check(database, keys, AuditHead(3, "f" * 64)).first_broken_id == 3


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"])
def test_the_store_itself_refuses_to_change_or_delete(database, keys, statement):
    _fill(database, keys, 2)
    for ddl in append_only_ddl("sqlite"):
        _spoil(database, ddl)

    with pytest.raises(IntegrityError, match="append-only"):
        _spoil(database, statement)


@pytest.mark.parametrize(
    "details",
    [{"full_name": "x"}, {"phone": "x"}, {"words": "CCCD 060088001234"}, {"rows": [{"n": ["060088001234"]}]}],
)
def test_an_identity_never_enters_the_trail(database, keys, details):
    spoken = Event(NOON, "canbo", "case_worker", "look", "person", "HS00001", details)

    with pytest.raises(IdentityInAudit) as caught, database.write() as session:
        record(session, keys, spoken)

    assert "0600" not in str(caught.value)


@pytest.mark.parametrize("subject", ["5f012345678901ab", "3f0c2a9e-1c2d-4e5f-8a9b-012345678901", "HS00001"])
def test_a_random_id_or_a_long_number_is_no_identity(database, keys, subject):
    with database.write() as session:
        record(
            session, keys, replace(_event(0), subject=subject, details={"chance": 0.012345678901, "n": 123456789012})
        )

    assert _check(database, keys).ok


def test_the_row_says_who_what_whom_and_when(database, keys):
    with database.write() as session:
        record_looks(session, keys, LOOK, ["HS00001"])

    with database.read() as session:
        row = session.get(AuditEvent, 1)
    assert (row.at, row.actor, row.role, row.act, row.subject_kind, row.subject) == (
        NOON, "canbo", "case_worker", "look", "person", "HS00001",
    )  # fmt: skip
    assert json.loads(json.dumps(row.details)) == {"fields": ["given_name"], "điểm": 0.1}


@needs_postgresql
def test_the_trail_is_whole_and_closed_on_postgresql_too(keys):
    database = Database(postgresql.shared_server().create("trail"))
    SQLModel.metadata.create_all(database.writer, [AuditEvent.__table__])
    for ddl in append_only_ddl("postgresql"):
        _spoil(database, ddl)
    _fill(database, keys, 3)

    check = _check(database, keys)
    for statement in ("UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"):
        with pytest.raises(DBAPIError, match="append-only"):
            _spoil(database, statement)
    database.dispose()

    assert (check.ok, check.count) == (True, 3)
