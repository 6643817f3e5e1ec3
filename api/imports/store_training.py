"""Rows of the training list into records."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import select

from api.imports.finer import first_of
from api.imports.reading import RowReading
from api.imports.same_person import check_age, people_on_record, person_of_row
from api.imports.store import StoreContext, Stored, changed_words, settle
from api.imports.store_people import keep_beside, seal_with
from employers.reference.text import fold
from matcher.tables import TrainingRecord


def store_training(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one course of one person; the same person, course and date is the same record."""
    doubts: list[str] = []
    person, said_of = person_of_row(context, reading, doubts)
    assert person.id is not None
    check_age(person, reading, "end_date", "start_date")
    seal_with(context, person.id, "training", reading)
    values = {k: v for k, v in reading.values.items() if k != "person_code"}
    course = fold(values["course"])
    of_this_course = _records(context).setdefault(f"{person.code}|{course}", {})
    before = _day_on_record(of_this_course, values, reading)
    record = of_this_course.get(before)
    is_new = record is None
    if record is None:
        record = TrainingRecord(person_id=person.id, course=values["course"], recorded_on=context.read.today)
    changed = settle(context, record, f"{said_of}|{course}|{before}", values, is_new=is_new)
    day = _day_of(record)
    if day != before:  # known better now
        of_this_course.pop(before, None)
        context.memory.remember(f"{said_of}|{course}|{day}", values)
    of_this_course[day] = record
    beside = reading.identity.get("unread", {})
    if keep_beside(context, person.id, f"training|{course}|{day}", beside, was=f"training|{course}|{before}"):
        changed.append("unread")
    if changed:
        person.revision += 1
        context.session.add(person)
    return changed_words(is_new, changed, doubts)


def _day_of(record: TrainingRecord) -> str:
    return str(record.end_date or record.start_date or "")


def _day_on_record(records: Mapping[str, TrainingRecord], values: Mapping[str, Any], row: RowReading) -> str:
    """The day of the course that a row speaks of, as the record has it; of several that may be meant, its own.

    One list knows the day, another the month, the year or nothing: of the same person and trade that is one course.
    """
    name = "end_date" if "end_date" in values else "start_date"
    said: date | None = values.get(name)
    own = str(said or "")
    if own in records:
        return own
    fits = [day for day in records if _may_be(said, row.coarse.get(name), date.fromisoformat(day) if day else None)]
    return fits[0] if len(fits) == 1 else own


def _may_be(said: date | None, precision: str | None, known: date | None) -> bool:
    """Tell whether a date that a row states so far and one on record, whose precision nobody kept, can be one."""
    if said is None or known is None:
        return True
    if precision is not None:
        return first_of(known, precision) == said
    return known in (first_of(said, "month"), first_of(said, "year"))


def _records(context: StoreContext) -> dict[str, dict[str, TrainingRecord]]:
    """Courses on record by person and folded course, then by day; read once a list."""
    if "training" not in context.known:
        codes = {i: p.code for i, p in people_on_record(context).items()}
        found: dict[str, dict[str, TrainingRecord]] = {}
        for record in context.session.exec(select(TrainingRecord)).all():
            found.setdefault(f"{codes[record.person_id]}|{fold(record.course)}", {})[_day_of(record)] = record
        context.known["training"] = found
    return context.known["training"]  # type: ignore[no-any-return]  # one dictionary holds several kinds
