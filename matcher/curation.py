"""People's words whose occupation was not understood: courses, wishes and work; read anew when a curator teaches."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, select

from employers.curation import Lesson, Relinked, Unknown, note_unknown
from matcher.tables import Person, TrainingRecord

# Columns of a person whose entries each are {"words", "isco", ...}, and what the queue calls such an entry.
_ENTRIES = (("wishes", "wish"), ("work_history", "work"))


def note_unknown_words(session: Session, unknown: Unknown) -> None:
    """Count courses, wishes and work of the people in view that were not understood; literacy names no occupation."""
    courses = select(Person.code, TrainingRecord.course, TrainingRecord.isco, TrainingRecord.schooling)
    of_people = courses.where(TrainingRecord.person_id == Person.id)
    for code, course, isco, schooling in session.exec(of_people.order_by(Person.code, TrainingRecord.course)).all():
        if not isco and schooling is None:
            note_unknown(unknown, course, "course", code)
    people = session.exec(select(Person.code, Person.wishes, Person.work_history).order_by(Person.code)).all()
    for code, *columns in people:
        for entries, (_, place) in zip(columns, _ENTRIES, strict=True):
            for entry in entries:
                if not entry.get("isco"):
                    note_unknown(unknown, entry["words"], place, code)


def relink_people(session: Session, lesson: Lesson) -> list[Relinked]:
    """Read anew every course, wish and past job that holds what was taught; each person touched gets a new revision."""
    relinked = [*_courses(session, lesson), *_entries(session, lesson)]
    touched = {r.row.person_id if isinstance(r.row, TrainingRecord) else getattr(r.row, "id", 0) for r in relinked}
    for person_id in sorted(touched):
        person = session.get_one(Person, person_id)
        person.revision += 1
        session.add(person)
    session.flush()
    return relinked


def _courses(session: Session, lesson: Lesson) -> Iterable[Relinked]:
    rows = session.exec(
        select(TrainingRecord.id, TrainingRecord.course, TrainingRecord.isco, TrainingRecord.schooling)
    ).all()
    for record_id, course, isco, schooling in rows:
        readings = None if schooling is not None else lesson.relink(course, isco)
        if readings is not None:
            record = session.get_one(TrainingRecord, record_id)
            yield Relinked(record, {"isco": record.isco})
            record.isco = [r.code for r in readings]
            session.add(record)


def _entries(session: Session, lesson: Lesson) -> Iterable[Relinked]:
    for person_id, wishes, work in session.exec(select(Person.id, Person.wishes, Person.work_history)).all():
        new = {
            column: entries
            for (column, _), present in zip(_ENTRIES, (wishes, work), strict=True)
            if (entries := [_read_anew(entry, lesson) for entry in present]) != present
        }
        if new:
            person = session.get_one(Person, person_id)
            yield Relinked(person, {column: getattr(person, column) for column in new})
            for column, entries in new.items():
                setattr(person, column, entries)
            session.add(person)


def _read_anew(entry: dict[str, Any], lesson: Lesson) -> dict[str, Any]:
    readings = lesson.relink(entry["words"], entry.get("isco", []))
    return entry if readings is None else {**entry, "isco": [r.code for r in readings]}
