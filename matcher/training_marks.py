"""Who finished which course, marked for a whole class at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from employers.reference.text import fold
from matcher.decisions import By
from matcher.errors import WrongDates
from matcher.people import too_young_on
from matcher.tables import Person, TrainingRecord


def mark_class(session: Session, people: Sequence[Person], course: Mapping[str, Any], by: By) -> int:
    """Put one course on record for everybody who finished it, and say how many records are new.

    The same person, course (folded) and last day is the same record, as in the list of training results (formats.md).

    Parameters
    ----------
    course : mapping
        ``course``, ``isco``, ``end_date``, and what else of a training record is known.

    Raises
    ------
    WrongDates
        If the last day has not come yet, or one of them was too young then.
    """
    if course["end_date"] > by.today:
        raise WrongDates("end_date", "today")
    if any(too_young_on(person, course["end_date"]) for person in people):
        raise WrongDates("age", "end_date")
    wanted = {person.id or 0: person for person in people}
    asked = select(TrainingRecord).where(
        col(TrainingRecord.person_id).in_(wanted), TrainingRecord.end_date == course["end_date"]
    )
    known = {r.person_id for r in session.exec(asked).all() if fold(r.course) == fold(course["course"])}
    new = [person for person_id, person in wanted.items() if person_id not in known]
    for person in new:
        session.add(TrainingRecord(person_id=person.id or 0, recorded_on=by.today, **course))
        person.revision += 1
        session.add(person)
    session.flush()
    return len(new)
