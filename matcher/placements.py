"""Jobs that began, and whether they last."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from employers.openings import touch_market
from employers.questions import written_once
from employers.tables import Opening
from matcher.case_tables import ConfirmationLink
from matcher.decisions import By, Pair, make_alias, note_answer, note_start_taken_back
from matcher.errors import AlreadyAnswered, AlreadyPlaced, NotHomeYet, UnknownPlacement, WrongDates
from matcher.tables import CheckIn, Person, Placement, Referral, ReferralState

CHECK_IN_OUTCOMES = ("still_there", "left", "not_reached")
TOLD_WITHIN: Final = timedelta(days=730)
"""How long ago a start may lie that is told by mouth; what is older comes in by the list of placements."""
LEAVING_REASONS = (
    "pay",
    "hours",
    "distance",
    "heavy_work",
    "not_the_trade",
    "people_at_work",
    "health",
    "family",
    "better_work",
    "course",
    "contract_over",
    "dismissed",
    "unknown",
    "other",
)


_PLACEMENT: Final = written_once(select(Placement).where(Placement.id == bindparam("placement")))


def get_placement(session: Session, placement_id: str) -> Placement:
    """The placement with this id.

    Raises
    ------
    UnknownPlacement
        If there is none, or the session's viewer may not see it.
    """
    placement = session.exec(_PLACEMENT, params={"placement": placement_id}).first()
    if placement is None:
        raise UnknownPlacement(placement_id)
    return placement


def is_away(person: Person, day: date, today: date) -> bool:
    """Tell whether a person who has still to come home was away on a day; before their decision they were not."""
    still_away = person.return_date is not None and person.return_date > today
    return still_away and (person.decision_date is None or day >= person.decision_date)


def _check_home(person: Person, started_on: date, today: date) -> None:
    if person.return_date is not None and is_away(person, started_on, today):
        raise NotHomeYet(person.return_date)


def start_placement(session: Session, referral: Referral, started_on: date, by: By) -> Placement:
    """Record that a referred person began to work.

    Raises
    ------
    AlreadyPlaced
        If this referral led to a placement before.
    AlreadyAnswered
        If the employer or the person declined.
    WrongDates
        If the start lies before the referral, or in the future.
    NotHomeYet
        If the person is still away.
    """
    if session.exec(select(Placement.id).where(Placement.referral_id == referral.id)).first():
        raise AlreadyPlaced
    if referral.state in (ReferralState.declined, ReferralState.person_declined):
        raise AlreadyAnswered(referral.state)
    if started_on < referral.referred_on:
        raise WrongDates("referred_on", "started_on")
    if started_on > by.today:
        raise WrongDates("started_on", "today")
    _check_home(session.get_one(Person, referral.person_id), started_on, by.today)
    if referral.state != ReferralState.accepted:
        note_answer(referral, ReferralState.accepted, min(started_on, by.today))
        referral.answered_on = min(started_on, by.today)
        referral.revision += 1
        session.add(referral)
    placement = Placement(
        id=secrets.token_urlsafe(12),
        person_id=referral.person_id,
        opening_id=referral.opening_id,
        referral_id=referral.id,
        started_on=started_on,
        confirmed_on=started_on,
    )
    session.add(placement)
    touch_market(session)
    session.flush()
    return placement


def _check_told_start(started_on: date, today: date) -> None:
    if started_on > today:
        raise WrongDates("started_on", "today")
    if started_on < today - TOLD_WITHIN:
        raise WrongDates("told_within", "started_on")


def start_own(session: Session, pair: Pair, started_on: date, by: By) -> Placement:
    """Record that a person began to work at an opening without an introduction: they found it, or it was told by mouth.

    Raises
    ------
    AlreadyPlaced
        If they work there on record.
    WrongDates
        If the start lies in the future, or longer ago than :data:`TOLD_WITHIN`.
    NotHomeYet
        If the person is still away.
    """
    _check_told_start(started_on, by.today)
    _check_home(pair.person, started_on, by.today)
    person_id, opening_id = pair.person.id or 0, pair.opening.id or 0
    running = select(Placement.id).where(Placement.person_id == person_id, Placement.opening_id == opening_id)
    if session.exec(running.where(col(Placement.ended_on).is_(None))).first():
        raise AlreadyPlaced
    placement = Placement(
        id=secrets.token_urlsafe(12),
        person_id=person_id,
        opening_id=opening_id,
        started_on=started_on,
        confirmed_on=started_on,
    )
    session.add(placement)
    touch_market(session)
    session.flush()
    return placement


def start_own_work(session: Session, pair: Pair, started_on: date, by: By, known: dict[str, Any]) -> Placement:
    """Record that a person chose a way to work on their own and began; nobody is asked and no seat is taken.

    It stands as an introduction that was accepted, so that how it ends teaches the ranking as a job's end does. Who
    begins the same once more has a second start, without a second introduction.

    Parameters
    ----------
    known : dict
        The pair as known on the day; see :func:`matcher.snapshots.take_snapshot`. Empty where it began earlier.

    Raises
    ------
    AlreadyPlaced
        If they work so on record.
    WrongDates
        If the start lies in the future, or longer ago than :data:`TOLD_WITHIN`.
    NotHomeYet
        If the person is still away.
    """
    again = select(Referral.id).where(Referral.person_id == pair.person.id, Referral.opening_id == pair.opening.id)
    if session.exec(again).first() is not None:
        placement = start_own(session, pair, started_on, by)
    else:
        _check_told_start(started_on, by.today)
        chosen = Referral(
            id=secrets.token_urlsafe(12),
            person_id=pair.person.id or 0,
            opening_id=pair.opening.id or 0,
            alias=make_alias(),
            referred_on=started_on,
            referred_by=by.account,
            state=ReferralState.accepted,
            answered_on=started_on,
            known=known,
        )
        session.add(chosen)
        session.flush()
        placement = start_placement(session, chosen, started_on, by)
    placement.own_work = True
    pair.person.revision += 1
    session.add_all([placement, pair.person])
    session.flush()
    return placement


def take_back_start(session: Session, placement: Placement, by: By, reason: str) -> None:
    """Take back a start that never was: a slip, or somebody else's; that it was on record stays as a decision.

    What was found of such a job goes with it: it teaches nothing. A person who did begin and left is a check-in.

    Parameters
    ----------
    reason : str
        Why, as the column keeps words; see :class:`~matcher.tables.SealedWords`.
    """
    pair = Pair(
        session.get_one(Person, placement.person_id),
        session.get_one(Opening, placement.opening_id),
    )
    for table in (CheckIn, ConfirmationLink):
        for row in session.exec(select(table).where(col(table.placement_id) == placement.id)).all():
            session.delete(row)
    referral = session.get(Referral, placement.referral_id) if placement.referral_id else None
    session.flush()
    session.delete(placement)
    session.flush()
    if referral is not None and placement.own_work:
        session.delete(referral)
    note_start_taken_back(session, pair, by, reason)
    touch_market(session)
    session.flush()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a visit or call found.

    Attributes
    ----------
    on : date
        The day of the visit or call.
    outcome : str
        ``still_there``, ``left`` or ``not_reached``.
    why : str or None
        One of ``LEAVING_REASONS``, where the person left.
    words : str or None
        The reason in somebody's own words.
    left_on : date or None
        The last day of work, where it lies before ``on``.
    """

    on: date
    outcome: str
    why: str | None = None
    words: str | None = None
    left_on: date | None = None


def check_in(session: Session, placement: Placement, by: By, found: Finding) -> CheckIn:
    """Record what a visit or call found; ``not_reached`` is a result too, and moves the next try.

    Leaving ends the placement, frees the seat and counts as news of the person, whose list is computed anew at once.
    Sent again without new words, a leaving that stands is what it was.

    Raises
    ------
    WrongDates
        If the day lies before the start, after the end, or in the future, or the last day of work outside of them.
    """
    _check_days(placement, found, by.today)
    if found.outcome == "left" and found.words is None and (stands := _same(session, placement, found)) is not None:
        return stands
    made = CheckIn(
        placement_id=placement.id,
        on_date=found.on,
        outcome=found.outcome,
        reason=found.why,
        note=found.words,
        recorded_by=by.account,
    )
    if found.outcome == "left":
        _end(session, placement, found)
    elif found.outcome == "still_there":
        placement.confirmed_on = max(found.on, placement.confirmed_on or found.on)
    placement.revision += 1
    session.add_all([made, placement])
    session.flush()
    return made


def _same(session: Session, placement: Placement, found: Finding) -> CheckIn | None:
    """The check-in that says the very same of an ended job."""
    if placement.ended_on != (found.left_on or found.on):
        return None
    same = select(CheckIn).where(
        CheckIn.placement_id == placement.id,
        CheckIn.on_date == found.on,
        CheckIn.outcome == found.outcome,
        CheckIn.reason == found.why,
    )
    return session.exec(same).first()


def _check_days(placement: Placement, found: Finding, today: date) -> None:
    if found.on < placement.started_on:
        raise WrongDates("started_on", "on_date")
    if found.on > today:
        raise WrongDates("on_date", "today")
    if placement.ended_on is not None and found.on > placement.ended_on:
        raise WrongDates("on_date", "ended_on")
    if found.left_on is not None and not placement.started_on <= found.left_on <= found.on:
        raise WrongDates("started_on", "left_on")


def _end(session: Session, placement: Placement, found: Finding) -> None:
    ended_on = found.left_on or found.on
    placement.ended_on = ended_on
    placement.confirmed_on = ended_on
    placement.leaving_why = found.why or "unknown"
    person = session.get_one(Person, placement.person_id)
    person.revision += 1
    session.add(person)
    touch_market(session)
