"""Schooling as offices write it, read as the number of classes completed in the twelve-year system.

``mù chữ`` 0, ``XMC`` 3, ``n/12`` n, THCS 9, THPT 12 (formats.md, hard rule ``schooling``). Excel turns ``9/12`` into a
date, shown as 9-Dec where the day comes first and as 12-Sep where the month does; both are read back.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from employers.reference.text import REMEMBERED, fold, tidy

ILLITERATE: Final = 0
LITERACY_COURSE: Final = 3
PRIMARY: Final = 5
LOWER_SECONDARY: Final = 9
UPPER_SECONDARY: Final = 12


@dataclass(frozen=True)
class SchoolingReading:
    """Schooling as read.

    Attributes
    ----------
    grade : int or None
        Classes completed, 0 to 12; None when nothing is stated or required.
    doubt : str or None
        A Vietnamese sentence naming the other reading, or the words not understood.
    preferred : bool
        The words only prefer it (``ưu tiên THPT``); for a requirement.
    """

    grade: int | None
    doubt: str | None
    preferred: bool = False


_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Final = {m: i for i, m in enumerate(_MONTH_NAMES, start=1)}
_FRACTION = re.compile(r"(?<![\d/])(\d{1,2}) ?[/\\] ?(\d{1,2})(?![\d/])")
_DAY_MONTH = re.compile(r"(\d{1,2})[-/ .](?:thg ?)?(\d{1,2}|[a-z]{3})(?:[-/ .]\d{2,4})?(?: [\d:.]+)?")
_MONTH_DAY = re.compile(r"([a-z]{3})[-/ ](\d{1,2})")
_ISO = re.compile(r"\d{4}-(\d{1,2})-(\d{1,2})(?:[ t][\d:.]+)?")
_SERIAL = re.compile(r"([3-6]\d{4})(?:\.0+)?")
_EXCEL_EPOCH: Final = date(1899, 12, 30)  # Excel's day 0 for every date after 1900-03-01
_CLASS = re.compile(
    r"\b(?:lop|hoc lop|het lop) (\d{1,2})\b|\b(?:tn|tot nghiep) (9|12)\b|^(\d{1,2})$|\bbtvh (\d{1,2})\b"
)
_DROPPED_OUT = re.compile(r"\b(?:nghi|bo hoc|dang hoc|do dang|chua (?:tot nghiep|het|xong))\b")
_PREFERRED = re.compile(r"ưu tiên|uu tien|khuyến khích|khuyen khich|lợi thế|loi the", re.IGNORECASE)

_NOTHING = re.compile(
    r"^(?:khong|ko|k|chua)(?: (?:yeu cau|can|doi hoi|quan trong|bat buoc|ro))?"
    r"(?: (?:bang cap|trinh do|hoc van|hoc luc|gi))*$"
    r"|^(?:lao dong )?pho thong$|^ldpt$|^tu do$|^moi trinh do$"
)
_LEVELS: Final[tuple[tuple[re.Pattern[str], int], ...]] = (
    (
        re.compile(
            r"(?<!xoa )(?<!xoa nan )\bmu chu\b|\bthat hoc\b"
            r"|\b(?:khong|chua|ko) (?:biet (?:chu|doc|viet)|(?:di|duoc) hoc)\b"
        ),
        0,
    ),
    (re.compile(r"\b(?:xmc|xoa (?:nan )?mu(?: chu)?)\b"), LITERACY_COURSE),
    (
        re.compile(r"\b(?:dai hoc|cao dang|trung cap|thac si|dh|cd|tccn|cdn|tcn|cao hoc|ky su|cu nhan)\b"),
        UPPER_SECONDARY,
    ),
    (
        re.compile(r"\b(?:b?t?thpt|tnthpt|btth|ptth|cap (?:3|iii)|trung hoc pho thong|tu tai|bo tuc 12)\b"),
        UPPER_SECONDARY,
    ),
    (re.compile(r"\b(?:b?t?thcs|tnthcs|ptcs|cap (?:2|ii)|trung hoc co so)\b"), LOWER_SECONDARY),
    (re.compile(r"\b(?:tieu hoc|cap (?:1|i))\b"), PRIMARY),
)
_LITERATE = re.compile(r"\bbiet (?:chu|doc|viet)\b")


@lru_cache(maxsize=REMEMBERED)
def read_schooling(text: str) -> SchoolingReading:
    """Read a person's schooling or an opening's requirement.

    Of several levels the lowest is meant (``THCS/THPT``); of a requirement and a preference, the requirement.
    """
    tidied = tidy(text)
    if not fold(tidied):
        return SchoolingReading(None, None)
    required, *wished = _PREFERRED.split(tidied, maxsplit=1)
    reading = _read_level(required)
    if wished and (reading.grade is None or not fold(wished[0])):  # "THPT (ưu tiên)" is a preference too
        wish = _read_level(wished[0]) if fold(wished[0]) else reading
        return SchoolingReading(wish.grade, wish.doubt, preferred=wish.grade is not None)
    return reading


def _read_level(words: str) -> SchoolingReading:
    """Read words without ``ưu tiên``: an Excel date, a fraction, a named level or a class."""
    folded = fold(words)
    if not folded or _NOTHING.search(folded):
        return SchoolingReading(None, None)
    if (as_date := _from_excel(words.lower().strip())) is not None:
        return as_date
    if (fraction := _FRACTION.search(words)) is not None:
        return _from_fraction(int(fraction[1]), int(fraction[2]), fraction.group())
    return _from_words(words, folded)


def _from_words(words: str, folded: str) -> SchoolingReading:
    grades = [grade for pattern, grade in _LEVELS if pattern.search(folded)]
    grades += [int(next(g for g in m.groups() if g)) for m in _CLASS.finditer(folded)]
    possible = [grade for grade in grades if grade <= UPPER_SECONDARY]
    if possible:
        grade = min(possible)
        left = _DROPPED_OUT.search(folded) and grade > ILLITERATE
        return SchoolingReading(
            grade, f"“{words.strip()}”: tính là {grade}/12, có thể chưa học hết lớp." if left else None
        )
    if _LITERATE.search(folded):
        return SchoolingReading(LITERACY_COURSE, "Biết chữ: không ghi lớp, đọc ở mức xóa mù chữ (3/12).")
    return SchoolingReading(None, f"Chưa hiểu trình độ “{words.strip()}”; ghi lớp đã học, ví dụ 9/12.")


def _from_fraction(done: int, of: int, written: str) -> SchoolingReading:
    if of in (10, 12) and done <= of:
        return SchoolingReading(done, None) if of == UPPER_SECONDARY else _from_ten_year_system(done)
    if done in (10, 12) and of < done:  # a date shown the other way round: 12/9
        reading = _from_fraction(of, done, written)
        return SchoolingReading(reading.grade, reading.doubt or f"“{written}”: đọc là {of}/{done}.")
    return SchoolingReading(None, f"Không có lớp “{written}”; ghi lại, ví dụ 9/12.")


def _from_ten_year_system(done: int) -> SchoolingReading:
    """Read a class of the northern ten-year system (to 1989), whose 4, 7 and 10 ended the three schools of today."""
    grade = done + (0 if done < 4 else 1 if done < 7 else 2)
    return SchoolingReading(
        grade, f"{done}/10 là hệ 10 năm, đọc là {grade}/12; nếu là lớp {done} hệ 12 năm thì sửa lại."
    )


def _from_excel(words: str) -> SchoolingReading | None:
    """Read back a fraction that Excel made a date; None when the words are no date."""
    parts = _date_parts(words)
    if parts is None:
        return None
    first, second = parts
    for done, of in ((first, second), (second, first)):
        if of in (10, 12) and done <= of and (of == UPPER_SECONDARY or UPPER_SECONDARY not in parts):
            reading = _from_fraction(done, of, words)
            return SchoolingReading(reading.grade, reading.doubt)
    return SchoolingReading(None, f"“{words}” là ngày tháng do Excel đổi; gõ lại trình độ, ví dụ 9/12.")


def _date_parts(words: str) -> tuple[int, int] | None:
    """Find day and month, in either order, of a date or of an Excel serial number."""
    if (serial := _SERIAL.fullmatch(words)) is not None:
        day = _EXCEL_EPOCH + timedelta(days=int(serial[1]))
        return day.day, day.month
    if (iso := _ISO.fullmatch(words)) is not None:
        return int(iso[2]), int(iso[1])
    if (named := _MONTH_DAY.fullmatch(words)) is not None and named[1] in _MONTHS:
        return int(named[2]), _MONTHS[named[1]]
    shown = _DAY_MONTH.fullmatch(words)
    if shown is None or _FRACTION.fullmatch(words):
        return None
    month = _MONTHS.get(shown[2], 0) if shown[2].isalpha() else int(shown[2])
    return (int(shown[1]), month) if month else None
