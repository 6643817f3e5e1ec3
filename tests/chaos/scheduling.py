"""Several job servers on one store: one run and one version per due time, whoever dies and whatever the clock.

Servers are real ``noiviec jobs``. For the leader's death the lease is two seconds instead of five minutes, so that the
other one takes over while the harness waits.
"""

import argparse
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import time_machine
from sqlmodel import col, select

from api.job_claims import MAX_ATTEMPTS, try_claim
from api.job_runs import Job, run_if_due
from api.job_times import daily
from api.row_security import SERVICE, asked_by
from api.service import Service
from api.tables import JobClaim
from matcher.ranking_tables import RankingModel, RerankRun
from tests.chaos import batches, processes, servers
from tests.chaos.figures import UNBEARABLE, Figure, main, within
from tests.chaos.offices import is_whole, office

LEASE = 2.0
ZONES = ("Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Auckland")
STOPPED_WITHIN = 10.0
TWO = daily(datetime(2026, 1, 1, 2, 0).time())
NIGHT = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
NEVER = threading.Event()


def _claims(service: Service, *jobs: str) -> list[JobClaim]:
    with service.database.read(asked_by(SERVICE)) as session:
        found = select(JobClaim)
        return list(session.exec(found.where(col(JobClaim.job).in_(jobs)) if jobs else found).all())


def _nights(service: Service) -> int:
    """How many versions for everyone have been published."""
    with service.database.read(asked_by(SERVICE)) as session:
        done = RerankRun.scope == "everyone", RerankRun.state == "done"
        return len(session.exec(select(RerankRun.id).where(*done)).all())


def _models(service: Service) -> int:
    with service.database.read(asked_by(SERVICE)) as session:
        return len(session.exec(select(RankingModel.version)).all())


def _wait_for(service: Service, *jobs: str, seconds: float = 60) -> bool:
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        claims = _claims(service, *jobs)
        if len(claims) >= len(jobs) and all(c.finished_at for c in claims):
            return True
        time.sleep(0.05)
    return False


def _stop(server: BaseProcess) -> float:
    """SIGTERM; how many seconds until it had ended."""
    assert server.pid is not None
    began = time.perf_counter()
    os.kill(server.pid, signal.SIGTERM)
    server.join(UNBEARABLE * STOPPED_WITHIN + 1)
    took = time.perf_counter() - began
    processes.kill(server)
    return took


def double_starts(options: argparse.Namespace, size: int) -> Iterator[Figure]:
    """Two servers started at the same moment."""
    wrong, slowest = 0, 0.0
    for _ in range(size):
        with office(options.store) as service:
            at_first = _nights(service)
            how = (LEASE * 30, options.fault)
            pair = [processes.python(service, servers.impatient_jobs, *how) for _ in range(2)]
            done = _wait_for(service, "train", "rerank")
            time.sleep(0.3)
            slowest = max(slowest, *(_stop(server) for server in pair))
            claims = _claims(service, "train", "rerank", "retention", "audit_head")
            once = all(c.attempts == 1 and c.outcome == "done" for c in claims)
            wrong += not (done and once and _nights(service) == at_first + 1 and _models(service) <= 1)
    yield Figure(f"{size} double starts on {options.store}: {wrong} without exactly one leader", "0", not wrong)
    yield within(f"{2 * size} servers stopped by SIGTERM, the slowest in", slowest, STOPPED_WITHIN)


def _leader(service: Service, pair: list[BaseProcess]) -> BaseProcess | None:
    for _ in range(2000):
        claims = [c for c in _claims(service, "rerank") if c.owner]
        if claims:
            owner = int(claims[0].owner.split(":")[1])
            return next((server for server in pair if server.pid == owner), None)
        time.sleep(0.01)
    return None


def _wait_until_published(service: Service, at_first: int) -> None:
    """Until a version is there: whoever dies at that moment must have marked its run as done."""
    ends = time.perf_counter() + 30
    while _nights(service) == at_first and time.perf_counter() < ends:
        time.sleep(0.002)


def leader_kills(options: argparse.Namespace, size: int) -> Iterator[Figure]:
    """The server that ranks is killed; the other one takes over what was not published."""
    wrong, taken, dice = 0, 0, random.Random(options.seed)
    for number in range(size):
        with office(options.store) as service:
            at_first = _nights(service)
            how = (LEASE, options.fault, "rerank")
            pair = [processes.python(service, servers.impatient_jobs, *how) for _ in range(2)]
            leader = _leader(service, pair)
            if number % 2:
                _wait_until_published(service, at_first)
            else:
                time.sleep(dice.uniform(0, 0.6))
            if leader is not None:
                processes.kill(leader)
                pair.remove(leader)
            done = _wait_for(service, "rerank", seconds=30)
            time.sleep(LEASE if options.fault else 0.1)
            for server in pair:
                _stop(server)
            claims = _claims(service, "rerank")
            taken += sum(c.attempts > 1 for c in claims)
            whole = batches._ranked(service) == "after" and is_whole(service)
            wrong += not (leader and done and whole and len(claims) == 1 and _nights(service) == at_first + 1)
    words = f"{size} leaders killed on {options.store} ({taken} runs taken over): {wrong} without exactly one version"
    yield Figure(words, "0", not wrong)


class _Runs:
    def __init__(self) -> None:
        self.due: list[datetime] = []
        self.job = Job("night", TWO, lambda _sessions, due: self.due.append(due))


def _at(service: Service, runs: _Runs, moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        for owner in ("a", "b"):
            run_if_due(runs.job, service.database, owner, NEVER)


def clocks(options: argparse.Namespace, size: int) -> Iterator[Figure]:
    """Clocks that jump, a week off, a run that lasts longer than a day, a dead claim of a clock that ran ahead."""
    dice = random.Random(options.seed)
    with office(options.store) as service:
        runs, moment = _Runs(), NIGHT + timedelta(hours=1)
        for _ in range(size):
            moment += timedelta(hours=dice.uniform(-30, 60))
            _at(service, runs, moment)
        twice = len(runs.due) - len(set(runs.due))
        yield Figure(f"{size} jumps of the clock, {len(runs.due)} due times run: {twice} run twice", "0", not twice)
        late, after = _Runs(), max(runs.due) + timedelta(days=7, hours=3)
        _at(service, late, after)
        yield Figure(f"a week off: {len(late.due)} late run", "1", len(late.due) == 1)
        first = try_claim(service.database, "long", NIGHT, "a", NIGHT)
        second = try_claim(service.database, "long", NIGHT + timedelta(days=1), "b", NIGHT + timedelta(minutes=1))
        yield Figure("a run that overruns when the next is due", "the next waits", first is not None and second is None)
        ahead, tries = NIGHT + timedelta(days=365), 0
        try_claim(service.database, "ahead", NIGHT, "a", ahead)
        tries += try_claim(service.database, "ahead", NIGHT, "b", NIGHT) is not None
        yield Figure(f"a claim left by a clock a year ahead: {tries} taken over", "1", tries == 1 < MAX_ATTEMPTS)


def zones(options: argparse.Namespace, _size: int) -> Iterator[Figure]:
    """The same due times, wherever the server believes to be."""
    moments = [(NIGHT + timedelta(hours=7 * n, minutes=n)).isoformat() for n in range(200)]
    with office(options.store) as service, tempfile.TemporaryDirectory() as folder:
        told = []
        for zone in ZONES:
            out = Path(folder) / zone.replace("/", "-")
            processes.ended(processes.python(service, servers.tell_due_times, moments, str(out), TZ=zone))
            told.append(out.read_text(encoding="utf-8"))
    yield Figure(f"{len(ZONES)} time zones, {len(moments)} moments: {len(set(told))} answer", "1", len(set(told)) == 1)


def stops(options: argparse.Namespace, size: int) -> Iterator[Figure]:
    """SIGTERM at a random moment of a night, and in a job that computes on: ended in time, nothing left held."""
    dice, slowest, held, broken = random.Random(options.seed), 0.0, 0, 0
    for number in range(size + 1):
        with office(options.store) as service:
            if number:
                server = processes.noiviec(service, "jobs")
                time.sleep(dice.uniform(0.5, 3))
            else:
                ready = service.settings.keys.with_name("ready")
                server = processes.python(service, servers.compute_for_ever, str(ready))
                while not ready.exists():
                    time.sleep(0.01)
            slowest = max(slowest, _stop(server))
            now = datetime.now(UTC)
            held += sum(c.finished_at is None and c.lease_until > now for c in _claims(service))
            broken += batches._ranked(service) not in ("before", "after")
    words = f"{size + 1} stops in mid-run: {held} runs left held, {broken} half published"
    yield Figure(words, "0", not (held or broken))
    yield within(f"{size + 1} stops in mid-run, the slowest in", slowest, STOPPED_WITHIN)


PARTS = {"double": (double_starts, 60), "leader": (leader_kills, 30), "clocks": (clocks, 400), "zones": (zones, 1)}
PARTS |= {"stops": (stops, 20)}


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Every part, or one."""
    processes.warm()
    for name, (part, most) in PARTS.items():
        if options.only in ("", name):
            yield from part(options, min(options.size, most))


if __name__ == "__main__":
    main(run, 400, servers.FAULTS)
