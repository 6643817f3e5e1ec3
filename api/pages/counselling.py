"""Marking a session of counselling: one day, one topic, many people."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.acts.counselling import mark_counselled, people_to_mark
from api.web.forms import Form, read_when
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.counselling import TOPICS
from matcher.errors import WrongDates

router = APIRouter(include_in_schema=False, prefix="/counselling")


@router.get("")
def ask(
    visit: VisitDep,
    marked: Annotated[int | None, Query(ge=0, le=100_000)] = None,
    commune: Annotated[str | None, Query(max_length=8)] = None,
) -> Response:
    """Ask who took part in which session."""
    return _page(visit, visit.form(), commune, marked=marked)


def _page(visit: Visit, form: Form, commune: str | None, status: int = 200, marked: int | None = None) -> Response:
    found = people_to_mark(visit.caller, commune)
    return visit.page("counselling.html", status=status, form=form, found=found, topics=TOPICS, marked=marked)


@router.post("")
def mark(posted: PostedDep) -> Response:
    """Mark everybody who took part."""
    visit = posted.visit
    say = visit.say
    commune = posted.text("commune")
    day, errors = read_when(posted.values, "held", visit.caller.today, say)
    topic, codes = posted.text("topic"), posted.all("people")
    if topic not in TOPICS:
        errors["topic"] = say("counselling.choose_topic")
    if not codes:
        errors["people"] = say("counselling.choose_people")
    if errors or day is None or posted.again:
        return _page(visit, posted.form(errors), commune, 422 if errors else 200)
    held, here = day, {"commune": commune} if commune else {}

    def act() -> str:
        return "/counselling?" + urlencode({"marked": mark_counselled(visit.caller, codes, held, topic), **here})

    try:
        return posted.once(act)
    except WrongDates:
        return _page(visit, posted.form({"held_on": say("errors.day_too_young")}), commune, 422)
