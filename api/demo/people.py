"""The invented people who look for work: who they are, before training and before anyone placed them."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from api.demo.dice import chosen, pick, scaled, table
from api.demo.names import draw_name
from api.demo.province import DemoCommune, communes
from api.demo.writing import draw_national_id
from employers.reference.text import fold

RETURNED = 1225  # people who returned to Bình Thuận in the counted years
GENERAL_PER_RETURNED = 120  # per 1,225: seekers of the general programme come on top, about one in ten
YEARS_BACK = 8  # returns run from 1 January of the year eight years ago: 2018–2026
_SEVENTEEN, _FUTURE = 14, 37
_RELEASE_DAYS = 60
SCHOOLING = {0: 6, 1: 1.5, 2: 2, 3: 2.5, 4: 4, 5: 10, 6: 11, 7: 11, 8: 10, 9: 21, 10: 5, 11: 4, 12: 12}

MONTHS_WORKED = (3, 4, 6, 6, 8, 10, 12, 12, 18, 24, 24, 30, 36, 48, 60)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person; ``work`` and ``wishes`` hold (words, ISCO-08, months or 0)."""

    code: str
    name: str
    birth: date
    year_only: bool
    sex: str
    ethnicity: str
    national_id: str
    commune: DemoCommune
    available: date
    programme: str
    schooling: int
    licences: tuple[tuple[str, date], ...]
    work: tuple[tuple[str, str, int], ...]
    wishes: tuple[tuple[str, str, int], ...]
    max_commute_km: int
    can_relocate: bool

    def age_on(self, day: date) -> int:
        """Count full years of age."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


def draw_people(rng: random.Random, returned: int, today: date) -> list[DemoPerson]:
    """Draw the people of the two programmes, coded in the order in which they became available.

    Parameters
    ----------
    rng : random.Random
        Chance.
    returned : int
        People of the programme ``sau cai``; 120 for each 1,225 of the programme ``chung`` come on top.
    today : datetime.date
        The day of the lists; about 3 % return within the 60 days after it.

    Returns
    -------
    list of DemoPerson
        ``HS00001``…; nobody shares folded name, birth year and commune with another, nor an ID number.
    """
    numbers = list(range(returned))
    minors = set(chosen(rng, numbers, _at_least_one(_SEVENTEEN, returned)))
    future = set(chosen(rng, [n for n in numbers if n not in minors], _at_least_one(_FUTURE, returned)))
    taken: set[object] = set()
    people: list[DemoPerson] = []
    for number in numbers:
        available = _available(rng, today, number in minors, number in future)
        people.append(_person(rng, "sau cai", available, (today, number in minors), taken))
    for _ in range(scaled(GENERAL_PER_RETURNED, returned, RETURNED)):
        registered = today - timedelta(days=rng.randrange(3, 3 * 365))
        people.append(_person(rng, "chung", registered, (today, False), taken))
    people.sort(key=lambda person: person.available)
    return [replace(person, code=f"HS{number:05d}") for number, person in enumerate(people, 1)]


def _at_least_one(reference_count: int, returned: int) -> int:
    return max(scaled(reference_count, returned, RETURNED), 1 if returned >= 15 else 0)


def _available(rng: random.Random, today: date, minor: bool, future: bool) -> date:
    if future:
        return today + timedelta(days=rng.randrange(3, _RELEASE_DAYS + 1))
    if minor:
        return today - timedelta(days=rng.randrange(10, 200))
    first = date(today.year - YEARS_BACK, 1, 1)
    return first + timedelta(days=rng.randrange((today - first).days))


def _person(
    rng: random.Random, programme: str, available: date, day_and_minor: tuple[date, bool], taken: set[object]
) -> DemoPerson:
    """Draw one person; drawn again while name, birth year and commune are someone else's."""
    today, minor = day_and_minor
    sex = "Nữ" if rng.random() < (0.45 if programme == "chung" else 0.05) else "Nam"
    commune = pick(rng, _peopled())
    ethnicity = _ethnicity(rng, commune)
    while True:
        birth = _birth(rng, today, available, minor)
        name = draw_name(rng, ethnicity, sex)
        number = draw_national_id(rng, birth, sex)
        identity = (fold(name), birth.year, commune.code)
        if identity not in taken and number not in taken:
            break
    taken |= {identity, number}
    schooling = pick(rng, SCHOOLING.items())
    return DemoPerson(
        code="",
        name=name,
        birth=birth,
        year_only=not minor and rng.random() < 0.04,
        sex=sex,
        ethnicity=ethnicity,
        national_id=number,
        commune=commune,
        available=available,
        programme=programme,
        schooling=schooling,
        licences=_licences(rng, birth, schooling, today),
        work=_work(rng, sex, commune.coast, available.year - birth.year),
        wishes=(),
        max_commute_km=rng.choice((0, 0, 5, 8, 10, 15, 15, 20, 20, 20, 25, 30, 30, 40)),
        can_relocate=rng.random() < 0.34,
    )


@cache
def _peopled() -> tuple[tuple[DemoCommune, float], ...]:
    return tuple((commune, commune.weight) for commune in communes())


def _ethnicity(rng: random.Random, commune: DemoCommune) -> str:
    others = sum(share for _, share in commune.minorities)
    return pick(rng, (*commune.minorities, ("Kinh", 100 - others)))


def _birth(rng: random.Random, today: date, available: date, minor: bool) -> date:
    """Draw a birth date: 17 today, or else at least 18 on the day of return and mostly in the twenties and thirties."""
    if minor:
        return _years_before(today, 18) + timedelta(days=rng.randrange(15, 330))
    years = min(max(rng.gauss(31, 8.5), 18.3), 57.0)
    return available - timedelta(days=int(years * 365.25) + rng.randrange(40))


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _licences(rng: random.Random, birth: date, schooling: int, today: date) -> tuple[tuple[str, date], ...]:
    """Draw licence classes with the day of issue: the letters changed on 2025-01-01 (Law 36/2024/QH15)."""
    adult = _years_before(birth, -18) + timedelta(days=120)
    if schooling < 3 or adult >= today - timedelta(days=60):
        return ()
    held: list[tuple[str, date]] = []
    if rng.random() < 0.46:
        held.append((pick(rng, (("A1", 96), ("A", 4))), _between(rng, adult, today)))
    if schooling >= 5 and rng.random() < 0.10:
        issued = _between(rng, max(adult + timedelta(days=365), date(2012, 1, 1)), today)
        old = (("B2", 70), ("C", 22), ("B1", 8))
        held.append((pick(rng, old if issued.year < 2025 else (("B", 75), ("C1", 15), ("C", 10))), issued))
    last_issued = max((issued for _, issued in held), default=today)
    return tuple((_as_of(licence, last_issued), issued) for licence, issued in held)


def _as_of(licence: str, issued: date) -> str:
    """Give the class of big motorbikes the letters of the last card's day: A2 until 2024, A since."""
    if licence == "A":
        return "A2" if issued.year < 2025 else "A"
    return licence


def _between(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange(max((last - first).days, 1)))


def _work(rng: random.Random, sex: str, coast: bool, age: int) -> tuple[tuple[str, str, int], ...]:
    """Draw up to three kinds of past work, no longer in all than the years since 15; the coast has more fishing."""
    suited = [
        (row, float(row["weight"]))
        for row in table("work")
        if row["sex"] in ("", sex) and (coast or not row["coast"] or rng.random() < 0.15)
    ]
    most = 1 if age <= 19 else 3
    kinds = {row["words"]: row["isco"] for row in (pick(rng, suited) for _ in range(rng.randrange(most + 1)))}
    longest = max(age - 15, 1) * 12 // max(len(kinds), 1)
    months = [length for length in MONTHS_WORKED if length <= longest]
    return tuple((words, isco, rng.choice(months)) for words, isco in kinds.items())
