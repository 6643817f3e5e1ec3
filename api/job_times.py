"""When a job is due: triggers in Vietnamese time, and the last due time before a moment.

The due time follows from the schedule, never from the moment of looking, so a week off makes one late run.
"""

from datetime import UTC, datetime, time, timedelta

from apscheduler.triggers.cron import CronTrigger

from api.clock import VIETNAM


def daily(at: time) -> CronTrigger:
    """Make a trigger that is due once a day at a time of day in Vietnam."""
    return CronTrigger(hour=at.hour, minute=at.minute, timezone=VIETNAM)


def weekly_on_sunday(at: time) -> CronTrigger:
    """Make a trigger that is due every Sunday at a time of day in Vietnam."""
    return CronTrigger(day_of_week="sun", hour=at.hour, minute=at.minute, timezone=VIETNAM)


def every(seconds: int) -> CronTrigger:
    """Make a trigger that is due every so many seconds; they divide a minute."""
    return CronTrigger(second=f"*/{seconds}", timezone=VIETNAM)


def last_due(trigger: CronTrigger, moment: datetime) -> datetime | None:
    """Tell the latest due time that is not after a moment (aware, UTC); None if there was none in 400 days."""
    last: datetime | None
    for reach in (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=8), timedelta(days=400)):
        last, due = None, trigger.get_next_fire_time(None, moment - reach)
        while due is not None and due <= moment:
            last, due = due, trigger.get_next_fire_time(due, due)
        if last is not None:
            return last.astimezone(UTC)
    return None
