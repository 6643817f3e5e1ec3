"""How tables may depart from the expert's: directions, each scaled to one prior standard deviation.

A penalty on first differences of neighbouring bins (a P-spline of degree 0 and order 1: Eilers & Marx 1996, Statistical
Science 11, 89-121) is a Gaussian prior. Its eigenvectors are the cosines of the DCT-II, with eigenvalues
``4 sin²(πk / 2m)``; the slowest ``N_COSINES`` of 64 carry 94 % of its variance, so a table of 64 bins costs 10 numbers
instead of 64. The constant is left out: it belongs to the intercept, which ties each table to its mean. An unknown bin
is a direction of its own, tied to that mean too, and a category's levels are contrasts that sum to 0. One more
direction per table is the expert's own curve: experts err most in how much a thing matters, and that is
learned quickest. A last one moves all those curves together: an expert who is too sure of everything is set right by
one number (a calibration slope: Cox 1958, Biometrika 45, 562-565).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.binning import Bins, prior_table
from matcher.ranking.prior import FeaturePrior, Prior, TwoWayPrior

N_COSINES = 10
"""Directions of a continuous table."""

IMPORTANCE_DOUBT = 0.6
"""How far the expert may be wrong about how much a table matters: a share, one standard deviation at tau = 1. Once for
each table and once for all together: equal parts did best in simulation and on the demonstration alike."""

N_COSINES_TWO_WAY = 5
"""Directions along each continuous axis of a two-way table: interactions are smoother than what they act on."""


@dataclass(frozen=True)
class Basis:
    """The directions of every table.

    Parameters
    ----------
    intercept_sd : float
        Prior standard deviation of the intercept, log-odds.
    together : tuple of ndarray, each (n_bins + 1,)
        How each table moves when the expert is too sure, or not sure enough, of everything.
    one_way : tuple of ndarray, each (n_bins + 1, n_directions)
        Row = bin (unknown last); a standard normal weight per column gives the prior of the table's departure.
    two_way : tuple of (first, second, ndarray of shape (n_first + 1, n_second + 1, n_directions))
        The columns of X that the table joins, and its directions.
    """

    intercept_sd: float
    together: tuple[NDArray[np.float64], ...]
    one_way: tuple[NDArray[np.float64], ...]
    two_way: tuple[tuple[int, int, NDArray[np.float64]], ...]

    @property
    def n_directions(self) -> int:
        """All coefficients of a fit: the intercept, the expert as a whole, then the tables in order."""
        return 2 + sum(int(block.shape[-1]) for block in self._blocks())

    def design(self, codes: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the fit's matrix, shape (n_pairs, n_directions), for codes of shape (n_features, n_pairs)."""
        intercept = np.full((codes.shape[1], 1), self.intercept_sd)
        together = np.zeros((codes.shape[1], 1))
        for column, curve in enumerate(self.together):
            together[:, 0] += curve[codes[column]]
        single = [block[codes[column]] for column, block in enumerate(self.one_way)]
        joint = [block[codes[first], codes[second]] for first, second, block in self.two_way]
        return np.hstack([intercept, together, *single, *joint])

    def departures(
        self, weights: NDArray[np.float64]
    ) -> tuple[float, list[NDArray[np.float64]], list[NDArray[np.float64]]]:
        """Turn direction weights into an intercept change and table departures (one-way, then two-way)."""
        sizes = [block.shape[-1] for block in self._blocks()]
        parts = np.split(weights[2:], np.cumsum(sizes)[:-1])
        tables = [block @ part for block, part in zip(self._blocks(), parts, strict=True)]
        n_single = len(self.one_way)
        single = [table + weights[1] * curve for table, curve in zip(tables, self.together, strict=False)]
        return float(weights[0] * self.intercept_sd), single, tables[n_single:]

    def of_table(self, column: int) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """Return all that moves a one-way table, (n_bins + 1, n), and the numbers of these n directions."""
        start = 2 + sum(block.shape[1] for block in self.one_way[:column])
        block = self.one_way[column]
        numbers = np.append(1, np.arange(start, start + block.shape[1]))
        return np.column_stack([self.together[column], block]), numbers.astype(np.intp)

    def _blocks(self) -> Sequence[NDArray[np.float64]]:
        return [*self.one_way, *(block for _, _, block in self.two_way)]


def basis_of(prior: Prior, bins: Bins, tau: float, two_way: bool) -> Basis:
    """Build the directions for a prior at firmness ``tau`` (standard deviations shrink by ``1 / sqrt(tau)``)."""
    scale = 1.0 / np.sqrt(tau)
    importance = [IMPORTANCE_DOUBT * scale * _importance(feature) for feature in prior.features]
    single = tuple(
        np.hstack([feature.doubt * scale * _one_way(feature, int(size)), curve])
        for feature, size, curve in zip(prior.features, bins.sizes, importance, strict=True)
    )
    together = tuple(curve.sum(axis=1) for curve in importance)
    tables = prior.two_way if two_way else ()
    joint = tuple(_joined(table, prior, bins, table.doubt * scale) for table in tables)
    # How often referrals last differs from province to province: outcomes set it first, however firm the tables are.
    return Basis(prior.intercept_doubt, together, single, joint)


def cosines(n_bins: int, n_directions: int) -> NDArray[np.float64]:
    """Return the slowest eigenvectors of the first-difference penalty, scaled to its prior and mean variance 1."""
    order = np.arange(1, min(n_directions, n_bins - 1) + 1)
    angles = np.pi * np.outer(np.arange(n_bins) + 0.5, order) / n_bins
    directions = np.cos(angles) / np.sin(np.pi * order / (2 * n_bins))
    return _unit_variance(directions)


def contrasts(n_levels: int) -> NDArray[np.float64]:
    """Return an orthonormal basis of level effects that sum to 0, scaled to mean variance 1 (Helmert contrasts)."""
    directions = np.zeros((n_levels, max(n_levels - 1, 0)))
    for column in range(n_levels - 1):
        directions[: column + 1, column] = 1.0
        directions[column + 1, column] = -(column + 1.0)
    norms = np.linalg.norm(directions, axis=0)
    return _unit_variance(directions / norms) if n_levels > 1 else directions


def _one_way(feature: FeaturePrior, n_bins: int) -> NDArray[np.float64]:
    known = contrasts(n_bins) if feature.is_category else cosines(n_bins, N_COSINES)
    table = np.zeros((n_bins + 1, known.shape[1] + 1))
    table[:n_bins, :-1] = known
    table[n_bins, -1] = 1.0
    return table


def _importance(feature: FeaturePrior) -> NDArray[np.float64]:
    """The expert's own table around its mean, as one column: its weight moves along this direction (none if flat)."""
    known = prior_table(feature)[:-1]
    column = np.append(known - known.mean(), 0.0)[:, None]
    return column if np.ptp(known) > 0 else column[:, :0]


def _joined(table: TwoWayPrior, prior: Prior, bins: Bins, sd: float) -> tuple[int, int, NDArray[np.float64]]:
    """Products of both axes' directions; where either side is unknown there is no interaction to learn."""
    first, second = (prior.names.index(name) for name in table.features)
    axes = []
    for column in (first, second):
        size = int(bins.sizes[column])
        axis = contrasts(size) if bins.is_category[column] else cosines(size, N_COSINES_TWO_WAY)
        axes.append(np.vstack([axis, np.zeros(axis.shape[1])]))
    product = np.einsum("ik,jl->ijkl", axes[0], axes[1])
    return first, second, sd * product.reshape(*product.shape[:2], -1)


def _unit_variance(directions: NDArray[np.float64]) -> NDArray[np.float64]:
    variance = np.mean(np.sum(directions**2, axis=1))
    return directions / np.sqrt(variance) if variance > 0 else directions
