"""What a stepped roll-out shows: places that have begun beside places that have not, over the same days only.

Between two consecutive starts it is fixed who has begun, so within such a stretch both sides meet the same season and
the same market. Shares are compared stretch by stretch and pooled (weights of Mantel & Haenszel 1959, Journal of the
National Cancer Institute 22, 719-748); how far luck alone carries is read off orders that might have been drawn
instead (Ji, Fink, Robyn & Small 2017, Annals of Applied Statistics 11, 1-20), so cases of one place may be alike.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.shares import LEVEL, Figure, share

ORDERS = 2000
"""Orders drawn to see what luck does; an answer is off by half a point of level at most."""
_AT_ONCE = 200
"""Orders compared in one step: of a hundred places they take 16 MB."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SteppedCases:
    """Cases by place and stretch, both of shape (n_places, n_places - 1); places stand in the order they began.

    Stretch s lies between the starts of places s and s + 1, so places 0 to s have begun in it.
    """

    cases: Floats
    hits: Floats

    @property
    def sides(self) -> tuple[int, int]:
        """Cases not begun and begun, of stretches where both exist."""
        begun = _begun(len(self.cases))
        after, before = (self.cases * begun).sum(axis=0), (self.cases * ~begun).sum(axis=0)
        both = (after > 0) & (before > 0)
        return int(before[both].sum()), int(after[both].sum())


def count_cases(
    starts: NDArray[np.datetime64], place: NDArray[np.intp], day: NDArray[np.datetime64], hit: NDArray[np.bool_]
) -> SteppedCases:
    """Count cases; those before the first start, and from the last start on, are left out.

    Parameters
    ----------
    starts : ndarray of datetime64, shape (n_places,)
        Rising: when each place began.
    place, day, hit : ndarrays of shape (n_cases,)
        Row of ``starts``; the day of the case; whether it ended well.
    """
    stretch = np.searchsorted(starts, day, side="right") - 1
    counted = (stretch >= 0) & (stretch < len(starts) - 1)
    cases, hits = np.zeros((2, len(starts), len(starts) - 1))
    np.add.at(cases, (place[counted], stretch[counted]), 1.0)
    np.add.at(hits, (place[counted], stretch[counted]), hit[counted].astype(float))
    return SteppedCases(cases, hits)


def _begun(n_places: int) -> NDArray[np.bool_]:
    return np.arange(n_places)[:, None] <= np.arange(n_places - 1)[None, :]


def _pooled(cases: Floats, hits: Floats, begun: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Shares not begun and begun, each stretch with the same weight on both sides; NaN where no stretch has both.

    Of many orders at once: ``begun`` has the shape (n_orders, n_places, n_places - 1), each share that of (n_orders,).
    """
    n_after, n_before = (cases * begun).sum(axis=1), (cases * ~begun).sum(axis=1)
    weight = n_after * n_before / np.maximum(n_after + n_before, 1.0)
    total = weight.sum(axis=1)
    after = (hits * begun).sum(axis=1) / np.maximum(n_after, 1.0)
    before = (hits * ~begun).sum(axis=1) / np.maximum(n_before, 1.0)
    known = np.where(total > 0, total, np.nan)
    return (before * weight).sum(axis=1) / known, (after * weight).sum(axis=1) / known


def compare_begun(counted: SteppedCases, seed: int, orders: int = ORDERS) -> tuple[Figure, Figure, Figure]:
    """Return the share before, the share after, and the gap with what luck of the draw allows around it.

    The gap's interval excludes 0 exactly where fewer than 5 % of the orders that might have been drawn show as large a
    gap either way. With fewer than four places it never does: there are too few orders.

    Parameters
    ----------
    counted : SteppedCases
        With cases on both sides.
    seed : int
        Of the orders; the same seed gives the same answer.
    """
    begun = _begun(len(counted.cases))
    shares = [float(of_one[0]) for of_one in _pooled(counted.cases, counted.hits, begun[None])]
    rng = np.random.default_rng(seed)
    gaps: list[float] = []
    for first in range(0, orders, _AT_ONCE):
        rows = np.array([rng.permutation(len(begun)) for _ in range(first, min(orders, first + _AT_ONCE))])
        without, with_it = _pooled(counted.cases, counted.hits, begun[rows])
        gaps.extend(np.nan_to_num(np.abs(with_it - without)))
    reach = float(np.sort(gaps)[min(orders - 1, int(np.ceil(LEVEL * (orders + 1))) - 1)])
    gap = shares[1] - shares[0]
    before, after = (share(s * n, n) for s, n in zip(shares, counted.sides, strict=True))
    return before, after, Figure(gap, gap - reach, gap + reach)
