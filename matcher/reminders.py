"""What case workers want to be reminded of, each with its day."""

import secrets
from datetime import date

from sqlmodel import Session, col, select

from matcher.case_tables import Reminder
from matcher.decisions import By
from matcher.errors import UnknownReminder, WrongDates
from matcher.tables import Person


def set_reminder(
    session: Session, person: Person, due_on: date, note: tuple[str | None, bytes | None], by: By
) -> Reminder:
    """Put a reminder on a person; ``note`` is the name of its key and the sealed words, or two None.

    Raises
    ------
    WrongDates
        If the day is over.
    """
    if due_on < by.today:
        raise WrongDates("today", "due_on")
    key_id, sealed = note
    made = Reminder(
        id=secrets.token_hex(9),
        person_id=person.id or 0,
        due_on=due_on,
        note_key_id=key_id,
        note_sealed=sealed,
        set_by=by.account,
        set_at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def get_reminder(session: Session, reminder_id: str) -> Reminder:
    """The reminder with this id.

    Raises
    ------
    UnknownReminder
        If there is none, or the session's viewer may not see it.
    """
    found = session.exec(select(Reminder).where(Reminder.id == reminder_id)).first()
    if found is None:
        raise UnknownReminder
    return found


def list_reminders(session: Session, person: Person) -> list[Reminder]:
    """A person's reminders that are not done, the earliest first."""
    asked = select(Reminder).where(Reminder.person_id == person.id, col(Reminder.done_on).is_(None))
    return list(session.exec(asked.order_by(col(Reminder.due_on), Reminder.id)).all())


def finish_reminder(session: Session, reminder: Reminder, by: By, result: str) -> None:
    """Take a reminder off the list; one that is off already stays as it is."""
    if reminder.done_on is None:
        reminder.done_on, reminder.result = by.today, result
        session.add(reminder)
        session.flush()
