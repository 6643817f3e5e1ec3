"""Openings on offer, for the desk: what there is, and whom of one's own people each could suit."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.opening_pages import list_offers, see_offer
from api.text_fields import CleanStr, Page
from api.web.addresses import with_query
from api.web.visits import VisitDep

router = APIRouter(include_in_schema=False, prefix="/openings")
MOST_PEOPLE = 20


@router.get("")
def openings(visit: VisitDep, query: Annotated[CleanStr, Query()] = "", page: Annotated[Page, Query()] = 1) -> Response:
    """List what is on offer."""
    found = list_offers(visit.caller, query, page, visit.language)
    return visit.page("openings/list.html", found=found, query=query, place=with_query("/openings", query=query))


@router.get("/{opening}")
def one(visit: VisitDep, opening: Annotated[str, Path(max_length=64)]) -> Response:
    """Show one opening, and whom of the caller's people it could suit."""
    found = see_offer(visit.caller, opening, MOST_PEOPLE, visit.language)
    back = visit.back_to("/openings")
    return visit.page("openings/one.html", offer=found, back=back, may_refer=visit.may("decide"))
