"""What is shown only when somebody asks for it: a person's notes to a supervisor for an hour, an ID number in full."""

from datetime import timedelta
from typing import Any, Final

from sqlmodel import Session, col, select

from api.identities import Identities
from api.notes import open_note, seal_note
from api.service import Caller
from matcher.case_tables import NotesOpening
from matcher.people import get_person
from matcher.tables import Person

OPEN_FOR: Final = timedelta(hours=1)


def open_notes(caller: Caller, code: str, reason: str) -> dict[str, Any]:
    """Open a person's notes for an hour, for a reason that is kept; the case worker is told on the day's page.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    api.vault.IdentityErased
        If the person was erased.
    """
    caller.require("open_notes")
    with caller.sessions.write() as session:
        person, now = get_person(session, code), caller.now()
        identities = Identities(session, caller.service.keys)
        key_id, sealed = seal_note(identities, person.id or 0, reason)
        made: dict[str, Any] = {
            "opened_at": now,
            "ends_at": now + OPEN_FOR,
            "note_key_id": key_id,
            "note_sealed": sealed,
        }
        session.add(NotesOpening(person_id=person.id or 0, opened_by=caller.viewer.name, **made))
        caller.audit(session, "open_notes", "person", code)
    found = opened_notes(caller, code)
    assert found is not None
    return found


def opened_notes(caller: Caller, code: str) -> dict[str, Any] | None:
    """A person's notes while the caller has them open, and until when; None where they are closed.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("open_notes")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        mine = (NotesOpening.person_id == person.id, NotesOpening.opened_by == caller.viewer.name)
        asked = select(NotesOpening).where(*mine, col(NotesOpening.ends_at) > caller.now())
        opened = session.exec(asked.order_by(col(NotesOpening.id).desc()).limit(1)).first()
        if opened is None:
            return None
        identity = Identities(session, caller.service.keys).of(person.id or 0)
        caller.audit(session, "see_notes", "person", code)
        return {
            "person": code,
            "notes": identity.notes if identity else None,
            "contact_note": identity.contact.note if identity and identity.contact else None,
            "ends_at": opened.ends_at.isoformat(),
        }


def openings_of(session: Session, caller: Caller, person: Person) -> list[dict[str, Any]]:
    """Who opened a person's notes, when and why, the newest first."""
    identities = Identities(session, caller.service.keys)
    asked = select(NotesOpening).where(NotesOpening.person_id == person.id).order_by(col(NotesOpening.id).desc())
    return [
        {"by": o.opened_by, "at": o.opened_at, "reason": open_note(identities, o.note_key_id, o.note_sealed)}
        for o in session.exec(asked.limit(10)).all()
    ]


def national_id(caller: Caller, code: str) -> str | None:
    """A person's ID number in full: one click, one line of the trail; None where none is on record.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("see_national_id")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        identity = Identities(session, caller.service.keys).of(person.id or 0)
        caller.audit(session, "see_national_id", "person", code)
        return identity.national_id if identity else None
