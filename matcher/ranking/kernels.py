"""Compiled: the best openings of a block of people.

Called without the interpreter's lock, one thread a block. Rules come first, as bits: sixty-four openings at a time.
What passes is scored roughly, from sums prepared per class of openings; where that could enter the list, exactly.
Trades and the rest of a trade are passed over once not even their best could enter.
"""

# The functions here are compiled, and numba infers their types; what they read is described in ``kernel_arrays``.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np

from matcher.ranking.coded_openings import BED, POINT, TERMS_CLASS, TRADE, WAGE
from matcher.ranking.features import FEATURE_NAMES
from matcher.ranking.kernel_rules import (
    compiled,
    count_all,
    count_bits,
    count_broken,
    inlined,
    lowest_bit,
    mark_eligible,
    mark_near,
    mark_places,
    set_aside,
)
from matcher.ranking.kernel_scores import exact_score, set_home, set_roads, set_trades, set_wages, set_words
from matcher.ranking.ties import FIRST_FACTOR, GOLDEN_STEP, SECOND_FACTOR, TIE_WIDTH

_AGE, _ROAD = FEATURE_NAMES.index("evidence_age_years"), FEATURE_NAMES.index("commute_km")
_PROMISING = 0.8
"""Log-odds below a person's best trade up to which trades are looked at first; only speed depends on it."""
FEW_NEAR = 512
"""Eligible openings nearby up to which all are scored, without a look at their trades; only speed depends on it."""
_POOLS = 4
"""How many times the list the pool may hold before it is cut back; only speed depends on it."""
ROUGHNESS = 1e-9
"""Log-odds; sums of some twenty terms below 10, added in another order, differ by less than 1e-13."""
_ONE = np.uint64(1)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@inlined
def tie_draw(seed, opening_id):
    """Draw one number; ``ties.tie_draws`` for one pair, ``seed`` mixed already."""
    value = opening_id * GOLDEN_STEP + seed
    value = (value ^ (value >> np.uint64(30))) * FIRST_FACTOR
    value = (value ^ (value >> np.uint64(27))) * SECOND_FACTOR
    return value ^ (value >> np.uint64(31))


@compiled
def rank_block(block, people, openings, facts, pairs, score, desk, lists):
    """Rank openings for everybody of a block; fills their rows of ``lists``."""
    before, home, n_placed = np.int64(-1), -2, 0
    for i in range(block.people.size):
        p, at = np.int64(block.people[i]), block.home[i]
        moved = at != home
        if moved:
            set_home(block, at, openings, facts, score, desk)
        if moved or not _alike(people, p, before):
            mark_near(block, at, people.reach_km[p], openings, desk.near)
            n_placed = mark_places(people, p, openings, facts, desk)
        if before < 0 or people.stays[p] != people.stays[before]:
            set_roads(people.stays[p], score, desk.by_road)
        if before < 0 or people.floor_vnd[p] != people.floor_vnd[before]:
            set_wages(people.floor_vnd[p], openings.wages, score, desk)
        before, home = p, at
        _rank_person(p, n_placed, people, openings, facts, pairs, score, desk, lists)


@inlined
def _alike(people, p, before):
    """Tell whether the rule on distance is the same for two people of one home."""
    return (
        people.reach_km[p] == people.reach_km[before]
        and people.stays[p] == people.stays[before]
        and people.commune[p] == people.commune[before]
        and people.island[p] == people.island[before]
    )


@inlined
def _rank_person(p, n_placed, people, openings, facts, pairs, score, desk, lists):
    broken = lists.broken[p]
    broken[:] = openings.broken
    mark_eligible(people, p, openings, pairs, facts, desk)
    count_broken(people, p, openings, pairs, n_placed, desk, broken)
    set_aside(people, p, openings, pairs, facts, desk, broken)
    lists.eligible[p] = count_all(desk.eligible)
    if lists.eligible[p] == 0 or desk.score.size == 0:
        return
    set_words(people, p, pairs, score, desk)
    set_trades(people, p, openings, pairs, score, desk)
    pooled = _fill_pool(p, people, openings, facts, pairs, score, desk)
    found = 0
    for i in range(pooled):
        place = desk.pool_place[i]
        exact = exact_score(people, p, openings, place, desk.pool_trade[i], pairs, score, desk)
        bucket = np.int64(np.rint(exact / TIE_WIDTH))
        desk.scratch[i] = bucket
        found = _offer(bucket, exact, place, tie_draw(people.seed[p], openings.ids[place]), found, desk)
    _write(p, found, pooled, openings, desk, lists)


@inlined
def _write(p, found, pooled, openings, desk, lists):
    """Write a list, with how many of the pool share each bucket."""
    for i in range(found):
        tied = 0
        for j in range(pooled):
            tied += desk.scratch[j] == desk.bucket[i]
        lists.row[p, i] = openings.row[desk.place[i]]
        lists.score[p, i] = desk.score[i]
        lists.tied[p, i] = tied


@compiled
def _fill_pool(p, people, openings, facts, pairs, score, desk):
    """Gather all that could be among the best: near openings of promising trades first, so that most are passed by."""
    # Arrays under names of their own: read from the tuple inside a loop, each would be counted as held and let go.
    trades, by_road, road, wages = desk.trade, desk.by_road, desk.road, desk.wage
    base, classes, starts = openings.base, openings.classes, openings.trade_start
    pool, places, of_trade = desk.pool, desk.pool_place, desk.pool_trade
    eligible, close, beds, terms = desk.eligible, desk.close, facts.beds, pairs.terms_value[people.terms[p]]
    own = score.intercept + score.one_way[_AGE, people.evidence_age[p]]
    spare = own + terms.max() + wages.max()
    far, k = score.sizes[_ROAD] - 1, desk.score.size
    promising = trades.max() - _PROMISING
    pooled, room, lowest, first = 0, _POOLS * k, -np.inf, 0
    if _count_both(eligible, close) <= FEW_NEAR:
        pooled = _pool_near(own, terms, openings, desk)
        lowest = _lowest(pooled, k, desk)
        pooled, first = _drain(pooled, lowest, desk), 2
        room = pooled + (_POOLS - 1) * k
    for turn in range(first, 4):
        # What the way there can be worth at most: anything nearby, and far away with a bed or without.
        most = spare + (by_road.max() if turn < 2 else by_road[3 - turn, far])
        for t in range(trades.size):
            if turn < 2 and (trades[t] < promising) == (turn == 0):
                continue
            start, end = starts[t], starts[t + 1]
            if trades[t] + most + base[start] < lowest:
                continue
            trade = trades[t] + own
            for w in range(start >> 6, ((end - 1) >> 6) + 1):
                if trades[t] + most + base[max(start, w << 6)] < lowest:
                    break
                word = _turn(turn, eligible[w], close[w], beds[w]) & _part(w, start, end)
                while word != np.uint64(0):
                    place = (w << 6) + lowest_bit(word)
                    word &= word - _ONE
                    rough = trade + base[place] + terms[classes[place, TERMS_CLASS]] + wages[classes[place, WAGE]]
                    rough += by_road[classes[place, BED], road[classes[place, POINT]]]
                    if rough < lowest:
                        continue
                    pool[pooled], places[pooled], of_trade[pooled] = rough, place, t
                    pooled += 1
                    if pooled == room:
                        lowest = _lowest(pooled, k, desk)
                        pooled = _drain(pooled, lowest, desk)
                        room = pooled + (_POOLS - 1) * k
    return _drain(pooled, _lowest(pooled, k, desk), desk)


@inlined
def _count_both(bits, others):
    total = 0
    for w in range(bits.size):
        total += count_bits(bits[w] & others[w])
    return total


@compiled
def _pool_near(own, terms, openings, desk):
    """Put every eligible opening nearby into the pool, and give their number."""
    trades, by_road, road, wages, eligible, close = (
        desk.trade, desk.by_road, desk.road, desk.wage, desk.eligible, desk.close,
    )  # fmt: skip
    base, classes, pool, places, of_trade = openings.base, openings.classes, desk.pool, desk.pool_place, desk.pool_trade
    pooled = 0
    for w in range(eligible.size):
        word = eligible[w] & close[w]
        while word != np.uint64(0):
            place = (w << 6) + lowest_bit(word)
            word &= word - _ONE
            t = classes[place, TRADE]
            rough = trades[t] + own + base[place] + terms[classes[place, TERMS_CLASS]] + wages[classes[place, WAGE]]
            rough += by_road[classes[place, BED], road[classes[place, POINT]]]
            pool[pooled], places[pooled], of_trade[pooled] = rough, place, t
            pooled += 1
    return pooled


@compiled
def _kth_largest(values, n, k):
    """The k-th largest of the first n values (Hoare's selection); puts them in another order."""
    low, high = 0, n - 1
    while low < high:
        pivot = values[(low + high) >> 1]
        i, j = low, high
        while i <= j:
            while values[i] > pivot:
                i += 1
            while values[j] < pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if k - 1 <= j:
            high = j
        elif k - 1 >= i:
            low = i
        else:
            break
    return values[k - 1]


@compiled
def _lowest(pooled, k, desk):
    """The score under which nothing can share a bucket with the k-th best of the pool."""
    if pooled <= k:
        return -np.inf
    pool, scratch = desk.pool, desk.scratch
    for i in range(pooled):
        scratch[i] = pool[i]
    kth = _kth_largest(scratch, pooled, k)
    return (np.rint((kth - ROUGHNESS) / TIE_WIDTH) - 0.5) * TIE_WIDTH - ROUGHNESS


@compiled
def _drain(pooled, lowest, desk):
    """Keep what is not under ``lowest``, and give its number."""
    pool, places, trades = desk.pool, desk.pool_place, desk.pool_trade
    kept = 0
    for i in range(pooled):
        if pool[i] >= lowest:
            pool[kept], places[kept], trades[kept] = pool[i], places[i], trades[i]
            kept += 1
    return kept


@inlined
def _turn(turn, eligible, close, beds):
    """Eligible openings of a word whose turn it is: near ones twice, far ones with a bed, other far ones."""
    if turn < 2:
        return eligible & close
    return eligible & ~close & beds if turn == 2 else eligible & ~close & ~beds


@inlined
def _part(w, start, end):
    """The bits of word ``w`` that lie between two places."""
    part = _ALL
    if w == start >> 6:
        part &= _ALL << np.uint64(start & 63)
    if w == (end - 1) >> 6:
        part &= _ALL >> np.uint64(63 - ((end - 1) & 63))
    return part


@inlined
def _offer(bucket, exact, place, draw, found, desk):
    """Put one opening of the pool into the list if it belongs there, and give the length of the list."""
    k = desk.score.size
    if found == k:
        last = desk.bucket[k - 1]
        if bucket < last or (bucket == last and draw > desk.draw[k - 1]):
            return found
        found -= 1
    at = found
    while at > 0 and (desk.bucket[at - 1] < bucket or (desk.bucket[at - 1] == bucket and desk.draw[at - 1] > draw)):
        desk.bucket[at], desk.draw[at] = desk.bucket[at - 1], desk.draw[at - 1]
        desk.place[at], desk.score[at] = desk.place[at - 1], desk.score[at - 1]
        at -= 1
    desk.bucket[at], desk.draw[at], desk.place[at], desk.score[at] = bucket, draw, place, exact
    return found + 1
