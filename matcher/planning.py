"""The caseload plan: who goes where under the seats there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from matcher.lists import rank, seats_of
from matcher.model_store import CurrentModel
from matcher.people import Seeker
from matcher.ranking.demands import Market
from matcher.ranking.plan import plan_seats

# A person's best openings always take part in the plan (formats.md, "What comes out"); in a small market all do.
FEWEST_CANDIDATES = 50
MOST_PAIRS = 5_000_000


@dataclass(frozen=True, slots=True)
class PlannedPair:
    """One person and the opening planned for them, with the chance of a lasting job and the price of the seat."""

    person: str
    opening: str
    chance: float
    seat_price: float


@dataclass(frozen=True, slots=True)
class CaseloadPlan:
    """The plan as a whole.

    Attributes
    ----------
    expected_jobs : float
        Sum of the chances of the planned pairs.
    unplaced : tuple of str
        People for whom no eligible seat is left.
    """

    pairs: tuple[PlannedPair, ...]
    expected_jobs: float
    unplaced: tuple[str, ...]


def plan_caseload(seekers: Sequence[Seeker], market: Market, model: CurrentModel) -> CaseloadPlan:
    """Assign people to seats for the most expected lasting jobs."""
    candidates = max(FEWEST_CANDIDATES, MOST_PAIRS // max(1, len(seekers)))
    lists = rank(seekers, market, model, min(candidates, len(market))).lists
    chances = np.where(lists.row >= 0, expit(lists.score), 0.0)
    plan = plan_seats(lists.row.astype(np.int64), chances, seats_of(market))
    taken = np.max(chances, axis=1, where=lists.row == plan.taken[:, None], initial=0.0)
    pairs = tuple(
        PlannedPair(seeker.code, market.demands[o].code, chance, float(plan.prices[o]))
        for seeker, o, chance in zip(seekers, plan.taken.tolist(), taken.tolist(), strict=True)
        if o >= 0
    )
    placed = {pair.person for pair in pairs}
    return CaseloadPlan(pairs, plan.expected_jobs, tuple(s.code for s in seekers if s.code not in placed))
