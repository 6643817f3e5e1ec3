"""People: the caseload, one person, and their own sheet."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from api.acts import people as acts
from api.acts import person_sheet as sheet
from api.deps import CallerDep, LanguageDep, PageDep, PageSizeDep, RevisionDep
from api.once import OnceRoute
from api.person_bodies import NewPerson, PersonChange
from api.text_fields import CleanStr, sent

router = APIRouter(prefix="/people", tags=["people"], route_class=OnceRoute)
State = Literal[
    "open",
    "closed",
    "referred",
    "before_return",
    "no_consent",
    "no_suggestion",
    "waiting",
    "working",
    "left",
    "silent",
]
PersonCode = Annotated[str, Path(max_length=64)]


@router.get("")
def list_people(
    caller: CallerDep,
    language: LanguageDep,
    query: Annotated[CleanStr, Query()] = "",
    state: Annotated[State | None, Query()] = None,
    page: PageDep = 1,
    page_size: PageSizeDep = 20,
) -> dict[str, Any]:
    """List the caller's people."""
    found = acts.list_people(caller, query, state, page, page_size, language)
    return {"total": found.total, "page": page, "page_size": page_size, "items": found.items}


@router.post("", status_code=201)
def add_person(caller: CallerDep, body: NewPerson, response: Response) -> dict[str, Any]:
    """Put a new person on record."""
    made = acts.add_person(caller, sent(body))
    response.headers["Location"] = f"/api/v1/people/{made['code']}"
    response.headers["ETag"] = f'"{made["revision"]}"'
    return made


@router.get("/{code}")
def read_person(caller: CallerDep, code: PersonCode, response: Response) -> dict[str, Any]:
    """Read one person."""
    found = acts.read_person(caller, code)
    response.headers["ETag"] = f'"{found["revision"]}"'
    return found


@router.patch("/{code}")
def change_person(
    caller: CallerDep, code: PersonCode, body: PersonChange, revision: RevisionDep, response: Response
) -> dict[str, Any]:
    """Change what is on record of a person; ``If-Match`` names the revision that was read."""
    changed = acts.change_person(caller, code, revision, sent(body))
    response.headers["ETag"] = f'"{changed["revision"]}"'
    return changed


@router.get("/{code}/sheet")
def person_sheet(caller: CallerDep, code: PersonCode, language: LanguageDep) -> dict[str, Any]:
    """Give the person's own sheet: what was suggested and why, and what is held about them."""
    return sheet.person_sheet(caller, code, language)
