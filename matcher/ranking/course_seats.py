"""Which course with how many seats where: chosen by what the plan of the whole caseload gains, and checked by planning.

At given seat prices, no plan gains more by one person's course than that person's best chance after its price rises:
the prices are a solution of the plan's dual (:mod:`matcher.ranking.plan`). This bound is additive over people, so it
says which courses to try; the plan made again says what they bring.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.ranking.availability import Availability
from matcher.ranking.bulk import rank_everyone
from matcher.ranking.changes import TakeCourse, TaughtCourse, possible_courses
from matcher.ranking.coded_people import Candidate
from matcher.ranking.demands import Market
from matcher.ranking.features import pair_features
from matcher.ranking.plan import SeatPlan, plan_seats
from matcher.ranking.posterior_draws import PosteriorDraws
from matcher.ranking.profiles import SkillProfile
from matcher.ranking.ranker import AdditiveRanker

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# Of each person's openings this many take part in the plan (formats.md, "What comes out").
CANDIDATES = 50
# Plans whose difference is reported must be nearer to the best than plans alone need to be.
PLAN_GAP = 0.0001
# After each tenth of the places the plan is made again: a trade that fills up makes its next course worth less.
ROUNDS = 10
# A place that brings fewer lasting jobs than this is not worth a course of three months. Expert judgement.
LEAST_GAIN = 0.02


@dataclass(frozen=True, slots=True)
class Learner:
    """One person who could be sent to a course; ``area`` is where a course for them would be held."""

    profile: SkillProfile
    availability: Availability
    area: str


@dataclass(frozen=True, slots=True)
class Gain:
    """Expected lasting jobs gained, with the interval that holds the truth in four cases of five."""

    jobs: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CourseSeats:
    """One course in one area; ``gain`` is what the plan would lose without it, all others held."""

    course: TaughtCourse
    area: str
    seats: int
    gain: Gain


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """Courses advised.

    Attributes
    ----------
    courses : tuple of CourseSeats
        Those that gain most first; empty where no course brings anything.
    gain : Gain
        Of all of them together: less than the sum of each alone where they compete, more where they make room.
    jobs_now : float
        Expected lasting jobs of the plan without any course.
    at_most : float
        No choice of as many places gains more than this.
    """

    courses: tuple[CourseSeats, ...]
    gain: Gain
    jobs_now: float
    at_most: float


@dataclass(frozen=True)
class _Offers:
    """Best openings, a line each: rows of the market (−1 fills up) and chances."""

    openings: Whole
    chances: Floats

    def profits(self, prices: Floats) -> Floats:
        """Each line's best chance after its price; staying without a seat is 0."""
        if not self.openings.shape[1]:
            return np.zeros(len(self.openings))
        return np.asarray(np.where(self.openings >= 0, self.chances - prices[self.openings], 0.0).max(axis=1).clip(0.0))


@dataclass(frozen=True)
class _Options:
    """Every possible (person, course), a line each."""

    people: Whole
    taken: tuple[TakeCourse, ...]
    offers: _Offers


def _best(ranker: AdditiveRanker, people: Sequence[tuple[SkillProfile, Availability]], market: Market) -> _Offers:
    """Best openings of each: the one place where everybody is ranked."""
    ranked = rank_everyone(ranker, (Candidate(*one, 0) for one in people), market, min(CANDIDATES, len(market)))
    return _Offers(ranked.row.astype(np.int64), np.where(ranked.row >= 0, expit(ranked.score), 0.0))


def _options(
    ranker: AdditiveRanker,
    learners: Sequence[Learner],
    market: Market,
    held: Sequence[TaughtCourse],
    may: NDArray[np.bool_],
) -> _Options:
    pairs = [
        (i, take)
        for i, learner in enumerate(learners)
        if may[i]
        for take in possible_courses(learner.profile, held, market.as_of)
    ]
    changed = [take.applied(learners[i].profile, learners[i].availability) for i, take in pairs]
    people = np.array([i for i, _ in pairs], dtype=np.int64)
    return _Options(people, tuple(take for _, take in pairs), _best(ranker, changed, market))


class _Search:
    """The choice as it grows: who takes which option, and the plan that follows."""

    def __init__(self, now: _Offers, options: _Options, seats: Whole) -> None:
        self.now, self.options, self.seats = now, options, seats
        self.chosen: dict[int, int] = {}
        self.tried: set[int] = set()
        self.plan = self.base = self.planned(self.chosen)

    def planned(self, chosen: dict[int, int]) -> SeatPlan:
        """The plan when each of ``chosen`` (person → option) has taken the course."""
        openings, chances = self.now.openings.copy(), self.now.chances.copy()
        people, lines = list(chosen), list(chosen.values())
        openings[people], chances[people] = self.options.offers.openings[lines], self.options.offers.chances[lines]
        return plan_seats(openings, chances, self.seats, PLAN_GAP)

    def worth(self) -> Floats:
        """What each option brings at most at the present prices; shape (n_options,)."""
        prices = self.plan.prices
        return self.options.offers.profits(prices) - self.now.profits(prices)[self.options.people]

    def best_options(self) -> list[tuple[float, int]]:
        """Each person's best option with its worth, the best first, of those not tried yet."""
        worth = self.worth()
        found: dict[int, tuple[float, int]] = {}
        for line, (person, value) in enumerate(zip(self.options.people.tolist(), worth.tolist(), strict=True)):
            if person not in self.tried and value > found.get(person, (0.0, -1))[0]:
                found[person] = (value, line)
        return sorted(found.values(), key=lambda f: (-f[0], f[1]))

    def grow(self, places: int) -> None:
        """Choose up to ``places`` people, the plan made again after each round, and keep whom it helps."""
        batch, fruitless = max(1, -(-places // ROUNDS)), 0
        while len(self.chosen) < places and fruitless < ROUNDS:
            best = [line for value, line in self.best_options() if value >= LEAST_GAIN]
            if not best:
                break
            before = len(self.chosen)
            for line in best[: min(batch, places - before)]:
                self._choose(line)
            self._keep_seated()
            fruitless += len(self.chosen) == before
        self._keep_useful()

    def _choose(self, line: int) -> None:
        person = int(self.options.people[line])
        self.chosen[person] = line
        self.tried.add(person)

    def _keep_seated(self) -> None:
        """Plan again and drop those without a seat: a place for them adds nothing."""
        plan = self.planned(self.chosen)
        self.chosen = {person: line for person, line in self.chosen.items() if plan.taken[person] >= 0}
        self.plan = self.planned(self.chosen)

    def _keep_useful(self) -> None:
        """Drop, one at a time, those without whom the plan loses next to nothing."""
        worth = self.worth()
        for person, line in sorted(self.chosen.items(), key=lambda c: (worth[c[1]], c[0])):
            if worth[line] >= LEAST_GAIN:
                break
            without = {p: taken for p, taken in self.chosen.items() if p != person}
            plan = self.planned(without)
            if self.plan.expected_jobs - plan.expected_jobs < LEAST_GAIN:
                self.chosen, self.plan = without, plan


class _Intervals:
    """Differences between plans under models drawn from the posterior; a pair in both cancels out."""

    def __init__(self, ranker: AdditiveRanker, learners: Sequence[Learner], market: Market, options: _Options) -> None:
        self._draws = PosteriorDraws(ranker)
        self._learners, self._market, self._options = learners, market, options

    def _pairs(self, plan: SeatPlan, chosen: dict[int, int]) -> set[tuple[int, int, int]]:
        return {(p, chosen.get(p, -1), o) for p, o in enumerate(plan.taken.tolist()) if o >= 0}

    def _sum(self, pairs: Sequence[tuple[int, int, int]]) -> Floats:
        rows, employers = [], []
        for person, line, opening in pairs:
            learner, demand = self._learners[person], self._market.demands[opening]
            profile, availability = learner.profile, learner.availability
            if line >= 0:
                profile, availability = self._options.taken[line].applied(profile, availability)
            alone = Market((demand,), self._market.as_of)
            rows.append(pair_features(profile, availability, alone).X)
            employers.append(demand.employer)
        return self._draws.chances(np.vstack(rows), employers).sum(axis=0) if rows else np.zeros(self._draws.number)

    def gain(self, after: tuple[SeatPlan, dict[int, int]], before: tuple[SeatPlan, dict[int, int]]) -> Gain:
        """What one plan has more than another, each as it stands, with its 80 % interval."""
        jobs = after[0].expected_jobs - before[0].expected_jobs
        first, second = self._pairs(*after), self._pairs(*before)
        difference = self._sum(sorted(first - second)) - self._sum(sorted(second - first))
        low, high = np.quantile(difference, [0.1, 0.9])
        return Gain(jobs, min(float(low), jobs), max(float(high), jobs))


def plan_courses(
    ranker: AdditiveRanker,
    learners: Sequence[Learner],
    market: Market,
    held: Sequence[TaughtCourse],
    places: int,
) -> CoursePlan:
    """Choose course places for the most expected lasting jobs of the plan.

    Parameters
    ----------
    held : sequence of TaughtCourse
        What can be taught.
    places : int
        Seats in courses that there are altogether; one person takes one course.

    Returns
    -------
    CoursePlan
        Greedy by rounds, verified by planning again; ``at_most`` says how much a better choice could gain.
    """
    now = _best(ranker, [(one.profile, one.availability) for one in learners], market)
    may = np.asarray((now.openings >= 0).any(axis=1), dtype=np.bool_)
    options = _options(ranker, learners, market, held, may)
    seats = np.array([d.seats for d in market.demands], dtype=np.int64)
    search = _Search(now, options, seats)
    bound = sum(value for value, _ in search.best_options()[: max(0, places)])
    at_most = bound + search.base.bound - search.base.expected_jobs if bound else 0.0
    search.grow(max(0, places))
    if not search.chosen:
        return CoursePlan((), Gain(0.0, 0.0, 0.0), search.base.expected_jobs, at_most)
    intervals = _Intervals(ranker, learners, market, options)
    after = (search.plan, search.chosen)
    courses = _by_course(search, intervals, learners)
    return CoursePlan(courses, intervals.gain(after, (search.base, {})), search.base.expected_jobs, at_most)


def _by_course(search: _Search, intervals: _Intervals, learners: Sequence[Learner]) -> tuple[CourseSeats, ...]:
    groups: dict[tuple[TaughtCourse, str], list[int]] = defaultdict(list)
    for person, line in search.chosen.items():
        groups[search.options.taken[line].course, learners[person].area].append(person)
    found = []
    for (course, area), members in groups.items():
        without = {p: line for p, line in search.chosen.items() if p not in members}
        gain = intervals.gain((search.plan, search.chosen), (search.planned(without), without))
        found.append(CourseSeats(course, area, len(members), gain))
    return tuple(sorted(found, key=lambda c: (-c.gain.jobs, c.course.code, c.area)))
