"""What the compiled part of bulk ranking reads, works on and writes: plain arrays under names."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.eligibility import RULES

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


class PeopleArrays(NamedTuple):
    """People in the order given; ``n`` of them.

    Parameters
    ----------
    seed : ndarray of uint64, shape (n,)
        Mixed, see ``ties``.
    home : ndarray of shape (n,)
        Class of the home's point, -1 where it is not known.
    reach_km : ndarray of shape (n,)
        Longest way to work.
    stays, island, barred : ndarrays of uint8, shape (n,)
        Can stay over; lives on an island; bit 0: no consent, bit 1: case closed.
    commune : ndarray of shape (n,)
        Class among the openings' communes, or ``coded_people.NOWHERE``, ``ELSEWHERE``.
    treatment : ndarray of shape (n,)
        Row of the slack table, -1 for none.
    rules : ndarray of shape (n, n_classed_rules)
        Rows of the table of masks.
    terms : ndarray of shape (n,)
    floor_vnd : ndarray of shape (n,)
        NaN where none.
    evidence_age : ndarray of uint8, shape (n,)
        Bin of years since the last record.
    has_history : ndarray of uint8, shape (n,)
    evidence_start, evidence_isco, evidence_weight, evidence_code : ndarrays
        Skills; the weight is what nearness is multiplied by to find the nearest, the code is the bin of the level.
    work_start, work_isco, work_months, work_ends : ndarrays
        Unit groups of each record of work; ``work_ends`` marks the last one of a record.
    wish_start, wish_isco : ndarrays
    done_start, done : ndarrays
        Places (in the kernel's order) of openings already referred or dismissed.
    aside_start, aside, aside_rules : ndarrays
        Places of openings with rules set aside, and which, as bits in the order of ``RULES``.
    """

    seed: NDArray[np.uint64]
    home: Ints
    reach_km: Floats
    stays: Bytes
    island: Bytes
    barred: Bytes
    commune: Ints
    treatment: Ints
    rules: Ints
    terms: Ints
    floor_vnd: Floats
    evidence_age: Bytes
    has_history: Bytes
    evidence_start: Ints
    evidence_isco: Ints
    evidence_weight: Floats
    evidence_code: Bytes
    work_start: Ints
    work_isco: Ints
    work_months: Floats
    work_ends: Bytes
    wish_start: Ints
    wish_isco: Ints
    done_start: Ints
    done: Ints
    aside_start: Ints
    aside: Ints
    aside_rules: Ints


class PairTables(NamedTuple):
    """What classes of people and of openings make of each other.

    Parameters
    ----------
    masks : ndarray of uint64, shape (n_masks, n_words)
        Openings that each class of a rule does *not* break, as bits.
    broken : ndarray of shape (n_masks,)
        How many openings each class breaks.
    slack : ndarray of shape (n_treatments, n_windows)
        Minutes of travel up to which work and treatment fit into one day; below 0 they never do.
    terms : ndarray of uint8, shape (n_person_terms, n_opening_terms, 4)
        Bins of ``coded_people.TERMS``.
    terms_value : ndarray of shape (n_person_terms, n_opening_terms)
        Their log-odds.
    near : ndarray of shape (n_isco, n_words_classes)
        Nearness of a person's unit group to an opening's nearest one; -1 where the opening has none.
    known : ndarray of uint8, shape (n_words_classes,)
        Whether an opening of the class has any unit group.
    near_code, wish_code : ndarrays of uint8, same shape
        Its bin as ``trade_nearness`` and as ``wish_nearness``.
    """

    masks: NDArray[np.uint64]
    broken: Ints
    slack: Ints
    terms: Bytes
    terms_value: Floats
    near: Floats
    known: Bytes
    near_code: Bytes
    wish_code: Bytes


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


def empty_lists(n_people: int, k: int) -> Lists:
    """Lists in which nothing is found yet."""
    return Lists(
        np.full((n_people, k), -1, dtype=np.int32),
        np.full((n_people, k), np.nan),
        np.zeros((n_people, k), dtype=np.int32),
        np.zeros(n_people, dtype=np.int32),
        np.zeros((n_people, len(RULES)), dtype=np.int32),
    )


class Desk(NamedTuple):
    """Working arrays of one thread.

    Parameters
    ----------
    road : ndarray of uint8, shape (n_places,)
        Bin of the way to each place.
    minutes : ndarray of shape (n_places,)
        Travel to each place as the rule on treatment counts it; infinite where it is further than anybody asks for.
    close, near, place_ok, eligible : ndarrays of uint64, shape (n_words,)
        Openings as bits: on a way that is not in the last bin; not too far; no rule of distance broken; no rule broken.
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
    minutes: NDArray[np.float64]
    close: NDArray[np.uint64]
    near: NDArray[np.uint64]
    place_ok: NDArray[np.uint64]
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
