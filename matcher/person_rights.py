"""What a person may ask about their own data: that it is not used for now, that it is erased, and by when.

What an erasure leaves is an outcome for the ranking to learn from, under a random code: nothing in it leads to anybody.
"""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import delete, or_, update
from sqlmodel import Session, col, select

from employers.openings import touch_market
from matcher.case_tables import (
    CautionSwitch,
    Handover,
    Loan,
    LoanChange,
    NotesOpening,
    PersonAnswer,
    PersonPaper,
    PersonRequest,
    Reminder,
    SealedWords,
    TaskResult,
)
from matcher.decisions import By
from matcher.ranking_tables import Exposure, PublishedList, SuggestionList
from matcher.tables import (
    CheckIn,
    Consent,
    Decision,
    DuplicateVerdict,
    Person,
    PersonIdentity,
    PersonMerge,
    Placement,
    Referral,
    TrainingRecord,
)

DUE_DAYS: Final = {"access": 10, "correct": 10, "restrict": 15, "object": 15, "erase": 20}
"""Days to do what was asked (Decree 356/2025; the numbers are of the press and not yet confirmed, domain.md)."""
_GONE: Final = (
    *(Reminder, TaskResult, PersonAnswer, PersonPaper, Handover, NotesOpening, Exposure, CautionSwitch, SealedWords),
    LoanChange,
)
_FORGOTTEN: Final[dict[str, Any]] = {
    **dict.fromkeys(
        (
            *("birth_date", "birth_precision", "sex", "commune_code", "place_words", "ethnicity", "programme"),
            *("decision_date", "return_date", "case_worker", "case_worker_words", "licence_expires_on"),
            *("licence_issued_on", "vehicle", "wage_floor_vnd", "max_commute_km", "can_relocate"),
        )
    ),
    "treatment_window": [],
    "health_limits": [],
    "wishes": [],
    "unread": {},
}


def record_request(session: Session, person: Person, kind: str, asked_on: date, by: By) -> PersonRequest:
    """Write down what a person asked for, with its day."""
    assert person.id is not None
    made = PersonRequest(
        id=secrets.token_urlsafe(12),
        person_id=person.id,
        kind=kind,
        asked_on=asked_on,
        due_on=asked_on + timedelta(days=DUE_DAYS[kind]),
        recorded_by=by.account,
        recorded_at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def open_requests(session: Session) -> Sequence[tuple[PersonRequest, Person]]:
    """What waits to be done for the people in the session's sight, the next due first."""
    asked = select(PersonRequest, Person).join(Person, col(Person.id) == col(PersonRequest.person_id))
    return session.exec(
        asked.where(col(PersonRequest.done_on).is_(None)).order_by(col(PersonRequest.due_on), col(Person.code))
    ).all()


def settle_requests(session: Session, person: Person, kinds: Sequence[str], today: date) -> None:
    """Write down that what a person asked for is done."""
    waits = (PersonRequest.person_id == person.id, col(PersonRequest.done_on).is_(None))
    for asked in session.exec(select(PersonRequest).where(*waits, col(PersonRequest.kind).in_(kinds))).all():
        asked.done_on = today
        session.add(asked)


def restrict(session: Session, person: Person, since: date | None) -> None:
    """Keep a person's data and use them no more, or, with None, use them again."""
    person.restricted_on = since
    person.revision += 1
    session.add(person)
    touch_market(session)
    session.flush()


def records_of(session: Session, person: Person) -> list[Person]:
    """A record and every other one that was merged into it, however often."""
    found, new = [person], [person.id]
    while new:
        ids = session.exec(select(PersonMerge.dropped_id).where(col(PersonMerge.kept_id).in_(new))).all()
        known = {p.id for p in found}
        merged = session.exec(select(Person).where(col(Person.id).in_([i for i in ids if i not in known]))).all()
        found += merged
        new = [p.id for p in merged]
    return found


def erase_record(session: Session, person: Person, today: date) -> None:
    """Take out of a record everything that leads to somebody; its identity's key is deleted by who calls."""
    number = person.id or 0
    for name, value in _FORGOTTEN.items():
        setattr(person, name, value)
    person.code = f"XOA-{secrets.token_hex(6)}"
    person.work_history = [{**work, "words": ""} for work in person.work_history]
    person.erased_on, person.closed_on = today, person.closed_on or today
    person.revision += 1
    session.add(person)
    session.flush()
    for table in (*_GONE, PublishedList, SuggestionList, PersonIdentity):
        session.execute(delete(table).where(col(table.person_id) == number))
    _forget_words(session, number)
    session.execute(
        delete(DuplicateVerdict).where(
            col(DuplicateVerdict.kind) == "people",
            or_(col(DuplicateVerdict.first_id) == number, col(DuplicateVerdict.second_id) == number),
        )
    )
    settle_requests(session, person, tuple(DUE_DAYS), today)
    touch_market(session)
    session.flush()


def _forget_words(session: Session, number: int) -> None:
    """Empty what somebody wrote in words of their own; codes and days stay."""
    placements = select(Placement.id).where(Placement.person_id == number)
    for table, values in (
        (TrainingRecord, {"provider": None, "certificate_no": None, "unread": {}}),
        (Consent, {"proof": None}),
        (Decision, {"note": None}),
        (Referral, {"reason": None}),
        (Placement, {"leaving_reason": None}),
        (Loan, {"scheme_words": None, "lender": None, "note_key_id": None, "note_sealed": None}),
    ):
        session.execute(update(table).where(col(table.person_id) == number).values(**values))
    session.execute(update(CheckIn).where(col(CheckIn.placement_id).in_(placements)).values(note=None, reason=None))
    merges = or_(col(PersonMerge.kept_id) == number, col(PersonMerge.dropped_id) == number)
    session.execute(update(PersonMerge).where(merges).values(record=[]))
