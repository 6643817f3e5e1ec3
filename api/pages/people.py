"""The caseload."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.acts.caseload import FILTERS, caseload
from api.text_fields import CleanStr, Page
from api.web.addresses import with_query
from api.web.visits import VisitDep

router = APIRouter(include_in_schema=False)
FilterName = Literal[
    "open", "answers", "check_ins", "news", "idle", "no_consent", "release", "waiting", "working", "closed"
]
assert set(FilterName.__args__) == set(FILTERS)  # type: ignore[attr-defined]  # a Literal knows its members at run time


@router.get("/people")
def people(
    visit: VisitDep,
    filter: Annotated[FilterName, Query()] = "open",
    query: Annotated[CleanStr, Query()] = "",
    page: Annotated[Page, Query()] = 1,
) -> Response:
    """List the caller's people as a ready filter and a search show them."""
    found = caseload(visit.caller, filter, query, page)
    place = with_query("/people", filter=filter, query=query)
    return visit.page("people/list.html", found=found, filter=filter, query=query, filters=list(FILTERS), place=place)
