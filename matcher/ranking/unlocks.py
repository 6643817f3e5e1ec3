"""What would open doors for one person: each possible change with the openings it brings onto the first page.

Everything is ranked again under the change, with the same rules and scores as any list, so that what is promised is
what the list will show.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from employers.reference.licences import serves
from matcher.ranking.availability import Availability
from matcher.ranking.changes import (
    CLASSES_TO_GET,
    FURTHER_KM,
    Change,
    GetLicence,
    GoFarther,
    TakeCourse,
    TaughtCourse,
    possible_changes,
)
from matcher.ranking.demands import Market
from matcher.ranking.eligibility import check_rules, commute_km
from matcher.ranking.order import score_market
from matcher.ranking.profiles import SkillProfile
from matcher.ranking.ranker import AdditiveRanker

# An opening is worth showing if it would stand among the first ten today: what a first page holds.
FIRST_PAGE = 10
# Of a kind of change, so many are offered at most: advice that names everything names nothing.
MOST_OF_A_KIND = 3


@dataclass(frozen=True)
class Ranked:
    """One person against a market, as far as advice needs it; each of shape (n_openings,).

    Attributes
    ----------
    eligible : ndarray of bool
    chance : ndarray
        0 to 1; of ineligible openings too.
    """

    eligible: NDArray[np.bool_]
    chance: NDArray[np.float64]

    @property
    def best(self) -> float:
        """Chance of the best eligible opening; 0 where there is none."""
        return float(self.chance[self.eligible].max(initial=0.0))

    def good(self, bar: float) -> NDArray[np.bool_]:
        """Openings worth showing: eligible, with at least the chance of ``bar``."""
        return np.asarray(self.eligible & (self.chance >= bar), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Unlock:
    """What one change would open.

    Attributes
    ----------
    openings : tuple of int
        Ids of the openings that become worth showing, best first; never empty.
    within_km : float or None
        The person's limit, if every one of them is known to lie within it; None otherwise.
    best_now, best_then : float
        Chance of the best eligible opening, today and under the change; 0 where there is none.
    """

    change: Change
    openings: tuple[int, ...]
    within_km: float | None
    best_now: float
    best_then: float

    @property
    def gain(self) -> float:
        """By how much the best chance rises."""
        return self.best_then - self.best_now


def rank(ranker: AdditiveRanker, profile: SkillProfile, person: Availability, market: Market) -> Ranked:
    """Rules and chances of one person: the one place where advice asks for them."""
    scored = score_market(ranker, profile, person, market)
    return Ranked(scored.eligibility.eligible, expit(scored.score))


def first_page_bar(ranked: Ranked) -> float:
    """The chance that the last of the first page has today; 0 where the page has room for anything."""
    chances = np.sort(ranked.chance[ranked.eligible])[::-1]
    return float(chances[FIRST_PAGE - 1]) if len(chances) >= FIRST_PAGE else 0.0


def _ever_possible(person: Availability, market: Market) -> Market:
    """The openings that some change could make eligible; no change makes any other so, for each only lifts rules."""
    widest = replace(
        person,
        licences=person.licences | set(CLASSES_TO_GET),
        max_commute_km=person.max_commute_km + max(FURTHER_KM),
        can_stay_over=True,
    )
    rows = np.flatnonzero(check_rules(widest, market).eligible)
    return Market(tuple(market.demands[row] for row in rows), market.as_of)


def find_unlocks(
    ranker: AdditiveRanker,
    profile: SkillProfile,
    person: Availability,
    market: Market,
    courses: Sequence[TaughtCourse],
) -> list[Unlock]:
    """Say which changes open doors for a person, those that open most first.

    Parameters
    ----------
    courses : sequence of TaughtCourse
        What is held in the area.

    Returns
    -------
    list of Unlock
        Empty where nothing helps: no opening, no consent, a closed case, or all doors open. An opening counts as opened
        if it is worth showing under the change (see :data:`FIRST_PAGE`) and is not today.
    """
    within = _ever_possible(person, market)
    if not len(within):
        return []
    now = rank(ranker, profile, person, within)
    bar = first_page_bar(now)
    found = []
    for change in possible_changes(profile, person, courses, market.as_of):
        then = _under(ranker, (profile, person), change, within, now)
        opened = np.flatnonzero(then.good(bar) & ~now.good(bar))
        if len(opened):
            best_first = opened[np.argsort(-then.chance[opened], kind="stable")]
            ids = tuple(within.demands[row].opening_id for row in best_first)
            found.append(Unlock(change, ids, _within(change, person, within, opened), now.best, then.best))
    return _worth_saying(found)


def _under(
    ranker: AdditiveRanker,
    before: tuple[SkillProfile, Availability],
    change: Change,
    market: Market,
    now: Ranked,
) -> Ranked:
    """Rank under a change; what the change cannot touch is kept: licences and ways are no features, courses no rule."""
    profile, person = change.applied(*before)
    if isinstance(change, GetLicence | GoFarther):
        return Ranked(check_rules(person, market).eligible, now.chance)
    return rank(ranker, profile, person, market)


def _within(change: Change, person: Availability, market: Market, opened: NDArray[np.intp]) -> float | None:
    if not isinstance(change, GetLicence | TakeCourse):
        return None
    return person.max_commute_km if bool((commute_km(person, market)[opened] <= person.max_commute_km).all()) else None


def _worth_saying(found: Iterable[Unlock]) -> list[Unlock]:
    """Leave out what a smaller change opens as well, keep the best of each kind, and put those that open most first."""
    ordered = sorted(found, key=lambda u: (-len(u.openings), -u.gain, u.change.code))
    kept: list[Unlock] = []
    for unlock in ordered:
        alike = [k for k in kept if type(k.change) is type(unlock.change)]
        if len(alike) < MOST_OF_A_KIND and not any(_does_as_well(o, unlock) for o in ordered if o is not unlock):
            kept.append(unlock)
    return kept


def _does_as_well(other: Unlock, unlock: Unlock) -> bool:
    """Tell whether a smaller change of the same kind opens all that this one does."""
    return _is_smaller(other.change, unlock.change) and set(other.openings) >= set(unlock.openings)


def _is_smaller(first: Change, second: Change) -> bool:
    if isinstance(first, GoFarther) and isinstance(second, GoFarther):
        return first.km < second.km
    if isinstance(first, GetLicence) and isinstance(second, GetLicence):
        return first != second and serves({second.licence}, first.licence)
    if isinstance(first, TakeCourse) and isinstance(second, TakeCourse):
        return set(first.course.isco) < set(second.course.isco)
    return False
