"""Employers that were won: whom to thank, whom to talk to again."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path

from api.acts import employer_contacts as acts
from api.deps import CallerDep
from api.once import OnceRoute
from api.text_fields import Body

router = APIRouter(tags=["employers"], route_class=OnceRoute)


class Contact(Body):
    """That an employer was thanked or talked to today, and when next."""

    kind: Literal["thanks", "again"]
    again_on: date | None = None


@router.get("/employer-contacts")
def due(caller: CallerDep) -> dict[str, Any]:
    """List employers to thank and to talk to again, the longest due first."""
    return acts.due_view(caller)


@router.post("/employers/{tax_code}/contacts", status_code=201)
def contacted(caller: CallerDep, tax_code: Annotated[str, Path(max_length=32)], body: Contact) -> dict[str, Any]:
    """Write down that an employer was thanked or talked to today."""
    return acts.keep_contact(caller, tax_code, body.kind, body.again_on)
