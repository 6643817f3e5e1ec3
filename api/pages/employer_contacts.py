"""Employers that were won: whom to thank and whom to talk to again, with their telephone; what was done is recorded."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.employer_contacts import due_view, employer_name, keep_contact
from api.web.asking import Part, Question, ask
from api.web.forms import Form, read_day
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.errors import WrongDates
from matcher.won import CONTACTS

router = APIRouter(include_in_schema=False, prefix="/employers")
Employer = Annotated[str, Path(max_length=32)]
Kind = Literal["thanks", "again"]
assert set(Kind.__args__) == set(CONTACTS)  # type: ignore[attr-defined]  # a Literal knows its members at run time


@router.get("/contacts")
def contacts(visit: VisitDep) -> Response:
    """List whom to thank and whom to talk to again."""
    return visit.page("employer_contacts.html", found=due_view(visit.caller))


@router.get("/{employer}/contact")
def ask_contact(visit: VisitDep, employer: Employer, kind: Annotated[Kind, Query()] = "again") -> Response:
    """Ask what was done, and when next."""
    return _page(visit, employer, visit.form({"kind": [kind]}))


def _page(visit: Visit, employer: str, form: Form) -> Response:
    say, name = visit.say, employer_name(visit.caller, employer)
    question = Question(
        name,
        employer,
        f"/employers/{employer}/contact",
        say("contacts.keep"),
        ("/employers/contacts", say("contacts.title")),
        (
            Part("radio", "kind", say("contacts.what"), options=[(k, say(f"contacts.done.{k}")) for k in CONTACTS]),
            Part("day", "again_on", say("contacts.again_on"), say("contacts.again_hint")),
        ),
        (("", say("contacts.note")),),
    )
    return ask(visit, question, form)


@router.post("/{employer}/contact")
def keep(posted: PostedDep, employer: Employer) -> Response:
    """Record that an employer was thanked or talked to."""
    visit, kind = posted.visit, posted.text("kind")
    visit.caller.require("contact_employer")
    errors = {} if kind in CONTACTS else {"kind": visit.say("contacts.choose")}
    again, wrong = read_day(posted.values, "again_on", visit.caller.today)
    errors |= {"again_on": visit.say(wrong)} if wrong else {}
    if errors or posted.again:
        return _page(visit, employer, posted.form(errors))

    def act() -> str:
        keep_contact(visit.caller, employer, kind, again)
        return "/employers/contacts"

    try:
        return posted.once(act)
    except WrongDates:
        return _page(visit, employer, posted.form({"again_on": visit.say("contacts.too_early")}))
