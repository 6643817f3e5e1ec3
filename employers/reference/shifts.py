"""Shifts and working hours: what ``ca gãy 9h-14h & 17h-22h`` says, and whether two stretches of the day overlap.

The three shifts and their default hours are those of formats.md (hard rules ``shift`` and ``treatment``).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from employers.reference.text import REMEMBERED, contains_phrase, fold, has_accents, tidy

DAY_MINUTES: Final = 1440
SHIFTS: Final = ("ngày", "tối", "đêm")


@dataclass(frozen=True, order=True)
class TimeWindow:
    """A stretch of the day in minutes after midnight.

    Attributes
    ----------
    start_minute : int
        From 0 to 1439.
    end_minute : int
        After ``start_minute``, by at most a day; an end at or before the start is read as the next day's.

    Raises
    ------
    ValueError
        If a minute lies outside its range. Read the text with :func:`read_hours`, which leaves such hours out.
    """

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if self.end_minute <= self.start_minute:
            object.__setattr__(self, "end_minute", self.end_minute + DAY_MINUTES)
        if not 0 <= self.start_minute < DAY_MINUTES or not 0 < self.end_minute - self.start_minute <= DAY_MINUTES:
            raise ValueError(f"No stretch of a day: minutes {self.start_minute} to {self.end_minute}.")

    def __str__(self) -> str:
        """Write ``07:00-16:00``."""
        start, end = self.start_minute, self.end_minute % DAY_MINUTES
        return f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


@dataclass(frozen=True)
class ShiftReading:
    """Shifts and hours as read.

    Attributes
    ----------
    shifts : tuple of str
        Members of ``SHIFTS``, in that order; empty when nothing is said of them.
    hours : tuple of TimeWindow
        Stated hours, in the order of the text.
    doubt : str or None
        A Vietnamese sentence that names what was assumed or not understood.
    """

    shifts: tuple[str, ...]
    hours: tuple[TimeWindow, ...]
    doubt: str | None


# formats.md, rule ``treatment``: hours that are not stated.
DEFAULT_HOURS: Final = {
    "ngày": TimeWindow(7 * 60, 16 * 60),
    "tối": TimeWindow(14 * 60, 22 * 60),
    "đêm": TimeWindow(22 * 60, 6 * 60),
}
# Labour Code 45/2019, Art. 106: night is 22:00–06:00.
NIGHT: Final = TimeWindow(22 * 60, 6 * 60)

_PART_OF_DAY = r"(am|pm|sáng|sang|trưa|trua|chiều|chieu|tối|toi|đêm|dem|khuya)"
_MINUTES = r"\s?(\d{2})(?!\s?(?:giờ|gio|h|g|:|\d))"  # in "7h-11h 13h-17h", 13 is the next hour, not the minutes of 11
_CLOCK = rf"(\d{{1,2}})(?:\s?(?:giờ|gio|h|g|:|\.)(?:{_MINUTES})?)?(?:\s?phút|\s?p\b)?\s?{_PART_OF_DAY}?"
_HOURS = re.compile(
    rf"(?<![\d.,:])(?<!\d/){_CLOCK}\s?(?:-+>?|~|=>|đến|den|tới|toi)\s?{_CLOCK}"
    r"(?![\d%]|/\d\d?(?:/|\b(?!h|g|:))|\s?(?:tr|k|tuổi|tuoi|người)\b)",
    re.IGNORECASE,
)
_CLOCK_MARK = re.compile(r"\d\s?(?:h|g|giờ|gio|:)|am\b|pm\b|\d\.\d\d", re.IGNORECASE)
_LONGEST_DAY: Final = 14 * 60  # "7h-5h" is 07:00–17:00: nobody works 22 hours


def read_hours(text: str) -> tuple[TimeWindow, ...]:
    """Read stretches of hours: ``07:00-16:00``, ``từ 7 giờ đến 5 giờ chiều``, ``9h-14h & 17h-22h``."""
    return tuple(window for _, _, window in _find_hours(tidy(text)))


def _find_hours(tidied: str) -> list[tuple[int, int, TimeWindow]]:
    found = []
    for match in _HOURS.finditer(tidied):
        window = _window(match) if _CLOCK_MARK.search(match.group()) else None
        if window is not None:
            found.append((match.start(), match.end(), window))
    return found


def _window(match: re.Match[str]) -> TimeWindow | None:
    start = _minute(match[1], match[2], match[3])
    end = _minute(match[4], match[5], match[6])
    if start is None or end is None or start == DAY_MINUTES:
        return None
    if (end - start) % DAY_MINUTES > _LONGEST_DAY and not match[6] and end <= 12 * 60:
        half_day_later = (end + 12 * 60 - start) % DAY_MINUTES
        end = end + 12 * 60 if 0 < half_day_later <= _LONGEST_DAY else end
    return None if end == start else TimeWindow(start, end)


def _minute(hour: str, minute: str | None, part_of_day: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if hours > 24 or minutes > 59 or (hours == 24 and minutes):
        return None
    part = fold(part_of_day or "")
    if hours < 12 and (part in ("pm", "chieu", "toi") or (part in ("dem", "khuya") and hours >= 6)):
        hours += 12
    elif part in ("am", "sang", "dem", "khuya") and hours == 12:
        hours = 0
    return hours * 60 + minutes


def shift_of(window: TimeWindow) -> str:
    """Name the shift in which a window begins: ``ngày`` from 06:00, ``tối`` from 14:00, ``đêm`` from 22:00."""
    if 6 * 60 <= window.start_minute < 14 * 60:
        return "ngày"
    return "tối" if 14 * 60 <= window.start_minute < 22 * 60 else "đêm"


def is_night(window: TimeWindow) -> bool:
    """Tell whether any minute falls between 22:00 and 06:00."""
    return overlaps(window, NIGHT)


def overlaps(window: TimeWindow, other: TimeWindow, travel_minutes: float = 0) -> bool:
    """Tell whether two daily windows overlap on the 24-hour circle, with the way between them.

    Parameters
    ----------
    window, other : TimeWindow
        Both recur every day; windows that only touch do not overlap.
    travel_minutes : float
        Minutes between the two places, needed before and after; 0 or more.
    """
    start, end = other.start_minute - travel_minutes, other.end_minute + travel_minutes
    days = range(-2, 3)  # a padded window is shorter than three days for any way under a day
    return any(
        window.start_minute + d * DAY_MINUTES < end and start < window.end_minute + d * DAY_MINUTES for d in days
    )


def working_windows(shifts: Collection[str], hours: Sequence[TimeWindow]) -> dict[str, tuple[TimeWindow, ...]]:
    """Give each shift of an opening its working hours.

    Hours belong to the shift in which they begin; other shifts have default hours (formats.md). A window that begins
    in a shift the opening does not name is the second half of a broken day: it goes with the window before it.

    Parameters
    ----------
    shifts : collection of str
        Members of ``SHIFTS``; when empty, the shifts in which the hours begin.
    hours : sequence of TimeWindow
        As stated; may be empty.

    Returns
    -------
    dict of str to tuple of TimeWindow
        One entry per shift, in the order of ``SHIFTS``; empty when neither shifts nor hours are known.
    """
    named = set(shifts) or {shift_of(window) for window in hours}
    stated: dict[str, list[TimeWindow]] = {}
    current: str | None = None
    for window in hours:
        own = shift_of(window)
        current = own if own in named else current
        if current is not None:
            stated.setdefault(current, []).append(window)
    return {shift: tuple(stated.get(shift, (DEFAULT_HOURS[shift],))) for shift in SHIFTS if shift in named}


_ALL: Final = frozenset(SHIFTS)
_NAMES: Final = {"ngay": "ngày", "sang": "ngày", "chieu": "tối", "toi": "tối", "dem": "đêm"}
_ACCENTED: Final = {"ngày": "ngày", "sáng": "ngày", "chiều": "tối", "tối": "tối", "đêm": "đêm"}
_TURNS = "Ca xoay: chưa nói rõ có ca đêm không, tạm tính cả ba ca."
_TWO = "2 ca: chưa nói rõ giờ, tạm tính ca ngày và ca tối."
_FULL_TIME = "Toàn thời gian: chưa nói rõ giờ, tạm tính ca ngày."
_PART_TIME = "Bán thời gian hoặc giờ linh hoạt: chưa nói rõ ca."
_BROKEN = "Ca gãy: người lao động làm cả các buổi."

# Phrases in folded text, the most telling first: shifts and the sentence of doubt.
_PHRASES: Final[tuple[tuple[str, frozenset[str], str | None], ...]] = (
    ("3 ca", _ALL, None),
    ("ba ca", _ALL, None),
    ("3ca", _ALL, None),
    ("3 ca 4 kip", _ALL, None),
    ("24 24", _ALL, None),
    ("tat ca", _ALL, None),
    ("ca nao cung", _ALL, None),
    ("moi ca", _ALL, None),
    ("ca ngay lan dem", _ALL, None),
    ("ca ngay dem", frozenset(("ngày", "đêm")), None),
    ("xoay ca", _ALL, _TURNS),
    ("ca xoay", _ALL, _TURNS),
    ("doi ca", _ALL, _TURNS),
    ("luan ca", _ALL, _TURNS),
    ("luan phien", _ALL, _TURNS),
    ("di ca", _ALL, _TURNS),
    ("theo ca", _ALL, _TURNS),
    ("2 ca", frozenset(("ngày", "tối")), _TWO),
    ("hai ca", frozenset(("ngày", "tối")), _TWO),
    ("ca gay", frozenset(("ngày", "tối")), _BROKEN),
    ("hanh chinh", frozenset(("ngày",)), None),
    ("hanh chanh", frozenset(("ngày",)), None),
    ("ca hc", frozenset(("ngày",)), None),
    ("gio hc", frozenset(("ngày",)), None),
    ("ca 1", frozenset(("ngày",)), None),
    ("ca 2", frozenset(("tối",)), None),
    ("ca 3", frozenset(("đêm",)), None),
    ("full time", frozenset(("ngày",)), _FULL_TIME),
    ("fulltime", frozenset(("ngày",)), _FULL_TIME),
    ("toan thoi gian", frozenset(("ngày",)), _FULL_TIME),
    ("part time", frozenset(), _PART_TIME),
    ("parttime", frozenset(), _PART_TIME),
    ("ban thoi gian", frozenset(), _PART_TIME),
    ("linh hoat", frozenset(), _PART_TIME),
    ("tu do", frozenset(), _PART_TIME),
)
_CA_NAME = re.compile(r"\b(?:ca|buoi) (ngay|sang|chieu|toi|dem)\b(?:(?: va| hoac)? (ngay|sang|chieu|toi|dem)\b)?")
_NEGATED = re.compile(
    r"\b(?:khong|ko|k|tru)(?: (?:lam|co|di|nhan|duoc|ca|buoi|dem va)){0,3} (ngay|sang|chieu|toi|dem)\b"
)
# "26 ngày/tháng", "mỗi ngày", "tối thiểu", "tối đa" name no shift.
_LONE_NAME = re.compile(
    r"(?<![\w/])(?<!\d )(?<!mỗi )(?<!hằng )(?<!hàng )(?<!trong )(?<!theo )(ngày|sáng|chiều|tối|đêm)"
    r"(?! (?:thiểu|đa|nghỉ|công|tạo|cao|phép|làm|lễ))(?!\w)"
)
_LIST_FILLER = frozenset(("ca", "buoi", "va", "hoac", "lam", "duoc", "chi", "ban", "lan", "cung", "theo"))


@lru_cache(maxsize=REMEMBERED)
def read_shifts(text: str) -> ShiftReading:
    """Read the shifts, and the hours if stated, of an opening or a person.

    Nothing said (an empty cell) gives empty shifts: for a person that means all, for an opening unknown.
    """
    tidied = tidy(text)
    found = _find_hours(tidied)
    hours = tuple(window for _, _, window in found)
    rest = tidied
    for start, end, _ in reversed(found):
        rest = f"{rest[:start]} , {rest[end:]}"
    named, doubt = _named_shifts(rest, bool(hours))
    shifts = named | (_shifts_of_hours(hours) if not named or doubt in (_BROKEN, _TURNS, _TWO) else frozenset())
    if hours and doubt in (_FULL_TIME, _PART_TIME, _TURNS, _TWO):
        shifts, doubt = _shifts_of_hours(hours), None
    if not shifts and doubt is None and fold(rest) not in ("", "khong", "ko"):
        doubt = f"Chưa hiểu ca làm “{tidied}”; ghi ngày, tối hoặc đêm."
    if hours and doubt is None and shift_of(hours[0]) not in shifts:
        doubt = f"Giờ {hours[0]} thuộc ca {shift_of(hours[0])}, không khớp ca đã ghi."
    return ShiftReading(tuple(s for s in SHIFTS if s in shifts), hours, doubt)


def _shifts_of_hours(hours: Sequence[TimeWindow]) -> frozenset[str]:
    """Name the shifts of stated hours; an afternoon that ends by 19:00 after a morning is still the day's work."""
    shifts: set[str] = set()
    for window in hours:
        own = shift_of(window)
        shifts.add("ngày" if own == "tối" and "ngày" in shifts and window.end_minute <= 19 * 60 else own)
    return frozenset(shifts)


def _named_shifts(rest: str, has_hours: bool) -> tuple[frozenset[str], str | None]:
    folded = fold(rest)
    refused = {_NAMES[m[1]] for m in _NEGATED.finditer(folded)}
    folded = fold(_NEGATED.sub(" ", folded))
    shifts, doubt = _from_phrases(folded)
    shifts |= {_NAMES[name] for m in _CA_NAME.finditer(folded) for name in m.groups() if name}
    if not has_hours and not refused:
        shifts |= _lone_names(rest, folded)
    if refused and not shifts:
        shifts = _ALL
    return shifts - refused, (None if refused and doubt == _TURNS else doubt)


def _from_phrases(folded: str) -> tuple[frozenset[str], str | None]:
    for phrase, shifts, doubt in _PHRASES:
        if contains_phrase(folded, phrase):
            return shifts, doubt
    return frozenset(), None


def _lone_names(rest: str, folded: str) -> frozenset[str]:
    """Read a bare list (``ngày, tối``; ``sang toi``) or accented names inside other words."""
    words = [w for w in folded.split() if w not in _LIST_FILLER]
    if words == ["sang", "chieu"]:
        return frozenset(("ngày",))
    if words and all(word in _NAMES for word in words):
        return frozenset(_NAMES[word] for word in words)
    if not has_accents(rest):
        return frozenset()
    return frozenset(_ACCENTED[m[1]] for m in _LONE_NAME.finditer(rest.lower()))
