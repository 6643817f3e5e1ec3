"""Rows of the people and training lists into records."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from api.imports.memory import Held
from api.imports.reading import RowReading
from api.imports.store import StoreContext, Stored, changed_words, settle
from employers.reference.text import fold
from matcher.consents import ConsentAct, consent_row, give_consent, last_act
from matcher.merging import surviving_person
from matcher.tables import Consent, Person, PersonMerge, Purpose, TrainingRecord

_OWN_CODE = "HS"
FROM_LIST = "danh sách"
"""What proves a consent that a list states."""
_NOT_OURS = "Không nhập được dòng này vào địa bàn của anh/chị. Anh/chị xem lại mã hồ sơ và xã/phường."


def _people(context: StoreContext) -> dict[str, Person]:
    if "people" not in context.known:
        context.known["people"] = {p.code: p for p in context.session.exec(select(Person)).all()}
    return context.known["people"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _new_code(people: dict[str, Person]) -> str:
    numbers = [int(code[2:]) for code in people if code.startswith(_OWN_CODE) and code[2:].isdigit()]
    return f"{_OWN_CODE}{max(numbers, default=0) + 1:05d}"


def _check_area(context: StoreContext, commune: str | None, person: Person | None) -> None:
    if context.communes is None:
        return
    touched = {commune} | ({person.commune_code} if person else set())
    if not touched <= context.communes:
        raise Held("commune", _NOT_OURS)


def _namesakes(context: StoreContext) -> dict[str, list[Person]]:
    """People by the blind index of folded name and birth year; read once a list."""
    if "namesakes" not in context.known:
        people = {p.id: p for p in _people(context).values()}
        found: dict[str, list[Person]] = defaultdict(list)
        for person_id, index in context.identities.name_indexes():
            found[index].append(people[person_id])
        context.known["namesakes"] = found
    return context.known["namesakes"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _name_index(context: StoreContext, reading: RowReading) -> str:
    born: date | None = reading.values.get("birth_date")
    return context.identities.name_index(reading.identity["full_name"], born.year if born else None)


def _same_person(context: StoreContext, reading: RowReading) -> list[Person]:
    alike = _namesakes(context).get(_name_index(context, reading), [])
    return [p for p in alike if p.commune_code == reading.values.get("commune_code")]


def _find(context: StoreContext, reading: RowReading, doubts: list[str]) -> Person | None:
    """The person a row speaks of: by code, or without one by folded name, birth year and commune."""
    code = reading.values.get("code")
    found = _people(context).get(code) if code else None
    if found is not None:
        return found
    alike = _same_person(context, reading)
    if not alike:
        return None
    codes = ", ".join(p.code for p in alike[:3])
    if code:
        doubts.append(f"Có thể trùng người với hồ sơ {codes} (cùng tên, năm sinh, xã/phường). Hồ sơ mới vẫn được tạo.")
        return None
    if len(alike) > 1:
        raise Held("person_code", f"Có {len(alike)} hồ sơ giống dòng này: {codes}. Anh/chị ghi mã hồ sơ.")
    return alike[0]


def _refuse_merged(context: StoreContext, person: Person) -> None:
    if "merged" not in context.known:
        gone = select(PersonMerge.dropped_id).where(col(PersonMerge.undone_at).is_(None))
        context.known["merged"] = set(context.session.exec(gone).all())
    if person.id in context.known["merged"]:
        kept = surviving_person(context.session, person)
        raise Held("person_code", f"Hồ sơ {person.code} đã được gộp vào {kept.code}. Anh/chị dùng mã đó.")


def store_person(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one person, their identity and their signed consent."""
    doubts: list[str] = []
    person = _find(context, reading, doubts)
    if person is not None:
        _refuse_merged(context, person)
    _check_area(context, reading.values.get("commune_code"), person)
    values = {k: v for k, v in reading.values.items() if k not in ("consent_date", "code")}
    if person is None:
        _add(context, reading, values)
        return Stored("imported", doubts)
    identity = _identity_changes(context, person, reading.identity)
    changed = settle(context, person, person.code, values, is_new=False)
    before = _identity(context, person) if identity else {}
    context.changes += [(name, before.get(name), value) for name, value in identity.items()]
    if identity:
        context.identities.keep(person, {**_identity(context, person), **identity})
    context.memory.remember(f"{person.code}#", reading.identity)
    changed += [*identity, *_consents(context, person, reading.values.get("consent_date"), doubts)]
    if changed:
        person.revision += 1
        context.session.add(person)
    return changed_words(False, changed, doubts)


def _add(context: StoreContext, reading: RowReading, values: dict[str, Any]) -> None:
    """Make a person; what needs their row id waits until all rows of the list are written at once."""
    people = _people(context)
    code = reading.values.get("code") or _new_code(people)
    person = Person(code=code, registered_on=context.read.today, **values)
    people[code] = person
    _namesakes(context).setdefault(_name_index(context, reading), []).append(person)
    context.session.add(person)
    context.memory.remember(code, values)
    context.memory.remember(f"{code}#", reading.identity)
    context.known.setdefault("new_identities", {})[code] = reading.identity
    given_on: date | None = reading.values.get("consent_date")

    def with_id() -> None:
        context.identities.keep_new(person, reading.identity)
        if given_on is None:
            return
        for purpose in (Purpose.matching, Purpose.learning):
            act = ConsentAct(given_on, proof=FROM_LIST)
            context.session.add(consent_row(person, purpose, act, context.by))

    context.later.append(with_id)


def _identity(context: StoreContext, person: Person) -> dict[str, Any]:
    made = context.known.get("new_identities", {}).get(person.code)
    if made is not None:
        return dict(made)
    if "identities" not in context.known:
        context.known["identities"] = context.identities.everyone()
    known = context.known["identities"].get(person.id)
    return known.model_dump(mode="json") if known else {}


def _identity_changes(context: StoreContext, person: Person, said: dict[str, Any]) -> dict[str, Any]:
    return context.memory.changes(f"{person.code}#", _identity(context, person), said)


def _acts(context: StoreContext) -> dict[int, list[Consent]]:
    """Every consent on record by person, in the order recorded; read once a list."""
    if "consents" not in context.known:
        found: dict[int, list[Consent]] = defaultdict(list)
        for act in context.session.exec(select(Consent).order_by(col(Consent.id))).all():
            found[act.person_id].append(act)
        context.known["consents"] = found
    return context.known["consents"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _consents(context: StoreContext, person: Person, given_on: date | None, doubts: list[str]) -> list[str]:
    """One signed form gives two purposes (formats.md); a list never revives a consent that was withdrawn."""
    if given_on is None:
        return []
    assert person.id is not None
    acts = _acts(context).get(person.id, [])
    changed = []
    for purpose in (Purpose.matching, Purpose.learning):
        last = last_act(acts, purpose)
        if last is not None and not last.given:
            doubts.append(f"Đồng ý đã được rút ngày {last.on_date:%d/%m/%Y}; danh sách không làm thay đổi điều đó.")
        elif last is None or last.on_date < given_on:
            give_consent(context.session, person, purpose, ConsentAct(given_on, proof=FROM_LIST), context.by)
            changed.append("consent_date")
    return changed


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
    _check_area(context, person.commune_code, person)
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


def assign_waiting(session: Session, account: str) -> int:
    """Assign people whose list named this account before it existed; gives how many."""
    waiting = session.exec(select(Person).where(col(Person.case_worker).is_(None))).all()
    found = [p for p in waiting if (p.case_worker_words or "").lower() == account]
    for person in found:
        person.case_worker = account
        person.revision += 1
        session.add(person)
    return len(found)
