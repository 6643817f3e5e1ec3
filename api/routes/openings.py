"""Openings: posted, changed, closed, and whom they could suit."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BeforeValidator

from api.acts import market as acts
from api.acts.ads import ad_view
from api.acts.sent_postings import post_sent
from api.acts.suggestions import suitable_people, suitable_view
from api.case_bodies import CloseBody
from api.deps import CallerDep, LanguageDep, LimitDep, PageDep, PageSizeDep, RevisionDep
from api.exports.job_posting import job_posting
from api.imports.job_posting import list_job_postings, posting_fields
from api.market_bodies import NewOpening, OpeningChange, PastedAd
from api.once import OnceRoute
from api.problems import problem
from api.text_fields import sent
from api.thread_routes import ThreadRoute

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


async def sent_posting(request: Request) -> Mapping[str, Any] | None:
    """The JobPosting of a request that says it is JSON-LD; None where it is plain JSON.

    Raises
    ------
    Problem
        422 where it holds no JobPosting, or several.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != LD_JSON:
        return None
    found = list_job_postings(await request.json())
    if len(found) != 1:
        detail = f"Nội dung {LD_JSON} cần đúng một tin JobPosting của schema.org; ở đây có {len(found)}."
        raise problem(422, extra={"errors": [{"field": "body", "detail": detail}]})
    return found[0]


def read_fields(value: Any) -> Any:
    """Fields of an opening, where a JobPosting was sent in their place."""
    found = list_job_postings(value)
    return posting_fields(found[0]) if len(found) == 1 else value


@router.post("", status_code=201, openapi_extra={"requestBody": {"content": {LD_JSON: {"schema": {"type": "object"}}}}})
def post_opening(
    caller: CallerDep,
    posting: Annotated[Mapping[str, Any] | None, Depends(sent_posting)],
    body: Annotated[NewOpening, BeforeValidator(read_fields)],
    response: Response,
) -> dict[str, Any]:
    """Post an opening; a schema.org JobPosting (``application/ld+json``) is taken too.

    What was not understood of a JobPosting is named in the answer; an employer's becomes a draft to be checked.
    """
    fields = sent(body)
    if posting is not None:
        opening, view = post_sent(caller, posting, fields)
    else:
        opening, employer = acts.post_opening(caller, fields.pop("tax_code", None), fields)
        view = acts.opening_view(caller, opening, employer)
    response.headers["Location"] = f"/api/v1/openings/{opening.code}"
    response.headers["ETag"] = f'"{opening.revision}"'
    return view


def read(caller: CallerDep, body: PastedAd) -> dict[str, Any]:
    """Read a pasted message into drafts, each field with the very words it came from; nothing is stored."""
    caller.require("read_ad")
    context = caller.read_context()
    return ad_view(body.text, context.home_province, context.taught)


router.add_api_route("/read", read, methods=["POST"], route_class_override=ThreadRoute)  # it only shows something


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
