"""What leaves the employer's side by itself: introductions of people who were not hired."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, update
from sqlmodel import Session, col

from matcher.tables import Referral, ReferralState

KEPT_DAYS: Final = 30
"""Days for which an employer still finds how it answered. The law (91/2025/QH15, Art. 25) says that data of people not
hired are deleted, and names no days: what is agreed to be shown is hidden with the refusal itself, the line goes later.
"""
_OVER: Final = (ReferralState.declined, ReferralState.person_declined, ReferralState.no_answer)


def end_introductions(session: Session, today: date) -> int:
    """Take refused and unanswered introductions from the employer's side once their days are over; gives how many."""
    over = func.coalesce(col(Referral.answered_on), col(Referral.answer_by), col(Referral.referred_on))
    gone = (col(Referral.gone_on).is_(None), col(Referral.state).in_(_OVER), over < today - timedelta(days=KEPT_DAYS))
    found = session.execute(update(Referral).where(*gone).values(gone_on=today))
    return int(found.rowcount)  # type: ignore[attr-defined]  # an update counts its rows
