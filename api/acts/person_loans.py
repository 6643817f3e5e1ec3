"""Loans that a person was given: shown, recorded by hand under the rules of the list, corrected and taken back."""

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlmodel import Session

from api.identities import Identities
from api.imports.loans import read_loan
from api.imports.reading import RowReader, RowReading
from api.notes import open_note, put_away, seal_note, words_of
from api.service import Caller
from matcher.case_tables import Loan, LoanChange
from matcher.errors import LoanExists, LoanOdd, LoanUnreadable, SchemesUnreadable, UnknownLoan
from matcher.loans import (
    loan_and_borrower,
    loan_changes,
    loan_doubts,
    loans_given,
    lost_loan,
    note_loan_change,
    only_of_term,
    told_of,
)
from matcher.people import get_person
from matcher.tables import Person

CELLS: Final = ("lent_on", "amount_vnd", "months", "lender", "purpose")
"""What is told of a loan, in words, as the list of loans has it."""


def given_loans(session: Session, caller: Caller, person: Person) -> dict[str, Any]:
    """The loans on record of a person with what is odd about each, and what was done to them by hand."""
    identities = Identities(session, caller.service.keys)
    standing = loans_given(session, person)
    loans = [
        {
            "id": loan.id,
            "lent_on": loan.lent_on.isoformat(),
            "amount_vnd": loan.amount_vnd,
            "months": loan.months,
            "lender": loan.lender,
            "purpose": open_note(identities, loan.note_key_id, loan.note_sealed),
            "doubt": _doubt(loan, person),
        }
        for loan in standing
    ]
    done = loan_changes(session, person)
    why = words_of(identities, [c.reason for c in done])
    changes = [
        {
            "what": c.what,
            "before": c.before,
            "after": after,
            "reason": why.get(c.reason or ""),
            "on": c.on_date.isoformat(),
            "by": c.recorded_by,
        }
        for c, after in zip(done, _said_after(done, standing), strict=True)
    ]
    return {"given": loans, "changes": changes}


def _doubt(loan: Loan, person: Person) -> str | None:
    """What is odd about a loan; a table of schemes that cannot be used says nothing of loans that were given."""
    with suppress(SchemesUnreadable):
        doubts = loan_doubts("person", loan.lent_on, loan.amount_vnd, loan.months, person)
        return doubts[0].code if doubts else None
    return None


def _said_after(newest_first: Sequence[LoanChange], standing: Sequence[Loan]) -> list[dict[str, Any]]:
    """What each loan said once a change was done: as the next change found it, or as it stands; empty once undone."""
    now: dict[str, dict[str, Any]] = {loan.id: told_of(loan) for loan in standing}
    said = []
    for change in newest_first:
        said.append({} if change.what == "undone" else now.get(change.loan, {}))
        now[change.loan] = change.before
    return said


def see_loan(caller: Caller, code: str, loan_id: str) -> dict[str, Any]:
    """One loan of one of the caller's people.

    Raises
    ------
    UnknownPerson, UnknownLoan, LoanTakenBack
        If there is no such person among the caller's, no such loan of theirs, or it was taken back.
    """
    caller.require("record_loan")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        caller.audit(session, "see_loan", "person", code)
        found: list[dict[str, Any]] = given_loans(session, caller, person)["given"]
        for loan in found:
            if loan["id"] == loan_id:
                return loan
        raise lost_loan(session, loan_id, person)


def borrower(caller: Caller, code: str) -> str:
    """The code of one of the caller's people, of whom a loan is about to be recorded.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("record_loan")
    with caller.sessions.write() as session:
        caller.audit(session, "see_loan", "person", get_person(session, code).code)
        return code


def _read(caller: Caller, code: str, cells: Mapping[str, str]) -> RowReading:
    """Read a loan's words by the rules of the list of loans; a term that is no number is wrong here, not a doubt."""
    reading = read_loan(RowReader({**cells, "person_code": code}, caller.read_context()))
    wrong = {problem.key for problem in reading.problems}
    wrong |= {"months"} if cells.get("months") and "months" not in reading.values else set()
    if wrong:
        raise LoanUnreadable(tuple(key for key in CELLS if key in wrong))
    return reading


def record_loan(
    caller: Caller, code: str, cells: Mapping[str, str], loan_id: str | None = None, *, anyway: bool = False
) -> str:
    """Record a loan of a person, or correct the one named; how it stood before is kept. Gives its id.

    Parameters
    ----------
    cells : mapping
        Of :data:`CELLS`, as somebody typed them; the day as ``23/11/2026``.
    anyway : bool
        Whether the loan is to be recorded although it is odd, see :func:`matcher.loans.loan_doubts`.

    Raises
    ------
    UnknownPerson, UnknownLoan, LoanTakenBack
        If there is no such person among the caller's, no such loan of theirs, or it was taken back.
    LoanUnreadable
        If the day, amount or term is missing, no such thing, or in the future; ``keys`` names which.
    LoanOdd
        If day, amount or term are new, odd, and not to be recorded anyway; nothing is kept.
    LoanExists
        If another loan of that day is on record: the same borrower and day is the same loan.
    """
    caller.require("record_loan")
    reading = _read(caller, code, cells)
    with caller.sessions.write() as session:
        person = get_person(session, code)
        known = {loan.id: loan for loan in loans_given(session, person)}
        values = reading.values
        if any(loan.lent_on == values["lent_on"] and loan.id != loan_id for loan in known.values()):
            raise LoanExists
        if not anyway:
            _ask(person, known.get(loan_id or ""), values)
        if loan_id is not None and loan_id not in known:
            raise lost_loan(session, loan_id, person)
        loan = known[loan_id] if loan_id else _new_loan(caller, person, values)
        note_loan_change(session, loan, "changed" if loan_id else "recorded", caller.by, new=loan_id is None)
        _fill(loan, values)
        sealed = seal_note(Identities(session, caller.service.keys), person.id or 0, values.get("purpose"))
        loan.note_key_id, loan.note_sealed = sealed
        session.add(loan)
        caller.audit(session, "change_loan" if loan_id else "record_loan", "person", code)
        return loan.id


def _ask(person: Person, before: Loan | None, values: Mapping[str, Any]) -> None:
    """Raise where day, amount or term are odd; what stands already is not asked about again."""
    day, amount, months = values["lent_on"], values["amount_vnd"], values.get("months")
    stands = before is not None and (before.lent_on, before.amount_vnd) == (day, amount)
    if stands and before is not None and before.months == months:
        return
    doubts = loan_doubts("person", day, amount, months, person)
    doubts = only_of_term(doubts) if stands else doubts
    if doubts:
        raise LoanOdd(tuple(doubt.code for doubt in doubts))


def _new_loan(caller: Caller, person: Person, values: Mapping[str, Any]) -> Loan:
    return Loan(
        id=secrets.token_urlsafe(12),
        person_id=person.id,
        scheme="person",
        lent_on=values["lent_on"],
        amount_vnd=values["amount_vnd"],
        recorded_by=caller.by.account,
        recorded_at=caller.by.now,
        revision=0,
    )


def _fill(loan: Loan, values: Mapping[str, Any]) -> None:
    loan.lent_on, loan.amount_vnd = values["lent_on"], values["amount_vnd"]
    loan.months, loan.lender = values.get("months"), values.get("lender")
    loan.isco = values.get("isco") or []
    loan.revision += 1


def undo_loan(caller: Caller, loan_id: str, reason: str, code: str | None = None) -> str:
    """Take back a loan that was recorded by mistake; that it was, what it said and why it goes stays in its history.

    No report or figure counts it any more, and its list does not bring it back unasked. Gives the person's code.

    Raises
    ------
    UnknownLoan
        If none of the caller's people has such a loan, or not the one of ``code``.
    LoanTakenBack
        If it was taken back already.
    """
    caller.require("record_loan")
    with caller.sessions.write() as session:
        loan, person = loan_and_borrower(session, loan_id)
        if code not in (None, person.code):
            raise UnknownLoan(loan_id)
        why = put_away(Identities(session, caller.service.keys), person.id or 0, reason)
        note_loan_change(session, loan, "undone", caller.by, reason=why)
        session.delete(loan)
        caller.audit(session, "undo_loan", "person", person.code)
        return person.code
