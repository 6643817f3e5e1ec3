"""One run of a job: under a claim and its heartbeat; it stops at its next statement, and publishes with its claim."""

import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import event, update
from sqlmodel import Session, col

from api import job_claims
from api.clock import now
from api.db import Database, SessionFactory, connection_beside
from api.job_claims import Claim, renew, settle, try_claim
from api.job_times import last_due
from api.tables import JobClaim

_log = logging.getLogger(__name__)


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
        settle(database, claim, outcome)
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


@contextmanager
def _heartbeat(sessions: SessionFactory, claim: Claim) -> Iterator[None]:
    """Renew the lease three times per lease until the block ends."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(job_claims.LEASE.total_seconds() / 3):
            try:
                renew(sessions, claim)
            except Exception:  # noqa: BLE001 a missed beat is made up by the next; two may be missed
                _log.warning("a heartbeat could not be written", exc_info=True)

    thread = threading.Thread(target=beat, name="job-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
