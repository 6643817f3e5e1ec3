"""Postings as employers of the province would write them, current ones and those of past years."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from api.demo.dice import chosen, pick, table
from api.demo.employers import DemoEmployer, busiest
from api.demo.opening_words import describe, write_wage
from api.demo.province import write_commune
from api.demo.writing import write_date

WINDOWS: dict[str, tuple[str, str]] = {
    "HC": ("ngày", "07:30-16:30"),
    "SOM": ("ngày", "07:00-16:00"),
    "S6": ("ngày", "06:00-14:30"),
    "2CA": ("ngày; tối", "06:00-14:00"),
    "3CA": ("ngày; tối; đêm", "06:00-14:00"),
    "TOI": ("tối", "14:00-22:00"),
    "DEM": ("đêm", "22:00-06:00"),
    "MU": ("đêm", "01:00-08:00"),
    "GAY": ("ngày; tối", "09:00-14:00"),
    "TAXI": ("ngày; đêm", "06:00-16:00"),
    "CHO": ("đêm", "03:00-10:00"),
}
_REGION_LEVEL = {"II": 1.0, "III": 0.95, "IV": 0.9}
# Decree 293/2025: monthly minimum from 2026-01-01, in VND; used only to invent a few wages that stand under it.
_MINIMUM = {"II": 4_730_000, "III": 4_140_000, "IV": 3_700_000}
_AGREED_SHARE, _UNDER_MINIMUM_SHARE = 0.08, 0.015
_NOT_YET_SHARE, _EXPIRED_SHARE = 0.025, 0.025
_OLD_CARDS = {"B": ("B2", "B2", "B"), "A1": ("A1",), "C": ("C",)}
_BARRED_TO_MINORS = ("weld", "weldhelp", "maint", "sewfix", "scaffold", "mason", "masonhelp", "steel", "carfix")


@dataclass(frozen=True, slots=True)
class Trade:
    """A line of ``trades.csv``: what a job is and what it usually asks; wages in millions of VND a month, region II."""

    key: str
    isco: str
    titles: tuple[str, ...]
    low: float
    high: float
    pays: tuple[str, ...]
    shifts: tuple[str, ...]
    schooling: int
    licence: str
    months: int
    physical: str
    skills: str
    seats: tuple[int, int]
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoOpening:
    """A posting; wages in VND a month (low, high), ``window`` a key of ``WINDOWS``."""

    code: str
    employer: DemoEmployer
    trade: Trade
    title: str
    seats: int
    pay: str
    low_vnd: int
    high_vnd: int
    window: str
    contract: str
    schooling: int
    licence: str
    months: int
    training_on_job: bool
    posted_on: date
    closes_on: date


@cache
def trades() -> dict[str, Trade]:
    """Give every trade by its key."""
    return {row["key"]: _trade(row) for row in table("trades")}


def _trade(row: dict[str, str]) -> Trade:
    fewest, _, most = row["seats"].partition("-")
    return Trade(
        key=row["key"],
        isco=row["isco"],
        titles=tuple(row["titles"].split("|")),
        low=float(row["low"]),
        high=float(row["high"]),
        pays=tuple(row["pay"].split()),
        shifts=tuple(row["shifts"].split()),
        schooling=int(row["schooling"]),
        licence=row["licence"],
        months=int(row["months"]),
        physical=row["physical"],
        skills=row["skills"],
        seats=(int(fewest), int(most)),
        duties=tuple(row["duties"].split("|")),
    )


def draw_openings(rng: random.Random, employers: list[DemoEmployer], count: int, today: date) -> list[DemoOpening]:
    """Draw the postings of today: ``TD00001``…, 5 % of them not yet published or past their closing date."""
    numbers = list(range(count))
    not_yet = set(chosen(rng, numbers, round(count * _NOT_YET_SHARE)))
    expired = set(chosen(rng, [n for n in numbers if n not in not_yet], round(count * _EXPIRED_SHARE)))
    drawn: list[DemoOpening] = []
    for number, employer in enumerate(busiest(rng, employers, count)):
        posted = today - timedelta(days=rng.randrange(1, 45))
        closes = today + timedelta(days=rng.randrange(4, 50))
        if number in not_yet:
            posted = today + timedelta(days=rng.randrange(2, 15))
            closes = posted + timedelta(days=rng.randrange(20, 60))
        elif number in expired:
            closes = today - timedelta(days=rng.randrange(1, 20))
            posted = closes - timedelta(days=rng.randrange(15, 45))
        trade = trades()[pick(rng, employer.trades)]
        drawn.append(draw_opening(rng, f"TD{number + 1:05d}", employer, trade, (posted, closes)))
    return drawn


def draw_opening(
    rng: random.Random, code: str, employer: DemoEmployer, trade: Trade, dates: tuple[date, date]
) -> DemoOpening:
    """Draw one posting of an employer for a trade, published and closing on the two dates."""
    low, high = _wages(rng, employer, trade)
    fewest, most = trade.seats
    return DemoOpening(
        code=code,
        employer=employer,
        trade=trade,
        title=_title(rng, trade, employer),
        seats=max(1, min(rng.randint(fewest, most), 1 + employer.workforce // 2)),
        pay="agreed" if rng.random() < _AGREED_SHARE else rng.choice(trade.pays),
        low_vnd=low,
        high_vnd=high,
        window=rng.choice(trade.shifts),
        contract=_contract(rng, employer),
        schooling=trade.schooling,
        licence=rng.choice(_OLD_CARDS[trade.licence]) if trade.licence else "",
        months=trade.months if rng.random() < 0.6 else 0,
        training_on_job="học việc" in trade.duties[0] or (trade.months == 0 and rng.random() < 0.5),
        posted_on=dates[0],
        closes_on=dates[1],
    )


def _title(rng: random.Random, trade: Trade, employer: DemoEmployer) -> str:
    title = rng.choice(trade.titles)
    chance = rng.random()
    if chance < 0.10:
        return f"{title} – {employer.commune.short}"
    if chance < 0.17 and "(" not in title:
        return f"{title} (đi làm ngay)"
    return title


def _wages(rng: random.Random, employer: DemoEmployer, trade: Trade) -> tuple[int, int]:
    region = employer.commune.region
    if rng.random() < _UNDER_MINIMUM_SHARE:
        meagre = int(_MINIMUM[region] * 0.93) // 100_000 * 100_000
        return meagre, meagre
    level = _REGION_LEVEL[region] * rng.uniform(0.95, 1.12)
    low = max(trade.low * level * 1e6, _MINIMUM[region] * 1.04)
    high = max(trade.high * level * rng.uniform(0.85, 1.0) * 1e6, low * 1.08)
    return round(low / 100_000) * 100_000, round(high / 100_000) * 100_000


def _contract(rng: random.Random, employer: DemoEmployer) -> str:
    lasting, year, season = (5, 5, 0.5) if employer.workforce >= 80 else (2, 5, 3)
    forms = (("không xác định thời hạn", lasting), ("12 tháng", year), ("thời vụ", season), ("36 tháng", lasting / 3))
    return pick(rng, forms)


def opening_rows(rng: random.Random, openings: list[DemoOpening]) -> list[dict[str, str]]:
    """Write the openings' list with the English keys of formats.md."""
    return [_row(rng, opening) for opening in openings]


def _row(rng: random.Random, opening: DemoOpening) -> dict[str, str]:
    employer, trade = opening.employer, opening.trade
    shifts, hours = WINDOWS[opening.window]
    return {
        "opening_code": opening.code,
        "tax_code": employer.tax_code,
        "employer_name": employer.name,
        "title": opening.title,
        "seats": str(opening.seats),
        "wage": write_wage(rng, opening.pay, opening.low_vnd, opening.high_vnd),
        "shifts": shifts,
        "hours": hours,
        "contract": opening.contract,
        "commune": write_commune(rng, employer.commune),
        "latitude": f"{employer.latitude:.5f}" if employer.has_point else "",
        "longitude": f"{employer.longitude:.5f}" if employer.has_point else "",
        "schooling": _schooling(rng, opening.schooling),
        "licence": opening.licence,
        **_wishes(rng, opening),
        "experience_months": str(opening.months or ""),
        "skills": trade.skills,
        "physical": trade.physical.replace(";", "; "),
        "housing": "x" if employer.housing else "",
        "transport": "x" if employer.transport else "",
        "meals": "x" if employer.meals else "",
        "training_on_job": "x" if opening.training_on_job else "",
        "description": describe(rng, opening.window, trade.duties, employer, opening.training_on_job),
        "posted_on": write_date(rng, opening.posted_on),
        "closes_on": write_date(rng, opening.closes_on),
    }


def _schooling(rng: random.Random, grade: int) -> str:
    if not grade:
        return ""
    words = {9: ("9/12", "9/12", "THCS"), 12: ("12/12", "THPT")}.get(grade, (f"{grade}/12", f"lớp {grade}"))
    return f"ưu tiên {grade}/12" if rng.random() < 0.12 else rng.choice(words)


def _wishes(rng: random.Random, opening: DemoOpening) -> dict[str, str]:
    """Write whom the employer would like: a wish, flagged to the case worker, not a rule."""
    adult_work = opening.window in ("DEM", "MU", "CHO", "TAXI") or opening.trade.key in _BARRED_TO_MINORS
    men = "nâng nặng" in opening.trade.physical
    return {
        "min_age": "18" if adult_work or rng.random() < 0.3 else "",
        "max_age": rng.choice(("35", "40", "45", "50", "55")) if rng.random() < 0.15 else "",
        "sex": ("Nam" if men else rng.choice(("Nam", "Nữ"))) if rng.random() < 0.12 else "",
    }
