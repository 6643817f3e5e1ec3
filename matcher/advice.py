"""What would open more work: for one person, and which courses the province should hold where."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

from sqlalchemy import String, cast, func
from sqlmodel import Session, col, select

from employers.reference.places import find_commune, list_old_communes
from matcher.model_store import CurrentModel
from matcher.people import Seeker
from matcher.ranking.changes import TaughtCourse
from matcher.ranking.course_seats import CoursePlan, Learner, plan_courses
from matcher.ranking.demands import Market
from matcher.ranking.unlocks import Unlock, find_unlocks
from matcher.tables import TrainingRecord


def last_training_record(session: Session) -> int:
    """The number of the newest record of training; 0 where there is none."""
    return session.exec(select(func.max(col(TrainingRecord.id)))).one() or 0


def taught_courses(session: Session) -> tuple[TaughtCourse, ...]:
    """Courses that are held in the area, the most frequent first: every set of trades that any list of courses names.

    Parameters
    ----------
    session : Session
        Of the ranker's role: a course that only others' people took is held all the same.
    """
    # Grouped as text: PostgreSQL knows no equality of JSON.
    trades = cast(col(TrainingRecord.isco), String)
    query = select(TrainingRecord.course, func.min(col(TrainingRecord.id)), func.count()).group_by(
        col(TrainingRecord.course), trades
    )
    groups = session.exec(query).all()
    ids = [first for _, first, _ in groups]
    isco_of = {
        record.id: tuple(sorted(set(record.isco)))
        for start in range(0, len(ids), 500)
        for record in session.exec(
            select(TrainingRecord).where(col(TrainingRecord.id).in_(ids[start : start + 500]))
        ).all()
    }
    words: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for course, first, times in groups:
        words[isco_of[first]][course] += times
    held = [(sum(said.values()), TaughtCourse(_usual(said), isco)) for isco, said in words.items() if isco]
    return tuple(course for _, course in sorted(held, key=lambda h: (-h[0], h[1].isco)))


def _usual(said: Counter[str]) -> str:
    return min(said, key=lambda word: (-said[word], len(word), word))


def unlocks_for(seeker: Seeker, market: Market, model: CurrentModel, courses: tuple[TaughtCourse, ...]) -> list[Unlock]:
    """Which licence, course, longer way or living at work opens doors for one person; see :func:`find_unlocks`."""
    return find_unlocks(model.ranker, seeker.profile, seeker.availability, market, courses)


UNKNOWN_AREA = ""
# Places in courses of one year in one area of a supervisor: one class of the size that may be taught together.
USUAL_PLACES = 35


@cache
def _districts() -> dict[str, str]:
    """Each commune's district of before 2025-07-01, the one that most of its parts were in."""
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for old in list_old_communes():
        for code in old.new_codes:
            parts[code][old.district] += 1
    return {code: min(of, key=lambda name: (-of[name], name)) for code, of in parts.items()}


def area_of(commune_code: str | None) -> str:
    """Where a course for people of a commune is held: its former district, or itself; empty where it is not known."""
    commune = find_commune(commune_code) if commune_code else None
    return UNKNOWN_AREA if commune is None else _districts().get(commune.code, commune.name)


def advise_courses(
    seekers: Sequence[Seeker],
    market: Market,
    model: CurrentModel,
    courses: Sequence[TaughtCourse],
    places: int = USUAL_PLACES,
) -> CoursePlan:
    """Which course with how many seats in which former district brings most lasting jobs; see :func:`plan_courses`."""
    learners = [Learner(s.profile, s.availability, area_of(s.availability.commune_code)) for s in seekers]
    return plan_courses(model.ranker, learners, market, courses, places)
