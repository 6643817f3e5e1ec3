"""Compiled: the best openings of a block of people.

Called without the interpreter's lock, one thread a block. Rules come first, as bits: sixty-four openings at a time.
What passes is scored roughly, from sums prepared per class of openings; where that could enter the list, exactly.
Trades and the rest of a trade are passed over once not even their best could enter.
"""

# The functions here are compiled, and numba infers their types; what they read is described in ``kernel_arrays``.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"
# ruff: noqa: ANN001, ANN202

import numpy as np

from matcher.ranking.features import FEATURE_NAMES
from matcher.ranking.kernel_rules import (
    compiled,
    count_all,
    count_bits,
    count_broken,
    mark_eligible,
    mark_near,
    mark_places,
    mark_treatment,
    set_aside,
)
from matcher.ranking.kernel_scores import exact_score, set_home, set_roads, set_trades, set_wages, set_words
from matcher.ranking.ties import FIRST_FACTOR, GOLDEN_STEP, SECOND_FACTOR, TIE_WIDTH

_AGE = FEATURE_NAMES.index("evidence_age_years")
ROUGHNESS = 1e-9
"""Log-odds; sums of some twenty terms below 10, added in another order, differ by less than 1e-13."""
_ONE = np.uint64(1)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@compiled
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
            set_home(block, at, score, desk.road)
        if moved or people.reach_km[p] != reach:
            mark_near(block, at, people.reach_km[p], openings, desk.near)
        if people.treatment[p] >= 0 and (moved or people.treatment[p] != treatment):
            treatment = people.treatment[p]
            mark_treatment(block, at, pairs.slack[treatment], openings, facts, desk.treatment_ok)
        elif moved:
            treatment = -1
        if people.floor_vnd[p] != floor:
            floor = people.floor_vnd[p]
            set_wages(floor, openings.wages, score, desk)
        if people.stays[p] != stays:
            stays = people.stays[p]
            set_roads(stays, score, desk.by_road)
        home, reach = at, people.reach_km[p]
        _rank_person(p, people, openings, facts, pairs, score, desk, lists)


@compiled
def _rank_person(p, people, openings, facts, pairs, score, desk, lists):
    broken = lists.broken[p]
    broken[:] = openings.broken
    mark_places(people, p, openings, facts, desk)
    mark_eligible(people, p, pairs, facts, desk)
    count_broken(people, p, pairs, facts, desk, broken)
    set_aside(people, p, pairs, facts, desk, broken)
    lists.eligible[p] = count_all(desk.eligible)
    if lists.eligible[p] == 0 or desk.score.size == 0:
        return
    set_words(people, p, pairs, score, desk)
    set_trades(people, p, openings, pairs, score, desk)
    found, spilled = _fill(p, people, openings, pairs, score, desk)
    _write(p, found, spilled, openings, desk, lists)


@compiled
def _write(p, found, spilled, openings, desk, lists):
    """Write a list with how many share each bucket; those of the last that found no room count too."""
    for i in range(found):
        tied = spilled if desk.bucket[i] == desk.bucket[found - 1] else 0
        for j in range(found):
            tied += desk.bucket[j] == desk.bucket[i]
        lists.row[p, i] = openings.row[desk.place[i]]
        lists.score[p, i] = desk.score[i]
        lists.tied[p, i] = tied


@compiled
def _fill(p, people, openings, pairs, score, desk):
    """Find the best; trades in which somebody could stand high come first, so that the rest can be passed over."""
    own = score.intercept + score.one_way[_AGE, people.evidence_age[p]]
    terms = pairs.terms_value[people.terms[p]]
    spare = own + terms.max() + desk.wage.max() + desk.by_road.max()
    promising = desk.trade.max() - 0.8
    found, spilled = 0, 0
    for late in range(2):
        for t in range(desk.trade.size):
            if (desk.trade[t] < promising) == (late == 1):
                found, spilled = _fill_trade(p, t, (found, spilled, own, spare), people, openings, pairs, score, desk)
    return found, spilled


@compiled
def _fill_trade(p, t, state, people, openings, pairs, score, desk):
    """Go through the eligible openings of one trade, the best first by what they are worth to anybody."""
    found, spilled, own, spare = state
    k = desk.score.size
    start, end = openings.trade_start[t], openings.trade_start[t + 1]
    lowest = -np.inf if found < k else (desk.bucket[k - 1] - 0.5) * TIE_WIDTH - ROUGHNESS
    trade = desk.trade[t]
    terms = pairs.terms_value[people.terms[p]]
    if trade + spare + openings.base[start] < lowest:
        return found, spilled
    for w in range(start >> 6, ((end - 1) >> 6) + 1):
        word = desk.eligible[w]
        if w == start >> 6:
            word &= _ALL << np.uint64(start & 63)
        if w == (end - 1) >> 6:
            word &= _ALL >> np.uint64(63 - ((end - 1) & 63))
        while word != np.uint64(0):
            place = (w << 6) + count_bits((word & (~word + _ONE)) - _ONE)
            word &= word - _ONE
            c = openings.terms[place]
            rough = trade + own + openings.base[place] + terms[c] + desk.wage[openings.wage[place]]
            rough += desk.by_road[openings.offers_bed[c], desk.road[openings.point[place]]]
            if rough < lowest:
                continue
            exact = exact_score(people, p, openings, place, t, pairs, score, desk)
            found, spilled = _offer(exact, place, tie_draw(people.seed[p], openings.ids[place]), found, spilled, desk)
            if found == k:
                lowest = (desk.bucket[k - 1] - 0.5) * TIE_WIDTH - ROUGHNESS
    return found, spilled


@compiled
def _offer(exact, place, draw, found, spilled, desk):
    """Put one opening into the list if it belongs there; count those of the last bucket that find no room."""
    k = desk.score.size
    bucket = np.int64(np.rint(exact / TIE_WIDTH))
    if found == k:
        last = desk.bucket[k - 1]
        if bucket < last:
            return found, spilled
        if bucket == last and draw > desk.draw[k - 1]:
            return found, spilled + 1
        found -= 1
        is_still_last = bucket == last or (k > 1 and desk.bucket[k - 2] == last)
        spilled = spilled + 1 if is_still_last else 0
    at = found
    while at > 0 and (desk.bucket[at - 1] < bucket or (desk.bucket[at - 1] == bucket and desk.draw[at - 1] > draw)):
        desk.bucket[at], desk.draw[at] = desk.bucket[at - 1], desk.draw[at - 1]
        desk.place[at], desk.score[at] = desk.place[at - 1], desk.score[at - 1]
        at -= 1
    desk.bucket[at], desk.draw[at], desk.place[at], desk.score[at] = bucket, draw, place, exact
    return found + 1, spilled
