"""Rows of the people list into records."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from api.imports.finer import without_coarser
from api.imports.memory import Conflict
from api.imports.reading import RowReading
from api.imports.same_person import Known, check_area, find_known, known_people, namesakes, surviving
from api.imports.sealing import seal_known
from api.imports.store import StoreContext, Stored, changed_words, plan, settle
from api.imports.value_words import in_words, two_rows
from matcher.consents import ConsentAct, consent_values, give_consent
from matcher.tables import Consent, Person, Purpose

_OWN_CODE = "HS"
FROM_LIST = "danh sách"
"""What proves a consent that a list states."""
_ONE_FORM = (Purpose.matching, Purpose.learning)
"""One signed form gives two purposes (formats.md)."""


def _new_code(context: StoreContext) -> str:
    if "last_number" not in context.known:
        numbers = [int(code[2:]) for code in known_people(context) if code.startswith(_OWN_CODE) and code[2:].isdigit()]
        context.known["last_number"] = max(numbers, default=0)
    context.known["last_number"] += 1
    code = f"{_OWN_CODE}{context.known['last_number']:05d}"
    return code if code not in known_people(context) else _new_code(context)


def _name_index(context: StoreContext, reading: RowReading) -> str:
    born: date | None = reading.values.get("birth_date")
    return context.identities.name_index(reading.identity["full_name"], born.year if born else None)


def store_person(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one person, their identity and their signed consent."""
    doubts: list[str] = []
    index = _name_index(context, reading)
    check_area(context, reading.values.get("commune_code"))  # first: a search would tell who is there
    known = find_known(context, reading, index, doubts)
    if known is not None:
        check_area(context, surviving(context, known).commune_code)
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
    known_people(context)[code] = made
    namesakes(context).setdefault(index, []).append(made)
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
    before, said = _values(known.row), without_coarser(_values(known.row), _values(reading), reading)
    identity = without_coarser(known.row.identity, reading.identity, reading)
    context.memory.changes(known.code, before, said)
    context.memory.changes(f"{known.code}#", known.row.identity, identity)
    given_on = reading.values.get("consent_date")
    if given_on is not None and given_on != known.consent_date:
        raise Conflict([("consent_date", two_rows(known.code, known.consent_date, given_on))])
    return Stored("unchanged")


def _update(context: StoreContext, said_of: Known, reading: RowReading, doubts: list[str]) -> list[str]:
    """Bring a person on record to what a row says; a row that repeats the last list reads nothing from the database.

    A row about a record that was merged into another is written to that one, as far as it says something new.
    """
    known, key = surviving(context, said_of), said_of.code
    values, said = _values(reading), reading.identity
    if known is not said_of:
        doubts.append(f"Hồ sơ {key} đã được gộp vào {known.code}; dòng này được ghi vào {known.code}.")
        values, said = _news(context, said_of, values, said)
    identity: dict[str, Any] = {}
    if not context.memory.repeats(f"{key}#", said):
        now = _identity(context, known)
        said = without_coarser(now, _with_unread_before(said, now), reading)
        try:
            identity = context.memory.changes(f"{key}#", now, said)
        except Conflict as conflict:
            raise _with_open_values(context, known, key, values, conflict) from None
    changed: list[str] = []
    if not context.memory.repeats(key, values):
        person = context.session.get_one(Person, known.id)
        changed = settle(context, person, key, values, is_new=False)
    if identity:
        before = _identity(context, known)
        context.changes += [(name, in_words(before.get(name)), in_words(value)) for name, value in identity.items()]
        context.identities.keep(context.session.get_one(Person, known.id), {**before, **identity})
        context.known["identities"][known.id] = {**before, **identity}
    context.memory.remember(f"{key}#", said)
    changed += [*identity, *_consents(context, known, reading.values.get("consent_date"), doubts)]
    if changed:
        person = context.session.get_one(Person, known.id)
        person.revision += 1
        context.session.add(person)
        known_people(context)[known.code] = replace(known, commune_code=person.commune_code)
    return changed


def _with_open_values(
    context: StoreContext, known: Known, key: str, values: dict[str, Any], conflict: Conflict
) -> Conflict:
    """A conflict about who a person is, with what else of the row contradicts: one answer is given to all of it."""
    person = context.session.get_one(Person, known.id)
    try:
        plan(context, person, key, values)
    except Conflict as also:
        return Conflict([*conflict.contradictions, *also.contradictions])
    return conflict


def _with_unread_before(said: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """Keep the cells beside that this list has no column for: another list's are not this list's to drop."""
    return {**said, "unread": {**known.get("unread", {}), **said["unread"]}} if "unread" in said else said


def _news(
    context: StoreContext, merged: Known, values: dict[str, Any], identity: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a row says beyond its own record that was merged away; the kept record's name was chosen and stands."""
    person, known = context.session.get_one(Person, merged.id), _identity(context, merged)
    news = {name: value for name, value in values.items() if value != getattr(person, name)}
    if "commune_code" not in news:
        news.pop("place_words", None)
    names = {"full_name", "alias"}
    return news, {n: value for n, value in identity.items() if value != known.get(n) and n not in names}


def _identity(context: StoreContext, known: Known) -> dict[str, Any]:
    """What is on record of who a person is; everybody's is opened once, where the first row says something new."""
    if "identities" not in context.known:
        everyone = context.identities.everyone()
        context.known["identities"] = {i: identity.model_dump(mode="json") for i, identity in everyone.items()}
    return context.known["identities"].get(known.id, {})  # type: ignore[no-any-return]  # several kinds


def seal_with(context: StoreContext, person_id: int, kind: str, reading: RowReading) -> None:
    """Cut from a row of another list what tells who its person is, as far as that is on record."""
    seal_known(kind, reading, _identity(context, Known("", None, person_id)))


def keep_beside(context: StoreContext, person_id: int, record: str, unread: dict[str, str], was: str = "") -> bool:
    """Seal what a row of another list says beside its fields with the person; tells whether that is news.

    ``was`` is what the record was called before, where the row changed that.
    """
    mine = Known("", None, person_id)
    known = _identity(context, mine)
    beside: dict[str, dict[str, str]] = dict(known.get("unread_of", {}))
    now = beside.pop(was, {}) | beside.pop(record, {}) | unread
    beside |= {record: now} if now else {}
    if not known or beside == known["unread_of"]:
        return False
    known = {**known, "unread_of": beside}
    context.identities.keep(context.session.get_one(Person, person_id), known)
    context.known["identities"][person_id] = known
    return True


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
