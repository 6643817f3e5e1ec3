"""People's words whose occupation was not understood: courses, wishes and work; read anew when a curator teaches."""

from typing import Any

from sqlmodel import Session, select

from employers.curation import Lesson, Relinked, load_many
from employers.reference.course_words import link_course
from employers.unknown_texts import Unknown, note_unknown
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
    for person in load_many(session, Person, sorted(touched)):
        person.revision += 1
        session.add(person)
    session.flush()
    return relinked


def _courses(session: Session, lesson: Lesson) -> list[Relinked]:
    columns = select(TrainingRecord.id, TrainingRecord.course, TrainingRecord.isco, TrainingRecord.schooling)
    read = {
        record_id: [r.code for r in readings]
        for record_id, course, isco, schooling in session.exec(columns).all()
        if schooling is None and (readings := lesson.relink(course, isco, link_course)) is not None
    }
    relinked = []
    for record in load_many(session, TrainingRecord, read):
        relinked.append(Relinked(record, {"isco": record.isco}))
        record.isco = read[record.id]
        session.add(record)
    return relinked


def _entries(session: Session, lesson: Lesson) -> list[Relinked]:
    new: dict[int | None, dict[str, Any]] = {}
    for person_id, *present in session.exec(select(Person.id, Person.wishes, Person.work_history)).all():
        for (column, _), entries in zip(_ENTRIES, present, strict=True):
            anew = [_read_anew(entry, lesson) for entry in entries]
            if anew != entries:
                new.setdefault(person_id, {})[column] = anew
    relinked = []
    for person in load_many(session, Person, new):
        columns = new[person.id]
        relinked.append(Relinked(person, {column: getattr(person, column) for column in columns}))
        for column, entries in columns.items():
            setattr(person, column, entries)
        session.add(person)
    return relinked


def _read_anew(entry: dict[str, Any], lesson: Lesson) -> dict[str, Any]:
    readings = lesson.relink(entry["words"], entry.get("isco", []))
    return entry if readings is None else {**entry, "isco": [r.code for r in readings]}
