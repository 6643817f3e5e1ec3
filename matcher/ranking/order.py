"""From scores to lists: chances with their intervals, near-ties in a fair order, the reasons of what is shown."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.availability import Availability
from matcher.ranking.demands import Demand, Market
from matcher.ranking.eligibility import Eligibility, check_rules
from matcher.ranking.features import PairFeatures, pair_features
from matcher.ranking.profiles import SkillProfile
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.reasons import Reason, facts_to_mind, split_reasons, term_reason

# Scores closer than this, in log-odds, are a tie to any eye (a quarter of a percentage point at most); which of them
# stands first is drawn by a logged seed, so that learning can tell position from merit (design.md, 6).
TIE_WIDTH = 0.01


@dataclass(frozen=True)
class Scored:
    """Everything known of one person against a market, before anything is cut off.

    Attributes
    ----------
    score : ndarray of shape (n_openings,)
        Log-odds, unbounded.
    chance, low, high : ndarrays of shape (n_openings,)
        Probabilities; low and high bound the 80 % interval.
    """

    market: Market
    eligibility: Eligibility
    features: PairFeatures
    score: NDArray[np.float64]
    chance: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True)
class Suggestion:
    """One opening suggested to one person.

    Attributes
    ----------
    chance, low, high : float
        Probability that a referral ends in a job still held after the stability period, and its 80 % interval.
    seat_price : float or None
        What others lose in chance if this person takes the seat; None until seats are priced.
    tied : int
        How many openings shared its place before the draw (1: no tie).
    """

    demand: Demand
    rank: int
    score: float
    chance: float
    low: float
    high: float
    seat_price: float | None
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    tied: int = 1


def score_market(ranker: AdditiveRanker, profile: SkillProfile, person: Availability, market: Market) -> Scored:
    """Hold one person against every opening: rules, features, chances. Blocked pairs are scored too."""
    eligibility = check_rules(person, market)
    features = pair_features(profile, person, market)
    employers = market.employers
    score = ranker.decision_function(features.X, employers)
    low, high = ranker.predict_interval(features.X, employers)
    chance = 1.0 / (1.0 + np.exp(-score))
    return Scored(market, eligibility, features, score, chance, np.minimum(low, chance), np.maximum(high, chance))


def order_rows(scored: Scored, seed: int, *, shuffle_ties: bool = True) -> tuple[NDArray[np.int64], dict[int, int]]:
    """Rows of the eligible openings, best first, and how many shared each row's place."""
    rows = np.flatnonzero(scored.eligibility.eligible)
    if not shuffle_ties:
        return rows[np.argsort(-scored.score[rows], kind="stable")], dict.fromkeys(rows.tolist(), 1)
    bucket = np.round(scored.score[rows] / TIE_WIDTH).astype(np.int64)
    draw = np.random.default_rng(seed).random(len(rows))
    _, inverse, counts = np.unique(bucket, return_inverse=True, return_counts=True)
    tied = dict(zip(rows.tolist(), counts[inverse].tolist(), strict=True))
    return rows[np.lexsort((draw, -bucket))], tied


def explain_row(ranker: AdditiveRanker, scored: Scored, row: int) -> list[Reason]:
    """Every term of one score as a reason; base and weights add up to the score."""
    demand = scored.market.demands[row]
    explanation = ranker.explain(scored.features.X[row], demand.employer)
    return [term_reason(term, demand, scored.features.nearest[row]) for term in explanation.terms]


def describe(ranker: AdditiveRanker, scored: Scored, row: int, rank: int, tied: int = 1) -> Suggestion:
    """One row of a scored market as a suggestion with its reasons and cautions."""
    demand = scored.market.demands[row]
    reasons, cautions = split_reasons(explain_row(ranker, scored, row))
    return Suggestion(
        demand=demand,
        rank=rank,
        score=float(scored.score[row]),
        chance=float(scored.chance[row]),
        low=float(scored.low[row]),
        high=float(scored.high[row]),
        seat_price=None,
        reasons=tuple(reasons),
        cautions=(*cautions, *facts_to_mind(demand)),
        tied=tied,
    )


def suggest(
    ranker: AdditiveRanker, scored: Scored, limit: int, seed: int, *, shuffle_ties: bool = True
) -> list[Suggestion]:
    """The best openings for one person, each with its reasons and cautions.

    Parameters
    ----------
    limit : int
        Longest list wanted; it is shorter where fewer openings are eligible.
    seed : int
        Decides near-ties; the same seed gives the same list, so that a reload does not jump.
    """
    rows, tied = order_rows(scored, seed, shuffle_ties=shuffle_ties)
    return [describe(ranker, scored, row, rank, tied[row]) for rank, row in enumerate(rows[:limit].tolist(), start=1)]
