"""Work histories in free text: ``phụ hồ 2 năm, có làm hàn vài tháng`` → what, how long, until when."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from employers.reference.text import fold, tidy

_PIECES = re.compile(r"[;\n|]|,(?!\d)|\.(?:\s|$)|(?<=\D)\s+-\s+(?=\D)|\b(?:sau đó|rồi|và có)\b")
_NUMBER = r"(\d{1,3}(?:[.,]\d)?|nửa|mot|một|hai|ba|bốn|năm(?= năm)|sáu|bảy|tám|chín|mười|vài|may|mấy)"
_LENGTH = re.compile(
    rf"(hơn|trên|gần|khoảng|được|tầm|chừng|độ|~)?\s*{_NUMBER}\s*(năm|nam|thang|tháng|tuần|tuan|n(?=\b)|th?(?=\b))(\s*rưỡi|\s*ruoi)?",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?:từ|tu)?\s*(?:\d{1,2}/)?((?:19|20)\d\d)\s*(?:-|–|đến|den|tới)\s*(?:\d{1,2}/)?((?:19|20)\d\d|nay)"
)
_MINUS = re.compile(r"(?:^|[\s(:])[-–]$")  # "hàn -24 tháng" is no length; "hàn - 24 tháng" and "hàn-24 tháng" part
_WORDS = {"nửa": 0.5, "một": 1, "mot": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8}
# "vài", "mấy" (a few) is read as three: the least that the word can mean is two.
_WORDS |= {"chín": 9, "mười": 10, "vài": 3, "mấy": 3, "may": 3}
_A_FEW = frozenset({"vài", "mấy", "may"})
_EXACT = frozenset({"", "được"})
_MONTHS = {"nam": 12.0, "n": 12.0, "thang": 1.0, "th": 1.0, "t": 1.0, "tuan": 0.25}
_FILLER = re.compile(
    r"^(?:có|đã|từng|đã từng|trước đây|trước|làm|làm nghề|nghề|đi làm|chạy|ở|tại)\s+(?:làm\s+|nghề\s+)?", re.IGNORECASE
)
_LOOSE = re.compile(r"[()\[\]:,]+|\btừ\b|\bđược\b|\btrong\b", re.IGNORECASE)
# One word names a trade here and nowhere else: in a title "hàn" may be Korean, in a history it is welding.
_SHORT = {"hàn": ("7212",), "may": ("8153",), "tiện": ("7223",), "xây": ("7112",), "sơn": ("7131",), "điện": ("7411",)}
_NOTHING = frozenset(
    {"", "khong", "ko", "chua", "khong co", "chua co", "chua di lam", "khong nghe", "that nghiep", "-"}
)
_MOST_MONTHS = 600


@dataclass(frozen=True, slots=True)
class WorkRead:
    """One job of a history; ``months`` is None where no length is written.

    ``roughly`` holds the words of a length that names no number of months (``vài tháng``, ``hơn 1 năm``): tell it.
    """

    words: str
    isco: tuple[str, ...]
    months: int | None
    ended_on: date | None = None
    roughly: str | None = None


def _pieces(text: str) -> Iterator[str]:
    carried = ""
    for piece in (part.strip(" .,-") for part in _PIECES.split(text)):
        if not fold(piece):
            continue
        # "thợ hàn, 2 năm": a length alone belongs to the words before it.
        if carried and not _job_words(piece):
            carried = f"{carried} {piece}"
            continue
        if carried:
            yield carried
        carried = piece
    if carried:
        yield carried


def _length(piece: str) -> tuple[int | None, str | None]:
    """Months that a piece names, and its words where they only come near it."""
    months = 0.0
    rough = []
    for found in _LENGTH.finditer(piece):
        about, number, unit, half = found.groups()
        plain = number.lower().replace(",", ".")
        amount = float(_WORDS[plain]) if plain in _WORDS else float(plain)
        months += (amount + (0.5 if half else 0.0)) * _MONTHS[fold(unit)]
        minus = _MINUS.search(piece[: found.start(2)])
        if (about or "").lower() not in _EXACT or plain in _A_FEW or minus:
            rough.append(("-" if minus else "") + tidy(found.group()))
    return (min(_MOST_MONTHS, round(months)), " ".join(rough) or None) if months else (None, None)


def _job_words(piece: str) -> str:
    return tidy(_LOOSE.sub(" ", _LENGTH.sub(" ", _SPAN.sub(" ", piece)))).strip(" -.")


def _occupations(words: str, link: Callable[[str], list[str]]) -> tuple[str, ...]:
    """Link the words as written, or else without their verb: ``chạy bàn`` is a trade, ``có làm hàn`` means ``hàn``."""
    plain = tidy(_FILLER.sub("", words))
    return tuple(link(words) or link(plain) or _SHORT.get(plain.lower(), ()))


def _last_day(year: int, today: date) -> date:
    """The day a span counts as ended: of this year its first day, so that the words read the same all year."""
    return date(year, 12, 31) if year < today.year else date(today.year, 1, 1)


def read_work_history(text: str, today: date, link: Callable[[str], list[str]]) -> list[WorkRead]:
    """Read every job of a history.

    Parameters
    ----------
    text : str
        ``phụ hồ 24 tháng; thợ hàn 1 năm``, ``lái xe 2018-2021``, ``may CN (2 năm)``; ``không`` gives nothing.
    link : callable
        Words to unit groups, the main one first.

    Returns
    -------
    list of WorkRead
        In the order written; a job whose words name no occupation keeps its words with no code.
    """
    if fold(text) in _NOTHING:
        return []
    jobs = []
    for piece in _pieces(text):
        words = _job_words(piece) or piece
        (months, roughly), ended = _length(piece), None
        span = _SPAN.search(piece)
        if span:
            last = today.year if span[2] == "nay" else int(span[2])
            months = months or max(1, (last - int(span[1])) * 12)
            ended = None if span[2] == "nay" else _last_day(last, today)
        jobs.append(WorkRead(words, _occupations(words, link), months, ended, roughly))
    return jobs


def rough_lengths(jobs: Iterable[WorkRead]) -> list[str]:
    """Say of each length that was written roughly what it was taken for."""
    return [
        f"“{job.words} {job.roughly}” là khoảng chừng, được hiểu là {job.months} tháng." for job in jobs if job.roughly
    ]
