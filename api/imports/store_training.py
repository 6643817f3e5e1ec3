"""Rows of the training list into records."""

from sqlmodel import select

from api.imports.memory import Held
from api.imports.reading import RowReading
from api.imports.store import StoreContext, Stored, changed_words, settle
from api.imports.store_people import check_area
from employers.reference.text import fold
from matcher.tables import Person, TrainingRecord


def _people(context: StoreContext) -> dict[str, Person]:
    if "trained" not in context.known:
        context.known["trained"] = {p.code: p for p in context.session.exec(select(Person)).all()}
    return context.known["trained"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _person_of_training(context: StoreContext, reading: RowReading) -> Person:
    code = reading.values.get("person_code")
    if code:
        person = _people(context).get(code)
        if person is None:
            raise Held("person_code", f"Chưa có hồ sơ mã {code}. Anh/chị nhập người này trước, hoặc sửa mã.")
    else:
        alike = context.identities.namesakes(reading.identity["full_name"], reading.identity["birth_year"])
        if len(alike) != 1:
            many = f"Có {len(alike)} hồ sơ" if alike else "Chưa có hồ sơ nào"
            raise Held("full_name", f"{many} có họ tên và năm sinh này. Anh/chị ghi mã hồ sơ.")
        person = alike[0]
    check_area(context, person.commune_code)
    return person


def store_training(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one course of one person; the same person, course and date is the same record."""
    person = _person_of_training(context, reading)
    assert person.id is not None
    values = {k: v for k, v in reading.values.items() if k != "person_code"}
    day = values.get("end_date") or values.get("start_date") or ""
    key = f"{person.code}|{fold(values['course'])}|{day}"
    record = _records(context).get(key)
    is_new = record is None
    if record is None:
        record = TrainingRecord(person_id=person.id, course=values["course"], recorded_on=context.read.today)
        _records(context)[key] = record
    changed = settle(context, record, key, values, is_new=is_new)
    if changed:
        person.revision += 1
        context.session.add(person)
    return changed_words(is_new, changed, [])


def _records(context: StoreContext) -> dict[str, TrainingRecord]:
    if "training" not in context.known:
        codes = {p.id: p.code for p in _people(context).values()}
        rows = context.session.exec(select(TrainingRecord)).all()
        context.known["training"] = {
            f"{codes[r.person_id]}|{fold(r.course)}|{r.end_date or r.start_date or ''}": r for r in rows
        }
    return context.known["training"]  # type: ignore[no-any-return]  # one dictionary holds several kinds
