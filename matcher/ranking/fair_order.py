"""Fair order: a list goes by chance less the price of the seat, so that not everybody is sent to the same three doors.

The best :data:`FED` by chance feed the plan, which prices the seats; these are then put in fair order. Openings worth
the same to a person stand as a seed draws them, the one planned for them first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.ties import UnsignedInts

FED = 50
"""How many openings a person feeds into the plan (formats.md, "What comes out")."""
WORTH_WIDTH = 0.0025
"""Openings worth this much the same, in chance, are a tie to any eye: what a hundredth of log-odds is at even odds."""
FIRST_PAGE = 10
"""Suggestions on a first page; see ``matcher.suggest.ListRequest``."""
MOST_OWN = 2
"""Ways to work on one's own among those, for who did not wish for one. Expert judgement: they need no road, no seat and
no answer, so of a person of whom nothing is known several would stand before the first job."""

PricesOf: TypeAlias = Callable[[Sequence[int]], Mapping[int, float]]
"""Gives the seat prices of opening ids; an opening that is left out costs nothing."""


def no_prices(_openings: Sequence[int]) -> Mapping[int, float]:
    """Seats that were never priced."""
    return {}


@dataclass(frozen=True, slots=True)
class Pricing:
    """What the last plan says of one person's openings.

    Attributes
    ----------
    planned : int or None
        Id of the opening planned for the person.
    """

    prices_of: PricesOf = no_prices
    planned: int | None = None


UNPRICED = Pricing()


def worth_buckets(
    chances: NDArray[np.float64], prices: NDArray[np.float64], planned: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the bucket of what each opening is worth, chance less price; the one planned stands one bucket higher."""
    return np.round((chances - prices) / WORTH_WIDTH).astype(np.int64) + planned


def in_fair_order(buckets: NDArray[np.int64], draws: UnsignedInts) -> NDArray[np.intp]:
    """Return places in fair order along the last axis: the higher bucket first, within a bucket the lower draw."""
    return np.asarray(np.lexsort((draws, -buckets), axis=-1), dtype=np.intp)


def spread(own: NDArray[np.bool_], found: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return places, along the last axis, in which work on one's own nobody asked for does not crowd the first page.

    Of the first :data:`FIRST_PAGE` places at most :data:`MOST_OWN` go to it; what is over waits behind the first page,
    or behind the last opening where there are fewer. All else keeps its order, and no score changes.

    Parameters
    ----------
    own : ndarray of bool, shape (…, n)
        Work on one's own that the person does not wish for, in the order of the list.
    found : ndarray of bool, shape (…, n)
        Places of the list that hold an opening at all.
    """
    kept = found & ~(own & (own.cumsum(axis=-1) > MOST_OWN))
    first = kept & (kept.cumsum(axis=-1) <= FIRST_PAGE)
    return np.asarray(np.argsort(~first, axis=-1, kind="stable"), dtype=np.intp)


def sharing(buckets: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return how many of each list share each one's bucket, shape of ``buckets`` (…, n)."""
    return np.asarray((buckets[..., :, None] == buckets[..., None, :]).sum(axis=-1, dtype=np.int32), dtype=np.int32)
