"""The caseload plan: who goes where under the seats there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from matcher.model_store import CurrentModel
from matcher.people import Seeker
from matcher.ranking.demands import Market
from matcher.ranking.order import score_market
from matcher.ranking.plan import best_candidates, plan_seats

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
    chances = np.full((len(seekers), len(market)), np.nan)
    for i, seeker in enumerate(seekers):
        scored = score_market(model.ranker, seeker.profile, seeker.availability, market)
        chances[i] = np.where(scored.eligibility.eligible, expit(scored.score), np.nan)
    seats = np.array([d.seats for d in market.demands], dtype=np.int64)
    limit = max(FEWEST_CANDIDATES, MOST_PAIRS // max(1, len(seekers)))
    plan = plan_seats(*best_candidates(chances, limit), seats)
    pairs = tuple(
        PlannedPair(seekers[p].code, market.demands[o].code, float(chances[p, o]), float(plan.prices[o]))
        for p, o in enumerate(plan.taken.tolist())
        if o >= 0
    )
    placed = {pair.person for pair in pairs}
    return CaseloadPlan(pairs, plan.expected_jobs, tuple(s.code for s in seekers if s.code not in placed))
