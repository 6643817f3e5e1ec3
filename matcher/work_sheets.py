"""A sheet about a person's work: in which trade and kind of workplace, how long, and how often that was confirmed.

Durations only: no start, no end, no gap, no employer's name and no reason for leaving. A sheet counts what was known
by its day, so that whoever looks its code up later reads what stands on the paper.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from employers.tables import Employer, Opening
from matcher.case_tables import WorkSheet
from matcher.confirmations import EMPLOYER, code_digest
from matcher.consents import consent_acts, last_act, stands
from matcher.decisions import By
from matcher.errors import ConsentMissing, UnknownConfirmation
from matcher.letters import letter_code
from matcher.tables import CheckIn, Consent, Person, Placement, Purpose

FIELDS: Final = ("jobs", "confirmations", "full_name")
"""What may stand on it, each only where the person's consent lists it."""
LEAST_DAYS: Final = 30
"""Jobs that lasted less say nothing of how somebody works. Expert judgement."""
MONTH_DAYS: Final = 30.44
GOOD_FOR: Final = timedelta(days=365)
"""How long a sheet's code is answered. Expert judgement."""


@dataclass(frozen=True, slots=True)
class SheetJob:
    """One job, as it was known on the sheet's day.

    Attributes
    ----------
    isco : str or None
        Unit group of the trade.
    kind : str or None
        Kind of employer; None where it is not known.
    own_work : bool
        Whether it was work on one's own: then there is no employer.
    months : int
        Whole months that it is known to have lasted, at least 1 for a job of 30 days.
    confirmed, by_employer : int
        How often it was confirmed, and how often of that by the employer with a printed code.
    """

    isco: str | None
    kind: str | None
    own_work: bool
    months: int
    running: bool
    confirmed: int
    by_employer: int


def sheet_consent(session: Session, person: Person, today: date) -> Consent:
    """The consent under a person's sheet.

    Raises
    ------
    ConsentMissing
        If there is none that stands, or the person's data are not to be used.
    """
    act = last_act(consent_acts(session, person.id or 0), Purpose.work_sheet)
    if act is None or not stands(act, today) or person.restricted_on is not None or person.erased_on is not None:
        raise ConsentMissing(Purpose.work_sheet)
    return act


def jobs_known_by(session: Session, person: Person, day: date) -> list[SheetJob]:
    """A person's jobs of 30 days and more as known by a day, the longest first."""
    rows = session.exec(
        select(Placement, Opening, Employer)
        .join(Opening, col(Opening.id) == col(Placement.opening_id))
        .join(Employer, col(Employer.id) == col(Opening.employer_id))
        .where(Placement.person_id == person.id, col(Placement.started_on) <= day)
    ).all()
    ids = [placement.id for placement, _, _ in rows]
    made = session.exec(select(CheckIn).where(col(CheckIn.placement_id).in_(ids), col(CheckIn.on_date) <= day)).all()
    kept = {i: [c for c in made if c.placement_id == i and c.outcome == "still_there"] for i in ids}
    jobs = [_job(placement, opening, employer, kept[placement.id], day) for placement, opening, employer in rows]
    known = [job for job in jobs if job is not None]
    return sorted(known, key=lambda job: (-job.months, job.isco or "", job.kind or ""))


def _job(
    placement: Placement, opening: Opening, employer: Employer, kept: Iterable[CheckIn], day: date
) -> SheetJob | None:
    confirmed = [check.on_date for check in kept]
    ended = placement.ended_on if placement.ended_on and placement.ended_on <= day else None
    told = placement.confirmed_on if placement.confirmed_on and placement.confirmed_on <= day else None
    last = ended or max([placement.started_on, *confirmed, *((told,) if told else ())])
    days = (last - placement.started_on).days
    if days < LEAST_DAYS:
        return None
    return SheetJob(
        isco=opening.isco[0] if opening.isco else None,
        kind=None if placement.own_work else employer.kind,
        own_work=placement.own_work,
        months=max(1, int(days / MONTH_DAYS)),
        running=ended is None,
        confirmed=len(confirmed),
        by_employer=sum(check.recorded_by == EMPLOYER for check in kept),
    )


def number_sheet(session: Session, person: Person, key: bytes, by: By) -> tuple[WorkSheet, str]:
    """The person's sheet of the day with its code; the first time that day it is given the year's next number.

    The session must see everybody's sheets and hold the writers' gate, so that no number is given twice or left out.
    """
    asked = select(WorkSheet).where(WorkSheet.person_id == person.id, WorkSheet.issued_on == by.today)
    sheet = session.exec(asked).first()
    if sheet is None:
        last = session.exec(select(func.max(WorkSheet.number)).where(WorkSheet.year == by.today.year)).one()
        number = secrets.token_urlsafe(12)
        sheet = WorkSheet(
            id=number,
            person_id=person.id or 0,
            year=by.today.year,
            number=(last or 0) + 1,
            issued_on=by.today,
            issued_by=by.account,
            code_sha256=code_digest(_code(key, number)),
        )
        session.add(sheet)
        session.flush()
    return sheet, _code(key, sheet.id)


def _code(key: bytes, sheet_id: str) -> str:
    return letter_code(key, f"work sheet {sheet_id}")


def written_sheet_number(sheet: WorkSheet) -> str:
    """As it stands on the sheet: ``12/PLV-2026``."""
    return f"{sheet.number}/PLV-{sheet.year}"


def find_sheet(session: Session, code: str, today: date) -> tuple[WorkSheet, Person, Consent]:
    """The sheet that a code belongs to.

    Raises
    ------
    UnknownConfirmation
        If the code is unknown or out of date, or the person took the consent back; the three look the same.
    """
    sheet = session.exec(select(WorkSheet).where(WorkSheet.code_sha256 == code_digest(code))).first()
    person = session.get(Person, sheet.person_id) if sheet else None
    if sheet is None or person is None or today > sheet.issued_on + GOOD_FOR:
        raise UnknownConfirmation
    try:
        return sheet, person, sheet_consent(session, person, today)
    except ConsentMissing:
        raise UnknownConfirmation from None
