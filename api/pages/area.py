"""The supervisor's area: first page, the pack for the quarterly meeting, plan, runs, who answers, whom to visit."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.background import BackgroundTask
from starlette.responses import Response

from api.acts.advice import courses_view, visits_view
from api.acts.area import area_plan, told_runs
from api.acts.backup_drill import told_drill
from api.acts.person_rights import waiting_requests
from api.acts.progress import employers_answering, funnel, needs_attention
from api.acts.runs import begin_run
from api.acts.supervision import kpi_view
from api.case_words import REQUESTS
from api.text_fields import Page
from api.web.asking import options_of
from api.web.charts import share_bar, share_of
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.advice import USUAL_PLACES

router = APIRouter(include_in_schema=False, prefix="/area")


def _by_kind(attention: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    """What waits in the whole area: its words, how many, since when."""
    kinds = dict.fromkeys(item["words"] for item in attention)
    of_kind = {kind: [i for i in attention if i["words"] == kind] for kind in kinds}
    return [(k, sum(i["people"] for i in items), min(i["since"] for i in items)) for k, items in of_kind.items()]


def _figures(visit: Visit, template: str) -> Response:
    """Targets, funnel and what waits: what both the first page and the meeting's pack show."""
    caller, language = visit.caller, visit.language
    attention = needs_attention(caller, language)["items"]
    return visit.page(
        template,
        targets=kpi_view(caller, language),
        stages=funnel(caller, None, None, language),
        attention=attention,
        waiting=_by_kind(attention),
        answers=employers_answering(caller, None, None)["items"],
        requests=waiting_requests(caller),
        asks=dict(options_of(REQUESTS, language)),
        bar=share_bar,
        share_of=share_of,
    )


@router.get("")
def home(visit: VisitDep) -> Response:
    """Show how the area stands and what needs attention."""
    return _figures(visit, "area/home.html")


@router.get("/meeting")
def meeting(visit: VisitDep) -> Response:
    """Show the pack for the quarterly meeting: one paper with every figure, its day and its parts."""
    return _figures(visit, "area/meeting.html")


@router.get("/plan")
def plan(visit: VisitDep, page: Annotated[Page, Query()] = 1) -> Response:
    """Show who goes where under the seats there are."""
    return visit.page("area/plan.html", plan=area_plan(visit.caller, page, visit.language))


@router.get("/runs")
def runs(visit: VisitDep) -> Response:
    """Show when everybody was last ranked, and whether the last backup was proved."""
    drill = told_drill(visit.caller, visit.language)
    return visit.page("area/runs.html", runs=told_runs(visit.caller, visit.language), drill=drill)


@router.get("/runs/new")
def ask_to_run(visit: VisitDep) -> Response:
    """Ask whether everybody is to be ranked again now."""
    last = told_runs(visit.caller, visit.language, 1)
    visit.caller.require("start_run")
    return visit.page("area/run_ask.html", form=visit.form(), busy=bool(last and last[0]["state"] == "running"))


@router.post("/runs/new")
def run(posted: PostedDep) -> Response:
    """Rank everybody again, behind the answer."""
    if posted.again:
        return posted.visit.page("area/run_ask.html", form=posted.form({}), busy=False)
    begun = []

    def act() -> str:
        begun.append(begin_run(posted.visit.caller)[1])
        return "/area/runs"

    response = posted.once(act)
    if begun:
        response.background = BackgroundTask(begun[0])
    return response


@router.get("/answers")
def answers(visit: VisitDep) -> Response:
    """Show how each employer answers introductions."""
    found = employers_answering(visit.caller, None, None)
    return visit.page("area/answers.html", found=found, bar=share_bar)


@router.get("/visits")
def visits(visit: VisitDep) -> Response:
    """Show which employers to visit next, as a list to take along."""
    return visit.page("area/visits.html", found=visits_view(visit.caller, language=visit.language))


@router.get("/courses")
def courses(visit: VisitDep, places: Annotated[int | None, Query(ge=0, le=1000)] = None) -> Response:
    """Show which course with how many seats where would bring most lasting jobs; reckoned once it is asked for."""
    visit.caller.require("see_advice")
    found = None if places is None else courses_view(visit.caller, places, visit.language)
    return visit.page("area/courses.html", found=found, places=USUAL_PLACES if places is None else places)
