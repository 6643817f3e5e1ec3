"""Alive; ready: database, model, last run and what waits; figures for a monitor."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from sqlmodel import Session, col, select
from starlette.responses import JSONResponse, Response

from api import migrate
from api.acts.standing import signs_of
from api.deps import ServiceDep, spoken_token
from api.metrics import CONTENT_TYPE, Metrics
from api.problems import problem
from api.service import Service
from api.store_errors import DatabaseError, StoreLog
from api.web.catalogue import sayer
from matcher.model_store import current_model
from matcher.ranking_tables import RerankRun
from matcher.touched import stale_people

router = APIRouter(tags=["health"])


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
async def alive() -> dict[str, str]:
    """Tell that the process answers; it asks nothing and nobody."""
    return {"status": "ok"}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz")
def ready(request: Request, service: ServiceDep) -> JSONResponse:
    """Tell whether requests can be answered here (503 where not), how the last run ended, what is wrong."""
    try:
        at, newest = migrate.current(service.database), migrate.newest()
        with service.database.read() as session:
            body = _standing(session, service) if at == newest else _not_ready("Cơ sở dữ liệu thuộc phiên bản khác.")
    except DatabaseError as error:
        log: StoreLog = request.app.state.store_log
        log.tell(error)
        body = _not_ready(str(error))
    fine = body["status"] == "ready"
    return JSONResponse(body, 200 if fine else 503, None if fine else {"Retry-After": "3"})


def _not_ready(why: str) -> dict[str, Any]:
    return {"status": "not_ready", "database": why}


def _standing(session: Session, service: Service) -> dict[str, Any]:
    model, say = current_model(session), sayer("vi")
    run = session.exec(select(RerankRun).order_by(col(RerankRun.id).desc())).first()
    last = run and {"version": run.id, "state": run.state, "as_of": run.as_of.isoformat(), "people": run.people}
    signs = [sign for sign in signs_of(service) if sign.level != "good"]
    return {
        "status": "ready",
        "database": "ok",
        "model": {"version": model.version, "outcomes": model.outcomes, "damaged": list(model.damaged)},
        "last_run": last,
        "backlog": {
            "people_waiting": len(stale_people(session, service.today())),
            "overdue_jobs": [sign.facts["job"] for sign in signs if "job" in sign.facts],
        },
        "signs": [{"code": s.code, "level": s.level, "text": say(f"standing.text.{s.code}", **s.shown)} for s in signs],
    }


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request, service: ServiceDep, authorization: Annotated[str | None, Header()] = None) -> Response:
    """Every figure, to who holds the token; without one in the settings there is nothing at this address."""
    wanted = service.settings.metrics_token
    if wanted is None:
        raise problem(404)
    given = spoken_token(authorization) or ""
    if not secrets.compare_digest(given.encode(), wanted.get_secret_value().encode()):
        raise problem(401, headers={"WWW-Authenticate": "Bearer"})
    figures: Metrics = request.app.state.metrics
    return Response(figures.text(), media_type=CONTENT_TYPE)
