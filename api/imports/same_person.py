"""Which person on record a row speaks of; a record that was merged away leads to the one that was kept."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from api.identities import erased_mark
from api.imports.memory import Held
from api.imports.reading import RowReading
from api.imports.store import StoreContext
from matcher.case_tables import ErasedMark
from matcher.merging import people_merged_into
from matcher.people import YOUNGEST, too_young_on
from matcher.tables import Person

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


def known_people(context: StoreContext) -> dict[str, Known]:
    """Everyone by code, those whom this list makes too."""
    if "people" not in context.known:
        rows = context.session.exec(select(Person.id, Person.code, Person.commune_code)).all()
        context.known["people"] = {code: Known(code, commune, person_id) for person_id, code, commune in rows}
    return context.known["people"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def surviving(context: StoreContext, known: Known) -> Known:
    """The record that stands for a person now: itself, or the one it was merged into."""
    kept_id = known.id
    while (into := merged_people(context).get(kept_id or 0)) is not None:
        kept_id = into
    if kept_id == known.id:
        return known
    if "by_id" not in context.known:
        context.known["by_id"] = {p.id: p.code for p in known_people(context).values()}
    return known_people(context)[context.known["by_id"][kept_id]]


def merged_people(context: StoreContext) -> dict[int, int]:
    """Which record each merged person's became; read once a list."""
    if "merged" not in context.known:
        context.known["merged"] = people_merged_into(context.session)
    return context.known["merged"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def namesakes(context: StoreContext) -> dict[str, list[Known]]:
    """People by the blind index of folded name and birth year; read once a list.

    Merged records stand here under their own names as long as these are kept: offices go on writing them.
    """
    if "namesakes" not in context.known:
        people = {p.id: p for p in known_people(context).values()}
        found: dict[str, list[Known]] = defaultdict(list)
        for person_id, index in context.identities.name_indexes():
            found[index].append(people[person_id])
        for person_id, index in _merged_names(context):
            found[index].append(people[person_id])
        context.known["namesakes"] = found
    return context.known["namesakes"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def _merged_names(context: StoreContext) -> list[tuple[int, str]]:
    """Row id and name index of merged records; their own rows have no index, so that nobody else finds them."""
    identities = context.identities.of_many(merged_people(context))
    merged = context.session.exec(select(Person).where(col(Person.id).in_(list(identities)))).all()
    years = {person.id: person.birth_date.year if person.birth_date else None for person in merged}
    return [
        (person_id, context.identities.name_index(identity.full_name, years.get(person_id)))
        for person_id, identity in identities.items()
    ]


def find_known(context: StoreContext, reading: RowReading, index: str, doubts: list[str]) -> Known | None:
    """The person a row speaks of: by code, or without one by folded name, birth year and commune.

    Raises
    ------
    Held
        If several people fit, or the person of that code was erased.
    """
    code = reading.values.get("code")
    found = known_people(context).get(code) if code else None
    if found is not None:
        return found
    if code and erased_mark(context.identities.keys, code) in _erased(context):
        raise Held("person_code", "Hồ sơ mang mã này đã được xóa theo yêu cầu của người đó; không nhập lại được.")
    alike = [p for p in namesakes(context).get(index, []) if p.commune_code == reading.values.get("commune_code")]
    one_each = {surviving(context, p).code: p for p in alike}
    one_each |= {p.code: p for p in alike if p.code in one_each}
    if not one_each:
        return None
    codes = ", ".join(list(one_each)[:3])
    if code:
        doubts.append(f"Có thể trùng người với hồ sơ {codes} (cùng tên, năm sinh, xã/phường). Hồ sơ mới vẫn được tạo.")
        return None
    if len(one_each) > 1:
        raise Held("person_code", f"Có {len(one_each)} hồ sơ giống dòng này: {codes}. Anh/chị ghi mã hồ sơ.")
    return next(iter(one_each.values()))


def _erased(context: StoreContext) -> set[str]:
    """Marks of people who were erased: no list brings them back."""
    if "erased" not in context.known:
        context.known["erased"] = set(context.session.exec(select(ErasedMark.mark)).all())
    marks: set[str] = context.known["erased"]
    return marks


def check_area(context: StoreContext, *communes: str | None) -> None:
    """Hold a row that touches people outside the area of whoever brings the list in.

    Raises
    ------
    Held
        If one of the communes is another's.
    """
    if not _is_ours(context, *communes):
        raise Held("commune", _NOT_OURS)


def _is_ours(context: StoreContext, *communes: str | None) -> bool:
    return context.communes is None or set(communes) <= context.communes


def people_on_record(context: StoreContext) -> dict[int, Person]:
    """Everybody's row by its id; read once a list."""
    if "rows_of_people" not in context.known:
        context.known["rows_of_people"] = {p.id: p for p in context.session.exec(select(Person)).all()}
    return context.known["rows_of_people"]  # type: ignore[no-any-return]  # one dictionary holds several kinds


def check_age(person: Person, reading: RowReading, *names: str) -> None:
    """Hold a row that tells of a day on which the person was too young for it.

    Raises
    ------
    Held
        Under the first column at fault.
    """
    for name in names:
        day = reading.values.get(name)
        if day is not None and too_young_on(person, day):
            told = f"Vào ngày {day:%d/%m/%Y} người này chưa đủ {YOUNGEST} tuổi. Anh/chị xem lại ngày, hoặc ngày sinh."
            raise Held(name, told)


def person_of_row(context: StoreContext, reading: RowReading, doubts: list[str]) -> tuple[Person, str]:
    """The person whom a row of another list speaks of, and the code of the record it names, perhaps merged away.

    Another area's people are as absent: nobody learns from a list who is on record elsewhere.

    Raises
    ------
    Held
        If nobody or several fit.
    """
    code = reading.values.get("person_code")
    if code:
        named = known_people(context).get(code)
        said_of = named and _in_area(context, named)
        if said_of is None:
            raise Held("person_code", f"Chưa có hồ sơ mã {code}. Anh/chị nhập người này trước, hoặc sửa mã.")
    else:
        index = context.identities.name_index(reading.identity["full_name"], reading.identity["birth_year"])
        known = [p for p in namesakes(context).get(index, ()) if _in_area(context, p)]
        alike = {surviving(context, p).code: p for p in known}
        if len(alike) != 1:
            many = f"Có {len(alike)} hồ sơ" if alike else "Chưa có hồ sơ nào"
            raise Held("full_name", f"{many} có họ tên và năm sinh này. Anh/chị ghi mã hồ sơ.")
        (said_of,) = alike.values()
    kept = surviving(context, said_of)
    if kept is not said_of:
        doubts.append(f"Hồ sơ {said_of.code} đã được gộp vào {kept.code}; dòng này được ghi vào {kept.code}.")
    return people_on_record(context)[kept.id or 0], said_of.code


def _in_area(context: StoreContext, known: Known) -> Known | None:
    """Somebody on record, unless the record that stands for them is another area's."""
    return known if _is_ours(context, surviving(context, known).commune_code) else None
