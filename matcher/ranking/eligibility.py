"""The hard rules of ``formats.md``: which openings a person may be suggested at all, and why not the others.

Every rule is one function from a person's :class:`Availability` and a :class:`Market` to a mask over openings, True
where the rule is broken. Programme, tests, ethnicity, sex and conviction are no rule here and cannot be: the values
that these functions see do not hold them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from employers.reference.licences import serves
from employers.reference.places import road_km_matrix
from matcher.ranking.availability import Availability, age_on
from matcher.ranking.demands import SHIFTS, Market
from matcher.ranking.hours import only_at_night, slack_minutes

Mask = NDArray[np.bool_]

RULES = (
    "closed",
    "consent",
    "minimum_age",
    "illegal",
    "licence",
    "schooling",
    "shift",
    "treatment",
    "health",
    "distance",
    "wage_floor",
    "employer",
    "already",
)
# The rules that a case worker may override for one person and opening, with a reason that is kept (formats.md).
OVERRIDABLE = frozenset({"treatment", "distance", "shift", "wage_floor"})
TRAVEL_KMH = 25.0  # formats.md, rule "treatment"
MINIMUM_AGE = 15  # Labour Code 45/2019/QH14, Art. 3 and 143
ADULT_AGE = 18  # Labour Code 45/2019/QH14, Art. 143 and 147


def commute_km(person: Availability, market: Market) -> NDArray[np.float64]:
    """Road kilometres from home to each opening, shape (n_openings,); 0 at home, NaN where a place is unknown."""
    at_home = market.flags["at_home"]
    if person.point is None:
        return np.where(at_home, 0.0, np.nan)
    latitude, longitude = (np.array([v]) for v in person.point)
    table = road_km_matrix(latitude, longitude, market.points[:, 0], market.points[:, 1])
    return np.where(at_home, 0.0, table[0])


def stays_over(person: Availability, market: Market) -> Mask:
    """Openings where the person can live at the workplace."""
    return np.asarray((market.columns["housing"] == 1) & person.can_stay_over, dtype=np.bool_)


def _nowhere(market: Market) -> Mask:
    return np.zeros(len(market), dtype=np.bool_)


def _closed(person: Availability, market: Market) -> Mask:
    return ~market.flags["on_offer"] | (not person.case_open)


def _consent(person: Availability, market: Market) -> Mask:
    return _nowhere(market) | (not person.consented)


def _minimum_age(person: Availability, market: Market) -> Mask:
    if person.youngest_birth is None:
        return _nowhere(market)
    age = age_on(person.youngest_birth, max(person.starts_on, market.as_of))
    if age >= ADULT_AGE:
        return _nowhere(market)
    if age < MINIMUM_AGE:
        return ~_nowhere(market)
    hours, rows = market.hours
    night = np.array([only_at_night(windows, person.shifts) for windows in hours], dtype=np.bool_)
    return market.flags["minor_barred"] | night[rows]


def _illegal(_person: Availability, market: Market) -> Mask:
    return market.flags["unlawful"]


def _licence(person: Availability, market: Market) -> Mask:
    asked, rows = market.licences
    missing = np.array([not serves(person.licences, licence) for licence in asked] + [False], dtype=np.bool_)
    return np.asarray(missing[rows])  # row −1, "none asked", is the last entry


def _schooling(person: Availability, market: Market) -> Mask:
    if person.schooling is None:
        return _nowhere(market)
    return np.asarray(market.columns["schooling"] > person.schooling, dtype=np.bool_)


def _shift(person: Availability, market: Market) -> Mask:
    if not person.shifts:
        return _nowhere(market)
    known, workable = _nowhere(market), _nowhere(market)
    for name in SHIFTS:
        known |= market.flags[f"shift:{name}"]
        if name in person.shifts:
            workable |= market.flags[f"shift:{name}"]
    return known & ~workable


def _treatment(person: Availability, market: Market) -> Mask:
    if person.treatment is None:
        return _nowhere(market)
    on_the_way = np.nan_to_num(commute_km(person, market), nan=0.0) / TRAVEL_KMH
    travel = np.ceil(on_the_way * 60.0 - 1e-9).astype(int)
    hours, rows = market.hours
    slack = np.array([slack_minutes(windows, person.treatment, person.shifts) for windows in hours], dtype=np.int64)
    return np.asarray(travel > slack[rows], dtype=np.bool_)


def _health(person: Availability, market: Market) -> Mask:
    broken = _nowhere(market)
    for property_ in person.forbidden_physical:
        broken |= market.flags[f"physical:{property_}"]
    return broken


def _another_commune(person: Availability, market: Market) -> Mask:
    """Openings known to be in another commune than the person's; an unknown place concludes nothing."""
    if person.commune_code is None:
        return _nowhere(market)
    known, communes = market.communes
    return np.asarray((communes >= 0) & (communes != known.get(person.commune_code, -2)), dtype=np.bool_)


def _distance(person: Availability, market: Market) -> Mask:
    staying = stays_over(person, market)
    driven = market.columns["transport"] == 1
    too_far = commute_km(person, market) > person.max_commute_km
    over_water = (market.flags["island"] | person.island) & _another_commune(person, market)
    return np.asarray(~staying & ((too_far & ~driven) | over_water), dtype=np.bool_)


def _wage_floor(person: Availability, market: Market) -> Mask:
    if person.wage_floor_vnd is None:
        return _nowhere(market)
    return np.asarray(market.columns["best_wage"] < person.wage_floor_vnd, dtype=np.bool_)


def _employer(_person: Availability, market: Market) -> Mask:
    return ~market.flags["employer_ready"]


def _already(person: Availability, market: Market) -> Mask:
    broken = _nowhere(market)
    broken[[market.rows[i] for i in person.done if i in market.rows]] = True
    return broken


_CHECKS: dict[str, Callable[[Availability, Market], Mask]] = {
    "closed": _closed,
    "consent": _consent,
    "minimum_age": _minimum_age,
    "illegal": _illegal,
    "licence": _licence,
    "schooling": _schooling,
    "shift": _shift,
    "treatment": _treatment,
    "health": _health,
    "distance": _distance,
    "wage_floor": _wage_floor,
    "employer": _employer,
    "already": _already,
}


def broken_by(rule: str, person: Availability, market: Market) -> Mask:
    """Tell which openings break one rule, shape (n_openings,); what a case worker has set aside is not looked at."""
    return _CHECKS[rule](person, market)


@dataclass(frozen=True)
class Eligibility:
    """Which rules each opening breaks for one person.

    Attributes
    ----------
    broken : ndarray of bool, shape (n_rules, n_openings)
        Row order is :data:`RULES`.
    """

    broken: Mask

    @property
    def eligible(self) -> Mask:
        """Openings that break no rule, shape (n_openings,)."""
        return np.asarray(~self.broken.any(axis=0), dtype=np.bool_)

    def rules_of(self, row: int) -> tuple[str, ...]:
        """Every rule that the opening at ``row`` breaks, in the order of :data:`RULES`."""
        return tuple(rule for rule, hit in zip(RULES, self.broken[:, row], strict=True) if hit)

    def by_rule(self) -> dict[str, int]:
        """Count openings by the rule they break; an opening that breaks two is counted under both."""
        return {rule: int(hits) for rule, hits in zip(RULES, self.broken.sum(axis=1), strict=True) if hits}


def check_rules(person: Availability, market: Market) -> Eligibility:
    """Hold one person against every opening of a market.

    Returns
    -------
    Eligibility
        Overridden pairs have the overridden rules taken off; other rules of the pair stand.
    """
    broken = np.stack([_CHECKS[rule](person, market) for rule in RULES])
    for opening_id, rules in person.overrides.items():
        row = market.rows.get(opening_id)
        if row is not None:
            broken[[RULES.index(rule) for rule in rules & OVERRIDABLE], row] = False
    return Eligibility(broken)
