"""Dates as offices type them, and schooling that Excel took for a date."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from api.imports.cell_values import CellValue, Read, cell_reader, says_none, shown, to_text
from employers.reference.text import strip_accents

Precision: TypeAlias = Literal["day", "month", "year"]
# A year, month and day as written; 0 stands for "not known".
_Parts: TypeAlias = tuple[int, int, int]

# ECMA-376 part 1, 18.17.4.1: serial 1 is 1900-01-01, and 1900 is taken for a leap year.
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_SERIALS = range(5_000, 80_000)  # 1913 to 2119; lower numbers are read as years
_YEARS = range(1900, 2101)
_YEARS_AHEAD = 5  # two digits up to five years ahead are this century: a deadline, not a birth
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6} | {
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MARK = r"\s*[-./,\s]\s*"
_DAY_FIRST = re.compile(rf"(\d{{1,2}}){_MARK}(\d{{1,2}}){_MARK}(\d{{4}}|\d{{2}})")
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_MARK}(\d{{1,2}}){_MARK}(\d{{1,2}})")
_MONTH_YEAR = re.compile(rf"(\d{{1,2}}){_MARK}(\d{{4}})")
_YEAR = re.compile(r"(\d{4})")
_SHORT_YEAR = re.compile(r"(?:sn|nam)? ?'?(\d{2})")
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_WORDS = re.compile(r"(?:ngay|ng) ?(\d{1,2})?,? ?(?:thang|th) ?(\d{1,2})?,? ?(?:nam|n) ?(\d{4}|\d{2})")
_MONTH_WORDS = re.compile(r"(?:thang|th) ?(\d{1,2}),? ?(?:nam|n|/|-)? ?(\d{4})")
_DAY_MONTH_NAME = re.compile(rf"(\d{{1,2}})[- /]?({'|'.join(_MONTHS)})[a-z]*[-, /]*(\d{{4}}|\d{{2}})")
_MONTH_NAME_DAY = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*[- /]?(\d{{1,2}}),?[- /]+(\d{{4}})")
_MONTH_NAME_YEAR = re.compile(rf"({'|'.join(_MONTHS)})[a-z]*[-, /]*(\d{{4}}|\d{{2}})")
_VIETNAMESE_MONTH = re.compile(r"\b(?:thg|thang|th) ?(\d{1,2})\b")
_UNKNOWN_PARTS = re.compile(r"^(?:[.…_x?*\s-]*[-/.]){1,2}\s*(?=(?:\d{1,2}[-/.])?\d{4}$)")
_CLOCK_TAIL = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?z?$")
_LEAD = re.compile(
    r"^(?:sinh|sinh nam|sinh ngay|ngay sinh|nam sinh|sn|ns|nam|tu|den|tu ngay|den ngay|ngay)[ :.]+(?=[\d.…_x?/-])"
)
_ABOUT = re.compile(r"^(?:khoang|~|chung|tam)\s*|\s*\?$|\s*\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with what is known of it: a month alone stands on its 1st, a year alone on 1 January."""

    value: dt.date
    precision: Precision


@cell_reader
def read_date(
    raw: CellValue, *, today: dt.date, id_year: int | None = None, swapped: bool = False
) -> Read[PartialDate]:
    """Read a date, day first.

    Parameters
    ----------
    raw : CellValue
        ``05/03/1988``, ``5/3/88``, ``ngày 05 tháng 3 năm 1988``, ``1988``, ``03/1988``, ``00/00/1988``, an Excel date
        or serial number…
    today : datetime.date
        Decides the century of two-digit years: up to five years ahead is this century.
    id_year : int, optional
        Birth year of the person's ID number; settles two-digit years, and another year is a doubt.
    swapped : bool
        Excel took the column's dates month first (see `column_is_swapped`); day and month of date cells change places.

    Returns
    -------
    Read of PartialDate
        A date that does not exist is a problem. A date in the future is not: its meaning is the caller's.
    """
    if isinstance(raw, bool | dt.time | dt.timedelta):
        return _unreadable(raw)
    if isinstance(raw, dt.date):
        return _checked(_from_cell(raw, swapped=swapped), id_year)
    if says_none(raw):
        return Read(says_none=True)
    if isinstance(raw, int | float):
        return _checked(_from_number(raw, swapped=swapped) or _from_text(to_text(raw), raw, today, id_year), id_year)
    return _checked(_from_text(to_text(raw), raw, today, id_year), id_year)


def column_is_swapped(values: Iterable[CellValue]) -> bool:
    """Tell whether Excel read a column of day-first dates month first.

    Typed into an en-US Excel, ``25/03/1988`` stays text while ``05/03/1988`` becomes 3 May. So a column in which some
    dates are text with a day above 12, and no date cell has a day above 12, was taken month first.
    """
    texts = dates = 0
    for value in values:
        if isinstance(value, dt.date):
            dates += 1
            if value.day > 12:
                return False
        elif isinstance(value, str) and (parts := _DAY_FIRST.fullmatch(value.strip())):
            texts += int(parts[1]) > 12
    return texts > 0 and dates > 0


def _unreadable(raw: CellValue) -> Read[PartialDate]:
    return Read(problem=f"Không đọc được ngày {shown(raw)}. Anh/chị ghi ngày/tháng/năm, ví dụ 05/03/1988.")


def _from_cell(date: dt.date, *, swapped: bool) -> Read[PartialDate]:
    date = dt.date(date.year, date.month, date.day)
    if date.year not in _YEARS:
        return _unreadable(date)
    if not swapped or date.day > 12 or date.day == date.month:
        return Read(PartialDate(date, "day"))
    turned = dt.date(date.year, date.day, date.month)
    doubt = f"Ô ngày đọc là {to_text(turned)}; Excel kiểu Mỹ đã hiểu thành {to_text(date)}."
    return Read(PartialDate(turned, "day"), doubt=doubt)


def _from_number(number: float, *, swapped: bool = False) -> Read[PartialDate] | None:
    if number == int(number) and int(number) in _YEARS:
        return Read(PartialDate(dt.date(int(number), 1, 1), "year"))
    if int(number) in _SERIALS:
        return _from_cell(_EXCEL_DAY_ZERO + dt.timedelta(days=int(number)), swapped=swapped)
    return None


def _from_text(text: str, raw: CellValue, today: dt.date, id_year: int | None) -> Read[PartialDate]:
    if len(text) > 80:
        return _unreadable(raw)
    words = strip_accents(text).lower().strip(" .,;:")
    words = _CLOCK_TAIL.sub("", words)
    plain = _ABOUT.sub("", words).strip()
    if _parts(plain) is None:
        words = plain = _LEAD.sub("", plain)
    if plain.isdecimal() and len(plain) == 5 and (serial := _from_number(int(plain))):
        return serial
    if plain.isdecimal() and len(plain) in (5, 7):
        plain = "0" + plain  # Excel dropped the zero of 05031988
    parts = _parts(plain)
    if parts is None:
        return _unreadable(raw)
    read = _dated(_full_year(parts, today, id_year), raw)
    if read.value is not None and read.doubt is None and plain != words:
        return Read(read.value, doubt=f"{shown(raw)} được hiểu là {_said(read.value)}.")
    return read


def _parts(words: str) -> _Parts | None:
    """Find year, month and day in folded words; None when they are no date."""
    words = _UNKNOWN_PARTS.sub("", words)
    for pattern, order in (
        (_DAY_FIRST, "dmy"),
        (_YEAR_FIRST, "ymd"),
        (_MONTH_YEAR, "my"),
        (_YEAR, "y"),
        (_SHORT_YEAR, "y"),
        (_RUN_TOGETHER, "dmy"),
        (_WORDS, "dmy"),
        (_MONTH_WORDS, "my"),
        (_DAY_MONTH_NAME, "dmy"),
        (_MONTH_NAME_DAY, "mdy"),
        (_MONTH_NAME_YEAR, "my"),
    ):
        if found := pattern.fullmatch(words):
            named = dict(zip(order, found.groups(), strict=True))
            month = named.get("m") or "0"
            return int(named["y"]), _MONTHS.get(month) or int(month), int(named.get("d") or 0)
    said = _VIETNAMESE_MONTH.sub(r"\1", words)
    return _parts(said) if said != words else None


def _full_year(parts: _Parts, today: dt.date, id_year: int | None) -> _Parts:
    year, month, day = parts
    if year >= 100:
        return parts
    if id_year is not None and id_year % 100 == year:
        return id_year, month, day
    century = 2000 if 2000 + year <= today.year + _YEARS_AHEAD else 1900
    return century + year, month, day


def _dated(parts: _Parts, raw: CellValue) -> Read[PartialDate]:
    year, month, day = parts
    if year not in _YEARS:
        return Read(problem=f"Năm trong {shown(raw)} không đúng. Anh/chị ghi đủ bốn số của năm, ví dụ 1988.")
    if month == 0 and day == 0:
        return Read(PartialDate(dt.date(year, 1, 1), "year"))
    if day == 0 and month <= 12:
        return Read(PartialDate(dt.date(year, month, 1), "month"))
    try:
        return Read(PartialDate(dt.date(year, month, day), "day"))
    except ValueError:
        pass
    if 1 <= day <= 12 < month <= 31:
        return _month_first(dt.date(year, day, 1), month, raw)
    return Read(problem=f"Ngày {shown(raw)} không có trong lịch. Anh/chị kiểm tra rồi ghi lại ngày/tháng/năm.")


def _month_first(month: dt.date, day: int, raw: CellValue) -> Read[PartialDate]:
    try:
        date = month.replace(day=day)
    except ValueError:
        return _unreadable(raw)
    doubt = f"{shown(raw)} không có tháng {day}, nên đọc là ngày {to_text(date)} (ghi tháng trước, ngày sau)."
    return Read(PartialDate(date, "day"), doubt=doubt)


def _said(partial: PartialDate) -> str:
    return {
        "day": to_text(partial.value),
        "month": f"tháng {partial.value:%m/%Y}",
        "year": f"năm {partial.value.year}",
    }[partial.precision]


def _checked(read: Read[PartialDate], id_year: int | None) -> Read[PartialDate]:
    if read.value is None or id_year is None or read.value.value.year == id_year:
        return read
    doubt = f"Năm sinh ghi {read.value.value.year}, còn số CCCD cho năm {id_year}. Anh/chị kiểm tra lại hai ô."
    return Read(read.value, doubt=f"{read.doubt} {doubt}" if read.doubt else doubt)


_SCHOOL_SYSTEMS = (12, 10)  # years of general school: today's, and the North's before 1981
_DAY_MONTH_ONLY = re.compile(
    rf"(\d{{1,2}})[- /]({'|'.join(_MONTHS)})[a-z]*|(\d{{1,2}})[- /]?(?:thg|thang|th) ?(\d{{1,2}})"
)


@cell_reader
def read_schooling_cell(raw: CellValue) -> Read[str]:
    """Give the schooling text of a cell, undoing what Excel did to ``9/12``.

    Parameters
    ----------
    raw : CellValue
        Text, a class number, or a date: ``9-Dec`` and ``12-Sep`` were both typed ``9/12``.

    Returns
    -------
    Read of str
        Text for ``employers.reference.schooling``; a date that no school class explains is a problem.
    """
    date = _as_schooling_date(raw)
    if date is None:
        return _school_fraction(raw) or Read(to_text(raw))
    for system in _SCHOOL_SYSTEMS:
        classes = [one for one, other in (date, date[::-1]) if other == system and one <= system]
        if classes:
            return Read(f"{classes[0]}/{system}")
    return Read(problem=f"Excel đã đổi trình độ thành ngày {shown(raw)}. Anh/chị ghi lại dạng chữ, ví dụ lớp 9/12.")


def _school_fraction(raw: CellValue) -> Read[str] | None:
    """Undo the formula ``=9/12``, whose stored value is 0.75."""
    if not isinstance(raw, float) or not 0 < raw < 1 or abs(raw * 12 - round(raw * 12)) > 1e-6:
        return None
    return Read(
        f"{round(raw * 12)}/12", doubt=f"{shown(raw)} được hiểu là phép chia {round(raw * 12)}/12, tức trình độ lớp."
    )


def _as_schooling_date(raw: CellValue) -> tuple[int, int] | None:
    """Give (day, month) when Excel holds the cell as a date, else None."""
    if isinstance(raw, dt.date):
        return raw.day, raw.month
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        serial = _from_number(raw) if raw > max(_YEARS) else None
        return (serial.value.value.day, serial.value.value.month) if serial and serial.value else None
    if not isinstance(raw, str) or len(raw) > 40:
        return None
    words = _CLOCK_TAIL.sub("", strip_accents(to_text(raw)).lower())
    if found := _DAY_MONTH_ONLY.fullmatch(words):
        return (int(found[1]), _MONTHS[found[2]]) if found[1] else (int(found[3]), int(found[4]))
    full = _DAY_FIRST.fullmatch(words) or _YEAR_FIRST.fullmatch(words)
    parts = _parts(words) if full else None
    return (parts[2], parts[1]) if parts and parts[0] >= 100 else None
