"""What changed since the lists were ranked, and whom that touches.

Nothing is marked when somebody changes something, so no mark can be forgotten or lost: a list says which state of its
person it stands on, :class:`~matcher.ranking_tables.RankedOpening` says how ranking last saw each opening, and both
are held against how things are now.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import LargeBinary, delete, insert, type_coerce
from sqlmodel import Session, col, or_, select

from employers.openings import market_revision
from matcher.list_items import PACKED
from matcher.lists import rank_readable
from matcher.model_store import CurrentModel
from matcher.people import Seeker
from matcher.ranking.demands import Demand, Market
from matcher.ranking_tables import PublishedList, RankedOpening, RerankRun, SuggestionList
from matcher.tables import Person

EVERYONE: Final = "everyone"
CHANGES: Final = "changes"
_AT_ONCE = 4096
"""Lists looked through at once: some 3 MB."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What is ranked again: one person, whom one opening touches, whom all changes touch, or everyone."""

    person: str | None = None
    opening: str | None = None
    changes: bool = False

    @property
    def words(self) -> str:
        """The scope as a run records it."""
        if self.person is not None:
            return f"person:{self.person}"
        if self.opening is not None:
            return f"opening:{self.opening}"
        return CHANGES if self.changes else EVERYONE


@lru_cache(maxsize=32_768)
def digest_of(demand: Demand) -> str:
    """A short name for all that ranking sees of an opening; the same in every process."""
    seen = [(f.name, getattr(demand, f.name)) for f in fields(demand)]
    words = repr([(name, sorted(v) if isinstance(v, frozenset) else v) for name, v in seen])
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()


def changed_openings(session: Session, market: Market) -> set[int]:
    """Ids of openings that are new, gone, or not as they were when they were last ranked."""
    now = {d.opening_id: digest_of(d) for d in market.demands}
    then = dict(session.exec(select(RankedOpening.opening_id, RankedOpening.digest)).all())
    return {opening for opening in now.keys() | then.keys() if now.get(opening) != then.get(opening)}


def keep_seen(session: Session, market: Market, openings: Collection[int] | None) -> None:
    """Write down how ranking saw some openings, or (None) all of the market; what is gone from it is forgotten."""
    forgotten = delete(RankedOpening)
    if openings is not None:
        forgotten = forgotten.where(col(RankedOpening.opening_id).in_(openings))
    session.execute(forgotten)
    seen = [
        {"opening_id": d.opening_id, "digest": digest_of(d)}
        for d in market.demands
        if openings is None or d.opening_id in openings
    ]
    if seen:
        session.execute(insert(RankedOpening), seen)


def stale_people(session: Session, today: date) -> dict[int, int]:
    """Who changed since their list was ranked or has none, with the revision they are at; closed cases with a list."""
    asked = (
        select(Person.id, Person.revision)
        .outerjoin(PublishedList, col(PublishedList.person_id) == col(Person.id))
        .outerjoin(SuggestionList, col(SuggestionList.id) == col(PublishedList.list_id))
    )
    is_open = or_(col(Person.closed_on).is_(None), col(Person.closed_on) > today)
    changed = or_(col(SuggestionList.id).is_(None), col(SuggestionList.person_revision) != col(Person.revision))
    kept = col(PublishedList.list_id).is_not(None)
    found = [*session.exec(asked.where(is_open, changed)).all(), *session.exec(asked.where(~is_open, kept)).all()]
    return {person: revision for person, revision in found if person is not None}


def what_changed(session: Session, today: date, unreadable: Mapping[int, int]) -> Touched | None:
    """What is to be ranked again for all that changed since; None where nothing did.

    Parameters
    ----------
    unreadable : mapping of person id to revision
        Who could not be ranked as they are; they are not tried again until they change.
    """
    covering = col(RerankRun.scope).in_((EVERYONE, CHANGES)), col(RerankRun.state) == "done"
    last = session.exec(select(RerankRun).where(*covering).order_by(col(RerankRun.id).desc()).limit(1)).first()
    if last is None:
        return Touched()
    moved = last.market_revision != market_revision(session)
    return Touched(changes=True) if moved or stale_people(session, today).items() - unreadable.items() else None


def _published(session: Session, openings: Collection[int]) -> tuple[set[int], dict[int, float]]:
    """Whose list holds one of the openings, and what a further one must exceed to come onto each list."""
    query = select(
        SuggestionList.person_id, type_coerce(col(SuggestionList.items), LargeBinary), SuggestionList.least_score
    ).join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
    holders: set[int] = set()
    least: dict[int, float] = {}
    asked = np.array(sorted(openings), dtype=PACKED["opening_id"])
    for rows in session.exec(query.execution_options(yield_per=_AT_ONCE)).partitions():
        people, items, scores = zip(*rows, strict=True)
        holders.update(np.array(people)[_holds(items, asked)].tolist())
        least |= {p: -np.inf if score is None else score for p, score in zip(people, scores, strict=True)}
    return holders, least


def _holds(items: Sequence[bytes], openings: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell of each packed list whether it holds one of the openings."""
    lengths = np.array([len(one) for one in items]) // PACKED.itemsize
    hits = np.isin(np.frombuffer(b"".join(items), PACKED)["opening_id"], openings)
    return np.bincount(np.repeat(np.arange(len(items)), lengths), hits, len(items)) > 0


def touched_by(
    session: Session, openings: Collection[int], seekers: Sequence[Seeker], market: Market, model: CurrentModel
) -> list[Seeker]:
    """Who may gain or lose an opening: those on whose list one stands, and those for whom one is good enough to."""
    holders, least = _published(session, openings)
    there = tuple(market.demands[market.rows[o]] for o in sorted(openings) if o in market.rows)
    if not there:
        return [s for s in seekers if s.person_id in holders]
    best = rank_readable(seekers, Market(there, market.as_of), model, k=1)
    return [
        seeker
        for seeker, eligible, score in zip(best.seekers, best.lists.eligible, best.lists.score[:, 0], strict=True)
        if seeker.person_id in holders or (eligible and score >= least.get(seeker.person_id, -np.inf))
    ]
