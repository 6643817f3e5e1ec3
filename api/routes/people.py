"""People: the caseload, one person, and what suits them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.acts import people as acts
from api.acts import person_sheet as sheet
from api.acts.list_desk import Ask, ListDesk
from api.deps import CallerDep, LanguageDep, LimitDep, PageDep, PageSizeDep, RevisionDep, TokenDep, get_caller, list_desk
from api.once import OnceRoute
from api.schemas import NewPerson, PersonChange, sent
from api.text_fields import CleanStr
from matcher.suggest import ListRequest

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


@router.get("/{code}/suggestions", response_model=dict[str, Any])
async def suggestions(
    request: Request,
    token: TokenDep,
    code: PersonCode,
    language: LanguageDep,
    limit: LimitDep = 10,
    order: Annotated[Literal["fair", "chance"], Query()] = "fair",
) -> Response:
    """Rank the openings for one person, with reasons."""
    desk = list_desk(request)
    ask = Ask(token, code, ListRequest(limit, order), language)
    body = await desk.ask(ask)
    if body is None:
        body = await run_in_threadpool(_work_out, desk, ask)
    return Response(body, media_type="application/json")


def _work_out(desk: ListDesk, ask: Ask) -> bytes:
    caller = get_caller(desk.service, ask.token)
    caller.require("see_suggestions")
    return desk.work_out(caller, ask)


@router.get("/{code}/sheet")
def person_sheet(caller: CallerDep, code: PersonCode, language: LanguageDep) -> dict[str, Any]:
    """Give the person's own sheet: what was suggested and why, and what is held about them."""
    return sheet.person_sheet(caller, code, language)
