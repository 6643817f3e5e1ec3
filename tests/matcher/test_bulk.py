"""Bulk ranking gives what ranking one person after another gives: rows, scores to the last bit, ties, counts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.benchmark.country import draw_market
from api.benchmark.country_people import draw_candidates
from employers.reference.shifts import TimeWindow
from matcher.market import at_home, load_market
from matcher.people import list_seekers
from matcher.ranking.availability import Availability
from matcher.ranking.bulk import rank_everyone, rank_one_by_one
from matcher.ranking.coded_people import Candidate
from matcher.ranking.demands import CONTRACTS, EMPLOYER_KINDS, PHYSICAL, Market
from matcher.ranking.eligibility import OVERRIDABLE
from matcher.ranking.kernel_arrays import empty_lists
from matcher.ranking.kernel_blocks import rank_compiled
from matcher.ranking.kernels import FEW_NEAR
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.simulate import refer, simulate_market
from tests.factories import (
    DUC_LINH,
    HAM_KIEM,
    HAM_LIEM,
    LA_GI,
    PHAN_THIET,
    PHU_QUY,
    TODAY,
    a_course,
    a_demand,
    a_market,
    a_profile,
    an_availability,
    point_of,
    some_work,
    windows,
)
from tests.personas import MARKET, PERSONAS

EXPERT = AdditiveRanker.from_prior()
CAST = [Candidate(p.profile, p.availability, 7 + i) for i, p in enumerate(PERSONAS)]


def assert_same_lists(ranker, people, market, k):
    plain = rank_one_by_one(ranker, people, market, k)
    bulk = rank_compiled(ranker, people, market, k) if len(market) else empty_lists(len(people), k)
    for name, ours, theirs in zip(bulk._fields, bulk, plain, strict=True):
        np.testing.assert_array_equal(ours, theirs, err_msg=name)


@pytest.fixture(scope="module")
def taught():
    """A model that has learned from outcomes, of employers among them that the market knows by these names."""
    market = simulate_market(3, "employers")
    seen = refer(market, 400)
    names = [f"NSD{number:05d}" for number in seen.employer]
    return AdditiveRanker().fit(seen.X, seen.y, employers=names)


CODES = st.sampled_from((HAM_KIEM, HAM_LIEM, PHAN_THIET, LA_GI, DUC_LINH, PHU_QUY, None))
MAYBE = st.sampled_from((None, True, False))
SHIFT_SETS = st.frozensets(st.sampled_from(("ngày", "tối", "đêm")), max_size=3)
ISCOS = st.lists(st.sampled_from(("9321", "7212", "7411", "8322", "6111", "9998")), unique=True, max_size=2).map(tuple)
WAGES = st.one_of(st.none(), st.integers(30, 90).map(lambda v: v * 100_000))
WINDOW = st.tuples(st.integers(0, 95), st.integers(1, 40)).map(lambda s: TimeWindow(s[0] * 15, s[0] * 15 + s[1] * 15))


@st.composite
def demands(draw, number):
    commune = draw(CODES)
    hours = {"ngày": [(480, 1020)]} if draw(st.booleans()) else {}
    known = {
        "employer": draw(st.sampled_from(("NSD00001", "NSD00002", "NSD99999"))),
        "isco": draw(ISCOS),
        "employer_kind": draw(st.sampled_from((None, *EMPLOYER_KINDS))),
        "best_wage_vnd": draw(WAGES),
        "windows": windows(*sorted(draw(SHIFT_SETS) - set(hours)), **hours),
        "contract": draw(st.sampled_from((None, *CONTRACTS))),
        "schooling": draw(st.one_of(st.none(), st.integers(0, 12))),
        "schooling_preferred": draw(st.booleans()),
        "licence": draw(st.sampled_from((None, None, "B", "A1", "C"))),
        "experience_months": draw(st.sampled_from((None, 0, 6, 12))),
        "physical": draw(st.frozensets(st.sampled_from(PHYSICAL), max_size=1)),
        "seats": draw(st.sampled_from((0, 1, 1, 2, 40))),
        "on_offer": draw(st.sampled_from((True, True, True, False))),
        "employer_ready": draw(st.sampled_from((True, True, True, False))),
        "unlawful": draw(st.sampled_from((frozenset(), frozenset(), frozenset({"deposit"})))),
        "minor_barred": draw(st.sampled_from((None, None, "chemicals"))),
        "answer_rate": draw(st.sampled_from((None, 0.2, 0.9))),
    }
    known |= {name: draw(MAYBE) for name in ("housing", "transport", "meals", "training_on_job")}
    if commune is None and draw(st.booleans()):
        known |= {"point": point_of(HAM_KIEM)}
    made = a_demand(number, commune, **known)
    return at_home(replace(made, windows=())) if draw(st.sampled_from((False, False, True))) else made


@st.composite
def candidates(draw, n_openings):
    numbers = st.integers(1, n_openings + 1)
    person = an_availability(
        draw(CODES),
        consented=draw(st.sampled_from((True, True, True, False))),
        case_open=draw(st.sampled_from((True, True, True, False))),
        max_commute_km=draw(st.sampled_from((0.0, 5.0, 30.0, 90.0, 500.0))),
        can_stay_over=draw(st.booleans()),
        own_vehicle=draw(MAYBE),
        shifts=draw(SHIFT_SETS),
        treatment=draw(st.one_of(st.none(), WINDOW)),
        forbidden_physical=draw(st.frozensets(st.sampled_from(PHYSICAL), max_size=1)),
        wage_floor_vnd=draw(st.one_of(WAGES, st.just(0))),
        licences=draw(st.frozensets(st.sampled_from(("A1", "B", "C")), max_size=2)),
        schooling=draw(st.one_of(st.none(), st.integers(0, 12))),
        youngest_birth=draw(st.sampled_from((None, date(1990, 1, 1), date(2009, 3, 1), date(2013, 1, 1)))),
        done=draw(st.frozensets(numbers, max_size=2)),
        overrides=draw(st.dictionaries(numbers, st.frozensets(st.sampled_from(sorted(OVERRIDABLE))), max_size=2)),
    )
    courses = [a_course(isco, ended_on=date(2024, 5, 1)) for isco in draw(ISCOS)]
    work = [some_work(isco, draw(st.integers(0, 60))) for isco in draw(ISCOS)]
    profile = a_profile(courses, work, draw(ISCOS), draw(st.one_of(st.none(), st.integers(0, 12))))
    return Candidate(profile, person, draw(st.integers(0, 2**40)))


@st.composite
def markets(draw):
    number = draw(st.integers(0, 9))
    market = a_market(*(draw(demands(i)) for i in range(1, number + 1)))
    return market, draw(st.lists(candidates(number), max_size=4)), draw(st.integers(1, 6))


@settings(max_examples=150, deadline=None)
@given(drawn=markets())
def test_on_any_market_bulk_and_single_agree(taught, drawn):
    market, people, k = drawn

    for ranker in (EXPERT, taught):
        assert_same_lists(ranker, people, market, k)


def test_the_cast_gets_the_lists_that_each_would_get_alone(taught):
    assert_same_lists(EXPERT, CAST, MARKET, 5)
    assert_same_lists(taught, CAST, MARKET, 50)


def test_the_demonstration_province_gets_the_same_lists(province, taught):
    with province.read() as session:
        market, seekers = load_market(session, TODAY), list_seekers(session, TODAY)
    people = [Candidate(s.profile, s.availability, s.person_id) for s in seekers]

    assert_same_lists(taught, people, market, 50)


def test_a_country_gets_the_same_lists():
    market = draw_market(1500, seed=4)

    assert_same_lists(EXPERT, list(draw_candidates(150, 1500, seed=4)), market, 20)


def test_equal_openings_are_drawn_as_for_one_person():
    market = a_market(*(a_demand(number) for number in range(1, 200)))

    assert_same_lists(EXPERT, CAST, market, 7)


def test_more_openings_nearby_than_are_scored_at_once_get_the_same_lists():
    openings = draw_market(FEW_NEAR + 400, seed=5).demands
    market = Market(tuple(replace(d, point=point_of(HAM_KIEM), commune_code=HAM_KIEM) for d in openings), TODAY)

    assert_same_lists(EXPERT, CAST, market, 20)


def test_nobody_nothing_and_everybody_blocked_give_empty_lists():
    nobody = rank_everyone(EXPERT, [], MARKET, 5)
    nothing = rank_everyone(EXPERT, CAST, a_market(), 5)
    refused = [c._replace(availability=replace(c.availability, consented=False)) for c in CAST]

    assert nobody.row.shape == (0, 5)
    assert (nothing.row == -1).all()
    assert (rank_everyone(EXPERT, refused, MARKET, 5).eligible == 0).all()


def test_somebody_of_whom_nothing_is_known_is_ranked_too():
    blank = Candidate(a_profile(schooling=None), Availability(starts_on=TODAY), 1)

    assert_same_lists(EXPERT, [blank], MARKET, 30)
