"""What would open more work: for one person, and which courses the province should hold where."""

from collections import Counter, defaultdict

from sqlalchemy import String, cast, func
from sqlmodel import Session, col, select

from matcher.model_store import CurrentModel
from matcher.people import Seeker
from matcher.ranking.changes import TaughtCourse
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
