"""The state of an introduction: answers put on record, and what still waits closed when its person stops it."""

from datetime import date

from sqlmodel import Session, col, select

from employers.openings import touch_market
from employers.tables import Opening
from matcher.tables import Referral, ReferralState

WAITING = (ReferralState.waiting, ReferralState.more_time, ReferralState.no_answer)
"""States in which an answer is still taken."""


def note_answer(referral: Referral, state: ReferralState, on: date) -> None:
    """Put a referral into the state that an answer means, and the answer behind those before it."""
    referral.state = state
    referral.answers = [*referral.answers, {"on_date": on.isoformat(), "answer": str(state)}]


def end_introductions(session: Session, person_id: int, on: date, employer_id: int | None = None) -> int:
    """Close what still waits of a person, with one employer or with all, and say how many introductions that were.

    The employer reads what it reads of anybody who did not want the work, whatever the cause; who was accepted stays.
    """
    query = select(Referral).where(Referral.person_id == person_id, col(Referral.state).in_(WAITING))
    if employer_id is not None:
        query = query.join(Opening, col(Opening.id) == col(Referral.opening_id))
        query = query.where(Opening.employer_id == employer_id)
    found = session.exec(query).all()
    for referral in found:
        referral.answered_on = max(on, referral.referred_on)
        note_answer(referral, ReferralState.person_declined, referral.answered_on)
        referral.revision += 1
        session.add(referral)
    if found:
        touch_market(session)
        session.flush()
    return len(found)
