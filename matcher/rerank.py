"""The ranking job: everyone's list, or what one change touches, published as one new version."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from sqlalchemy import String, cast, delete, insert
from sqlmodel import Session, col, select

from employers.openings import expire_past, get_opening, market_revision
from matcher.decisions import close_unanswered
from matcher.lists import Ranked, SeatsPriced, StoredList, can_be_ranked, price_seats, rank, stored_lists
from matcher.market import load_market
from matcher.model_store import CurrentModel, current_model
from matcher.people import Seeker, get_person
from matcher.ranking.demands import Market
from matcher.seat_prices import keep_prices, prices_of
from matcher.seekers import SeekerMemory, load_seekers, no_garbage_search
from matcher.tables import Person, PublishedList, RerankRun, SuggestionList

if TYPE_CHECKING:
    from matcher.ranking.shards import ShardRunner

_ROWS_AT_ONCE = 2000
"""Lists written by one statement: some 4 MB."""


class SessionFactory(Protocol):
    """What a job receives: it opens its own sessions, short ones; the application commits at their end."""

    def read(self) -> AbstractContextManager[Session]:
        """Open a session that sees one moment of the data."""

    def write(self) -> AbstractContextManager[Session]:
        """Open the one writing session; it commits when the block ends well."""


@dataclass(frozen=True, slots=True)
class RerankReport:
    """What one run did."""

    version: int
    people: int
    suggestions: int
    failed_people: int


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change touches: one person, one opening, or (both None) everyone."""

    person: str | None = None
    opening: str | None = None

    @property
    def words(self) -> str:
        """The scope as a run records it."""
        if self.person is not None:
            return f"person:{self.person}"
        return "everyone" if self.opening is None else f"opening:{self.opening}"


@dataclass(frozen=True)
class Means:
    """What a server ranks with: whom it remembers, and where shards are computed (None: on this machine)."""

    memory: SeekerMemory = field(default_factory=SeekerMemory)
    runner: "ShardRunner | None" = None


@dataclass(frozen=True)
class _Scope:
    """Whom to rank for which openings; ``priced`` is the last plan's word where no new plan is made."""

    seekers: Sequence[Seeker]
    failed: int
    market: Market
    model: CurrentModel
    revision: int
    priced: SeatsPriced | None


def _last_plan(session: Session, seekers: Sequence[Seeker], market: Market) -> SeatsPriced:
    ids = [s.person_id for s in seekers]
    query = (
        select(SuggestionList.person_id, SuggestionList.planned_id)
        .join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
        .where(col(SuggestionList.planned_id).is_not(None))
    )
    planned = session.exec(query if len(ids) > 1 else query.where(col(SuggestionList.person_id).in_(ids))).all()
    return SeatsPriced(
        prices_of(session, [d.opening_id for d in market.demands]), {p: o for p, o in planned if o is not None}
    )


def _touched_by(session: Session, opening_code: str, scope: _Scope) -> list[Seeker]:
    """Who may gain or lose an opening: those on whose list it stands, and those for whom it is good enough to."""
    opening = get_opening(session, opening_code)
    lists = select(SuggestionList.person_id).join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
    # An item is written "[opening id, score, …]": this finds the list that holds one without reading every list.
    holders = set(session.exec(lists.where(cast(col(SuggestionList.items), String).contains(f"[{opening.id},"))).all())
    row = scope.market.rows.get(opening.id or 0)
    if row is None:
        return [s for s in scope.seekers if s.person_id in holders]
    alone = rank(scope.seekers, Market((scope.market.demands[row],), scope.market.as_of), scope.model, k=1).lists
    least = select(SuggestionList.person_id, SuggestionList.least_score).join(
        PublishedList, col(PublishedList.list_id) == col(SuggestionList.id)
    )
    must_exceed = {person: -np.inf if score is None else score for person, score in session.exec(least).all()}
    return [
        seeker
        for seeker, eligible, score in zip(scope.seekers, alone.eligible, alone.score[:, 0], strict=True)
        if seeker.person_id in holders or (eligible and score >= must_exceed.get(seeker.person_id, -np.inf))
    ]


def _load(session: Session, today: date, only: Touched, memory: SeekerMemory) -> _Scope:
    revision = market_revision(session)
    market, model = load_market(session, today), current_model(session)
    if only.person is not None:
        person = get_person(session, only.person)
        read = load_seekers(session, today, [person.id or 0])
    else:
        read = memory.refresh(session, today)
    scope = _Scope(read.seekers, read.failed, market, model, revision, None)
    if only.opening is not None:
        scope = replace(scope, seekers=_touched_by(session, only.opening, scope))
    everyone = only.person is None and only.opening is None
    return scope if everyone else replace(scope, priced=_last_plan(session, scope.seekers, market))


def _rank(scope: _Scope, runner: "ShardRunner | None") -> tuple[_Scope, Ranked]:
    """Rank everybody in scope; where somebody's record cannot be read, everybody else."""
    try:
        return scope, rank(scope.seekers, scope.market, scope.model, runner=runner)
    except Exception:
        kept = [s for s in scope.seekers if can_be_ranked(s, scope.market, scope.model)]
        if len(kept) == len(scope.seekers):
            raise
    scope = replace(scope, seekers=kept, failed=scope.failed + len(scope.seekers) - len(kept))
    return scope, rank(scope.seekers, scope.market, scope.model, runner=runner)


def _as_row(run_id: int, found: StoredList) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "person_id": found.seeker.person_id,
        "person_revision": found.seeker.revision,
        "items": found.items,
        "planned_id": found.planned_id,
        "least_score": found.least_score,
        "blocked": found.blocked,
        "blocked_total": found.blocked_total,
    }


def _publish(session: Session, run: RerankRun, lists: Iterable[StoredList]) -> int:
    """Write the lists of a version and point each person to theirs; all in the caller's one transaction.

    A case that was closed since keeps no list: what is published is what may be suggested. Gives how many openings are
    suggested in all.
    """
    assert run.id is not None
    closed = select(Person.id).where(col(Person.closed_on) <= run.as_of)
    session.execute(delete(PublishedList).where(col(PublishedList.person_id).in_(closed)))
    rows, suggestions = (_as_row(run.id, found) for found in lists), 0
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        session.execute(insert(SuggestionList), batch)
        suggestions += sum(len(row["items"]) for row in batch)
    of_this_run = select(SuggestionList.person_id).where(SuggestionList.run_id == run.id)
    session.execute(delete(PublishedList).where(col(PublishedList.person_id).in_(of_this_run)))
    pointers = select(SuggestionList.person_id, SuggestionList.id).where(SuggestionList.run_id == run.id)
    session.execute(insert(PublishedList).from_select(["person_id", "list_id"], pointers))
    return suggestions


def prune(session: Session) -> int:
    """Delete lists that nobody is pointed to any more, and say how many; runs themselves are kept as history."""
    published = select(PublishedList.list_id)
    gone = session.execute(delete(SuggestionList).where(col(SuggestionList.id).not_in(published)))
    return int(gone.rowcount or 0)  # type: ignore[attr-defined]  # a DELETE gives a cursor result, typed as Result


def start_run(sessions: SessionFactory, today: date, now: datetime, scope: str) -> int:
    """Put a run on record before it works, so that one that dies is seen; gives its number."""
    with sessions.write() as session:
        expire_past(session, today)
        close_unanswered(session, today)
        run = RerankRun(scope=scope, as_of=today, started_at=now, model_version=0, market_revision=0)
        session.add(run)
        session.flush()
        assert run.id is not None
        return run.id


@no_garbage_search()
def finish_run(
    sessions: SessionFactory,
    run_id: int,
    today: date,
    clock: Callable[[], datetime],
    only: Touched | None = None,
    means: Means | None = None,
) -> RerankReport:
    """Do the work of a run that was started; see :func:`rerank`."""
    means = means or Means()
    with sessions.read() as session:
        scope = _load(session, today, only or Touched(), means.memory)
    scope, ranked = _rank(scope, means.runner)
    priced = scope.priced or price_seats(ranked)
    with sessions.write() as session:
        run = session.get_one(RerankRun, run_id)
        run.model_version, run.market_revision = scope.model.version, scope.revision
        run.people, run.failed_people = len(scope.seekers), scope.failed
        run.suggestions = _publish(session, run, stored_lists(ranked, priced))
        if scope.priced is None:
            keep_prices(session, run_id, priced.prices)
        prune(session)
        run.state, run.finished_at = "done", clock()
        session.add(run)
        return RerankReport(run_id, run.people, run.suggestions, run.failed_people)


def fail_run(sessions: SessionFactory, run_id: int, clock: Callable[[], datetime], note: str) -> None:
    """Mark a run that could not be finished; nothing of it was published."""
    with sessions.write() as session:
        run = session.get_one(RerankRun, run_id)
        run.state, run.finished_at, run.note = "failed", clock(), note
        session.add(run)


def rerank(
    sessions: SessionFactory,
    today: date,
    clock: Callable[[], datetime],
    only: Touched | None = None,
    means: Means | None = None,
) -> RerankReport:
    """Rank everyone, one person, or whom one opening touches, and publish the result as one new version.

    1. Put the run on record; expire what is past; close introductions nobody answered.
    2. Load people, market and model once; a memory spares a server those whom nothing has changed for.
    3. Rank all of them at once, by chance, here or in shards elsewhere.
    4. For everyone: plan the seats and price them. For one change, the last plan's prices stand.
    5. Write the version, point people to it, delete what nobody is pointed to: one transaction, whole or not at all.

    Raises
    ------
    UnknownPerson, UnknownOpening
        If the one named is not on record; the run is marked failed, and nothing is published.
    """
    only = only or Touched()
    run_id = start_run(sessions, today, clock(), only.words)
    try:
        return finish_run(sessions, run_id, today, clock, only, means)
    except Exception as failure:
        fail_run(sessions, run_id, clock, type(failure).__name__)
        raise
