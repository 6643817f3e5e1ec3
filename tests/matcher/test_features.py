from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from employers.reference.occupations import nearness
from matcher.market import load_market
from matcher.people import list_seekers
from matcher.ranking.demands import Market
from matcher.ranking.features import FEATURE_NAMES, pair_features
from matcher.ranking.prior import packaged_prior
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.term_weights import weigh_terms
from tests.factories import (
    DUC_LINH,
    HAM_LIEM,
    TODAY,
    a_course,
    a_demand,
    a_market,
    a_profile,
    an_availability,
    some_work,
    windows,
)

NAN = float("nan")


def value(name, profile=None, person=None, demand=None):
    found = pair_features(profile or a_profile(), person or an_availability(), a_market(demand or a_demand()))
    return found.X[0, FEATURE_NAMES.index(name)]


def same(found, expected):
    return found == pytest.approx(expected, nan_ok=True)


def test_columns_are_those_of_the_experts_tables_in_the_same_order():
    assert packaged_prior().names == FEATURE_NAMES


@pytest.mark.parametrize(
    ("learned", "asked", "expected"),
    [
        ("7212", ("7212",), 1.0),
        ("7212", ("7214",), 0.8),
        ("7212", ("9321", "7214"), 0.8),
        ("7212", (), NAN),
        (None, ("7212",), NAN),
    ],
)
def test_trade_nearness_is_to_the_nearest_occupation_asked(learned, asked, expected):
    profile = a_profile([a_course(learned)] if learned else [])

    assert same(value("trade_nearness", profile, demand=a_demand(isco=asked)), expected)


def test_the_evidence_shown_is_what_the_trade_columns_stand_on():
    weak, strong = a_course("7214", result="Bỏ học"), a_course("7212", result="Giỏi")
    market = a_market(a_demand(1, isco=("7212",)), a_demand(2, isco=("7214",)), a_demand(3, isco=()))

    found = pair_features(a_profile([weak, strong]), an_availability(), market)

    assert [e and e.isco for e in found.nearest] == ["7212", "7212", None]
    assert found.X[0, 1] == found.nearest[0].level
    assert np.isnan(found.X[2, :2]).all()


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ([some_work("7212", 12)], 12.0),
        ([some_work("7212", 12), some_work("7214", 10)], 20.0),
        ([some_work("5141", 50)], 0.0),
        ([some_work("7212", None)], 0.0),
        ([], NAN),
    ],
)
def test_months_count_in_proportion_to_how_near_the_work_was(work, expected):
    assert same(value("experience_months", a_profile(work=work), demand=a_demand(isco=("7212",))), expected)


def test_one_job_that_was_two_trades_counts_its_months_once():
    both = some_work(("7212", "7214"), 12)

    assert value("experience_months", a_profile(work=[both]), demand=a_demand(isco=("7212",))) == 12.0


def test_experience_toward_an_occupation_nobody_understood_is_unknown_and_not_none():
    profile = a_profile(work=[some_work("7212")])
    demand = a_demand(isco=(), experience_months=6)

    assert np.isnan(value("experience_months", profile, demand=demand))
    assert np.isnan(value("experience_gap", profile, demand=demand))


@pytest.mark.parametrize(
    ("months", "asked", "expected"), [(6, None, 0.0), (6, 12, 6.0), (24, 12, 0.0), (None, 12, NAN), (None, None, 0.0)]
)
def test_the_gap_is_what_is_asked_less_what_is_there(months, asked, expected):
    profile = a_profile(work=[some_work("7212", months)] if months else [])

    assert same(value("experience_gap", profile, demand=a_demand(isco=("7212",), experience_months=asked)), expected)


@pytest.mark.parametrize(
    ("reached", "asked", "preferred", "expected"),
    [(9, 5, False, 4.0), (9, None, False, 9.0), (9, 12, True, 9.0), (None, 5, False, NAN)],
)
def test_the_schooling_margin_leaves_out_what_is_only_preferred(reached, asked, preferred, expected):
    demand = a_demand(schooling=asked, schooling_preferred=preferred)

    assert same(value("schooling_margin", a_profile(schooling=reached), demand=demand), expected)


@pytest.mark.parametrize(
    ("wishes", "isco", "expected"),
    [((), ("7212",), NAN), (("5141", "7214"), ("7212",), 0.8), (("5141",), ("5141",), 1.0), (("5141",), (), NAN)],
)
def test_the_nearest_wish_counts(wishes, isco, expected):
    assert same(value("wish_nearness", a_profile(wishes=wishes), demand=a_demand(isco=isco)), expected)


def test_the_commute_is_by_road_between_the_points_of_the_communes():
    assert value("commute_km", demand=a_demand(commune=HAM_LIEM)) == pytest.approx(22.7, abs=0.5)
    assert np.isnan(value("commute_km", demand=a_demand(commune=None)))
    assert np.isnan(value("commute_km", person=an_availability(commune=None)))


def test_wages_are_compared_with_the_minimum_of_the_region_and_with_the_own_floor():
    demand = a_demand(best_wage_vnd=8_280_000)

    assert value("wage_ratio", demand=demand) == 2.0
    assert value("wage_margin", person=an_availability(wage_floor_vnd=4_140_000), demand=demand) == 2.0
    assert np.isnan(value("wage_margin", demand=demand))
    assert np.isnan(value("wage_margin", person=an_availability(wage_floor_vnd=0), demand=demand))
    assert np.isnan(value("wage_ratio", demand=replace(demand, best_wage_vnd=None)))


@pytest.mark.parametrize(("housing", "stays", "expected"), [(True, True, 1.0), (True, False, 2.0), (False, True, 0.0)])
def test_housing_helps_only_who_can_stay(housing, stays, expected):
    assert value("housing", person=an_availability(can_stay_over=stays), demand=a_demand(housing=housing)) == expected


@pytest.mark.parametrize(
    ("provided", "own", "expected"),
    [(True, None, 0.0), (True, False, 0.0), (False, True, 1.0), (False, False, 2.0), (None, None, NAN)],
)
def test_a_bus_comes_before_ones_own_vehicle(provided, own, expected):
    assert same(
        value("transport", person=an_availability(own_vehicle=own), demand=a_demand(transport=provided)), expected
    )


@pytest.mark.parametrize(
    ("can", "offered", "expected"),
    [
        ((), ("ngày",), 0.0),
        ((), ("tối",), 1.0),
        ((), ("đêm",), 2.0),
        ((), ("ngày", "đêm"), 3.0),
        (("ngày",), ("ngày", "đêm"), 0.0),
        ((), (), NAN),
        (("ngày",), ("đêm",), NAN),
    ],
)
def test_the_shift_is_the_one_this_person_would_work(can, offered, expected):
    person = an_availability(shifts=frozenset(can))

    assert same(value("shift_kind", person=person, demand=a_demand(windows=windows(*offered))), expected)


def test_the_age_of_the_last_course_or_job_counts_in_years():
    profile = a_profile([a_course("7212", ended_on=date(2024, 11, 23))])

    assert value("evidence_age_years", profile) == pytest.approx(2.0, abs=0.01)
    assert np.isnan(value("evidence_age_years"))


def test_the_posting_and_the_employer_are_described_too():
    demand = a_demand(seats=7, posted_on=date(2026, 11, 13), answer_rate=0.4, meals=True, contract="seasonal")

    assert value("seats", demand=demand) == 7
    assert value("posting_age_days", demand=demand) == 10
    assert value("answer_rate", demand=demand) == 0.4
    assert value("meals", demand=demand) == 1
    assert value("contract", demand=demand) == 2
    assert value("employer_kind", demand=demand) == 0
    assert np.isnan(value("meals", demand=a_demand(meals=None)))


def test_a_person_of_whom_nothing_is_known_is_described_by_unknowns():
    person = an_availability(commune=None, youngest_birth=None, schooling=None)
    market = a_market(a_demand(1), a_demand(2, commune=DUC_LINH))

    found = pair_features(a_profile(schooling=None), person, market).X

    of_the_person = [n for n in FEATURE_NAMES[:7] if n != "experience_gap"]
    assert np.isnan(found[:, [FEATURE_NAMES.index(n) for n in of_the_person]]).all()


def test_an_empty_market_gives_an_empty_table():
    found = pair_features(a_profile([a_course("7212")], [some_work("7212")], ["5141"]), an_availability(), a_market())

    assert found.X.shape == (0, len(FEATURE_NAMES))
    assert found.nearest == ()


def test_the_rows_of_a_market_do_not_influence_each_other(province):
    with province.read() as session:
        market, seekers = load_market(session, TODAY), list_seekers(session, TODAY)[:10]

    for seeker in seekers:
        whole = pair_features(seeker.profile, seeker.availability, market).X
        for row in (0, 17, 200):
            alone = Market((market.demands[row],), TODAY)
            np.testing.assert_array_equal(whole[row], pair_features(seeker.profile, seeker.availability, alone).X[0])


def test_nearness_over_the_province_is_that_of_the_plain_function(province):
    with province.read() as session:
        market, seekers = load_market(session, TODAY), list_seekers(session, TODAY)

    for seeker in seekers[:40]:
        column = pair_features(seeker.profile, seeker.availability, market).X[:, FEATURE_NAMES.index("wish_nearness")]
        wishes = [code for _, codes in seeker.profile.wishes for code in codes]
        for found, demand in list(zip(column, market.demands, strict=True))[::9]:
            plain = [nearness(w, code) for w in wishes for code in demand.isco]
            assert same(found, max(plain) if plain else NAN)


def rankers(seekers, market):
    """The expert's tables, and a model that has learned something of every table and employer."""
    dice = np.random.default_rng(7)
    rows = dice.integers(len(market), size=len(seekers))
    X = np.vstack([pair_features(s.profile, s.availability, market).X[r] for s, r in zip(seekers, rows, strict=True)])
    employers = [market.employers[r] for r in rows]
    fitted = AdditiveRanker().fit(X, dice.integers(2, size=len(X)), employers=employers)
    return AdditiveRanker.from_prior(), fitted


def test_the_terms_of_every_score_sum_to_it_over_the_province(province):
    with province.read() as session:
        market, seekers = load_market(session, TODAY), list_seekers(session, TODAY)
    assert len(seekers) > 100

    for ranker in rankers(seekers, market):
        for i, seeker in enumerate(seekers):
            X = pair_features(seeker.profile, seeker.availability, market).X
            terms = weigh_terms(ranker, X, market.employers)
            score = ranker.decision_function(X, market.employers)
            row = i % len(market)
            explained = ranker.explain(X[row], market.employers[row])
            weights = dict.fromkeys(terms.names, 0.0) | {t.feature: t.weight for t in explained.terms}

            np.testing.assert_allclose(terms.base + terms.weights.sum(axis=1), score, rtol=0, atol=1e-9)
            assert explained.base + sum(t.weight for t in explained.terms) == pytest.approx(score[row], abs=1e-9)
            assert tuple(weights) == terms.names
            np.testing.assert_allclose(list(weights.values()), terms.weights[row], rtol=0, atol=1e-9)
