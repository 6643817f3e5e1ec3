"""What case workers decide of suggestions, and what employers answer."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from employers.openings import touch_market
from employers.tables import Employer, Opening
from matcher.consents import ConsentAct, consent_acts, give_consent, last_act, stands
from matcher.errors import (
    AlreadyAnswered,
    ConsentMissing,
    MonthlyLimitReached,
    NobodyToMeet,
    NoMoreTime,
    NotEligible,
    NotOverridable,
    UnknownReferral,
)
from matcher.market import ANSWER_DAYS
from matcher.people import Seeker, load_seeker
from matcher.ranking.demands import Market
from matcher.ranking.eligibility import OVERRIDABLE, check_rules
from matcher.snapshots import take_snapshot
from matcher.tables import Consent, Decision, DecisionKind, Person, Purpose, Referral, ReferralState

DISMISS_REASONS = (
    "too_far",
    "wage_too_low",
    "unsuitable_hours",
    "not_the_trade",
    "person_unwilling",
    "health",
    "employer_unreliable",
    "no_capital",
    "no_premises",
    "family",
    "other",
)
DECLINE_REASONS = ("seat_filled", "skills", "experience", "distance", "hours", "documents", "no_show", "other")
RUNNING = (ReferralState.waiting, ReferralState.more_time, ReferralState.no_answer)
"""States in which an answer is still taken; a late one too."""
_ALIAS_LETTERS = "ABCDEGHKLMNPQRSTUVXY"


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, on which domain day, and at which real moment it is recorded."""

    account: str
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """One person and one opening that something is decided about."""

    person: Person
    opening: Opening


def rules_broken(session: Session, pair: Pair, market: Market) -> tuple[str, ...]:
    """Every hard rule that a pair breaks; ``market`` holds the opening and is read with everybody's placements in view.

    A case worker's own session would see only their own people's placements, and so count too many seats.
    """
    seeker = load_seeker(session, pair.person, market.as_of)
    return check_rules(seeker.availability, market).rules_of(market.rows[pair.opening.id or 0])


def _decide(session: Session, pair: Pair, by: By, **what: Any) -> Decision:
    person, opening = pair.person, pair.opening
    assert person.id is not None and opening.id is not None
    decision = Decision(
        person_id=person.id,
        opening_id=opening.id,
        decided_on=by.today,
        decided_by=by.account,
        recorded_at=by.now,
        **what,
    )
    person.revision += 1
    session.add_all([person, decision])
    session.flush()
    return decision


def dismiss(session: Session, pair: Pair, by: By, reason: str, note: str | None = None) -> Decision:
    """Record that an opening does not suit a person; it is not suggested again unless this is taken back."""
    return _decide(session, pair, by, kind=DecisionKind.dismiss, reason=reason, note=note)


def take_back(session: Session, pair: Pair, by: By, note: str | None = None) -> Decision:
    """Take a dismissal back."""
    return _decide(session, pair, by, kind=DecisionKind.take_back, reason="taken_back", note=note)


def override(session: Session, pair: Pair, by: By, rules: Collection[str], reason: str) -> Decision:
    """Set rules aside for one pair, with a reason that is kept.

    Raises
    ------
    NotOverridable
        If a rule named is not one of those that formats.md lets a case worker set aside.
    """
    barred = tuple(sorted(set(rules) - OVERRIDABLE))
    if barred or not rules:
        raise NotOverridable(barred)
    return _decide(session, pair, by, kind=DecisionKind.override, reason=reason, rules=sorted(rules))


def note_start_taken_back(session: Session, pair: Pair, by: By, reason: str) -> Decision:
    """Record that a start on record never was; see :func:`matcher.placements.take_back_start`."""
    return _decide(session, pair, by, kind=DecisionKind.start_taken_back, reason=reason)


def make_alias() -> str:
    """A random name for an introduction, as ``KM 4821``, that tells nothing of the person; 3.6 million of them."""
    letters = secrets.choice(_ALIAS_LETTERS) + secrets.choice(_ALIAS_LETTERS)
    return f"{letters} {secrets.randbelow(9000) + 1000}"


def meeting_consent(session: Session, person: Person, employer: Employer, how: ConsentAct | None, by: By) -> Consent:
    """The person's consent to meet this employer: the one given now, or one that stands.

    Raises
    ------
    ConsentMissing
        If there is neither, or the one given now is of a later day or over already.
    """
    assert person.id is not None and employer.id is not None
    if how is not None:
        if how.given_on > by.today or (how.expires_on is not None and how.expires_on < by.today):
            raise ConsentMissing(Purpose.meet_employer)
        return give_consent(session, person, Purpose.meet_employer, how, (by.account, by.now), employer.id)
    act = last_act(consent_acts(session, person.id), Purpose.meet_employer, employer.id)
    if act is None or not stands(act, by.today):
        raise ConsentMissing(Purpose.meet_employer)
    return act


def _may_meet(seeker: Seeker, market: Market, row: int) -> None:
    if market.demands[row].at_home:
        raise NobodyToMeet
    broken = check_rules(seeker.availability, market).rules_of(row)
    if broken:
        raise NotEligible(broken)
    if market.demands[row].month_full:
        raise MonthlyLimitReached


def refer(
    session: Session,
    pair: Pair,
    by: By,
    *,
    market: Market,
    reason: str,
    consent: ConsentAct | None = None,
) -> Referral:
    """Introduce a person to the employer of an opening, under a random alias.

    Parameters
    ----------
    market : Market
        The opening as everybody sees it today; see :func:`rules_broken`.
    consent : ConsentAct or None
        How the person agreed to meet this employer; None where an earlier consent stands.

    Raises
    ------
    NobodyToMeet
        If it is work on one's own; see ``matcher.placements.start_own_work``.
    NotEligible
        If a hard rule removes the pair.
    MonthlyLimitReached
        If the employer has had as many introductions this month as it asked for.
    ConsentMissing
        If the person has not agreed to meet this employer.
    """
    person, opening = pair.person, pair.opening
    seeker = load_seeker(session, person, market.as_of)
    _may_meet(seeker, market, market.rows[opening.id or 0])
    employer = session.get(Employer, opening.employer_id)
    assert employer is not None and person.id is not None and opening.id is not None
    agreed = meeting_consent(session, person, employer, consent, by)
    referral = Referral(
        id=secrets.token_urlsafe(12),
        person_id=person.id,
        opening_id=opening.id,
        alias=make_alias(),
        consent_id=agreed.id,
        referred_on=by.today,
        referred_by=by.account,
        answer_by=by.today + timedelta(days=ANSWER_DAYS),
        known=take_snapshot(seeker, market, opening.id),
    )
    session.add(referral)
    _decide(session, pair, by, kind=DecisionKind.refer, reason=reason)
    return referral


def get_referral(session: Session, referral_id: str) -> Referral:
    """The referral with this id.

    Raises
    ------
    UnknownReferral
        If there is none, or the session's viewer may not see it.
    """
    referral = session.exec(select(Referral).where(Referral.id == referral_id)).first()
    if referral is None:
        raise UnknownReferral(referral_id)
    return referral


def answer_referral(session: Session, referral: Referral, state: ReferralState, by: By, reason: str | None) -> Referral:
    """Record what the employer, or the person, answered; asking for more time moves the date by the usual span.

    Raises
    ------
    AlreadyAnswered
        If another answer is on record. The same answer again changes nothing.
    NoMoreTime
        If more time is asked for, and there is none; see :func:`longer_until`.
    """
    if referral.state == state and state != ReferralState.more_time:
        return referral
    if referral.state not in RUNNING:
        raise AlreadyAnswered(referral.state)
    if state == ReferralState.more_time:
        longer = longer_until(referral.referred_on, referral.answer_by, by.today)
        if longer is None:
            raise NoMoreTime
        referral.answer_by = longer
    else:
        referral.answered_on = by.today
    note_answer(referral, state, by.today)
    referral.reason = reason
    referral.revision += 1
    session.add(referral)
    touch_market(session)
    session.flush()
    return referral


def ended_on(session: Session, referral: Referral, today: date) -> date | None:
    """Since when an introduction that runs is over because the person's data may not be used for it any more.

    They took back the consent to meet this employer or to be matched at all, it ran out, or their record is restricted
    or erased. None where it goes on, or an answer ended it; read at each look, as rights are, and never kept.
    """
    if referral.state not in RUNNING:
        return None
    person = session.get_one(Person, referral.person_id)
    employer_id = session.get_one(Opening, referral.opening_id).employer_id
    acts = consent_acts(session, referral.person_id)
    wanted = ((Purpose.meet_employer, employer_id), (Purpose.matching, None))
    ends = [person.restricted_on, person.erased_on, *(_over_on(last_act(acts, *key), today) for key in wanted)]
    days = [day for day in ends if day is not None]
    return min(max(min(days), referral.referred_on), today) if days else None


def _over_on(act: Consent | None, today: date) -> date | None:
    """The day on which a consent was taken back or ran out; None where it stands or there never was one."""
    if act is None or not act.given:
        return act.on_date if act else None
    return act.expires_on if act.expires_on is not None and act.expires_on < today else None


def note_answer(referral: Referral, state: ReferralState, on: date) -> None:
    """Put a referral into the state that an answer means, and the answer behind those before it."""
    referral.state = state
    referral.answers = [*referral.answers, {"on_date": on.isoformat(), "answer": str(state)}]


def longer_until(referred_on: date, answer_by: date | None, today: date) -> date | None:
    """Until when an employer may have if it asks for more time today: three times the usual span in all, then None."""
    last = referred_on + timedelta(days=3 * ANSWER_DAYS)
    return None if answer_by is not None and answer_by >= last else min(today + timedelta(days=ANSWER_DAYS), last)


def close_unanswered(session: Session, today: date) -> int:
    """Close introductions whose time to answer is over, and say how many; a late answer is still taken."""
    waiting = (ReferralState.waiting, ReferralState.more_time)
    due = session.exec(select(Referral).where(col(Referral.state).in_(waiting), col(Referral.answer_by) < today)).all()
    for referral in due:
        note_answer(referral, ReferralState.no_answer, today)
        referral.revision += 1
        session.add(referral)
    if due:
        touch_market(session)
        session.flush()
    return len(due)
