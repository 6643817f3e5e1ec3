"""The case worker's day: what is to be done, with names, and what came of it."""

from typing import Any

from sqlmodel import Session

from api.case_words import task_words
from api.identities import Identities
from api.notes import seal_note
from api.service import Caller
from api.vault import Identity
from api.wording import Language
from employers.tables import Opening
from matcher.case_tables import TaskResult
from matcher.errors import UnknownTask
from matcher.people import get_person
from matcher.placements import Finding, check_in, get_placement
from matcher.reminders import finish_reminder, get_reminder
from matcher.today import KINDS, Task, again_on, find_task, handful, todays_tasks

_CHECK_INS = ("early_check_in", "check_in")


class AskOutcome(Exception):
    """A check-in is done with its outcome only: still there, or left. Record the check-in itself."""


def see_today(caller: Caller, limit: int = 5, language: Language = "vi") -> dict[str, Any]:
    """What is to be done today, the most urgent first, and how much more there is of each kind.

    Returns
    -------
    dict
        ``total``, ``by_kind`` (every kind, also those with 0) and ``items``, each with ``kind``, ``person`` (code),
        ``name``, ``due_on``, ``about``, ``text`` and facts; every name in it is in the trail.
    """
    caller.require("see_today")
    with caller.sessions.write() as session:
        tasks = todays_tasks(session, caller.today, caller.now())
        shown = tasks[:limit]
        names = Identities(session, caller.service.keys).of_many({t.person.id or 0 for t in shown})
        items = []
        for task in shown:
            identity = names.get(task.person.id or 0)
            items.append(_view(session, task, language) | {"name": identity.full_name if identity else None})
        if shown:
            caller.audit(session, "see_today", "person", *dict.fromkeys(t.person.code for t in shown))
        by_kind = {kind: sum(t.kind == kind for t in tasks) for kind in KINDS}
        return {"as_of": caller.today.isoformat(), "total": len(tasks), "by_kind": by_kind, "items": items}


def days_work(caller: Caller, kind: str | None, number: int, language: Language = "vi") -> dict[str, Any]:
    """The first screen: a handful of tasks, or everything of one kind, each with whom to call and who may answer.

    Returns
    -------
    dict
        As :func:`see_today`; ``items`` also have ``phones``.
    """
    caller.require("see_today")
    with caller.sessions.write() as session:
        tasks = todays_tasks(session, caller.today, caller.now())
        shown = [t for t in tasks if t.kind == kind][:number] if kind else handful(tasks, number)
        known = Identities(session, caller.service.keys).of_many({t.person.id or 0 for t in shown})
        items = [_with_identity(session, task, known.get(task.person.id or 0), language) for task in shown]
        if shown:
            caller.audit(session, "see_today", "person", *dict.fromkeys(t.person.code for t in shown))
        by_kind = {name: sum(t.kind == name for t in tasks) for name in KINDS}
        return {"total": len(tasks), "by_kind": by_kind, "items": items}


def _with_identity(session: Session, task: Task, identity: Identity | None, language: Language) -> dict[str, Any]:
    phones = [{"number": p.number, "note": p.note} for p in identity.phones] if identity else []
    return _view(session, task, language) | {"name": identity.full_name if identity else None, "phones": phones}


def see_task(caller: Caller, code: str, kind: str, about: str, language: Language = "vi") -> dict[str, Any] | None:
    """One task of one of the caller's people, with the name and whom to call; None where no such task waits.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("see_today")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        caller.audit(session, "see_today", "person", code)
        try:
            task = find_task(todays_tasks(session, caller.today, caller.now()), person, kind, about)
        except UnknownTask:
            return None
        identity = Identities(session, caller.service.keys).of(person.id or 0)
        return _with_identity(session, task, identity, language)


def _view(session: Session, task: Task, language: Language) -> dict[str, Any]:
    facts = dict(task.facts)
    opening_id = facts.pop("opening_id", None)
    opening = session.get(Opening, opening_id) if opening_id else None
    return {
        "kind": task.kind,
        "person": task.person.code,
        "about": task.about,
        "due_on": task.due_on.isoformat(),
        "text": task_words(task.kind, facts, language),
        "opening": opening.code if opening else None,
        "title": opening.title if opening else None,
        "facts": facts,
    }


def record_result(
    caller: Caller, code: str, kind: str, about: str, said: tuple[str, str | None]
) -> dict[str, str | None]:
    """Record what came of a task; ``said`` is the result and words in one's own.

    A task that was not reached comes again tomorrow, one put off in a week. A check-in that was not reached is put on
    record as one.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    UnknownTask
        If no such task waits.
    AskOutcome
        If a check-in is said to be done without its outcome.
    """
    caller.require("record_result")
    result, words = said
    with caller.sessions.write() as session:
        person = get_person(session, code)
        find_task(todays_tasks(session, caller.today, caller.now()), person, kind, about)
        if kind in _CHECK_INS and result == "done":
            raise AskOutcome
        again = again_on(kind, result, caller.today)
        if kind in _CHECK_INS and result == "not_reached":
            check_in(session, get_placement(session, about), caller.by, Finding(caller.today, "not_reached"))
        if kind == "reminder" and result == "done":
            finish_reminder(session, get_reminder(session, about), caller.by, result)
        key_id, sealed = seal_note(Identities(session, caller.service.keys), person.id or 0, words)
        session.add(
            TaskResult(
                person_id=person.id or 0,
                kind=kind,
                about=about,
                result=result,
                on_date=caller.today,
                again_on=again,
                note_key_id=key_id,
                note_sealed=sealed,
                recorded_by=caller.viewer.name,
                recorded_at=caller.now(),
            )
        )
        caller.audit(session, "record_result", "person", code, task=kind, result=result)
        return {"person": code, "kind": kind, "result": result, "again_on": again.isoformat() if again else None}
