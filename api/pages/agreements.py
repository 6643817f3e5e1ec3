"""Ask a person whether their class's college may be told, or a sheet about their work made; nothing is ticked."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.agreements import FIELDS, agree
from api.acts.class_sheet import OddCollege
from api.acts.decisions import CONSENT_WORDING
from api.acts.profiles import consents_that_stand
from api.web.asking import Part, Question, ask
from api.web.colleges import college_hint
from api.web.forms import Form, check_text, read_when
from api.web.visits import Posted, PostedDep, Visit, VisitDep
from employers.errors import UnknownEmployer
from matcher.consents import ConsentAct
from matcher.tables import Purpose

router = APIRouter(include_in_schema=False, prefix="/people/{person}")
Code = Annotated[str, Path(max_length=64)]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One of the two questions: what for, where it stands, where it leads, which of its fields cannot be left out."""

    purpose: Purpose
    address: str
    leads_to: str
    needs: str


COLLEGE: Final = _Asked(Purpose.tell_college, "tell-college", "", "suggestions")
SHEET: Final = _Asked(Purpose.work_sheet, "work-sheet/agree", "/work-sheet", "jobs")


def _page(visit: Visit, person: str, asked: _Asked, form: Form) -> Response:
    say, name = visit.say, str(asked.purpose)
    consents_that_stand(visit.caller, person)
    fields = [(field, say(f"agree.{name}_field.{field}")) for field in FIELDS[asked.purpose]]
    college = [Part("text", "college", say("class.college"), college_hint(visit))]
    if form.error("anyway"):
        code = form.value("college")
        college.append(Part("boxes", "anyway", say("class.check"), options=[(code, say("class.anyway", code=code))]))
    parts = (
        *(college if asked.purpose == Purpose.tell_college else ()),
        Part("boxes", "fields", say("agree.fields"), say("refer.fields_hint"), fields),
        Part("when", "given", say("refer.given")),
        Part("text", "proof", say("refer.proof"), say("refer.proof_hint")),
    )
    place = f"/people/{person}"
    heading, statement = say(f"agree.{name}"), say(f"agree.{name}_statement")
    question = Question(
        heading, person, f"{place}/{asked.address}", say("consent.button"), (place, person), parts, (("", statement),)
    )
    return ask(visit, question, form)


def _keep(posted: Posted, person: str, asked: _Asked) -> Response:
    visit, say = posted.visit, posted.visit.say
    how, errors = _given(posted, asked)
    college = posted.text("college").strip() or None
    if asked.purpose == Purpose.tell_college and college is None:
        errors = {"college": say("class.need_college"), **errors}
    if how is None or errors or posted.again:
        return _page(visit, person, asked, posted.form(errors))
    given = how

    def act() -> str:
        anyway = college is not None and posted.text("anyway").strip() == college
        agree(visit.caller, person, asked.purpose, given, college, anyway=anyway)
        return f"/people/{person}{asked.leads_to if visit.may('take_work_sheet') else ''}"

    try:
        return posted.once(act)
    except UnknownEmployer:
        return _page(visit, person, asked, posted.form({"college": say("class.no_college")}))
    except OddCollege as odd:
        return _page(visit, person, asked, posted.form({"anyway": say("class.odd_college", name=odd.name)}))


def _given(posted: Posted, asked: _Asked) -> tuple[ConsentAct | None, dict[str, str]]:
    say = posted.visit.say
    fields = tuple(field for field in FIELDS[asked.purpose] if field in posted.all("fields"))
    errors = {} if asked.needs in fields else {"fields": say(f"agree.{asked.purpose}_choose")}
    day, wrong_day = read_when(posted.values, "given", posted.visit.caller.today, say)
    proof, wrong = check_text(posted.text("proof"), say)
    errors |= wrong_day | ({"proof": wrong} if wrong else {})
    if day is None:
        return None, errors
    return ConsentAct(day, fields, proof or None, None, CONSENT_WORDING), errors


@router.get("/tell-college")
def ask_college(visit: VisitDep, person: Code) -> Response:
    """Ask whether the college of their class may read which work suits this person."""
    visit.caller.require("change_person")
    return _page(visit, person, COLLEGE, visit.form())


@router.post("/tell-college")
def keep_college(posted: PostedDep, person: Code) -> Response:
    """Record that the college may be told."""
    posted.visit.caller.require("change_person")
    return _keep(posted, person, COLLEGE)


@router.get("/work-sheet/agree")
def ask_sheet(visit: VisitDep, person: Code) -> Response:
    """Ask whether a sheet about this person's work is made for them to hand over."""
    visit.caller.require("change_person")
    return _page(visit, person, SHEET, visit.form())


@router.post("/work-sheet/agree")
def keep_sheet(posted: PostedDep, person: Code) -> Response:
    """Record that the sheet may be made."""
    posted.visit.caller.require("change_person")
    return _keep(posted, person, SHEET)
