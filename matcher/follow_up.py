"""When an employer or a person is next asked whether a job goes on; worked out from what is on record, kept nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.check_ins import Found
from matcher.tables import Placement


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six times at which a job is asked about.

    Attributes
    ----------
    days : int
        Days after the start.
    early : int
        A confirmation this many days before counts for it.
    again : int
        Days until the next try, where nobody was reached.
    """

    code: str
    days: int
    early: int
    again: int


# Early quits dominate, so days 3 and 10, then 1, 3, 6 and 12 months (issue 6). How early and how soon again: expert
# judgement; month 6 leaves two days only, so that a confirmation still proves the 180 days of a lasting job.
STEPS = (
    Step("day_3", 3, 1, 1),
    Step("day_10", 10, 2, 2),
    Step("month_1", 30, 5, 3),
    Step("month_3", 91, 10, 7),
    Step("month_6", 182, 2, 7),
    Step("month_12", 365, 14, 14),
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is to be asked next about one job.

    Attributes
    ----------
    day : date
        When the step falls by the calendar.
    due_on : date
        When to ask: that day, or later where nobody was reached.
    tries : int
        How often nobody was reached since the last confirmation.
    """

    step: Step
    day: date
    due_on: date
    tries: int


def next_follow_up(placement: Placement, check_ins: Iterable[Found], today: date) -> FollowUp | None:
    """What is to be asked next about a job, due or still ahead; None once it ended or the last step is answered.

    A step overtaken by the next one is not asked any more: one visit after five weeks answers days 3 and 10 too.
    """
    if placement.ended_on is not None:
        return None
    made = list(check_ins)
    there = [c.on_date for c in made if c.outcome == "still_there"]
    known = max([*there, placement.confirmed_on or placement.started_on, placement.started_on])
    days = {step: placement.started_on + timedelta(days=step.days) for step in STEPS}
    pending = [step for step in STEPS if days[step] - timedelta(days=step.early) > known]
    if not pending:
        return None
    step = ([s for s in pending if days[s] <= today] or pending[:1])[-1]
    missed = [c.on_date for c in made if c.outcome == "not_reached" and c.on_date > known]
    due_on = days[step]
    if missed and max(missed) >= days[step] - timedelta(days=step.early):
        due_on = max(due_on, max(missed) + timedelta(days=step.again))
    return FollowUp(step, days[step], due_on, len(missed))
