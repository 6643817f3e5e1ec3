"""The market as ranking sees it: open openings read once, with the seats that are left and how employers answer."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from sqlalchemy import func
from sqlmodel import Session, col, select

from employers.openings import list_rankable, on_offer
from employers.own_work import is_way_to_work
from employers.reference.occupations import is_barred_to_minors
from employers.reference.pay import Wage, WagePeriod, best_monthly_vnd, lowest_monthly_vnd, regional_minimum_vnd
from employers.reference.places import Commune, commune_at, find_commune
from employers.reference.shifts import TimeWindow, working_windows
from employers.tables import Employer, EmployerState, Opening, OpeningState
from matcher.ranking.demands import Demand, Market
from matcher.tables import Placement, Referral, ReferralState

# An introduction counts as unanswered once this many days have passed; two weeks is what employers are asked for.
ANSWER_DAYS = 14
# Answer rates are shrunk toward this one with the weight of this many introductions. Expert judgement.
USUAL_ANSWER_RATE = 0.6
USUAL_ANSWER_WEIGHT = 2.0
ASKED_BY_ID = 500
"""Employers, or openings, are asked for by id up to so many; more are faster read with all others."""
ANSWERED = (ReferralState.accepted, ReferralState.declined, ReferralState.person_declined)


def seats_taken(session: Session, today: date) -> dict[int, int]:
    """Seats of each opening that are gone: placements that still run, and accepted referrals that have not started."""
    running = select(Placement.opening_id, func.count()).where(
        col(Placement.started_on) <= today, (col(Placement.ended_on).is_(None)) | (col(Placement.ended_on) > today)
    )
    started = select(Placement.referral_id).where(
        col(Placement.referral_id).is_not(None), col(Placement.started_on) <= today
    )
    promised = select(Referral.opening_id, func.count()).where(
        Referral.state == ReferralState.accepted, col(Referral.id).not_in(started)
    )
    taken: dict[int, int] = defaultdict(int)
    for opening_id, count in session.exec(running.group_by(col(Placement.opening_id))).all():
        taken[opening_id] += count
    for opening_id, count in session.exec(promised.group_by(col(Referral.opening_id))).all():
        taken[opening_id] += count
    return taken


def answer_counts(session: Session, today: date) -> dict[int, tuple[int, int]]:
    """How many introductions each employer has answered, of those answered or due: {employer id: (answered, due)}."""
    due_by = today - timedelta(days=ANSWER_DAYS)
    query = (
        select(Opening.employer_id, Referral.state, func.count())
        .join(Referral, col(Referral.opening_id) == col(Opening.id))
        .where(col(Referral.state).in_(ANSWERED) | (col(Referral.referred_on) <= due_by))
        .group_by(col(Opening.employer_id), col(Referral.state))
    )
    counts: dict[int, tuple[int, int]] = {}
    for employer_id, state, number in session.exec(query).all():
        answered, due = counts.get(employer_id, (0, 0))
        counts[employer_id] = (answered + (number if state in ANSWERED else 0), due + number)
    return counts


def introduced_this_month(session: Session, today: date) -> dict[int, int]:
    """Introductions made here in the calendar month of a day: {employer id: how many}; old lists do not count."""
    asked = (
        select(Opening.employer_id, Referral.shown)
        .join(Referral, col(Referral.opening_id) == col(Opening.id))
        .where(col(Referral.referred_on) >= today.replace(day=1), col(Referral.referred_on) <= today)
    )
    return Counter(employer for employer, shown in session.exec(asked).all() if shown.get("source") != "list")


def _answer_rate(counts: tuple[int, int] | None) -> float | None:
    if counts is None:
        return None
    answered, due = counts
    return (answered + USUAL_ANSWER_RATE * USUAL_ANSWER_WEIGHT) / (due + USUAL_ANSWER_WEIGHT)


def is_month_full(limit: int | None, introduced: int) -> bool:
    """Tell whether an employer has had as many introductions this month as it asked for."""
    return limit is not None and introduced >= limit


def workplace(opening: Opening, employer: Employer) -> tuple[tuple[float, float] | None, Commune | None]:
    """Where an opening's work is: its own coordinates, its commune, or else its employer's."""
    own_place = opening.commune_code is not None or opening.latitude is not None
    source: Opening | Employer = opening if own_place else employer
    commune = find_commune(source.commune_code) if source.commune_code else None
    if source.latitude is not None and source.longitude is not None:
        return (source.latitude, source.longitude), commune or commune_at(source.latitude, source.longitude)
    return ((commune.latitude, commune.longitude) if commune else None), commune


def wage_of(opening: Opening) -> Wage | None:
    """The wage on offer, or None where nothing was understood."""
    if opening.wage_per is None:
        return None
    return Wage(
        low_vnd=opening.wage_low_vnd,
        high_vnd=opening.wage_high_vnd,
        per=cast(WagePeriod, opening.wage_per),
        words=opening.wage_words or "",
        negotiable=False,
    )


def _wishes(opening: Opening) -> tuple[tuple[str, str | int], ...]:
    wishes = (("min_age", opening.min_age), ("max_age", opening.max_age), ("sex", opening.sex))
    return tuple((name, value) for name, value in wishes if value is not None)


def _unlawful(opening: Opening) -> frozenset[str]:
    asked = (("deposit", opening.asks_deposit), ("papers", opening.keeps_papers))
    return frozenset(name for name, hit in asked if hit)


def _minor_barred(opening: Opening) -> str | None:
    """Why under-18s may not do this work: any of its occupations, or chemicals handled in it."""
    reasons = [reason for code in opening.isco if (reason := is_barred_to_minors(code))]
    if "chemicals" in opening.physical:
        reasons.append("chemicals; Labour Code 2019 Art. 147(1)(c)")
    return reasons[0] if reasons else None


def _windows(opening: Opening) -> tuple[tuple[str, tuple[TimeWindow, ...]], ...]:
    hours = tuple(TimeWindow(start, end) for start, end in opening.hours)
    return tuple(working_windows(tuple(opening.shifts), hours).items())


def takes_introductions(employer: Employer, today: date) -> bool:
    """Tell whether an employer is neither suspended nor paused, by the desk or by itself."""
    ready = employer.state in (EmployerState.verified, EmployerState.unverified)
    return ready and (employer.paused_until is None or employer.paused_until < today)


def make_demand(
    opening: Opening,
    employer: Employer,
    today: date,
    taken: int = 0,
    answers: tuple[int, int] | None = None,
    introduced: int = 0,
) -> Demand:
    """Put together what ranking sees of one opening today."""
    assert opening.id is not None
    point, commune = workplace(opening, employer)
    wage = wage_of(opening)
    region = commune.wage_region if commune else None
    demand = Demand(
        opening_id=opening.id,
        code=opening.code,
        employer=employer.code,
        isco=tuple(opening.isco),
        employer_kind=employer.kind,
        point=point,
        commune_code=commune.code if commune else None,
        island=bool(commune and commune.island),
        best_wage_vnd=best_monthly_vnd(wage) if wage else None,
        low_wage_vnd=lowest_monthly_vnd(wage) if wage else None,
        region_minimum_vnd=regional_minimum_vnd(region, today) if region else None,
        windows=_windows(opening),
        contract=opening.contract,
        schooling=opening.schooling,
        schooling_preferred=opening.schooling_preferred,
        licence=opening.licence,
        experience_months=opening.experience_months,
        physical=frozenset(opening.physical),
        housing=opening.housing,
        transport=opening.transport,
        meals=opening.meals,
        training_on_job=opening.training_on_job,
        seats=max(0, opening.seats - taken),
        posted_on=opening.posted_on,
        on_offer=on_offer(opening, today),
        employer_ready=opening.state != OpeningState.paused and takes_introductions(employer, today),
        unlawful=_unlawful(opening),
        minor_barred=_minor_barred(opening),
        wishes=_wishes(opening),
        answer_rate=_answer_rate(answers),
        month_full=is_month_full(employer.monthly_limit, introduced),
    )
    return at_home(demand) if is_way_to_work(opening, employer) else demand


def at_home(demand: Demand) -> Demand:
    """The same work as somebody does it on their own at home: no seats, no way to go, nobody who answers or teaches."""
    return replace(
        demand,
        at_home=True,
        point=None,
        commune_code=None,
        island=False,
        seats=0,
        posted_on=None,
        answer_rate=None,
        meals=False,
        training_on_job=False,
    )


def make_market(session: Session, openings: Sequence[Opening], today: date) -> Market:
    """Put given openings together into a market, with the seats that are left today."""
    ids, asked = {o.employer_id for o in openings}, select(Employer)
    if len(ids) <= ASKED_BY_ID:
        asked = asked.where(col(Employer.id).in_(ids))
    employers = {e.id: e for e in session.exec(asked).all() if e.id in ids}
    taken, answers = seats_taken(session, today), answer_counts(session, today)
    introduced = introduced_this_month(session, today)

    def demand(opening: Opening) -> Demand:
        whose = opening.employer_id
        gone, month = taken.get(opening.id or 0, 0), introduced.get(whose, 0)
        return make_demand(opening, employers[whose], today, gone, answers.get(whose), month)

    return Market(tuple(demand(o) for o in openings), today)


def load_market(session: Session, today: date) -> Market:
    """Every opening on offer today and every way to work on one's own, as columns, in the order of their codes."""
    return make_market(session, list_rankable(session, today), today)
