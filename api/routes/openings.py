"""Openings: posted, changed, closed, and whom they could suit."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Response

from api.acts import market as acts
from api.acts.ads import ad_view
from api.acts.suggestions import suitable_people, suitable_view
from api.deps import CallerDep, LanguageDep, LimitDep, PageDep, PageSizeDep, RevisionDep
from api.exports.job_posting import job_posting
from api.once import OnceRoute
from api.schemas import CloseBody, NewOpening, OpeningChange, PastedAd, sent

router = APIRouter(prefix="/openings", tags=["openings"], route_class=OnceRoute)
OpeningCode = Annotated[str, Path(max_length=64)]
LD_JSON = "application/ld+json"
State = Literal["draft", "open", "paused", "filled", "closed", "expired"]


@router.get("")
def list_openings(
    caller: CallerDep, state: Annotated[State | None, Query()] = None, page: PageDep = 1, page_size: PageSizeDep = 20
) -> dict[str, Any]:
    """List openings."""
    total, items = acts.list_openings(caller, state, page, page_size)
    return {"total": total, "page": page, "page_size": page_size, "items": items}


@router.post("", status_code=201)
def post_opening(caller: CallerDep, body: NewOpening, response: Response) -> dict[str, Any]:
    """Post an opening."""
    fields = sent(body)
    tax_code = fields.pop("tax_code", None)
    opening, employer = acts.post_opening(caller, tax_code, fields)
    response.headers["Location"] = f"/api/v1/openings/{opening.code}"
    response.headers["ETag"] = f'"{opening.revision}"'
    return acts.opening_view(caller, opening, employer)


@router.post("/read")
def read(caller: CallerDep, body: PastedAd) -> dict[str, Any]:
    """Read a pasted message into drafts, each field with the very words it came from; nothing is stored."""
    caller.require("read_ad")
    context = caller.read_context()
    return ad_view(body.text, context.home_province, context.taught)


@router.get("/{code}", response_model=None)
def read_opening(
    caller: CallerDep, code: OpeningCode, language: LanguageDep, accept: Annotated[str, Header()] = ""
) -> Response:
    """Read one opening; ``Accept: application/ld+json`` gives a schema.org JobPosting."""
    opening, employer = acts.read_opening(caller, code)
    headers = {"ETag": f'"{opening.revision}"', "Vary": "Accept"}
    if LD_JSON in accept:
        body = job_posting(opening, employer, caller.today)
        return Response(json.dumps(body, ensure_ascii=False), headers=headers, media_type=LD_JSON)
    view = acts.opening_view(caller, opening, employer, language)
    return Response(json.dumps(view, ensure_ascii=False), headers=headers, media_type="application/json")


@router.patch("/{code}")
def change_opening(
    caller: CallerDep, code: OpeningCode, body: OpeningChange, revision: RevisionDep, response: Response
) -> dict[str, Any]:
    """Change an opening or its state; ``If-Match`` names the revision that was read."""
    opening, employer = acts.change_opening(caller, code, revision, sent(body))
    response.headers["ETag"] = f'"{opening.revision}"'
    return acts.opening_view(caller, opening, employer)


@router.post("/{code}/copy", status_code=201)
def copy_opening(caller: CallerDep, code: OpeningCode, response: Response) -> dict[str, Any]:
    """Make a draft like a former opening."""
    opening, employer = acts.copy_of_opening(caller, code)
    response.headers["Location"] = f"/api/v1/openings/{opening.code}"
    response.headers["ETag"] = f'"{opening.revision}"'
    return acts.opening_view(caller, opening, employer)


@router.post("/{code}/close")
def close_opening(caller: CallerDep, code: OpeningCode, body: CloseBody) -> dict[str, Any]:
    """Take an opening off the market for good."""
    opening, employer = acts.close_opening(caller, code, body.reason)
    return acts.opening_view(caller, opening, employer)


@router.get("/{code}/people")
def people_for(caller: CallerDep, code: OpeningCode, language: LanguageDep, limit: LimitDep = 20) -> dict[str, Any]:
    """Whom of the caller's people this opening could suit."""
    return {"opening": code, "items": suitable_view(suitable_people(caller, code, limit), language)}
