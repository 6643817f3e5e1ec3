"""Handing people over, standing in for a colleague, what a volunteer takes along, and the person's own sheet."""

from typing import Annotated, Final

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.handover import cover_for, covers, hand_person_over, list_colleagues, take_cover_back, visit_sheet
from api.acts.people import read_person
from api.acts.person_sheet import person_sheet
from api.case_words import HANDOVER_REASONS
from api.policy import Role
from api.service import NotAllowed
from api.web.asking import Part, Question, ask, options_of
from api.web.forms import Form, read_day
from api.web.visits import PostedDep, Visit, VisitDep
from employers.reference.places import find_commune, list_communes
from matcher.errors import NothingToHandOver, UnknownColleague, WrongDates

router = APIRouter(include_in_schema=False)
Code = Annotated[str, Path(max_length=64)]
VISITS: Final = 20


@router.get("/people/{person}/handover")
def ask_handover(visit: VisitDep, person: Code) -> Response:
    """Ask to whom and where a person goes, and why."""
    return _handover_page(visit, person, visit.form())


def _handover_page(visit: Visit, person: str, form: Form) -> Response:
    visit.caller.require("hand_over")
    say, record = visit.say, read_person(visit.caller, person)
    home = visit.caller.service.settings.home_province
    communes = [(c.code, c.name) for c in sorted(list_communes(home), key=lambda c: c.name)]
    same = [("", say("handover.same"))]
    people = [*same, *((c["name"], _with_area(c)) for c in list_colleagues(visit.caller))]
    question = Question(
        say("handover.heading", name=record.get("full_name") or person),
        person,
        f"/people/{person}/handover",
        say("handover.button"),
        (f"/people/{person}", person),
        (
            Part("select", "case_worker", say("handover.to"), options=people),
            Part("select", "commune_code", say("handover.commune"), options=[*same, *communes]),
            Part("radio", "reason", say("handover.why"), options=options_of(HANDOVER_REASONS, visit.language)),
        ),
        (("care", say("handover.after")),) if visit.caller.viewer.role == Role.case_worker else (),
    )
    return ask(visit, question, form)


def _with_area(colleague: dict[str, object]) -> str:
    codes = colleague["communes"]
    names = [c.name for code in (codes if isinstance(codes, list) else []) if (c := find_commune(code))]
    return f"{colleague['name']} ({', '.join(names)})" if names else str(colleague["name"])


@router.post("/people/{person}/handover")
def keep_handover(posted: PostedDep, person: Code) -> Response:
    """Hand a person over; from then on they are in the colleague's list."""
    visit, say = posted.visit, posted.visit.say
    visit.caller.require("hand_over")
    to, commune, reason = (posted.text(n) or None for n in ("case_worker", "commune_code", "reason"))
    errors = {} if to or commune else {"case_worker": say("handover.choose")}
    if commune is not None and find_commune(commune) is None:
        errors["commune_code"] = say("errors.literal_error")
    if reason not in HANDOVER_REASONS:
        errors["reason"] = say("check_in.why_choose")
    if errors or posted.again or reason is None:
        return _handover_page(visit, person, posted.form(errors))

    def act() -> str:
        hand_person_over(visit.caller, person, (to, commune), reason)
        return "/people"

    try:
        return posted.once(act)
    except (NothingToHandOver, UnknownColleague):
        return _handover_page(visit, person, posted.form({"case_worker": say("handover.choose")}))
    except NotAllowed:
        return _handover_page(visit, person, posted.form({"": say("handover.only_own")}))


@router.get("/covers")
def list_covers(visit: VisitDep) -> Response:
    """Show who stands in for whom, and ask for another cover."""
    return _covers_page(visit, visit.form())


def _covers_page(visit: Visit, form: Form) -> Response:
    colleagues = [
        ("", visit.say("covers.nobody")),
        *((c["name"], _with_area(c)) for c in list_colleagues(visit.caller)),
    ]
    found, own = covers(visit.caller), visit.caller.viewer.role == Role.case_worker
    return visit.page("covers.html", found=found, colleagues=colleagues, own=own, form=form)


@router.post("/covers")
def add_cover(posted: PostedDep) -> Response:
    """Let a colleague stand in from a day to a day."""
    visit, say, today = posted.visit, posted.visit.say, posted.visit.caller.today
    visit.caller.require("cover")
    own = visit.caller.viewer.role == Role.case_worker
    needed = ("covered_by",) if own else ("covered", "covered_by")
    errors = {name: say("covers.choose") for name in needed if not posted.text(name)}
    days = {name: read_day(posted.values, name, today) for name in ("from_on", "until_on")}
    errors |= {name: say(wrong or "errors.day_missing") for name, (day, wrong) in days.items() if day is None}
    (first, _), (last, _) = days.values()
    if errors or posted.again or first is None or last is None:
        return _covers_page(visit, posted.form(errors))
    span = (first, last)

    def act() -> str:
        cover_for(visit.caller, None if own else posted.text("covered"), posted.text("covered_by"), span)
        return "/covers"

    try:
        return posted.once(act)
    except WrongDates:
        return _covers_page(visit, posted.form({"until_on": say("covers.wrong_days")}))
    except UnknownColleague:
        return _covers_page(visit, posted.form({"covered_by": say("covers.choose")}))


@router.post("/covers/{cover}/end")
def end_cover(posted: PostedDep, cover: Code) -> Response:
    """Take a cover back at once."""

    def act() -> str:
        take_cover_back(posted.visit.caller, cover)
        return "/covers"

    return posted.once(act)


@router.get("/visits")
def visits(visit: VisitDep) -> Response:
    """Show the sheet that a volunteer takes along: codes, communes, days and what to ask; nothing else."""
    return visit.page("visits.html", found=visit_sheet(visit.caller, VISITS, visit.language))


@router.get("/people/{person}/own-sheet")
def own_sheet(visit: VisitDep, person: Code) -> Response:
    """Show the person's own sheet, to print and hand over: what was suggested and why, what is held about them."""
    return visit.page("people/own_sheet.html", sheet=person_sheet(visit.caller, person, visit.language))
