"""The plan, the targets, the runs and the model, for supervisors."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Query, Response

from api.acts import supervision as acts
from api.acts.advice import courses_view, visits_view
from api.acts.model_card import model_card
from api.acts.runs import begin_run
from api.case_bodies import RunBody
from api.deps import CallerDep, LanguageDep
from api.once import OnceRoute
from matcher.advice import USUAL_PLACES

router = APIRouter(tags=["supervision"], route_class=OnceRoute)
Places = Annotated[int, Query(ge=0, le=1000)]
PeriodCode = Annotated[str, Query(max_length=10)]
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
def kpi(caller: CallerDep, language: LanguageDep, period: PeriodCode | None = None) -> dict[str, Any]:
    """Count the scheme's targets in a quarter (``2026Q4``) or year (``2026``); the running year without one."""
    return acts.kpi_view(caller, language, period)


@router.get("/runs")
def runs(caller: CallerDep) -> dict[str, Any]:
    """List re-rank runs, the newest first."""
    items = acts.list_runs(caller)
    return {"total": len(items), "items": items}


@router.post("/runs", status_code=202)
def start(caller: CallerDep, body: RunBody, background: BackgroundTasks, response: Response) -> dict[str, Any]:
    """Rank again, in the background; ``Location`` names the list of runs."""
    run_id, work = begin_run(caller, body.person, body.opening)
    background.add_task(work)
    response.headers["Location"] = "/api/v1/runs"
    return {"version": run_id, "state": "running"}


@router.get("/model")
def model(caller: CallerDep, language: LanguageDep) -> dict[str, Any]:
    """The model card: what is predicted, from how much, how surely, where it fails, and whom it treats how."""
    return model_card(caller, language)
