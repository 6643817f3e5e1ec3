"""The ranking job: everyone's list, or what one change touches, published as one new version."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from employers.openings import expire_past, get_opening, market_revision
from matcher.decisions import close_unanswered
from matcher.market import load_market
from matcher.model_store import CurrentModel, current_model
from matcher.people import Everyone, Seeker, get_person, load_everyone, load_records
from matcher.ranking.demands import Market
from matcher.ranking.eligibility import check_rules
from matcher.suggest import StoredList, list_to_publish
from matcher.tables import Person, PublishedList, RerankRun, SuggestionList


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
class _Scope:
    everyone: Everyone
    is_touched: Callable[[Seeker], bool]
    market: Market
    model: CurrentModel
    revision: int


def _touched_by(session: Session, opening_code: str, market: Market) -> Callable[[Seeker], bool]:
    """Tell who may gain or lose an opening: those eligible for it now, and those on whose list it stands."""
    opening = get_opening(session, opening_code)
    row = market.rows.get(opening.id or 0)
    listed = select(SuggestionList.person_id, SuggestionList.items).join(
        PublishedList, col(PublishedList.list_id) == col(SuggestionList.id)
    )
    holders = {person for person, items in session.exec(listed).all() if any(i[0] == opening.id for i in items)}
    only = None if row is None else Market((market.demands[row],), market.as_of)

    def touched(seeker: Seeker) -> bool:
        return seeker.person_id in holders or (
            only is not None and bool(check_rules(seeker.availability, only).eligible[0])
        )

    return touched


def _load(session: Session, today: date, only: Touched) -> _Scope:
    revision = market_revision(session)
    market, model = load_market(session, today), current_model(session)
    if only.person is not None:
        person = get_person(session, only.person)
        alone = Everyone((person,), load_records(session, [person.id or 0]), today)
        return _Scope(alone, lambda _: True, market, model, revision)
    touched = (lambda _: True) if only.opening is None else _touched_by(session, only.opening, market)
    return _Scope(load_everyone(session, today), touched, market, model, revision)


def _rank_all(scope: _Scope) -> tuple[list[tuple[Seeker, StoredList]], int]:
    ranked, failed = [], 0
    for person in scope.everyone.people:
        try:
            seeker = scope.everyone.seeker(person)
            if scope.is_touched(seeker):
                ranked.append((seeker, list_to_publish(seeker, scope.market, scope.model)))
        except Exception:  # noqa: BLE001  # one person's odd record must not cost everyone else their list; it is counted
            failed += 1
    return ranked, failed


def _publish(session: Session, run: RerankRun, ranked: Sequence[tuple[Seeker, StoredList]]) -> None:
    """Write the lists of a version and point each person to theirs; all in the caller's one transaction.

    A case that was closed since keeps no list: what is published is what may be suggested.
    """
    closed = select(Person.id).where(col(Person.closed_on) <= run.as_of)
    session.execute(delete(PublishedList).where(col(PublishedList.person_id).in_(closed)))
    rows = [
        {
            "run_id": run.id,
            "person_id": seeker.person_id,
            "person_revision": seeker.revision,
            "items": found.items,
            "blocked": found.blocked,
            "blocked_total": found.blocked_total,
        }
        for seeker, found in ranked
    ]
    if not rows:
        return
    session.execute(insert(SuggestionList), rows)
    lists = session.exec(
        select(SuggestionList.person_id, SuggestionList.id).where(SuggestionList.run_id == run.id)
    ).all()
    people = [person_id for person_id, _ in lists]
    for start in range(0, len(people), 500):
        session.execute(delete(PublishedList).where(col(PublishedList.person_id).in_(people[start : start + 500])))
    session.execute(insert(PublishedList), [{"person_id": p, "list_id": i} for p, i in lists])


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


def finish_run(
    sessions: SessionFactory, run_id: int, today: date, clock: Callable[[], datetime], only: Touched | None = None
) -> RerankReport:
    """Do the work of a run that was started; see :func:`rerank`."""
    with sessions.read() as session:
        scope = _load(session, today, only or Touched())
    ranked, failed = _rank_all(scope)
    suggestions = sum(len(found.items) for _, found in ranked)
    with sessions.write() as session:
        run = session.get_one(RerankRun, run_id)
        run.state, run.finished_at = "done", clock()
        run.model_version, run.market_revision = scope.model.version, scope.revision
        run.people, run.suggestions, run.failed_people = len(ranked), suggestions, failed
        session.add(run)
        _publish(session, run, ranked)
        prune(session)
    return RerankReport(run_id, len(ranked), suggestions, failed)


def fail_run(sessions: SessionFactory, run_id: int, clock: Callable[[], datetime], note: str) -> None:
    """Mark a run that could not be finished; nothing of it was published."""
    with sessions.write() as session:
        run = session.get_one(RerankRun, run_id)
        run.state, run.finished_at, run.note = "failed", clock(), note
        session.add(run)


def rerank(
    sessions: SessionFactory, today: date, clock: Callable[[], datetime], only: Touched | None = None
) -> RerankReport:
    """Rank everyone, one person, or whom one opening touches, and publish the result as one new version.

    1. Put the run on record; expire what is past; close introductions nobody answered.
    2. Load people, market and model once.
    3. Rank each person.
    4. Write the version, point people to it, delete what nobody is pointed to: one transaction, whole or not at all.

    Raises
    ------
    UnknownPerson, UnknownOpening
        If the one named is not on record; the run is marked failed, and nothing is published.
    """
    only = only or Touched()
    run_id = start_run(sessions, today, clock(), only.words)
    try:
        return finish_run(sessions, run_id, today, clock, only)
    except Exception as failure:
        fail_run(sessions, run_id, clock, type(failure).__name__)
        raise
