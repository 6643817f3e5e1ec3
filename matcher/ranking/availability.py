"""What a person can and will take on, as the hard rules and the features see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from employers.reference.shifts import TimeWindow

DEFAULT_MAX_COMMUTE_KM = 30.0  # formats.md, rule "distance"


@dataclass(frozen=True, slots=True)
class Availability:
    """What a person can and will take on, as the hard rules see it; ``None`` is "not known" and blocks nothing.

    Attributes
    ----------
    point : (latitude, longitude) or None
        Home in degrees; the point of the *new* commune where only a name is known.
    shifts : frozenset of str
        Shifts the person can work; empty means all.
    forbidden_physical : frozenset of str
        Properties of work that the person's health limits rule out.
    licences : frozenset of str
        Classes of 2025 that are valid today.
    youngest_birth : date or None
        The latest day the person may have been born on; a year alone counts as its last day.
    done : frozenset of int
        Openings already referred, refused or dismissed.
    overrides : mapping of opening id to rule codes
        Rules that a case worker has set aside for one opening.
    """

    starts_on: date
    consented: bool = True
    case_open: bool = True
    point: tuple[float, float] | None = None
    commune_code: str | None = None
    island: bool = False
    max_commute_km: float = DEFAULT_MAX_COMMUTE_KM
    can_stay_over: bool = False
    own_vehicle: bool | None = None
    shifts: frozenset[str] = frozenset()
    treatment: TimeWindow | None = None
    forbidden_physical: frozenset[str] = frozenset()
    wage_floor_vnd: int | None = None
    licences: frozenset[str] = frozenset()
    schooling: int | None = None
    youngest_birth: date | None = None
    done: frozenset[int] = frozenset()
    overrides: Mapping[int, frozenset[str]] = field(default_factory=dict)


def age_on(birth: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
