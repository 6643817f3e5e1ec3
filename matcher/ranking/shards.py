"""People cut into shards that workers elsewhere rank: numbers go out, lists come back.

A worker is told what the kernel is told: openings, people and the model as arrays of numbers. No code, no name and no
word of anybody leaves this process; whose row is whose is known here alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import NamedTuple, Protocol

import numpy as np

from matcher.ranking.coded_openings import CodedOpenings, code_openings
from matcher.ranking.coded_people import Candidate, CodedPeople, code_people
from matcher.ranking.demands import Market
from matcher.ranking.kernel_arrays import Lists, ScoreArrays, empty_lists
from matcher.ranking.kernel_blocks import knows, rank_numbers, score_arrays
from matcher.ranking.ranker import AdditiveRanker

_NOBODYS = Market((), date.min)


class Shared(NamedTuple):
    """What every shard is ranked against; a worker is given it once.

    Parameters
    ----------
    openings : CodedOpenings
        Without its words: what is left are arrays of numbers.
    k : int
        Longest list wanted.
    """

    openings: CodedOpenings
    score: ScoreArrays
    k: int


class ShardRunner(Protocol):
    """Where shards are ranked."""

    shard_people: int

    def run(self, shared: Shared, shards: Iterable[CodedPeople]) -> Sequence[Lists]:
        """Rank each shard by :func:`rank_shard`; all of them, in their order, or an error."""


def rank_shard(shared: Shared, people: CodedPeople) -> Lists:
    """Rank one shard, on one thread; this is what a worker does."""
    return rank_numbers(shared.score, people, shared.openings, shared.k, workers=1)


def rank_in_shards(
    ranker: AdditiveRanker, people: Iterable[Candidate], market: Market, k: int, runner: ShardRunner
) -> Lists | None:
    """Rank the openings of a market for everybody, where ``runner`` says; None where the kernel cannot.

    Returns
    -------
    Lists or None
        The same, bit for bit, as :func:`~matcher.ranking.bulk.rank_everyone`. None where the market is empty or the
        model is none that the kernel knows; nothing was read of ``people`` then.
    """
    if not len(market) or not knows(ranker):
        return None
    openings = code_openings(market, ranker)
    shards = _shards(people, openings, ranker, runner.shard_people)
    found = runner.run(Shared(_numbers_of(openings), score_arrays(ranker), k), shards)
    return Lists(*map(np.concatenate, zip(*found, strict=True))) if found else empty_lists(0, k)


def _shards(
    people: Iterable[Candidate], openings: CodedOpenings, ranker: AdditiveRanker, size: int
) -> Iterator[CodedPeople]:
    rest = iter(people)
    while part := list(islice(rest, size)):
        yield code_people(part, openings, ranker)


def _numbers_of(openings: CodedOpenings) -> CodedOpenings:
    """Coded openings without the words that only coding people needs."""
    nameless = tuple(() for _ in openings.trades)
    return replace(openings, market=_NOBODYS, terms=_NOBODYS, trades=nameless, communes={}, windows=())
