"""What the report to the province stands on: people of the scheme with the days that count, read once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from employers.own_entry import is_own_work
from employers.reference.text import fold
from employers.tables import Employer, Opening
from matcher.case_tables import CounsellingMark, Loan
from matcher.merging import people_merged_into
from matcher.tables import Person, Placement, TrainingRecord

GENERAL_PROGRAMME: Final = "chung"
LITERACY: Final = "literacy"
"""Trade of a course of literacy or general schooling."""
UNKNOWN: Final = "unknown"
OWN_WORK: Final = "own"
NOT_FINISHED: Final = ("Bỏ học", "Không đạt")
"""Results of a course that do not count as trained (formats.md)."""
_MAJORITY: Final = "kinh"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that counts on a day.

    Attributes
    ----------
    trade : str
        An ISCO-08 unit group, ``literacy`` or ``unknown``.
    kind : str
        Kind of the employer, ``own`` or ``unknown``; empty where there is none.
    """

    day: date
    trade: str = UNKNOWN
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One person of the scheme as the report sees them.

    Attributes
    ----------
    minority : bool or None
        Of another people than the Kinh; None where it is not on record.
    counselled : date or None
        The first day on which they were counselled.
    trained, started, stable : tuple of Event
        Courses finished, jobs begun, and jobs that reached the stability period, by day.
    """

    id: int
    code: str
    commune: str
    woman: bool
    minority: bool | None
    returned: date | None
    counselled: date | None
    trained: tuple[Event, ...]
    started: tuple[Event, ...]
    stable: tuple[Event, ...]
    erased: bool


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """One loan that was given; ``borrower`` is a person's row id or an employer's code."""

    borrower: int | str
    day: date
    amount_vnd: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everybody of the scheme among those the session's viewer sees, and loans given."""

    people: tuple[PersonFacts, ...]
    loans: tuple[LoanFacts, ...]


def of_the_scheme(person: Person) -> bool:
    """Tell whether a person counts for the scheme; job seekers of the general programme do not."""
    return (person.programme or "") != GENERAL_PROGRAMME


def load_facts(session: Session, stable_after_days: int) -> Facts:
    """Read what the report counts; a record that was merged into another is nobody."""
    gone = people_merged_into(session)
    people = [p for p in session.exec(select(Person).order_by(Person.code)).all() if of_the_scheme(p)]
    counselled = _first_counselled(session)
    trained = _courses_finished(session)
    started, stable = _jobs(session, stable_after_days)
    facts = tuple(
        PersonFacts(
            id=p.id or 0,
            code=p.code,
            commune=p.commune_code or UNKNOWN,
            woman=p.sex == "nữ",
            minority=None if p.ethnicity is None else fold(p.ethnicity) != _MAJORITY,
            returned=p.return_date,
            counselled=counselled.get(p.id or 0),
            trained=tuple(trained[p.id or 0]),
            started=tuple(started[p.id or 0]),
            stable=tuple(stable[p.id or 0]),
            erased=p.erased_on is not None,
        )
        for p in people
        if p.id not in gone
    )
    return Facts(facts, _loans(session, {p.id for p in facts}))


def _first_counselled(session: Session) -> dict[int, date]:
    first: dict[int, date] = {}
    for mark in session.exec(select(CounsellingMark)).all():
        first[mark.person_id] = min(mark.on_date, first.get(mark.person_id, mark.on_date))
    return first


def finished_on(record: TrainingRecord) -> date | None:
    """The day from which a course counts as finished; None for one that was left, failed, or is not known to be over.

    A course without a last day counts from the day it was recorded, and only with a result or a certificate.
    """
    if record.result in NOT_FINISHED:
        return None
    if record.end_date is None:
        return record.recorded_on if record.result or record.certificate_no else None
    return record.end_date


def _courses_finished(session: Session) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for record in session.exec(select(TrainingRecord).order_by(col(TrainingRecord.id))).all():
        day = finished_on(record)
        if day is not None:
            trade = LITERACY if record.schooling is not None else next(iter(record.isco), UNKNOWN)
            found[record.person_id].append(Event(day, trade))
    return found


def _jobs(session: Session, stable_after_days: int) -> tuple[dict[int, list[Event]], dict[int, list[Event]]]:
    """Jobs begun, and those known to have lasted, each with the day on which it began or reached the period."""
    asked = (
        select(Placement, Opening, Employer)
        .join(Opening, col(Opening.id) == col(Placement.opening_id))
        .join(Employer, col(Employer.id) == col(Opening.employer_id))
        .order_by(Placement.id)
    )
    started: dict[int, list[Event]] = defaultdict(list)
    stable: dict[int, list[Event]] = defaultdict(list)
    for job, opening, employer in session.exec(asked).all():
        own = job.own_work or opening.contract == OWN_WORK or is_own_work(employer)
        trade, place = next(iter(opening.isco), UNKNOWN), OWN_WORK if own else employer.kind or UNKNOWN
        started[job.person_id].append(Event(job.started_on, trade, place))
        day = job.started_on + timedelta(days=stable_after_days)
        if (job.ended_on or job.confirmed_on or job.started_on) >= day:
            stable[job.person_id].append(Event(day, trade, place))
    return started, stable


def _loans(session: Session, people: set[int]) -> tuple[LoanFacts, ...]:
    codes = {e.id: e.code for e in session.exec(select(Employer)).all()}
    found = []
    for loan in session.exec(select(Loan).order_by(Loan.id)).all():
        if loan.person_id is None:
            found.append(LoanFacts(codes[loan.employer_id], loan.lent_on, loan.amount_vnd))
        elif loan.person_id in people:
            found.append(LoanFacts(loan.person_id, loan.lent_on, loan.amount_vnd))
    return tuple(found)
