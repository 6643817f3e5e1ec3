"""How far from today a day may lie, by what it is the day of: farther is a slip of the pen, 2062 for 2026."""

from collections.abc import Mapping
from datetime import date
from typing import Final

FIRST_YEAR: Final = 1900
"""Nobody's record begins before it; Excel's calendar begins there too."""
_OTHERWISE: Final = 1
"""Years ahead for the day of what has happened; whether it may lie after today at all, the act says."""
_YEARS_AHEAD: Final[Mapping[str, int]] = {
    "closes_on": 2,
    "paused_until": 2,
    "until": 2,
    "due_on": 2,
    "again_on": 2,
    "start": 2,
    "return_date": 5,  # a decision sends for at most 24 months (Law 73/2021, Art. 30); other absences are longer
    "expires_on": 10,
    "licence_expires_on": 15,  # the longest term is 10 years (Law 36/2024, Art. 57)
    "birth_date": 200,  # a birth after today is told in its own words
}


def too_far(name: str, day: date, today: date) -> bool:
    """Tell whether a day cannot be meant.

    Parameters
    ----------
    name : str
        The field, as bodies and lists name it.
    """
    ahead = _YEARS_AHEAD.get(name, _OTHERWISE)
    return day.year < FIRST_YEAR or (day.year - ahead, day.month, day.day) > (today.year, today.month, today.day)
