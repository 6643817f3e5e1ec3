"""Compiled: the score of a pair as a sum of looked-up terms, roughly from sums per class, exactly where it matters."""

# The functions here are compiled, and numba infers their types; what they read is described in ``kernel_arrays``.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np

from matcher.ranking.coded_openings import POINT, TERMS_CLASS, WAGE
from matcher.ranking.eligibility import TRAVEL_KMH
from matcher.ranking.features import FEATURE_NAMES, NEAR_ENOUGH
from matcher.ranking.kernel_rules import inlined

_NEAR, _COVERAGE, _MONTHS, _GAP, _MARGIN, _WISH, _ROAD, _WAGE_MARGIN, _AGE, _HOUSING, _TRANSPORT, _SHIFT = (
    FEATURE_NAMES.index(name)
    for name in (
        "trade_nearness",
        "skill_coverage",
        "experience_months",
        "experience_gap",
        "schooling_margin",
        "wish_nearness",
        "commute_km",
        "wage_margin",
        "evidence_age_years",
        "housing",
        "transport",
        "shift_kind",
    )
)
_N_FEATURES = len(FEATURE_NAMES)
GRACE_MINUTES = 1e-9
"""What the rule on treatment forgives of the way, which it rounds up to whole minutes."""
UNKNOWN_MINUTES = 0.0 - GRACE_MINUTES
"""The way to or from a place that is not known: it takes no time, so that only hours that overlap clash."""
_NO_BED, _CAN_STAY, _CANNOT_STAY = 0, 1, 2


@inlined
def _bin(score, feature, value):
    """Bin of a value, as ``Bins.codes`` gives it."""
    size = score.sizes[feature]
    if np.isnan(value):
        return size
    low, high = 0, size - 1
    while low < high:
        middle = (low + high) >> 1
        if score.edges[feature, middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def set_home(block, at, openings, facts, score, desk):
    """Measure the way to every place from the block's home ``at`` (-1: unknown), and mark what is not in the last bin.

    Places that the block does not list are further away than the last bin begins, and than anybody of it has time for.
    """
    road, minutes, size = desk.road, desk.minutes, score.sizes[_ROAD]
    own, unknown = road.size - 2, road.size - 1
    if at < 0:
        road[:], minutes[:] = size, UNKNOWN_MINUTES
        road[own] = _bin(score, _ROAD, 0.0)
        desk.close[:] = facts.existing
        return
    road[:], minutes[:] = size - 1, np.inf
    road[own], minutes[own] = _bin(score, _ROAD, 0.0), UNKNOWN_MINUTES
    road[unknown], minutes[unknown] = size, UNKNOWN_MINUTES
    desk.close[:] = np.uint64(0)
    _mark_point(own, openings, desk.close)
    _mark_point(unknown, openings, desk.close)
    first, start = block.first_near[at], block.near_start[at]
    for i in range(block.near_start[at + 1] - start):
        km = block.km[start + i]
        minutes[first + i] = km / TRAVEL_KMH * 60.0 - GRACE_MINUTES
        road[first + i] = _bin(score, _ROAD, km)
        if road[first + i] != size - 1:
            _mark_point(first + i, openings, desk.close)


@inlined
def _mark_point(point, openings, bits):
    for j in range(openings.point_start[point], openings.point_start[point + 1]):
        place = openings.at_point[j]
        bits[place >> 6] |= np.uint64(1) << np.uint64(place & 63)


@inlined
def set_wages(floor_vnd, wages, score, desk):
    """Bin every wage against a person's floor; NaN where they named none.

    Wages rise, and a larger wage never has a smaller ratio: one walk along wages and edges finds every bin. The wage
    that is not known, NaN, stands last; as it compares with nothing, it is left out of the walk.
    """
    size, n = score.sizes[_WAGE_MARGIN], wages.size
    known = n - 1 if n > 0 and np.isnan(wages[n - 1]) else n
    if np.isnan(floor_vnd):
        known = 0
    codes, values, edges, table = desk.wage_code, desk.wage, score.edges[_WAGE_MARGIN], score.one_way[_WAGE_MARGIN]
    code = 0
    for i in range(known):
        ratio = wages[i] / floor_vnd
        while code < size - 1 and edges[code] <= ratio:
            code += 1
        codes[i], values[i] = code, table[code]
    for i in range(known, n):
        codes[i], values[i] = size, table[size]


@inlined
def set_roads(stays, score, by_road):
    """Put the way to work and what a bed there is worth into one table."""
    bed = _CAN_STAY if stays else _CANNOT_STAY
    for code in range(score.sizes[_ROAD] + 1):
        alone = score.one_way[_ROAD, code]
        by_road[0, code] = alone + score.road_bed[code, _NO_BED]
        by_road[1, code] = alone + score.road_bed[code, bed]


@inlined
def set_words(people, p, pairs, score, desk):
    """Hold a person's skills, work and wishes against every class of unit groups."""
    desk.nearest[:] = -1.0
    desk.evidence[:] = people.evidence_start[p]
    desk.months[:] = 0.0
    desk.words_code[:, 3] = 0
    for e in range(people.evidence_start[p], people.evidence_start[p + 1]):
        near, weight = pairs.near[people.evidence_isco[e]], people.evidence_weight[e]
        for c in range(near.size):
            if near[c] * weight > desk.nearest[c]:
                desk.nearest[c] = near[c] * weight
                desk.evidence[c] = e
    _add_months(people, p, pairs, desk.months)
    for i in range(people.wish_start[p], people.wish_start[p + 1]):
        code = pairs.wish_code[people.wish_isco[i]]
        for c in range(code.size):
            desk.words_code[c, 3] = max(desk.words_code[c, 3], code[c])
    _bin_words(people, p, pairs, score, desk)


@inlined
def _add_months(people, p, pairs, months):
    """Add up work in near occupations, each record once, in proportion to its nearness."""
    first = people.work_start[p]
    for i in range(people.work_start[p], people.work_start[p + 1]):
        if not people.work_ends[i]:
            continue
        for c in range(months.size):
            near = 0.0
            for j in range(first, i + 1):
                near = max(near, pairs.near[people.work_isco[j], c])
            if near >= NEAR_ENOUGH:
                months[c] += near * people.work_months[i]
        first = i + 1


@inlined
def _bin_words(people, p, pairs, score, desk):
    """Bins and log-odds of nearness, coverage, experience and wish."""
    skilled = people.evidence_start[p] < people.evidence_start[p + 1]
    wishing = people.wish_start[p] < people.wish_start[p + 1]
    unused = _bin(score, _MONTHS, 0.0)
    for c in range(desk.words.size):
        known = pairs.known[c]
        code = desk.words_code[c]
        code[0], code[1] = score.sizes[_NEAR], score.sizes[_COVERAGE]
        if skilled and known:
            code[0] = pairs.near_code[people.evidence_isco[desk.evidence[c]], c]
            code[1] = people.evidence_code[desk.evidence[c]]
        code[2] = score.sizes[_MONTHS]
        if people.has_history[p] and known:
            code[2] = _bin(score, _MONTHS, desk.months[c]) if desk.months[c] > 0.0 else unused
        if not (wishing and known):
            code[3] = score.sizes[_WISH]
        desk.words[c] = (
            score.one_way[_NEAR, code[0]]
            + score.one_way[_COVERAGE, code[1]]
            + score.near_skill[code[0], code[1]]
            + score.one_way[_MONTHS, code[2]]
            + score.one_way[_WISH, code[3]]
        )


@inlined
def set_trades(people, p, openings, pairs, score, desk):
    """Add what the experience asked for makes of each trade."""
    unasked = _bin(score, _GAP, 0.0)
    for t in range(desk.trade.size):
        c, asked = openings.trade_words[t], openings.trade_asked[t]
        if asked == 0:
            desk.gap[t] = unasked
        elif people.has_history[p] and pairs.known[c]:
            desk.gap[t] = _bin(score, _GAP, max(asked - desk.months[c], 0.0))
        else:
            desk.gap[t] = score.sizes[_GAP]
        desk.trade[t] = desk.words[c] + score.one_way[_GAP, desk.gap[t]]


@inlined
def exact_score(people, p, openings, place, trade, pairs, score, desk):
    """Score one pair by the additions of ``ScoreTables.score``, in their order."""
    codes, c = desk.codes, openings.trade_words[trade]
    of_person, of_terms = people.terms[p], openings.classes[place, TERMS_CLASS]
    for f in range(_N_FEATURES):
        codes[f] = openings.codes[place, f]
    codes[_NEAR], codes[_COVERAGE] = desk.words_code[c, 0], desk.words_code[c, 1]
    codes[_MONTHS], codes[_WISH] = desk.words_code[c, 2], desk.words_code[c, 3]
    codes[_GAP] = desk.gap[trade]
    codes[_MARGIN], codes[_HOUSING] = pairs.terms[of_person, of_terms, 0], pairs.terms[of_person, of_terms, 1]
    codes[_TRANSPORT], codes[_SHIFT] = pairs.terms[of_person, of_terms, 2], pairs.terms[of_person, of_terms, 3]
    codes[_ROAD] = desk.road[openings.classes[place, POINT]]
    codes[_WAGE_MARGIN] = desk.wage_code[openings.classes[place, WAGE]]
    codes[_AGE] = people.evidence_age[p]
    total = 0.0
    for f in range(_N_FEATURES):
        total += score.one_way[f, codes[f]]
    total += score.intercept
    of_road, of_skill = score.road_bed[codes[_ROAD], codes[_HOUSING]], score.near_skill[codes[_NEAR], codes[_COVERAGE]]
    total += of_road if score.road_first else of_skill
    total += of_skill if score.road_first else of_road
    return total + openings.effect[place]
