"""Jobs that began, and whether they last."""

import secrets
from datetime import date, timedelta

from sqlmodel import Session, select

from employers.openings import touch_market
from matcher.decisions import By
from matcher.errors import AlreadyAnswered, AlreadyPlaced, UnknownPlacement, WrongDates
from matcher.tables import CheckIn, Placement, Referral, ReferralState

# Check-ins after a start: early quits dominate, so days 3 and 10, then 1, 3, 6 and 12 months (interfaces.md).
CHECK_IN_DAYS = (3, 10, 30, 91, 182, 365)
CHECK_IN_OUTCOMES = ("still_there", "left", "not_reached")


def get_placement(session: Session, placement_id: str) -> Placement:
    """The placement with this id.

    Raises
    ------
    UnknownPlacement
        If there is none, or the session's viewer may not see it.
    """
    placement = session.exec(select(Placement).where(Placement.id == placement_id)).first()
    if placement is None:
        raise UnknownPlacement(placement_id)
    return placement


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
    """
    if session.exec(select(Placement.id).where(Placement.referral_id == referral.id)).first():
        raise AlreadyPlaced
    if referral.state in (ReferralState.declined, ReferralState.person_declined):
        raise AlreadyAnswered(referral.state)
    if started_on < referral.referred_on:
        raise WrongDates("referred_on", "started_on")
    if started_on > by.today:
        raise WrongDates("started_on", "today")
    if referral.state != ReferralState.accepted:
        referral.state = ReferralState.accepted
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


def check_in(
    session: Session, placement: Placement, by: By, *, on: date, outcome: str, reason: str | None = None
) -> CheckIn:
    """Record what a visit or call found; ``not_reached`` is a result too and changes nothing else.

    Raises
    ------
    WrongDates
        If the day lies before the start, after the end, or in the future.
    """
    if on < placement.started_on:
        raise WrongDates("started_on", "on_date")
    if on > by.today:
        raise WrongDates("on_date", "today")
    if placement.ended_on is not None and on > placement.ended_on:
        raise WrongDates("on_date", "ended_on")
    found = CheckIn(placement_id=placement.id, on_date=on, outcome=outcome, reason=reason, recorded_by=by.account)
    if outcome == "left":
        placement.ended_on = on
        placement.leaving_reason = reason
        touch_market(session)
    if outcome != "not_reached":
        placement.confirmed_on = max(on, placement.confirmed_on or on)
    placement.revision += 1
    session.add_all([found, placement])
    session.flush()
    return found


def check_ins_due(placement: Placement, done: list[date], today: date) -> list[date]:
    """Days on which a check-in was or is due and none has been made since, up to today."""
    if placement.ended_on is not None:
        return []
    last = max(done, default=placement.started_on)
    days = [placement.started_on + timedelta(days=d) for d in CHECK_IN_DAYS]
    return [day for day in days if last < day <= today]
