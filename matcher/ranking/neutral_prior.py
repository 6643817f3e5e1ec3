"""A prior for columns that nobody described: no opinion, and a lot of doubt.

Used when :class:`~matcher.ranking.ranker.AdditiveRanker` meets a matrix that is not the product's own, as in
scikit-learn's own checks and in comparisons.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.prior import FeaturePrior, Prior

NEUTRAL_DOUBT = 6.0
"""Log-odds at tau = 1: wide enough that a few dozen rows outweigh it."""


def neutral_prior(X: NDArray[np.float64], names: Sequence[str]) -> Prior:
    """Return flat tables over the range that each column of X covers.

    Parameters
    ----------
    X : ndarray of shape (n_pairs, n_features)
        NaN means unknown; a column without any known value gets the range 0 to 1.
    names : sequence of str, length n_features
    """
    return Prior(0.0, NEUTRAL_DOUBT, tuple(_flat(name, column) for name, column in zip(names, X.T, strict=True)))


def _flat(name: str, column: NDArray[np.float64]) -> FeaturePrior:
    known = column[~np.isnan(column)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    if not np.nextafter(low, np.inf) < high:
        low, high = low - 0.5, high + 0.5
    middle = float(np.median(known)) if known.size else 0.5
    return FeaturePrior(name, ((low, 0.0), (high, 0.0)), (), 0.0, NEUTRAL_DOUBT, middle, low=low, high=high)
