"""What the hours of an opening's shifts mean for one person: work by night only, work beside a daily treatment."""

from typing import Final

from employers.reference.shifts import DAY_MINUTES, TimeWindow, is_night
from matcher.ranking.demands import ShiftHours

NEVER_CLASHES: Final = 2**31 - 1


def only_at_night(windows: ShiftHours, shifts: frozenset[str]) -> bool:
    """Tell whether every shift that would be worked reaches into the night (22:00–06:00); no ``shifts`` means all."""
    worked = [stretches for name, stretches in windows if not shifts or name in shifts]
    return bool(worked) and all(any(is_night(w) for w in stretches) for stretches in worked)


def slack_minutes(windows: ShiftHours, treatment: TimeWindow, shifts: frozenset[str]) -> int:
    """Return the longest way, in whole minutes, on which work and treatment still fit into one day.

    One shift that fits is enough, and in it every window must fit: the least slack of a shift's windows, and the most
    of all shifts. :data:`NEVER_CLASHES` where no hours are known.
    """
    workable = [stretches for name, stretches in windows if not shifts or name in shifts]
    return max(
        (min((_slack(w, treatment) for w in stretches), default=NEVER_CLASHES) for stretches in workable),
        default=NEVER_CLASHES,
    )


def _slack(window: TimeWindow, treatment: TimeWindow) -> int:
    """Minutes up to which two daily windows do not overlap; mirrors ``employers.reference.shifts.overlaps``."""
    days = [d * DAY_MINUTES for d in range(-2, 3)]
    return min(
        max(window.start_minute + d - treatment.end_minute, treatment.start_minute - window.end_minute - d)
        for d in days
    )
