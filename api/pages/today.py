"""The case worker's first page: a handful of tasks, how many more wait, and what came of each."""

from contextlib import suppress
from typing import Annotated, get_args

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.today import days_work, record_result, see_task
from api.case_bodies import TaskKind
from api.case_words import RESULTS, TASKS_SHORT
from api.text_fields import LongText
from api.web.asking import Part, Question, ask, options_of
from api.web.forms import Form, check_text
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.errors import UnknownTask

router = APIRouter(include_in_schema=False)
PersonCode = Annotated[str, Path(max_length=64)]
About = Annotated[str, Query(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]
HANDFUL, ALL = 5, 50
CHECK_INS = ("early_check_in", "check_in", "employer_says_left")
"""Kinds whose result is the check-in itself."""


@router.get("/today")
def today(visit: VisitDep, kind: Annotated[TaskKind | None, Query()] = None) -> Response:
    """Show what is to be done today, or everything of one kind."""
    found = days_work(visit.caller, kind, ALL if kind else HANDFUL, visit.language)
    short = dict(options_of(TASKS_SHORT, visit.language))
    return visit.page("today.html", found=found, kind=kind, short=short, check_ins=CHECK_INS)


@router.get("/people/{person}/result")
def ask_result(
    visit: VisitDep, person: PersonCode, kind: Annotated[TaskKind, Query()] = "idle", about: About = ""
) -> Response:
    """Ask what came of a task."""
    return _result_page(visit, person, kind, about, visit.form())


def _result_page(visit: Visit, person: str, kind: str, about: str, form: Form) -> Response:
    task = see_task(visit.caller, person, kind, about, visit.language)
    if task is None:
        return visit.page("today_over.html", person=person)
    say = visit.say
    results = ("not_reached", "later") if kind in CHECK_INS else tuple(RESULTS)
    question = Question(
        say("result.heading", name=task["name"] or person),
        person,
        f"/people/{person}/result",
        say("result.button"),
        ("/today", say("nav.today")),
        (
            Part("radio", "result", say("result.what"), options=options_of(RESULTS, visit.language, results)),
            Part("area", "note", say("result.note"), say("record.notes_hint")),
        ),
        (("", task["text"] + (f": {task['title']}" if task["title"] else "")),),
        {"kind": kind, "about": about},
    )
    return ask(visit, question, form)


@router.post("/people/{person}/result")
def keep_result(posted: PostedDep, person: PersonCode) -> Response:
    """Record what came of a task; it rests until its next day, and somebody who was faster has done it already."""
    visit, kind = posted.visit, posted.text("kind")
    kind = kind if kind in get_args(TaskKind) else "idle"
    result = posted.text("result")
    errors = {} if result in RESULTS else {"result": visit.say("result.choose")}
    if kind in CHECK_INS and result == "done":
        errors["result"] = visit.say("result.choose")
    note, wrong = check_text(posted.text("note"), visit.say, LongText)
    errors |= {"note": wrong} if wrong else {}
    if errors or posted.again:
        return _result_page(visit, person, kind, posted.text("about"), posted.form(errors))

    def act() -> str:
        with suppress(UnknownTask):
            record_result(visit.caller, person, kind, posted.text("about"), (result, note or None))
        return "/today"

    return posted.once(act)
