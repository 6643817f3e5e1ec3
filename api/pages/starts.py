"""What an employer or a person answers, told to the case worker, and the first day of a job."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.contact import person_says
from api.acts.introductions import answer
from api.acts.letters import see_referral
from api.acts.placements import start, start_directly
from api.acts.suggestion_pages import see_pair
from api.case_words import ANSWER_REASONS, ANSWER_STATES, ANSWERS
from api.text_fields import LongText
from api.web.asking import Part, Question, ask, options_of
from api.web.forms import Form, check_text, read_when
from api.web.visits import Posted, PostedDep, Visit, VisitDep
from api.wording import not_home_words
from matcher.decisions import DECLINE_REASONS
from matcher.errors import AlreadyAnswered, AlreadyPlaced, NoMoreTime, NotHomeYet, ReasonMissing, WrongDates
from matcher.tables import ReferralState

router = APIRouter(include_in_schema=False)
Code = Annotated[str, Path(max_length=64)]
STATES: Final = ("accepted", "declined", "more_time", "person_declined")


@router.get("/referrals/{referral}/answer")
def ask_answer(visit: VisitDep, referral: Code) -> Response:
    """Ask what the employer, or the person, told the case worker."""
    return _answer_page(visit, referral, visit.form())


def _answer_page(visit: Visit, referral: str, form: Form) -> Response:
    visit.caller.require("answer_referral")
    say, found = visit.say, see_referral(visit.caller, referral)
    states = [(s, words[:1].upper() + words[1:]) for s, words in options_of(ANSWER_STATES, visit.language, STATES)]
    reasons = [("", say("check_in.why_none")), *((c, say(f"introductions.reason.{c}")) for c in DECLINE_REASONS)]
    question = Question(
        say("answer.heading", name=found["name"]),
        found["alias"],
        f"/referrals/{referral}/answer",
        say("answer.button"),
        (f"/referrals/{referral}", found["title"]),
        (
            Part("radio", "answer", say("answer.what"), options=states),
            Part("select", "reason", say("answer.reason"), say("answer.reason_hint"), reasons),
        ),
    )
    return ask(visit, question, form)


@router.post("/referrals/{referral}/answer")
def keep_answer(posted: PostedDep, referral: Code) -> Response:
    """Record an answer; who is taken on is led to their first day, who is not to what else suits."""
    visit, state, reason = posted.visit, posted.text("answer"), posted.text("reason") or None
    errors = {} if state in STATES else {"answer": visit.say("answer.choose")}
    if state == "declined" and reason not in DECLINE_REASONS:
        errors["reason"] = visit.say("check_in.why_choose")
    if errors or posted.again:
        return _answer_page(visit, referral, posted.form(errors))

    def act() -> str:
        reasoned = reason if state == "declined" else None
        answer(visit.caller, referral, ReferralState(state), reasoned)
        return f"/referrals/{referral}"

    try:
        return posted.once(act)
    except AlreadyAnswered:
        return _answer_page(visit, referral, posted.form({"": visit.say("answer.already")}))
    except NoMoreTime:
        return _answer_page(visit, referral, posted.form({"": visit.say("answer.no_more_time")}))


def _first_day(visit: Visit, place: str, about: dict[str, Any], form: Form) -> Response:
    """Ask for the first day; ``about`` has ``person``, ``name``, ``title``, ``note`` and perhaps ``own_work``."""
    visit.caller.require("start_placement")
    heading = "own_work.start_heading" if about.get("own_work") else "start.heading"
    question = Question(
        visit.say(heading, name=about["name"]),
        about["person"],
        f"{place}/start",
        visit.say("start.button"),
        (place, about["title"]),
        (Part("when", "started", visit.say("start.when")),),
        (("", about["note"]),),
    )
    return ask(visit, question, form)


def _begun(posted: Posted, page: Callable[[Form], Response], begin: Callable[[date], dict[str, Any]]) -> Response:
    """Record a first day, or show the page with what stands against it."""
    say = posted.visit.say
    day, errors = read_when(posted.values, "started", posted.visit.caller.today, say)
    if day is None or posted.again:
        return page(posted.form(errors))
    try:
        return posted.once(lambda: f"/placements/{begin(day)['id']}")
    except WrongDates as wrong:
        told = say("start.too_long_ago" if wrong.earlier == "told_within" else "start.too_early")
        return page(posted.form({"started_on": told}))
    except NotHomeYet as away:
        return page(posted.form({"started_on": not_home_words(away.home_on, posted.visit.language)}))
    except AlreadyPlaced:
        return page(posted.form({"": say("start.already")}))
    except AlreadyAnswered:
        return page(posted.form({"": say("answer.already")}))


def _of_referral(visit: Visit, referral: str, form: Form) -> Response:
    found = see_referral(visit.caller, referral)
    return _first_day(visit, f"/referrals/{referral}", {**found, "note": visit.say("start.follow")}, form)


@router.get("/referrals/{referral}/start")
def ask_start(visit: VisitDep, referral: Code) -> Response:
    """Ask for the first day of somebody who was introduced."""
    return _of_referral(visit, referral, visit.form())


@router.post("/referrals/{referral}/start")
def keep_start(posted: PostedDep, referral: Code) -> Response:
    """Record the first day; the check-ins follow from it."""
    visit = posted.visit
    return _begun(
        posted, lambda form: _of_referral(visit, referral, form), lambda day: start(visit.caller, referral, day)
    )


def _of_pair(visit: Visit, person: str, opening: str, form: Form) -> Response:
    found = see_pair(visit.caller, person, opening, visit.language)
    about = {"person": person, "name": found["name"], "title": found["opening"]["title"]}
    own = found["own_work"] is not None
    note = visit.say("own_work.start_note") if own else visit.say("start.direct", employer=found["employer"]["name"])
    about |= {"note": note, "own_work": own}
    return _first_day(visit, f"/people/{person}/openings/{opening}", about, form)


@router.get("/people/{person}/openings/{opening}/start")
def ask_direct_start(visit: VisitDep, person: Code, opening: Code) -> Response:
    """Ask for the first day of somebody who began without an introduction."""
    return _of_pair(visit, person, opening, visit.form())


@router.post("/people/{person}/openings/{opening}/start")
def keep_direct_start(posted: PostedDep, person: Code, opening: Code) -> Response:
    """Record that a person began without an introduction."""
    visit = posted.visit
    return _begun(
        posted,
        lambda form: _of_pair(visit, person, opening, form),
        lambda day: start_directly(visit.caller, person, opening, day),
    )


@router.get("/people/{person}/openings/{opening}/answer")
def ask_word(visit: VisitDep, person: Code, opening: Code) -> Response:
    """Ask what the person themselves says to an opening."""
    return _word_page(visit, person, opening, visit.form())


def _word_page(visit: Visit, person: str, opening: str, form: Form) -> Response:
    visit.caller.require("record_answer")
    say, found = visit.say, see_pair(visit.caller, person, opening, visit.language)
    place = f"/people/{person}/openings/{opening}"
    reasons = [("", say("check_in.why_none")), *options_of(ANSWER_REASONS, visit.language)]
    question = Question(
        say("word.heading", name=found["name"]),
        person,
        f"{place}/answer",
        say("word.button"),
        (place, found["opening"]["title"]),
        (
            Part("radio", "answer", say("word.what"), options=options_of(ANSWERS, visit.language)),
            Part("select", "reason", say("word.reason"), say("word.reason_hint"), reasons),
            Part("area", "note", say("word.note"), say("record.notes_hint")),
        ),
    )
    return ask(visit, question, form)


@router.post("/people/{person}/openings/{opening}/answer")
def keep_word(posted: PostedDep, person: Code, opening: Code) -> Response:
    """Record the person's own word; it decides nothing."""
    visit, said, reason = posted.visit, posted.text("answer"), posted.text("reason") or None
    errors = {} if said in ANSWERS else {"answer": visit.say("answer.choose")}
    note, wrong = check_text(posted.text("note"), visit.say, LongText)
    errors |= {"note": wrong} if wrong else {}
    if reason is not None and reason not in ANSWER_REASONS:
        errors["reason"] = visit.say("check_in.why_choose")
    if errors or posted.again:
        return _word_page(visit, person, opening, posted.form(errors))

    def act() -> str:
        person_says(visit.caller, person, opening, (said, reason), note or None)
        return f"/people/{person}/openings/{opening}"

    try:
        return posted.once(act)
    except ReasonMissing:
        return _word_page(visit, person, opening, posted.form({"reason": visit.say("word.why")}))
