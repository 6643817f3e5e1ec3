"""What a person asks about their own data, done by the desk: everything shown, use stopped, everything erased.

An erasure deletes the key first, inside the transaction that empties the records: if that transaction is lost, nobody
can read the identity any more, and the nightly :func:`replay_erasures` finishes the rest. The same job erases whom a
restored backup brings back.
"""

from datetime import date
from typing import Any, Final

from sqlalchemy import delete, or_
from sqlmodel import Session, col, select

from api.acts.key_copies import refresh_copy
from api.identities import Identities, erased_mark, note_stop
from api.kept_replies import take_answers_away
from api.key_ledger import RESTRICTED
from api.policy import Role, Viewer
from api.scoping import ViewerSessions
from api.service import Caller
from api.tables import ListRow
from matcher import person_rights as rights
from matcher.case_tables import ErasedMark
from matcher.merging import surviving_person
from matcher.people import get_person
from matcher.tables import Person, PersonIdentity

ERASER: Final = Viewer("eraser", Role.operator)
KINDS: Final = tuple(rights.DUE_DAYS)


class NotConfirmed(ValueError):
    """The code typed to confirm is not the person's. Type it as it stands on the page."""


def ask_for(caller: Caller, code: str, kind: str, asked_on: date) -> dict[str, Any]:
    """Write down what a person asked for; its day stands on the day's page and the area's from now on.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("record_request")
    with caller.sessions.write() as session:
        made = rights.record_request(session, get_person(session, code), kind, asked_on, caller.by)
        caller.audit(session, "record_request", "person", code, asks=kind)
        return {"id": made.id, "person": code, "kind": kind, "due_on": made.due_on.isoformat()}


def waiting_requests(caller: Caller) -> list[dict[str, Any]]:
    """Requests of the caller's people that are not done, the next due first."""
    caller.require("record_request")
    with caller.sessions.read() as session:
        return [
            {
                "id": asked.id,
                "person": person.code,
                "kind": asked.kind,
                "asked_on": asked.asked_on.isoformat(),
                "due_on": asked.due_on.isoformat(),
                "late": asked.due_on < caller.today,
            }
            for asked, person in rights.open_requests(session)
        ]


def end_request(caller: Caller, code: str, kind: str) -> None:
    """Write down that something was done that leaves no trace of its own: shown, corrected, objected.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("record_request")
    with caller.sessions.write() as session:
        rights.settle_requests(session, get_person(session, code), (kind,), caller.today)
        caller.audit(session, "end_request", "person", code, asks=kind)


def restrict(caller: Caller, code: str, *, on: bool) -> None:
    """Stop using a person's data, or use them again: no ranking, no learning, nothing for an employer to read.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("restrict_person")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        rights.restrict(session, person, caller.today if on else None)
        if on:
            note_stop(session, caller.service.keys, person.id or 0, RESTRICTED)
            rights.settle_requests(session, person, ("restrict", "object"), caller.today)
        caller.audit(session, "restrict_person" if on else "lift_restriction", "person", code)


def erase(caller: Caller, code: str, typed: str) -> None:
    """Erase who a person is, everywhere and for good; what became of them stays as an outcome of nobody.

    Parameters
    ----------
    typed : str
        The code once more: what cannot be undone is confirmed.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    NotConfirmed
        If ``typed`` is not the code.
    """
    caller.require("erase_person")
    with caller.sessions.read() as session:
        number = get_person(session, code).id
    if typed.strip() != code:
        raise NotConfirmed
    with ViewerSessions(caller.service.database, ERASER).write() as session:
        person = surviving_person(session, session.get_one(Person, number))
        for record in rights.records_of(session, person):
            _erase(session, caller, record)
    refresh_copy(caller)


def _erase(session: Session, caller: Caller, person: Person) -> None:
    keys, code = caller.service.keys, person.code
    key_id = Identities(session, keys).key_id(person.id or 0)
    if key_id is not None:
        keys.delete_person_key(key_id)
    session.merge(ErasedMark(mark=erased_mark(keys, code)))
    of_rows = (col(ListRow.key).startswith(f"{code}{mark}", autoescape=True) for mark in "#|")
    told = or_(col(ListRow.key) == code, *of_rows)
    session.execute(delete(ListRow).where(told))
    rights.erase_record(session, person, caller.today)
    take_answers_away(session)
    caller.audit(session, "erase_person", "person", code)


def replay_erasures(caller: Caller) -> int:
    """Erase everyone whose key is gone and whose record is not, as after a backup was restored; gives how many."""
    keys = caller.service.keys
    with ViewerSessions(caller.service.database, ERASER).read() as session:
        named = dict(session.exec(select(PersonIdentity.key_id, PersonIdentity.person_id)).all())
    open_still = keys.person_keys(named)
    left = [number for key_id, number in named.items() if key_id not in open_still and keys.is_deleted(key_id)]
    if left:
        with ViewerSessions(caller.service.database, ERASER).write() as session:
            for number in left:
                _erase(session, caller, session.get_one(Person, number))
    return len(left)
