"""Rows of the training list into records."""

from sqlmodel import select

from api.imports.reading import RowReading
from api.imports.same_person import people_on_record, person_of_row
from api.imports.store import StoreContext, Stored, changed_words, settle
from api.imports.store_people import keep_beside, seal_with
from employers.reference.text import fold
from matcher.tables import TrainingRecord


def store_training(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one course of one person; the same person, course and date is the same record."""
    doubts: list[str] = []
    person, said_of = person_of_row(context, reading, doubts)
    assert person.id is not None
    seal_with(context, person.id, "training", reading)
    values = {k: v for k, v in reading.values.items() if k != "person_code"}
    day = values.get("end_date") or values.get("start_date") or ""
    course = f"{fold(values['course'])}|{day}"
    key = f"{person.code}|{course}"
    record = _records(context).get(key)
    is_new = record is None
    if record is None:
        record = TrainingRecord(person_id=person.id, course=values["course"], recorded_on=context.read.today)
        _records(context)[key] = record
    changed = settle(context, record, f"{said_of}|{course}", values, is_new=is_new)
    if keep_beside(context, person.id, f"training|{course}", reading.identity.get("unread", {})):
        changed.append("unread")
    if changed:
        person.revision += 1
        context.session.add(person)
    return changed_words(is_new, changed, doubts)


def _records(context: StoreContext) -> dict[str, TrainingRecord]:
    if "training" not in context.known:
        codes = {i: p.code for i, p in people_on_record(context).items()}
        rows = context.session.exec(select(TrainingRecord)).all()
        context.known["training"] = {
            f"{codes[r.person_id]}|{fold(r.course)}|{r.end_date or r.start_date or ''}": r for r in rows
        }
    return context.known["training"]  # type: ignore[no-any-return]  # one dictionary holds several kinds
