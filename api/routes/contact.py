"""How to call somebody, and what they say to a suggestion."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.acts import contact as acts
from api.case_bodies import PersonAnswerBody
from api.deps import CallerDep, LanguageDep
from api.once import OnceRoute

router = APIRouter(prefix="/people", tags=["contact"], route_class=OnceRoute)
PersonCode = Annotated[str, Path(max_length=64)]


@router.get("/{code}/contact")
def safe_contact(caller: CallerDep, code: PersonCode, language: LanguageDep) -> dict[str, Any]:
    """Say who may answer, what may be said, and give a neutral message."""
    return acts.safe_contact(caller, code, language)


@router.get("/{code}/answers")
def list_answers(caller: CallerDep, code: PersonCode) -> dict[str, Any]:
    """List the person's last word on each opening."""
    items = acts.answers_of(caller, code)
    return {"total": len(items), "items": items}


@router.post("/{code}/answers", status_code=201)
def person_says(caller: CallerDep, code: PersonCode, body: PersonAnswerBody) -> dict[str, Any]:
    """Record what the person says to an opening."""
    return acts.person_says(caller, code, body.opening, (body.answer, body.reason), body.note)
