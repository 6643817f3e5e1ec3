"""Near-ties: scores that no eye can tell apart share a bucket, and a seed draws who stands first in it.

A draw belongs to one seed and one opening. It does not depend on which other openings are eligible, so that a list
does not jump when a posting elsewhere is closed.
"""

import numpy as np
from numpy.typing import NDArray

TIE_WIDTH = 0.01
"""Scores closer than this, in log-odds, are a tie to any eye (a quarter of a percentage point at most); which of them
stands first is drawn by a logged seed, so that learning can tell position from merit (design.md, 6)."""

# splitmix64 (Steele, Lea & Flood 2014, OOPSLA, "Fast splittable pseudorandom number generators"): its golden-ratio step
# and the two factors of its finaliser.
GOLDEN_STEP = np.uint64(0x9E3779B97F4A7C15)
FIRST_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
SECOND_FACTOR = np.uint64(0x94D049BB133111EB)

UnsignedInts = NDArray[np.uint64]


def mix(values: UnsignedInts) -> UnsignedInts:
    """Return the finaliser of splitmix64 of each value; products wrap at 64 bits."""
    values = (values ^ (values >> np.uint64(30))) * FIRST_FACTOR
    values = (values ^ (values >> np.uint64(27))) * SECOND_FACTOR
    return np.asarray(values ^ (values >> np.uint64(31)), dtype=np.uint64)


def mixed_seeds(seeds: UnsignedInts) -> UnsignedInts:
    """Return what each person's draws start from, same shape."""
    return mix(seeds + GOLDEN_STEP)


def tie_draws(seed: int, opening_ids: UnsignedInts) -> UnsignedInts:
    """Return one number per opening; within a bucket the lowest stands first.

    Parameters
    ----------
    seed : int
        Of the person and the model version.
    opening_ids : ndarray of uint64, shape (n,)
        Row ids of openings.
    """
    return tie_draws_of(np.array([seed % 2**64], dtype=np.uint64), opening_ids)


def tie_draws_of(seeds: UnsignedInts, opening_ids: UnsignedInts) -> UnsignedInts:
    """Return :func:`tie_draws` of many people; the two arrays are broadcast against each other."""
    return mix(opening_ids * GOLDEN_STEP + mixed_seeds(seeds))


def tie_buckets(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the bucket of each score; scores in one bucket are tied."""
    return np.round(scores / TIE_WIDTH).astype(np.int64)
