"""What an employer says by the code of a letter, without a sign-in: to look is one act, to answer another."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.acts import confirmations as acts
from api.case_bodies import ConfirmationBody
from api.deps import ServiceDep

router = APIRouter(prefix="/confirmations", tags=["confirmations"])
Code = Annotated[str, Path(max_length=64)]


@router.get("/{code}")
def show_confirmation(service: ServiceDep, code: Code) -> dict[str, Any]:
    """Show what is asked; nothing changes."""
    return acts.show_confirmation(service, code)


@router.post("/{code}")
def answer_confirmation(service: ServiceDep, code: Code, body: ConfirmationBody) -> dict[str, Any]:
    """Say whether the person still works; once."""
    return acts.answer_confirmation(service, code, body.answer)
