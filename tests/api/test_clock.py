"""The two clocks, and when a fixed domain date is refused."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlmodel import SQLModel

from api.clock import FixedTodayRefused, check_fixed_today, note_real_use, now, today
from api.db import Database
from api.settings import load_settings
from api.tables import ClockUse

REAL = load_settings(None, today=None)
DRILL = load_settings(None, today=date(2026, 11, 23))


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/noiviec.db")
    SQLModel.metadata.create_all(database.writer, [ClockUse.__table__])
    yield database
    database.dispose()


@time_machine.travel(datetime(2026, 11, 23, 17, 30, tzinfo=UTC), tick=False)
def test_the_domain_date_turns_at_midnight_in_vietnam():
    assert today(REAL) == date(2026, 11, 24)
    assert now() == datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


@time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False)
def test_a_fixed_date_moves_the_domain_and_not_the_real_clock():
    assert today(DRILL) == date(2026, 11, 23)
    assert now().year == 2030


def test_a_fixed_date_is_refused_once_real_work_was_written(database):
    with database.write() as session:
        note_real_use(session, REAL)
        note_real_use(session, REAL)

    with database.read() as session, pytest.raises(FixedTodayRefused, match="NOIVIEC_TODAY"):
        check_fixed_today(session, DRILL)


def test_the_real_calendar_is_never_refused(database):
    with database.write() as session:
        note_real_use(session, REAL)
        check_fixed_today(session, REAL)


def test_a_database_that_only_knew_drills_accepts_another_drill(database):
    with database.write() as session:
        note_real_use(session, DRILL)
        check_fixed_today(session, DRILL)
