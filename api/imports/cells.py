"""One value of a hand-typed list: the front door of all readers, and the plain ones (yes/no, closed lists, hours).

Each reader answers with a `Read`: a value, a doubt that names both readings, or a problem that says what to do. None
raises, and none loses a cell silently. Wage, shifts, schooling, licences and tax codes are read in
``employers.reference``.
"""

import re
from collections.abc import Mapping, Sequence

from api.imports.cell_values import (
    CellValue,
    Read,
    cell_reader,
    is_blank,
    read_code,
    read_text,
    says_none,
    shown,
    to_text,
)
from api.imports.cells_dates import PartialDate, column_is_swapped, read_date, read_schooling_cell
from api.imports.cells_ids import NationalId, read_national_id
from api.imports.cells_numbers import read_coordinate, read_integer, read_number
from api.imports.cells_people import PersonName, read_name, read_sex, read_sex_wish
from api.imports.cells_phones import Phone, read_phones
from employers.reference.shifts import TimeWindow
from employers.reference.text import fold, strip_accents

__all__ = [
    "CellValue",
    "NationalId",
    "PartialDate",
    "PersonName",
    "Phone",
    "Read",
    "TimeWindow",
    "column_is_swapped",
    "is_blank",
    "read_code",
    "read_coordinate",
    "read_date",
    "read_integer",
    "read_list",
    "read_name",
    "read_national_id",
    "read_number",
    "read_phones",
    "read_schooling_cell",
    "read_sex",
    "read_sex_wish",
    "read_text",
    "read_time_window",
    "read_yes_no",
    "to_text",
]

_YES = frozenset({"x", "co", "c", "yes", "y", "true", "1", "v", "ok", "roi", "da", "dong y", "dung"})
_NO = frozenset({"khong", "ko", "k", "kh", "kg", "hong", "no", "n", "false", "0", "chua", "khong co", "ko co", "k co"})
_TICKS = frozenset("✓✔☑☒✗✘×√")
_DASHES = re.compile(r"[-–—_]+")
_ITEM_BREAK = re.compile(r"[;,/|+&\n•]|\s-\s|\bvà\b|\bva\b")
_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})(?:\s*(?:gio|h|g|:|\.(?=\d\d))\s*([0-5]\d)?)?\s*(?:phut|p|')?(?![\d])")
_AFTERNOON = re.compile(r"\b(chieu|toi|pm)\b")


@cell_reader
def read_yes_no(raw: CellValue) -> Read[bool]:
    """Read ``x``, ``có``, ``K``, ``ko``, ``0``, ``1``, ``-``, TRUE…; other words give a doubt and no value."""
    text = to_text(raw)
    words = fold(text)
    if words in _YES or text in _TICKS:
        return Read(value=True)
    if words in _NO or _DASHES.fullmatch(text):
        return Read(value=False)
    first = words.partition(" ")[0]
    if first in ("co", "khong", "ko") and words.split()[1:2] != ["the"]:
        meaning = "có" if first == "co" else "không"
        return Read(first == "co", doubt=f"{shown(raw)} được hiểu là {meaning}; anh/chị xem lại nếu không phải.")
    return Read(doubt=f"{shown(raw)} có thể là có hoặc không, nên để trống. Anh/chị ghi x hoặc không.")


@cell_reader
def read_list(raw: CellValue, choices: Mapping[str, Sequence[str]]) -> Read[tuple[str, ...]]:
    """Read several words of a closed list from one cell.

    Parameters
    ----------
    raw : CellValue
        Words with ``;``, ``,``, ``/``, line breaks or ``và`` between.
    choices : mapping of str to sequence of str
        Each word of the list, and other spellings of it; compared without accents, case and punctuation.

    Returns
    -------
    Read of tuple of str
        The words recognised, in the list's order. What is not in the list stands in the doubt, never lost.
    """
    known = {fold(spelling): word for word, others in choices.items() for spelling in (word, *others)}
    text = to_text(raw) if not isinstance(raw, str) else raw
    items = [text] if fold(text) in known else [item for item in _ITEM_BREAK.split(text) if fold(item)]
    found = {known[fold(item)] for item in items if fold(item) in known}
    unknown = [to_text(item) for item in items if fold(item) not in known and not says_none(item)]
    if not found and not unknown:
        return Read((), says_none=True)
    doubt = None
    if unknown:
        doubt = f"{shown(', '.join(unknown))} không có trong danh sách; danh sách gồm: {', '.join(choices)}."
    return Read(tuple(word for word in choices if word in found) if found else None, doubt=doubt)


@cell_reader
def read_time_window(raw: CellValue) -> Read[TimeWindow]:
    """Read ``06:30-08:00``, ``6h30 - 8h``, ``sáng 6h30-8h``, ``chiều 2h-3h``; two windows or one hour are a problem."""
    if says_none(raw):
        return Read(says_none=True)
    words = strip_accents(to_text(raw)).lower()
    hours = [(int(hour), int(minute or 0)) for hour, minute in _CLOCK.findall(words)]
    if len(hours) != 2 or any(hour > 24 for hour, _ in hours):
        return Read(
            problem=f"Khung giờ {shown(raw)} chưa đọc được. Anh/chị ghi giờ đầu và giờ cuối, ví dụ 06:30-08:00."
        )
    if _AFTERNOON.search(words) and "sang" not in words:
        hours = [(hour + 12 if hour < 12 else hour, minute) for hour, minute in hours]
    start, end = ((hour % 24) * 60 + minute for hour, minute in hours)
    if start == end:
        return Read(problem=f"Khung giờ {shown(raw)} có giờ đầu trùng giờ cuối. Anh/chị ghi lại, ví dụ 06:30-08:00.")
    return Read(TimeWindow(start, end))
