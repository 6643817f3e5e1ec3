"""Jobs that began, and whether they last."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.acts import placements as acts
from api.deps import CallerDep
from api.schemas import CheckInBody, NewPlacement

router = APIRouter(prefix="/placements", tags=["placements"])


@router.get("")
def list_placements(caller: CallerDep) -> dict[str, Any]:
    """List placements of the caller's people, those with a check-in due first."""
    items = acts.list_placements(caller)
    return {"total": len(items), "items": items}


@router.post("", status_code=201)
def start(caller: CallerDep, body: NewPlacement) -> dict[str, Any]:
    """Record that a referred person began to work."""
    return acts.start(caller, body.referral, body.started_on)


@router.post("/{placement_id}/check-ins", status_code=201)
def check_in(caller: CallerDep, placement_id: Annotated[str, Path(max_length=64)], body: CheckInBody) -> dict[str, Any]:
    """Record what a visit or call found."""
    return acts.record_check_in(caller, placement_id, body.on, body.outcome, body.reason)
