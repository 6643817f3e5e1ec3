"""Marking who finished a course: one course, one last day, a whole class."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.acts.training import leads_to_work, mark_trained, people_of_class, read_course
from api.text_fields import CleanStr, Words
from api.web.forms import Form, check_text, read_when
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.errors import WrongDates

router = APIRouter(include_in_schema=False, prefix="/training")


@router.get("")
def ask(
    visit: VisitDep,
    marked: Annotated[int | None, Query(ge=0, le=100_000)] = None,
    commune: Annotated[str | None, Query(max_length=8)] = None,
    unclear: Annotated[bool, Query()] = False,
) -> Response:
    """Ask who finished which course."""
    return _page(visit, visit.form(), commune, 200, marked, unclear)


def _page(
    visit: Visit, form: Form, commune: str | None, status: int = 200, marked: int | None = None, unclear: bool = False
) -> Response:
    found = people_of_class(visit.caller, commune)
    return visit.page("training.html", status=status, form=form, found=found, marked=marked, unclear=unclear)


@router.post("")
def mark(posted: PostedDep) -> Response:
    """Put the course on record for everybody who finished it."""
    visit = posted.visit
    say = visit.say
    visit.caller.require("mark_training")
    commune, codes = posted.text("commune"), posted.all("people")
    day, errors = read_when(posted.values, "ended", visit.caller.today, say)
    cells: dict[str, str] = {"end_date": f"{day:%d/%m/%Y}"} if day else {}
    for key in ("course", "provider"):
        words, wrong = check_text(posted.text(key), say, Words if key == "course" else CleanStr)
        errors |= {key: wrong} if wrong else {}
        cells |= {key: words} if words else {}
    if not codes:
        errors["people"] = say("counselling.choose_people")
    if errors or posted.again:
        return _page(visit, posted.form(errors), commune, 422 if errors else 200)
    course, wrong_cells = read_course(visit.caller, cells)
    if wrong_cells:
        told = {"ended_on" if key == "end_date" else key: sentence for key, sentence in wrong_cells.items()}
        return _page(visit, posted.form(told), commune, 422)
    here = ({"commune": commune} if commune else {}) | ({} if leads_to_work(course) else {"unclear": "true"})

    def act() -> str:
        return "/training?" + urlencode({"marked": mark_trained(visit.caller, codes, course), **here})

    try:
        return posted.once(act)
    except WrongDates:
        return _page(visit, posted.form({"ended_on": say("errors.day_too_young")}), commune, 422)
