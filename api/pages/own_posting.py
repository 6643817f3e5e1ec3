"""Posting an opening: by form or from a pasted message, kept as a draft, checked, then on offer."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.market import DRAWN_CODE, change_opening, new_code
from api.acts.own_openings import save_draft, see_own, set_state
from api.acts.pasted_ads import evidence_of, keep_drafts, read_message
from api.leaving import WouldExpose
from api.market_bodies import PastedAd
from api.web.forms import Form, Values, check
from api.web.posting_form import PostingReading, occupation_options, posting_options, posting_values, read_posting
from api.web.posting_words import Row, differences, posting_rows
from api.web.visits import Posted, PostedDep, Visit, VisitDep, see
from employers.tables import OpeningState

router = APIRouter(include_in_schema=False, prefix="/employer/openings")
Code = Annotated[str, Path(max_length=64)]


def _form(
    visit: Visit, form: Form, opening: dict[str, Any], reading: PostingReading, rows: Sequence[Row] = ()
) -> Response:
    """The form of a posting; ``opening`` is what it changes, empty for a new one."""
    context = visit.caller.read_context()
    chosen = form.value("isco")
    facts = {
        "opening": opening,
        "occupations": reading.occupations
        or (occupation_options(form.value("title"), context, chosen) if chosen or form.error("isco") else ()),
        "places": reading.places,
        "words": evidence_of(visit.caller, form.value("title"), form.value("description")) if opening else {},
        "theirs": rows,
        "options": posting_options(visit.say, visit.language),
    }
    return visit.page("employer/form.html", form=form, **facts)


def _kept(values: Values, reading: PostingReading) -> Values:
    """What was typed, with the words that the choices now offered belong to."""
    title, place = values.get("title") or [""], values.get("place_words") or [""]
    kept = dict(values) | {"isco_of": title}
    return kept | ({"commune_of": place} if reading.places else {})


def _again(posted: Posted, reading: PostingReading) -> Form:
    shown = posted.form(reading.errors)
    shown.values = _kept(posted.values, reading)
    return shown


@router.get("/new")
def new(visit: VisitDep, copy: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Ask for a new posting; ``copy`` names a former one to begin with."""
    visit.caller.require("see_own_openings")
    values: dict[str, list[str]] = {}
    if copy:
        former = see_own(visit.caller, copy, visit.language)
        values = posting_values({name: value for name, value in former.items() if name != "closes_on"})
    return _form(visit, visit.form(values | {"code": [new_code()]}), {}, PostingReading())


@router.post("/new")
def keep_new(posted: PostedDep) -> Response:
    """Keep a new posting as a draft, and show it to be checked."""
    visit = posted.visit
    visit.caller.require("see_own_openings")
    reading = read_posting(posted.values, visit.caller.read_context(), visit.say)
    if reading.errors or posted.again:
        return _form(visit, _again(posted, PostingReading() if posted.again else reading), {}, reading)
    code = posted.text("code")
    kept = save_draft(visit.caller, code if DRAWN_CODE.fullmatch(code) else new_code(), reading.fields)
    return see(f"/employer/openings/{kept}/check")


@router.get("/{opening}/change")
def change(visit: VisitDep, opening: Code) -> Response:
    """Show a posting or a draft to be changed."""
    found = see_own(visit.caller, opening, visit.language)
    values = posting_values(found) | {"revision": [str(found["revision"])]}
    return _form(visit, visit.form(values), found, PostingReading())


@router.post("/{opening}/change")
def keep_change(posted: PostedDep, opening: Code) -> Response:
    """Keep a change; where somebody changed it meanwhile, show both versions and ask again."""
    visit = posted.visit
    found = see_own(visit.caller, opening, visit.language)
    reading = read_posting(posted.values, visit.caller.read_context(), visit.say)
    if reading.errors or posted.again:
        return _form(visit, _again(posted, PostingReading() if posted.again else reading), found, reading)
    rows = differences(reading.fields, found, visit.say, visit.language)
    if rows and posted.text("revision") != str(found["revision"]):
        shown = posted.form({"": visit.say("posting.changed_meanwhile")})
        shown.values = dict(posted.values) | {"revision": [str(found["revision"])]}
        return _form(visit, shown, found, reading, rows)
    try:
        if rows:
            change_opening(visit.caller, opening, found["revision"], reading.fields)
    except WouldExpose as refused:
        return _form(visit, posted.form({"": refused.sentence}), found, reading)
    if found["state"] == OpeningState.draft:
        return see(f"/employer/openings/{opening}/check")
    return see(f"/employer/openings/{opening}?done=changed")


def _check(visit: Visit, opening: str, form: Form) -> Response:
    found = see_own(visit.caller, opening, visit.language)
    if found["state"] != OpeningState.draft:
        return see(f"/employer/openings/{opening}")
    rows = posting_rows(found, visit.say, visit.language)
    return visit.page("employer/check.html", form=form, opening=found, rows=rows)


@router.get("/{opening}/check")
def check_answers(visit: VisitDep, opening: Code) -> Response:
    """Show everything that a draft says, before it is posted."""
    return _check(visit, opening, visit.form())


@router.post("/{opening}/check")
def publish(posted: PostedDep, opening: Code) -> Response:
    """Post a draft that was checked; what was changed since it was shown is shown first."""
    visit = posted.visit
    found = see_own(visit.caller, opening, visit.language)
    wrong = {}
    if found["state"] == OpeningState.draft and posted.text("revision") != str(found["revision"]):
        wrong = {"": visit.say("posting.changed_meanwhile")}
    elif found["closes_on"] and found["closes_on"] < visit.caller.today:
        wrong = {"": visit.say("posting.ended_already")}
    if wrong or posted.again:
        return _check(visit, opening, visit.form({}, wrong))
    try:
        return posted.once(lambda: _posted(visit, opening))
    except WouldExpose as refused:
        return _check(visit, opening, visit.form({}, {"": refused.sentence}))


def _posted(visit: Visit, opening: str) -> str:
    set_state(visit.caller, opening, OpeningState.open)
    return f"/employer/openings/{opening}?done=posted"


@router.get("/paste")
def paste(visit: VisitDep) -> Response:
    """Ask for a message as it was sent on Zalo or printed."""
    visit.caller.require("see_own_openings")
    return visit.page("employer/paste.html", form=visit.form())


@router.post("/paste")
def keep_pasted(posted: PostedDep) -> Response:
    """Read a message into drafts, and show the first of them."""
    visit = posted.visit
    visit.caller.require("see_own_openings")
    body, errors = check(PastedAd, {"text": posted.text("text")}, visit.say)
    found = read_message(visit.caller, body.text) if body is not None else []
    if body is not None and not found:
        errors = {"text": visit.say("posting.no_work_offered")}
    if errors or posted.again:
        return visit.page("employer/paste.html", form=posted.form(errors))
    return posted.once(lambda: f"/employer/openings/{keep_drafts(visit.caller, found)}/change")
