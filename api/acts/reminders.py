"""A case worker's own reminders."""

from datetime import date
from typing import Any

from api.acts.opened import opened
from api.identities import Identities
from api.notes import open_note, seal_note
from api.service import Caller
from matcher.case_tables import Reminder
from matcher.reminders import finish_reminder, get_reminder, list_reminders, set_reminder
from matcher.tables import Person


def _view(identities: Identities, code: str, reminder: Reminder) -> dict[str, Any]:
    return {
        "id": reminder.id,
        "person": code,
        "due_on": reminder.due_on.isoformat(),
        "note": open_note(identities, reminder.note_key_id, reminder.note_sealed),
        "set_by": reminder.set_by,
        "done_on": reminder.done_on.isoformat() if reminder.done_on else None,
    }


def remind(caller: Caller, code: str, due_on: date, note: str | None) -> dict[str, Any]:
    """Set a reminder on one of the caller's people; the note is sealed with that person's key.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    WrongDates
        If the day is over.
    """
    caller.require("remind")
    with opened(caller, code, "remind") as (session, person, identities):
        made = set_reminder(session, person, due_on, seal_note(identities, person.id or 0, note), caller.by)
        return _view(identities, code, made)


def reminders_of(caller: Caller, code: str) -> list[dict[str, Any]]:
    """A person's reminders that are not done, the earliest first.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("remind")
    with opened(caller, code, "see_reminders") as (session, person, identities):
        return [_view(identities, code, r) for r in list_reminders(session, person)]


def finish(caller: Caller, reminder_id: str) -> dict[str, Any]:
    """Take a reminder off the list.

    Raises
    ------
    UnknownReminder
        If there is no such reminder on the caller's people.
    """
    caller.require("remind")
    with caller.sessions.write() as session:
        reminder = get_reminder(session, reminder_id)
        person = session.get_one(Person, reminder.person_id)
        finish_reminder(session, reminder, caller.by, "done")
        caller.audit(session, "finish_reminder", "person", person.code)
        return _view(Identities(session, caller.service.keys), person.code, reminder)
