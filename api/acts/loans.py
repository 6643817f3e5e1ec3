"""Loans for one's own business: what a case worker sees of a person, of an employer, and of the doors that close."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlmodel import Session

from api.acts.loan_gaps import counted_there
from api.acts.person_loans import given_loans
from api.acts.suggestion_pages import name_of
from api.service import Caller
from api.small_cells import HIDDEN
from employers.registry import public_code
from matcher.errors import NoSchemeInForce, SchemesUnreadable
from matcher.livelihoods import LoanAnswer, check_employer, contract_share
from matcher.loans import closing_doors, loan_of, record_papers
from matcher.people import get_person
from matcher.schemes import Scheme, packaged_schemes, scheme_on
from matcher.tables import Person


def _scheme_view(scheme: Scheme, today: date) -> dict[str, Any]:
    rate = scheme.rate_on(today)
    return {
        "code": scheme.code,
        "version": scheme.version,
        "decision": scheme.decision,
        "valid_from": scheme.valid_from.isoformat(),
        "valid_to": scheme.valid_to.isoformat() if scheme.valid_to else None,
        "lender": scheme.lender,
        "most_vnd": scheme.most_vnd,
        "most_months": scheme.most_months,
        "yearly_rate": rate.yearly if rate else None,
        "rate_source": rate.source if rate else None,
        "confirmed": scheme.confirmed,
        "source": scheme.source,
    }


def _answer_view(found: LoanAnswer, today: date) -> dict[str, Any]:
    return {
        "as_of": today.isoformat(),
        "scheme": _scheme_view(found.scheme, today),
        "answer": found.answer,
        "last_day": found.last_day.isoformat() if found.last_day else None,
        "missing_papers": list(found.missing),
        "rules": [
            {
                "code": check.rule.code,
                "answer": check.answer,
                "number": check.rule.number,
                "paper": check.rule.paper,
                "source": check.rule.source,
            }
            for check in found.checks
        ],
    }


def person_loan(caller: Caller, code: str, *, on_page: bool = False) -> dict[str, Any]:
    """The loan of one of the caller's people: open today or not, until when, how much, what is missing.

    Where no scheme is in force the answer is ``no_scheme``, and ``ended`` says since when. On a page a table that
    cannot be used is the answer ``unreadable``, and ``wrong`` says what to mend: loans given before stay at hand.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    SchemesUnreadable
        If the table of schemes cannot be used as written, and no page asks.
    """
    caller.require("see_loans")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        caller.audit(session, "see_loan", "person", code)
        decided = person.decision_date
        return {
            "person": code,
            "name": name_of(session, caller, person),
            "decision_date": decided.isoformat() if decided else None,
            **given_loans(session, caller, person),
            **_loan_today(session, person, caller.today, on_page=on_page),
        }


def _loan_today(session: Session, person: Person, today: date, *, on_page: bool) -> dict[str, Any]:
    """The loan of the day; where no scheme is in force, that, so that loans given before stay at hand."""
    nothing: dict[str, Any] = {"as_of": today.isoformat(), "ended": None, "scheme": None, "last_day": None}
    nothing |= {"missing_papers": [], "rules": []}
    try:
        return {"ended": None, **_answer_view(loan_of(session, person, today), today)}
    except NoSchemeInForce as none:
        return nothing | {"answer": "no_scheme", "ended": none.ended.isoformat() if none.ended else None}
    except SchemesUnreadable as damaged:
        if not on_page:
            raise
        return nothing | {"answer": "unreadable", "wrong": str(damaged)}


def keep_papers(caller: Caller, code: str, at_hand: Collection[str]) -> dict[str, Any]:
    """Record which papers are at hand now, and give the loan as it stands then.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("record_papers")
    with caller.sessions.write() as session:
        changed = record_papers(session, get_person(session, code), at_hand, caller.by)
        caller.audit(session, "record_papers", "person", code, changed=changed)
    return person_loan(caller, code)


def employer_loan(caller: Caller, code: str) -> dict[str, Any]:
    """An employer's loan with its share of counted workers; for the case worker alone.

    Everybody of the area counts, not only the caller's people, so the number is told only to who has somebody there;
    to others it is ``*``, and what would be worked out from it is None.

    Raises
    ------
    UnknownEmployer
        If there is no such employer.
    ImpossibleShare
        If the employer's number of workers is not known, zero, or less than those counted.
    """
    caller.require("see_loans")
    today = caller.today
    scheme = scheme_on(packaged_schemes(), "employer", today)
    least = next(r.number for r in scheme.rules if r.code == "least_share")
    assert least is not None
    employer, counted = counted_there(caller, code)
    with caller.sessions.write() as session:
        caller.audit(session, "see_loan", "employer", public_code(employer))
    share = contract_share(counted or 0, employer.workforce or 0, least)
    told = counted is not None
    return {
        "employer": public_code(employer),
        "name": employer.name,
        "counted": share.counted if told else HIDDEN,
        "workers": share.workers,
        "share": round(share.share, 4) if told else None,
        "least_share": least,
        "more": share.more if told else None,
        "share_then": round(share.share_then, 4) if told else None,
        **_answer_view(check_employer(scheme, share if told else None), today),
    }


def loan_calendar(caller: Caller) -> dict[str, Any]:
    """Whose last day for the loan lies within a year, the nearest first; by code and name."""
    caller.require("see_loans")
    with caller.sessions.write() as session:
        doors = closing_doors(session, caller.today)
        people = {code: get_person(session, code) for _, code in doors}
        caller.audit(session, "see_loan_calendar", "person", *people)
        items = [
            {"person": code, "name": name_of(session, caller, people[code]), "last_day": day.isoformat()}
            for day, code in doors
        ]
    return {"as_of": caller.today.isoformat(), "total": len(items), "items": items}
