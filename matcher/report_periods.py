"""Quarters and years as offices report them: each closes on a set day of its last month."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from matcher.errors import FuturePeriod, NoSuchPeriod

MONTHS_END: Final = 31
"""Closing day under which quarters and years are those of the calendar."""
FIRST_YEAR: Final = 2018
"""The first year on record (domain.md: 1,773 treated from 2018)."""
_CODE: Final = re.compile(r"(\d{4})(?:[Qq]([1-4]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """One quarter or year, whose first and last day both count.

    Attributes
    ----------
    quarter : int or None
        1 to 4; None for a whole year.
    close_day : int
        1 to 31, the day of the month on which it closes; a shorter month closes on its last day.
    """

    year: int
    quarter: int | None = None
    close_day: int = MONTHS_END

    @property
    def code(self) -> str:
        """As addresses and the command line write it: ``2026Q4``, ``2026``."""
        return f"{self.year}Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def last(self) -> date:
        """The day on which it closes."""
        return _closes(self.year, 3 * (self.quarter or 4), self.close_day)

    @property
    def first(self) -> date:
        """The day after the period before it closed."""
        return self.earlier().last + timedelta(days=1)

    @property
    def whole_year(self) -> "Period":
        """The year that it is part of."""
        return Period(self.year, None, self.close_day)

    def earlier(self) -> "Period":
        """The period of the same length before it."""
        if self.quarter is None:
            return Period(self.year - 1, None, self.close_day)
        year, quarter = (self.year, self.quarter - 1) if self.quarter > 1 else (self.year - 1, 4)
        return Period(year, quarter, self.close_day)

    def year_before(self) -> "Period":
        """The same period one year earlier."""
        return Period(self.year - 1, self.quarter, self.close_day)

    def runs(self, today: date) -> bool:
        """Tell whether it has not closed yet: its figures are provisional (tạm tính)."""
        return today <= self.last


def _closes(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def read_period(code: str, close_day: int, today: date) -> Period:
    """The period that a code names.

    Raises
    ------
    NoSuchPeriod
        If it is no quarter or year, or lies before anything was on record.
    FuturePeriod
        If it has not begun.
    """
    found = _CODE.fullmatch(code.strip())
    if found is None or not FIRST_YEAR <= int(found[1]) <= today.year + 1000:
        raise NoSuchPeriod(code[:20])
    period = Period(int(found[1]), int(found[2]) if found[2] else None, close_day)
    if period.first > today:
        raise FuturePeriod(period.code)
    return period


def running_quarter(close_day: int, today: date) -> Period:
    """The quarter of a day."""
    quarters = (Period(year, q, close_day) for year in (today.year, today.year + 1) for q in (1, 2, 3, 4))
    return next(period for period in quarters if today <= period.last)


def running_year(close_day: int, today: date) -> Period:
    """The year of a day."""
    return running_quarter(close_day, today).whole_year


def recent_periods(close_day: int, today: date) -> list[Period]:
    """What a report may be asked for: the running quarter, four closed ones, this year and the last."""
    quarters = [running_quarter(close_day, today)]
    for _ in range(4):
        quarters.append(quarters[-1].earlier())
    this_year = running_year(close_day, today)
    return [*quarters, this_year, this_year.earlier()]
