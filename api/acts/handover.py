"""Handing people over to colleagues, covers for days away, and what a volunteer takes along."""

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from api.case_words import VISITS, word_of
from api.policy import Role, Viewer
from api.row_security import giving_away
from api.scoping import ViewerSessions
from api.service import Caller, NotAllowed
from api.tables import Account, AccountCommune
from api.wording import Language
from employers.reference.places import find_commune, road_km
from matcher.case_tables import Cover, Handover
from matcher.errors import UnknownColleague
from matcher.handover import end_cover, hand_over, list_covers, looks_after_somebody, set_cover
from matcher.people import get_person
from matcher.today import todays_tasks

COLLEAGUES = Viewer("colleagues", Role.operator)
"""Reads the names of accounts, which nobody at the desk may read by themselves."""


def _case_workers(caller: Caller) -> dict[str, list[str]]:
    """Everybody who may look after people, with the communes of their area."""
    with ViewerSessions(caller.service.database, COLLEAGUES).read() as session:
        asked = select(Account).where(Account.role == Role.case_worker, col(Account.disabled_at).is_(None))
        accounts = {a.id: a.name for a in session.exec(asked.order_by(Account.name)).all()}
        areas: dict[str, list[str]] = {name: [] for name in accounts.values()}
        for area in session.exec(select(AccountCommune).order_by(AccountCommune.commune_code)).all():
            if area.account_id in accounts:
                areas[accounts[area.account_id]].append(area.commune_code)
        return areas


def list_colleagues(caller: Caller) -> list[dict[str, Any]]:
    """Case workers to whom somebody may be handed over: who works nearest first, then by account name."""
    caller.require("see_colleagues")
    others = [(n, c) for n, c in sorted(_case_workers(caller).items()) if n != caller.viewer.name]
    others.sort(key=lambda other: _km_apart(caller.viewer.communes, other[1]))
    return [{"name": name, "communes": communes} for name, communes in others]


def _km_apart(ours: Iterable[str], theirs: Iterable[str]) -> float:
    """Kilometres by road between the nearest two communes of two areas; infinite where one has none."""
    here, there = ([p for code in codes if (p := find_commune(code))] for codes in (ours, theirs))
    apart = (road_km(a.latitude, a.longitude, b.latitude, b.longitude) for a in here for b in there)
    return min(apart, default=math.inf)


def _colleague(caller: Caller, name: str) -> str:
    known = name.strip().lower()
    if known not in _case_workers(caller):
        raise UnknownColleague
    return known


def _handover_view(code: str, made: Handover) -> dict[str, Any]:
    return {"person": code, **made.model_dump(mode="json", exclude={"id", "person_id", "recorded_at"})}


def hand_person_over(caller: Caller, code: str, to: tuple[str | None, str | None], reason: str) -> dict[str, Any]:
    """Hand a person over for good: a case worker their own, a supervisor anybody of the area.

    Parameters
    ----------
    to : (str or None, str or None)
        Account of the new case worker, code of the new commune.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    UnknownColleague
        If no other case worker has this account name.
    NothingToHandOver
        If nothing would change.
    NotAllowed
        If a case worker would hand over whom they only stand in for.
    """
    caller.require("hand_over")
    case_worker, commune = to
    colleague = _colleague(caller, case_worker) if case_worker else None
    with caller.sessions.write() as session:
        person = get_person(session, code)
        if caller.viewer.role == Role.case_worker and person.case_worker != caller.viewer.name:
            raise NotAllowed(caller, "hand_over")
        with giving_away(session):
            made = hand_over(session, person, (colleague, commune), reason, caller.by)
        caller.audit(session, "hand_over", "person", code, to=colleague, commune=commune, reason=reason)
        return _handover_view(code, made)


def _cover_view(cover: Cover) -> dict[str, Any]:
    return cover.model_dump(mode="json", exclude={"made_at", "ended_at"}) | {"ended": cover.ended_at is not None}


def cover_for(caller: Caller, covered: str | None, covered_by: str, days: tuple[date, date]) -> dict[str, Any]:
    """Let a colleague see and look after a case worker's people from a day to a day.

    A case worker asks for themselves (``covered`` None); a supervisor names who is away.

    Raises
    ------
    UnknownColleague
        If one of the two is no case worker, both are one, or the one away looks after nobody in the supervisor's area.
    WrongDates
        If the days do not fit.
    """
    caller.require("cover")
    away = caller.viewer.name if caller.viewer.role == Role.case_worker else (covered or "").strip().lower()
    if covered is not None and covered.strip().lower() != away:
        raise NotAllowed(caller, "cover")
    colleague = _colleague(caller, covered_by)
    with caller.sessions.write() as session:
        own = caller.viewer.role == Role.case_worker
        if colleague == away or not (own or looks_after_somebody(session, away)):
            raise UnknownColleague
        made = set_cover(session, away, colleague, days, caller.by)
        caller.audit(session, "cover", "account", away, by=colleague)
        return _cover_view(made)


def covers(caller: Caller) -> list[dict[str, Any]]:
    """Covers that run or are to come, as far as they are the caller's to see."""
    caller.require("cover")
    with caller.sessions.read() as session:
        return [_cover_view(c) for c in list_covers(session, caller.today)]


def take_cover_back(caller: Caller, cover_id: str) -> dict[str, Any]:
    """End a cover at once.

    Raises
    ------
    UnknownCover
        If there is none among the caller's.
    """
    caller.require("cover")
    with caller.sessions.write() as session:
        ended = end_cover(session, cover_id, caller.by)
        caller.audit(session, "end_cover", "account", ended.covered, by=ended.covered_by)
        return _cover_view(ended)


def visit_sheet(caller: Caller, limit: int = 20, language: Language = "vi") -> list[dict[str, Any]]:
    """What a volunteer takes along: code, commune, day and what to ask; no name, programme or employer.

    Each person once, with the most urgent thing to ask.
    """
    caller.require("print_visits")
    with caller.sessions.write() as session:
        lines = _visits(session, caller, language)[:limit]
        if lines:
            caller.audit(session, "print_visits", "person", *[line["person"] for line in lines])
        return lines


def _visits(session: Session, caller: Caller, language: Language) -> list[dict[str, Any]]:
    lines: dict[str, dict[str, Any]] = {}
    for task in todays_tasks(session, caller.today, caller.now()):
        person = task.person
        if task.kind in VISITS and person.code not in lines:
            commune = find_commune(person.commune_code) if person.commune_code else None
            lines[person.code] = {
                "person": person.code,
                "commune": commune.name if commune else None,
                "day": max(task.due_on, caller.today).isoformat(),
                "ask": word_of(VISITS, task.kind, language),
            }
    return list(lines.values())
