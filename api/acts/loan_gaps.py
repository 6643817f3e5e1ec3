"""Loan pages on a day without a scheme that can be used: what is missing, and what is on record all the same.

A program that asks is refused, since there is no answer (``no_scheme``, ``schemes_unreadable``). A person who opens a
page gets it: why there is no answer, whom to tell, and the loans that were given.
"""

from typing import Any, Final

from sqlmodel import Session, col, select

from api.acts.suggestion_pages import name_of
from api.service import Caller
from api.small_cells import HIDDEN
from employers.registry import get_employer, public_code
from employers.tables import Employer
from matcher.case_tables import Loan
from matcher.errors import NoSchemeInForce, SchemesUnreadable
from matcher.loans import counted_workers, has_people_at
from matcher.schemes import packaged_schemes, scheme_on
from matcher.tables import Person

SHOWN: Final = 100
"""The most loans that are listed; the page says how many there are."""


def loan_gap(kind: str, caller: Caller) -> dict[str, str | None] | None:
    """Why no scheme of a kind can be used today: ``why``, the day the last one ``ended``, what is ``wrong``; or None.

    Parameters
    ----------
    kind : {"person", "employer"}
    """
    caller.require("see_loans")
    try:
        scheme_on(packaged_schemes(), kind, caller.today)
    except NoSchemeInForce as none:
        return {"why": "no_scheme", "ended": none.ended.isoformat() if none.ended else None, "wrong": None}
    except SchemesUnreadable as damaged:
        return {"why": "unreadable", "ended": None, "wrong": str(damaged)}
    return None


def loans_on_record(caller: Caller) -> dict[str, Any]:
    """Loans given to the caller's people, the newest first, in place of the calendar."""
    caller.require("see_loans")
    with caller.sessions.write() as session:
        asked = select(Loan, Person).join(Person, col(Person.id) == col(Loan.person_id))
        rows = session.exec(asked.order_by(col(Loan.lent_on).desc(), Loan.id)).all()
        shown = rows[:SHOWN]
        caller.audit(session, "see_loan_calendar", "person", *dict.fromkeys(person.code for _, person in shown))
        given = [_given(loan) | {"person": p.code, "name": name_of(session, caller, p)} for loan, p in shown]
    return {"as_of": caller.today.isoformat(), "total": len(rows), "items": [], "given": given}


def counted_there(caller: Caller, code: str) -> tuple[Employer, int | None]:
    """An employer, and how many of all its workers count for its loan; None where none of the caller's people is.

    Not even ``0`` is told then: ``0`` here and a hidden count there would say at which named workplaces a person of the
    scheme works.

    Raises
    ------
    UnknownEmployer
        If there is no such employer.
    """
    with caller.sessions.read() as session:
        concerned = has_people_at(session, get_employer(session, code))
    with caller.service.ranker_sessions.read() as ranking:
        employer = get_employer(ranking, code)
        return employer, counted_workers(ranking, employer, caller.today) if concerned else None


def employer_on_record(caller: Caller, code: str) -> dict[str, Any]:
    """What is known of an employer's loan without a scheme: who is counted, how many workers, loans that were given.

    Raises
    ------
    UnknownEmployer
        If there is no such employer.
    """
    caller.require("see_loans")
    employer, counted = counted_there(caller, code)
    with caller.sessions.write() as session:
        caller.audit(session, "see_loan", "employer", public_code(employer))
        given = _given_to(session, employer.id or 0)
    told = HIDDEN if counted is None else counted
    return {"name": employer.name, "counted": told, "workers": employer.workforce, "given": given}


def _given_to(session: Session, employer_id: int) -> list[dict[str, Any]]:
    asked = select(Loan).where(Loan.employer_id == employer_id).order_by(col(Loan.lent_on).desc(), Loan.id)
    return [_given(loan) for loan in session.exec(asked).all()]


def _given(loan: Loan) -> dict[str, Any]:
    return {"lent_on": loan.lent_on.isoformat(), "amount_vnd": loan.amount_vnd, "lender": loan.lender}
