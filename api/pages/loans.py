"""Loans for one's own business: one page a person, one an employer, and a calendar of doors that close."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.loan_gaps import employer_on_record, loan_gap, loans_on_record
from api.acts.loans import employer_loan, keep_papers, loan_calendar, person_loan
from api.web.forms import Form
from api.web.showing import day
from api.web.visits import PostedDep, Visit, VisitDep

router = APIRouter(include_in_schema=False)
PersonCode = Annotated[str, Path(max_length=64)]


@router.get("/loans")
def calendar(visit: VisitDep) -> Response:
    """Show whose last day for the loan comes within a year; without a scheme, the loans that were given."""
    gap = loan_gap("person", visit.caller)
    found = loans_on_record(visit.caller) if gap else loan_calendar(visit.caller)
    return visit.page("loans/calendar.html", found=found, gap=gap and _gap_words(visit, gap))


def _gap_words(visit: Visit, gap: dict[str, str | None]) -> str:
    """What is missing, and whom to tell."""
    why = gap["wrong"] or visit.say("loan.answer.no_scheme")
    ended = visit.say("loan.ended", day=day(date.fromisoformat(gap["ended"]))) if gap["ended"] else ""
    return " ".join(part for part in (why, ended, visit.say(f"loan.gap.{gap['why']}")) if part)


@router.get("/people/{person}/loan")
def of_person(visit: VisitDep, person: PersonCode) -> Response:
    """Show whether a person may borrow, how much, until when, and which papers are missing."""
    return _person_page(visit, person, None)


def _person_page(visit: Visit, person: str, form: Form | None) -> Response:
    loan = person_loan(visit.caller, person, on_page=True)
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
    if gap := loan_gap("employer", visit.caller):
        found = employer_on_record(visit.caller, employer)
        return visit.page("loans/employer_on_record.html", loan=found, gap=_gap_words(visit, gap))
    return visit.page("loans/employer.html", loan=employer_loan(visit.caller, employer))
