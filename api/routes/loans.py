"""Loans: of a person, of an employer, and the doors that close."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.acts import loans as acts
from api.deps import CallerDep

router = APIRouter(tags=["loans"])


@router.get("/people/{code}/loan")
def person_loan(caller: CallerDep, code: Annotated[str, Path(max_length=64)]) -> dict[str, Any]:
    """Say whether a person may borrow today, until when, how much, and which papers are missing."""
    return acts.person_loan(caller, code)


@router.get("/employers/{tax_code}/loan")
def employer_loan(caller: CallerDep, tax_code: Annotated[str, Path(max_length=32)]) -> dict[str, Any]:
    """Say how far an employer is from its loan; for the case worker alone."""
    return acts.employer_loan(caller, tax_code)


@router.get("/loans/calendar")
def loan_calendar(caller: CallerDep) -> dict[str, Any]:
    """List whose last day for the loan lies within a year."""
    return acts.loan_calendar(caller)
