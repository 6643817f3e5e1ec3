"""How dates, money and distances stand on a page: the filters of every template."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from api.clock import VIETNAM
from api.wording import Language, chance_words, million


def day(value: date | str | None) -> str:
    """A day as people write it here: 23/11/2026; ISO text is read; empty where there is none."""
    if not value:
        return ""
    known = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{known.day:02}/{known.month:02}/{known.year}"


def moment(value: datetime) -> str:
    """A moment as a clock here shows it: 14:05, 23/11/2026."""
    here = value.astimezone(VIETNAM)
    return f"{here:%H:%M, %d/%m/%Y}"


def km(value: float | None, language: Language = "vi") -> str:
    """Kilometres: one decimal under ten, whole ones above."""
    if value is None:
        return ""
    text = f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")
    return f"{text.replace('.', ',') if language == 'vi' else text} km"


def vnd(value: float | None, language: Language = "vi") -> str:
    """Money as people say it."""
    return "" if value is None else million(value, language)


def decimal(value: float, language: Language = "vi") -> str:
    """A number with one decimal: 2,4 or 2.4."""
    text = f"{value + 0.0:.1f}"
    return text.replace(".", ",") if language == "vi" else text


def percent(share: float | None, language: Language = "vi") -> str:
    """A share as people write it, one decimal where it is not whole: 60 % or 34,2 %; empty where there is none."""
    return "" if share is None else f"{decimal(share * 100, language).removesuffix(',0').removesuffix('.0')} %"


def clock_time(minutes: int) -> str:
    """Minutes of the day as 07:30; past midnight begins again at zero."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def chance(item: Mapping[str, Any], language: Language = "vi") -> str:
    """A chance with its range, in words."""
    return chance_words(item["chance"], item["low"], item["high"], language)


def wage(view: Mapping[str, Any] | None, language: Language = "vi") -> str:
    """A wage with what it is paid for: ``8–10 triệu mỗi tháng``; empty where nothing was understood."""
    if not view or not view["per"]:
        return ""
    ends = [v for v in (view["low_vnd"], view["high_vnd"]) if v is not None]
    if not ends:
        return ""
    thousand = max(ends) < 1_000_000
    numbers = "–".join(_amount(v, thousand, language) for v in dict.fromkeys(ends))
    unit = ("nghìn" if thousand else "triệu") if language == "vi" else ("thousand VND" if thousand else "million VND")
    per = _PER.get(view["per"], ("", ""))[0 if language == "vi" else 1]
    return f"{numbers} {unit} {per}".strip()


def _amount(value: float, thousand: bool, language: Language) -> str:
    text = f"{value / (1_000 if thousand else 1_000_000):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "vi" else text


_PER: Final[Mapping[str, tuple[str, str]]] = {
    "month": ("mỗi tháng", "a month"),
    "day": ("mỗi ngày", "a day"),
    "hour": ("mỗi giờ", "an hour"),
    "piece": ("mỗi sản phẩm", "a piece"),
}

FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "day": day,
    "moment": moment,
    "km": km,
    "vnd": vnd,
    "clock_time": clock_time,
    "decimal": decimal,
    "percent": percent,
    "chance": chance,
    "wage": wage,
}
