"""The first page of an employer: who waits for an answer, what ends soon, how it has answered so far."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.own_introductions import own_home
from api.web.visits import VisitDep

router = APIRouter(include_in_schema=False, prefix="/employer")


@router.get("")
def home(visit: VisitDep) -> Response:
    """Show what waits for this employer."""
    return visit.page("employer/home.html", home=own_home(visit.caller, visit.language))
