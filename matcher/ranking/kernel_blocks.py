"""What stands around the compiled kernel: people cut into blocks of neighbours, ranked on several threads."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from employers.reference.places import EARTH_RADIUS_KM, ROAD_FACTOR, road_km_matrix
from matcher.ranking.coded_openings import NOT_MEASURED, CodedOpenings, code_openings
from matcher.ranking.coded_people import Candidate, CodedPeople, code_people
from matcher.ranking.demands import Market
from matcher.ranking.eligibility import TRAVEL_KMH
from matcher.ranking.features import FEATURE_NAMES
from matcher.ranking.hours import NEVER_CLASHES
from matcher.ranking.kernel_arrays import Block, Desk, Lists, ScoreArrays, empty_lists
from matcher.ranking.kernels import rank_block
from matcher.ranking.ranker import AdditiveRanker

BLOCK_PEOPLE = 2048
"""People of one block: enough that a block takes tens of milliseconds, few enough that homes fit into memory."""
_KM_A_DEGREE = ROAD_FACTOR * EARTH_RADIUS_KM * np.pi / 180.0
_JOINT_TABLES = {("commute_km", "housing"), ("trade_nearness", "skill_coverage")}
_MOST_BINS = 255
"""A bin is held in one byte, and "unknown" takes one of them."""


def knows(ranker: AdditiveRanker) -> bool:
    """Tell whether the kernel can add up a model: it knows the packaged features and two tables of two features."""
    prior, tables = ranker.prior_, ranker.tables_
    joint = [(prior.names[first], prior.names[second]) for first, second, _ in tables.two_way]
    return (
        prior.names == FEATURE_NAMES
        and len(set(joint)) == len(joint)
        and set(joint) <= _JOINT_TABLES
        and int(ranker.bins_.sizes.max()) <= _MOST_BINS
    )


def rank_compiled(
    ranker: AdditiveRanker, people: Iterable[Candidate], market: Market, k: int, workers: int = 2
) -> Lists:
    """Rank by the kernel; see :func:`~matcher.ranking.bulk.rank_everyone`. The market has an opening at least."""
    openings = code_openings(market, ranker)
    return rank_coded(ranker, code_people(people, openings, ranker), openings, k, workers)


def rank_coded(ranker: AdditiveRanker, people: CodedPeople, openings: CodedOpenings, k: int, workers: int = 2) -> Lists:
    """Rank coded openings for coded people; see :func:`rank_compiled`."""
    return rank_numbers(score_arrays(ranker), people, openings, k, workers)


def rank_numbers(score: ScoreArrays, people: CodedPeople, openings: CodedOpenings, k: int, workers: int) -> Lists:
    """Rank from numbers alone: a model's arrays, coded people and coded openings, which may have lost their words."""
    lists = empty_lists(len(people), k)
    facts, pairs = openings.bits, people.tables

    def work(members: NDArray[np.int32]) -> None:
        block = make_block(members, people, openings, score)
        desk = empty_desk(openings, score, k)
        rank_block(block, people.arrays, openings.arrays, facts, pairs, score, desk, lists)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, blocks(people)))
    return lists


def score_arrays(ranker: AdditiveRanker) -> ScoreArrays:
    """The model's tables as plain arrays."""
    tables = ranker.coded_tables()
    road, bed, near, skill = (
        FEATURE_NAMES.index(n) for n in ("commute_km", "housing", "trade_nearness", "skill_coverage")
    )
    pairs = list(zip(tables.first.tolist(), tables.second.tolist(), strict=True))

    def joint(first: int, second: int) -> NDArray[np.float64]:
        if (first, second) in pairs:
            return np.ascontiguousarray(tables.two_way[pairs.index((first, second))])
        return np.zeros((tables.sizes[first] + 1, tables.sizes[second] + 1))

    return ScoreArrays(
        float(tables.intercept),
        tables.edges,
        tables.sizes,
        tables.one_way,
        joint(road, bed),
        joint(near, skill),
        pairs[:1] != [(near, skill)],
    )


def blocks(people: CodedPeople) -> Iterator[NDArray[np.int32]]:
    """Cut people into blocks of neighbours."""
    arrays = people.arrays
    order = np.lexsort((arrays.floor_vnd, arrays.commune, arrays.stays, arrays.reach_km, arrays.home)).astype(np.int32)
    for start in range(0, len(order), BLOCK_PEOPLE):
        yield order[start : start + BLOCK_PEOPLE]


def make_block(members: NDArray[np.int32], people: CodedPeople, openings: CodedOpenings, score: ScoreArrays) -> Block:
    """Measure the way from every home of a block to the places that may be near."""
    arrays = people.arrays
    homes, number = np.unique(arrays.home[members], return_inverse=True)
    offset = int(homes.size > 0 and homes[0] < 0)
    known = homes[offset:]
    reach = np.full(len(known), score.edges[FEATURE_NAMES.index("commute_km"), -1])
    np.maximum.at(reach, number[number >= offset] - offset, asked_km(members, people)[number >= offset])
    latitudes = openings.points[:, 0]
    span = reach / _KM_A_DEGREE * (1.0 + 1e-9) + 1e-9
    first = latitudes.searchsorted(people.homes[known, 0] - span)
    last = latitudes.searchsorted(people.homes[known, 0] + span, side="right")
    km = [
        road_km_matrix([latitude], [longitude], *openings.points[a:b].T)[0]
        for (latitude, longitude), a, b in zip(people.homes[known], first, last, strict=True)
    ]
    return Block(
        members,
        (number - offset).astype(np.int32),
        first.astype(np.int32),
        np.concatenate([[0], np.cumsum(last - first)]).astype(np.int32),
        np.concatenate(km) if km else np.empty(0),
    )


def asked_km(members: NDArray[np.int32], people: CodedPeople) -> NDArray[np.float64]:
    """The longest way that matters to each person: their own limit, and what treatment leaves time for."""
    arrays, slack = people.arrays, people.tables.slack
    longest = np.where(slack == NEVER_CLASHES, -1, slack).max(axis=1, initial=0) / 60.0 * TRAVEL_KMH + 1.0
    treated = np.where(arrays.treatment[members] >= 0, np.append(longest, 0.0)[arrays.treatment[members]], 0.0)
    return np.maximum(arrays.reach_km[members], treated)


def empty_desk(openings: CodedOpenings, score: ScoreArrays, k: int) -> Desk:
    """Working arrays for one thread."""
    n_words, n_trades = len(openings.bits.existing), len(openings.arrays.trade_words)
    n_classes, n_wages = len(openings.trades), len(openings.arrays.wages)
    return Desk(
        road=np.empty(len(openings.points) + NOT_MEASURED, dtype=np.uint8),
        minutes=np.empty(len(openings.points) + NOT_MEASURED),
        close=np.empty(n_words, dtype=np.uint64),
        near=np.empty(n_words, dtype=np.uint64),
        place_ok=np.empty(n_words, dtype=np.uint64),
        eligible=np.empty(n_words, dtype=np.uint64),
        wage_code=np.empty(n_wages, dtype=np.uint8),
        wage=np.empty(n_wages),
        nearest=np.empty(n_classes),
        months=np.empty(n_classes),
        evidence=np.empty(n_classes, dtype=np.int32),
        words_code=np.empty((n_classes, 4), dtype=np.uint8),
        words=np.empty(n_classes),
        gap=np.empty(n_trades, dtype=np.uint8),
        trade=np.empty(n_trades),
        by_road=np.empty((2, int(score.sizes[FEATURE_NAMES.index("commute_km")]) + 1)),
        codes=np.empty(len(FEATURE_NAMES), dtype=np.uint8),
        pool=np.empty(len(openings)),
        scratch=np.empty(len(openings)),
        pool_place=np.empty(len(openings), dtype=np.int32),
        pool_trade=np.empty(len(openings), dtype=np.int32),
        bucket=np.empty(k, dtype=np.int64),
        draw=np.empty(k, dtype=np.uint64),
        place=np.empty(k, dtype=np.int32),
        score=np.empty(k),
    )
