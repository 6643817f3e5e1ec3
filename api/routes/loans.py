"""Loans: of a person, of an employer, and the doors that close."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from api.acts import loans as acts
from api.acts.person_loans import record_loan, see_loan, undo_loan
from api.case_bodies import CloseBody, LoanBody
from api.deps import CallerDep
from api.once import OnceRoute

router = APIRouter(tags=["loans"], route_class=OnceRoute)


@router.get("/people/{code}/loan")
def person_loan(caller: CallerDep, code: Annotated[str, Path(max_length=64)]) -> dict[str, Any]:
    """Say whether a person may borrow today, until when, how much, and which papers are missing."""
    return acts.person_loan(caller, code)


@router.post("/people/{code}/loans", status_code=201)
def add_loan(
    caller: CallerDep, code: Annotated[str, Path(max_length=64)], body: LoanBody, response: Response
) -> dict[str, Any]:
    """Record a loan that a person was given, under the rules of its list; an odd one is a 409 unless ``anyway``."""
    loan = record_loan(caller, code, body.cells(), anyway=body.anyway)
    response.headers["Location"] = f"/api/v1/people/{code}/loan"
    return see_loan(caller, code, loan)


@router.post("/loans/{loan_id}/take-back")
def take_back(caller: CallerDep, loan_id: Annotated[str, Path(max_length=64)], body: CloseBody) -> dict[str, Any]:
    """Take back a loan recorded by mistake: nothing counts it, its history and the reason stay."""
    return {"person": undo_loan(caller, loan_id, body.reason)}


@router.get("/employers/{tax_code}/loan")
def employer_loan(caller: CallerDep, tax_code: Annotated[str, Path(max_length=32)]) -> dict[str, Any]:
    """Say how far an employer is from its loan; for the case worker alone."""
    return acts.employer_loan(caller, tax_code)


@router.get("/loans/calendar")
def loan_calendar(caller: CallerDep) -> dict[str, Any]:
    """List whose last day for the loan lies within a year."""
    return acts.loan_calendar(caller)
