"""One run per job and due time, whoever looks and however often; a dead server's run is taken over."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import event
from sqlmodel import SQLModel, select

from api import clock, job_claims
from api.db import Database
from api.job_claims import LEASE, MAX_ATTEMPTS, RETRY_AFTER, try_claim
from api.job_runs import ClaimedSessions, ClaimLost, Job, run_if_due
from api.job_times import daily, last_due
from api.scheduler import Scheduler
from api.tables import JobClaim, Throttle

NIGHT = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)  # 02:00 on the 23rd in Vietnam
MORNING = NIGHT + timedelta(hours=6)
TWO = daily(time(2, 0))
NEVER = threading.Event()


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/noiviec.db", busy_seconds=30)
    SQLModel.metadata.create_all(database.writer, [JobClaim.__table__, Throttle.__table__])
    yield database
    database.dispose()


class Runs:
    """A job that remembers its runs."""

    def __init__(self, work=lambda sessions: None):
        self.due, self.work = [], work
        self.job = Job("rerank", TWO, self)

    def __call__(self, sessions, due):
        self.due.append(due)
        self.work(sessions)


def _rows(database):
    with database.read() as session:
        return session.exec(select(JobClaim)).all()


def _mark(session, key="x"):
    session.add(Throttle(key_sha256=key, failures=0, ends_at=NIGHT))


def _fail(sessions):
    raise ValueError("hỏng")


def _at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (NIGHT, NIGHT),
        (NIGHT - timedelta(seconds=1), NIGHT - timedelta(days=1)),
        (NIGHT + timedelta(hours=23, minutes=59), NIGHT),
    ],
)
def test_the_due_time_follows_from_the_schedule(moment, due):
    assert last_due(TWO, moment) == due


def test_due_times_are_found_for_rare_and_for_frequent_schedules():
    monthly = CronTrigger(day=1, hour=3, timezone=clock.VIETNAM)
    minutely = CronTrigger(minute="*", timezone=clock.VIETNAM)

    assert last_due(monthly, MORNING) == datetime(2026, 10, 31, 20, tzinfo=UTC)
    assert last_due(minutely, MORNING + timedelta(seconds=59)) == MORNING
    assert last_due(CronTrigger(year=2020, timezone=clock.VIETNAM), MORNING) is None


@_at(MORNING)
def test_a_job_runs_once_for_one_due_time(database):
    runs = Runs()

    outcomes = [run_if_due(runs.job, database, "a", NEVER) for _ in range(3)]

    assert outcomes == ["done", None, None]
    assert runs.due == [NIGHT]
    (row,) = _rows(database)
    assert (row.outcome, row.attempts, row.finished_at) == ("done", 1, MORNING)


def test_a_week_off_makes_one_late_run_for_the_last_night(database):
    runs = Runs()
    with _at(MORNING):
        run_if_due(runs.job, database, "a", NEVER)
    with _at(MORNING + timedelta(days=7)):
        run_if_due(runs.job, database, "a", NEVER)
        run_if_due(runs.job, database, "a", NEVER)

    assert runs.due == [NIGHT, NIGHT + timedelta(days=7)]


def test_of_eight_servers_one_runs(database):
    runs = Runs()
    servers = [Database(str(database.url), busy_seconds=60) for _ in range(8)]

    with _at(MORNING), ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda n: run_if_due(runs.job, servers[n], f"s{n}", NEVER), range(8)))
    for server in servers:
        server.dispose()

    assert sorted(map(str, outcomes)) == ["None"] * 7 + ["done"]
    assert len(runs.due) == 1


def test_a_running_job_is_left_alone_until_its_lease_ends(database):
    assert try_claim(database, "rerank", NIGHT, "a", MORNING)

    assert try_claim(database, "rerank", NIGHT, "b", MORNING + LEASE - timedelta(seconds=1)) is None
    assert try_claim(database, "rerank", NIGHT, "b", MORNING + LEASE).attempt == 2


def test_a_job_does_not_begin_the_next_night_while_the_last_one_runs(database):
    assert try_claim(database, "rerank", NIGHT, "a", MORNING)

    assert try_claim(database, "rerank", NIGHT + timedelta(days=1), "b", MORNING) is None
    assert try_claim(database, "other", NIGHT, "b", MORNING) is not None


def test_what_a_server_writes_after_losing_its_claim_is_rolled_back(database):
    lost = try_claim(database, "rerank", NIGHT, "a", MORNING)
    held = try_claim(database, "rerank", NIGHT, "b", MORNING + LEASE)

    with pytest.raises(ClaimLost), ClaimedSessions(database, lost, NEVER).write() as session:
        _mark(session, "of the lost")
    with ClaimedSessions(database, held, NEVER).write() as session:
        _mark(session, "of the holder")

    with database.read() as session:
        assert session.exec(select(Throttle.key_sha256)).all() == ["of the holder"]


def test_a_claimed_session_may_be_a_viewers(database):
    held = try_claim(database, "rerank", NIGHT, "a", MORNING)

    def refuse(_state):
        raise PermissionError

    with ClaimedSessions(database, held, NEVER).write({"viewer": "ranker"}) as session:
        event.listen(session, "do_orm_execute", refuse)
        assert session.info == {"viewer": "ranker"}
        _mark(session)

    with database.read() as session:
        assert session.get(Throttle, "x") is not None


def test_a_loser_does_not_finish_the_run_of_the_holder(database):
    def lose(sessions):
        try_claim(database, "rerank", NIGHT, "b", MORNING + LEASE)
        with sessions.write() as session:
            _mark(session)

    with _at(MORNING):
        outcome = run_if_due(Runs(lose).job, database, "a", NEVER)

    (row,) = _rows(database)
    assert (outcome, row.owner, row.finished_at) == ("lost", "b", None)
    assert (row.outcome, row.lease_until) == (None, MORNING + 2 * LEASE)


def test_a_failure_is_tried_again_after_a_pause_and_not_for_ever(database):
    runs = Runs(_fail)
    moment = MORNING
    for _ in range(MAX_ATTEMPTS + 2):
        with _at(moment):
            run_if_due(runs.job, database, "a", NEVER)
            run_if_due(runs.job, database, "a", NEVER)
        moment += RETRY_AFTER

    (row,) = _rows(database)
    assert len(runs.due) == MAX_ATTEMPTS
    assert row.outcome == "failed: ValueError"
    assert row.finished_at is not None


def test_a_run_that_kills_its_server_is_not_tried_for_ever(database):
    moment = MORNING
    for _ in range(MAX_ATTEMPTS):
        assert try_claim(database, "rerank", NIGHT, "a", moment)
        moment += LEASE

    assert try_claim(database, "rerank", NIGHT, "a", moment) is None
    assert _rows(database)[0].outcome.startswith("failed")


def test_a_stopped_run_is_given_back_at_once(database):
    stop = threading.Event()

    def stopped_midway(sessions):
        stop.set()
        with sessions.write() as session:
            _mark(session)

    with _at(MORNING):
        assert run_if_due(Runs(stopped_midway).job, database, "a", stop) == "stopped"
        assert run_if_due(Runs().job, database, "b", NEVER) == "done"


def test_a_long_run_keeps_its_lease(database, monkeypatch):
    monkeypatch.setattr(job_claims, "LEASE", timedelta(seconds=0.3))
    taken = []

    def long_run(sessions):
        for _ in range(10):
            threading.Event().wait(0.1)
            taken.append(try_claim(database, "rerank", NIGHT, "b", clock.now()))

    outcome = run_if_due(Runs(long_run).job, database, "a", NEVER)

    assert outcome == "done"
    assert taken == [None] * 10


def test_the_clock_runs_what_was_missed_at_start_and_stops(database):
    ran = threading.Event()
    clock = Scheduler(database, [Runs(lambda sessions: ran.set()).job])

    clock.start()
    happened = ran.wait(20)
    clock.stop()

    assert happened
    assert [row.outcome for row in _rows(database)] == ["done"]
    clock.stop()


def test_stopping_waits_for_the_running_job_to_reach_its_next_write(database):
    begun, writes = threading.Event(), []

    def endless(sessions):
        begun.set()
        while True:
            with sessions.write():
                writes.append(1)

    clock = Scheduler(database, [Runs(endless).job])
    clock.start()
    assert begun.wait(20)
    clock.stop()

    (row,) = _rows(database)
    assert (row.outcome, row.finished_at) == ("stopped", None)


def test_every_job_has_a_grace_a_coalesce_and_one_instance(database):
    clock = Scheduler(database, [Runs().job])
    clock._clock.start(paused=True)

    settings = {(job.coalesce, job.max_instances, job.misfire_grace_time >= 3600) for job in clock._clock.get_jobs()}
    clock.stop()

    assert settings == {(True, 1, True)}


def test_a_run_is_done_with_the_transaction_that_publishes_it(database):
    def publish_and_die(sessions):
        with sessions.write() as session:
            _mark(session)
            session.info["publishes"] = True
        raise SystemExit

    with _at(MORNING), pytest.raises(SystemExit):
        run_if_due(Runs(publish_and_die).job, database, "a", NEVER)
    with _at(MORNING + 2 * LEASE):
        again = run_if_due(Runs().job, database, "b", NEVER)

    assert again is None
    assert [(row.outcome, row.attempts) for row in _rows(database)] == [("done", 1)]


def test_what_computes_on_after_stop_is_given_back_and_publishes_nothing(database):
    begun, over, lost = threading.Event(), threading.Event(), []

    def deaf(sessions):
        begun.set()
        over.wait(20)
        sessions._stop = NEVER
        try:
            with sessions.write() as session:
                _mark(session)
        except ClaimLost:
            lost.append(1)
            raise

    clock = Scheduler(database, [Runs(deaf).job])
    clock.start()
    assert begun.wait(20)
    ended = clock.stop(within=0.2)
    (given,) = _rows(database)
    over.set()
    while clock._busy:
        threading.Event().wait(0.01)

    assert not ended
    assert (given.owner, given.outcome, given.finished_at) == ("", "stopped", None)
    assert lost == [1]


def test_a_long_write_ends_at_its_next_statement_after_stop(database):
    stop = threading.Event()

    def write_on(sessions):
        with sessions.write() as session:
            _mark(session, "first")
            session.flush()
            stop.set()
            _mark(session, "second")

    with _at(MORNING):
        outcome = run_if_due(Runs(write_on).job, database, "a", stop)

    with database.read() as session:
        assert session.exec(select(Throttle)).all() == []
    assert outcome == "stopped"


def test_a_claim_left_by_a_clock_that_ran_ahead_is_taken_over(database):
    assert try_claim(database, "rerank", NIGHT, "a", MORNING + timedelta(days=365))

    assert try_claim(database, "rerank", NIGHT, "b", MORNING).attempt == 2
