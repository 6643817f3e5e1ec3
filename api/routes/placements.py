"""Jobs that began, and whether they last."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.acts import confirmations
from api.acts import placements as acts
from api.case_bodies import CheckInBody, CloseBody, NewPlacement
from api.deps import CallerDep
from api.once import OnceRoute
from matcher.placements import Finding

router = APIRouter(prefix="/placements", tags=["placements"], route_class=OnceRoute)


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
    found = Finding(body.on, body.outcome, body.why, body.reason or None, body.left_on)
    return acts.record_check_in(caller, placement_id, found)


@router.post("/{placement_id}/confirmation", status_code=201)
def ask_employer(caller: CallerDep, placement_id: Annotated[str, Path(max_length=64)]) -> dict[str, Any]:
    """Give a code by which the employer confirms once, printed or as a link; it is shown this one time."""
    return confirmations.ask_employer(caller, placement_id)


@router.post("/{placement_id}/take-back")
def take_back(caller: CallerDep, placement_id: Annotated[str, Path(max_length=64)], body: CloseBody) -> dict[str, Any]:
    """Take back a start that never was; that it was on record, and why it is not, stays in the history."""
    return {"person": acts.take_start_back(caller, placement_id, body.reason)}
