"""Everybody as ranking sees them, read lean: the columns that ranking needs, and again only of who changed since."""

import gc
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, cast

from sqlmodel import Session, SQLModel, col, or_, select

from matcher.people import Records, Seeker, make_seeker
from matcher.tables import Consent, Decision, Person, Referral, TrainingRecord

_PERSON = (
    "id", "code", "revision", "birth_date", "birth_precision", "commune_code", "schooling", "licences",
    "licence_expires_on", "vehicle", "return_date", "wage_floor_vnd", "max_commute_km", "can_relocate", "shifts",
    "treatment_window", "health_limits", "wishes", "work_history", "closed_on", "restricted_on",
)  # fmt: skip
_RECORDS: Mapping[str, tuple[type[SQLModel], tuple[str, ...]]] = {
    "courses": (
        TrainingRecord,
        ("course", "isco", "level", "result", "hours", "start_date", "end_date", "schooling"),
    ),
    "consents": (Consent, ("purpose", "recipient_id", "given", "on_date", "expires_on")),
    "decisions": (Decision, ("kind", "opening_id", "rules")),
    "referrals": (Referral, ("opening_id",)),
}
_A_QUERY = 500
"""Ids that one query names; SQLite takes 32,766 variables, PostgreSQL plans long lists slowly."""


@dataclass(frozen=True)
class Loaded:
    """Who was put together, in the order of their codes, and how many could not be."""

    seekers: list[Seeker]
    failed: int


def _columns(table: type[SQLModel], names: Iterable[str]) -> list[Any]:
    return [col(getattr(table, name)) for name in names]


def _open_cases(query: Any, today: date) -> Any:
    return query.where(or_(col(Person.closed_on).is_(None), col(Person.closed_on) > today))


def _read_records(session: Session, ids: Collection[int] | None) -> dict[int, Records]:
    found: dict[int, Records] = defaultdict(Records)
    for name, (table, names) in _RECORDS.items():
        owner: Any = col(getattr(table, "person_id"))  # noqa: B009 — the four tables share the column, not a class
        query = select(owner, *_columns(table, names)).order_by(col(getattr(table, "id")))  # noqa: B009 — likewise
        for row in session.exec(query if ids is None else query.where(owner.in_(ids))).all():
            getattr(found[row.person_id], name).append(row)
    return found


@contextmanager
def no_garbage_search() -> Iterator[None]:
    """Put off the search for garbage while a million objects are made, none of them garbage."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def _read(session: Session, today: date, ids: Collection[int] | None) -> Loaded:
    query: Any = _open_cases(select(*_columns(Person, _PERSON)), today).order_by(col(Person.code))
    rows = session.exec(query if ids is None else query.where(col(Person.id).in_(ids))).all()
    records, seekers, failed = _read_records(session, ids), [], 0
    for row in rows:
        try:
            # Rows of columns are read as the table's own rows would be, at a third of the time.
            seekers.append(make_seeker(cast(Person, row), records.get(row.id, Records()), today))
        except Exception:  # noqa: BLE001  # one person's odd record must not cost everyone else their list; it is counted
            failed += 1
    return Loaded(seekers, failed)


def load_seekers(session: Session, today: date, ids: Collection[int] | None = None) -> Loaded:
    """Put together everybody whose case is not closed, or those of them who are named."""
    if ids is None or len(ids) <= _A_QUERY:
        return _read(session, today, ids)
    named = sorted(ids)
    parts = [_read(session, today, named[i : i + _A_QUERY]) for i in range(0, len(named), _A_QUERY)]
    seekers = sorted((s for part in parts for s in part.seekers), key=lambda s: s.code)
    return Loaded(seekers, sum(part.failed for part in parts))


@dataclass
class SeekerMemory:
    """Everybody as last put together, for a server that ranks again and again.

    A person's revision moves with everything that ranking sees of them: their row, courses, consents, decisions and
    introductions. Who has another revision is read anew; on another day, everybody is.
    """

    day: date | None = None
    known: dict[int, Seeker] = field(default_factory=dict)
    unreadable: dict[int, int] = field(default_factory=dict)
    """Who could not be read or ranked, and at which revision; they are left out until they change or the day ends."""
    lock: Lock = field(default_factory=Lock, repr=False)

    def refresh(self, session: Session, today: date) -> Loaded:
        """Everybody whose case is not closed, in the order of their codes; one thread after another."""
        with self.lock:
            return self._refresh(session, today)

    def _refresh(self, session: Session, today: date) -> Loaded:
        now: dict[int, int] = dict(session.exec(_open_cases(select(Person.id, Person.revision), today)).all())
        if self.day != today:
            self.day, self.known, self.unreadable = today, {}, {}
        stale = {i for i, revision in now.items() if i not in self.known or self.known[i].revision != revision}
        self.unreadable = {i: r for i, r in self.unreadable.items() if now.get(i) == r}
        read = load_seekers(session, today, None if len(stale) > len(now) // 4 else stale) if stale else Loaded([], 0)
        if stale or len(now) < len(self.known):
            kept = [s for i, s in self.known.items() if i in now and i not in stale]
            ordered = sorted([*kept, *read.seekers], key=lambda s: s.code)
            self.known = {s.person_id: s for s in ordered}
            self.unreadable |= {i: now[i] for i in stale - self.known.keys()}
        found = [s for i, s in self.known.items() if i not in self.unreadable]
        return Loaded(found, len(now) - len(found))
