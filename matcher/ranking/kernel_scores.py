"""Compiled: the score of a pair as a sum of looked-up terms, roughly from sums per class, exactly where it matters."""

# The functions here are compiled, and numba infers their types; what they read is described in ``kernel_arrays``.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np

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
def set_home(block, at, openings, score, desk):
    """Bin the way to every place from the block's home ``at`` (-1: unknown), and mark what is not in the last bin."""
    road, size = desk.road, score.sizes[_ROAD]
    road[:] = size if at < 0 else size - 1
    road[-1] = size
    desk.close[:] = np.uint64(0)
    if at >= 0:
        first, start = block.first_near[at], block.near_start[at]
        for i in range(block.near_start[at + 1] - start):
            road[first + i] = _bin(score, _ROAD, block.km[start + i])
    for point in range(road.size):
        if road[point] != size - 1:
            for j in range(openings.point_start[point], openings.point_start[point + 1]):
                desk.close[openings.at_point[j] >> 6] |= np.uint64(1) << np.uint64(openings.at_point[j] & 63)


@inlined
def set_wages(floor_vnd, wages, score, desk):
    """Bin every wage against a person's floor; NaN where they named none."""
    if np.isnan(floor_vnd):
        desk.wage_code[:] = score.sizes[_WAGE_MARGIN]
        desk.wage[:] = score.one_way[_WAGE_MARGIN, score.sizes[_WAGE_MARGIN]]
        return
    for i in range(wages.size):
        code = _bin(score, _WAGE_MARGIN, wages[i] / floor_vnd)
        desk.wage_code[i] = code
        desk.wage[i] = score.one_way[_WAGE_MARGIN, code]


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
    codes = desk.codes
    codes[:] = openings.codes[place]
    words = desk.words_code[openings.trade_words[trade]]
    codes[_NEAR], codes[_COVERAGE], codes[_MONTHS], codes[_WISH] = words[0], words[1], words[2], words[3]
    codes[_GAP] = desk.gap[trade]
    of_terms, wage, point, _ = openings.classes[place]
    terms = pairs.terms[people.terms[p], of_terms]
    codes[_MARGIN], codes[_HOUSING], codes[_TRANSPORT], codes[_SHIFT] = terms[0], terms[1], terms[2], terms[3]
    codes[_ROAD] = desk.road[point]
    codes[_WAGE_MARGIN] = desk.wage_code[wage]
    codes[_AGE] = people.evidence_age[p]
    total = 0.0
    for f in range(_N_FEATURES):
        total += score.one_way[f, codes[f]]
    total += score.intercept
    of_road, of_skill = score.road_bed[codes[_ROAD], codes[_HOUSING]], score.near_skill[codes[_NEAR], codes[_COVERAGE]]
    total += of_road if score.road_first else of_skill
    total += of_skill if score.road_first else of_road
    return total + openings.effect[place]
