"""Everybody's best openings at once: the same lists as one person after another would get, score for score.

People and openings are coded once; blocks of people then go through a compiled kernel on several threads. Few people,
a model that the kernel does not know, or a machine that cannot compile: then the same lists come person by person.
"""

import logging
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import chain, islice
from types import ModuleType

from matcher.ranking.availability import Availability
from matcher.ranking.coded_people import Candidate
from matcher.ranking.demands import Demand, Market
from matcher.ranking.kernel_arrays import Lists, empty_lists
from matcher.ranking.order import order_rows, score_market
from matcher.ranking.profiles import SkillProfile
from matcher.ranking.ranker import AdditiveRanker

_log = logging.getLogger(__name__)

# What one person after another takes, in seconds; measured on a small server. Only speed depends on these.
_A_PERSON, _AN_OPENING = 3e-4, 2.5e-6
_TO_LOAD, _TO_CODE = 3.0, 0.1
"""What is sooner done plainly than by loading the kernel (the very first time it is compiled: half a minute), and than
by coding a market for it."""


def rank_everyone(
    ranker: AdditiveRanker, people: Iterable[Candidate], market: Market, k: int, workers: int = 2
) -> Lists:
    """Rank the openings of a market for everybody.

    Parameters
    ----------
    ranker : AdditiveRanker
    people : iterable of Candidate
        Read once; may be a generator.
    market : Market
    k : int
        Longest list wanted.
    workers : int
        Threads.

    Returns
    -------
    Lists
        Row i is what :func:`~matcher.ranking.order.order_rows` gives for the i-th person.
    """
    people = iter(people)
    if not len(market):
        return empty_lists(sum(1 for _ in people), k)
    patience = _TO_CODE if _kernel.cache_info().currsize else _TO_LOAD
    few = int(patience / (_A_PERSON + _AN_OPENING * len(market)))
    first = list(islice(people, few + 1))
    kernel = _kernel() if len(first) > few else None
    everybody = chain(first, people)
    if kernel is None or not kernel.knows(ranker):
        return rank_one_by_one(ranker, everybody, market, k)
    lists: Lists = kernel.rank_compiled(ranker, everybody, market, k, workers)
    return lists


@cache
def _kernel() -> ModuleType | None:
    """Load and try the compiled kernel, once; None where this machine cannot."""
    try:
        from matcher.ranking import kernel_blocks

        _try(kernel_blocks)
    except Exception as error:  # noqa: BLE001  # a compiler fails in many ways, and the plain way is there for all of them
        _log.warning("the compiled kernel cannot be used (%s): people are ranked one by one", type(error).__name__)
        return None
    return kernel_blocks


def _try(kernel: ModuleType) -> None:
    """Rank somebody unknown for one opening, which compiles the kernel or takes it from the cache."""
    market = Market((Demand(1, "", ""),), date.min)
    kernel.rank_compiled(AdditiveRanker.from_prior(), [Candidate(SkillProfile(), Availability(date.min), 0)], market, 1)


def rank_one_by_one(ranker: AdditiveRanker, people: Iterable[Candidate], market: Market, k: int) -> Lists:
    """The same lists without a compiler: slow, plain, and what the kernel is tested against."""
    found = []
    for candidate in people:
        scored = score_market(ranker, candidate.profile, candidate.availability, market)
        rows, tied = order_rows(scored, candidate.seed)
        rows = rows[:k]
        found.append(
            (
                rows,
                scored.score_of(rows),
                [tied[row] for row in rows],
                scored.eligibility.eligible.sum(),
                scored.eligibility.broken.sum(axis=1),
            )
        )
    lists = empty_lists(len(found), k)
    for i, (rows, scores, tied_rows, eligible, broken) in enumerate(found):
        lists.row[i, : len(rows)], lists.score[i, : len(rows)], lists.tied[i, : len(rows)] = rows, scores, tied_rows
        lists.eligible[i], lists.broken[i] = eligible, broken
    return lists
