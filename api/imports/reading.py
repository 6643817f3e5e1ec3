"""One row of a list, read: what it states, what is doubtful, and what keeps it from being imported."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from api.imports.cells import CellValue, PartialDate, Read, is_blank, read_code, read_date, read_text, to_text
from api.plausible_days import too_far
from api.text_fields import is_code
from employers.reference.occupation_linker import link_occupations
from employers.reference.place_names import provinces_of
from employers.reference.place_reader import PlaceReading, read_place
from employers.reference.places import Commune
from employers.reference.text import fold

T = TypeVar("T")
# Below this confidence an address is imported with a warning that names the other readings.
SURE_PLACE = 0.8
_MILLIONS, _THOUSANDS = frozenset({"trieu", "tr", "trd"}), frozenset({"nghin", "ngan", "1000d"})
_PER = {"ngay": "ngày", "gio": "giờ", "thang": "tháng"}
_LONGEST_BARE = 5  # digits: 12.500 (nghìn) is a wage, 800000 is plain đồng


@dataclass(frozen=True)
class ReadContext:
    """What reading a row needs to know beside the row: the day, the home province, and what curators taught."""

    today: date
    home_province: str
    taught: Mapping[str, str] = field(default_factory=dict)
    case_workers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is held: the column at fault (a field's key) and a Vietnamese sentence that says what to do.

    ``asks`` tells that it is a question: as long as nobody answers, the same row is held again.
    """

    key: str
    sentence: str
    asks: bool = False


@dataclass
class RowReading:
    """What one row says.

    Attributes
    ----------
    values : dict
        Only what the row states, under the names of the table's columns; an empty cell states nothing.
    identity : dict
        Of a person: name, ID number, phones, address; never stored in the open.
    coarse : dict of str to str
        Dates of which the row says less than the day: column → ``month`` or ``year``.
    perhaps : frozenset of str
        Communes that the words of the place may mean as well, where that is not sure.
    """

    values: dict[str, Any] = field(default_factory=dict)
    identity: dict[str, Any] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    coarse: dict[str, str] = field(default_factory=dict)
    perhaps: frozenset[str] = frozenset()


class RowReader:
    """Collects the readings of one row's cells; ``notes`` holds a field's words in its header's parentheses."""

    def __init__(
        self, cells: Mapping[str, CellValue], context: ReadContext, notes: Mapping[str, str] | None = None
    ) -> None:
        self.cells = cells
        self.context = context
        self.notes = notes or {}
        self.row = RowReading()

    def raw(self, key: str) -> CellValue:
        """The cell of a field, None where the list has no such column."""
        return self.cells.get(key)

    def text(self, key: str) -> str:
        """The cell of a field as one tidy line, empty where blank."""
        return "" if is_blank(self.raw(key)) else to_text(self.raw(key))

    def money(self, key: str) -> str:
        """The cell of a wage with the unit of its header: 8 under ``Mức lương (triệu đồng)`` is ``8 triệu``."""
        return with_header_unit(self.text(key), self.notes.get(key, ""))

    def note(self, key: str, read: Read[T]) -> T | None:
        """Take a reading's doubt or problem along, and give its value."""
        if read.doubt:
            self.row.doubts.append(read.doubt)
        if read.problem:
            self.problem(key, read.problem)
        return read.value

    def take(self, key: str, read: Read[T], name: str | None = None, change: Callable[[T], Any] | None = None) -> None:
        """Keep what a cell says under a column's name; what is blank or says "none" is not kept."""
        value = self.note(key, read)
        if value is not None:
            self.row.values[name or key] = change(value) if change else value

    def keep(self, name: str, value: object) -> None:
        """Keep a value unless there is none; an empty list is none, as an empty cell never clears."""
        if value is not None and value not in ((), [], ""):
            self.row.values[name] = value

    def doubt(self, sentence: str | None) -> None:
        """Take along what was read with doubt."""
        if sentence:
            self.row.doubts.append(sentence)

    def problem(self, key: str, sentence: str) -> None:
        """Say why the row must be held."""
        self.row.problems.append(Problem(key, sentence))

    def take_text(self, key: str, name: str | None = None) -> None:
        """Keep free text."""
        self.take(key, read_text(self.raw(key)), name)

    def take_code(self, key: str, name: str | None = None) -> None:
        """Keep a code of the office's own; one that cannot stand in an address holds the row."""
        code = self.note(key, read_code(self.raw(key)))
        if code is not None and is_code(code):
            self.row.values[name or key] = code
        elif code is not None:
            self.problem(
                key,
                "Mã chỉ gồm chữ không dấu, chữ số và gạch ngang, không quá 64 ký tự, và không phải số CCCD."
                " Anh/chị sửa lại mã.",
            )

    def date(self, key: str, id_year: int | None = None) -> PartialDate | None:
        """Read a date, and note where it is no more than a month or year; see :func:`api.imports.cells.read_date`."""
        read = self.note(key, read_date(self.raw(key), today=self.context.today, id_year=id_year))
        if read is not None and too_far(key, read.value, self.context.today):
            self.problem(key, f"Ngày {to_text(read.value)} quá xa hôm nay. Anh/chị xem lại năm.")
            return None
        if read is not None and read.precision != "day":
            self.row.coarse[key] = read.precision
        return read

    def take_date(self, key: str) -> None:
        """Keep a date, however precise."""
        read = self.date(key)
        if read is not None:
            self.row.values[key] = read.value

    def take_place(self, key: str) -> None:
        """Keep the new commune that words name, and the words; say so where they can be read otherwise."""
        words = self.text(key)
        if not words:
            return
        reading = read_place(words, self.context.home_province)
        self.row.values["place_words"] = words
        if reading.best is not None:
            self.row.values["commune_code"] = reading.best.code
        if reading.best is None or reading.confidence < SURE_PLACE:
            self.row.perhaps = frozenset(commune.code for commune in reading.alternatives)
        self.doubt(place_doubt(reading))

    def occupations(self, words: str) -> list[str]:
        """Unit groups that words name, the main one first."""
        return [r.code for r in link_occupations(words, self.context.taught)]


def with_header_unit(words: str, note: str) -> str:
    """Give a bare number the money unit that stands in its header's parentheses.

    Words with a unit of their own, and numbers so large that they are plain đồng already, stay as they are.
    """
    plain = re.sub(r"\D", "", max(re.findall(r"\d[\d.,]*", words), key=len, default=""))
    if not plain or any(letter.isalpha() for letter in words):
        return words
    said = set(fold(note).split())
    per = next((f"/{word}" for key, word in _PER.items() if key in said), "")
    if len(plain) <= _LONGEST_BARE and said & _MILLIONS:
        return f"{words} triệu{per}"
    if len(plain) <= _LONGEST_BARE and (said & _THOUSANDS or "1 000" in fold(note)):
        return f"{words} nghìn{per}"
    return f"{words} đồng{per}" if per else words


def place_name(commune: Commune) -> str:
    """A commune with its province, as people write it: ``Xã Hàm Kiệm, Lâm Đồng``."""
    return f"{commune.name}, {commune.province}"


_PLACE_WORDS = frozenset(
    fold("xã x. phường p. f. thị trấn tt huyện h. tx thành phố tp tỉnh t. đặc khu quận q. VN Việt Nam BT").split()
)


def names_only_places(reading: PlaceReading) -> bool:
    """Tell whether an address says no more than commune, district and province: no house, street, hamlet or person."""
    communes = [*reading.alternatives, *([reading.best] if reading.best else [])]
    named = [name for commune in communes for name in (commune.name, commune.province)]
    known = _PLACE_WORDS | {word for name in (*named, reading.old_name or "") for word in fold(name).split()}
    known |= {word for name in provinces_of(frozenset(c.code for c in communes)) for word in fold(name).split()}
    return all(word in known for word in fold(reading.words).split())


def place_doubt(reading: PlaceReading) -> str | None:
    """Say in Vietnamese how else an address can be read, or None where it is sure."""
    others = [
        f"{c.name} ({c.province})" for c in reading.alternatives if reading.best is None or c.code != reading.best.code
    ][:4]
    if reading.best is None:
        which = f" Có thể là: {', '.join(others)}." if others else ""
        return f"Chưa rõ xã/phường của “{reading.words}”.{which} Anh/chị ghi rõ xã/phường."
    if reading.confidence >= SURE_PLACE:
        return None
    best = f"{reading.best.name} ({reading.best.province})"
    if not others:
        return f"“{reading.words}” được hiểu là {best}, chưa chắc. Anh/chị xem lại."
    return f"“{reading.words}” được hiểu là {best}; cũng có thể là {', '.join(others)}."
