"""Placements and check-ins of the caller's people."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from api.service import Caller
from employers.tables import Opening
from matcher.decisions import get_referral
from matcher.placements import check_in, check_ins_due, get_placement, start_placement
from matcher.tables import CheckIn, Person, Placement


def _view(session: Session, caller: Caller, placement: Placement) -> dict[str, Any]:
    person = session.get_one(Person, placement.person_id)
    opening = session.get_one(Opening, placement.opening_id)
    days = session.exec(select(col(CheckIn.on_date)).where(CheckIn.placement_id == placement.id)).all()
    due = check_ins_due(placement, list(days), caller.today)
    return {
        "id": placement.id,
        "person": person.code,
        "opening": opening.code,
        "title": opening.title,
        "referral": placement.referral_id,
        "started_on": placement.started_on.isoformat(),
        "ended_on": placement.ended_on.isoformat() if placement.ended_on else None,
        "leaving_reason": placement.leaving_reason,
        "confirmed_on": placement.confirmed_on.isoformat() if placement.confirmed_on else None,
        "check_in_due": due[-1].isoformat() if due else None,
    }


def list_placements(caller: Caller) -> list[dict[str, Any]]:
    """Placements of the caller's people: those with a check-in due first, then the newest."""
    caller.require("list_placements")
    with caller.sessions.read() as session:
        rows = session.exec(select(Placement).order_by(col(Placement.started_on).desc(), Placement.id)).all()
        views = [_view(session, caller, p) for p in rows]
    return sorted(views, key=lambda v: v["check_in_due"] is None)


def start(caller: Caller, referral_id: str, started_on: date) -> dict[str, Any]:
    """Record that a referred person began to work; see :func:`matcher.placements.start_placement`."""
    caller.require("start_placement")
    with caller.sessions.write() as session:
        placement = start_placement(session, get_referral(session, referral_id), started_on, caller.by)
        caller.audit(session, "start_placement", "placement", placement.id)
        return _view(session, caller, placement)


def record_check_in(caller: Caller, placement_id: str, on: date, outcome: str, reason: str | None) -> dict[str, Any]:
    """Record what a visit or call found; see :func:`matcher.placements.check_in`."""
    caller.require("check_in")
    with caller.sessions.write() as session:
        placement = get_placement(session, placement_id)
        check_in(session, placement, caller.by, on=on, outcome=outcome, reason=reason)
        caller.audit(session, "check_in", "placement", placement.id, outcome=outcome)
        return _view(session, caller, placement)
