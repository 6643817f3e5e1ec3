"""The schedule of one server: APScheduler tells the time, a claim row (``job_claims``) decides who runs.

Every server has the same schedule; ``job_times`` says what is due, ``job_runs`` runs it.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic, sleep
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from api.clock import VIETNAM, now
from api.db import Database
from api.job_claims import Claim, give_back
from api.job_runs import Job, run_if_due
from api.store_errors import DatabaseError

_log = logging.getLogger(__name__)
STOPPED_WITHIN: Final = 4.0
"""Seconds that a running job gets to end; with requests and giving back, a server stops within ten."""
_GIVEN_BACK_WITHIN: Final = 1.5
SWEEP_EVERY: Final = timedelta(minutes=5)
"""How often a server looks for missed nights, for failures to try again and for claims left by a dead server."""


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
        except DatabaseError as error:  # the clock's own line does not name the job
            _log.error("job %s was not looked at: %s", job.name, type(error).__name__)
            raise
        finally:
            self._busy.discard(mine)
