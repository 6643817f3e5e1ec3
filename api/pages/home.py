"""The first page of a role that has no work of its own here."""

from fastapi import APIRouter
from starlette.responses import Response

from api.web.visits import VisitDep

router = APIRouter(include_in_schema=False)


@router.get("/home")
def home(visit: VisitDep) -> Response:
    """Say who is signed in, and what this account is for."""
    visit.caller.require("look_up_words")
    return visit.page("home.html", name=visit.caller.viewer.name)
