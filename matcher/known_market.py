"""A market that is known already, brought up to date: what did not change is not put together again.

An introduction, an answer or a start is counted as a change of the market, many times in a morning, and most of them
change nothing that ranking or a list shows. So the rows that a market stands on are read as they are and compared:
demands are made anew for those that differ, and where none does, the market is the one that everybody has already.
Reading and comparing costs a small part of putting the market together (``noiviec benchmark --section night``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import JSON, String, cast, inspect
from sqlmodel import Session, SQLModel, col, select

from employers.openings import list_rankable, rankable
from employers.tables import Employer, Livelihood, Opening
from matcher.aftercare import employers_with_others
from matcher.market import (
    ASKED_BY_ID,
    answer_counts,
    introduced_this_month,
    is_month_full,
    load_market,
    make_market,
    seats_taken,
)
from matcher.ranking.demands import Market

Row = tuple[Any, ...]
Facts = tuple[Row, Row | None, Row | None, int, tuple[int, int] | None, bool]
"""Of one opening: its row, its employer's, what own work takes, seats taken, answers, month full."""


@dataclass(frozen=True, eq=False)
class KnownMarket:
    """A market with all that it was made from.

    Attributes
    ----------
    market : Market
    answers : mapping of employer id to (answered, due)
        How employers answer introductions.
    """

    market: Market
    answers: Mapping[int, tuple[int, int]]
    facts: Mapping[int, Facts]
    with_others: frozenset[str]
    """Codes of employers where people of the scheme work, which soft cautions tell of."""
    stamp: object = field(default_factory=object)
    """Another one after each change that ranking or a list shows: what was worked out under the same still holds."""


def _plain(table: type[SQLModel]) -> tuple[Any, ...]:
    """All columns of a table, lists as the words they are kept in: comparing needs no more."""
    attributes = inspect(table).column_attrs
    found = [(getattr(table, a.key), a.columns[0].type) for a in attributes]
    return tuple(cast(c, String) if isinstance(kind, JSON) else c for c, kind in found)


def _rows_by(session: Session, table: type[SQLModel], key: str) -> dict[int, Row]:
    asked: Any = select(getattr(table, key), *_plain(table))
    return {row[0]: tuple(row[1:]) for row in session.exec(asked).all()}


def _facts(session: Session, today: date, answers: Mapping[int, tuple[int, int]]) -> dict[int, Facts]:
    """Read what each posting that may be suggested stands on, in the order of codes."""
    employers, own = _rows_by(session, Employer, "id"), _rows_by(session, Livelihood, "opening_id")
    taken, month = seats_taken(session, today), introduced_this_month(session, today)
    limits = session.exec(select(Employer.id, Employer.monthly_limit)).all()
    full = {i for i, limit in limits if i is not None and is_month_full(limit, month.get(i, 0))}
    asked: Any = rankable(select(col(Opening.id), col(Opening.employer_id), *_plain(Opening)))
    return {
        row[0]: (
            tuple(row[2:]),
            employers.get(row[1]),
            own.get(row[0]),
            taken.get(row[0], 0),
            answers.get(row[1]),
            row[1] in full,
        )
        for row in session.exec(asked).all()
    }


def know_market(session: Session, today: date, before: KnownMarket | None = None) -> KnownMarket:
    """Read the market of a day, or bring the one that was known up to date.

    Parameters
    ----------
    session : sqlmodel.Session
        Sees every record.
    today : date
    before : KnownMarket, optional
        Known from earlier, of the same day.

    Returns
    -------
    KnownMarket
        ``before`` itself where nothing changed that ranking or a list shows.
    """
    answers, others = answer_counts(session, today), employers_with_others(session, today)
    facts = _facts(session, today, answers)
    if before is None:
        return KnownMarket(load_market(session, today), answers, facts, others)
    if before.with_others == others and before.facts == facts:
        return before
    changed = {i for i, fact in facts.items() if before.facts.get(i) != fact}
    openings = list_rankable(session, today, changed if len(changed) <= ASKED_BY_ID else None)
    made = {d.opening_id: d for d in before.market.demands if d.opening_id not in changed}
    made |= {d.opening_id: d for d in make_market(session, openings, today).demands}
    return KnownMarket(Market(tuple(made[i] for i in facts if i in made), today), answers, facts, others)
