"""Courses for the province: their gain is what the plan gains, and no choice gains more than is said."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from matcher.advice import UNKNOWN_AREA, advise_courses, area_of
from matcher.market import load_market
from matcher.people import list_seekers
from matcher.ranking.changes import TakeCourse, TaughtCourse
from matcher.ranking.course_seats import LEAST_GAIN, Learner, plan_courses
from matcher.ranking.order import score_market
from matcher.ranking.plan import best_candidates, plan_seats
from matcher.ranking.posterior_draws import PosteriorDraws
from matcher.ranking.ranker import AdditiveRanker
from tests.factories import (
    DUC_LINH,
    HAM_KIEM,
    PHAN_THIET,
    TODAY,
    a_course,
    a_demand,
    a_market,
    a_profile,
    an_availability,
    some_work,
    the_expert,
)

EXPERT = AdditiveRanker.from_prior()
WELDING, SEWING = TaughtCourse("Kỹ thuật hàn", ("7212",)), TaughtCourse("May công nghiệp", ("8153",))
PROFILES = (a_profile(), a_profile([a_course("7212")]), a_profile(work=[some_work("8153")]), a_profile(wishes=["7212"]))


def planned_jobs(people, market):
    """Expected lasting jobs of the plan of (profile, availability) pairs, from a whole table of chances."""
    chances = np.full((len(people), len(market)), np.nan)
    for i, (profile, person) in enumerate(people):
        scored = score_market(EXPERT, profile, person, market)
        chances[i] = np.where(scored.eligibility.eligible, expit(scored.score), np.nan)
    return plan_seats(*best_candidates(chances, 50), np.array([d.seats for d in market.demands]), 1e-6).expected_jobs


MARKETS = st.lists(
    st.tuples(st.sampled_from((HAM_KIEM, PHAN_THIET)), st.sampled_from(("7212", "8153", "9321")), st.integers(0, 2)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None, database=None, derandomize=True)
@given(MARKETS, st.lists(st.integers(0, 3), min_size=1, max_size=3), st.integers(0, 3))
def test_no_choice_of_courses_gains_more_than_is_said_and_the_gain_is_the_plan_s(drawn, kinds, places):
    market = a_market(*(a_demand(i, c, isco=(t,), seats=s) for i, (c, t, s) in enumerate(drawn, start=1)))
    people = [(PROFILES[kind], an_availability(HAM_KIEM)) for kind in kinds]
    now = planned_jobs(people, market)

    found = plan_courses(EXPERT, [Learner(*p, "A") for p in people], market, (WELDING, SEWING), places)

    best = 0.0
    for choice in product((None, WELDING, SEWING), repeat=len(people)):
        if sum(c is not None for c in choice) <= places:
            sent = [p if c is None else TakeCourse(c, TODAY).applied(*p) for p, c in zip(people, choice, strict=True)]
            best = max(best, planned_jobs(sent, market) - now)
    assert found.jobs_now == pytest.approx(now, abs=2e-3)
    assert sum(c.seats for c in found.courses) <= places
    assert found.gain.jobs <= best + 2e-3
    assert best <= found.at_most + 2e-3
    assert found.gain.low <= found.gain.jobs <= found.gain.high


def test_courses_of_the_province_gain_nearly_all_that_any_choice_could(province):
    with province.read() as session:
        seekers, market = list_seekers(session, TODAY)[:120], load_market(session, TODAY)

    found = advise_courses(seekers, market, the_expert(), (WELDING, SEWING), 12)

    assert 0 < sum(c.seats for c in found.courses) <= 12
    assert found.gain.jobs >= 0.9 * found.at_most
    assert all(c.gain.jobs > 0 and c.area != UNKNOWN_AREA for c in found.courses)
    assert found.gain.low < found.gain.jobs < found.gain.high


def test_one_seat_is_worth_one_course_however_many_could_take_it():
    market = a_market(a_demand(1, PHAN_THIET, isco=("7212",), seats=1))
    people = [Learner(a_profile(), an_availability(), "A") for _ in range(6)]

    found = plan_courses(EXPERT, people, market, (WELDING,), 6)

    assert [(c.course, c.area, c.seats) for c in found.courses] == [(WELDING, "A", 1)]
    assert found.gain.jobs == pytest.approx(found.courses[0].gain.jobs)


def test_the_same_course_is_counted_by_area():
    market = a_market(a_demand(1, PHAN_THIET, isco=("7212",), seats=2), a_demand(2, DUC_LINH, isco=("7212",), seats=1))
    people = [Learner(a_profile(), an_availability(PHAN_THIET), "Phan Thiết") for _ in range(2)]
    people.append(Learner(a_profile(), an_availability(DUC_LINH), "Đức Linh"))

    found = plan_courses(EXPERT, people, market, (WELDING,), 10)

    assert {(c.area, c.seats) for c in found.courses} == {("Phan Thiết", 2), ("Đức Linh", 1)}


@pytest.mark.parametrize(
    ("people", "demands", "held", "places"),
    [
        ([], [a_demand(1)], (WELDING,), 5),
        ([an_availability()], [], (WELDING,), 5),
        ([an_availability()], [a_demand(1, seats=0)], (WELDING,), 5),
        ([an_availability()], [a_demand(1)], (), 5),
        ([an_availability()], [a_demand(1, isco=("7212",))], (WELDING,), 0),
        ([an_availability(consented=False)], [a_demand(1, isco=("7212",))], (WELDING,), 5),
    ],
    ids=["nobody", "no openings", "no seats", "no courses", "no places", "everybody blocked"],
)
def test_where_nothing_can_be_gained_nothing_is_advised(people, demands, held, places):
    learners = [Learner(a_profile(), person, "A") for person in people]

    found = plan_courses(EXPERT, learners, a_market(*demands), held, places)

    assert (found.courses, found.gain.jobs, found.gain.low, found.gain.high) == ((), 0.0, 0.0, 0.0)


def test_a_place_that_brings_next_to_nothing_is_left_empty():
    market = a_market(a_demand(1, PHAN_THIET, isco=("7212",)))
    welder = Learner(a_profile([a_course("7212", level="cao đẳng", result="Giỏi")]), an_availability(), "A")

    found = plan_courses(EXPERT, [welder], market, (SEWING,), 3)

    assert found.courses == ()
    assert LEAST_GAIN > 0


def test_a_commune_lies_in_its_former_district():
    assert area_of(PHAN_THIET) == "Thành phố Phan Thiết"
    assert area_of(DUC_LINH) == "Huyện Đức Linh"
    assert area_of(None) == area_of("00000") == UNKNOWN_AREA


def test_drawn_models_spread_as_far_as_the_model_s_own_intervals():
    market = a_market(*(a_demand(i, PHAN_THIET, isco=("7212",)) for i in (1, 2)))
    X = score_market(EXPERT, a_profile(), an_availability(), market).features.X
    low, high = EXPERT.predict_interval(X, market.employers)

    drawn = PosteriorDraws(EXPERT, number=4000).chances(X, market.employers)

    assert np.quantile(drawn, 0.1, axis=1) == pytest.approx(low, abs=0.02)
    assert np.quantile(drawn, 0.9, axis=1) == pytest.approx(high, abs=0.02)
    assert not np.array_equal(drawn[0], drawn[1]), "two employers are not wrong alike"


def test_the_same_pair_is_drawn_alike_alone_and_among_others():
    market = a_market(*(a_demand(i, PHAN_THIET) for i in (1, 2, 3)))
    X = score_market(EXPERT, a_profile(), an_availability(), market).features.X
    draws = PosteriorDraws(EXPERT, number=50)

    together, alone = draws.chances(X, market.employers), draws.chances(X[1:2], market.employers[1:2])

    assert together[1] == pytest.approx(alone[0])
    assert draws.chances(X[:0], ()).shape == (0, 50)
