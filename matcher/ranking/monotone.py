"""Tables that may not turn: a longer commute never helps.

One-way tables are projected by weighted least squares (pool adjacent violators: Barlow, Bartholomew, Bremner & Brunk
1972, Statistical Inference under Order Restrictions). Where a two-way table joins in, the *sum* of the tables must not
turn either; it is replaced by the middle between its smallest monotone majorant and its largest monotone minorant,
which is the monotone surface nearest in the largest difference, along both axes at once.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression


def monotone_table(table: NDArray[np.float64], weight: NDArray[np.float64], direction: int) -> NDArray[np.float64]:
    """Return the nearest table whose known bins do not turn; the unknown bin (last) stays as it is.

    Parameters
    ----------
    table : ndarray of shape (n_bins + 1,)
    weight : ndarray of shape (n_bins,)
        How much is known of each bin, above 0.
    direction : int
        1 rising, -1 falling, 0 free.
    """
    if not direction:
        return table
    known = isotonic_regression(table[:-1], weights=weight, increasing=direction > 0).x
    return np.append(known, table[-1])


def monotone_increment(
    increment: NDArray[np.float64],
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    directions: Sequence[int],
) -> NDArray[np.float64]:
    """Return the two-way table for which ``first + second + increment`` does not turn along either axis.

    Parameters
    ----------
    increment : ndarray of shape (n_first + 1, n_second + 1)
    first, second : ndarray
        The one-way tables of both axes, unknown bin last, already monotone.
    directions : two int
        As in :func:`monotone_table`, per axis.
    """
    sums = first[:, None] + second[None, :]
    surface = sums + increment
    upper, lower = surface.copy(), surface.copy()
    for axis, direction in enumerate(directions):
        if direction:
            _sweep(upper, axis, direction, np.maximum)
            _sweep(lower, axis, -direction, np.minimum)
    middle: NDArray[np.float64] = (upper + lower) / 2
    return middle - sums


def _sweep(surface: NDArray[np.float64], axis: int, direction: int, envelope: np.ufunc) -> None:
    """Carry the running extreme along the known bins of one axis, in place."""
    known = np.moveaxis(surface, axis, 0)[:-1]
    ordered = known[::direction]
    ordered[:] = envelope.accumulate(ordered, axis=0)
