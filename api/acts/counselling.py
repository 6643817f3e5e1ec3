"""Marking who took part in a session of counselling: one day, one topic, many people."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select

from api.identities import Identities
from api.service import Caller
from matcher.counselling import mark_session
from matcher.people import get_person
from matcher.tables import Person


def people_to_mark(caller: Caller) -> list[tuple[str, str]]:
    """Code and words of everybody of the caller's whose case is open, in the order of their codes."""
    caller.require("mark_counselling")
    with caller.sessions.write() as session:
        asked = select(Person).where(col(Person.closed_on).is_(None) | (col(Person.closed_on) > caller.today))
        people = session.exec(asked.order_by(Person.code)).all()
        identities = Identities(session, caller.service.keys)
        found = [(p.code, identities.of(p.id or 0)) for p in people]
        caller.audit(session, "list_people", "person", *[code for code, _ in found], because="counselling")
        return [(code, f"{identity.full_name} – {code}" if identity else code) for code, identity in found]


def mark_counselled(caller: Caller, codes: Sequence[str], on: date, topic: str) -> int:
    """Mark people as counselled on a day, all or none of them, and say how many marks are new.

    Raises
    ------
    UnknownPerson
        If one of them is not among the caller's; nobody is marked then.
    WrongDates
        If the day has not come yet.
    """
    caller.require("mark_counselling")
    with caller.sessions.write() as session:
        people = [get_person(session, code) for code in dict.fromkeys(codes)]
        marked = mark_session(session, people, on, topic, caller.by)
        caller.audit(session, "mark_counselling", "person", *[p.code for p in people], topic=topic, marked=marked)
        return marked
