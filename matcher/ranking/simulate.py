"""Markets with a known truth: to learn, before any outcome exists, what the ranking model can and cannot find out.

A market draws people and openings, describes every pair in the columns of ``prior.toml``, gives each pair a true chance
that no ranker sees, and lets case workers refer: semi-well, by their own idea of the chances plus what only they see.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from matcher.ranking.prior import Prior, packaged_prior
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.simulated_pairs import MarketSize, draw_pairs
from matcher.ranking.simulated_truth import Truth, draw_truth

Floats = NDArray[np.float64]

TEMPERATURE = 1.0
"""A case worker's own noise on a pair, as the scale of a Gumbel draw in log-odds: semi-well, not blindly, not best."""

FURTHEST_KM = 45.0
"""Nobody is referred further without a bed there; such pairs are not ranked either."""


@dataclass(frozen=True)
class SimulatedMarket:
    """People, openings, and what is true of every pair.

    Parameters
    ----------
    X : ndarray of shape (n_people, n_openings, n_features)
    employer : ndarray of int, shape (n_openings,)
    chance : ndarray of shape (n_people, n_openings)
        The true chance of a lasting job, without what only case workers see.
    eligible : ndarray of bool, shape (n_people, n_openings)
    truth : Truth
    seed : int
    """

    X: Floats
    employer: NDArray[np.intp]
    chance: Floats
    eligible: NDArray[np.bool_]
    truth: Truth
    seed: int


@dataclass(frozen=True)
class Referrals:
    """Referrals that happened, and how they ended.

    Parameters
    ----------
    X : ndarray of shape (n_referrals, n_features)
    employer : ndarray of int, shape (n_referrals,)
    y : ndarray of int, shape (n_referrals,)
        1 where the job was still held after the stability period.
    chance : ndarray of shape (n_referrals,)
        The true chance of such a referral: what a perfect ranker, who knows the features and that a case worker chose
        this pair, would say. (What the case worker saw of this one pair is averaged over.)
    """

    X: Floats
    employer: NDArray[np.intp]
    y: NDArray[np.intp]
    chance: Floats

    def first(self, n_referrals: int) -> "Referrals":
        """Return the earliest referrals."""
        return Referrals(
            self.X[:n_referrals], self.employer[:n_referrals], self.y[:n_referrals], self.chance[:n_referrals]
        )


def simulate_market(
    seed: int, truth: str, size: MarketSize | None = None, prior: Prior | None = None, wrongness: float = 1.0
) -> SimulatedMarket:
    """Draw a market.

    Parameters
    ----------
    seed : int
        The same seed draws the same market.
    truth : str
        One of ``TRUTHS``: ``additive``, ``interactions``, ``wrong_prior``, ``employers``.
    size : MarketSize, optional
    prior : Prior, optional
        What the expert believes; the packaged tables by default.
    wrongness : float
        How far the truth lies from the expert, as a multiple of the ordinary distance.
    """
    rng = np.random.default_rng(seed)
    size = size or MarketSize()
    prior = prior or packaged_prior()
    X, employer = draw_pairs(rng, size)
    reality = draw_truth(rng, truth, prior, size.n_employers, wrongness)
    score = reality.score(X.reshape(-1, X.shape[-1])).reshape(X.shape[:2]) + reality.employer_effects[employer]
    commute, housing = X[..., prior.names.index("commute_km")], X[..., prior.names.index("housing")]
    eligible = ~(commute > FURTHEST_KM) | (housing == 1)
    return SimulatedMarket(X, employer, expit(score), eligible, reality, seed)


def refer(market: SimulatedMarket, n_referrals: int, stream: int = 0) -> Referrals:
    """Let case workers refer, one person after another, and see how it ends.

    A case worker picks, among all that is eligible for a person drawn at random, the largest of: the expert's score +
    Gumbel noise + what only the case worker sees of this person in this opening (``truth.hidden_sd``; it moves the
    outcome as well, and no feature tells of it).

    Parameters
    ----------
    market : SimulatedMarket
    n_referrals : int
    stream : int
        Another stream is another, independent set of referrals in the same market.
    """
    # Three dice, so that a longer history begins like a shorter one.
    who, mind, fate = np.random.default_rng([market.seed, 77, stream]).spawn(3)
    n_people, n_openings, n_features = market.X.shape
    expert = (
        AdditiveRanker.from_prior().decision_function(market.X.reshape(-1, n_features)).reshape(n_people, n_openings)
    )
    expert = np.where(market.eligible, expert, -np.inf)
    people = who.integers(n_people, size=n_referrals)
    openings, hidden = np.empty(n_referrals, dtype=np.intp), np.empty(n_referrals)
    for row, person in enumerate(people):
        seen = mind.normal(0.0, market.truth.hidden_sd, (n_openings,))
        openings[row] = np.argmax(expert[person] + TEMPERATURE * mind.gumbel(size=n_openings) + seen)
        hidden[row] = seen[openings[row]]
    score = np.asarray(logit(market.chance[people, openings]))
    y = (fate.random(n_referrals) < expit(score + hidden)).astype(np.intp)
    chance = _chance_of_chosen(score, market.truth.hidden_sd)
    return Referrals(market.X[people, openings], market.employer[openings], y, chance)


def _chance_of_chosen(score: Floats, hidden_sd: float) -> Floats:
    """Average the chance over what the case worker saw, given that the pair was chosen for it.

    Choosing by Gumbel noise of scale 1 tilts a normal N(0, s²) to N(s², s²); the mean is by Gauss-Hermite quadrature.
    """
    points, weights = np.polynomial.hermite_e.hermegauss(15)
    seen = np.asarray(hidden_sd**2 / TEMPERATURE + hidden_sd * points, dtype=np.float64)
    return np.asarray(expit(np.add.outer(score, seen)) @ (weights / weights.sum()))
