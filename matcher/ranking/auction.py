"""The auction that fills seats, compiled: people bid, seats go to the highest bids, prices settle at their lowest.

Bertsekas (1988), "The auction algorithm: a distributed relaxation method for the assignment problem", with several
seats to an opening as in Bertsekas and Castañón (1989); the lowest prices as in Demange, Gale and Sotomayor (1986).
"""

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Held(NamedTuple):
    """What the auction ends with.

    Attributes
    ----------
    taken : ndarray of shape (n_people,)
        Row of the opening each person holds a seat of; −1 where none.
    prices : ndarray of shape (n_openings,)
        In chance, 0 to 1; 0 wherever a seat stayed free.
    """

    taken: Whole
    prices: Floats


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    return cast(Callable[..., Any], njit(cache=True)(function))


@_compiled
def _swap(bids: Floats, holders: Whole, one: int, other: int) -> None:
    bids[one], bids[other] = bids[other], bids[one]
    holders[one], holders[other] = holders[other], holders[one]


@_compiled
def _sink(bids: Floats, holders: Whole, first: int, n: int) -> None:
    """Let the lowest bid of one opening's heap rise to its root, after the root was replaced."""
    at = 0
    while True:
        low, left = at, 2 * at + 1
        if left < n and bids[first + left] < bids[first + low]:
            low = left
        if left + 1 < n and bids[first + left + 1] < bids[first + low]:
            low = left + 1
        if low == at:
            return
        _swap(bids, holders, first + at, first + low)
        at = low


@_compiled
def _rise(bids: Floats, holders: Whole, first: int, at: int) -> None:
    """Let a bid put at the end of one opening's heap rise to its place."""
    while at > 0 and bids[first + at] < bids[first + (at - 1) // 2]:
        _swap(bids, holders, first + at, first + (at - 1) // 2)
        at = (at - 1) // 2


@_compiled
def _best_offer(openings: Whole, chances: Floats, prices: Floats) -> tuple[int, float, float]:
    """What one person gains most by, how much, and how much by the next best; staying without a seat gains 0."""
    best, gain, next_gain = -1, 0.0, 0.0
    for k in range(len(openings)):
        if openings[k] < 0:
            continue
        worth = chances[k] - prices[openings[k]]
        if worth > gain:
            best, gain, next_gain = openings[k], worth, gain
        elif worth > next_gain:
            next_gain = worth
    return best, gain, next_gain


@_compiled
def _auction(
    openings: Whole, chances: Floats, seats: Whole, first: Whole, step: float
) -> tuple[Whole, Floats, Whole, Whole]:
    """Let everybody bid until nobody wants to; gives seats taken, prices, the heaps of holders and their sizes."""
    prices, filled = np.zeros(len(seats)), np.zeros(len(seats), np.int64)
    bids, holders = np.zeros(first[-1]), np.zeros(first[-1], np.int64)
    taken = np.full(len(openings), -1, np.int64)
    waiting = np.arange(len(openings))[::-1].copy()
    n_waiting = len(openings)
    while n_waiting > 0:
        n_waiting -= 1
        person = waiting[n_waiting]
        best, gain, next_gain = _best_offer(openings[person], chances[person], prices)
        if best < 0:
            continue
        bid, at = prices[best] + gain - next_gain + step, first[best]
        taken[person] = best
        if filled[best] < seats[best]:
            bids[at + filled[best]], holders[at + filled[best]] = bid, person
            _rise(bids, holders, at, filled[best])
            filled[best] += 1
        else:
            waiting[n_waiting] = holders[at]
            taken[holders[at]] = -1
            n_waiting += 1
            bids[at], holders[at] = bid, person
            _sink(bids, holders, at, filled[best])
        if filled[best] == seats[best]:
            prices[best] = bids[at]
    return taken, prices, holders, filled


@_compiled
def _settle(
    prices: Floats, ceiling: Floats, openings: Whole, excess: Floats, holding: tuple[Whole, Whole, Whole]
) -> None:
    """Raise prices, in place, just as far as keeps every holder from gaining elsewhere.

    ``excess[person, k]`` is by how much candidate k beats what the person holds, before prices.
    """
    holders, filled, first = holding
    stale = np.arange(len(prices))
    is_stale, n_stale = np.ones(len(prices), np.bool_), len(prices)
    while n_stale > 0:
        n_stale -= 1
        opening = stale[n_stale]
        is_stale[opening] = False
        for seat in range(first[opening], first[opening] + filled[opening]):
            for k in range(openings.shape[1]):
                other = openings[holders[seat], k]
                if other < 0 or other == opening:
                    continue
                wanted = min(prices[opening] + excess[holders[seat], k], ceiling[other])
                if wanted > prices[other]:
                    prices[other] = wanted
                    if not is_stale[other]:
                        is_stale[other] = True
                        stale[n_stale] = other
                        n_stale += 1


def hold_auction(openings: Whole, chances: Floats, seats: Whole, step: float) -> Held:
    """Fill seats so that nobody gains more than ``step`` by going elsewhere, at the lowest prices that do so.

    Parameters
    ----------
    openings : ndarray of int, shape (n_people, n_candidates)
        Rows of the openings each person may take, each with a seat at least; −1 fills the line up.
    chances : ndarray of shape (n_people, n_candidates)
        What each of them is worth, above 0 and at most 1.
    seats : ndarray of int, shape (n_openings,)
        At least 0.
    step : float
        By how much a bid outbids at least, above 0; the plan is within ``n_taken × step`` of the best.
    """
    offered = openings >= 0
    useful = np.minimum(seats, np.bincount(openings[offered], minlength=len(seats)))
    first = np.concatenate([[0], np.cumsum(useful)]).astype(np.int64)
    taken, ceiling, holders, filled = _auction(openings, chances, useful, first, step)
    # Where fewer people could come than there are seats, a seat stays free and costs nothing.
    ceiling = np.where(filled < seats, 0.0, ceiling)
    own = np.where((openings == taken[:, None]) & offered, chances, 0.0).sum(axis=1)
    prices, left_out = np.zeros(len(seats)), offered & (taken < 0)[:, None]
    np.maximum.at(prices, openings[left_out], chances[left_out] - step)
    prices = np.minimum(prices, ceiling).clip(min=0.0)
    _settle(prices, ceiling, openings, chances - own[:, None] - step, (holders, filled, first))
    return Held(taken, prices)
