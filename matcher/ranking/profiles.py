"""From courses and jobs on record to a skill profile, each skill with the evidence it stands on."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# How much of a trade a course of each level teaches, from 0 (nothing) to 1 (mastery). Expert judgement: Circular
# 43/2015/TT-BLĐTBXH puts "dưới 3 tháng" at 100 hours or more and sơ cấp at 300 or more; a further level adds less.
COURSE_LEVEL = {"dưới 3 tháng": 0.50, "sơ cấp": 0.62, "trung cấp": 0.75, "cao đẳng": 0.85}
UNKNOWN_COURSE_LEVEL = 0.55
# What the result says of the course, as a factor. A course that was not passed or left still taught something.
RESULT_FACTOR = {"Giỏi": 1.12, "Khá": 1.0, "Đạt": 0.92, "TB": 0.85, "Không đạt": 0.40, "Bỏ học": 0.30}
UNKNOWN_RESULT_FACTOR = 0.90
# A skill not used for this many years counts half. Expert judgement; recency is also a feature of its own.
HALF_LIFE_YEARS = 8.0
# Months of work after which about two thirds of a trade is learned (saturating). Expert judgement.
LEARNING_MONTHS = 18.0
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Course:
    """One training record as known on a day; ``isco`` is empty where the course taught no trade."""

    words: str
    isco: tuple[str, ...]
    level: str | None = None
    result: str | None = None
    hours: int | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One stretch of work as known on a day; ``months`` is None where only the trade was written."""

    words: str
    isco: tuple[str, ...]
    months: int | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class SkillEvidence:
    """One skill and what it stands on.

    Attributes
    ----------
    isco : str
        ISCO-08 unit group.
    level : float
        From 0 (none) to 1 (mastery), unitless, today.
    source : str
        ``course`` or ``work``.
    record : Course or Work
        The record itself, for the reasons shown.
    """

    isco: str
    level: float
    source: str
    record: Course | Work


@dataclass(frozen=True, slots=True)
class SkillProfile:
    """What is known of a person's skills and wishes; an absent skill means no evidence, not zero."""

    evidence: tuple[SkillEvidence, ...] = ()
    wishes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Each wish in the person's words with its unit groups."""
    schooling: int | None = None
    has_work_history: bool = False
    last_evidence_on: date | None = None


def _fading(ended_on: date | None, today: date) -> float:
    if ended_on is None:
        return 1.0
    years = max(0.0, (today - ended_on).days / _DAYS_A_YEAR)
    return float(0.5 ** (years / HALF_LIFE_YEARS))


def course_level(course: Course, today: date) -> float:
    """Say how much of its trade a course has left a person, from 0 to 1."""
    taught = COURSE_LEVEL.get(course.level or "", UNKNOWN_COURSE_LEVEL)
    passed = RESULT_FACTOR.get(course.result or "", UNKNOWN_RESULT_FACTOR)
    return min(1.0, taught * passed * _fading(course.ended_on, today))


def work_level(work: Work, today: date) -> float:
    """Say how much of its trade a stretch of work has left a person, from 0 to 1; unknown length counts as short."""
    months = 6.0 if work.months is None else float(work.months)
    learned = 0.30 + 0.65 * (1.0 - math.exp(-months / LEARNING_MONTHS))
    return min(1.0, learned * _fading(work.ended_on, today))


def build_profile(
    courses: Sequence[Course],
    work: Sequence[Work],
    wishes: Iterable[tuple[str, tuple[str, ...]]],
    schooling: int | None,
    today: date,
) -> SkillProfile:
    """Turn the records known on a day into a profile; records of the future are not looked at.

    Parameters
    ----------
    courses, work : sequences
        What is on record; those that end after ``today`` are left out, so that the past is judged as it was.
    schooling : int or None
        Class reached, 0 to 12.
    """
    past_courses = [c for c in courses if c.ended_on is None or c.ended_on <= today]
    past_work = [w for w in work if w.ended_on is None or w.ended_on <= today]
    evidence = [SkillEvidence(i, course_level(c, today), "course", c) for c in past_courses for i in c.isco]
    evidence += [SkillEvidence(i, work_level(w, today), "work", w) for w in past_work for i in w.isco]
    records: list[Course | Work] = [*past_courses, *past_work]
    ends = [r.ended_on for r in records if r.ended_on]
    return SkillProfile(
        evidence=tuple(sorted(evidence, key=lambda e: (-e.level, e.isco))),
        wishes=tuple(wishes),
        schooling=schooling,
        has_work_history=bool(past_work),
        last_evidence_on=max(ends) if ends else None,
    )
