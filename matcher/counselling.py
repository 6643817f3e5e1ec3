"""Who was counselled, on which day and topic; one of the scheme's targets counts it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from matcher.case_tables import CounsellingMark
from matcher.decisions import By
from matcher.errors import WrongDates
from matcher.people import too_young_on
from matcher.tables import Person

TOPICS: Final = ("law", "job_seeking")


def mark_session(session: Session, people: Sequence[Person], on: date, topic: str, by: By) -> int:
    """Mark everybody who took part in one session, and say how many marks are new; marking twice changes nothing.

    Raises
    ------
    WrongDates
        If the day has not come yet, or one of them was too young then.
    ValueError
        If the topic is none of :data:`TOPICS`.
    """
    if on > by.today:
        raise WrongDates("counselled_on", "today")
    if any(too_young_on(person, on) for person in people):
        raise WrongDates("age", "counselled_on")
    if topic not in TOPICS:
        raise ValueError(f"topic {topic!r} is none of {', '.join(TOPICS)}")
    asked = select(CounsellingMark.person_id).where(CounsellingMark.on_date == on, CounsellingMark.topic == topic)
    known = set(session.exec(asked).all())
    new = {person.id or 0 for person in people} - known
    for person_id in sorted(new):
        session.add(
            CounsellingMark(person_id=person_id, on_date=on, topic=topic, recorded_by=by.account, recorded_at=by.now)
        )
    session.flush()
    return len(new)


def marks_of(session: Session, person: Person) -> Sequence[CounsellingMark]:
    """What a person was counselled on, the newest first."""
    asked = select(CounsellingMark).where(CounsellingMark.person_id == person.id)
    return session.exec(asked.order_by(col(CounsellingMark.on_date).desc())).all()


def counselled_by(session: Session, day: date) -> set[int]:
    """Ids of everybody counselled on any topic up to a day."""
    asked = select(CounsellingMark.person_id).where(col(CounsellingMark.on_date) <= day)
    return set(session.exec(asked.distinct()).all())
