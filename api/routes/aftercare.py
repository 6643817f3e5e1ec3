"""Soft cautions of one person."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import Field

from api.acts import aftercare as acts
from api.deps import CallerDep
from api.once import OnceRoute
from api.text_fields import Body, LongText

router = APIRouter(prefix="/people", tags=["suggestions"], route_class=OnceRoute)
Code = Annotated[str, Path(max_length=64)]


class Switch(Body):
    """A soft caution switched off, or on again, with why."""

    caution: Literal["night_work", "same_cohort_housing", "bars_and_cash"]
    off: Annotated[bool, Field(strict=True)]
    note: LongText | None = None


@router.get("/{code}/cautions")
def see(caller: CallerDep, code: Code) -> dict[str, Any]:
    """Show which soft cautions are on for a person."""
    return acts.see_cautions(caller, code)


@router.post("/{code}/cautions", status_code=201)
def switch(caller: CallerDep, code: Code, body: Switch) -> dict[str, Any]:
    """Switch a soft caution off for a person, or on again."""
    return acts.switch(caller, code, body.caution, body.off, body.note)
