"""Words to occupations and places, for whoever is signed in."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.deps import CallerDep
from api.lookups import occupation_view, place_view
from api.text_fields import CleanStr

router = APIRouter(tags=["lookups"])


@router.get("/occupations")
def occupations(caller: CallerDep, q: Annotated[CleanStr, Query()]) -> dict[str, Any]:
    """Link words to ISCO-08."""
    caller.require("look_up_words")
    return occupation_view(q, caller.read_context().taught)


@router.get("/places")
def places(caller: CallerDep, q: Annotated[CleanStr, Query()]) -> dict[str, Any]:
    """Read an address: every reading, old and new."""
    caller.require("look_up_words")
    return place_view(q, caller.service.settings.home_province)
