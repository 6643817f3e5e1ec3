"""The case worker's first page: five tasks, and how many more wait."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.caseload import FILTERS, todays_tasks
from api.web.visits import VisitDep

router = APIRouter(include_in_schema=False)


@router.get("/today")
def today(visit: VisitDep) -> Response:
    """Show what is to be done today."""
    found = todays_tasks(visit.caller)
    return visit.page("today.html", tasks=found.tasks, counts=found.counts, filters=list(FILTERS))
