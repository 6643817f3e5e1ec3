"""Who learnt what: courses at the centre before the return, and a few at home after it."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from api.demo.dice import chosen, pick, scaled, shares, table
from api.demo.people import RETURNED, DemoPerson
from api.demo.writing import write_date

_AT_CENTRE, _AT_HOME = 520, 27  # Bình Thuận 2018–2023, of 1,225 people returned
_LITERACY_UP_TO = 3  # classes; who read and write do not sit in the literacy course
_LITERATE = 3  # formats.md: XMC counts as three classes
_COLLEGE = ("Trường Cao đẳng Bình Thuận", "Trường Cao đẳng Bình Thuận", "Trường CĐ Bình Thuận")
_RESULTS = (("Đạt", 30), ("Khá", 34), ("Giỏi", 9), ("TB", 15), ("Không đạt", 4), ("Bỏ học", 8))
_LATEST = 12  # days that a course may run over
_PASSED = ("Đạt", "Khá", "Giỏi", "TB")


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """One person's course; ``iscos`` is empty for literacy, which is schooling and not a trade."""

    person_code: str
    key: str
    words: str
    iscos: tuple[str, ...]
    wish: str
    provider: str
    level: str
    hours: int
    start: date
    end: date
    result: str

    @property
    def passed(self) -> bool:
        """True when the course ended with a certificate."""
        return self.result in _PASSED


def draw_courses(rng: random.Random, people: list[DemoPerson], today: date) -> list[DemoCourse]:
    """Draw the courses: 520 of 1,225 returned people learnt at the centre, 27 after the return.

    Parameters
    ----------
    rng : random.Random
        Chance.
    people : list of DemoPerson
        Both programmes; only returned people have courses.
    today : datetime.date
        No course at home ends after it.

    Returns
    -------
    list of DemoCourse
        At most one per person and place, in order of their end.
    """
    returned = [person for person in people if person.programme == "sau cai"]
    courses = _centre_courses(rng, returned, today)
    home_before = today - timedelta(days=300)
    settled = [p for p in returned if p.available < home_before]
    learners = chosen(rng, settled, scaled(_AT_HOME, len(returned), RETURNED))
    kinds = _kinds("home")
    for person in learners:
        start = person.available + timedelta(days=rng.randrange(30, 130))
        courses.append(_course(rng, person, pick(rng, kinds), start))
    return sorted(courses, key=lambda course: (course.end, course.person_code))


def _kinds(where: str) -> list[tuple[dict[str, str], float]]:
    return [(row, float(row["weight"])) for row in table("courses") if row["where"] == where]


def _centre_courses(rng: random.Random, returned: list[DemoPerson], today: date) -> list[DemoCourse]:
    """Fill the four courses at the centre: literacy with those who need it, the trades with the others."""
    kinds = _kinds("centre")
    seats = shares(scaled(_AT_CENTRE, len(returned), RETURNED), [weight for _, weight in kinds])
    adults = [p for p in returned if p.age_on(p.available) >= 18]
    unlettered = [p for p in adults if p.schooling <= _LITERACY_UP_TO]
    literacy = chosen(rng, unlettered, seats[-1])
    seats[0] += seats[-1] - len(literacy)
    taken = {person.code for person in literacy}
    others = chosen(rng, [p for p in adults if p.code not in taken], sum(seats[:-1]))
    rows = [row for (row, _), count in zip(kinds[:-1], seats[:-1], strict=True) for _ in range(count)]
    pupils = list(zip(others, rows, strict=False)) + [(person, kinds[-1][0]) for person in literacy]
    return [_course(rng, person, row, _before_return(rng, person, row, today)) for person, row in pupils]


def _before_return(rng: random.Random, person: DemoPerson, row: dict[str, str], today: date) -> date:
    """Say when a course at the centre began; of people not yet back, only finished courses are listed."""
    last_day = min(person.available - timedelta(days=8), today - timedelta(days=2))
    return last_day - timedelta(days=rng.randrange(140) + 7 * int(row["weeks"]) + _LATEST)


def _course(rng: random.Random, person: DemoPerson, row: dict[str, str], start: date) -> DemoCourse:
    length = timedelta(days=7 * int(row["weeks"]) + rng.randrange(-5, _LATEST))
    return DemoCourse(
        person_code=person.code,
        key=row["key"],
        words=rng.choice(row["words"].split("|")),
        iscos=tuple(row["isco"].split()),
        wish=row["wish"],
        provider=rng.choice(_COLLEGE),
        level=row["level"],
        hours=int(row["hours"]),
        start=start,
        end=start + length,
        result=pick(rng, _RESULTS),
    )


def after_courses(rng: random.Random, people: list[DemoPerson], courses: list[DemoCourse]) -> list[DemoPerson]:
    """Give people what the courses changed: letters learnt, and wishes for the trade learnt or worked in."""
    by_person: dict[str, list[DemoCourse]] = {}
    for course in courses:
        by_person.setdefault(course.person_code, []).append(course)
    return [_after(rng, person, by_person.get(person.code, [])) for person in people]


def _after(rng: random.Random, person: DemoPerson, courses: list[DemoCourse]) -> DemoPerson:
    lettered = any(course.key == "xoa_mu_chu" and course.passed for course in courses)
    wishes = [(course.wish, course.iscos[0], 0) for course in courses if course.wish and rng.random() < 0.55]
    rows = {row["words"]: row for row in table("work")}
    wishes += [(rows[words]["wish"], isco, 0) for words, isco, _ in person.work[:2] if rng.random() < 0.4]
    if not wishes and rng.random() < 0.35:
        row = pick(rng, [(r, float(r["weight"])) for r in table("work") if r["sex"] in ("", person.sex)])
        wishes.append((row["wish"], row["isco"], 0))
    schooling = max(person.schooling, _LITERATE) if lettered else person.schooling
    return replace(person, wishes=tuple(dict.fromkeys(wishes)), schooling=schooling)


def in_classes(courses: list[DemoCourse]) -> list[DemoCourse]:
    """Put courses at the centre into classes: who learnt the same in the same half of a year sat together.

    All of a class have the words, college and days of the course that ended first, which is before any of them
    returned; results stay each one's own.
    """
    at_centre = {row["key"] for row, _ in _kinds("centre")}
    first: dict[tuple[str, int, bool], DemoCourse] = {}
    together = []
    for course in sorted(courses, key=lambda course: (course.end, course.person_code)):
        led = course
        if course.key in at_centre:
            led = first.setdefault((course.key, course.end.year, course.end.month > 6), course)
        together.append(replace(course, words=led.words, provider=led.provider, start=led.start, end=led.end))
    return sorted(together, key=lambda course: (course.end, course.person_code))


def training_rows(rng: random.Random, courses: list[DemoCourse]) -> list[dict[str, str]]:
    """Write the training list with the English keys of formats.md; certificates are numbered within their year."""
    rows, issued = [], dict.fromkeys((course.end.year for course in courses), 0)
    for course in courses:
        issued[course.end.year] += course.passed
        number = f"BT{course.end:%y}-{issued[course.end.year]:04d}" if course.passed else ""
        rows.append(
            {
                "person_code": course.person_code,
                "course": course.words,
                "provider": course.provider,
                "level": course.level,
                "start_date": write_date(rng, course.start),
                "end_date": write_date(rng, course.end),
                "hours": str(course.hours),
                "result": course.result,
                "certificate_no": number,
            }
        )
    return rows
