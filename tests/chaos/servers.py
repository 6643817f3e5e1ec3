"""What runs in processes of its own for the harness of the schedule: job servers with a short lease."""

import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from api import job_claims, job_runs, scheduler
from api.clock import VIETNAM
from api.job_times import daily, last_due


def impatient_jobs(lease: float, fault: str | None, *names: str) -> None:
    """``noiviec jobs`` with a lease of seconds, so that a dead leader's run is taken over while somebody waits.

    Only the jobs of these names, where some are named.
    """
    job_claims.LEASE = timedelta(seconds=lease)  # type: ignore[misc]  # only here
    scheduler.SWEEP_EVERY = timedelta(seconds=lease / 2)  # type: ignore[misc]  # only here
    if fault is not None:
        FAULTS[fault]()
    from api.commands import running

    schedule = running.jobs.schedule
    running.jobs.schedule = lambda service: [job for job in schedule(service) if not names or job.name in names]
    running.run_jobs()


def _two_leaders() -> None:
    """Every server believes that the claim is its own."""
    claim = job_runs.try_claim

    def always(sessions: Any, job: str, due: datetime, owner: str, moment: datetime) -> Any:
        got = claim(sessions, job, due, owner, moment)
        if got is None and job == "rerank":
            time.sleep(0.2)
            job_runs.ClaimedSessions.write = job_runs.ClaimedSessions._unfenced  # type: ignore[attr-defined]  # the fault put in
            return job_claims.Claim(0, 0, owner) if _first() else None
        return got

    @contextmanager
    def unfenced(self: Any, info: Any = None) -> Any:
        with self._database.write(info) as session:
            yield session

    job_runs.ClaimedSessions._unfenced = unfenced  # type: ignore[attr-defined]  # the fault put in
    job_runs.try_claim = always


def _first(seen: list[int] = []) -> bool:  # noqa: B006 it remembers on purpose
    seen.append(1)
    return len(seen) == 1


def _published_unmarked() -> None:
    """A run is marked as done a while after it has published."""
    settle = job_runs.settle

    @contextmanager
    def write(self: Any, info: Any = None) -> Any:
        with self._database.write(info) as session:
            yield session

    def late(*given: Any) -> None:
        time.sleep(0.5)
        settle(*given)

    job_runs.ClaimedSessions.write, job_runs.settle = write, late


FAULTS = {"two_leaders": _two_leaders, "published_unmarked": _published_unmarked}


def tell_due_times(moments: list[str], out: str) -> None:
    """Write the last due time of a night before each moment, as this process's time zone makes it."""
    trigger = daily(datetime(2026, 1, 1, 2, 0, tzinfo=VIETNAM).time())
    due = [last_due(trigger, datetime.fromisoformat(moment)) for moment in moments]
    Path(out).write_text("\n".join(d.isoformat() if d else "never" for d in due), encoding="utf-8")


def compute_for_ever(ready: str) -> None:
    """A job server whose job computes on without looking at anything."""
    from api.commands import running
    from api.job_runs import Job

    over = threading.Event()

    def endless(_sessions: Any, _due: datetime) -> None:
        Path(ready).touch()
        over.wait(60)

    night = daily(datetime(2026, 1, 1, 2, 0, tzinfo=VIETNAM).time())
    running.jobs.schedule = lambda _service: [Job("endless", night, endless)]
    running.run_jobs()
