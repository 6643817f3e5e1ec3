"""The sheet about a person's work that they hand over themselves: what they agreed to, numbered, checked by a code."""

from dataclasses import asdict
from typing import Any, Final

from sqlmodel import Session

from api.identities import Identities
from api.leaving import check_leaving
from api.policy import CONFIRMER, INTRODUCER
from api.scoping import ViewerSessions
from api.service import Caller, Service
from matcher.people import get_person
from matcher.tables import Consent, Person
from matcher.work_sheets import find_sheet, jobs_known_by, number_sheet, sheet_consent, written_sheet_number

WORK_SHEETS: Final = "work_sheets"
"""Name of the master key that sheets' codes come from."""


def work_sheet(caller: Caller, code: str) -> dict[str, Any]:
    """The sheet of one of the caller's people as of today; the same again when printed again that day.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    ConsentMissing
        If the person has not agreed that such a sheet be made, or took that back.
    WouldExpose
        If a word on it would expose the person.
    """
    caller.require("take_work_sheet")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        sheet_consent(session, person, caller.today)
        caller.audit(session, "take_work_sheet", "person", code)
    with ViewerSessions(caller.service.database, INTRODUCER).write() as session:
        person = session.get_one(Person, person.id)
        consent = sheet_consent(session, person, caller.today)
        identity = Identities(session, caller.service.keys).of(person.id or 0)
        name = identity.full_name if identity and "full_name" in consent.fields else None
        check_leaving({"full_name": name})
        sheet, printed = number_sheet(session, person, caller.service.keys.master(WORK_SHEETS), caller.by)
        return {
            "person": code,
            "name": name,
            "number": written_sheet_number(sheet),
            "issued_on": sheet.issued_on,
            "code": printed,
            "link": f"/confirm/{printed}",
            "jobs": _jobs(session, person, consent, sheet.issued_on),
        }


def _jobs(session: Session, person: Person, consent: Consent, day: Any) -> list[dict[str, Any]]:
    if "jobs" not in consent.fields:
        return []
    hidden = {} if "confirmations" in consent.fields else {"confirmed": None, "by_employer": None}
    return [asdict(job) | hidden for job in jobs_known_by(session, person, day)]


def show_work_sheet(service: Service, code: str) -> dict[str, Any]:
    """What a sheet's code tells who holds the sheet: that it is real, and its lines; nobody's name.

    Raises
    ------
    UnknownConfirmation
        If the code is unknown or out of date, or the consent was taken back.
    """
    caller = Caller(service, CONFIRMER)
    with ViewerSessions(service.database, INTRODUCER).read() as session:
        sheet, person, consent = find_sheet(session, code, caller.today)
        return {
            "number": written_sheet_number(sheet),
            "issued_on": sheet.issued_on.isoformat(),
            "jobs": _jobs(session, person, consent, sheet.issued_on),
        }
