"""Handing over, standing in, and the volunteer's sheet."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.acts import handover as acts
from api.case_bodies import CoverBody, HandoverBody
from api.deps import CallerDep, LanguageDep, LimitDep
from api.once import OnceRoute

router = APIRouter(tags=["handover"], route_class=OnceRoute)


@router.get("/colleagues")
def list_colleagues(caller: CallerDep) -> dict[str, Any]:
    """List case workers to whom somebody may be handed over."""
    items = acts.list_colleagues(caller)
    return {"total": len(items), "items": items}


@router.post("/people/{code}/handover", status_code=201)
def hand_over(caller: CallerDep, code: Annotated[str, Path(max_length=64)], body: HandoverBody) -> dict[str, Any]:
    """Hand a person over to another case worker, another commune, or both."""
    return acts.hand_person_over(caller, code, (body.case_worker, body.commune_code), body.reason)


@router.get("/covers")
def list_covers(caller: CallerDep) -> dict[str, Any]:
    """List covers that run or are to come."""
    items = acts.covers(caller)
    return {"total": len(items), "items": items}


@router.post("/covers", status_code=201)
def cover(caller: CallerDep, body: CoverBody) -> dict[str, Any]:
    """Let a colleague stand in from a day to a day."""
    return acts.cover_for(caller, body.covered, body.covered_by, (body.from_on, body.until_on))


@router.post("/covers/{cover_id}/end")
def end_cover(caller: CallerDep, cover_id: Annotated[str, Path(max_length=64)]) -> dict[str, Any]:
    """Take a cover back at once."""
    return acts.take_cover_back(caller, cover_id)


@router.get("/visits")
def visits(caller: CallerDep, language: LanguageDep, limit: LimitDep = 20) -> dict[str, Any]:
    """Give the volunteer's sheet: code, commune, day, what to ask."""
    items = acts.visit_sheet(caller, limit, language)
    return {"total": len(items), "items": items}
