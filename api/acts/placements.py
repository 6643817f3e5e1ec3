"""Placements and check-ins of the caller's people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from api.acts.own_work import begin
from api.case_words import LEAVING, OUTCOMES, STEPS, word_of
from api.identities import Identities
from api.notes import put_away, words_of
from api.service import Caller
from api.wording import Language
from employers.openings import get_opening
from employers.own_work import find_own_work
from employers.questions import written_once
from employers.tables import Employer, Opening
from matcher.check_ins import Found, found_at, found_everywhere
from matcher.confirmations import EMPLOYER
from matcher.decisions import Pair, get_referral
from matcher.follow_up import FollowUp, next_follow_up
from matcher.people import get_person
from matcher.placements import Finding, check_in, get_placement, start_own, start_placement, take_back_start
from matcher.tables import CheckIn, Person, Placement, Referral


def follow_up_view(follow: FollowUp | None, language: Language = "vi") -> dict[str, Any] | None:
    """What is to be asked next about a job, as it leaves; None where nothing is."""
    if follow is None:
        return None
    return {
        "step": follow.step.code,
        "words": word_of(STEPS, follow.step.code, language),
        "day": follow.day.isoformat(),
        "due_on": follow.due_on.isoformat(),
        "tries": follow.tries,
    }


class _Names(NamedTuple):
    """Who works where, as the desk names them."""

    person: str
    opening: str
    title: str


_COLUMNS: Final[tuple[Any, ...]] = (Person.code, Opening.code, Opening.title)
_WHOSE: Final = (Placement.person_id == Person.id, Placement.opening_id == Opening.id)
_NAMES: Final = written_once(select(*_COLUMNS).where(*_WHOSE, Placement.id == bindparam("placement")))


def _named(session: Session, placement: Placement) -> _Names:
    return _Names(*session.exec(_NAMES, params={"placement": placement.id}).one())


def _view(
    session: Session,
    caller: Caller,
    placement: Placement,
    made: Sequence[Found],
    language: Language = "vi",
    names: _Names | None = None,
) -> dict[str, Any]:
    named = names or _named(session, placement)
    follow = next_follow_up(placement, made, caller.today)
    due = follow is not None and follow.due_on <= caller.today
    why = placement.leaving_why
    return {
        "id": placement.id,
        "person": named.person,
        "opening": named.opening,
        "title": named.title,
        "referral": placement.referral_id,
        "own_work": placement.own_work,
        "started_on": placement.started_on.isoformat(),
        "ended_on": placement.ended_on.isoformat() if placement.ended_on else None,
        "leaving_why": why,
        "leaving_words": word_of(LEAVING, why, language) if why else None,
        "leaving_reason": placement.leaving_reason or _told_at_leaving(session, caller, made),
        "confirmed_on": placement.confirmed_on.isoformat() if placement.confirmed_on else None,
        "check_in_due": follow.due_on.isoformat() if follow and due else None,
        "next_follow_up": follow_up_view(follow, language),
    }


def _told_at_leaving(session: Session, caller: Caller, made: Sequence[Found]) -> str | None:
    """Why somebody left, in the words put down at the visit that found it."""
    told = next((c.note for c in made if c.outcome == "left" and c.note), None)
    return words_of(Identities(session, caller.service.keys), [told])[told] if told else None


def list_placements(caller: Caller, language: Language = "vi") -> list[dict[str, Any]]:
    """Placements of the caller's people: those with a check-in due first, then the newest."""
    caller.require("list_placements")
    with caller.sessions.read() as session:
        asked = select(Placement, *_COLUMNS).where(*_WHOSE)
        rows = session.exec(asked.order_by(col(Placement.started_on).desc(), Placement.id)).all()
        made = found_everywhere(session)
        views = [_view(session, caller, p, made.get(p.id, []), language, _Names(*names)) for p, *names in rows]
    return sorted(views, key=lambda v: v["check_in_due"] is None)


def start(caller: Caller, referral_id: str, started_on: date) -> dict[str, Any]:
    """Record that a referred person began to work; see :func:`matcher.placements.start_placement`."""
    caller.require("start_placement")
    with caller.sessions.write() as session:
        placement = start_placement(session, get_referral(session, referral_id), started_on, caller.by)
        caller.audit(session, "start_placement", "placement", placement.id)
        return _view(session, caller, placement, [])


def start_directly(caller: Caller, code: str, opening_code: str, started_on: date) -> dict[str, Any]:
    """Record that a person began without an introduction: a job they found, or work of their own that they chose.

    Raises
    ------
    UnknownPerson, UnknownOpening
        If one of the two is not there for this caller.
    """
    caller.require("start_placement")
    with caller.sessions.write() as session:
        pair = Pair(get_person(session, code), get_opening(session, opening_code))
        if find_own_work(session, [pair.opening.id or 0]):
            placement = begin(caller, session, pair, started_on)
        else:
            placement = start_own(session, pair, started_on, caller.by)
        caller.audit(session, "start_placement", "placement", placement.id)
        return _view(session, caller, placement, [])


def take_start_back(caller: Caller, placement_id: str, reason: str) -> str:
    """Take back a start that never was, with the reason; gives the code of the person.

    Raises
    ------
    UnknownPlacement
        If there is no such job among the caller's people's.
    """
    caller.require("start_placement")
    with caller.sessions.write() as session:
        placement = get_placement(session, placement_id)
        person = session.get_one(Person, placement.person_id)
        words = f"{placement.started_on:%d/%m/%Y}: {reason}"
        sealed = put_away(Identities(session, caller.service.keys), placement.person_id, words) or ""
        caller.audit(session, "take_back_start", "placement", placement.id, started_on=placement.started_on.isoformat())
        caller.note("take_back_start", "person", person.code)
        take_back_start(session, placement, caller.by, sealed)
        return person.code


def see_placement(caller: Caller, placement_id: str, language: Language = "vi") -> dict[str, Any]:
    """One job of the caller's people: who, where, how to call the employer, what was found, what is asked next.

    Raises
    ------
    UnknownPlacement
        If there is no such job among the caller's people's.
    """
    caller.require("list_placements")
    with caller.sessions.write() as session:
        placement = get_placement(session, placement_id)
        rows = session.exec(select(CheckIn).where(CheckIn.placement_id == placement.id)).all()
        made = sorted(rows, key=lambda c: (c.on_date, c.id or 0), reverse=True)
        view = _view(session, caller, placement, found_at(session, placement.id), language)
        opening = session.get_one(Opening, placement.opening_id)
        employer = session.get_one(Employer, opening.employer_id)
        identities = Identities(session, caller.service.keys)
        identity, notes = identities.of(placement.person_id), words_of(identities, [c.note for c in made])
        referral = session.get(Referral, placement.referral_id) if placement.referral_id else None
        caller.audit(session, "see_person", "person", view["person"], because="placement")
        return view | {
            "name": identity.full_name if identity else view["person"],
            "alias": referral.alias if referral else None,
            "employer": employer.name,
            "employer_phone": employer.phone,
            "employer_contact": employer.contact_name,
            "employer_address": employer.address,
            "check_ins": [_check_in_view(c, notes, language) for c in made],
        }


def _check_in_view(check: CheckIn, notes: Mapping[str, str | None], language: Language) -> dict[str, Any]:
    return {
        "on": check.on_date,
        "outcome": check.outcome,
        "words": word_of(OUTCOMES, check.outcome, language),
        "by_employer": check.recorded_by == EMPLOYER,
        "note": notes.get(check.note or ""),
    }


def record_check_in(caller: Caller, placement_id: str, found: Finding) -> dict[str, Any]:
    """Record what a visit or call found, and tell what is to be asked next; see :func:`matcher.placements.check_in`."""
    caller.require("check_in")
    with caller.sessions.write() as session:
        placement = get_placement(session, placement_id)
        words = put_away(Identities(session, caller.service.keys), placement.person_id, found.words)
        check_in(session, placement, caller.by, replace(found, words=words))
        caller.audit(session, "check_in", "placement", placement.id, outcome=found.outcome)
        return _view(session, caller, placement, found_at(session, placement.id))
