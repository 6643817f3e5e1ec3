"""People of the invented country, drawn one after another so that nobody needs to hold them all."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from api.benchmark.country import AS_OF, draw_homes
from api.demo.dice import dice, pick, table
from api.demo.people import MONTHS_WORKED, SCHOOLING
from api.demo.people_rows import TREATED, WINDOWS
from employers.reference.places import Commune
from employers.reference.shifts import TimeWindow, read_hours
from matcher.ranking.availability import Availability
from matcher.ranking.coded_people import Candidate
from matcher.ranking.profiles import Course, SkillProfile, Work, build_profile

_REACH_KM = (30, 30, 5, 8, 10, 15, 15, 20, 20, 20, 25, 30, 30, 40)
_SHIFTS = ((("ngày",), 42), (("ngày", "tối"), 24), (("ngày", "tối", "đêm"), 14), ((), 20))
_LICENCES = (((), 48), (("A1",), 42), (("A1", "B"), 7), (("B",), 2), (("A1", "C"), 1))
_UNFIT_FOR = ("heavy_lifting", "heights", "chemicals", "long_standing")
_VEHICLES = ((True, 72), (False, 16), (None, 12))
_RESULTS = (("Đạt", 30), ("Khá", 34), ("Giỏi", 9), ("TB", 15), ("Không đạt", 4), ("Bỏ học", 8))


def draw_candidates(count: int, n_openings: int, seed: int = 1) -> Iterator[Candidate]:
    """Draw people who look for work, one at a time.

    Parameters
    ----------
    n_openings : int
        Of the market; one in ten has been introduced to one of them already.
    """
    rng = dice(seed, "country people")
    homes = draw_homes(rng, count)
    for number, home in enumerate(homes, 1):
        schooling = pick(rng, SCHOOLING.items())
        yield Candidate(_profile(rng, schooling), _availability(rng, home, schooling, n_openings), number)


@cache
def _tables() -> tuple[list[tuple[dict[str, str], float]], list[tuple[dict[str, str], float]]]:
    return tuple([(row, float(row["weight"])) for row in table(name)] for name in ("courses", "work"))  # type: ignore[return-value]  # two names, two lists


def _day_before(rng: random.Random, longest: int) -> date:
    return AS_OF - timedelta(days=rng.randrange(longest))


def _profile(rng: random.Random, schooling: int) -> SkillProfile:
    kinds, jobs = _tables()
    courses, wishes = [], []
    if rng.random() < 0.43:
        course = pick(rng, kinds)
        iscos = tuple(course["isco"].split())
        result = pick(rng, _RESULTS)
        courses.append(Course(course["words"], iscos, course["level"], result, None, _day_before(rng, 2900)))
        wishes += [(course["wish"], iscos)] if iscos and rng.random() < 0.6 else []
    drawn = {row["words"]: row["isco"] for row in (pick(rng, jobs) for _ in range(rng.randrange(4)))}
    work = [Work(words, (isco,), rng.choice(MONTHS_WORKED)) for words, isco in drawn.items()]
    if drawn and rng.random() < 0.4:
        words, isco = next(iter(drawn.items()))
        wishes.append((words, (isco,)))
    return build_profile(courses, work, wishes, schooling, AS_OF)


def _availability(rng: random.Random, home: Commune, schooling: int, n_openings: int) -> Availability:
    unfit = rng.sample(_UNFIT_FOR, rng.choice((1, 1, 1, 2))) if rng.random() < 0.14 else ()
    floor = None if rng.random() < 0.25 else rng.choice((40, 45, 50, 50, 55, 60, 60, 65, 70, 75)) * 100_000
    done = {rng.randint(1, n_openings)} if n_openings and rng.random() < 0.1 else ()
    return Availability(
        starts_on=AS_OF,
        consented=rng.random() >= 0.03,
        point=(home.latitude, home.longitude),
        commune_code=home.code,
        island=home.island,
        max_commute_km=float(rng.choice(_REACH_KM)),
        can_stay_over=rng.random() < 0.34,
        own_vehicle=pick(rng, _VEHICLES),
        shifts=frozenset(pick(rng, _SHIFTS)),
        treatment=_busy(rng),
        forbidden_physical=frozenset(unfit),
        wage_floor_vnd=floor,
        licences=frozenset(pick(rng, _LICENCES)) if schooling >= 3 else frozenset(),
        schooling=schooling,
        youngest_birth=date(2009, 6, 1) if rng.random() < 0.01 else date(1995, 6, 1),
        done=frozenset(done),
    )


def _busy(rng: random.Random) -> TimeWindow | None:
    return read_hours(rng.choice(WINDOWS))[0] if rng.random() < TREATED else None
