"""What could change about a person: a licence, a course, a longer way, living at work; and the person after it.

A change is only described here as far as ranking would see it. Nothing is changed but that: limits of health, age and
consent stand, and so does every other hard rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from employers.reference.licences import serves
from matcher.ranking.availability import Availability, age_on
from matcher.ranking.profiles import Course, SkillEvidence, SkillProfile, course_level

# Each class with the youngest age at which it is given (Law 36/2024/QH15, Art. 59) and the class that it is reached
# from (Art. 60; None: learnt from the beginning). How long somebody has driven is on no list; the unknown bars nobody.
CLASSES_TO_GET: dict[str, tuple[int, str | None]] = {
    "A1": (18, None),
    "A": (18, None),
    "B1": (18, None),
    "B": (18, None),
    "C1": (18, None),
    "BE": (21, "B"),
    "C": (21, "B"),
    "C1E": (24, "C1"),
    "CE": (24, "C"),
    "D1": (24, "B"),
    "D2": (24, "B"),
    "D": (27, "C"),
    "D1E": (27, "D1"),
    "D2E": (27, "D2"),
    "DE": (27, "D"),
}
FURTHER_KM = (5.0, 10.0)
# A course that is still to be taken counts as passed with the plainest result of the usual short course.
FRESH_LEVEL, FRESH_RESULT = "sơ cấp", "Đạt"
_NOT_PASSED = ("Không đạt", "Bỏ học")


@dataclass(frozen=True, slots=True)
class TaughtCourse:
    """A course that is held in the area, by the words of its lists, with the trades it teaches (one at least)."""

    words: str
    isco: tuple[str, ...]

    @property
    def code(self) -> str:
        """The trades in order, by which a course is known whatever its words."""
        return "+".join(sorted(self.isco))


@dataclass(frozen=True, slots=True)
class GetLicence:
    """The person passes a driving test; ``licence`` is a class of Law 36/2024."""

    licence: str

    @property
    def code(self) -> str:
        """``licence:B``."""
        return f"licence:{self.licence}"

    def applied(self, profile: SkillProfile, person: Availability) -> tuple[SkillProfile, Availability]:
        """The person with the licence."""
        return profile, replace(person, licences=person.licences | {self.licence})


@dataclass(frozen=True, slots=True)
class TakeCourse:
    """The person passes a course that ends on ``on``."""

    course: TaughtCourse
    on: date

    @property
    def code(self) -> str:
        """``course:7212``."""
        return f"course:{self.course.code}"

    def applied(self, profile: SkillProfile, person: Availability) -> tuple[SkillProfile, Availability]:
        """The person with one more record of training, as fresh as can be."""
        taken = Course(self.course.words, self.course.isco, FRESH_LEVEL, FRESH_RESULT, None, self.on)
        level = course_level(taken, self.on)
        evidence = (*profile.evidence, *(SkillEvidence(i, level, "course", taken) for i in taken.isco))
        last = self.on if profile.last_evidence_on is None else max(self.on, profile.last_evidence_on)
        ordered = tuple(sorted(evidence, key=lambda e: (-e.level, e.isco)))
        return replace(profile, evidence=ordered, last_evidence_on=last), person


@dataclass(frozen=True, slots=True)
class GoFarther:
    """The person accepts a way that is longer by ``km``."""

    km: float

    @property
    def code(self) -> str:
        """``farther:5``."""
        return f"farther:{self.km:g}"

    def applied(self, profile: SkillProfile, person: Availability) -> tuple[SkillProfile, Availability]:
        """The person with the longer way."""
        return profile, replace(person, max_commute_km=person.max_commute_km + self.km)


@dataclass(frozen=True, slots=True)
class StayOver:
    """The person could live where the work is."""

    @property
    def code(self) -> str:
        """``stay_over``."""
        return "stay_over"

    def applied(self, profile: SkillProfile, person: Availability) -> tuple[SkillProfile, Availability]:
        """The person who can stay over."""
        return profile, replace(person, can_stay_over=True)


Change = GetLicence | TakeCourse | GoFarther | StayOver


def licences_to_get(person: Availability, today: date) -> tuple[str, ...]:
    """Classes that are the person's next to get by age and by what they drive already; an unknown age bars none."""
    born = person.youngest_birth
    age = None if born is None else age_on(born, max(person.starts_on, today))
    return tuple(
        licence
        for licence, (youngest, reached_from) in CLASSES_TO_GET.items()
        if (age is None or age >= youngest)
        and (reached_from is None or serves(person.licences, reached_from))
        and not serves(person.licences, licence)
    )


def has_passed(profile: SkillProfile, course: TaughtCourse) -> bool:
    """Tell whether a course on record, passed, has taught every trade of this one."""
    passed = {e.isco for e in profile.evidence if isinstance(e.record, Course) and e.record.result not in _NOT_PASSED}
    return passed.issuperset(course.isco)


def possible_courses(profile: SkillProfile, courses: Iterable[TaughtCourse], today: date) -> list[TakeCourse]:
    """Courses that the person has not passed yet."""
    return [TakeCourse(course, today) for course in courses if not has_passed(profile, course)]


def possible_changes(
    profile: SkillProfile, person: Availability, courses: Sequence[TaughtCourse], today: date
) -> list[Change]:
    """Every change that is open to a person, whether or not it would help.

    Parameters
    ----------
    courses : sequence of TaughtCourse
        What is held in the area.
    today : date
        The domain day; ages count on the day the person could start work.
    """
    licences = [GetLicence(licence) for licence in licences_to_get(person, today)]
    farther = [GoFarther(km) for km in FURTHER_KM] if person.point is not None else []
    stay = [] if person.can_stay_over else [StayOver()]
    return [*licences, *possible_courses(profile, courses, today), *farther, *stay]
