"""How the service stands, in signs: what is wrong, how much, since when. Words and what to do are the page's."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from api import clock
from api.acts.backup_drill import PROVED, can_write, last_drill, last_proved
from api.row_security import SERVICE, asked_by
from api.service import Caller, Service
from api.store_errors import DatabaseError
from api.tables import ImportRun, JobClaim
from matcher.model_store import current_model
from matcher.ranking_tables import RerankRun
from matcher.touched import stale_people

Level = Literal["good", "care", "bad"]
LATE_AFTER: Final = {"rerank": timedelta(hours=26), "retention": timedelta(hours=26), "train": timedelta(days=8)}
"""A job that has not ended well for so long missed its time: once a day or a week, and two hours to run or retry."""
JOBS: Final = (*LATE_AFTER, "audit_head", "backup", "changes", "webhooks")
"""Those that words name; a job that only a newer server knows is told without its name."""
BACKUP_AFTER: Final = timedelta(hours=26)
NO_BACKUP: Final = ("unwritable", "damaged", "not_whole")
"""Ways in which a drill fails that have words of their own here."""
DISK_CARE, DISK_BAD = 10, 5
"""Per cent free, from which it is told: a re-rank writes a version beside the one in use."""
HELD_DAYS: Final = 30
MANY_WAIT: Final = 50
"""People waiting to be ranked again, from which it is told: fewer are worked off within seconds."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing about the service; ``code`` finds its words, ``facts`` fill them."""

    code: str
    level: Level
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, Any]:
        """Its facts as people read them: moments by the clock of Vietnam."""
        return {name: _by_the_clock(value) for name, value in self.facts.items()}


def _by_the_clock(value: Any) -> Any:
    return f"{value.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}" if isinstance(value, datetime) else value


def _hours(moment: datetime, now: datetime) -> float:
    return (now - moment).total_seconds() / 3600


def _ranking(session: Session, service: Service, now: datetime) -> Iterator[Sign]:
    done = select(RerankRun).where(RerankRun.state == "done", RerankRun.scope == "everyone")
    run = session.exec(done.order_by(col(RerankRun.id).desc()).limit(1)).first()
    if run is None or run.finished_at is None:
        yield Sign("rerank_never", "care")
        return
    late = now - run.finished_at > LATE_AFTER["rerank"]
    yield Sign("rerank_late" if late else "rerank", "bad" if late else "good", {"at": run.finished_at, "n": run.people})
    if run.failed_people:
        yield Sign("rerank_failed", "care", {"n": run.failed_people})
    waiting = len(stale_people(session, service.today()))
    if waiting >= MANY_WAIT:
        yield Sign("waiting", "care", {"n": waiting})


def _model(session: Session, _service: Service, _now: datetime) -> Iterator[Sign]:
    model = current_model(session)
    if model.damaged:
        yield Sign("model_damaged", "bad", {"damaged": ", ".join(map(str, model.damaged)), "version": model.version})
    elif not model.version:
        yield Sign("model_expert", "good")
    else:
        yield Sign("model", "good", {"version": model.version})


def _jobs(session: Session, _service: Service, now: datetime) -> Iterator[Sign]:
    asked = select(JobClaim.job, func.max(JobClaim.finished_at)).where(JobClaim.outcome == "done")
    ended = dict(session.exec(asked.group_by(JobClaim.job)).all())
    if session.exec(select(JobClaim.id).limit(1)).first() is None:
        yield Sign("jobs_never", "care")
        return
    late = [job for job, span in LATE_AFTER.items() if job in ended and now - _moment(ended[job]) > span]
    failing = select(JobClaim.job).where(col(JobClaim.outcome).like("failed%"), col(JobClaim.finished_at).is_(None))
    behind = sorted({*late, *session.exec(failing).all()})
    for job in behind:
        yield Sign(f"job_late_{job}" if job in JOBS else "job_late", "bad", {"job": job})
    if not behind:
        yield Sign("jobs", "good")


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _backup(session: Session, _service: Service, now: datetime) -> Iterator[Sign]:
    """How the latest drill failed, if it did; and how old the last good one is, which alone counts as a backup."""
    latest, good = last_drill(session), last_proved(session)
    if latest is None:
        yield Sign("backup_never", "care")
    elif latest.outcome != PROVED:
        how = latest.outcome if latest.outcome in NO_BACKUP else "failed"
        yield Sign(f"backup_{how}", "bad", {"at": latest.at.astimezone(UTC)})
    if good is None:
        return
    at = good.at.astimezone(UTC)
    if now - at > BACKUP_AFTER:
        yield Sign("backup_late", "bad", {"days": max(1, round(_hours(at, now) / 24))})
    else:
        yield Sign("backup", "good", {"at": at})


def _backup_folder(_session: Session, service: Service, _now: datetime) -> Iterator[Sign]:
    folder = service.settings.backup_dir
    if folder is not None and not can_write(folder):
        yield Sign("backup_folder", "bad")


def _disk(_session: Session, service: Service, _now: datetime) -> Iterator[Sign]:
    url = service.database.url
    folder = Path(url.database).parent if service.database.is_sqlite and url.database else service.settings.keys.parent
    usage = shutil.disk_usage(folder)
    free = 100 * usage.free // usage.total
    level: Level = "bad" if free < DISK_BAD else "care" if free < DISK_CARE else "good"
    yield Sign("disk" if level == "good" else "disk_low", level, {"free": free})


def _rows(session: Session, service: Service, _now: datetime) -> Iterator[Sign]:
    """Whether PostgreSQL's second wall holds the service itself: it binds neither superusers nor BYPASSRLS."""
    if service.database.is_sqlite:
        return
    asked = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    if session.connection().execute(asked).scalar_one():
        yield Sign("role_unbound", "bad")


CHECKS: Final[tuple[Callable[[Session, Service, datetime], Iterator[Sign]], ...]] = (
    _ranking,
    _model,
    _jobs,
    _backup,
    _backup_folder,
    _disk,
    _rows,
)


def signs_of(service: Service) -> list[Sign]:
    """Everything that can be told of the service itself, the worst first; nothing of anybody."""
    now = clock.now()
    try:
        with service.database.read(asked_by(SERVICE)) as session:
            found = [sign for check in CHECKS for sign in check(session, service, now)]
    except DatabaseError as error:
        found = [Sign("database", "bad", {"why": str(error)})]
    return sorted(found, key=lambda sign: ("bad", "care", "good").index(sign.level))


def see_standing(caller: Caller) -> list[Sign]:
    """What a supervisor is told: the service, and rows of their own lists that wait to be corrected."""
    caller.require("see_standing")
    since = caller.now() - timedelta(days=HELD_DAYS)
    with caller.sessions.read() as session:
        recent = select(ImportRun).where(col(ImportRun.started_at) >= since, col(ImportRun.dry_run).is_(False))
        held = sum(run.counts.get("held", 0) for run in session.exec(recent).all())
    rows = [Sign("held", "care", {"n": held, "days": HELD_DAYS})] if held else [Sign("held_none", "good")]
    return sorted([*signs_of(caller.service), *rows], key=lambda sign: ("bad", "care", "good").index(sign.level))
