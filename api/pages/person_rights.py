"""A person's rights in their own data: what they ask for, use stopped, everything erased, and what is held of them."""

import json
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts import break_glass, person_rights
from api.acts.own_data import own_data
from api.acts.profiles import see_rights
from api.case_words import REQUESTS
from api.text_fields import Reason
from api.web.asking import Part, Question, ask, options_of
from api.web.forms import Form, check_text, read_when
from api.web.own_data_words import looks_in_words, moment, rows_in_words
from api.web.visits import PostedDep, Visit, VisitDep

router = APIRouter(include_in_schema=False, prefix="/people/{person}")
Code = Annotated[str, Path(max_length=64)]
BY_HAND: Final = ("access", "correct", "object")
"""Requests whose being done leaves no trace of its own."""


@router.get("/rights")
def rights(visit: VisitDep, person: Code) -> Response:
    """Show what a person asked for and what can be done about their data."""
    return _page(visit, person, visit.form())


def _page(visit: Visit, person: str, form: Form, number: str | None = None) -> Response:
    found = see_rights(visit.caller, person)
    waits = [r for r in person_rights.waiting_requests(visit.caller) if r["person"] == person]
    kinds = options_of(REQUESTS, visit.language)
    facts = {"found": found, "waits": waits, "kinds": kinds, "words": dict(kinds), "number": number, "by_hand": BY_HAND}
    return visit.page("people/rights.html", 422 if form.errors else 200, person=person, form=form, **facts)


@router.post("/rights")
def keep_request(posted: PostedDep, person: Code) -> Response:
    """Write down what a person asked for, or that it is done."""
    visit, kind, done = posted.visit, posted.text("kind"), posted.text("done")
    day, errors = read_when(posted.values, "asked", visit.caller.today, visit.say)
    if done in BY_HAND:
        day, errors = visit.caller.today, {}
    elif kind not in REQUESTS:
        errors |= {"kind": visit.say("rights.choose")}
    if errors or day is None or posted.again:
        return _page(visit, person, posted.form({} if posted.again else errors))
    on = day

    def act() -> str:
        if done in BY_HAND:
            person_rights.end_request(visit.caller, person, done)
        else:
            person_rights.ask_for(visit.caller, person, kind, on)
        return f"/people/{person}/rights"

    return posted.once(act)


@router.get("/restrict")
def ask_restrict(visit: VisitDep, person: Code) -> Response:
    """Ask whether a person's data are not to be used for now, or to be used again."""
    visit.caller.require("restrict_person")
    say, restricted = visit.say, see_rights(visit.caller, person)["restricted_on"] is not None
    which = "lift" if restricted else "restrict"
    back = (f"/people/{person}/rights", say("rights.link"))
    heading, button = say(f"rights.{which}_heading", code=person), say(f"rights.{which}_button")
    notes, hidden = (("care", say(f"rights.{which}_after")),), {"on": "" if restricted else "1"}
    return ask(
        visit, Question(heading, person, f"/people/{person}/restrict", button, back, (), notes, hidden), visit.form()
    )


@router.post("/restrict")
def keep_restrict(posted: PostedDep, person: Code) -> Response:
    """Stop using a person's data, or use them again."""
    if posted.again:
        return ask_restrict(posted.visit, person)

    def act() -> str:
        person_rights.restrict(posted.visit.caller, person, on=posted.text("on") == "1")
        return f"/people/{person}/rights"

    return posted.once(act)


@router.get("/erase")
def ask_erase(visit: VisitDep, person: Code) -> Response:
    """Ask for the code once more before a person is erased."""
    return _erase_page(visit, person, visit.form())


def _erase_page(visit: Visit, person: str, form: Form) -> Response:
    visit.caller.require("erase_person")
    say = visit.say
    see_rights(visit.caller, person)
    back = (f"/people/{person}/rights", say("rights.link"))
    parts = (Part("text", "typed", say("rights.erase_typed", code=person)),)
    notes = (("care", say("rights.erase_after")),)
    heading, button = say("rights.erase_heading", code=person), say("rights.erase_button")
    return ask(visit, Question(heading, person, f"/people/{person}/erase", button, back, parts, notes), form)


@router.post("/erase")
def keep_erase(posted: PostedDep, person: Code) -> Response:
    """Erase a person, everywhere and for good."""
    visit = posted.visit
    if posted.again or posted.text("typed").strip() != person:
        errors = {} if posted.again else {"typed": visit.say("rights.erase_wrong")}
        return _erase_page(visit, person, posted.form(errors))

    def act() -> str:
        person_rights.erase(visit.caller, person, posted.text("typed"))
        return "/people"

    return posted.once(act)


@router.get("/own-data")
def show_own_data(visit: VisitDep, person: Code) -> Response:
    """Show everything that is held of a person, to be read with them or printed for them."""
    data = own_data(visit.caller, person)
    shown = {"in_words": partial(rows_in_words, language=visit.language)}
    looks = looks_in_words(data["looks"], visit.language)
    return visit.page("people/own_data.html", person=person, data=data, looks=looks, **shown)


@router.get("/own-data.json")
def download_own_data(visit: VisitDep, person: Code) -> Response:
    """Give the same as a file."""
    text = json.dumps(own_data(visit.caller, person), ensure_ascii=False, indent=2)
    return Response(text, 200, {"Content-Disposition": 'attachment; filename="du-lieu.json"'}, "application/json")


@router.post("/national-id")
def show_national_id(posted: PostedDep, person: Code) -> Response:
    """Show an ID number in full, once."""
    number = break_glass.national_id(posted.visit.caller, person)
    return _page(posted.visit, person, posted.visit.form(), number or posted.visit.say("people.unknown"))


@router.get("/notes")
def show_notes(visit: VisitDep, person: Code) -> Response:
    """Show a person's notes while they are open, under a banner, or ask why they are to be opened."""
    return _notes_page(visit, person, visit.form())


def _notes_page(visit: Visit, person: str, form: Form) -> Response:
    opened = break_glass.opened_notes(visit.caller, person)
    if opened is not None:
        return visit.page("people/notes.html", person=person, opened=opened, until=moment(opened["ends_at"]))
    say, back = visit.say, (f"/people/{person}/rights", visit.say("rights.link"))
    parts = (Part("text", "reason", say("rights.notes_why"), say("rights.notes_hint")),)
    notes = (("care", say("rights.notes_after")),)
    heading, button = say("rights.notes_heading", code=person), say("rights.notes_button")
    return ask(visit, Question(heading, person, f"/people/{person}/notes", button, back, parts, notes), form)


@router.post("/notes")
def keep_notes(posted: PostedDep, person: Code) -> Response:
    """Open a person's notes for an hour."""
    reason, wrong = check_text(posted.text("reason"), posted.visit.say, Reason)
    if wrong or posted.again:
        return _notes_page(posted.visit, person, posted.form({"reason": wrong} if wrong and not posted.again else {}))

    def act() -> str:
        break_glass.open_notes(posted.visit.caller, person, reason)
        return f"/people/{person}/notes"

    return posted.once(act)
