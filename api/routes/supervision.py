"""The plan, the targets, the runs and the model, for supervisors."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Query, Response

from api import clock
from api.acts import supervision as acts
from api.acts.advice import courses_view, visits_view
from api.acts.model_card import model_card
from api.deps import CallerDep, LanguageDep
from api.schemas import RunBody
from employers.openings import get_opening
from matcher.advice import USUAL_PLACES
from matcher.people import get_person
from matcher.rerank import Touched, fail_run, finish_run, start_run

router = APIRouter(tags=["supervision"])
Places = Annotated[int, Query(ge=0, le=1000)]
Limit = Annotated[int, Query(ge=1, le=1000)]


@router.get("/plan")
def plan(caller: CallerDep) -> dict[str, Any]:
    """Who goes where under the seats there are."""
    return acts.plan_view(caller)


@router.get("/advice/courses")
def courses(caller: CallerDep, language: LanguageDep, places: Places = USUAL_PLACES) -> dict[str, Any]:
    """Say which course with how many seats where brings most lasting jobs."""
    return courses_view(caller, places, language)


@router.get("/advice/visits")
def visits(caller: CallerDep, language: LanguageDep, limit: Limit = 20) -> dict[str, Any]:
    """List employers without openings to visit next, with the reasons."""
    return visits_view(caller, limit, language)


@router.get("/kpi")
def kpi(caller: CallerDep, language: LanguageDep) -> dict[str, Any]:
    """Count the scheme's targets."""
    return acts.kpi_view(caller, language)


@router.get("/runs")
def runs(caller: CallerDep) -> dict[str, Any]:
    """List re-rank runs, the newest first."""
    items = acts.list_runs(caller)
    return {"total": len(items), "items": items}


@router.post("/runs", status_code=202)
def start(caller: CallerDep, body: RunBody, background: BackgroundTasks, response: Response) -> dict[str, Any]:
    """Rank again, in the background; ``Location`` names the list of runs."""
    caller.require("start_run")
    with caller.sessions.read() as session:
        if body.person is not None:
            get_person(session, body.person)
        if body.opening is not None:
            get_opening(session, body.opening)
    only = Touched(body.person, body.opening)
    sessions, today = caller.service.ranker_sessions, caller.today
    run_id = start_run(sessions, today, clock.now(), only.words)
    with caller.sessions.write() as session:
        caller.audit(session, "start_run", "run", str(run_id))

    def work() -> None:
        try:
            finish_run(sessions, run_id, today, clock.now, only)
        except Exception as failure:  # noqa: BLE001  # the run's own row says that it failed, and why
            fail_run(sessions, run_id, clock.now, type(failure).__name__)

    background.add_task(work)
    response.headers["Location"] = "/api/v1/runs"
    return {"version": run_id, "state": "running"}


@router.get("/model")
def model(caller: CallerDep, language: LanguageDep) -> dict[str, Any]:
    """The model card: what is predicted, from how much, how surely, where it fails, and whom it treats how."""
    return model_card(caller, language)
