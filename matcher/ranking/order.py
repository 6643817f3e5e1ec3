"""From scores to lists: chances with their intervals, near-ties in a fair order, the reasons of what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.ranking.availability import Availability, age_on
from matcher.ranking.demands import Demand, Market
from matcher.ranking.eligibility import Eligibility, check_rules
from matcher.ranking.fair_order import FED, UNPRICED, Pricing, in_fair_order, sharing, worth_buckets
from matcher.ranking.features import FEATURE_NAMES, PairFeatures, pair_features
from matcher.ranking.profiles import SkillProfile
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.reasons import Reason, facts_to_mind, split_reasons, term_reason
from matcher.ranking.term_weights import TermWeights, weigh_terms
from matcher.ranking.ties import tie_buckets, tie_draws


@dataclass(frozen=True)
class Scored:
    """Everything known of one person against a market, before anything is cut off.

    Attributes
    ----------
    score : ndarray of shape (n_openings,)
        Log-odds, unbounded; blocked pairs are scored too.
    age : int or None
        The least full years of age on the market's day; no feature, only for an employer's wish that is met.
    """

    market: Market
    eligibility: Eligibility
    features: PairFeatures
    score: NDArray[np.float64]
    age: int | None = None


class Chances(NamedTuple):
    """Probabilities of chosen rows, each of shape (n_rows,); low and high bound the 80 % interval."""

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
    """Hold one person against every opening: rules, features, scores."""
    features = pair_features(profile, person, market)
    # An estimator refuses a table without rows; a market without openings is an ordinary day.
    score = ranker.decision_function(features.X, market.employers) if len(market) else np.empty(0)
    age = age_on(person.youngest_birth, market.as_of) if person.youngest_birth else None
    return Scored(market, check_rules(person, market), features, score, age)


def order_rows(scored: Scored, seed: int, *, shuffle_ties: bool = True) -> tuple[list[int], dict[int, int]]:
    """Rows of the eligible openings, best first, and how many shared each row's place."""
    rows = np.flatnonzero(scored.eligibility.eligible)
    if not shuffle_ties:
        return rows[np.argsort(-scored.score[rows], kind="stable")].tolist(), {}
    bucket = tie_buckets(scored.score[rows])
    draw = tie_draws(seed, scored.market.ids[rows])
    _, inverse, counts = np.unique(bucket, return_inverse=True, return_counts=True)
    tied = dict(zip(rows.tolist(), counts[inverse].tolist(), strict=True))
    return rows[np.lexsort((draw, -bucket))].tolist(), tied


def rows_by_hand(scored: Scored) -> list[int]:
    """Rows of the eligible openings as desks order them without a model: the nearest trade, then the shorter road."""
    rows = np.flatnonzero(scored.eligibility.eligible)
    trade, road = (scored.features.X[rows, FEATURE_NAMES.index(name)] for name in ("trade_nearness", "commute_km"))
    order = np.lexsort((np.nan_to_num(road, nan=np.inf), -np.nan_to_num(trade).round(2)))
    return [int(row) for row in rows[order]]


def _employers(scored: Scored, rows: Sequence[int]) -> list[str]:
    return [scored.market.employers[row] for row in rows]


def chances(ranker: AdditiveRanker, scored: Scored, rows: Sequence[int]) -> Chances:
    """Chances and their intervals of chosen openings."""
    low, high = ranker.predict_interval(scored.features.X[rows], _employers(scored, rows))
    chance = expit(scored.score[rows])
    return Chances(chance, np.minimum(low, chance), np.maximum(high, chance))


def _terms(ranker: AdditiveRanker, scored: Scored, rows: Sequence[int]) -> TermWeights:
    return weigh_terms(ranker, scored.features.X[rows], _employers(scored, rows))


def describe(
    ranker: AdditiveRanker, scored: Scored, rows: Sequence[int], tied: dict[int, int] | None = None
) -> list[Suggestion]:
    """Chosen openings as suggestions in the order given, each with its reasons and cautions."""
    if not rows:
        return []
    likely, terms = chances(ranker, scored, rows), _terms(ranker, scored, rows)
    return [_suggestion(scored, row, at, likely, terms, (tied or {}).get(row, 1)) for at, row in enumerate(rows)]


def _suggestion(scored: Scored, row: int, at: int, likely: Chances, terms: TermWeights, tied: int) -> Suggestion:
    demand, evidence = scored.market.demands[row], scored.features.nearest[row]
    reasons, cautions = split_reasons(
        [
            term_reason(name, float(weight), float(value), demand, evidence)
            for name, weight, value in zip(terms.names, terms.weights[at], terms.values[at], strict=True)
        ]
    )
    return Suggestion(
        demand=demand,
        rank=at + 1,
        score=float(scored.score[row]),
        chance=float(likely.chance[at]),
        low=float(likely.low[at]),
        high=float(likely.high[at]),
        seat_price=None,
        reasons=tuple(reasons),
        cautions=(*cautions, *facts_to_mind(demand, scored.age)),
        tied=tied,
    )


@dataclass(frozen=True)
class FairRows:
    """The rows of one person's openings in fair order.

    Attributes
    ----------
    rows : list of int
        The best :data:`~matcher.ranking.fair_order.FED` by chance in fair order, then the rest by chance.
    tied : dict of row to int
        How many shared its place before the draw.
    prices : dict of row to float
        Seat prices, in chance, of those in fair order that the last plan priced.
    """

    rows: list[int]
    tied: dict[int, int]
    prices: dict[int, float]


def order_fairly(scored: Scored, seed: int, pricing: Pricing) -> FairRows:
    """Put the eligible openings into fair order; see :mod:`matcher.ranking.fair_order`."""
    rows, tied = order_rows(scored, seed)
    best = np.array(rows[:FED], dtype=np.intp)
    ids = scored.market.ids[best]
    known = pricing.prices_of(ids.tolist())
    prices = np.array([known.get(i, 0.0) for i in ids.tolist()])
    planned = np.array([i == pricing.planned for i in ids.tolist()], dtype=np.bool_)
    buckets = worth_buckets(expit(scored.score[best]), prices, planned)
    places = in_fair_order(buckets, tie_draws(seed, ids))
    ordered = best[places].tolist()
    shared = dict(zip(ordered, sharing(buckets)[places].tolist(), strict=True))
    costs = {row: known[i] for row, i in zip(best.tolist(), ids.tolist(), strict=True) if i in known}
    return FairRows(ordered + rows[FED:], tied | shared, costs)


def suggest(
    ranker: AdditiveRanker, scored: Scored, limit: int, seed: int, pricing: Pricing | None = UNPRICED
) -> list[Suggestion]:
    """The best openings for one person, each with its reasons and cautions.

    Parameters
    ----------
    limit : int
        Longest list wanted; it is shorter where fewer openings are eligible.
    seed : int
        Decides near-ties; the same seed gives the same list, so that a reload does not jump.
    pricing : Pricing or None
        What the last plan says, for fair order; None gives the plain order of chances.
    """
    if pricing is None:
        rows, _ = order_rows(scored, seed, shuffle_ties=False)
        return describe(ranker, scored, rows[:limit])
    fair = order_fairly(scored, seed, pricing)
    found = describe(ranker, scored, fair.rows[:limit], fair.tied)
    return [replace(s, seat_price=fair.prices.get(row)) for s, row in zip(found, fair.rows, strict=False)]
