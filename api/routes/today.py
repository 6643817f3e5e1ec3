"""The case worker's day: tasks and what came of them, reminders."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.acts import people, reminders
from api.acts import today as acts
from api.case_bodies import ReminderBody, TaskResultBody
from api.deps import CallerDep, LanguageDep, LimitDep
from api.once import OnceRoute

router = APIRouter(tags=["today"], route_class=OnceRoute)
PersonCode = Annotated[str, Path(max_length=64)]


@router.get("/today")
def today(caller: CallerDep, language: LanguageDep, limit: LimitDep = 5) -> dict[str, Any]:
    """List what is to be done, the most urgent first."""
    return acts.see_today(caller, limit, language)


@router.get("/caseload")
def caseload(caller: CallerDep, language: LanguageDep) -> dict[str, Any]:
    """Count the caller's people by each ready filter."""
    return {"items": people.caseload_counts(caller, language)}


@router.post("/people/{code}/results", status_code=201)
def record_result(caller: CallerDep, code: PersonCode, body: TaskResultBody) -> dict[str, Any]:
    """Record what came of a task; "not reached" is a result."""
    return acts.record_result(caller, code, body.kind, body.about, (body.result, body.note))


@router.get("/people/{code}/reminders")
def list_reminders(caller: CallerDep, code: PersonCode) -> dict[str, Any]:
    """List a person's reminders that are not done."""
    items = reminders.reminders_of(caller, code)
    return {"total": len(items), "items": items}


@router.post("/people/{code}/reminders", status_code=201)
def remind(caller: CallerDep, code: PersonCode, body: ReminderBody) -> dict[str, Any]:
    """Set a reminder."""
    return reminders.remind(caller, code, body.due_on, body.note)


@router.post("/reminders/{reminder}/done")
def finish_reminder(caller: CallerDep, reminder: Annotated[str, Path(max_length=64)]) -> dict[str, Any]:
    """Take a reminder off the list."""
    return reminders.finish(caller, reminder)
