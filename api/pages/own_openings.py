"""An employer's own openings: the list, and one of them."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.own_openings import GROUPS, list_own, see_own
from api.text_fields import Page
from api.web.addresses import with_query
from api.web.posting_words import posting_rows, wage_said
from api.web.visits import VisitDep

router = APIRouter(include_in_schema=False, prefix="/employer/openings")
Group = Literal["offer", "draft", "ended"]
Done = Literal["", "posted", "changed", "closed", "paused", "open"]
assert set(Group.__args__) == set(GROUPS)  # type: ignore[attr-defined]  # a Literal knows its members at run time


@router.get("")
def openings(
    visit: VisitDep, group: Annotated[Group, Query()] = "offer", page: Annotated[Page, Query()] = 1
) -> Response:
    """List the employer's openings of one group."""
    found = list_own(visit.caller, group, page, visit.language)
    place = with_query("/employer/openings", group=group)
    said = partial(wage_said, say=visit.say, language=visit.language)
    return visit.page("employer/openings.html", found=found, group=group, groups=list(GROUPS), place=place, said=said)


@router.get("/{opening}")
def one(visit: VisitDep, opening: Annotated[str, Path(max_length=64)], done: Annotated[Done, Query()] = "") -> Response:
    """Show one opening as job seekers' case workers see it, and what can be done with it."""
    found = see_own(visit.caller, opening, visit.language)
    rows = [row for row in posting_rows(found, visit.say, visit.language) if row[2] and row[0] != "title"]
    return visit.page("employer/opening.html", opening=found, rows=rows, done=done)
