"""What the compiled part of bulk ranking reads, works on and writes: plain arrays under names."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class ScoreArrays(NamedTuple):
    """The model; see ``CodedTables``.

    Parameters
    ----------
    road_bed : ndarray of shape (n_road_bins + 1, n_housing_levels + 1)
        The two-way table of the way to work and housing; zeros where the model has none.
    near_skill : ndarray of shape (n_near_bins + 1, n_coverage_bins + 1)
        The two-way table of nearness and coverage, likewise.
    road_first : bool
        Whether the first of the two is added first.
    """

    intercept: float
    edges: NDArray[np.float64]
    sizes: NDArray[np.intp]
    one_way: NDArray[np.float64]
    road_bed: NDArray[np.float64]
    near_skill: NDArray[np.float64]
    road_first: bool


class Block(NamedTuple):
    """People of one block, by home, and the places near each home.

    Parameters
    ----------
    people : ndarray of shape (n,)
        Sorted by home.
    home : ndarray of shape (n,)
        Number of the home within the block.
    first_near, near_start : ndarrays of shape (n_homes,), (n_homes + 1,)
        First place (by latitude) that may be near each home, and where its kilometres begin.
    km : ndarray
        By road; places that are not listed are further than anything that is asked.
    """

    people: NDArray[np.int32]
    home: NDArray[np.int32]
    first_near: NDArray[np.int32]
    near_start: NDArray[np.int32]
    km: NDArray[np.float64]


class Lists(NamedTuple):
    """What is found; one row a person.

    Parameters
    ----------
    row : ndarray of shape (n_people, k)
        Rows of the market, best first; -1 beyond the end.
    score : ndarray of shape (n_people, k)
        Log-odds.
    tied : ndarray of shape (n_people, k)
        How many eligible openings shared its bucket.
    eligible : ndarray of shape (n_people,)
    broken : ndarray of shape (n_people, n_rules)
        Openings that break each rule.
    """

    row: NDArray[np.int32]
    score: NDArray[np.float64]
    tied: NDArray[np.int32]
    eligible: NDArray[np.int32]
    broken: NDArray[np.int32]


class Desk(NamedTuple):
    """Working arrays of one thread.

    Parameters
    ----------
    road : ndarray of uint8, shape (n_places,)
        Bin of the way to each place.
    close, near, water, place_ok, treatment_ok, eligible : ndarrays of uint64, shape (n_words,)
        Openings as bits: on a way that is not in the last bin; not too far; over water; no rule of distance broken; no
        clash with treatment; no rule broken.
    wage_code, wage : ndarrays of shape (n_wages,)
        Bin of each wage against the person's floor, and its log-odds.
    nearest, months, evidence, words_code, words : ndarrays of shape (n_words_classes, ...)
        Per class of unit groups: weighted nearness, months of experience, the skill it stands on; bins of nearness,
        coverage, experience and wish; their log-odds.
    gap, trade : ndarrays of shape (n_trades,)
        Bin of what experience lacks; log-odds of the trade.
    by_road : ndarray of shape (2, n_road_bins + 1)
        Log-odds of the way to work, without and with a bed offered.
    codes : ndarray of shape (n_features,)
    pool, scratch, pool_place, pool_trade : ndarrays of shape (n_openings,)
        What could still be among the best: rough score, working copy, place and trade.
    bucket, draw, place, score : ndarrays of shape (k,)
        The list so far, best first.
    """

    road: NDArray[np.uint8]
    close: NDArray[np.uint64]
    near: NDArray[np.uint64]
    water: NDArray[np.uint64]
    place_ok: NDArray[np.uint64]
    treatment_ok: NDArray[np.uint64]
    eligible: NDArray[np.uint64]
    wage_code: NDArray[np.uint8]
    wage: NDArray[np.float64]
    nearest: NDArray[np.float64]
    months: NDArray[np.float64]
    evidence: NDArray[np.int32]
    words_code: NDArray[np.uint8]
    words: NDArray[np.float64]
    gap: NDArray[np.uint8]
    trade: NDArray[np.float64]
    by_road: NDArray[np.float64]
    codes: NDArray[np.uint8]
    pool: NDArray[np.float64]
    scratch: NDArray[np.float64]
    pool_place: NDArray[np.int32]
    pool_trade: NDArray[np.int32]
    bucket: NDArray[np.int64]
    draw: NDArray[np.uint64]
    place: NDArray[np.int32]
    score: NDArray[np.float64]
