"""Past referrals as a model may learn from them: features as known on their day, outcomes with their weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from employers.own_entry import is_own_work
from employers.tables import Employer, Opening
from matcher.consents import last_act, stands
from matcher.market import ANSWER_DAYS, ANSWERED, at_home, make_demand
from matcher.people import Records, load_records, make_seeker
from matcher.ranking.demands import Market
from matcher.ranking.features import FEATURE_NAMES, pair_features
from matcher.ranking.outcomes import Ending, ReferralOutcome, chance_to_reach, outcome_weights
from matcher.snapshots import commune_known, features_known
from matcher.tables import Person, Placement, Purpose, Referral, ReferralState


@dataclass(frozen=True)
class History:
    """Outcomes to learn from; a job that is still young stands in two rows whose weights sum to 1.

    Attributes
    ----------
    X : ndarray of shape (n_rows, n_features)
        As known on the day of the referral; NaN means unknown.
    y : ndarray of shape (n_rows,)
        1 where the job reached the stability period.
    weight : ndarray of shape (n_rows,)
    employers : tuple of str, length n_rows
        Code of each employer.
    referred_on, known_on : ndarrays of datetime64[D], shape (n_rows,)
        When the case worker decided, and when the outcome was known.
    people : ndarray of shape (n_rows,)
        Row id of the person, for grouping; never a feature.
    outcomes : int
        Referrals that have an outcome; what the model stands on.
    snapshots : int
        How many of them kept the pair as it was known on the day. Of the others (lists that the office brought in)
        home, schooling, wage floor, wishes and the opening's offer are as they stand on record now.
    """

    X: NDArray[np.float64]
    y: NDArray[np.intp]
    weight: NDArray[np.float64]
    employers: tuple[str, ...]
    referred_on: NDArray[np.datetime64]
    known_on: NDArray[np.datetime64]
    people: NDArray[np.intp]
    outcomes: int
    snapshots: int


@dataclass(frozen=True, slots=True)
class KnownOutcome:
    """How one referral ended, where that is certain and would be whatever the end: the whole period has passed."""

    referral_id: str
    person_id: int
    opening_id: int
    commune_code: str | None
    """Where the person lived on the day of the referral; now, where the referral came from a list."""
    referred_on: date
    lasted: bool


# Who has an outcome at all: a tenth of a province, so the others are not read.
_REFERRED = select(Referral.person_id)


@dataclass(frozen=True, slots=True)
class _Case:
    referral: Referral
    placement: Placement | None
    person: Person
    opening: Opening
    employer: Employer


def _ending(case: _Case, today: date) -> tuple[Ending, int, date]:
    """How a referral stands, how many days its job is known to have lasted, and since when that is known."""
    referral, placement = case.referral, case.placement
    if placement is None:
        answered = referral.answered_on or min(today, referral.referred_on + timedelta(days=ANSWER_DAYS))
        ending = {
            ReferralState.declined: Ending.REFUSED,
            ReferralState.person_declined: Ending.DECLINED,
        }.get(ReferralState(referral.state), Ending.UNANSWERED)
        return ending, 0, answered
    last = placement.ended_on or placement.confirmed_on or placement.started_on
    days = (last - placement.started_on).days
    return (Ending.RUNNING if placement.ended_on is None else Ending.LEFT), days, last


def _answers_by(cases: Sequence[_Case], employer_id: int | None, day: date) -> tuple[int, int] | None:
    """How an employer had answered introductions by a day, counted as ``matcher.market.answer_counts`` counts today."""
    answered = asked = 0
    for case in cases:
        due_on = case.referral.referred_on + timedelta(days=ANSWER_DAYS)
        if case.employer.id != employer_id or case.referral.referred_on >= day:
            continue
        has_answered = case.referral.state in ANSWERED and (case.referral.answered_on or due_on) <= day
        answered += has_answered
        asked += has_answered or due_on <= day
    return (answered, asked) if asked else None


def _features(case: _Case, records: Records, cases: Sequence[_Case]) -> NDArray[np.float64]:
    """The pair as its referral kept it; without a snapshot, as what is on record today tells of that day."""
    kept = features_known(case.referral.known)
    if kept is not None:
        return kept
    day = case.referral.referred_on
    seeker = make_seeker(case.person, records, day)
    answers = _answers_by(cases, case.employer.id, day)
    demand = make_demand(case.opening, case.employer, day, 0, answers)
    market = Market((at_home(demand) if is_own_work(case.employer) else demand,), day)
    return np.asarray(pair_features(seeker.profile, seeker.availability, market).X[0])


def _cases(session: Session) -> list[_Case]:
    people = {p.id: p for p in session.exec(select(Person).where(col(Person.id).in_(_REFERRED))).all()}
    openings = {o.id: o for o in session.exec(select(Opening)).all()}
    employers = {e.id: e for e in session.exec(select(Employer)).all()}
    placed = {p.referral_id: p for p in session.exec(select(Placement)).all()}
    referrals = session.exec(select(Referral).order_by(col(Referral.referred_on), Referral.id)).all()
    cases = []
    for r in referrals:
        opening = openings[r.opening_id]
        cases.append(_Case(r, placed.get(r.id), people[r.person_id], opening, employers[opening.employer_id]))
    return cases


def _may_learn(person: Person, records: Records, today: date) -> bool:
    return person.restricted_on is None and stands(last_act(records.consents, Purpose.learning), today)


def _outcome(case: _Case, cases: Sequence[_Case], today: date, stable: int) -> ReferralOutcome:
    """How a referral ended, for its weights.

    A young job of which nothing was heard since counts in comparisons by date from the day it would have reached the
    period; its weights stand on what was known of all jobs by that day, else they would look ahead.
    """
    ended = ending, days, _ = _ending(case, today)
    kind, known_on = case.employer.kind or "", _known_on(ended, case, stable)
    if ending is not Ending.RUNNING or days >= stable or known_on > today:
        return ReferralOutcome(ending, days, kind)
    by_then = [_job_by(c, c.placement, known_on) for c in cases if c.placement and c.placement.started_on <= known_on]
    return ReferralOutcome(ending, days, kind, chance_to_reach(by_then, kind, days, stable))


def _job_by(case: _Case, job: Placement, day: date) -> ReferralOutcome:
    """A job as it was known on a day."""
    left = job.ended_on is not None and job.ended_on <= day
    last = min(job.ended_on or job.confirmed_on or job.started_on, day)
    return ReferralOutcome(
        Ending.LEFT if left else Ending.RUNNING, (last - job.started_on).days, case.employer.kind or ""
    )


def load_history(session: Session, today: date, stable_after_days: int) -> History:
    """Read every outcome that may be learned from; who withdrew consent to learning is not in it.

    Parameters
    ----------
    stable_after_days : int
        Days in a job after which it counts as lasting (a setting).
    """
    records = load_records(session, _REFERRED)
    everyone = _cases(session)
    cases = [c for c in everyone if _may_learn(c.person, records[c.person.id or 0], today)]
    endings = [_ending(c, today) for c in cases]
    weighted = outcome_weights(
        [_outcome(c, cases, today, stable_after_days) for c in cases],
        stable_after_days,
    )
    wanted = sorted(set(weighted.referral.tolist()))
    described = {i: _features(cases[i], records[cases[i].person.id or 0], everyone) for i in wanted}
    rows = weighted.referral.tolist()
    known = [_known_on(endings[i], cases[i], stable_after_days) for i in rows]
    return History(
        X=np.array([described[i] for i in rows]).reshape(-1, len(FEATURE_NAMES)),
        y=weighted.y,
        weight=weighted.weight,
        employers=tuple(cases[i].employer.code for i in rows),
        referred_on=np.array([cases[i].referral.referred_on for i in rows], dtype="datetime64[D]"),
        known_on=np.array(known, dtype="datetime64[D]"),
        people=np.array([cases[i].person.id for i in rows], dtype=np.intp),
        outcomes=len(wanted),
        snapshots=sum(features_known(cases[i].referral.known) is not None for i in wanted),
    )


def known_outcomes(session: Session, today: date, stable_after_days: int) -> list[KnownOutcome]:
    """List referrals whose end is certain, of people whose consent to learning stands; the oldest first.

    Young jobs that still run, and referrals that nobody answered, are neither a success nor a failure and not in it. A
    failure waits until a success of the same day would be known too: recent months would else hold failures alone.
    """
    records = load_records(session, _REFERRED)
    found = []
    for case in _cases(session):
        ended = _ending(case, today)
        ending, days, _ = ended
        lasted = days >= stable_after_days
        certain = ending is not Ending.UNANSWERED and (lasted or ending is not Ending.RUNNING)
        ripe = _known_on(ended, case, stable_after_days) <= today
        if certain and ripe and _may_learn(case.person, records[case.person.id or 0], today):
            found.append(
                KnownOutcome(
                    referral_id=case.referral.id,
                    person_id=case.referral.person_id,
                    opening_id=case.referral.opening_id,
                    commune_code=commune_known(case.referral.known, case.person.commune_code),
                    referred_on=case.referral.referred_on,
                    lasted=lasted,
                )
            )
    return found


def _known_on(ending: tuple[Ending, int, date], case: _Case, stable_after_days: int) -> date:
    """The day from which an outcome counts in a comparison by date.

    A failure is often known within days and a success only after the whole period. Were each counted as soon as it is
    known, the latest months of every stretch would hold failures alone; so all wait for the period to pass.
    """
    _, _, last = ending
    began = case.placement.started_on if case.placement else case.referral.referred_on
    ripe = began + timedelta(days=stable_after_days)
    if case.placement is not None and (last - began).days >= stable_after_days:
        return ripe
    return max(last, ripe)
