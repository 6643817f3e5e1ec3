"""Openings and their life: draft, open, paused, filled, closed, expired."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, update
from sqlmodel import Session, col, select

from employers.errors import UnknownOpening, WrongState
from employers.own_entry import of_others
from employers.tables import Employer, Livelihood, MarketRevision, Opening, OpeningState

HISTORICAL = "LS-"
"""How codes begin of closed postings that stand for a past job of which no advert is on record."""
# From which states each is reached. What is closed stays closed: a new posting starts anew (formats.md, "already").
ALLOWED_FROM = {
    OpeningState.open: {OpeningState.draft, OpeningState.paused, OpeningState.filled, OpeningState.expired},
    OpeningState.paused: {OpeningState.open},
    OpeningState.filled: {OpeningState.open, OpeningState.paused},
    OpeningState.closed: {
        OpeningState.draft,
        OpeningState.open,
        OpeningState.paused,
        OpeningState.filled,
        OpeningState.expired,
    },
    OpeningState.expired: {OpeningState.open, OpeningState.paused, OpeningState.filled},
}

_OFFERED = (OpeningState.open, OpeningState.paused)


def touch_market(session: Session) -> None:
    """Count a change of what ranking sees of the market, so that older lists are computed anew."""
    if session.get(MarketRevision, 1) is None:
        session.add(MarketRevision(id=1, value=0))
        session.flush()
    session.execute(update(MarketRevision).where(col(MarketRevision.id) == 1).values(value=MarketRevision.value + 1))


def market_revision(session: Session) -> int:
    """The number of changes of the market so far."""
    return session.exec(select(MarketRevision.value)).first() or 0


def find_opening(session: Session, code: str) -> Opening | None:
    """The opening with this code, or None."""
    return session.exec(select(Opening).where(Opening.code == code)).first()


def get_opening(session: Session, code: str) -> Opening:
    """The opening with this code.

    Raises
    ------
    UnknownOpening
        If there is none, or the session's viewer may not see it.
    """
    opening = find_opening(session, code)
    if opening is None:
        raise UnknownOpening(code)
    return opening


def get_posting(session: Session, code: str) -> Opening:
    """An employer's opening with this code.

    Raises
    ------
    UnknownOpening
        If there is none, the session's viewer may not see it, or it is a way to work on one's own.
    """
    found = session.exec(select(Opening).where(Opening.code == code, of_employers())).first()
    if found is None:
        raise UnknownOpening(code)
    return found


def on_offer(opening: Opening, today: date) -> bool:
    """Tell whether an opening is published and not past its last day."""
    posted = opening.posted_on is None or opening.posted_on <= today
    lasting = opening.closes_on is None or opening.closes_on >= today
    return opening.state in (OpeningState.open, OpeningState.paused) and posted and lasting


def of_employers() -> ColumnElement[bool]:
    """What a query asks for postings of employers: a way to work on one's own, or such work of the past, is none."""
    own_entry = select(Employer.id).where(~of_others())
    return and_(col(Opening.id).not_in(select(Livelihood.opening_id)), col(Opening.employer_id).not_in(own_entry))


def list_open_openings(session: Session, today: date) -> Sequence[Opening]:
    """Employers' openings that are published and not past their last day, in the order of their codes."""
    asked = select(Opening).where(col(Opening.state).in_(_OFFERED), of_employers()).order_by(Opening.code)
    return [o for o in session.exec(asked).all() if on_offer(o, today)]


def rankable(query: Any) -> Any:
    """Of a query of openings, those that may be suggested on one day or another, in the order of codes."""
    return query.where(col(Opening.state).in_(_OFFERED)).order_by(Opening.code)


def list_rankable(session: Session, today: date, ids: Collection[int] | None = None) -> Sequence[Opening]:
    """All that may be suggested, in the order of codes: employers' open openings, and ways to work on one's own.

    Parameters
    ----------
    ids : collection of int, optional
        Of these alone.
    """
    asked = rankable(select(Opening))
    if ids is not None:
        asked = asked.where(col(Opening.id).in_(ids))
    return [o for o in session.exec(asked).all() if on_offer(o, today)]


def change_state(session: Session, opening: Opening, state: OpeningState, today: date, reason: str = "") -> None:
    """Bring an opening into another state of its life.

    Raises
    ------
    WrongState
        If the present state does not lead there.
    """
    if opening.state == state:
        return
    if opening.state not in ALLOWED_FROM.get(state, set()):
        raise WrongState(opening.code, opening.state, state)
    opening.state = state
    opening.revision += 1
    if state == OpeningState.open:
        opening.posted_on = opening.posted_on or today
        opening.closed_on = opening.close_reason = None
    if state in (OpeningState.closed, OpeningState.expired):
        opening.closed_on = today
        opening.close_reason = reason or None
    session.add(opening)
    touch_market(session)
    session.flush()


def publish(session: Session, opening: Opening, today: date) -> None:
    """Offer an opening from today; see :func:`change_state`."""
    change_state(session, opening, OpeningState.open, today)


def close(session: Session, opening: Opening, today: date, reason: str) -> None:
    """Take an opening off the market for good; see :func:`change_state`."""
    change_state(session, opening, OpeningState.closed, today, reason)


def expire_past(session: Session, today: date) -> int:
    """Expire every opening whose last day is over, and say how many."""
    states = (OpeningState.open, OpeningState.paused, OpeningState.filled)
    past = session.exec(select(Opening).where(col(Opening.state).in_(states), col(Opening.closes_on) < today)).all()
    for opening in past:
        opening.state = OpeningState.expired
        opening.closed_on = opening.closes_on
        opening.revision += 1
        session.add(opening)
    if past:
        touch_market(session)
        session.flush()
    return len(past)


_NOT_COPIED = frozenset(
    {"id", "code", "state", "posted_on", "closes_on", "closed_on", "close_reason", "unread", "revision"}
)


def copy_opening(session: Session, former: Opening, code: str) -> Opening:
    """Make a draft like a former posting, without its days and its life; it is on offer once it is published."""
    made = Opening(**former.model_dump(exclude=set(_NOT_COPIED)), code=code, state=OpeningState.draft)
    session.add(made)
    session.flush()
    return made


def closing_soon(session: Session, today: date, days: int = 7) -> list[Opening]:
    """Postings in the session's sight whose last day lies within so many days, the nearest first."""
    states = (OpeningState.open, OpeningState.paused)
    last = today + timedelta(days=days)
    asked = select(Opening).where(
        col(Opening.state).in_(states), col(Opening.closes_on) >= today, col(Opening.closes_on) <= last
    )
    return list(session.exec(asked.order_by(col(Opening.closes_on), Opening.code)).all())
