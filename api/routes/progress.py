"""The supervisor's view of what comes of introductions."""

from datetime import date
from typing import Any

from fastapi import APIRouter

from api.acts import progress as acts
from api.deps import CallerDep, LanguageDep

router = APIRouter(tags=["progress"])


@router.get("/funnel")
def funnel(
    caller: CallerDep, language: LanguageDep, since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """Count from introduction to six months."""
    return acts.funnel(caller, since, until, language)


@router.get("/answers")
def answers(caller: CallerDep, since: date | None = None, until: date | None = None) -> dict[str, Any]:
    """Say how each employer answers."""
    return acts.employers_answering(caller, since, until)


@router.get("/attention")
def attention(caller: CallerDep, language: LanguageDep) -> dict[str, Any]:
    """Say what waits, by case worker and kind."""
    return acts.needs_attention(caller, language)
