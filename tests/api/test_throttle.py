"""Guessing is slowed by name and by source, across restarts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import SQLModel, select

from api.db import Database
from api.tables import Throttle
from api.throttle import PER_NAME, PER_SOURCE, WINDOW, SignInThrottled, count_attempt, forgive_attempt

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/noiviec.db")
    SQLModel.metadata.create_all(database.writer, [Throttle.__table__])
    yield database
    database.dispose()


def _attempt(database, name="canbo", source="10.0.0.1", now=NOON, times=1):
    for _ in range(times):
        with database.write() as session:
            count_attempt(session, name, source, now)


def test_a_name_is_slowed_from_every_source_even_after_a_restart(database):
    _attempt(database, times=PER_NAME)
    restarted = Database(str(database.url))

    with pytest.raises(SignInThrottled) as caught:
        _attempt(restarted, source="10.9.9.9")

    assert caught.value.ends_at == NOON + WINDOW
    restarted.dispose()


def test_a_source_is_slowed_for_every_name(database):
    for number in range(PER_SOURCE):
        _attempt(database, name=f"ten{number}")

    with pytest.raises(SignInThrottled):
        _attempt(database, name="canbo")
    _attempt(database, name="canbo", source="10.0.0.2")


def test_one_subscriber_of_ipv6_is_one_source(database):
    for number in range(PER_SOURCE):
        _attempt(database, name=f"ten{number}", source=f"2001:db8:0:1::{number:x}")

    with pytest.raises(SignInThrottled):
        _attempt(database, source="2001:db8:0:1:ffff::9")
    _attempt(database, source="2001:db8:0:2::9")


def test_an_ipv4_address_written_as_ipv6_is_the_same_source(database):
    for number in range(PER_SOURCE):
        _attempt(database, name=f"ten{number}", source="10.0.0.1")

    with pytest.raises(SignInThrottled):
        _attempt(database, source="::ffff:10.0.0.1")


def test_waiting_helps_however_often_one_knocked_meanwhile(database):
    _attempt(database, times=PER_NAME)
    for minute in range(1, 15):
        with pytest.raises(SignInThrottled):
            _attempt(database, now=NOON + timedelta(minutes=minute))

    _attempt(database, now=NOON + WINDOW)


def test_success_clears_the_name_but_only_its_own_attempt_of_the_source(database):
    """Somebody with one account of their own may not reset the count of their guesses at others."""
    for number in range(PER_SOURCE - 1):
        _attempt(database, name=f"ten{number}")
    _attempt(database, name="cua-toi")
    with database.write() as session:
        forgive_attempt(session, "cua-toi", "10.0.0.1")

    _attempt(database, name="canbo")
    with pytest.raises(SignInThrottled):
        _attempt(database, name="canbo")


def test_the_table_forgets_what_ended_and_holds_no_typed_name(database):
    _attempt(database, name="mat-khau-go-nham")

    _attempt(database, name="canbo", now=NOON + WINDOW)

    with database.read() as session:
        rows = session.exec(select(Throttle)).all()
    assert len(rows) == 2
    assert "nham" not in str(rows)
