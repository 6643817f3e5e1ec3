"""Rows of the training list into records."""

from sqlmodel import select

from api.imports.memory import Held
from api.imports.reading import RowReading
from api.imports.same_person import check_area, known_people, namesakes, surviving
from api.imports.store import StoreContext, Stored, changed_words, settle
from api.imports.store_people import keep_beside, seal_with
from employers.reference.text import fold
from matcher.tables import Person, TrainingRecord


def _people(context: StoreContext) -> dict[int, Person]:
    if "trained" not in context.known:
        context.known["trained"] = {p.id: p for p in context.session.exec(select(Person)).all()}
    return context.known["trained"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _person_of_training(context: StoreContext, reading: RowReading, doubts: list[str]) -> tuple[Person, str]:
    """The person of a row, and the code of the record that the list speaks of, which may have been merged away."""
    code = reading.values.get("person_code")
    if code:
        said_of = known_people(context).get(code)
        if said_of is None:
            raise Held("person_code", f"Chưa có hồ sơ mã {code}. Anh/chị nhập người này trước, hoặc sửa mã.")
    else:
        index = context.identities.name_index(reading.identity["full_name"], reading.identity["birth_year"])
        alike = {surviving(context, p).code: p for p in namesakes(context).get(index, ())}
        if len(alike) != 1:
            many = f"Có {len(alike)} hồ sơ" if alike else "Chưa có hồ sơ nào"
            raise Held("full_name", f"{many} có họ tên và năm sinh này. Anh/chị ghi mã hồ sơ.")
        (said_of,) = alike.values()
    kept = surviving(context, said_of)
    if kept is not said_of:
        doubts.append(f"Hồ sơ {said_of.code} đã được gộp vào {kept.code}; dòng này được ghi vào {kept.code}.")
    check_area(context, kept.commune_code)
    return _people(context)[kept.id or 0], said_of.code


def store_training(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one course of one person; the same person, course and date is the same record."""
    doubts: list[str] = []
    person, said_of = _person_of_training(context, reading, doubts)
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
        codes = {i: p.code for i, p in _people(context).items()}
        rows = context.session.exec(select(TrainingRecord)).all()
        context.known["training"] = {
            f"{codes[r.person_id]}|{fold(r.course)}|{r.end_date or r.start_date or ''}": r for r in rows
        }
    return context.known["training"]  # type: ignore[no-any-return]  # one dictionary holds several kinds
