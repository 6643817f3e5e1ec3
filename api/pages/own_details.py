"""What is on record of an employer: contact, workforce, how many introductions it wants, and a pause of its own."""

from datetime import timedelta
from typing import Any, get_args

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.own_details import keep_details, own_details, pause_introductions
from api.field_types import EmployerKind
from api.market_bodies import EmployerChange
from api.text_fields import sent
from api.web.forms import Form, check, day_values, read_day, whole_number
from api.web.posting_form import read_commune
from api.web.visits import Posted, PostedDep, Visit, VisitDep, see

router = APIRouter(include_in_schema=False, prefix="/employer")
_FIELDS = ("name", "kind", "address", "place_words", "contact_name", "phone", "email", "workforce", "monthly_limit")
_NUMBERS = ("workforce", "monthly_limit")
LONGEST_PAUSE_DAYS = 366
"""A pause has an end, so that nobody is forgotten in it; a year is the longest. Expert judgement."""


def _values(found: dict[str, Any]) -> dict[str, list[str]]:
    values = {name: [str(found[name])] for name in _FIELDS if found.get(name) not in (None, "")}
    if found.get("commune_code"):
        values |= {"commune_code": [found["commune_code"]], "commune_of": values["place_words"]}
    return values | {"revision": [str(found.get("revision", 0))]}


def _show(visit: Visit, form: Form, found: dict[str, Any], **more: Any) -> Response:
    kinds = [("", visit.say("details.kinds.none"))]
    kinds += [(kind, visit.say(f"details.kinds.{kind}")) for kind in get_args(EmployerKind)]
    facts = {"places": (), "theirs": (), "kinds": kinds, "known": bool(found)} | more
    return visit.page("employer/details.html", form=form, details=found, **facts)


@router.get("/details")
def details(visit: VisitDep) -> Response:
    """Show what is on record, to be changed."""
    found = own_details(visit.caller)
    return _show(visit, visit.form(_values(found)), found, done=visit.request.query_params.get("done") == "changed")


def _differences(visit: Visit, mine: dict[str, Any], theirs: dict[str, Any]) -> list[tuple[str, str, str]]:
    names = [name for name in (*_FIELDS, "commune_code") if name in mine and mine[name] != theirs.get(name)]
    return [
        (visit.say(f"details.label.{name}"), _said(visit, name, mine[name]), _said(visit, name, theirs.get(name)))
        for name in names
    ]


def _said(visit: Visit, name: str, value: Any) -> str:
    if value in (None, ""):
        return visit.say("frame.not_said")
    return visit.say(f"details.kinds.{value}") if name == "kind" else str(value)


@router.post("/details")
def change_details(posted: PostedDep) -> Response:
    """Keep a change; where somebody changed the record meanwhile, show both versions and ask again."""
    visit, found = posted.visit, own_details(posted.visit.caller)
    typed: dict[str, Any] = {name: posted.text(name).strip() or None for name in _FIELDS if name not in _NUMBERS}
    typed |= {name: whole_number(posted.text(name)) for name in _NUMBERS} | {"name": posted.text("name")}
    place = read_commune(posted.values, visit.caller.read_context(), visit.say)
    body, errors = check(EmployerChange, typed | {"commune_code": place.fields.get("commune_code")}, visit.say)
    errors |= place.errors
    if errors or body is None or posted.again:
        form = posted.form(errors)
        form.values = dict(posted.values) | ({"commune_of": [posted.text("place_words")]} if place.places else {})
        return _show(visit, form, found, places=place.places, done=False)
    fields = sent(body)
    rows = _differences(visit, fields, found)
    if found and rows and posted.text("revision") != str(found["revision"]):
        form = posted.form({"": visit.say("details.changed_meanwhile")})
        form.values = dict(posted.values) | {"revision": [str(found["revision"])]}
        return _show(visit, form, found, theirs=rows, done=False)
    if rows:
        keep_details(visit.caller, fields, found.get("revision"))
    return see("/employer/details?done=changed")


@router.get("/pause")
def ask_pause(visit: VisitDep) -> Response:
    """Ask until when nobody is to be introduced, or whether to go on."""
    found = own_details(visit.caller)
    return visit.page("employer/pause.html", form=visit.form(day_values("until", found["paused_until"])), details=found)


def _pause_until(posted: Posted) -> tuple[Any, dict[str, str]]:
    visit = posted.visit
    day, wrong = read_day(posted.values, "until", visit.caller.today)
    latest = visit.caller.today + timedelta(days=LONGEST_PAUSE_DAYS)
    if wrong or day is None:
        return None, {"until": visit.say(wrong or "errors.day_missing")}
    return day, {} if visit.caller.today <= day <= latest else {"until": visit.say("details.pause_range")}


@router.post("/pause")
def pause(posted: PostedDep) -> Response:
    """Pause introductions until a day, or go on at once."""
    visit, found = posted.visit, own_details(posted.visit.caller)
    going_on = posted.text("go_on") == "yes"
    until, errors = (None, {}) if going_on else _pause_until(posted)
    if errors or posted.again:
        form = posted.form(errors)
        return visit.page("employer/pause.html", form=form, details=found)
    return posted.once(lambda: pause_introductions(visit.caller, until))
