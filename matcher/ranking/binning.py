"""From values to bins: every feature becomes a small integer, and "unknown" a bin of its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.prior import FeaturePrior, Prior

N_BINS = 64
"""Known bins of a continuous table: fine enough that a kilometre of road is about one bin (60 km over 64 bins)."""


@dataclass(frozen=True)
class Bins:
    """How each column of X is cut.

    Parameters
    ----------
    edges : tuple of ndarray
        Per feature the inner edges, ascending; bin k holds ``edges[k - 1] <= x < edges[k]``.
    sizes : ndarray of shape (n_features,)
        Known bins per feature; the code ``sizes[f]`` means unknown.
    is_category : ndarray of bool, shape (n_features,)
        Columns whose values are codes of levels.
    """

    edges: tuple[NDArray[np.float64], ...]
    sizes: NDArray[np.intp]
    is_category: NDArray[np.bool_]

    def codes(self, X: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the bin of every value, shape (n_features, n_pairs).

        Raises
        ------
        ValueError
            If a category column holds a code that has no level; the features and the prior do not belong together.
        """
        codes = np.empty(X.shape[::-1], dtype=np.intp)
        for column, edges in enumerate(self.edges):
            codes[column] = edges.searchsorted(X[:, column], side="right")
        values = X.T
        unknown = np.isnan(values)
        if unknown.any():
            codes = np.where(unknown, self.sizes[:, None], codes)
        if self.is_category.any():
            self._check_levels(values)
        return codes

    def _check_levels(self, values: NDArray[np.float64]) -> None:
        levels = values[self.is_category]
        beyond = (levels < 0) | (levels >= self.sizes[self.is_category, None])
        if beyond.any():
            column = int(np.flatnonzero(self.is_category)[np.flatnonzero(beyond.any(axis=1))[0]])
            raise ValueError(f"column {column} holds a category code outside 0..{self.sizes[column] - 1}")


def bins_of(prior: Prior) -> Bins:
    """Cut every feature of the prior: continuous ones into 64 bins, categories by level."""
    edges = tuple(inner_edges(feature) for feature in prior.features)
    sizes = np.array([edge.size + 1 for edge in edges], dtype=np.intp)
    return Bins(edges, sizes, np.array([feature.is_category for feature in prior.features], dtype=bool))


def inner_edges(feature: FeaturePrior) -> NDArray[np.float64]:
    """Return the edges between known bins, ascending, in the feature's own unit."""
    if feature.is_category:
        return np.arange(len(feature.levels) - 1, dtype=np.float64) + 0.5
    return _spread(feature, np.linspace(0.0, 1.0, N_BINS + 1)[1:-1])


def midpoints(feature: FeaturePrior) -> NDArray[np.float64]:
    """Return the value that stands for each known bin: its middle, or the level's code."""
    if feature.is_category:
        return np.arange(len(feature.levels), dtype=np.float64)
    return _spread(feature, (np.arange(N_BINS) + 0.5) / N_BINS)


def prior_table(feature: FeaturePrior) -> NDArray[np.float64]:
    """Return the expert's log-odds per bin, the unknown bin last."""
    if feature.is_category:
        known = np.array([value for _, value in feature.levels])
    else:
        xs, values = zip(*feature.knots, strict=True)
        known = np.asarray(np.interp(midpoints(feature), xs, values))
    return np.asarray(np.append(known, feature.unknown), dtype=np.float64)


def bin_words(feature: FeaturePrior, code: int) -> str:
    """Say which values share a bin, for example ``6.6–7.5 km`` or ``night``."""
    edges = inner_edges(feature)
    if code > edges.size:
        return "unknown"
    if feature.is_category:
        return feature.levels[code][0]
    bounds = np.concatenate([[feature.low], edges, [feature.high]])
    return f"{bounds[code]:.3g}–{bounds[code + 1]:.3g} {feature.unit}".strip()


def _spread(feature: FeaturePrior, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place shares (0 to 1) of the range in its unit; ``log`` spacing gives the low end more room."""
    span = feature.high - feature.low
    if feature.spacing == "log":
        shares = np.expm1(shares * np.log1p(span)) / span
    placed: NDArray[np.float64] = feature.low + shares * span
    return placed
