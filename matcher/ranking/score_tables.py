"""The tables that a score is the sum of, and the look-ups that add them up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.binning import Bins, midpoints, prior_table
from matcher.ranking.prior import FeaturePrior, Prior, TwoWayPrior


class CodedTables(NamedTuple):
    """The whole score as plain arrays, for a compiled kernel.

    ``score = intercept + sum_f one_way[f, code_f] + sum_t two_way[t][code_first[t], code_second[t]]`` where ``code_f``
    is the number of ``edges[f]`` at or below the value, or ``sizes[f]`` when the value is NaN.

    Parameters
    ----------
    intercept : float
    edges : ndarray of shape (n_features, max_bins - 1)
        Inner edges, padded with +inf.
    sizes : ndarray of shape (n_features,)
        Known bins per feature; also the code of "unknown".
    one_way : ndarray of shape (n_features, max_bins + 1)
        Log-odds, padded with 0.
    first, second : ndarray of shape (n_two_way,)
        The columns that each two-way table joins.
    two_way : tuple of ndarray, each (n_first + 1, n_second + 1)
    """

    intercept: float
    edges: NDArray[np.float64]
    sizes: NDArray[np.intp]
    one_way: NDArray[np.float64]
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    two_way: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True)
class ScoreTables:
    """Intercept, one table per feature, and the two-way tables; log-odds throughout."""

    intercept: float
    one_way: tuple[NDArray[np.float64], ...]
    two_way: tuple[tuple[int, int, NDArray[np.float64]], ...]
    _flat: NDArray[np.float64] = field(init=False, repr=False)
    _starts: NDArray[np.intp] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Lay the one-way tables end to end, so that a score is one gather and one sum."""
        starts = np.cumsum([0, *(table.size for table in self.one_way[:-1])]).astype(np.intp)
        object.__setattr__(self, "_flat", np.concatenate(self.one_way))
        object.__setattr__(self, "_starts", starts[:, None])

    def score(self, codes: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the log-odds per pair, for codes of shape (n_features, n_pairs)."""
        terms = self._flat.take(codes + self._starts)
        total: NDArray[np.float64] = np.zeros(terms.shape[1])
        for term in terms:  # one after another: numpy's own sum would add up a single pair in another order
            total += term
        total += self.intercept
        for first, second, table in self.two_way:
            total += table[codes[first], codes[second]]
        return total

    def coded(self, bins: Bins) -> CodedTables:
        """Return the same tables as plain padded arrays."""
        return CodedTables(
            self.intercept,
            _padded(bins.edges, np.inf),
            bins.sizes,
            _padded(self.one_way, 0.0),
            np.array([first for first, _, _ in self.two_way], dtype=np.intp),
            np.array([second for _, second, _ in self.two_way], dtype=np.intp),
            tuple(table for _, _, table in self.two_way),
        )


def expert_tables(prior: Prior, two_way: bool = True) -> ScoreTables:
    """Return the score as the expert wrote it."""
    joint = []
    for table in prior.two_way if two_way else ():
        first, second = (prior.names.index(name) for name in table.features)
        joint.append((first, second, _two_way_table(table, prior.features[first], prior.features[second])))
    return ScoreTables(prior.intercept, tuple(prior_table(feature) for feature in prior.features), tuple(joint))


def _two_way_table(table: TwoWayPrior, first: FeaturePrior, second: FeaturePrior) -> NDArray[np.float64]:
    """Interpolate the expert's grid along both axes; the unknown row and column are 0."""
    rows, columns = midpoints(first), midpoints(second)
    grid = np.array(table.values)
    along_first = np.column_stack([np.interp(rows, table.first, column) for column in grid.T])
    known = np.vstack([np.interp(columns, table.second, row) for row in along_first])
    return np.pad(known, ((0, 1), (0, 1)))


def _padded(arrays: Sequence[NDArray[np.float64]], filler: float) -> NDArray[np.float64]:
    widest = max(array.size for array in arrays)
    return np.vstack([np.pad(array, (0, widest - array.size), constant_values=filler) for array in arrays])
