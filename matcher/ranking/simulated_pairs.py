"""Draw people and openings, and describe their pairs in the columns of ``prior.toml``.

The columns depend on each other as they do in life: a person without work history has no experience anywhere, a farm
lies far from town and pays by season. Shares are rounded from domain.md and the shared lists; expert judgement else.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

N_TRADES = 12
"""Trades in three families of four; within a family they are near."""


@dataclass(frozen=True)
class MarketSize:
    """How many of each."""

    n_people: int = 80
    n_openings: int = 320
    n_employers: int = 80


@dataclass(frozen=True)
class _People:
    place: Floats
    trade: NDArray[np.intp]
    wish: NDArray[np.intp]
    strength: Floats
    months: Floats
    schooling: Floats
    floor: Floats
    idle_years: Floats
    drives: NDArray[np.bool_]
    can_stay: NDArray[np.bool_]


@dataclass(frozen=True)
class _Openings:
    place: Floats
    trade: NDArray[np.intp]
    months_asked: Floats
    schooling_asked: Floats
    wage: Floats
    seats: Floats
    age_days: Floats
    answer_rate: Floats
    housing: NDArray[np.bool_]
    bus: NDArray[np.bool_]
    meals: Floats
    training: Floats
    shift: Floats
    contract: Floats
    kind: Floats


def draw_pairs(rng: np.random.Generator, size: MarketSize) -> tuple[Floats, NDArray[np.intp]]:
    """Return X of shape (n_people, n_openings, 20) and each opening's employer number."""
    towns = rng.uniform((0.0, 0.0), (90.0, 50.0), (12, 2))
    nearness = _nearness(rng)
    people = _draw_people(rng, size.n_people, towns)
    openings, employer = _draw_openings(rng, size, towns)
    columns = [
        *_evidence_columns(people, openings, nearness),
        *_terms_columns(people, openings),
        *_opening_columns(people, openings),
    ]
    shape = (size.n_people, size.n_openings)
    return np.stack([np.broadcast_to(column, shape) for column in columns], axis=-1).astype(np.float64), employer


def _nearness(rng: np.random.Generator) -> Floats:
    """Nearness of trades, 0 to 1: 1 for the same, 0.45-0.8 within a family, up to 0.3 else."""
    family = np.arange(N_TRADES) // 4
    near = np.where(family[:, None] == family, rng.uniform(0.45, 0.8, (N_TRADES,) * 2), 0.0)
    near = np.where(family[:, None] == family, near, np.maximum(0.0, rng.uniform(-0.3, 0.3, (N_TRADES,) * 2)))
    near = np.triu(near, 1)
    return np.asarray(near + near.T + np.eye(N_TRADES))


def _draw_people(rng: np.random.Generator, n_people: int, towns: Floats) -> _People:
    trade = np.where(rng.random(n_people) < 0.12, -1, rng.integers(N_TRADES, size=n_people))
    wish = np.where(rng.random(n_people) < 0.6, trade, rng.integers(N_TRADES, size=n_people))
    worked = rng.random(n_people) < 0.65
    return _People(
        place=towns[rng.integers(len(towns), size=n_people)] + rng.normal(0, 4, (n_people, 2)),
        trade=trade,
        wish=np.where(rng.random(n_people) < 0.2, -1, wish),
        strength=rng.beta(2.5, 2, n_people),
        months=np.where(worked, rng.exponential(24, n_people), np.nan),
        schooling=np.where(rng.random(n_people) < 0.1, np.nan, rng.integers(3, 13, n_people)),
        floor=np.where(rng.random(n_people) < 0.4, np.nan, rng.uniform(0.9, 1.6, n_people)),
        idle_years=np.where(rng.random(n_people) < 0.15, np.nan, rng.exponential(2, n_people)),
        drives=rng.random(n_people) < 0.75,
        can_stay=rng.random(n_people) < 0.4,
    )


def _draw_openings(rng: np.random.Generator, size: MarketSize, towns: Floats) -> tuple[_Openings, NDArray[np.intp]]:
    n_openings, n_employers = size.n_openings, size.n_employers
    employer = rng.permutation(np.arange(n_openings) % n_employers)
    site = towns[rng.integers(len(towns), size=n_employers)] + rng.normal(0, 6, (n_employers, 2))
    rate = np.where(rng.random(n_employers) < 0.35, np.nan, rng.beta(3, 2, n_employers))
    kind = rng.choice(9, n_employers, p=[0.2, 0.1, 0.06, 0.15, 0.12, 0.07, 0.12, 0.16, 0.02])
    farm = kind[employer] == 1
    training = _yes(rng, 0.3, n_openings)
    openings = _Openings(
        place=site[employer] + rng.normal(0, 1, (n_openings, 2)),
        trade=rng.integers(N_TRADES, size=n_openings),
        months_asked=np.where(
            training == 1, 0.0, rng.choice([0.0, 6.0, 12.0, 24.0], n_openings, p=[0.6, 0.2, 0.15, 0.05])
        ),
        schooling_asked=rng.choice([0.0, 5.0, 9.0, 12.0], n_openings, p=[0.5, 0.1, 0.3, 0.1]),
        wage=np.where(rng.random(n_openings) < 0.28, np.nan, np.exp(rng.normal(0.45, 0.25, n_openings))),
        seats=np.ceil(np.exp(rng.normal(1.0, 1.0, n_openings))),
        age_days=rng.exponential(35, n_openings),
        answer_rate=rate[employer],
        housing=rng.random(n_openings) < np.where(farm, 0.6, 0.2),
        bus=rng.random(n_openings) < 0.15,
        meals=_yes(rng, 0.4, n_openings),
        training=training,
        shift=rng.choice(4, n_openings, p=[0.68, 0.1, 0.07, 0.15]).astype(np.float64),
        contract=np.where(
            farm & (rng.random(n_openings) < 0.5), 2, rng.choice(4, n_openings, p=[0.25, 0.55, 0.1, 0.1])
        ),
        kind=kind[employer].astype(np.float64),
    )
    return openings, employer


def _yes(rng: np.random.Generator, share: float, n_openings: int) -> Floats:
    """Draw no (0), yes (1) or unknown (NaN, one in ten)."""
    answer = (rng.random(n_openings) < share).astype(np.float64)
    return np.where(rng.random(n_openings) < 0.1, np.nan, answer)


def _evidence_columns(people: _People, openings: _Openings, nearness: Floats) -> list[Floats]:
    """Columns 1-6: trade, coverage, experience, its gap, schooling margin, wish."""
    trade = np.where(people.trade[:, None] < 0, np.nan, nearness[people.trade][:, openings.trade])
    wish = np.where(people.wish[:, None] < 0, np.nan, nearness[people.wish][:, openings.trade])
    coverage = np.where(np.isnan(trade), np.nan, people.strength[:, None])
    months = people.months[:, None] * np.nan_to_num(trade, nan=0.2)
    gap = np.maximum(openings.months_asked - np.nan_to_num(months), 0.0)
    margin = np.maximum(people.schooling[:, None] - openings.schooling_asked, 0.0)
    return [trade, coverage, months, gap, margin, wish]


def _terms_columns(people: _People, openings: _Openings) -> list[Floats]:
    """Columns 7-13: road, wage twice, seats, ages, answers."""
    road = 1.3 * np.linalg.norm(people.place[:, None] - openings.place, axis=2)
    margin = openings.wage / people.floor[:, None]
    idle = people.idle_years[:, None]
    return [road, openings.wage, margin, openings.seats, openings.age_days, idle, openings.answer_rate]


def _opening_columns(people: _People, openings: _Openings) -> list[Floats]:
    """Columns 14-20: housing, transport, meals, training, shift, contract, kind."""
    housing = np.where(openings.housing, np.where(people.can_stay[:, None], 1.0, 2.0), 0.0)
    transport = np.where(openings.bus, 0.0, np.where(people.drives[:, None], 1.0, 2.0))
    return [housing, transport, openings.meals, openings.training, openings.shift, openings.contract, openings.kind]
