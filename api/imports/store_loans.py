"""Rows of the list of loans into records: one loan a borrower and day; one taken back by hand stays so."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import select

from api.imports.held_rows import Answer
from api.imports.memory import HOW_TO_ANSWER, Held
from api.imports.reading import RowReading
from api.imports.same_person import person_of_row
from api.imports.store import StoreContext, Stored, changed_words, settle
from api.imports.store_market import employer_of
from api.imports.store_people import keep_beside, seal_with
from api.notes import open_note, seal_note
from api.wording import LOAN_DOUBTS, million
from employers.tables import Employer
from matcher.case_tables import Loan, LoanChange
from matcher.loans import LoanDoubt, loan_doubts, only_of_term
from matcher.schemes import packaged_schemes
from matcher.tables import Person

_BY_HAND = "Khoản vay ngày {day} đã được bỏ hoặc đổi ngày bằng tay."
_COLUMNS = {"too_much": "amount_vnd", "too_long": "months"}
_OF_BORROWER = frozenset({"person_code", "tax_code", "employer_name", "purpose"})


def store_loan(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one loan; the same borrower and day is the same loan.

    Raises
    ------
    SchemesUnreadable
        If the table of schemes cannot be used as written: no row can be judged, so the list is refused whole.
    """
    packaged_schemes()
    return (_of_person if reading.values["scheme"] == "person" else _of_employer)(context, reading)


def _of_person(context: StoreContext, reading: RowReading) -> Stored:
    doubts: list[str] = []
    person, said_of = person_of_row(context, reading, doubts)
    person_id, day = person.id or 0, reading.values["lent_on"]
    words, key = reading.values.get("purpose"), f"{said_of}|{day}"
    if _taken_back(context, person_id, day) and context.memory.answer is not Answer.accepted:
        told = _BY_HAND.format(day=f"{day:%d/%m/%Y}")
        if not context.memory.repeats(key, _said(reading)):
            raise Held("lent_on", f"{told} {HOW_TO_ANSWER}", asks=True)
        return Stored("unchanged", [*doubts, f"{told} Dòng này không đưa lại."])
    seal_with(context, person_id, "loans", reading)
    loan, is_new = _loan(context, {"person_id": person_id, "lent_on": day}, reading, person)
    changed = settle(context, loan, key, _said(reading), is_new=is_new)
    if words and open_note(context.identities, loan.note_key_id, loan.note_sealed) != words:
        loan.note_key_id, loan.note_sealed = seal_note(context.identities, person_id, words)
        changed.append("purpose")
    context.session.add(loan)
    if keep_beside(context, person_id, f"loans|{day}", reading.identity.get("unread", {})):
        changed.append("unread")
    return _counted(loan, changed, doubts, is_new=is_new)


def _of_employer(context: StoreContext, reading: RowReading) -> Stored:
    values = reading.values
    employer = employer_of(context, values.get("tax_code"), values.get("employer_name"), None)
    loan, is_new = _loan(context, {"employer_id": employer.id, "lent_on": values["lent_on"]}, reading)
    said = _said(reading) | ({"purpose": values["purpose"]} if "purpose" in values else {})
    changed = settle(context, loan, f"{employer.code}|{values['lent_on']}", said, is_new=is_new)
    changed += _beside(context, employer, reading.identity.get("unread", {}))
    return _counted(loan, changed, [], is_new=is_new)


def _said(reading: RowReading) -> dict[str, Any]:
    return {name: value for name, value in reading.values.items() if name not in _OF_BORROWER}


def _taken_back(context: StoreContext, person_id: int, day: date) -> bool:
    """Whether a person's loan of that day was undone or moved to another day by hand, and none stands there now."""
    if "loans_changed" not in context.known:
        rows = context.session.exec(select(LoanChange.person_id, LoanChange.before)).all()
        context.known["loans_changed"] = {(whose, before.get("lent_on")) for whose, before in rows}
    if (person_id, day.isoformat()) not in context.known["loans_changed"]:
        return False
    return (person_id, day) not in _loans(context, "lent_to")


def _loans(context: StoreContext, kind: str) -> dict[tuple[Any, ...], Loan]:
    """Loans on record by borrower and day, of people (``lent_to``) or employers; read once a list."""
    if kind not in context.known:
        column = Loan.person_id if kind == "lent_to" else Loan.employer_id
        rows = context.session.exec(select(column, Loan)).all()
        context.known[kind] = {(borrower, loan.lent_on): loan for borrower, loan in rows if borrower is not None}
    return context.known[kind]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _loan(
    context: StoreContext, of: dict[str, Any], reading: RowReading, person: Person | None = None
) -> tuple[Loan, bool]:
    """The loan on record, or a new one; an odd one that does not stand yet is a question first."""
    key = tuple(of.values())
    known = _loans(context, "lent_to" if "person_id" in of else "lent_to_employer")
    amount, before = reading.values["amount_vnd"], known.get(key)
    months = reading.values.get("months", before.months if before else None)
    if context.memory.answer is not Answer.accepted:
        doubts = loan_doubts(reading.values["scheme"], of["lent_on"], amount, months, person)
        if before is not None and before.amount_vnd == amount:
            doubts = only_of_term(doubts) if before.months != months else ()
        _ask(doubts)
    if key in known:
        return known[key], False
    by, at = context.by
    number = secrets.token_urlsafe(12)
    known[key] = Loan(id=number, scheme="", amount_vnd=0, recorded_by=by, recorded_at=at, **of)
    return known[key], True


def _ask(doubts: Sequence[LoanDoubt]) -> None:
    if doubts:
        told = " ".join(_doubt_words(doubt) for doubt in doubts)
        raise Held(_COLUMNS.get(doubts[0].code, "lent_on"), f"{told} {HOW_TO_ANSWER}", asks=True)


def _doubt_words(doubt: LoanDoubt) -> str:
    if doubt.code == "too_much" and doubt.scheme is not None:
        return f"Số tiền lớn hơn mức {million(doubt.scheme.most_vnd)} của {doubt.scheme.decision}."
    if doubt.code == "too_long" and doubt.scheme is not None:
        return f"Thời hạn dài hơn mức {doubt.scheme.most_months} tháng của {doubt.scheme.decision}."
    return LOAN_DOUBTS[doubt.code]


def _beside(context: StoreContext, employer: Employer, cells: dict[str, str]) -> list[str]:
    """Keep cells of no field with the employer, as its own list's are."""
    if not cells or employer.unread == {**employer.unread, **cells}:
        return []
    employer.unread = {**employer.unread, **cells}
    context.session.add(employer)
    return ["unread"]


def _counted(loan: Loan, changed: list[str], doubts: list[str], *, is_new: bool) -> Stored:
    if changed and not is_new:
        loan.revision += 1
    return changed_words(is_new, changed, doubts)
