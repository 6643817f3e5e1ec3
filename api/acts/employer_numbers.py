"""How one employer answers, what waits for it, what it asked for; counts only, nobody's name or code."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from api.policy import Role
from api.service import Caller
from api.wording import Language, answers_words
from employers.openings import closing_soon
from employers.registry import get_employer, public_code
from employers.tables import Employer, Opening
from matcher.decisions import ended_on
from matcher.market import ANSWER_DAYS, ANSWERED, introduced_this_month
from matcher.tables import Referral, ReferralState

CLOSED_SHOWN_DAYS = 30
"""For how long an employer is told of introductions that were closed because no answer came."""


def employer_numbers(caller: Caller, code: str, language: Language = "vi") -> dict[str, Any]:
    """An employer's numbers: its own whole, never counting the desk's old lists; to the desk only of its own people.

    What is left of the month's limit tells how many others there are, so that is the employer's alone.

    Raises
    ------
    UnknownEmployer
        If there is no such employer for this caller.
    """
    caller.require("see_employer_numbers")
    with caller.sessions.read() as session:
        employer = get_employer(session, code)
        ending = [o for o in closing_soon(session, caller.today) if o.employer_id == employer.id]
    itself = caller.viewer.role == Role.employer
    with (caller.service.ranker_sessions if itself else caller.sessions).read() as seen:
        made = _introductions(seen, employer, here_only=itself)
        over = {r.id for r in made if ended_on(seen, r, caller.today) is not None}
        month = introduced_this_month(seen, caller.today).get(employer.id or 0, 0)
    limit = employer.monthly_limit
    return {
        "employer": public_code(employer),
        "as_of": caller.today.isoformat(),
        **_answering(made, over, caller.today, language),
        "introduced_this_month": month,
        "monthly_limit": limit,
        "left_this_month": None if limit is None or not itself else max(0, limit - month),
        "paused_until": _pause(employer, caller.today),
        "ending": [
            {"opening": o.code, "title": o.title, "closes_on": o.closes_on.isoformat() if o.closes_on else None}
            for o in ending
        ],
    }


def _pause(employer: Employer, today: date) -> str | None:
    """The last day of a pause that is not over."""
    until = employer.paused_until
    return until.isoformat() if until is not None and until >= today else None


def _introductions(session: Session, employer: Employer, *, here_only: bool) -> list[Referral]:
    asked = (
        select(Referral)
        .join(Opening, col(Opening.id) == col(Referral.opening_id))
        .where(Opening.employer_id == employer.id)
    )
    found = session.exec(asked.order_by(col(Referral.referred_on))).all()
    return [r for r in found if not here_only or r.shown.get("source") != "list"]


def _answering(made: list[Referral], over: set[str], today: date, language: Language) -> dict[str, Any]:
    answered = [r for r in made if r.state in ANSWERED or r.id in over]
    due = [r for r in made if r in answered or r.referred_on <= today - timedelta(days=ANSWER_DAYS)]
    going_on = [r for r in made if r.id not in over]
    waiting = [r for r in going_on if r.state in (ReferralState.waiting, ReferralState.more_time)]
    lately = today - timedelta(days=CLOSED_SHOWN_DAYS)
    closed = [r for r in going_on if r.state == ReferralState.no_answer and (r.answer_by or r.referred_on) >= lately]
    first = min((r.answer_by for r in waiting if r.answer_by), default=None)
    return {
        "answered": len(answered),
        "due": len(due),
        "answers": answers_words(len(answered), len(due), language),
        "waiting": len(waiting),
        "answer_by": first.isoformat() if first else None,
        "closed_unanswered": len(closed),
    }
