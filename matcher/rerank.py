"""The ranking job: everyone's list, or what one change touches, published as one new version."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from employers.openings import expire_past, get_opening, market_revision
from matcher.decisions import close_unanswered
from matcher.errors import Overtaken
from matcher.list_items import PACKED
from matcher.lists import Ranked, SeatsPriced, StoredList, price_seats, rank_readable, stored_lists
from matcher.market import load_market
from matcher.model_store import CurrentModel, current_model
from matcher.people import Seeker, get_person
from matcher.ranking.demands import Market
from matcher.ranking_tables import PublishedList, RerankRun, SeatPrice, SuggestionList
from matcher.seat_prices import keep_prices, prices_of
from matcher.seekers import SeekerMemory, load_seekers, no_garbage_search
from matcher.tables import Person
from matcher.touched import EVERYONE, Touched, changed_openings, keep_seen, stale_people, touched_by, what_changed

if TYPE_CHECKING:
    from matcher.ranking.shards import ShardRunner

_DAYS_KEPT = 60
"""Days for which it is told what single changes were ranked."""
_LONGEST_RUN = timedelta(hours=6)
"""What has not ended after this never will: the largest night takes minutes."""
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


@dataclass(frozen=True)
class Means:
    """What a server ranks with: whom it remembers, and where shards are computed (None: on this machine)."""

    memory: SeekerMemory = field(default_factory=SeekerMemory)
    runner: "ShardRunner | None" = None


@dataclass(frozen=True)
class _Scope:
    """Whom to rank for which openings.

    Attributes
    ----------
    openings : set of int or None
        Those that this run ranks for all whom they touch; None: all of them.
    priced : SeatsPriced or None
        The last plan's word where no new plan is made.
    """

    seekers: Sequence[Seeker]
    failed: int
    market: Market
    model: CurrentModel
    revision: int
    openings: set[int] | None
    priced: SeatsPriced | None


def _last_plan(session: Session, seekers: Sequence[Seeker], market: Market) -> SeatsPriced:
    ids = [s.person_id for s in seekers]
    query = (
        select(SuggestionList.person_id, SuggestionList.planned_id)
        .join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
        .where(col(SuggestionList.planned_id).is_not(None))
    )
    few = len(ids) <= _ROWS_AT_ONCE
    planned = session.exec(query.where(col(SuggestionList.person_id).in_(ids)) if few else query).all()
    return SeatsPriced(
        prices_of(session, [d.opening_id for d in market.demands]), {p: o for p, o in planned if o is not None}
    )


def _load(session: Session, today: date, only: Touched, memory: SeekerMemory) -> _Scope:
    revision = market_revision(session)
    market, model = load_market(session, today), current_model(session)
    if only.person is not None:
        person = get_person(session, only.person)
        read = load_seekers(session, today, [person.id or 0])
    else:
        read = memory.refresh(session, today)
    openings = _openings(session, only, market)
    scope = _Scope(read.seekers, read.failed, market, model, revision, openings, None)
    if openings is None:
        return scope
    if only.person is None:
        scope = replace(scope, seekers=_touched(session, only, scope))
    return replace(scope, priced=_last_plan(session, scope.seekers, market))


def _openings(session: Session, only: Touched, market: Market) -> set[int] | None:
    """The openings that are ranked for all whom they touch; None for all of them."""
    if only.person is not None:
        return set()
    if only.opening is not None:
        return {get_opening(session, only.opening).id or 0}
    return changed_openings(session, market) if only.changes else None


def _touched(session: Session, only: Touched, scope: _Scope) -> list[Seeker]:
    openings = scope.openings or ()
    found = touched_by(session, openings, scope.seekers, scope.market, scope.model) if openings else []
    if not only.changes:
        return found
    touched = {s.person_id for s in found} | stale_people(session, scope.market.as_of).keys()
    return [s for s in scope.seekers if s.person_id in touched]


def _rank(scope: _Scope, means: Means) -> tuple[_Scope, Ranked]:
    ranked = rank_readable(scope.seekers, scope.market, scope.model, runner=means.runner)
    lost = {s.person_id: s.revision for s in scope.seekers} if len(ranked.seekers) < len(scope.seekers) else {}
    for seeker in ranked.seekers if lost else ():
        del lost[seeker.person_id]
    means.memory.unreadable |= lost
    return replace(scope, seekers=ranked.seekers, failed=scope.failed + len(lost)), ranked


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
        # Rows in which something is None would otherwise go into statements of their own.
        session.execute(insert(SuggestionList).execution_options(render_nulls=True), batch)
        suggestions += sum(len(row["items"]) for row in batch) // PACKED.itemsize
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


def _forget_small_runs(session: Session, today: date) -> None:
    """Delete runs for single changes that are long over; a night is kept as history, and whatever published a list."""
    long_over = col(RerankRun.as_of) < today - timedelta(days=_DAYS_KEPT), col(RerankRun.scope) != EVERYONE
    in_use = select(SuggestionList.run_id).union(select(SeatPrice.run_id))
    session.execute(delete(RerankRun).where(*long_over, col(RerankRun.id).not_in(in_use)))


def _bury(session: Session, now: datetime) -> None:
    """Mark runs that began long ago and never ended: their server died, and nothing of them was published."""
    dead = col(RerankRun.state) == "running", col(RerankRun.started_at) < now - _LONGEST_RUN
    session.execute(update(RerankRun).where(*dead).values(state="failed", finished_at=now, note="Died"))


def start_run(sessions: SessionFactory, today: date, now: datetime, scope: str) -> int:
    """Put a run on record before it works, so that one that dies is seen; gives its number."""
    with sessions.write() as session:
        expire_past(session, today)
        close_unanswered(session, today)
        _bury(session, now)
        run = RerankRun(scope=scope, as_of=today, started_at=now, model_version=0, market_revision=0)
        session.add(run)
        session.flush()
        assert run.id is not None
        return run.id


def _check_latest(session: Session, run_id: int) -> None:
    later = col(RerankRun.id) > run_id, RerankRun.scope == EVERYONE, RerankRun.state == "done"
    if session.exec(select(RerankRun.id).where(*later)).first() is not None:
        raise Overtaken


@no_garbage_search()
def finish_run(
    sessions: SessionFactory,
    run_id: int,
    today: date,
    clock: Callable[[], datetime],
    only: Touched | None = None,
    means: Means | None = None,
) -> RerankReport:
    """Do the work of a run that was started; see :func:`rerank`.

    Raises
    ------
    Overtaken
        If a later run has ranked everyone meanwhile.
    """
    means = means or Means()
    with sessions.read() as session:
        scope = _load(session, today, only or Touched(), means.memory)
    scope, ranked = _rank(scope, means)
    priced = scope.priced or price_seats(ranked)
    with sessions.write() as session:
        run = session.get_one(RerankRun, run_id)
        _check_latest(session, run_id)
        run.model_version, run.market_revision = scope.model.version, scope.revision
        run.people, run.failed_people = len(scope.seekers), scope.failed
        run.suggestions = _publish(session, run, stored_lists(ranked, priced))
        if scope.priced is None:
            keep_prices(session, run_id, priced.prices)
        keep_seen(session, scope.market, scope.openings)
        prune(session)
        _forget_small_runs(session, today)
        run.state, run.finished_at = "done", clock()
        session.add(run)
        session.info["publishes"] = True
        return RerankReport(run_id, run.people, run.suggestions, run.failed_people)


def fail_run(sessions: SessionFactory, run_id: int, clock: Callable[[], datetime], note: str) -> None:
    """Mark a run that could not be finished; nothing of it was published."""
    with sessions.write() as session:
        run = session.get_one(RerankRun, run_id)
        run.state, run.finished_at, run.note = "failed", clock(), note
        session.add(run)


def rerank_changes(
    sessions: SessionFactory, today: date, clock: Callable[[], datetime], means: Means
) -> RerankReport | None:
    """Rank exactly whom anything touches that changed since the last ranking; None where nothing did.

    None as well where a night has just ranked everyone; what it did not see yet, the next look finds.
    """
    with sessions.read() as session:
        only = what_changed(session, today, means.memory.unreadable)
    try:
        return None if only is None else rerank(sessions, today, clock, only, means)
    except Overtaken:
        return None


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
