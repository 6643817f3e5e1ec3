"""Marking who took part in a session of counselling: one day, one topic, many people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from api.identities import Identities
from api.service import Caller
from employers.reference.places import find_commune
from matcher.counselling import mark_session
from matcher.people import get_person
from matcher.tables import Person

ONE_PAGE = 60
"""People whom one page asks about; more than these are asked about commune by commune."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """Whom a page of one session asks about."""

    communes: list[tuple[str, str, int]]
    """Code, name and number of people of each commune; none where everybody is on one page."""
    commune: str
    """The commune asked about; empty where all are, or for whoever lives nobody knows where."""
    people: list[tuple[str, str]]
    """Code, and name with code, in the order of the codes."""


def people_to_mark(caller: Caller, commune: str | None = None) -> Gathering:
    """Who may have taken part in a session of counselling; see :func:`gather`."""
    caller.require("mark_counselling")
    return gather(caller, commune, "counselling")


def gather(caller: Caller, commune: str | None, because: str) -> Gathering:
    """Everybody of the caller's whose case is open, or those of one commune where they are many.

    Parameters
    ----------
    commune : str or None
        Code of a commune; the first of them where it is not given or nobody of the caller's lives there.
    because : {"counselling", "training"}
        What they are to be marked for, as the trail has it.
    """
    with caller.sessions.write() as session:
        asked = select(Person).where(col(Person.closed_on).is_(None) | (col(Person.closed_on) > caller.today))
        people = list(session.exec(asked.order_by(Person.code)).all())
        communes: list[tuple[str, str, int]] = []
        if len(people) > ONE_PAGE:
            communes = _communes_of(people)
            commune = commune if commune in {code for code, _, _ in communes} else communes[0][0]
            people = [p for p in people if (p.commune_code or "") == commune]
        identities = Identities(session, caller.service.keys)
        found = [(p.code, identities.of(p.id or 0)) for p in people]
        caller.audit(session, "list_people", "person", *[code for code, _ in found], because=because)
        named = [(code, f"{identity.full_name} – {code}" if identity else code) for code, identity in found]
        return Gathering(communes, (commune or "") if communes else "", named)


def _communes_of(people: Sequence[Person]) -> list[tuple[str, str, int]]:
    counted = Counter(p.commune_code or "" for p in people)
    named = [(code, place.name if (place := find_commune(code)) else "", n) for code, n in counted.items()]
    return sorted(named, key=lambda one: (one[1] == "", one[1]))


def mark_counselled(caller: Caller, codes: Sequence[str], on: date, topic: str) -> int:
    """Mark people as counselled on a day, all or none of them, and say how many marks are new.

    Raises
    ------
    UnknownPerson
        If one of them is not among the caller's; nobody is marked then.
    WrongDates
        If the day has not come yet, or one of them was too young then.
    """
    caller.require("mark_counselling")
    with caller.sessions.write() as session:
        people = [get_person(session, code) for code in dict.fromkeys(codes)]
        marked = mark_session(session, people, on, topic, caller.by)
        caller.audit(session, "mark_counselling", "person", *[p.code for p in people], topic=topic, marked=marked)
        return marked
