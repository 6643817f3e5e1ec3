"""What was counselled and what was lent, as the lists that go in again."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from sqlmodel import Session, col, select

from api.exports.lists import Beside, day_words, listed_code, sealed_beside, with_beside
from api.identities import Identities
from api.keys import KeyStore
from api.notes import open_note
from employers.tables import Employer
from matcher.case_tables import CounsellingMark, Loan
from matcher.tables import Person

TOPIC_WORDS: Final = {"law": "pháp luật", "job_seeking": "kỹ năng tìm việc"}


OF_SESSION: Final = ("Nơi tư vấn", "Người tư vấn", "Kết quả")
"""Columns of the list that come out for whoever takes it out; the free words on what was talked over do not."""


def counselling_rows(session: Session, keys: KeyStore, *, may_read: bool) -> Iterator[dict[str, Any]]:
    """Who was counselled when, where, by whom and to what end; on what in own words only where they may be read."""
    beside = sealed_beside(session, keys, may_read=may_read, told=OF_SESSION)
    query = select(CounsellingMark, Person.code).join(Person, col(Person.id) == col(CounsellingMark.person_id))
    ordered = query.order_by(Person.code, col(CounsellingMark.on_date), CounsellingMark.topic)
    rows = session.exec(ordered).all()
    for (code, day), marks in groupby(rows, key=lambda row: (row[1], row[0].on_date)):
        topics = [mark for mark, _ in marks]
        told = {"Nội dung": "; ".join(TOPIC_WORDS[mark.topic] for mark in topics)}
        row = {"person_code": code, "counselled_on": day_words(day)}
        yield with_beside("counselling", row, {**told, **beside(topics[0].person_id, f"counselling|{day}")})


def loan_rows(session: Session, keys: KeyStore, beside: Beside) -> Iterator[dict[str, Any]]:
    """Every loan that the viewer sees, of people and of employers."""
    identities = Identities(session, keys)
    people: dict[int | None, str] = dict(session.exec(select(Person.id, Person.code)).all())
    employers = {e.id: e for e in session.exec(select(Employer)).all()}
    loans = session.exec(select(Loan).order_by(Loan.id)).all()
    for loan in sorted(loans, key=lambda n: (n.lent_on, people.get(n.person_id, ""), n.employer_id or 0)):
        employer = employers.get(loan.employer_id)
        row = {
            "person_code": people.get(loan.person_id),
            "tax_code": listed_code(employer) if employer else None,
            "employer_name": employer.name if employer else None,
            "lent_on": day_words(loan.lent_on),
            "amount_vnd": loan.amount_vnd,
            "months": loan.months,
            "purpose": loan.purpose or open_note(identities, loan.note_key_id, loan.note_sealed),
            "lender": loan.lender,
            "scheme": loan.scheme_words,
        }
        told = beside(loan.person_id, f"loans|{loan.lent_on}") if loan.person_id else {}
        yield with_beside("loans", row, told)
