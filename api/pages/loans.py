"""Loans for one's own business: one page a person, one an employer, and a calendar of doors that close."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.loans import employer_loan, keep_papers, loan_calendar, person_loan
from api.web.forms import Form
from api.web.visits import PostedDep, Visit, VisitDep

router = APIRouter(include_in_schema=False)
PersonCode = Annotated[str, Path(max_length=64)]


@router.get("/loans")
def calendar(visit: VisitDep) -> Response:
    """Show whose last day for the loan comes within a year."""
    return visit.page("loans/calendar.html", found=loan_calendar(visit.caller))


@router.get("/people/{person}/loan")
def of_person(visit: VisitDep, person: PersonCode) -> Response:
    """Show whether a person may borrow, how much, until when, and which papers are missing."""
    return _person_page(visit, person, None)


def _person_page(visit: Visit, person: str, form: Form | None) -> Response:
    loan = person_loan(visit.caller, person)
    papers = [r["paper"] for r in loan["rules"] if r["paper"]]
    at_hand = [p for p in papers if p not in loan["missing_papers"]]
    asked = form or visit.form({"papers": at_hand})
    return visit.page("loans/person.html", loan=loan, papers=papers, form=asked)


@router.post("/people/{person}/loan")
def keep(posted: PostedDep, person: PersonCode) -> Response:
    """Record which papers are at hand."""
    if posted.again:
        return _person_page(posted.visit, person, posted.form({}))

    def act() -> str:
        keep_papers(posted.visit.caller, person, posted.all("papers"))
        return f"/people/{person}/loan"

    return posted.once(act)


@router.get("/employers/{employer}/loan")
def of_employer(visit: VisitDep, employer: Annotated[str, Path(max_length=32)]) -> Response:
    """Show how far an employer is from its loan; the case worker alone may know."""
    return visit.page("loans/employer.html", loan=employer_loan(visit.caller, employer))
