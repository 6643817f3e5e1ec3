"""Figures for a monitor, by the names of the field: how requests go, and how the night's work stands.

What happens in this process (requests, sign-ins) is counted here; with several servers each is asked at its own
address, and the monitor adds them up. How the work stands is read from the database when it is asked for, so that
every server tells the same and a restart forgets nothing. No label holds anything of a person; a route is its template.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlmodel import Session, col, func, select

from api.service import Service
from api.store_errors import DatabaseError
from api.tables import JobClaim
from matcher.ranking_tables import RerankRun
from matcher.tables import Referral
from matcher.touched import stale_people

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
UNKNOWN: Final = "unknown"
"""The route of an address that is none: what was typed there is not told."""
_REFUSED: Final = {
    ("POST", "/api/v1/token", 401): "wrong",
    ("POST", "/", 422): "wrong",
    ("POST", "/api/v1/token", 429): "throttled",
    ("POST", "/", 429): "throttled",
}
_LISTS: Final = frozenset({("GET", "/api/v1/people/{code}/suggestions"), ("GET", "/people/{person}/suggestions")})
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one running service."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Histogram(
            "http_request_duration_seconds", "Requests.", labels, buckets=_BUCKETS, registry=self.registry
        )
        self._failures = Counter("noiviec_sign_in_failures", "Sign-ins refused.", ("why",), registry=self.registry)
        self._lists = Counter("noiviec_suggestions_served", "Lists shown to case workers.", registry=self.registry)
        for why in ("wrong", "throttled"):
            self._failures.labels(why)
        self.registry.register(Standing(service))

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request that was answered."""
        self._requests.labels(method, route, str(status)).observe(seconds)
        why = _REFUSED.get((method, route, status))
        if why is not None:
            self._failures.labels(why).inc()
        elif (method, route) in _LISTS and status == 200:
            self._lists.inc()

    def text(self) -> bytes:
        """Every figure in the text format."""
        return generate_latest(self.registry)


class Standing(Collector):
    """How the work stands, read when it is asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        """Name nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Read it; where the database does not answer, say that and nothing else."""
        up, found = GaugeMetricFamily("noiviec_database_up", "1 where the database answers."), list[Metric]()
        try:
            with self._service.database.read() as session:
                found = [*_ranking(session), *_jobs(session), _referrals(session)]
                waiting = len(stale_people(session, self._service.today()))
                found.append(GaugeMetricFamily("noiviec_rerank_backlog", "People to be ranked again.", waiting))
            up.add_metric([], 1)
        except DatabaseError:
            up.add_metric([], 0)
        yield up
        yield from found
        yield self._pools()

    def _pools(self) -> Metric:
        pools = GaugeMetricFamily("db_pool_connections", "Connections.", labels=["engine", "state"])
        for name, engine in (("reader", self._service.database.reader), ("writer", self._service.database.writer)):
            pools.add_metric([name, "in_use"], engine.pool.checkedout())  # type: ignore[attr-defined]  # QueuePool's
            pools.add_metric([name, "idle"], engine.pool.checkedin())  # type: ignore[attr-defined]  # QueuePool's
        return pools


def _ranking(session: Session) -> Iterator[Metric]:
    last = select(RerankRun).where(RerankRun.state == "done", RerankRun.scope == "everyone")
    run = session.exec(last.order_by(col(RerankRun.id).desc()).limit(1)).first()
    if run is None or run.finished_at is None:
        return
    at, took = _seconds(run.finished_at), run.finished_at - run.started_at
    yield GaugeMetricFamily("noiviec_rerank_last_success_timestamp_seconds", "When everyone was last ranked.", at)
    yield GaugeMetricFamily("noiviec_rerank_duration_seconds", "How long that took.", took.total_seconds())
    yield GaugeMetricFamily("noiviec_rerank_people", "People ranked in it.", run.people)


def _jobs(session: Session) -> Iterator[Metric]:
    runs = CounterMetricFamily("noiviec_job_runs", "Runs on record (60 days).", labels=["job", "outcome"])
    last = GaugeMetricFamily(
        "noiviec_job_last_success_timestamp_seconds", "When a job last ended well.", labels=["job"]
    )
    asked = select(JobClaim.job, JobClaim.outcome, func.count(col(JobClaim.id)), func.max(JobClaim.finished_at))
    totals: dict[tuple[str, str], int] = {}
    for job, outcome, number, finished in session.exec(asked.group_by(JobClaim.job, col(JobClaim.outcome))).all():
        kind = (outcome or "running").partition(":")[0]
        totals[job, kind] = totals.get((job, kind), 0) + number
        if kind == "done" and finished is not None:
            last.add_metric([job], _seconds(finished))
    for (job, kind), number in sorted(totals.items()):
        runs.add_metric([job, kind], number)
    yield runs
    yield last


def _referrals(session: Session) -> Metric:
    referrals = GaugeMetricFamily("noiviec_referrals", "Introductions on record.", labels=["state"])
    for state, number in session.exec(select(Referral.state, func.count()).group_by(col(Referral.state))).all():
        referrals.add_metric([str(state)], number)
    return referrals


def _seconds(moment: datetime | str) -> float:
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
