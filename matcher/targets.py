"""The scheme's targets as counts, each with its numerator, denominator and day.

Bình Thuận's scheme 2024–2030: everybody in the centre counselled, more than 60 % of them in short courses, more than 50
people a year in stable jobs (domain.md). The first two count who *left* the centre in the period: each person once,
when what the centre could do for them is known. "Stable" is a setting: still there after N days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from matcher.report_facts import Event, Facts, PersonFacts
from matcher.report_periods import Period

COUNSELLED_PERCENT: Final = 100
TRAINED_PERCENT: Final = 60
STABLE_JOBS_A_YEAR: Final = 50
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Target:
    """One target in one period, with the people behind it.

    Attributes
    ----------
    reached : frozenset of int
        Row ids of the numerator's people.
    of : frozenset of int or None
        Row ids of the denominator's people; None where the goal is a number a year.
    goal : int
        Percent, or people a year.
    strict : bool
        Whether the goal must be passed ("more than"), not only met.
    as_of : date
        The day up to which things count: the period's last, or today while it runs.
    """

    code: str
    reached: frozenset[int]
    of: frozenset[int] | None
    goal: int
    strict: bool
    period: Period
    as_of: date

    @property
    def numerator(self) -> int:
        """How many people reached it."""
        return len(self.reached)

    @property
    def denominator(self) -> int:
        """Of how many people; the goal itself where that is a number a year."""
        return self.goal if self.of is None else len(self.of)

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is nobody to count."""
        if self.of is None:
            have, wanted = self.numerator, self.goal
        elif not self.of:
            return None
        else:
            have, wanted = 100 * self.numerator, self.goal * self.denominator
        return have > wanted if self.strict else have >= wanted

    @property
    def share(self) -> Decimal | None:
        """Percent of the denominator to one decimal, halves upwards; None where there is nobody to count."""
        return percent(self.numerator, self.denominator)

    @property
    def of_goal(self) -> Decimal | None:
        """How far the goal is reached, in percent of it (the column "Đạt %")."""
        if self.of is None:
            return self.share
        return percent(100 * self.numerator, self.goal * self.denominator)


def percent(part: int, whole: int) -> Decimal | None:
    """A share in percent to one decimal, halves upwards; None of nothing."""
    return (Decimal(100 * part) / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP) if whole else None


def counted_until(period: Period, today: date) -> date:
    """The day up to which a period counts."""
    return min(period.last, today)


def within(events: Iterable[Event], first: date, last: date) -> list[Event]:
    """Those of some events that lie in a span, both days included."""
    return [event for event in events if first <= event.day <= last]


def returned_in(facts: Facts, period: Period, today: date) -> list[PersonFacts]:
    """Who came home in a period, as far as it has gone: the denominator of the first two targets."""
    until = counted_until(period, today)
    return [p for p in facts.people if p.returned is not None and period.first <= p.returned <= until]


def count_targets(facts: Facts, period: Period, today: date) -> list[Target]:
    """Count the three targets of one period."""
    until = counted_until(period, today)
    returned = returned_in(facts, period, today)
    counselled = frozenset(p.id for p in returned if p.counselled is not None and p.counselled <= until)
    trained = frozenset(p.id for p in returned if any(course.day <= until for course in p.trained))
    stable = frozenset(p.id for p in facts.people if within(p.stable, period.first, until))
    everybody = frozenset(p.id for p in returned)
    return [
        Target("counselled", counselled, everybody, COUNSELLED_PERCENT, False, period, until),
        Target("trained", trained, everybody, TRAINED_PERCENT, True, period, until),
        Target("stable_jobs", stable, None, STABLE_JOBS_A_YEAR, True, period, until),
    ]
