"""A loan recorded by hand, corrected, or taken back."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.person_loans import CELLS, borrower, record_loan, see_loan, undo_loan
from api.text_fields import Words
from api.web.forms import Form, check_text, day_values, read_day
from api.web.showing import day
from api.web.visits import Posted, PostedDep, Visit, VisitDep
from matcher.errors import LoanExists, LoanOdd, LoanUnreadable, SchemesUnreadable

router = APIRouter(include_in_schema=False, prefix="/people/{person}/loans")
Code = Annotated[str, Path(max_length=64)]
LoanId = Annotated[str, Path(max_length=64)]


@router.get("/new")
def ask_new(visit: VisitDep, person: Code) -> Response:
    """Ask for a loan that was given."""
    return _page(visit, borrower(visit.caller, person), visit.form(), None)


def _page(visit: Visit, person: str, form: Form, loan: dict[str, Any] | None) -> Response:
    return visit.page("loans/form.html", person=person, form=form, loan=loan)


@router.post("/new")
def keep_new(posted: PostedDep, person: Code) -> Response:
    """Record a loan."""
    return _keep(posted, borrower(posted.visit.caller, person), None)


@router.get("/{loan}")
def ask_change(visit: VisitDep, person: Code, loan: LoanId) -> Response:
    """Show a loan to be corrected."""
    found = see_loan(visit.caller, person, loan)
    return _page(visit, person, visit.form(_told(found)), found)


def _told(loan: dict[str, Any]) -> dict[str, list[str]]:
    return {key: [str(loan[key] or "")] for key in CELLS} | day_values("lent_on", loan["lent_on"])


@router.post("/{loan}")
def keep_change(posted: PostedDep, person: Code, loan: LoanId) -> Response:
    """Record the correction."""
    return _keep(posted, person, see_loan(posted.visit.caller, person, loan))


@router.post("/{loan}/undo")
def undo(posted: PostedDep, person: Code, loan: LoanId) -> Response:
    """Take a loan back that was recorded by mistake."""
    visit = posted.visit
    reason, wrong = check_text(posted.text("reason"), visit.say, Words)
    if wrong or posted.again:
        found = see_loan(visit.caller, person, loan)
        typed = replace(posted.form({"reason": wrong} if wrong else {}), values=_told(found) | dict(posted.values))
        return _page(visit, person, typed, found)
    return posted.once(lambda: f"/people/{undo_loan(visit.caller, loan, reason, person)}/loan")


def _keep(posted: Posted, person: str, loan: dict[str, Any] | None) -> Response:
    visit, say = posted.visit, posted.visit.say
    lent_on, wrong_day = read_day(posted.values, "lent_on", visit.caller.today)
    cells = {key: posted.text(key).strip() for key in CELLS if key != "lent_on"}
    checked = {key: check_text(words, say)[1] for key, words in cells.items()}
    errors = {key: wrong for key, wrong in checked.items() if wrong}
    errors |= {"lent_on": say(wrong_day)} if wrong_day else {}
    if errors or posted.again:
        return _page(visit, person, posted.form(errors), loan)

    def act() -> str:
        told = cells | ({"lent_on": day(lent_on)} if lent_on else {})
        anyway = posted.text("anyway") == "yes"
        record_loan(visit.caller, person, told, loan["id"] if loan else None, anyway=anyway)
        return f"/people/{person}/loan"

    try:
        return posted.once(act)
    except LoanUnreadable as wrong:
        return _page(visit, person, posted.form({key: say(f"loan.wrong.{key}") for key in wrong.keys}), loan)
    except LoanOdd as odd:
        why = ". ".join(say(f"loan.doubt.{code}") for code in odd.doubts)
        return _page(visit, person, posted.form({"anyway": why}), loan)
    except LoanExists:
        return _page(visit, person, posted.form({"lent_on": say("loan.exists")}), loan)
    except SchemesUnreadable as damaged:
        return _page(visit, person, posted.form({"": f"{damaged} {say('loan.gap.unreadable')}"}), loan)
