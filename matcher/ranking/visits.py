"""Which employers to visit next: what an opening like their last would bring those who have no good one now."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.ranking.availability import Availability
from matcher.ranking.demands import Market
from matcher.ranking.features import FEATURE_NAMES, NEAR_ENOUGH
from matcher.ranking.order import score_market
from matcher.ranking.profiles import SkillProfile
from matcher.ranking.ranker import AdditiveRanker

Floats = NDArray[np.float64]

# About three quarters of an hour by motorbike; who lives farther off is no neighbour. Expert judgement.
NEAR_KM = 20.0
# Who has a seat planned with less than this share of the usual chance (the median of the plan) has no good opening.
GOOD_SHARE = 0.5
_COMMUTE, _TRADE = FEATURE_NAMES.index("commute_km"), FEATURE_NAMES.index("trade_nearness")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person without a good opening.

    Attributes
    ----------
    gain_now : float
        What the plan gives them: the chance of their seat less its price, 0 to 1; 0 where they have none.
    """

    profile: SkillProfile
    availability: Availability
    gain_now: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What one imagined opening would bring, each a count of people waiting.

    Attributes
    ----------
    near : int
        How many live within :data:`NEAR_KM`.
    near_with_trade : int
        Of them, how many have learned or done a trade near this one.
    could_take : int
        How many, anywhere, break none of its hard rules.
    jobs : float
        Expected lasting jobs that its seats would add to the plan at most, at the present seat prices.
    """

    near: int
    near_with_trade: int
    could_take: int
    jobs: float


def has_good_opening(chance: float | None, usual: float) -> bool:
    """Tell whether a person's planned seat (None: none) is a good one beside the usual chance of the plan."""
    return chance is not None and chance >= GOOD_SHARE * usual


def weigh_openings(ranker: AdditiveRanker, waiting: Sequence[Waiting], imagined: Market) -> list[Worth]:
    """Hold everybody who waits against openings that are not there, as if each were open today.

    Parameters
    ----------
    imagined : Market
        Openings as the employers last had them, or as their kind usually has; what is not known blocks nobody.

    Returns
    -------
    list of Worth, one for each demand
        All zero where nobody waits.
    """
    count = len(imagined)
    near, trade, able = (np.zeros(count, dtype=np.int64) for _ in range(3))
    gains = np.zeros((len(waiting), count))
    for i, one in enumerate(waiting):
        scored = score_market(ranker, one.profile, one.availability, imagined)
        eligible, x = scored.eligibility.eligible, scored.features.X
        is_near = x[:, _COMMUTE] <= NEAR_KM
        near += is_near
        trade += is_near & (x[:, _TRADE] >= NEAR_ENOUGH)
        able += eligible
        gains[i] = np.where(eligible, np.maximum(expit(scored.score) - one.gain_now, 0.0), 0.0)
    ordered = -np.sort(-gains, axis=0)
    jobs = [float(ordered[: d.seats, row].sum()) for row, d in enumerate(imagined.demands)]
    return [Worth(*row) for row in zip(near.tolist(), trade.tolist(), able.tolist(), jobs, strict=True)]
