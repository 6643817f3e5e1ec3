"""How dates, money and distances stand on a page: the filters of every template."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from api.wording import Language, chance_words, million


def day(value: date | str | None) -> str:
    """A day as people write it here: 23/11/2026; ISO text is read; empty where there is none."""
    if not value:
        return ""
    known = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{known.day:02}/{known.month:02}/{known.year}"


def km(value: float | None, language: Language = "vi") -> str:
    """Kilometres: one decimal under ten, whole ones above."""
    if value is None:
        return ""
    text = f"{value:.0f}" if value >= 10 else f"{value:.1f}"
    return f"{text.replace('.', ',') if language == 'vi' else text} km"


def vnd(value: float | None, language: Language = "vi") -> str:
    """Money as people say it."""
    return "" if value is None else million(value, language)


def clock_time(minutes: int) -> str:
    """Minutes of the day as 07:30; past midnight begins again at zero."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def chance(item: Mapping[str, Any], language: Language = "vi") -> str:
    """A chance with its range, in words."""
    return chance_words(item["chance"], item["low"], item["high"], language)


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "day": day,
    "km": km,
    "vnd": vnd,
    "clock_time": clock_time,
    "chance": chance,
}
