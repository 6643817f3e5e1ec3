"""The scheme's targets as counts, each with its numerator, denominator and day.

Bình Thuận's scheme 2024–2030: everybody in the centre counselled, more than 60 % of them in short courses, more than 50
people a year in stable jobs (domain.md). "Stable" is a setting: still there after N days.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from matcher.counselling import counselled_by
from matcher.tables import Person, Placement, TrainingRecord

GENERAL_PROGRAMME = "chung"
STABLE_JOBS_A_YEAR = 50
COUNSELLED_SHARE = 1.0
TRAINED_SHARE = 0.60


@dataclass(frozen=True, slots=True)
class Target:
    """One figure with what it stands on.

    Attributes
    ----------
    numerator, denominator : int
        ``denominator`` is the goal itself where the target is a number a year.
    goal : float
        Share (0 to 1), or number a year.
    """

    code: str
    numerator: int
    denominator: int
    goal: float
    as_of: date


def of_the_scheme(person: Person) -> bool:
    """Tell whether a person counts for the scheme; job seekers of the general programme do not."""
    return (person.programme or "") != GENERAL_PROGRAMME


def count_targets(session: Session, today: date, stable_after_days: int) -> list[Target]:
    """Count the targets among the people the session's viewer sees, for the year of ``today``."""
    people = {p.id for p in session.exec(select(Person)).all() if of_the_scheme(p)}
    trained = {
        r.person_id
        for r in session.exec(select(TrainingRecord)).all()
        if r.person_id in people and (r.end_date is None or r.end_date <= today) and r.result != "Bỏ học"
    }
    stable = stable_this_year(session, today, stable_after_days) & people
    counselled = counselled_by(session, today) & people
    return [
        Target("counselled", len(counselled), len(people), COUNSELLED_SHARE, today),
        Target("trained", len(trained), len(people), TRAINED_SHARE, today),
        Target("stable_jobs", len(stable), STABLE_JOBS_A_YEAR, STABLE_JOBS_A_YEAR, today),
    ]


def stable_this_year(session: Session, today: date, stable_after_days: int) -> set[int]:
    """People whose job reached the stability period within the year of ``today``."""
    reached = timedelta(days=stable_after_days)
    found = set()
    for placement in session.exec(select(Placement)).all():
        day = placement.started_on + reached
        last = placement.ended_on or placement.confirmed_on or placement.started_on
        if day.year == today.year and day <= today and last >= day:
            found.add(placement.person_id)
    return found
