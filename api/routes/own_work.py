"""Ways to work on one's own, curated by the supervisor; and who began without an introduction."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api.acts import own_work as acts
from api.acts.placements import start_directly
from api.case_bodies import Beginning, OwnWorkBody
from api.deps import CallerDep, RevisionDep
from api.once import OnceRoute
from api.text_fields import Body, CleanStr

router = APIRouter(tags=["own work"], route_class=OnceRoute)
Code = Annotated[str, Path(max_length=64)]


class Ending(Body):
    """Why a way to work on one's own is suggested no longer."""

    reason: Annotated[CleanStr, Field(min_length=1)]


@router.get("/own-work")
def list_own_work(caller: CallerDep, ended: Annotated[bool, Query()] = False) -> dict[str, Any]:
    """List ways to work on one's own that are suggested, or with ``ended`` those that no longer are."""
    items = acts.list_own_work(caller, ended=ended)
    return {"total": len(items), "items": items}


@router.post("/own-work", status_code=201)
def add_own_work(caller: CallerDep, body: OwnWorkBody, response: Response) -> dict[str, Any]:
    """Add a way to work on one's own, ranked from today; a title that another has is a 409 unless ``anyway``."""
    made = acts.add_own_work(caller, body.told(), anyway=body.anyway)
    response.headers["Location"] = f"/api/v1/own-work/{made['code']}"
    response.headers["ETag"] = f'"{made["revision"]}"'
    return made


@router.post("/own-work/take-over")
def take_over(caller: CallerDep) -> dict[str, Any]:
    """Take over what the product proposes to start with."""
    return {"taken": acts.take_over(caller)}


@router.get("/own-work/{code}")
def see_own_work(caller: CallerDep, code: Code, response: Response) -> dict[str, Any]:
    """Show one way to work on one's own with what it takes."""
    found = acts.see_own_work(caller, code)
    response.headers["ETag"] = f'"{found["revision"]}"'
    return found


@router.put("/own-work/{code}")
def change_own_work(
    caller: CallerDep, code: Code, body: OwnWorkBody, revision: RevisionDep, response: Response
) -> dict[str, Any]:
    """Say anew what a way to work on one's own takes, all of it; ``If-Match`` names the revision that was read."""
    changed = acts.change_own_work(caller, code, revision, body.told(), anyway=body.anyway)
    response.headers["ETag"] = f'"{changed["revision"]}"'
    return changed


@router.post("/own-work/{code}/end")
def end_own_work(caller: CallerDep, code: Code, body: Ending) -> dict[str, Any]:
    """Suggest a way to work on one's own no longer."""
    return acts.end_own_work(caller, code, body.reason)


@router.post("/people/{code}/placements", status_code=201)
def begin(caller: CallerDep, code: Code, body: Beginning) -> dict[str, Any]:
    """Record that a person began without an introduction: a job they found, or work of their own that they chose."""
    return start_directly(caller, code, body.opening, body.started_on)
