"""Compiled: which openings break no rule for one person, as bits."""

# The functions here are compiled, and numba infers their types; what they read is described in ``kernel_arrays``.
# mypy: disable-error-code="no-untyped-def,no-untyped-call,untyped-decorator"

import numpy as np
from numba import njit

from matcher.ranking.coded_people import CLASSED_RULES, NOWHERE
from matcher.ranking.eligibility import RULES, TRAVEL_KMH
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
    """Mark openings that are not too far from the block's home ``at`` (-1: unknown); an unknown place never is."""
    near[:] = _ALL if at < 0 else np.uint64(0)
    if at < 0:
        return
    n_points = openings.point_start.size - 2
    for i in range(openings.point_start[n_points], openings.point_start[n_points + 1]):
        _set(near, openings.at_point[i])
    first, start = block.first_near[at], block.near_start[at]
    for i in range(block.near_start[at + 1] - start):
        if not block.km[start + i] > reach_km:
            for j in range(openings.point_start[first + i], openings.point_start[first + i + 1]):
                _set(near, openings.at_point[j])


@inlined
def mark_places(people, p, openings, facts, desk):
    """Mark openings that break no rule of distance: near or driven and not over water, or with a bed to stay in."""
    commune = people.commune[p]
    if commune == NOWHERE:
        desk.water[:] = np.uint64(0)
    elif people.island[p]:
        desk.water[:] = facts.placed
    else:
        desk.water[:] = facts.islands
    if commune >= 0:
        for i in range(openings.commune_start[commune], openings.commune_start[commune + 1]):
            _clear(desk.water, openings.at_commune[i])
    for w in range(desk.water.size):
        desk.place_ok[w] = (desk.near[w] | facts.driven[w]) & ~desk.water[w] & facts.existing[w]
        if people.stays[p]:
            desk.place_ok[w] |= facts.beds[w]


@inlined
def mark_treatment(block, at, slack, openings, facts, treatment_ok):
    """Mark openings whose hours leave time for treatment and the way; ``slack`` is a row of the slack table."""
    treatment_ok[:] = facts.existing
    n_points = openings.point_start.size - 2
    if at < 0:
        first, start, end = 0, 0, 0
    else:
        first, start, end = block.first_near[at], block.near_start[at], block.near_start[at + 1]
    for place in range(openings.windows.size):
        longest = slack[openings.windows[place]]
        if longest == NEVER_CLASHES:
            continue
        i = openings.classes[place, 2] - first + start
        if at < 0 or openings.classes[place, 2] == n_points:
            clashes = longest < 0
        elif start <= i < end:
            clashes = longest < 0 or block.km[i] / TRAVEL_KMH * 60.0 - 1e-9 > longest
        else:
            clashes = True
        if clashes:
            _clear(treatment_ok, place)


@inlined
def mark_eligible(people, p, pairs, facts, desk):
    """Mark openings that break no rule; what a case worker has set aside is not looked at yet."""
    bits = desk.eligible
    if people.barred[p]:
        bits[:] = np.uint64(0)
        return
    rows, masks = people.rules[p], pairs.masks
    age, licence, schooling = masks[rows[0]], masks[rows[1]], masks[rows[2]]
    shift, health, wage = masks[rows[3]], masks[rows[4]], masks[rows[5]]
    for w in range(bits.size):
        of_person = age[w] & licence[w] & schooling[w] & shift[w] & health[w] & wage[w]
        bits[w] = facts.on_offer[w] & desk.place_ok[w] & of_person
    if people.treatment[p] >= 0:
        for w in range(bits.size):
            bits[w] &= desk.treatment_ok[w]
    for i in range(people.done_start[p], people.done_start[p + 1]):
        _clear(bits, people.done[i])


@inlined
def count_broken(people, p, pairs, n_openings, desk, broken):
    """Add to the counts of openings that break each rule, which begin with those that no person changes."""
    if people.barred[p] & 1:
        broken[_CONSENT] = n_openings
    if people.barred[p] & 2:
        broken[_CLOSED] = n_openings
    for r in range(len(_CLASSED)):
        broken[_CLASSED[r]] = pairs.broken[people.rules[p, r]]
    broken[_DISTANCE] = n_openings - count_all(desk.place_ok)
    if people.treatment[p] >= 0:
        broken[_TREATMENT] = n_openings - count_all(desk.treatment_ok)
    broken[_ALREADY] = people.done_start[p + 1] - people.done_start[p]


@inlined
def set_aside(people, p, pairs, facts, desk, broken):
    """Take the rules that a case worker has set aside off their openings; other rules stand."""
    for i in range(people.aside_start[p], people.aside_start[p + 1]):
        place, aside = people.aside[i], people.aside_rules[i]
        allowed = people.barred[p] == 0 and _has(facts.on_offer, place)
        for r in range(len(_CLASSED)):
            if not _has(pairs.masks[people.rules[p, r]], place):
                allowed = _forgive(_CLASSED[r], aside, broken) and allowed
        if not _has(desk.place_ok, place):
            allowed = _forgive(_DISTANCE, aside, broken) and allowed
        if people.treatment[p] >= 0 and not _has(desk.treatment_ok, place):
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
