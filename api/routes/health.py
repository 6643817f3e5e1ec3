"""Alive, and ready: database, model and last run."""

from typing import Any

from fastapi import APIRouter
from sqlmodel import col, select
from starlette.responses import JSONResponse

from api.deps import ServiceDep
from matcher.model_store import current_model
from matcher.ranking_tables import RerankRun

router = APIRouter(tags=["health"])


@router.get("/healthz")
def alive() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def ready(service: ServiceDep) -> JSONResponse:
    """Tell whether the database answers, which model ranks, and how the last run ended."""
    with service.ranker_sessions.read() as session:
        model = current_model(session)
        run = session.exec(select(RerankRun).order_by(col(RerankRun.id).desc())).first()
    last: dict[str, Any] | None = None
    if run is not None:
        last = {"version": run.id, "state": run.state, "as_of": run.as_of.isoformat(), "people": run.people}
    body = {
        "status": "ready",
        "database": "ok",
        "model": {"version": model.version, "outcomes": model.outcomes, "damaged": list(model.damaged)},
        "last_run": last,
    }
    return JSONResponse(body)
