"""Compiled: the best openings of a block of people.

Called without the interpreter's lock, one thread a block. Rules come first, as bits: sixty-four openings at a time.
What passes is scored roughly, from sums prepared per class of openings; where that could enter the list, exactly.
Trades and the rest of a trade are passed over once not even their best could enter.
"""

# The functions here are compiled, and numba infers their types; what they read is described in ``kernel_arrays``.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np

from matcher.ranking.features import FEATURE_NAMES
from matcher.ranking.kernel_rules import (
    compiled,
    count_all,
    count_bits,
    count_broken,
    inlined,
    mark_eligible,
    mark_near,
    mark_places,
    mark_treatment,
    set_aside,
)
from matcher.ranking.kernel_scores import exact_score, set_home, set_roads, set_trades, set_wages, set_words
from matcher.ranking.ties import FIRST_FACTOR, GOLDEN_STEP, SECOND_FACTOR, TIE_WIDTH

_AGE, _ROAD = FEATURE_NAMES.index("evidence_age_years"), FEATURE_NAMES.index("commute_km")
_PROMISING = 0.8
"""Log-odds below a person's best trade up to which trades are looked at first; only speed depends on it."""
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
    home, reach, treatment, floor, stays = -2, -1.0, -1, -1.0, -1
    for i in range(block.people.size):
        p, at = block.people[i], block.home[i]
        moved = at != home
        if moved:
            set_home(block, at, openings, score, desk)
        if moved or people.reach_km[p] != reach:
            mark_near(block, at, people.reach_km[p], openings, desk.near)
        if people.treatment[p] >= 0 and (moved or people.treatment[p] != treatment):
            treatment = people.treatment[p]
            mark_treatment(block, at, pairs.slack[treatment], openings, facts, desk.treatment_ok)
        elif moved:
            treatment = -1
        if people.floor_vnd[p] != floor and not (np.isnan(people.floor_vnd[p]) and np.isnan(floor)):
            floor = people.floor_vnd[p]
            set_wages(floor, openings.wages, score, desk)
        if people.stays[p] != stays:
            stays = people.stays[p]
            set_roads(stays, score, desk.by_road)
        home, reach = at, people.reach_km[p]
        _rank_person(p, people, openings, facts, pairs, score, desk, lists)


@inlined
def _rank_person(p, people, openings, facts, pairs, score, desk, lists):
    broken = lists.broken[p]
    broken[:] = openings.broken
    mark_places(people, p, openings, facts, desk)
    mark_eligible(people, p, pairs, facts, desk)
    count_broken(people, p, pairs, openings.windows.size, desk, broken)
    set_aside(people, p, pairs, facts, desk, broken)
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


@inlined
def _fill_pool(p, people, openings, facts, pairs, score, desk):
    """Gather all that could be among the best: near openings of promising trades first, so that most are passed by."""
    own = score.intercept + score.one_way[_AGE, people.evidence_age[p]]
    terms_value = pairs.terms_value[people.terms[p]]
    spare = own + terms_value.max() + desk.wage.max()
    far, k = score.sizes[_ROAD] - 1, desk.score.size
    promising = desk.trade.max() - _PROMISING
    pooled, room, lowest = 0, _POOLS * k, -np.inf
    for turn in range(4):
        # What the way there can be worth at most: anything nearby, and far away with a bed or without.
        most = spare + (desk.by_road.max() if turn < 2 else desk.by_road[3 - turn, far])
        for t in range(desk.trade.size):
            if turn < 2 and (desk.trade[t] < promising) == (turn == 0):
                continue
            start, end = openings.trade_start[t], openings.trade_start[t + 1]
            if desk.trade[t] + most + openings.base[start] < lowest:
                continue
            trade = desk.trade[t] + own
            for w in range(start >> 6, ((end - 1) >> 6) + 1):
                if desk.trade[t] + most + openings.base[max(start, w << 6)] < lowest:
                    break
                word = _turn(turn, w, facts, desk) & _part(w, start, end)
                while word != np.uint64(0):
                    place = (w << 6) + count_bits((word & (~word + _ONE)) - _ONE)
                    word &= word - _ONE
                    rough = trade + openings.base[place] + terms_value[openings.classes[place, 0]]
                    rough += desk.wage[openings.classes[place, 1]]
                    rough += desk.by_road[openings.classes[place, 3], desk.road[openings.classes[place, 2]]]
                    if rough < lowest:
                        continue
                    desk.pool[pooled], desk.pool_place[pooled], desk.pool_trade[pooled] = rough, place, t
                    pooled += 1
                    if pooled == room:
                        lowest = _lowest(pooled, k, desk)
                        pooled = _drain(pooled, lowest, desk)
                        room = pooled + (_POOLS - 1) * k
    return _drain(pooled, _lowest(pooled, k, desk), desk)


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


@inlined
def _lowest(pooled, k, desk):
    """The score under which nothing can share a bucket with the k-th best of the pool."""
    if pooled <= k:
        return -np.inf
    for i in range(pooled):
        desk.scratch[i] = desk.pool[i]
    kth = _kth_largest(desk.scratch, pooled, k)
    return (np.rint((kth - ROUGHNESS) / TIE_WIDTH) - 0.5) * TIE_WIDTH - ROUGHNESS


@inlined
def _drain(pooled, lowest, desk):
    """Keep what is not under ``lowest``, and give its number."""
    kept = 0
    for i in range(pooled):
        if desk.pool[i] >= lowest:
            desk.pool[kept], desk.pool_place[kept] = desk.pool[i], desk.pool_place[i]
            desk.pool_trade[kept] = desk.pool_trade[i]
            kept += 1
    return kept


@inlined
def _turn(turn, w, facts, desk):
    """Eligible openings whose turn it is: near ones twice, far ones with a bed, other far ones."""
    if turn < 2:
        return desk.eligible[w] & desk.close[w]
    far = desk.eligible[w] & ~desk.close[w]
    return far & facts.beds[w] if turn == 2 else far & ~facts.beds[w]


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
