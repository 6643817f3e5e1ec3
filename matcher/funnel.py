"""From introduction to six months in a job: how many reached each stage, of how many who could have by now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlmodel import Session, col, select

from employers.own_entry import of_others
from employers.registry import public_code
from employers.tables import Employer, Opening
from matcher.market import ANSWERED
from matcher.tables import Placement, Referral, ReferralState

STAYS = (("day_10", 10), ("month_1", 30), ("month_3", 91), ("month_6", 182))
STAGES = ("introduced", "answered", "accepted", "started", *(code for code, _ in STAYS))


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the funnel.

    Attributes
    ----------
    reached : int
        Introductions that came so far.
    due : int
        Introductions that could have come so far by the day: the denominator.
    unknown : int
        Of those due, how many of whom it is not known.
    """

    code: str
    reached: int
    due: int
    unknown: int


@dataclass(frozen=True, slots=True)
class AnswerRate:
    """How one employer answered the introductions of some people."""

    employer: str
    name: str
    introduced: int
    answered: int
    accepted: int
    no_answer: int
    waiting: int
    median_days: float | None


def load_funnel(session: Session, since: date, until: date, today: date) -> list[Stage]:
    """The stages of everybody introduced from a day to a day, both included, as far as the session's viewer sees them.

    Who stayed is counted from the last confirmation: without one, a stay is unknown, neither reached nor failed.
    """
    asked = select(Referral).join(Opening, col(Opening.id) == col(Referral.opening_id))
    asked = asked.join(Employer, col(Employer.id) == col(Opening.employer_id)).where(of_others())  # to somebody
    asked = asked.where(col(Referral.referred_on) >= since, col(Referral.referred_on) <= until)
    referrals = list(session.exec(asked).all())
    ids = {r.id for r in referrals}
    jobs = {p.referral_id: p for p in session.exec(select(Placement)).all() if p.referral_id in ids}
    return count_stages(referrals, jobs.values(), today)


def count_stages(referrals: Iterable[Referral], placements: Iterable[Placement], today: date) -> list[Stage]:
    """Count the stages of some introductions and the jobs that came of them."""
    made, jobs = list(referrals), [p for p in placements if p.started_on <= today]
    started = {p.referral_id for p in jobs}
    answered = [r for r in made if r.state in ANSWERED or r.id in started]
    accepted = [r for r in made if r.state == ReferralState.accepted or r.id in started]
    told = {r.id for r in answered}
    over = [r for r in made if r.id in told or (r.answer_by is not None and r.answer_by < today)]
    waiting_to_start = len(accepted) - len(jobs)
    return [
        Stage("introduced", len(made), len(made), 0),
        Stage("answered", len(answered), len(over), 0),
        Stage("accepted", len(accepted), len(answered), 0),
        Stage("started", len(jobs), len(accepted), waiting_to_start),
        *(_stay(code, days, jobs, today) for code, days in STAYS),
    ]


def _stay(code: str, days: int, jobs: list[Placement], today: date) -> Stage:
    reach = timedelta(days=days)
    due = [p for p in jobs if p.started_on + reach <= today]
    reached = [p for p in due if (p.ended_on or p.confirmed_on or p.started_on) >= p.started_on + reach]
    left = [p for p in due if p.ended_on is not None and p.ended_on < p.started_on + reach]
    return Stage(code, len(reached), len(due), len(due) - len(reached) - len(left))


def answer_rates(session: Session, since: date, until: date) -> list[AnswerRate]:
    """How each employer answered introductions made from a day to a day; who leaves most unanswered comes first."""
    asked = (
        select(Referral, Employer)
        .join(Opening, col(Opening.id) == col(Referral.opening_id))
        .join(Employer, col(Employer.id) == col(Opening.employer_id))
        .where(col(Referral.referred_on) >= since, col(Referral.referred_on) <= until, of_others())
    )
    by_employer: dict[int, list[Referral]] = defaultdict(list)
    names: dict[int, Employer] = {}
    for referral, employer in session.exec(asked).all():
        by_employer[employer.id or 0].append(referral)
        names[employer.id or 0] = employer
    rates = [_rate(names[i], made) for i, made in by_employer.items()]
    return sorted(rates, key=lambda r: (-r.no_answer, -r.waiting, -r.introduced, r.employer))


def _rate(employer: Employer, made: list[Referral]) -> AnswerRate:
    answered = [r for r in made if r.state in ANSWERED]
    days = [(r.answered_on - r.referred_on).days for r in answered if r.answered_on is not None]
    return AnswerRate(
        employer=public_code(employer),
        name=employer.name,
        introduced=len(made),
        answered=len(answered),
        accepted=sum(r.state == ReferralState.accepted for r in made),
        no_answer=sum(r.state == ReferralState.no_answer for r in made),
        waiting=sum(r.state in (ReferralState.waiting, ReferralState.more_time) for r in made),
        median_days=float(median(days)) if days else None,
    )
