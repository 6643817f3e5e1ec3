"""What a cell can hold, what reading one gives, and the refusals that every reader shares."""

import datetime as dt
import functools
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, Generic, ParamSpec, TypeAlias, TypeVar

from employers.reference.text import fold, tidy

CellValue: TypeAlias = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None

T = TypeVar("T")
P = ParamSpec("P")

MAX_CELL_LENGTH = 32_767  # characters; Excel's own limit for one cell
_SHOWN_LENGTH = 40
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_NONE_SAID = frozenset(
    {"khong", "ko", "k", "khong co", "ko co", "k co", "khong ro", "ko ro", "chua co", "chua ro", "none", "null", "n a"}
)
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
# A spreadsheet runs what starts with one of these, also in their full-width forms (formats.md, "What comes out").
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_BLANKS_BEFORE = " \u00a0\u200b\ufeff"  # some spreadsheets drop these before they look at the first character
GUARD = "'"
_FAILED = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|GETTING_DATA)"
)
NOT_CALCULATED = "#CHƯA TÍNH"
"""Stands in a cell whose formula no program has calculated: the file holds no value for it."""
_TOO_NARROW = re.compile(r"#{3,}")
_MARKS = re.compile(r"[-–—_.…/\\*?\s]*")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What one cell was understood to say.

    Attributes
    ----------
    value : T or None
        The reading; None when the cell is blank, says "none", or cannot be read.
    doubt : str or None
        A Vietnamese sentence that names both readings; the row is imported with this warning.
    problem : str or None
        A Vietnamese sentence that says what to do; the row is held.
    says_none : bool
        The cell is not blank, yet says that there is none (``không``, ``-``): nothing was lost.
    """

    value: T | None = None
    doubt: str | None = None
    problem: str | None = None
    says_none: bool = False


def could_run(text: str) -> bool:
    """Tell whether a spreadsheet could run a text as a formula; a lone dash says "none" and is left alone."""
    return text.lstrip(_BLANKS_BEFORE).startswith(_STARTS_A_FORMULA) and text not in ("-", "+")


def unguarded(raw: CellValue) -> CellValue:
    """Take back the apostrophe that an export put before a text that could run (``'=1+1``)."""
    if isinstance(raw, str) and raw.startswith(GUARD) and could_run(raw[1:]):
        return raw[1:]
    return raw


def is_blank(raw: CellValue) -> bool:
    """Tell whether a cell holds nothing but white space and invisible marks."""
    if not isinstance(raw, str):
        return raw is None
    if not raw or raw[0].isalnum():
        return not raw
    return not tidy(raw) and "\x00" not in raw


def to_text(raw: CellValue) -> str:
    """Write a cell as the office sees it: a whole number without ``.0``, a date day first; one tidy line."""
    if isinstance(raw, str):
        return tidy(_plain_digits(raw) if _FOREIGN_DIGIT.search(raw) else raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and math.isfinite(raw):
        return str(int(raw)) if raw == int(raw) else repr(raw)
    if isinstance(raw, dt.date):
        return f"{raw.day:02d}/{raw.month:02d}/{raw.year:04d}"
    if isinstance(raw, dt.time):
        return f"{raw.hour:02d}:{raw.minute:02d}"
    return "" if raw is None else tidy(str(raw))


def _plain_digits(text: str) -> str:
    """Write digits of other scripts (０９ of a Chinese or Japanese keyboard) as 0–9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def shown(raw: CellValue) -> str:
    """Quote a cell inside a sentence, cut to 40 characters."""
    text = to_text(raw)
    return f"“{text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + '…'}”"


def says_none(raw: CellValue) -> bool:
    """Tell whether a cell says in words or by a dash that there is nothing to say."""
    if not isinstance(raw, str) or len(raw) > _SHOWN_LENGTH:
        return False
    return _MARKS.fullmatch(raw) is not None or fold(raw) in _NONE_SAID


def cell_reader(
    read: Callable[Concatenate[CellValue, P], Read[T]],
) -> Callable[Concatenate[CellValue, P], Read[T]]:
    """Answer blank and unfit cells before a reader sees them.

    A cell with a NUL or half a surrogate pair, or longer than Excel allows, was not typed by a person: the row is held.
    """

    @functools.wraps(read)
    def guarded(raw: CellValue, /, *args: P.args, **kwargs: P.kwargs) -> Read[T]:
        if is_blank(raw):
            return Read()
        problem = _unfit(raw)
        return Read(problem=problem) if problem else read(raw, *args, **kwargs)

    return guarded


def _unfit(raw: CellValue) -> str | None:
    if isinstance(raw, str):
        if len(raw) > MAX_CELL_LENGTH:
            return "Ô dài hơn 32.767 ký tự. Anh/chị rút gọn nội dung của ô rồi nhập lại."
        if _UNFIT.search(raw):
            return "Ô có ký tự hỏng. Anh/chị gõ lại nội dung của ô rồi nhập lại."
    if isinstance(raw, float) and not math.isfinite(raw):
        return "Ô không phải là số dùng được. Anh/chị gõ lại số."
    return None


def what_is_lost(raw: CellValue) -> str | None:
    """Say why a cell holds no value of its own: a formula that failed, or a column too narrow when saved as csv.

    Returns
    -------
    str or None
        The rest of a Vietnamese sentence whose subject is the cell; None for every other cell.
    """
    if not isinstance(raw, str) or not raw.startswith("#"):
        return None
    if _FAILED.fullmatch(raw.strip()):
        return f"có công thức lỗi “{raw.strip()}” nên để trống. Anh/chị sửa công thức trong Excel rồi nhập lại."
    if raw.strip() == NOT_CALCULATED:
        return "có công thức chưa được tính nên để trống. Anh/chị mở tệp bằng Excel, lưu lại rồi nhập lại."
    if _TOO_NARROW.fullmatch(raw.strip()):
        return "chỉ còn dấu # vì cột quá hẹp khi lưu nên để trống. Anh/chị kéo rộng cột, lưu lại rồi nhập lại."
    return None


@cell_reader
def read_text(raw: CellValue) -> Read[str]:
    """Read free text: one tidy line; numbers and dates are written as the office sees them."""
    return Read(to_text(raw))


@cell_reader
def read_code(raw: CellValue) -> Read[str]:
    """Read a code of the office: ``12.0`` is ``12``; letters and their case stay as typed."""
    return Read(to_text(raw).lstrip("'"))
