"""Compiled: which openings break no rule for one person, as bits."""

# The functions here are compiled, and numba infers their types; what they read is described in ``kernel_arrays``.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np
from numba import njit

from matcher.ranking.coded_openings import NOT_MEASURED, POINT
from matcher.ranking.coded_people import CLASSED_RULES, NOWHERE
from matcher.ranking.eligibility import RULES
from matcher.ranking.hours import NEVER_CLASHES

_CONSENT, _TREATMENT, _DISTANCE, _ALREADY = (RULES.index(n) for n in ("consent", "treatment", "distance", "already"))
_CLOSED = RULES.index("closed")
_CLASSED = tuple(RULES.index(n) for n in CLASSED_RULES)
_N_RULES = len(RULES)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ONE = np.uint64(1)

compiled = njit(nogil=True, cache=True)
inlined = njit(nogil=True, cache=True, inline="always")


@compiled
def count_bits(word):
    """Count the bits of one 64-bit word."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@inlined
def lowest_bit(word):
    """Number of the lowest bit that is set; the word has one."""
    return count_bits((word & (~word + _ONE)) - _ONE)


@inlined
def count_all(bits):
    """Count the bits of an array of words."""
    total = 0
    for w in range(bits.size):
        total += count_bits(bits[w])
    return total


@inlined
def _set(bits, place):
    bits[place >> 6] |= _ONE << np.uint64(place & 63)


@inlined
def _clear(bits, place):
    bits[place >> 6] &= ~(_ONE << np.uint64(place & 63))


@inlined
def _has(bits, place):
    return (bits[place >> 6] >> np.uint64(place & 63)) & _ONE != np.uint64(0)


@inlined
def mark_near(block, at, reach_km, openings, near):
    """Mark openings that are not too far from the block's home ``at`` (-1: unknown); home and "unknown" never are."""
    near[:] = _ALL if at < 0 else np.uint64(0)
    if at < 0:
        return
    n_points = openings.point_start.size - 1 - NOT_MEASURED
    for i in range(openings.point_start[n_points], openings.point_start[n_points + NOT_MEASURED]):
        _set(near, openings.at_point[i])
    first, start = block.first_near[at], block.near_start[at]
    for i in range(block.near_start[at + 1] - start):
        if not block.km[start + i] > reach_km:
            for j in range(openings.point_start[first + i], openings.point_start[first + i + 1]):
                _set(near, openings.at_point[j])


@inlined
def mark_places(people, p, openings, facts, desk):
    """Mark openings that break no rule of distance: near or driven and not over water, or with a bed to stay in."""
    ok, near, commune = desk.place_ok, desk.near, people.commune[p]
    for w in range(ok.size):
        ok[w] = near[w] | facts.driven[w]
    if commune != NOWHERE:
        _take_water(people.island[p], commune, openings, facts, desk)
    if people.stays[p]:
        for w in range(ok.size):
            ok[w] |= facts.beds[w]
    for w in range(ok.size):
        ok[w] &= facts.existing[w]
    return count_all(ok)


@inlined
def _take_water(of_island, commune, openings, facts, desk):
    """Take away what lies over water: on an island or, from one, anywhere else; but nothing in the own commune."""
    ok, over = desk.place_ok, facts.placed if of_island else facts.islands
    for w in range(ok.size):
        ok[w] &= ~over[w]
    if commune >= 0:
        for i in range(openings.commune_start[commune], openings.commune_start[commune + 1]):
            place = openings.at_commune[i]
            if _has(desk.near, place) or _has(facts.driven, place):
                _set(ok, place)


@inlined
def clashes(place, treatment, openings, pairs, minutes):
    """Tell whether treatment and the way leave no time for the hours of an opening."""
    longest = pairs.slack[treatment, openings.windows[place]]
    return longest != NEVER_CLASHES and minutes[openings.classes[place, POINT]] > longest


@compiled
def count_clashes(treatment, openings, pairs, minutes):
    """Count the openings of the market that leave no time for treatment."""
    slack, starts, points, counts = pairs.slack, openings.hours_start, openings.hours_point, openings.hours_count
    total = 0
    for c in range(slack.shape[1]):
        longest = slack[treatment, c]
        if longest != NEVER_CLASHES:
            for i in range(starts[c], starts[c + 1]):
                total += counts[i] if minutes[points[i]] > longest else 0
    return total


@compiled
def _drop_clashes(treatment, openings, pairs, minutes, bits):
    """Clear openings that leave no time for treatment."""
    # Arrays under names of their own: read from the tuple inside the loop, each would be counted as held and let go.
    slack, windows, classes = pairs.slack, openings.windows, openings.classes
    for w in range(bits.size):
        left = bits[w]
        word = left
        while word != np.uint64(0):
            bit = word & (~word + _ONE)
            place = (w << 6) + count_bits(bit - _ONE)
            word ^= bit
            longest = slack[treatment, windows[place]]
            if longest != NEVER_CLASHES and minutes[classes[place, POINT]] > longest:
                left ^= bit
        bits[w] = left


@inlined
def mark_eligible(people, p, openings, pairs, facts, desk):
    """Mark openings that break no rule; what a case worker has set aside is not looked at yet."""
    bits = desk.eligible
    if people.barred[p]:
        bits[:] = np.uint64(0)
        return
    rows, masks, place_ok = people.rules[p], pairs.masks, desk.place_ok
    age, licence, schooling = masks[rows[0]], masks[rows[1]], masks[rows[2]]
    shift, health, wage = masks[rows[3]], masks[rows[4]], masks[rows[5]]
    # A handful of arrays a loop: with more of them the compiler no longer proves that they do not overlap.
    for w in range(bits.size):
        bits[w] = facts.on_offer[w] & place_ok[w] & age[w] & licence[w]
    for w in range(bits.size):
        bits[w] &= schooling[w] & shift[w] & health[w] & wage[w]
    if people.treatment[p] >= 0:
        _drop_clashes(people.treatment[p], openings, pairs, desk.minutes, bits)
    for i in range(people.done_start[p], people.done_start[p + 1]):
        _clear(bits, people.done[i])


@inlined
def count_broken(people, p, openings, pairs, n_placed, desk, broken):
    """Add to the counts of openings that break each rule, which begin with those that no person changes."""
    n_openings = openings.windows.size
    if people.barred[p] & 1:
        broken[_CONSENT] = n_openings
    if people.barred[p] & 2:
        broken[_CLOSED] = n_openings
    for r in range(len(_CLASSED)):
        broken[_CLASSED[r]] = pairs.broken[people.rules[p, r]]
    broken[_DISTANCE] = n_openings - n_placed
    if people.treatment[p] >= 0:
        broken[_TREATMENT] = count_clashes(people.treatment[p], openings, pairs, desk.minutes)
    broken[_ALREADY] = people.done_start[p + 1] - people.done_start[p]


@inlined
def set_aside(people, p, openings, pairs, facts, desk, broken):
    """Take the rules that a case worker has set aside off their openings; other rules stand."""
    for i in range(people.aside_start[p], people.aside_start[p + 1]):
        place, aside = people.aside[i], people.aside_rules[i]
        allowed = people.barred[p] == 0 and _has(facts.on_offer, place)
        for r in range(len(_CLASSED)):
            if not _has(pairs.masks[people.rules[p, r]], place):
                allowed = _forgive(_CLASSED[r], aside, broken) and allowed
        if not _has(desk.place_ok, place):
            allowed = _forgive(_DISTANCE, aside, broken) and allowed
        treated = people.treatment[p]
        if treated >= 0 and clashes(place, treated, openings, pairs, desk.minutes):
            allowed = _forgive(_TREATMENT, aside, broken) and allowed
        for j in range(people.done_start[p], people.done_start[p + 1]):
            allowed = allowed and people.done[j] != place
        if allowed:
            _set(desk.eligible, place)


@inlined
def _forgive(rule, aside, broken):
    """Take one opening off a rule's count where the rule is set aside, and tell whether it is."""
    if (aside >> rule) & 1 == 0:
        return False
    broken[rule] -= 1
    return True
