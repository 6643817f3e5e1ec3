"""The right to run a job: one claim row for each job and due time, with a lease, fenced off by attempt and owner.

Who writes the row runs the job, keeps the lease alive and commits only while the claim is still theirs; so several
servers make one run.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, delete
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from api.clock import now
from api.db import SessionFactory
from api.tables import JobClaim

LEASE: Final = timedelta(minutes=5)
"""A claim without a heartbeat for this long may be taken over; clocks of servers may differ by less."""
RETRY_AFTER: Final = timedelta(minutes=10)
LONGEST_LEASE: Final = RETRY_AFTER + LEASE
"""The longest that a claim may lie ahead of one's own clock."""
MAX_ATTEMPTS: Final = 5
"""A job that fails or dies this often for one due time waits for the next: a bad row must not crash-loop it."""
KEPT_FOR: Final = timedelta(days=60)
"""How long it is told who ran what."""


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


def renew(sessions: SessionFactory, claim: Claim) -> None:
    """Prolong the lease of a run that is still ours."""
    with sessions.write() as session:
        row = session.get(JobClaim, claim.id)
        if row is not None and claim.is_held(row):
            row.lease_until = now() + LEASE


def settle(sessions: SessionFactory, claim: Claim, outcome: str) -> None:
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
