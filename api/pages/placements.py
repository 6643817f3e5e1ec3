"""Jobs that began: the follow-up sheet, one job, its check-ins, and the letter by which an employer confirms."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.confirmations import ask_employer
from api.acts.placements import list_placements, record_check_in, see_placement, take_start_back
from api.case_words import LEAVING, OUTCOMES
from api.text_fields import Words
from api.web.asking import Part, Question, ask, options_of
from api.web.forms import Form, check_text, read_day, read_when
from api.web.showing import day
from api.web.visits import Posted, PostedDep, Visit, VisitDep
from matcher.errors import WrongDates
from matcher.placements import Finding

router = APIRouter(include_in_schema=False)
Code = Annotated[str, Path(max_length=64)]


@router.get("/placements")
def placements(visit: VisitDep) -> Response:
    """List running jobs, those that are due to be asked about first: also the sheet to print."""
    running = [p for p in list_placements(visit.caller, visit.language) if not p["ended_on"]]
    running.sort(key=lambda p: (p["next_follow_up"] is None, (p["next_follow_up"] or {"due_on": ""})["due_on"]))
    return visit.page("placements/list.html", placements=running)


@router.get("/placements/{placement}")
def one(visit: VisitDep, placement: Code) -> Response:
    """Show one job and what is asked next."""
    return visit.page("placements/one.html", job=see_placement(visit.caller, placement, visit.language))


@router.get("/placements/{placement}/take-back")
def ask_take_back(visit: VisitDep, placement: Code) -> Response:
    """Ask why a start on record never was."""
    return _take_back_page(visit, placement, visit.form())


def _take_back_page(visit: Visit, placement: str, form: Form) -> Response:
    visit.caller.require("start_placement")
    say, job = visit.say, see_placement(visit.caller, placement, visit.language)
    question = Question(
        say("start.back_heading", name=job["name"]),
        job["person"],
        f"/placements/{placement}/take-back",
        say("start.back_button"),
        (f"/placements/{placement}", job["title"]),
        (Part("text", "reason", say("start.back_reason"), say("start.back_hint")),),
        (("care", say("start.back_note", day=day(job["started_on"]))),),
    )
    return ask(visit, question, form)


@router.post("/placements/{placement}/take-back")
def take_back(posted: PostedDep, placement: Code) -> Response:
    """Take back a start that never was."""
    visit = posted.visit
    reason, wrong = check_text(posted.text("reason"), visit.say, Words)
    if wrong or posted.again:
        return _take_back_page(visit, placement, posted.form({"reason": wrong} if wrong else {}))
    return posted.once(lambda: f"/people/{take_start_back(visit.caller, placement, reason)}")


@router.get("/placements/{placement}/check-in")
def ask_check_in(visit: VisitDep, placement: Code) -> Response:
    """Ask what a visit or call found; "not reached" is a result."""
    return _check_in_page(visit, placement, visit.form())


def _check_in_page(visit: Visit, placement: str, form: Form) -> Response:
    say, job = visit.say, see_placement(visit.caller, placement, visit.language)
    place, follow = f"/placements/{placement}", job["next_follow_up"]
    question = Question(
        say("check_in.heading", name=job["name"]),
        job["person"],
        f"{place}/check-in",
        say("check_in.button"),
        (place, job["title"]),
        (
            Part("radio", "outcome", say("check_in.outcome"), options=options_of(OUTCOMES, visit.language)),
            Part("when", "asked", say("check_in.when")),
            Part("select", "why", say("check_in.why"), say("check_in.why_hint"), _reasons(visit)),
            Part("day", "left_on", say("check_in.left_on"), say("check_in.left_on_hint")),
            Part("area", "words", say("check_in.words"), say("check_in.words_hint")),
        ),
        (("", say("check_in.step", title=job["title"], step=follow["words"])),) if follow else (),
    )
    return ask(visit, question, form)


def _reasons(visit: Visit) -> list[tuple[str, str]]:
    return [("", visit.say("check_in.why_none")), *options_of(LEAVING, visit.language)]


@router.post("/placements/{placement}/check-in")
def keep_check_in(posted: PostedDep, placement: Code) -> Response:
    """Record what was found; who has left is led at once to what else suits them."""
    visit = posted.visit
    found, errors = _finding(posted)
    if found is None or errors or posted.again:
        return _check_in_page(visit, placement, posted.form(errors))

    def act() -> str:
        job = record_check_in(visit.caller, placement, found)
        return (
            f"/people/{job['person']}/suggestions?after=left" if found.outcome == "left" else f"/placements/{placement}"
        )

    try:
        return posted.once(act)
    except WrongDates:
        return _check_in_page(visit, placement, posted.form({"asked_on": visit.say("check_in.wrong_days")}))


def _finding(posted: Posted) -> tuple[Finding | None, dict[str, str]]:
    say, today, outcome = posted.visit.say, posted.visit.caller.today, posted.text("outcome")
    errors = {} if outcome in OUTCOMES else {"outcome": say("check_in.choose")}
    day, wrong_day = read_when(posted.values, "asked", today, say)
    errors |= wrong_day
    why: str | None = posted.text("why")
    left_on, wrong_left = read_day(posted.values, "left_on", today)
    words, wrong = check_text(posted.text("words"), say)
    if outcome != "left":
        why, left_on, wrong_left = None, None, None
    elif why not in LEAVING:
        errors["why"] = say("check_in.why_choose")
    errors |= {"left_on": say(wrong_left)} if wrong_left else {}
    errors |= {"words": wrong} if wrong else {}
    if errors or day is None:
        return None, errors
    return Finding(day, outcome, why, words or None, left_on), {}


@router.get("/placements/{placement}/letter")
def ask_letter(visit: VisitDep, placement: Code) -> Response:
    """Ask whether a letter with a new code is to be made; one made before ends with it."""
    return _letter_question(visit, placement, visit.form())


def _letter_question(visit: Visit, placement: str, form: Form) -> Response:
    visit.caller.require("ask_employer")
    say, job = visit.say, see_placement(visit.caller, placement, visit.language)
    place = f"/placements/{placement}"
    question = Question(
        say("confirm_letter.ask", employer=job["employer"]),
        job["person"],
        f"{place}/letter",
        say("confirm_letter.make"),
        (place, job["title"]),
        notes=(("", say("confirm_letter.what")),),
    )
    return ask(visit, question, form)


@router.post("/placements/{placement}/letter")
def make_letter(posted: PostedDep, placement: Code) -> Response:
    """Show the letter with its code, which is never shown again; sent twice, the later letter is the good one."""
    visit = posted.visit
    if posted.again:
        return _letter_question(visit, placement, posted.form({}))
    job = see_placement(visit.caller, placement, visit.language)
    asked = ask_employer(visit.caller, placement)
    link = f"{str(visit.request.base_url).rstrip('/')}{asked['link']}"
    return visit.page("placements/letter.html", job=job, asked=asked, link=link)
