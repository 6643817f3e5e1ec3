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
    inlined,
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

_AGE, _ROAD = FEATURE_NAMES.index("evidence_age_years"), FEATURE_NAMES.index("commute_km")
_PROMISING = 0.8
"""Log-odds below a person's best trade up to which trades are looked at first; only speed depends on it."""
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
        if people.floor_vnd[p] != floor:
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
    count_broken(people, p, pairs, facts, desk, broken)
    set_aside(people, p, pairs, facts, desk, broken)
    lists.eligible[p] = count_all(desk.eligible)
    if lists.eligible[p] == 0 or desk.score.size == 0:
        return
    set_words(people, p, pairs, score, desk)
    set_trades(people, p, openings, pairs, score, desk)
    found, spilled = _fill(p, people, openings, facts, pairs, score, desk)
    _write(p, found, spilled, openings, desk, lists)


@inlined
def _write(p, found, spilled, openings, desk, lists):
    """Write a list with how many share each bucket; those of the last that found no room count too."""
    for i in range(found):
        tied = spilled if desk.bucket[i] == desk.bucket[found - 1] else 0
        for j in range(found):
            tied += desk.bucket[j] == desk.bucket[i]
        lists.row[p, i] = openings.row[desk.place[i]]
        lists.score[p, i] = desk.score[i]
        lists.tied[p, i] = tied


@inlined
def _fill(p, people, openings, facts, pairs, score, desk):
    """Find the best: near openings of promising trades first, so that most of the others can be passed over unseen."""
    own = score.intercept + score.one_way[_AGE, people.evidence_age[p]]
    spare = own + pairs.terms_value[people.terms[p]].max() + desk.wage.max()
    far = score.sizes[_ROAD] - 1
    promising = desk.trade.max() - _PROMISING
    found, spilled, k = 0, 0, desk.score.size
    for turn in range(4):
        # What the way there can be worth at most: anything nearby, and far away with a bed or without.
        most = spare + (desk.by_road.max() if turn < 2 else desk.by_road[3 - turn, far])
        for t in range(desk.trade.size):
            if turn < 2 and (desk.trade[t] < promising) == (turn == 0):
                continue
            start, end = openings.trade_start[t], openings.trade_start[t + 1]
            lowest = -np.inf if found < k else (desk.bucket[k - 1] - 0.5) * TIE_WIDTH - ROUGHNESS
            if desk.trade[t] + most + openings.base[start] < lowest:
                continue
            for w in range(start >> 6, ((end - 1) >> 6) + 1):
                word = _part(w, start, end, desk.eligible[w])
                if turn < 2:
                    word &= desk.close[w]
                elif turn == 2:
                    word &= ~desk.close[w] & facts.beds[w]
                else:
                    word &= ~desk.close[w] & ~facts.beds[w]
                while word != np.uint64(0):
                    place = (w << 6) + count_bits((word & (~word + _ONE)) - _ONE)
                    word &= word - _ONE
                    if desk.trade[t] + own + _rough(p, place, people, openings, pairs, desk) < lowest:
                        continue
                    exact = exact_score(people, p, openings, place, t, pairs, score, desk)
                    draw = tie_draw(people.seed[p], openings.ids[place])
                    found, spilled = _offer(exact, place, draw, found, spilled, desk)
                    lowest = -np.inf if found < k else (desk.bucket[k - 1] - 0.5) * TIE_WIDTH - ROUGHNESS
    return found, spilled


@inlined
def _part(w, start, end, word):
    """The bits of word ``w`` that lie between two places."""
    if w == start >> 6:
        word &= _ALL << np.uint64(start & 63)
    if w == (end - 1) >> 6:
        word &= _ALL >> np.uint64(63 - ((end - 1) & 63))
    return word


@inlined
def _rough(p, place, people, openings, pairs, desk):
    """Everything of a score but the person's and the trade's part, from sums per class."""
    terms, wage, point, bed = openings.classes[place]
    by_terms = openings.base[place] + pairs.terms_value[people.terms[p], terms]
    return by_terms + desk.wage[wage] + desk.by_road[bed, desk.road[point]]


@inlined
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
