"""What a person asks about their own data, and what is shown only when somebody asks for it."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import Field

from api.acts import break_glass, own_data
from api.acts import person_rights as acts
from api.acts.profiles import withdraw_purpose
from api.deps import CallerDep
from api.once import OnceRoute
from api.text_fields import Body, Code, Reason, Words
from api.thread_routes import ThreadRoute
from matcher.tables import Purpose

router = APIRouter(tags=["rights"], route_class=OnceRoute)
PersonCode = Annotated[str, Path(max_length=64)]


class RequestBody(Body):
    """What somebody asked for, and when."""

    kind: Literal["access", "correct", "restrict", "object", "erase"]
    asked_on: date | None = None


class RestrictionBody(Body):
    """Whether a person's data are not to be used for now."""

    on: Annotated[bool, Field(strict=True)]


class ErasureBody(Body):
    """The person's code once more: an erasure cannot be undone."""

    confirm: Words


class NotesBody(Body):
    """Why notes are opened."""

    reason: Reason


class WithdrawalBody(Body):
    """Which consent was taken back: of one purpose, or to meet one employer."""

    purpose: Purpose
    employer: Code | None = None
    on: date | None = None


@router.get("/requests")
def requests(caller: CallerDep) -> dict[str, Any]:
    """List what people asked for and what is not done yet, with the day by which it must be."""
    return {"items": acts.waiting_requests(caller)}


@router.post("/people/{code}/requests", status_code=201)
def ask(caller: CallerDep, code: PersonCode, body: RequestBody) -> dict[str, Any]:
    """Write down what a person asked for."""
    return acts.ask_for(caller, code, body.kind, body.asked_on or caller.today)


@router.post("/people/{code}/restriction")
def restrict(caller: CallerDep, code: PersonCode, body: RestrictionBody) -> dict[str, Any]:
    """Stop using a person's data, or use them again."""
    acts.restrict(caller, code, on=body.on)
    return {"person": code, "restricted": body.on}


@router.post("/people/{code}/erasure")
def erase(caller: CallerDep, code: PersonCode, body: ErasureBody) -> dict[str, Any]:
    """Erase a person, everywhere and for good."""
    acts.erase(caller, code, body.confirm)
    return {"erased": True}


@router.get("/people/{code}/export")
def export(caller: CallerDep, code: PersonCode) -> dict[str, Any]:
    """Give everything that is held of a person, for that person."""
    return own_data.own_data(caller, code)


def notes(caller: CallerDep, code: PersonCode, body: NotesBody) -> dict[str, Any]:
    """Open a person's notes for an hour, for a reason."""
    return break_glass.open_notes(caller, code, body.reason)


def national_id(caller: CallerDep, code: PersonCode) -> dict[str, Any]:
    """Show an ID number in full."""
    return {"person": code, "national_id": break_glass.national_id(caller, code)}


# These two only show something: done anew, and noted, each time.
router.add_api_route("/people/{code}/notes", notes, methods=["POST"], route_class_override=ThreadRoute)
router.add_api_route("/people/{code}/national-id", national_id, methods=["POST"], route_class_override=ThreadRoute)


@router.post("/people/{code}/withdrawals")
def withdraw(caller: CallerDep, code: PersonCode, body: WithdrawalBody) -> dict[str, Any]:
    """Record that a consent was taken back; it stops counting at once."""
    return {"person": code, "withdrawn": withdraw_purpose(caller, code, body.purpose, body.employer, body.on)}
