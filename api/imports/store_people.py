"""Rows of the people list into records."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from api.identities import erased_mark
from api.imports.memory import Held, in_words, two_rows
from api.imports.reading import RowReading
from api.imports.store import StoreContext, Stored, changed_words, settle
from matcher.case_tables import ErasedMark
from matcher.consents import ConsentAct, consent_values, give_consent
from matcher.merging import surviving_person
from matcher.tables import Consent, Person, PersonMerge, Purpose

_OWN_CODE = "HS"
FROM_LIST = "danh sách"
"""What proves a consent that a list states."""
_ONE_FORM = (Purpose.matching, Purpose.learning)
"""One signed form gives two purposes (formats.md)."""
_NOT_OURS = "Không nhập được dòng này vào địa bàn của anh/chị. Anh/chị xem lại mã hồ sơ và xã/phường."


@dataclass(frozen=True, slots=True)
class Known:
    """A person on record, or one whom an earlier row of this list makes; the record itself is read where it changes."""

    code: str
    commune_code: str | None
    id: int | None = None
    row: RowReading | None = None
    """The earlier row of this list; None for a person on record."""

    @property
    def consent_date(self) -> date | None:
        """The consent that the earlier row states."""
        return self.row.values.get("consent_date") if self.row else None


def _people(context: StoreContext) -> dict[str, Known]:
    if "people" not in context.known:
        rows = context.session.exec(select(Person.id, Person.code, Person.commune_code)).all()
        context.known["people"] = {code: Known(code, commune, person_id) for person_id, code, commune in rows}
    return context.known["people"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _new_code(context: StoreContext) -> str:
    if "last_number" not in context.known:
        numbers = [int(code[2:]) for code in _people(context) if code.startswith(_OWN_CODE) and code[2:].isdigit()]
        context.known["last_number"] = max(numbers, default=0)
    context.known["last_number"] += 1
    code = f"{_OWN_CODE}{context.known['last_number']:05d}"
    return code if code not in _people(context) else _new_code(context)


def check_area(context: StoreContext, *communes: str | None) -> None:
    """Hold a row that touches people outside the area of whoever brings the list in.

    Raises
    ------
    Held
        If one of the communes is another's.
    """
    if context.communes is not None and not set(communes) <= context.communes:
        raise Held("commune", _NOT_OURS)


def _namesakes(context: StoreContext) -> dict[str, list[Known]]:
    """People by the blind index of folded name and birth year; read once a list."""
    if "namesakes" not in context.known:
        people = {p.id: p for p in _people(context).values()}
        found: dict[str, list[Known]] = defaultdict(list)
        for person_id, index in context.identities.name_indexes():
            found[index].append(people[person_id])
        context.known["namesakes"] = found
    return context.known["namesakes"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _name_index(context: StoreContext, reading: RowReading) -> str:
    born: date | None = reading.values.get("birth_date")
    return context.identities.name_index(reading.identity["full_name"], born.year if born else None)


def _find(context: StoreContext, reading: RowReading, index: str, doubts: list[str]) -> Known | None:
    """The person a row speaks of: by code, or without one by folded name, birth year and commune."""
    code = reading.values.get("code")
    found = _people(context).get(code) if code else None
    if found is not None:
        return found
    if code and erased_mark(context.identities.keys, code) in _erased(context):
        raise Held("person_code", "Hồ sơ mang mã này đã được xóa theo yêu cầu của người đó; không nhập lại được.")
    commune = reading.values.get("commune_code")
    alike = [p for p in _namesakes(context).get(index, []) if p.commune_code == commune]
    if not alike:
        return None
    codes = ", ".join(p.code for p in alike[:3])
    if code:
        doubts.append(f"Có thể trùng người với hồ sơ {codes} (cùng tên, năm sinh, xã/phường). Hồ sơ mới vẫn được tạo.")
        return None
    if len(alike) > 1:
        raise Held("person_code", f"Có {len(alike)} hồ sơ giống dòng này: {codes}. Anh/chị ghi mã hồ sơ.")
    return alike[0]


def _erased(context: StoreContext) -> set[str]:
    """Marks of people who were erased: no list brings them back."""
    if "erased" not in context.known:
        context.known["erased"] = set(context.session.exec(select(ErasedMark.mark)).all())
    marks: set[str] = context.known["erased"]
    return marks


def _refuse_merged(context: StoreContext, known: Known) -> None:
    if "merged" not in context.known:
        gone = select(PersonMerge.dropped_id).where(col(PersonMerge.undone_at).is_(None))
        context.known["merged"] = set(context.session.exec(gone).all())
    if known.id in context.known["merged"]:
        kept = surviving_person(context.session, context.session.get_one(Person, known.id))
        raise Held("person_code", f"Hồ sơ {known.code} đã được gộp vào {kept.code}. Anh/chị dùng mã đó.")


def store_person(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one person, their identity and their signed consent."""
    doubts: list[str] = []
    index = _name_index(context, reading)
    known = _find(context, reading, index, doubts)
    if known is not None:
        _refuse_merged(context, known)
    check_area(context, reading.values.get("commune_code"), *([known.commune_code] if known else []))
    if known is None:
        _add(context, reading, index)
        return Stored("imported", doubts)
    if known.row is not None:
        return _said_again(context, known, reading)
    return changed_words(False, _update(context, known, reading, doubts), doubts)


def _values(reading: RowReading) -> dict[str, Any]:
    return {k: v for k, v in reading.values.items() if k not in ("consent_date", "code")}


def _add(context: StoreContext, reading: RowReading, index: str) -> None:
    """Note a new person; the people of a part of the list are written at once, see :func:`_write`."""
    code = reading.values.get("code") or _new_code(context)
    values = _values(reading)
    made = Known(code, values.get("commune_code"), row=reading)
    _people(context)[code] = made
    _namesakes(context).setdefault(index, []).append(made)
    context.memory.remember(code, values)
    context.memory.remember(f"{code}#", reading.identity)
    if not context.known.setdefault("made", []):
        context.later.append(lambda: _write(context))
    context.known["made"].append((made, reading, index))


def _write(context: StoreContext) -> None:
    """Write new people, their identities and their consents, each table in one go: twenty thousand rows are common."""
    made: list[tuple[Known, RowReading, str]] = context.known.pop("made")
    blank = Person(code="", registered_on=context.read.today).model_dump(exclude={"id"})
    rows = [{**blank, **_values(reading), "code": known.code} for known, reading, _ in made]
    context.session.execute(insert(Person), rows)
    ids = _ids(context, [known.code for known, _, _ in made])
    context.identities.keep_new(
        (person_id, index, reading.identity) for person_id, (_, reading, index) in zip(ids, made, strict=True)
    )
    consents = [
        consent_values(person_id, purpose, ConsentAct(known.consent_date, proof=FROM_LIST), context.by)
        for person_id, (known, _, _) in zip(ids, made, strict=True)
        if known.consent_date is not None
        for purpose in _ONE_FORM
    ]
    if consents:
        context.session.execute(insert(Consent), consents)


def _ids(context: StoreContext, codes: list[str]) -> list[int]:
    """Row ids of people just written, in the order asked; asking is faster than having the insert return them."""
    found: dict[str, int] = {}
    for start in range(0, len(codes), 500):
        part = select(Person.code, Person.id).where(col(Person.code).in_(codes[start : start + 500]))
        found.update((code, person_id or 0) for code, person_id in context.session.exec(part).all())
    return [found[code] for code in codes]


def _said_again(context: StoreContext, known: Known, reading: RowReading) -> Stored:
    """Take a second row about a person whom this list makes: it says the same, or it is held."""
    assert known.row is not None
    before, said = _values(known.row), _values(reading)
    if said.get("commune_code") is not None and said["commune_code"] == known.commune_code:
        said.pop("place_words", None)  # the same commune in other words
    context.memory.changes(known.code, before, said)
    context.memory.changes(f"{known.code}#", known.row.identity, reading.identity)
    given_on = reading.values.get("consent_date")
    if given_on is not None and given_on != known.consent_date:
        raise Held("consent_date", two_rows(known.code, known.consent_date, given_on))
    return Stored("unchanged")


def _update(context: StoreContext, known: Known, reading: RowReading, doubts: list[str]) -> list[str]:
    """Bring a person on record to what a row says; a row that repeats the last list reads nothing from the database."""
    values, identity = _values(reading), {}
    if not context.memory.repeats(f"{known.code}#", reading.identity):
        identity = context.memory.changes(f"{known.code}#", _identity(context, known), reading.identity)
    changed: list[str] = []
    if not context.memory.repeats(known.code, values):
        person = context.session.get_one(Person, known.id)
        changed = settle(context, person, known.code, values, is_new=False)
    if identity:
        before = _identity(context, known)
        context.changes += [(name, in_words(before.get(name)), in_words(value)) for name, value in identity.items()]
        context.identities.keep(context.session.get_one(Person, known.id), {**before, **identity})
        context.known["identities"][known.id] = {**before, **identity}
    context.memory.remember(f"{known.code}#", reading.identity)
    changed += [*identity, *_consents(context, known, reading.values.get("consent_date"), doubts)]
    if changed:
        person = context.session.get_one(Person, known.id)
        person.revision += 1
        context.session.add(person)
        _people(context)[known.code] = replace(known, commune_code=person.commune_code)
    return changed


def _identity(context: StoreContext, known: Known) -> dict[str, Any]:
    """What is on record of who a person is; everybody's is opened once, where the first row says something new."""
    if "identities" not in context.known:
        everyone = context.identities.everyone()
        context.known["identities"] = {i: identity.model_dump(mode="json") for i, identity in everyone.items()}
    return context.known["identities"].get(known.id, {})  # type: ignore[no-any-return]  # several kinds


def _last_acts(context: StoreContext) -> dict[tuple[int, str], tuple[bool, date]]:
    """The last consent act by person and purpose: given or withdrawn, and its day; read once a list."""
    if "consents" not in context.known:
        acts: Any = select(Consent.person_id, Consent.purpose, col(Consent.given), col(Consent.on_date))
        told = context.session.exec(acts.where(col(Consent.recipient_id).is_(None)).order_by(col(Consent.id))).all()
        context.known["consents"] = {(person, purpose): (given, on) for person, purpose, given, on in told}
    return context.known["consents"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _consents(context: StoreContext, known: Known, given_on: date | None, doubts: list[str]) -> list[str]:
    """Record the signed form; a list never revives a consent that was withdrawn."""
    if given_on is None:
        return []
    assert known.id is not None
    changed = []
    for purpose in _ONE_FORM:
        given, on = _last_acts(context).get((known.id, purpose), (True, None))
        if not given:
            doubts.append(f"Đồng ý đã được rút ngày {on:%d/%m/%Y}; danh sách không làm thay đổi điều đó.")
        elif on is None or on < given_on:
            person = context.session.get_one(Person, known.id)
            give_consent(context.session, person, purpose, ConsentAct(given_on, proof=FROM_LIST), context.by)
            _last_acts(context)[known.id, purpose] = True, given_on
            changed.append("consent_date")
    return changed


def assign_waiting(session: Session, account: str) -> int:
    """Assign people whose list named this account before it existed; gives how many."""
    waiting = session.exec(select(Person).where(col(Person.case_worker).is_(None))).all()
    found = [p for p in waiting if (p.case_worker_words or "").lower() == account]
    for person in found:
        person.case_worker = account
        person.revision += 1
        session.add(person)
    return len(found)
