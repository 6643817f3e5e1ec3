"""Which occupation words name: a page of its own, and what the form of a posting asks while somebody types."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.text_fields import CleanStr
from api.web.posting_form import occupation_options
from api.web.visits import VisitDep

router = APIRouter(include_in_schema=False)


@router.get("/occupations")
def occupations(visit: VisitDep, q: Annotated[CleanStr, Query()] = "") -> Response:
    """List the occupations that words may name, the likeliest first."""
    visit.caller.require("look_up_words")
    found = occupation_options(q, visit.caller.read_context()) if q else ()
    return visit.page("occupations.html", query=q, found=found)
