"""Calling somebody without disclosing anything, and a case worker's own reminders."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.contact import safe_contact
from api.acts.people import ChangedMeanwhile, change_person, read_person
from api.acts.reminders import finish, remind, reminders_of
from api.case_words import RELATIONS, SAY_TO_OTHERS, word_of
from api.person_bodies import PersonChange
from api.text_fields import LongText, sent
from api.web.asking import Part, Question, ask, options_of
from api.web.forms import Form, check, check_text, read_day
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.errors import WrongDates

router = APIRouter(include_in_schema=False)
Code = Annotated[str, Path(max_length=64)]
Rows = Sequence[tuple[str, str, str]]
_LABELS = {
    "may_answer": "contact.who",
    "may_say": "contact.how_much",
    "best_time": "contact.best_time",
    "note": "contact.note",
}


@router.get("/people/{person}/contact")
def contact(visit: VisitDep, person: Code) -> Response:
    """Show who may answer, what may be said, and a message to copy."""
    found = safe_contact(visit.caller, person, visit.language)
    return visit.page("people/contact.html", contact=found, back=visit.back_to(f"/people/{person}"))


@router.get("/people/{person}/contact/change")
def ask_contact(visit: VisitDep, person: Code) -> Response:
    """Ask what the person agreed to on how they are called."""
    visit.caller.require("contact")
    record = read_person(visit.caller, person)
    agreed = record.get("contact") or {}
    typed = {name: [agreed.get(name) or ""] for name in ("may_say", "best_time", "note")}
    typed |= {"may_answer": list(agreed.get("may_answer") or []), "revision": [str(record["revision"])]}
    return _contact_page(visit, person, visit.form(typed))


def _contact_page(visit: Visit, person: str, form: Form, theirs: Rows = ()) -> Response:
    say, language = visit.say, visit.language
    question = Question(
        say("contact.ask", code=person),
        person,
        f"/people/{person}/contact/change",
        say("contact.keep"),
        (f"/people/{person}/contact", say("contact.title", code=person)),
        (
            Part("boxes", "may_answer", say("contact.who"), options=options_of(RELATIONS, language)),
            Part("radio", "may_say", say("contact.how_much"), say("contact.hint"), options_of(SAY_TO_OTHERS, language)),
            Part("text", "best_time", say("contact.best_time"), say("contact.best_time_hint")),
            Part("area", "note", say("contact.note"), say("record.notes_hint")),
        ),
        theirs=theirs,
        hidden={"revision": form.value("revision")},
    )
    return ask(visit, question, form)


def _contact_rows(visit: Visit, mine: Mapping[str, Any], now: Mapping[str, Any]) -> Rows:
    """What two ways to call somebody say differently, in words."""
    say, language = visit.say, visit.language

    def words(agreed: Mapping[str, Any], name: str) -> str:
        value = agreed.get(name)
        if name == "may_answer":
            return ", ".join(word_of(RELATIONS, who, language) for who in value or ())
        return word_of(SAY_TO_OTHERS, value, language) if name == "may_say" and value else value or ""

    both = [(label, words(mine, name), words(now, name)) for name, label in _LABELS.items()]
    return [(say(label), typed, there) for label, typed, there in both if typed != there]


@router.post("/people/{person}/contact/change")
def keep_contact(posted: PostedDep, person: Code) -> Response:
    """Keep how somebody may be called; who comes second is shown both versions."""
    visit, say = posted.visit, posted.visit.say
    visit.caller.require("contact")
    agreed = {
        "may_answer": list(posted.all("may_answer")),
        "may_say": posted.text("may_say"),
        "best_time": posted.text("best_time") or None,
        "note": posted.text("note") or None,
    }
    body, errors = check(PersonChange, {"contact": agreed}, say)
    if errors:  # one sentence for the whole; a closed list was left out, or a text is too long
        errors = {"may_say": say("contact.choose")} if not agreed["may_say"] else {"note": errors["contact"]}
    if body is None or posted.again:
        return _contact_page(visit, person, posted.form(errors))
    revision = posted.text("revision")
    read = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 12 else -1

    def act() -> str:
        change_person(visit.caller, person, read, sent(body))
        return f"/people/{person}/contact"

    try:
        return posted.once(act)
    except ChangedMeanwhile:
        record = read_person(visit.caller, person)
        values = {**posted.values, "revision": [str(record["revision"])]}
        form = visit.form(values, {"": say("record.changed_meanwhile")})
        return _contact_page(visit, person, form, _contact_rows(visit, agreed, record.get("contact") or {}))


@router.get("/people/{person}/reminders")
def reminders(visit: VisitDep, person: Code) -> Response:
    """Show a person's reminders, and ask for another."""
    return _reminders_page(visit, person, visit.form())


def _reminders_page(visit: Visit, person: str, form: Form) -> Response:
    found = reminders_of(visit.caller, person)
    return visit.page("people/reminders.html", person=person, found=found, form=form)


@router.post("/people/{person}/reminders")
def add_reminder(posted: PostedDep, person: Code) -> Response:
    """Set a reminder."""
    visit, say = posted.visit, posted.visit.say
    visit.caller.require("remind")
    day, wrong_day = read_day(posted.values, "due_on", visit.caller.today)
    errors = {"due_on": say(wrong_day or "errors.day_missing")} if wrong_day or day is None else {}
    note, wrong = check_text(posted.text("note"), say, LongText)
    errors |= {"note": wrong} if wrong else {}
    if errors or posted.again or day is None:
        return _reminders_page(visit, person, posted.form(errors))
    due_on = day

    def act() -> str:
        remind(visit.caller, person, due_on, note or None)
        return f"/people/{person}/reminders"

    try:
        return posted.once(act)
    except WrongDates:
        return _reminders_page(visit, person, posted.form({"due_on": say("reminders.over")}))


@router.post("/reminders/{reminder}/done")
def end_reminder(posted: PostedDep, reminder: Code) -> Response:
    """Take a reminder off the list."""
    visit = posted.visit
    return posted.once(lambda: f"/people/{finish(visit.caller, reminder)['person']}/reminders")
