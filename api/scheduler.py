"""The schedule: APScheduler tells the time, a claim row decides who runs.

Every server has the same schedule. For each job and due time there is one claim row; who writes it runs the job, keeps
its lease alive by a heartbeat and commits only while the claim is still theirs. The due time follows from the
schedule, never from the moment of looking, so a week off makes one late run, and several servers make one run.
"""

import logging
import os
import secrets
import socket
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from time import monotonic, sleep
from typing import Any, Final

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Select, delete, event, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from api.clock import VIETNAM, now
from api.db import Database, SessionFactory, connection_beside
from api.tables import JobClaim

_log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=5)
"""A claim without a heartbeat for this long may be taken over; clocks of servers may differ by less."""
RETRY_AFTER: Final = timedelta(minutes=10)
LONGEST_LEASE: Final = RETRY_AFTER + LEASE
"""The longest that a claim may lie ahead of one's own clock."""
MAX_ATTEMPTS: Final = 5
"""A job that fails or dies this often for one due time waits for the next: a bad row must not crash-loop it."""
STOPPED_WITHIN: Final = 4.0
"""Seconds that a running job gets to end; with requests and giving back, a server stops within ten."""
_GIVEN_BACK_WITHIN: Final = 1.5
KEPT_FOR: Final = timedelta(days=60)
"""How long it is told who ran what."""
SWEEP_EVERY: Final = timedelta(minutes=5)
"""How often a server looks for missed nights, for failures to try again and for claims left by a dead server."""


class ClaimLost(RuntimeError):
    """Another server took this run over; what this one was writing is rolled back. Nothing is to be done."""


class JobStopped(RuntimeError):
    """The server is shutting down; the run is given back and goes on elsewhere or after the restart."""


@dataclass(frozen=True)
class Job:
    """A piece of scheduled work.

    ``run`` receives claimed sessions and the due time (aware, UTC). It publishes in one last transaction: a run that
    is cut short before is begun anew.
    """

    name: str
    trigger: CronTrigger
    run: Callable[["ClaimedSessions", datetime], object]
    wanted: Callable[[], bool] | None = None
    """Tells cheaply whether there is anything to do, for a job that is due every few seconds; None: there always is."""


def daily(at: time) -> CronTrigger:
    """Make a trigger that is due once a day at a time of day in Vietnam."""
    return CronTrigger(hour=at.hour, minute=at.minute, timezone=VIETNAM)


def weekly_on_sunday(at: time) -> CronTrigger:
    """Make a trigger that is due every Sunday at a time of day in Vietnam."""
    return CronTrigger(day_of_week="sun", hour=at.hour, minute=at.minute, timezone=VIETNAM)


def every(seconds: int) -> CronTrigger:
    """Make a trigger that is due every so many seconds; they divide a minute."""
    return CronTrigger(second=f"*/{seconds}", timezone=VIETNAM)


def last_due(trigger: CronTrigger, moment: datetime) -> datetime | None:
    """Tell the latest due time that is not after a moment (aware, UTC); None if there was none in 400 days."""
    last: datetime | None
    for reach in (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=8), timedelta(days=400)):
        last, due = None, trigger.get_next_fire_time(None, moment - reach)
        while due is not None and due <= moment:
            last, due = due, trigger.get_next_fire_time(due, due)
        if last is not None:
            return last.astimezone(UTC)
    return None


@dataclass(frozen=True)
class Claim:
    """The right to run one job for one due time; ``attempt`` grows with every taking over and fences off the former.

    So does ``owner``: a run that was given back while it still computes publishes nothing any more.
    """

    id: int
    attempt: int
    owner: str

    def still_held(self) -> Select[int | None]:
        """Give the question that finds one row while this run is ours and not over."""
        ours = (col(JobClaim.attempts) == self.attempt, col(JobClaim.owner) == self.owner)
        return sql_select(col(JobClaim.id)).where(
            col(JobClaim.id) == self.id, *ours, col(JobClaim.finished_at).is_(None)
        )

    def is_held(self, row: JobClaim | None) -> bool:
        """Tell whether the row still says that this run is ours and not over."""
        ours = row is not None and (row.attempts, row.owner) == (self.attempt, self.owner)
        return ours and row is not None and row.finished_at is None


def try_claim(sessions: SessionFactory, job: str, due: datetime, owner: str, moment: datetime) -> Claim | None:
    """Claim a run in a short transaction of its own; None when it is done, running or no more to be tried.

    Parameters
    ----------
    sessions : SessionFactory
    job, owner : str
        Name of the job; name of this server.
    due, moment : datetime
        The due time and the real time, aware.
    """
    with sessions.write() as session:
        _forget(session, job, due)
        live = select(JobClaim).where(JobClaim.job == job, col(JobClaim.finished_at).is_(None))
        # A lease that ends later than any can was written under a clock that ran ahead; its run is no longer awaited.
        leased = col(JobClaim.lease_until) > moment, col(JobClaim.lease_until) <= moment + LONGEST_LEASE
        if session.exec(live.where(*leased)).first() is not None:
            return None
        row = session.exec(select(JobClaim).where(JobClaim.job == job, JobClaim.due_at == due)).first()
        if row is None:
            row = JobClaim(job=job, due_at=due, owner=owner, attempts=0, lease_until=moment)
        if row.finished_at is None and row.attempts >= MAX_ATTEMPTS:
            row.finished_at, row.outcome = moment, f"failed: {row.attempts} attempts ended without a word"
        if row.finished_at is not None:
            return None
        row.owner, row.attempts, row.lease_until = owner, row.attempts + 1, moment + LEASE
        session.add(row)
        session.flush()
        assert row.id is not None
        return Claim(row.id, row.attempts, owner)


def _forget(session: Session, job: str, due: datetime) -> None:
    """Delete what is known of runs long before this one: a job that runs for every change would fill the table."""
    session.execute(delete(JobClaim).where(col(JobClaim.job) == job, col(JobClaim.due_at) < due - KEPT_FOR))


class ClaimedSessions:
    """The sessions of one claimed run: a write commits only while the claim is held, and nothing goes on after stop.

    A write that says ``session.info["publishes"] = True`` ends the run: its claim is finished in the same transaction,
    so that a server that dies right after it leaves no run to be done once more.
    """

    def __init__(self, database: Database, claim: Claim, stop: threading.Event) -> None:
        self._database, self._claim, self._stop = database, claim, stop

    def read(self, info: Mapping[str, Any] | None = None) -> AbstractContextManager[Session]:
        """Open a reading session, as :meth:`api.db.Database.read`; its next statement after stop raises."""
        return self._read(info)

    @contextmanager
    def _read(self, info: Mapping[str, Any] | None) -> Iterator[Session]:
        with self._database.read(info) as session:
            self._watch(session)
            yield session

    def _watch(self, session: Session) -> None:
        """Let every further statement ask whether the server is shutting down: a long run ends within one of them."""

        def check(*_: object) -> None:
            if self._stop.is_set():
                raise JobStopped

        event.listen(connection_beside(session), "before_cursor_execute", check)

    @contextmanager
    def write(self, info: Mapping[str, Any] | None = None) -> Iterator[Session]:
        """Open a writing session, as :meth:`api.db.Database.write`.

        Raises
        ------
        JobStopped
            If the server is shutting down.
        ClaimLost
            If another server has the run by now; what was written is rolled back.
        """
        if self._stop.is_set():
            raise JobStopped
        with self._database.write(info) as session:
            self._watch(session)
            yield session
            # On the connection: the session may be one of a viewer, whose policy knows no claims.
            connection = connection_beside(session)
            if connection.execute(self._claim.still_held()).first() is None:
                raise ClaimLost
            if session.info.get("publishes"):
                published = update(JobClaim).where(col(JobClaim.id) == self._claim.id)
                connection.execute(published.values(finished_at=now(), outcome="done"))


def run_if_due(
    job: Job, database: Database, owner: str, stop: threading.Event, held: set[Claim] | None = None
) -> str | None:
    """Run a job if its last due time was not run yet and nobody else runs it.

    1. Compute the last due time.  2. Claim it.  3. Run under a heartbeat.  4. Write the outcome.

    ``held`` names what is run at this moment, for who may have to give it back.

    Returns
    -------
    str or None
        ``done``, ``stopped``, ``lost`` or ``failed: `` and the error's name; None when there was nothing to run.
    """
    if job.wanted is not None and not job.wanted():
        return None
    due = last_due(job.trigger, now())
    claim = None if due is None else try_claim(database, job.name, due, owner, now())
    if due is None or claim is None:
        return None
    held = set() if held is None else held
    held.add(claim)
    try:
        with _heartbeat(database, claim):
            outcome = _outcome(job, ClaimedSessions(database, claim, stop), due)
        _settle(database, claim, outcome)
    finally:
        held.discard(claim)
    _log.info("job %s due %s: %s", job.name, due.isoformat(), outcome)
    return outcome


def _outcome(job: Job, sessions: ClaimedSessions, due: datetime) -> str:
    try:
        job.run(sessions, due)
    except JobStopped:
        return "stopped"
    except ClaimLost:
        return "lost"
    except Exception as error:  # noqa: BLE001 the edge of a job: a failure is written down and tried again
        frames = "".join(traceback.format_tb(error.__traceback__))  # without its words: they may name a person
        _log.error("job %s failed: %s\n%s", job.name, type(error).__name__, frames)
        return f"failed: {type(error).__name__}"
    return "done"


def _settle(sessions: SessionFactory, claim: Claim, outcome: str) -> None:
    """Write how a run ended; one that is to be tried again keeps no finish, only a lease that ends soon."""
    with sessions.write() as session:
        row = session.get(JobClaim, claim.id)
        if row is None or not claim.is_held(row):
            return
        row.outcome, moment = outcome, now()
        if outcome == "done" or (outcome.startswith("failed") and row.attempts >= MAX_ATTEMPTS):
            row.finished_at = moment
        row.lease_until = moment + RETRY_AFTER if outcome.startswith("failed") else moment


def give_back(sessions: SessionFactory, claim: Claim) -> None:
    """Free a run that does not end in time; what it still computes can no longer be published."""
    with sessions.write() as session:
        row = session.get(JobClaim, claim.id)
        if row is not None and claim.is_held(row):
            row.owner, row.outcome, row.lease_until = "", "stopped", now()


@contextmanager
def _heartbeat(sessions: SessionFactory, claim: Claim) -> Iterator[None]:
    """Renew the lease three times per lease until the block ends."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(LEASE.total_seconds() / 3):
            try:
                _renew(sessions, claim)
            except Exception:  # noqa: BLE001 a missed beat is made up by the next; two may be missed
                _log.warning("a heartbeat could not be written", exc_info=True)

    thread = threading.Thread(target=beat, name="job-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(sessions: SessionFactory, claim: Claim) -> None:
    with sessions.write() as session:
        row = session.get(JobClaim, claim.id)
        if row is not None and claim.is_held(row):
            row.lease_until = now() + LEASE


class Scheduler:
    """The clock of one server: each job at its time, and a sweep at start and every few minutes.

    Parameters
    ----------
    database : Database
        For the claims, and, claimed, for the jobs.
    jobs : sequence of Job
    """

    def __init__(self, database: Database, jobs: Sequence[Job]) -> None:
        self._database, self._jobs = database, jobs
        self._stop = threading.Event()
        self._busy: set[int] = set()
        self._held: set[Claim] = set()
        self.owner = f"{socket.gethostname()[:64]}:{os.getpid()}:{secrets.token_hex(4)}"
        grace = int(timedelta(days=1).total_seconds())
        self._clock = BackgroundScheduler(
            timezone=VIETNAM, job_defaults={"coalesce": True, "misfire_grace_time": grace, "max_instances": 1}
        )
        for job in jobs:
            self._clock.add_job(self._run, job.trigger, [job], id=job.name)
        every = SWEEP_EVERY.total_seconds()
        self._clock.add_job(self.sweep, "interval", seconds=every, next_run_time=now(), id="sweep")

    def start(self) -> None:
        """Begin; what was missed while no server ran is run once, at once."""
        self._clock.start()

    def sweep(self) -> None:
        """Run whatever is due and unclaimed."""
        for job in self._jobs:
            self._run(job)

    def stop(self, within: float = STOPPED_WITHIN) -> bool:
        """Stop: a running job ends at its next statement and is given back.

        Parameters
        ----------
        within : float
            Seconds to wait for running jobs. What computes on is given back in its stead.

        Returns
        -------
        bool
            Whether all have ended; if not, end the process without waiting for its threads.
        """
        self._stop.set()
        if self._clock.running:
            self._clock.shutdown(wait=False)
        ends = monotonic() + within
        while self._busy and monotonic() < ends:
            sleep(0.02)
        for claim in list(self._held):
            giving = threading.Thread(target=give_back, args=(self._database, claim), daemon=True)
            giving.start()
            giving.join(_GIVEN_BACK_WITHIN)
        return not self._busy

    def _run(self, job: Job) -> None:
        mine = threading.get_ident()
        self._busy.add(mine)
        try:
            if not self._stop.is_set():
                run_if_due(job, self._database, self.owner, self._stop, self._held)
        finally:
            self._busy.discard(mine)
