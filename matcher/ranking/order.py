"""From scores to lists: chances with their intervals, near-ties in a fair order, the reasons of what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.ranking.availability import Availability, age_on
from matcher.ranking.demands import Demand, Market
from matcher.ranking.eligibility import Eligibility, check_rules
from matcher.ranking.fair_order import FED, UNPRICED, Pricing, in_fair_order, sharing, spread, worth_buckets
from matcher.ranking.features import FEATURE_NAMES, PairFeatures, pair_features, wished_for
from matcher.ranking.profiles import SkillProfile
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.reasons import Reason, facts_to_mind, split_reasons, term_reason
from matcher.ranking.term_weights import TermWeights, weigh_terms
from matcher.ranking.ties import tie_buckets, tie_draws


class Pairs(NamedTuple):
    """One person against chosen openings; ``score``, in log-odds, has shape (n_openings,)."""

    market: Market
    features: PairFeatures
    score: NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """Everything known of one person against a market, before anything is cut off.

    Features and scores are worked out for the openings that somebody asks about; who shows a list needs a fifth of a
    market for its order, and of ten openings the reasons.

    Attributes
    ----------
    rows : ndarray of int
        Of the eligible openings, rising.
    among_eligible : Pairs
        The person against those, in that order.
    features, score
        The person against every opening of the market; blocked pairs are scored too.
    """

    ranker: AdditiveRanker
    profile: SkillProfile
    person: Availability
    market: Market
    eligibility: Eligibility

    @cached_property
    def rows(self) -> NDArray[np.intp]:
        """Rows of the eligible openings."""
        return np.flatnonzero(self.eligibility.eligible)

    @cached_property
    def among_eligible(self) -> Pairs:
        """The person against the eligible openings."""
        return self.pairs(self.rows)

    @cached_property
    def _everything(self) -> Pairs:
        return self._against(self.market)

    @property
    def features(self) -> PairFeatures:
        """Features of every pair."""
        return self._everything.features

    @property
    def score(self) -> NDArray[np.float64]:
        """Log-odds of every pair, unbounded, shape (n_openings,)."""
        return self._everything.score

    @property
    def age(self) -> int | None:
        """The least full years of age on the market's day; no feature, only for an employer's wish that is met."""
        birth = self.person.youngest_birth
        return age_on(birth, self.market.as_of) if birth else None

    def pairs(self, rows: NDArray[np.intp] | Sequence[int]) -> Pairs:
        """The person against the openings at some rows, eligible or not, in that order."""
        return self._against(self.market.at(np.asarray(rows, dtype=np.intp)))

    def score_of(self, rows: NDArray[np.intp] | Sequence[int]) -> NDArray[np.float64]:
        """Log-odds of eligible openings, by their rows."""
        return self.among_eligible.score[np.searchsorted(self.rows, rows)]

    def _against(self, market: Market) -> Pairs:
        features = pair_features(self.profile, self.person, market)
        # An estimator refuses a table without rows; a market without openings is an ordinary day.
        score = self.ranker.decision_function(features.X, market.employers) if len(market) else np.empty(0)
        return Pairs(market, features, score)


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
    """Hold one person against every opening: the rules at once, features and scores as they are asked for."""
    return Scored(ranker, profile, person, market, check_rules(person, market))


def order_rows(scored: Scored, seed: int, *, shuffle_ties: bool = True) -> tuple[list[int], dict[int, int]]:
    """Rows of the eligible openings, best first, and how many shared each row's place."""
    rows, score = scored.rows, scored.among_eligible.score
    if not shuffle_ties:
        return rows[np.argsort(-score, kind="stable")].tolist(), {}
    bucket = tie_buckets(score)
    draw = tie_draws(seed, scored.market.ids[rows])
    _, inverse, counts = np.unique(bucket, return_inverse=True, return_counts=True)
    tied = dict(zip(rows.tolist(), counts[inverse].tolist(), strict=True))
    return rows[np.lexsort((draw, -bucket))].tolist(), tied


def rows_by_hand(scored: Scored) -> list[int]:
    """Rows of the eligible openings as desks order them without a model: the nearest trade, then the shorter road.

    Work at home has no road to compare: it comes after the openings of its trade.
    """
    x, market = scored.among_eligible.features.X, scored.among_eligible.market
    trade, road = (x[:, FEATURE_NAMES.index(name)] for name in ("trade_nearness", "commute_km"))
    road = np.where(market.flags["at_home"], np.inf, np.nan_to_num(road, nan=np.inf))
    order = np.lexsort((road, -np.nan_to_num(trade).round(2)))
    return [int(row) for row in scored.rows[order]]


def chances(ranker: AdditiveRanker, pairs: Pairs) -> Chances:
    """Chances of chosen openings with their intervals."""
    low, high = ranker.predict_interval(pairs.features.X, pairs.market.employers)
    chance = expit(pairs.score)
    return Chances(chance, np.minimum(low, chance), np.maximum(high, chance))


def describe(
    ranker: AdditiveRanker, scored: Scored, rows: Sequence[int], tied: dict[int, int] | None = None
) -> list[Suggestion]:
    """Chosen openings as suggestions in the order given, each with its reasons and cautions."""
    if not rows:
        return []
    pairs = scored.pairs(rows)
    likely, terms = chances(ranker, pairs), weigh_terms(ranker, pairs.features.X, pairs.market.employers)
    shared, age = tied or {}, scored.age
    return [_suggestion(pairs, at, (likely, terms), shared.get(row, 1), age) for at, row in enumerate(rows)]


def _suggestion(pairs: Pairs, at: int, told: tuple[Chances, TermWeights], tied: int, age: int | None) -> Suggestion:
    demand, evidence, (likely, terms) = pairs.market.demands[at], pairs.features.nearest[at], told
    reasons, cautions = split_reasons(
        [
            term_reason(name, float(weight), float(value), demand, evidence)
            for name, weight, value in zip(terms.names, terms.weights[at], terms.values[at], strict=True)
        ]
    )
    return Suggestion(
        demand=demand,
        rank=at + 1,
        score=float(pairs.score[at]),
        chance=float(likely.chance[at]),
        low=float(likely.low[at]),
        high=float(likely.high[at]),
        seat_price=None,
        reasons=tuple(reasons),
        cautions=(*cautions, *facts_to_mind(demand, age)),
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


def _not_wished_for(scored: Scored, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    at_home = scored.market.flags["at_home"][rows]
    if not at_home.any():
        return at_home
    return at_home & ~wished_for(scored.profile, scored.market.at(rows))


def order_fairly(scored: Scored, seed: int, pricing: Pricing) -> FairRows:
    """Put the eligible openings into fair order; see :mod:`matcher.ranking.fair_order`."""
    rows, tied = order_rows(scored, seed)
    best = np.array(rows[:FED], dtype=np.intp)
    ids = scored.market.ids[best]
    known = pricing.prices_of(ids.tolist())
    prices = np.array([known.get(i, 0.0) for i in ids.tolist()])
    planned = np.array([i == pricing.planned for i in ids.tolist()], dtype=np.bool_)
    buckets = worth_buckets(expit(scored.score_of(best)), prices, planned)
    places = in_fair_order(buckets, tie_draws(seed, ids))
    own = _not_wished_for(scored, best)
    places = places[spread(own[places], np.ones(len(best), dtype=np.bool_))]
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
