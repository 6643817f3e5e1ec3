"""Who goes where under the seats there are: the most expected lasting jobs, and what each seat costs the others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.auction import hold_auction

# A plan may fall short of the best one by this share of it; the shortfall is computed, never assumed.
LARGEST_GAP = 0.001
# How often bids are made finer before a plan is given as it is: each time by four, so to a 4,000th in the end.
_FINEST = 6


@dataclass(frozen=True)
class SeatPlan:
    """An assignment of people to openings, with the proof of how good it is.

    Attributes
    ----------
    taken : ndarray of int, shape (n_people,)
        Row of the opening planned for each person; −1 where no seat is left for them.
    prices : ndarray of shape (n_openings,)
        What one more seat would bring, and what the others lose when a person planned takes one, in expected lasting
        jobs (0 to 1): the lowest prices at which everybody is content (Leonard 1983). 0 where a seat stays free.
    expected_jobs : float
        Sum of the chances of the pairs planned.
    bound : float
        No plan has more expected lasting jobs than this (weak duality).
    """

    taken: NDArray[np.int64]
    prices: NDArray[np.float64]
    expected_jobs: float
    bound: float

    @property
    def gap(self) -> float:
        """By which share of the bound the plan may fall short of the best one, 0 to 1."""
        return (self.bound - self.expected_jobs) / self.bound if self.bound > 0 else 0.0


def best_candidates(chances: NDArray[np.float64], limit: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each person's best openings out of a whole table of chances.

    Parameters
    ----------
    chances : ndarray of shape (n_people, n_openings)
        NaN where a hard rule removes the pair.
    limit : int
        How many openings a person may have.

    Returns
    -------
    openings, chances : ndarrays of shape (n_people, at most limit)
        Best first; −1 and 0 fill the lines up.
    """
    known = np.nan_to_num(chances, nan=-1.0)
    rows = np.argsort(-known, axis=1, kind="stable")[:, :limit].astype(np.int64)
    values = np.take_along_axis(known, rows, axis=1)
    return np.where(values >= 0, rows, -1), np.maximum(values, 0.0)


def _bound(
    openings: NDArray[np.int64], chances: NDArray[np.float64], seats: NDArray[np.int64], prices: NDArray[np.float64]
) -> float:
    """What the plan's dual is worth: every seat at its price, and everybody's best gain beyond it."""
    gains = np.where(openings >= 0, chances - prices[openings], 0.0)
    return float(gains.max(axis=1).clip(min=0.0).sum() + seats @ prices)


def plan_seats(
    openings: NDArray[np.int64],
    chances: NDArray[np.float64],
    seats: NDArray[np.int64],
    largest_gap: float = LARGEST_GAP,
) -> SeatPlan:
    """Assign each person to at most one opening and fill no opening beyond its seats, at the highest total chance.

    Parameters
    ----------
    openings : ndarray of int, shape (n_people, n_candidates)
        Rows of the openings that a person may take; −1 fills the line up.
    chances : ndarray of shape (n_people, n_candidates)
        Chance of a lasting job, 0 to 1, of each.
    seats : ndarray of int, shape (n_openings,)
        Seats left; below 0 (overbooked) counts as none.
    largest_gap : float
        By which share of the best plan this one may fall short.

    Returns
    -------
    SeatPlan
        Its ``gap`` is at most ``largest_gap`` and is certified by its ``bound``.
    """
    free = seats.clip(min=0).astype(np.int64)
    possible = (openings >= 0) & (chances > 0)
    possible[possible] = free[openings[possible]] > 0
    if not possible.any():
        return SeatPlan(np.full(len(openings), -1, dtype=np.int64), np.zeros(len(seats)), 0.0, 0.0)
    offers, worth = np.where(possible, openings, -1), np.where(possible, chances, 0.0)
    step = largest_gap * float(chances[possible].mean())
    for _ in range(_FINEST):
        held = hold_auction(offers, worth, free, step)
        gained = float(worth[possible & (offers == held.taken[:, None])].sum())
        plan = SeatPlan(held.taken, held.prices, gained, _bound(offers, worth, free, held.prices))
        if plan.gap <= largest_gap:
            break
        step /= 4
    return plan
