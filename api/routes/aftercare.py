"""Soft cautions of one person."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from api.acts import aftercare as acts
from api.deps import CallerDep
from api.once import OnceRoute
from api.text_fields import Body, LongText

router = APIRouter(prefix="/people", tags=["suggestions"], route_class=OnceRoute)
Code = Annotated[str, Path(max_length=64)]


class Switch(Body):
    """A soft caution switched off, which needs its note, or on again."""

    caution: Literal["night_work", "same_cohort_housing", "bars_and_cash"]
    off: Annotated[bool, Field(strict=True)]
    note: Annotated[LongText | None, Field(validate_default=True)] = None

    @field_validator("note")
    @classmethod
    def _why(cls, note: str | None, told: ValidationInfo) -> str | None:
        if told.data.get("off") and not (note or "").strip():
            raise PydanticCustomError("why_off", "Khi tắt một lời nhắc, hãy ghi lý do.")
        return note


@router.get("/{code}/cautions")
def see(caller: CallerDep, code: Code) -> dict[str, Any]:
    """Show which soft cautions are on for a person."""
    return acts.see_cautions(caller, code)


@router.post("/{code}/cautions", status_code=201)
def switch(caller: CallerDep, code: Code, body: Switch) -> dict[str, Any]:
    """Switch a soft caution off for a person, or on again."""
    return acts.switch(caller, code, body.caution, body.off, body.note)
