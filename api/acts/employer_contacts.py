"""Whom of the employers to thank and to talk to again; an employer is never told by whom of which people."""

from datetime import date
from typing import Any

from api.service import Caller
from employers.registry import get_employer, public_code
from matcher.won import due_contacts, record_contact


def due_view(caller: Caller) -> dict[str, Any]:
    """Employers of the caller's own people to thank and to talk to again, the longest due first; no names of people.

    Where anybody else's people work is not told: one job at a small named employer is one person.
    """
    caller.require("see_employer_contacts")
    with caller.sessions.read() as session:
        found = due_contacts(session, caller.today)
    items = [
        {
            "kind": due.kind,
            "employer": public_code(due.employer),
            "name": due.employer.name,
            "contact": due.employer.contact_name,
            "phone": due.employer.phone,
            "since": due.since.isoformat(),
            "jobs": due.jobs,
        }
        for due in found
    ]
    return {"as_of": caller.today.isoformat(), "total": len(items), "items": items}


def keep_contact(caller: Caller, code: str, kind: str, again_on: date | None) -> dict[str, Any]:
    """Write down that an employer was thanked or talked to today, and when next.

    Raises
    ------
    UnknownEmployer
        If there is no such employer.
    WrongDates
        If the next day lies in the past.
    """
    caller.require("contact_employer")
    with caller.sessions.write() as session:
        employer = get_employer(session, code)
        made = record_contact(session, employer, kind, again_on, caller.by)
        caller.audit(session, "contact_employer", "employer", public_code(employer), kind_of=kind)
        return {
            "employer": public_code(employer),
            "kind": made.kind,
            "on": made.on_date.isoformat(),
            "again_on": made.again_on.isoformat() if made.again_on else None,
        }


def employer_name(caller: Caller, code: str) -> str:
    """An employer's name.

    Raises
    ------
    UnknownEmployer
        If there is no such employer.
    """
    caller.require("contact_employer")
    with caller.sessions.read() as session:
        return get_employer(session, code).name
