"""Everybody's lists at once: ranked in bulk, seats planned and priced, put in fair order; ready to be published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.list_items import DIGITS, pack
from matcher.model_store import CurrentModel
from matcher.people import Seeker
from matcher.ranking.bulk import rank_everyone
from matcher.ranking.coded_people import Candidate
from matcher.ranking.demands import Market
from matcher.ranking.eligibility import RULES
from matcher.ranking.fair_order import FED, FIRST_PAGE, MOST_OWN, in_fair_order, sharing, spread, worth_buckets
from matcher.ranking.features import wished_for
from matcher.ranking.kernel_arrays import Lists
from matcher.ranking.plan import plan_seats
from matcher.ranking.ties import tie_draws_of
from matcher.suggest import SuitablePerson, suggest_people, tie_seed

if TYPE_CHECKING:
    from matcher.ranking.shards import ShardRunner

BLOCK_PEOPLE = 4096
"""People put in order at once; a block of lists of 50 takes some 30 MB."""


@dataclass(frozen=True)
class SeatsPriced:
    """What a plan says, by ids: the price of each opening, and the opening planned for each person placed."""

    prices: Mapping[int, float]
    planned: Mapping[int, int]


@dataclass(frozen=True)
class StoredList:
    """A person's list as it is published; see :class:`~matcher.ranking_tables.SuggestionList`."""

    seeker: Seeker
    items: bytes
    """As :mod:`matcher.list_items` packs them."""
    planned_id: int | None
    least_score: float | None
    blocked: dict[str, int]
    blocked_total: int


class Ways(NamedTuple):
    """Ways to work on one's own as a market, with their rows in the whole one."""

    rows: NDArray[np.intp]
    market: Market


@dataclass(frozen=True)
class Ranked:
    """People with their best openings by chance; row i of ``lists`` is of ``seekers[i]``."""

    seekers: Sequence[Seeker]
    market: Market
    lists: Lists
    seeds: NDArray[np.uint64]

    @cached_property
    def at_home(self) -> NDArray[np.bool_]:
        """Which openings of the market are work on one's own, shape (n_openings,); one False where there are none."""
        return np.asarray(self.market.flags["at_home"] if len(self.market) else np.zeros(1), dtype=np.bool_)

    @cached_property
    def ways(self) -> Ways:
        """The ways to work on one's own alone."""
        rows = np.flatnonzero(self.at_home)
        return Ways(rows, self.market.at(rows))


def candidates(seekers: Sequence[Seeker], model: CurrentModel) -> Iterator[Candidate]:
    """People as the bulk ranking takes them, each with the seed of their near-ties."""
    return (Candidate(s.profile, s.availability, tie_seed(model.version, s.person_id)) for s in seekers)


def rank(
    seekers: Sequence[Seeker],
    market: Market,
    model: CurrentModel,
    k: int = FED,
    runner: "ShardRunner | None" = None,
) -> Ranked:
    """Rank the openings of a market for everybody, by chance; a shard of people or more where ``runner`` says."""
    people, lists = candidates(seekers, model), None
    if runner is not None and len(seekers) >= runner.shard_people:
        from matcher.ranking.shards import rank_in_shards  # it loads numba

        lists = rank_in_shards(model.ranker, people, market, k, runner)
    if lists is None:
        lists = rank_everyone(model.ranker, people, market, k)
    seeds = np.array([tie_seed(model.version, s.person_id) for s in seekers], dtype=np.uint64)
    return Ranked(seekers, market, lists, seeds)


def suitable_people(
    seekers: Sequence[Seeker], only: Market, model: CurrentModel, limit: int = 20
) -> list[SuitablePerson]:
    """As :func:`~matcher.suggest.suggest_people`, for an area: scored in bulk, described only for who is shown."""
    if not seekers or not len(only):
        return []
    score = np.nan_to_num(rank(seekers, only, model, k=1).lists.score[:, 0], nan=-np.inf)
    order = sorted(np.flatnonzero(np.isfinite(score)).tolist(), key=lambda i: (-score[i], seekers[i].code))
    return suggest_people([seekers[i] for i in order[:limit]], only, model, limit)


def rank_readable(
    seekers: Sequence[Seeker],
    market: Market,
    model: CurrentModel,
    k: int = FED,
    runner: "ShardRunner | None" = None,
) -> Ranked:
    """Rank everybody; where somebody's record is such that ranking cannot read it, everybody else."""
    try:
        return rank(seekers, market, model, k, runner)
    except Exception:
        kept = [s for s in seekers if _can_be_ranked(s, market, model)]
        if len(kept) == len(seekers):
            raise
    return rank(kept, market, model, k, runner)


def _can_be_ranked(seeker: Seeker, market: Market, model: CurrentModel) -> bool:
    try:
        rank([seeker], market, model, k=1)
    except Exception:  # noqa: BLE001  # whatever is odd about it, the caller counts it and leaves it out
        return False
    return True


def _chances(lists: Lists) -> NDArray[np.float64]:
    return np.where(lists.row >= 0, expit(lists.score), 0.0)


def seats_of(market: Market) -> NDArray[np.int64]:
    """Seats that can be planned, shape (n_openings,); work on one's own has none to give or to take."""
    return np.array([0 if d.at_home else d.seats for d in market.demands], dtype=np.int64)


def price_seats(ranked: Ranked) -> SeatsPriced:
    """Plan who goes where under the seats there are, and price the seats."""
    demands = ranked.market.demands
    seats = seats_of(ranked.market)
    plan = plan_seats(ranked.lists.row.astype(np.int64), _chances(ranked.lists), seats)
    placed = np.flatnonzero(plan.taken >= 0)
    return SeatsPriced(
        {d.opening_id: round(p, 6) for d, p in zip(demands, plan.prices.tolist(), strict=True) if not d.at_home},
        {ranked.seekers[p].person_id: demands[plan.taken[p]].opening_id for p in placed.tolist()},
    )


def _not_wished_for(ranked: Ranked, seekers: Sequence[Seeker], row: NDArray[Any]) -> NDArray[np.bool_]:
    """Which places of lists in their order hold work on one's own that the person does not wish for."""
    own: NDArray[np.bool_] = (row >= 0) & ranked.at_home[row]
    crowded = np.flatnonzero(own[:, :FIRST_PAGE].sum(axis=1) > MOST_OWN)
    ways = ranked.ways
    for i in crowded.tolist():
        if seekers[i].profile.wishes:
            wished = ways.rows[wished_for(seekers[i].profile, ways.market)]
            own[i] &= ~np.isin(row[i], wished)
    return own


def stored_lists(ranked: Ranked, priced: SeatsPriced) -> Iterator[StoredList]:
    """Put everybody's best openings in fair order, a block of people after another."""
    ids = ranked.market.ids if len(ranked.market) else np.zeros(1, dtype=np.uint64)
    prices = np.array([priced.prices.get(i, np.nan) for i in ids.tolist()])
    for start in range(0, len(ranked.seekers), BLOCK_PEOPLE):
        yield from _stored_block(ranked, priced, slice(start, start + BLOCK_PEOPLE), (ids, prices))


def _stored_block(
    ranked: Ranked, priced: SeatsPriced, block: slice, openings: tuple[NDArray[np.uint64], NDArray[np.float64]]
) -> Iterator[StoredList]:
    seekers, lists = ranked.seekers[block], Lists._make(array[block] for array in ranked.lists)
    found, (ids, prices) = lists.row >= 0, openings
    shown, costs = ids[lists.row], np.where(found, prices[lists.row], np.nan)
    planned = [priced.planned.get(s.person_id) for s in seekers]
    is_planned = found & (shown == np.array([p or 0 for p in planned], dtype=np.uint64)[:, None])
    buckets = worth_buckets(_chances(lists), np.nan_to_num(costs), is_planned)
    buckets[~found] = np.iinfo(np.int64).min + 1  # behind everything
    places = in_fair_order(buckets, tie_draws_of(ranked.seeds[block, None], shown))
    if ranked.at_home.any():
        own = _not_wished_for(ranked, seekers, np.take_along_axis(lists.row, places, 1))
        places = np.take_along_axis(places, spread(own, np.take_along_axis(found, places, 1)), 1)
    packed = np.take_along_axis(pack(shown, np.round(lists.score, DIGITS), costs, sharing(buckets)), places, 1)
    for i, (seeker, n) in enumerate(zip(seekers, found.sum(axis=1).tolist(), strict=True)):
        yield StoredList(
            seeker,
            packed[i, :n].tobytes(),
            planned[i],
            float(lists.score[i, -1]) if n == found.shape[1] else None,
            {rule: count for rule, count in zip(RULES, lists.broken[i].tolist(), strict=True) if count},
            len(ranked.market) - int(lists.eligible[i]),
        )
