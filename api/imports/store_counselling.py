"""Rows of the counselling list into marks: once a person, day and topic, however often a list tells it."""

from sqlmodel import select

from api.imports.reading import RowReading
from api.imports.same_person import check_age, person_of_row
from api.imports.store import StoreContext, Stored, changed_words
from api.imports.store_people import keep_beside
from matcher.case_tables import CounsellingMark


def store_counselling(context: StoreContext, reading: RowReading) -> Stored:
    """Mark one person as counselled on a day on what the row names; what is marked already is unchanged."""
    doubts: list[str] = []
    person, said_of = person_of_row(context, reading, doubts)
    check_age(person, reading, "counselled_on")
    person_id, day, topics = person.id or 0, reading.values["counselled_on"], reading.values["topics"]
    new = [topic for topic in topics if (person_id, day, topic) not in _marks(context)]
    for topic in new:
        by, at = context.by
        mark = CounsellingMark(person_id=person_id, on_date=day, topic=topic, recorded_by=by, recorded_at=at)
        context.session.add(mark)
        _marks(context).add((person_id, day, topic))
    context.memory.remember(f"{said_of}|{day}", {"topics": topics})
    changed = keep_beside(context, person_id, f"counselling|{day}", reading.identity.get("unread", {}))
    return changed_words(bool(new), ["unread"] if changed else [], doubts)


def _marks(context: StoreContext) -> set[tuple[int, object, str]]:
    if "counselled" not in context.known:
        marks = context.session.exec(select(CounsellingMark)).all()
        context.known["counselled"] = {(mark.person_id, mark.on_date, mark.topic) for mark in marks}
    return context.known["counselled"]  # type: ignore[no-any-return]  # one dictionary holds several kinds
