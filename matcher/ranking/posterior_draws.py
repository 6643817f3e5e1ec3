"""The model drawn again and again as it could be, given what it learned: how far a sum of chances may be off.

Chances of different pairs are wrong together, so the interval of a difference between two plans cannot be put together
from the intervals of their pairs.
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.ranking.ranker import AdditiveRanker

Floats = NDArray[np.float64]
DRAWS = 200
"""Enough that a tenth and nine tenths of the draws move by a twentieth of the interval from seed to seed."""


class PosteriorDraws:
    """Models drawn from the Laplace posterior of one ranker; the same seed draws the same models.

    Parameters
    ----------
    ranker : AdditiveRanker
    number : int
        How many models.
    seed : int
    """

    def __init__(self, ranker: AdditiveRanker, number: int = DRAWS, seed: int = 0) -> None:
        self._ranker, self._seed, self.number = ranker, seed, number
        covariance = ranker.covariance_
        self._departures = np.random.default_rng(seed).multivariate_normal(
            np.zeros(len(covariance)), covariance, number, check_valid="ignore", method="eigh"
        )

    def _own_effects(self, employer: str) -> Floats:
        """What is left unknown of one employer in every model, in its own standard deviations, shape (number,)."""
        return np.random.default_rng([self._seed, crc32(employer.encode())]).standard_normal(self.number)

    def chances(self, X: Floats, employers: Sequence[str]) -> Floats:
        """Chances of pairs under each model, shape (n_pairs, number).

        Parameters
        ----------
        X : ndarray of shape (n_pairs, n_features)
        employers : sequence of str, length n_pairs
            One employer has one effect in all its pairs, whether it was seen before or not.
        """
        if not len(X):
            return np.empty((0, self.number))
        ranker = self._ranker
        rows = ranker.memory_.rows(employers, len(X))
        design = ranker.basis_.design(ranker.bins_.codes(X)) - ranker.memory_.links[rows]
        own = {employer: self._own_effects(employer) for employer in set(employers)}
        noise = np.stack([own[employer] for employer in employers]) * np.sqrt(ranker.memory_.variance[rows])[:, None]
        score = ranker.decision_function(X, employers)
        return np.asarray(expit(score[:, None] + design @ self._departures.T + noise))
