"""An invented country to measure with: openings in all 3,321 communes, drawn straight as ranking sees them.

Firms, trades and terms are those of the demonstration province, so that the hard rules bite as they do there; only the
places and the numbers are a whole country's. Nothing here goes through lists and importers: that is measured elsewhere.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from api.demo.dice import dice, pick, table
from api.demo.employers import HOUSES_ITS_PEOPLE, HOUSES_OTHERWISE
from api.demo.openings import WINDOWS, Trade, trades
from employers.reference.occupations import is_barred_to_minors
from employers.reference.places import Commune, list_communes
from employers.reference.shifts import read_hours, working_windows
from employers.reference.work_terms import read_physical
from matcher.ranking.demands import Demand, Market

AS_OF = date(2026, 11, 23)
_REGION_OF_KIND = {"phường": "II", "xã": "III", "đặc khu": "IV"}
_MINIMUM = {"II": 4_730_000, "III": 4_140_000, "IV": 3_700_000}  # Decree 293/2025, VND a month
_KINDS = {
    "nhà máy": "factory",
    "nông trường/đồn điền": "plantation",
    "vận tải/taxi": "transport",
    "xưởng/cơ sở": "workshop",
    "cửa hàng/dịch vụ": "shop",
    "hợp tác xã": "cooperative",
    "hộ kinh doanh": "household",
}
# Jobs gather in towns, and in some provinces more than in others; judgement, checked by eye against a map of factories.
_WARD_WEIGHT, _PROVINCE_SPREAD = 4.0, 0.6
_POSTINGS_A_FIRM = 3.5


@dataclass(frozen=True, slots=True)
class Firm:
    """An employer as its openings show it."""

    code: str
    kind: str
    commune: Commune
    point: tuple[float, float]
    workforce: int
    housing: bool
    transport: bool
    meals: bool
    answer_rate: float | None
    trades: tuple[tuple[str, float], ...]


def commune_weights(rng: random.Random, ward_weight: float) -> list[float]:
    """How many people or jobs each commune has, relative; provinces differ."""
    province = {c.province: rng.lognormvariate(0.0, _PROVINCE_SPREAD) for c in list_communes()}
    return [province[c.province] * (ward_weight if c.kind == "phường" else 1.0) for c in list_communes()]


def draw_market(n_openings: int, seed: int = 1) -> Market:
    """Draw a country's openings."""
    rng = dice(seed, "country openings")
    firms = _draw_firms(rng, max(1, round(n_openings / _POSTINGS_A_FIRM)))
    posting = rng.choices(firms, [firm.workforce**0.5 for firm in firms], k=n_openings)
    return Market(tuple(_demand(rng, number, firm) for number, firm in enumerate(posting, 1)), AS_OF)


def _draw_firms(rng: random.Random, count: int) -> list[Firm]:
    sectors = table("sectors")
    drawn = rng.choices(sectors, [float(s["count"]) for s in sectors], k=count)
    communes = rng.choices(list_communes(), commune_weights(rng, _WARD_WEIGHT), k=count)
    return [_firm(rng, f"DN{i:06d}", sector, at) for i, (sector, at) in enumerate(zip(drawn, communes, strict=True))]


def _firm(rng: random.Random, code: str, sector: dict[str, str], commune: Commune) -> Firm:
    low, high = (int(part) for part in sector["workers"].split("-"))
    workforce = round(low * (high / low) ** rng.random())
    own_point = rng.random() < 0.92
    spread = 0.006 if own_point else 0.0
    return Firm(
        code=code,
        kind=_KINDS[sector["kind"]],
        commune=commune,
        point=(
            round(commune.latitude + rng.gauss(0, 1) * spread, 5),
            round(commune.longitude + rng.gauss(0, 1) * spread, 5),
        ),
        workforce=workforce,
        housing=rng.random() < HOUSES_ITS_PEOPLE.get(sector["key"], HOUSES_OTHERWISE),
        transport=workforce >= 250 and rng.random() < 0.6,
        meals=rng.random() < (0.8 if workforce >= 30 else 0.35),
        answer_rate=None if rng.random() < 0.35 else (rng.randrange(6) + 1.2) / 7.0,
        trades=tuple((key, float(weight)) for key, weight in (e.rsplit(" ", 1) for e in sector["trades"].split(";"))),
    )


@cache
def _windows(key: str) -> tuple[tuple[str, tuple[object, ...]], ...]:
    shifts, hours = WINDOWS[key]
    return tuple(working_windows(tuple(shifts.split("; ")), read_hours(hours)).items())


def _demand(rng: random.Random, number: int, firm: Firm) -> Demand:
    trade = trades()[pick(rng, firm.trades)]
    region = firm.commune.wage_region or _REGION_OF_KIND[firm.commune.kind]
    low, high = _wages(rng, trade, _MINIMUM[region])
    physical = frozenset(read_physical(trade.physical).codes)
    is_told = rng.random() >= 0.28  # 28 % of ads name no wage (DECISIONS, 12)
    return Demand(
        opening_id=number,
        code=f"TD{number:05d}",
        employer=firm.code,
        isco=(trade.isco,),
        employer_kind=firm.kind,
        point=firm.point,
        commune_code=firm.commune.code,
        island=firm.commune.island,
        best_wage_vnd=high if is_told else None,
        low_wage_vnd=low if is_told else None,
        region_minimum_vnd=_MINIMUM[region],
        windows=_windows(rng.choice(trade.shifts)),  # type: ignore[arg-type]  # windows are what working_windows gives
        contract=pick(rng, (("indefinite", 3), ("fixed", 5), ("seasonal", 2))),
        schooling=trade.schooling or None,
        schooling_preferred=rng.random() < 0.12,
        licence=trade.licence or None,
        experience_months=trade.months if rng.random() < 0.6 else None,
        physical=physical,
        housing=firm.housing,
        transport=firm.transport,
        meals=firm.meals,
        training_on_job=trade.months == 0 and rng.random() < 0.5,
        seats=rng.randint(*trade.seats),
        posted_on=AS_OF - timedelta(days=rng.randrange(1, 45)),
        employer_ready=rng.random() > 0.02,
        minor_barred=is_barred_to_minors(trade.isco),
        answer_rate=firm.answer_rate,
    )


def _wages(rng: random.Random, trade: Trade, minimum: int) -> tuple[int, int]:
    level = rng.uniform(0.9, 1.15)
    low = max(trade.low * level * 1e6, minimum * 1.04)
    high = max(trade.high * level * rng.uniform(0.85, 1.0) * 1e6, low * 1.08)
    return round(low / 100_000) * 100_000, round(high / 100_000) * 100_000


def draw_homes(rng: random.Random, count: int) -> Sequence[Commune]:
    """Draw where people live: everywhere, towns somewhat more."""
    return rng.choices(list_communes(), commune_weights(rng, 1.6), k=count)
