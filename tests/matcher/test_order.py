from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from matcher.ranking.fair_order import FED, Pricing, spread
from matcher.ranking.order import (
    chances,
    describe,
    order_rows,
    score_market,
    suggest,
)
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.ties import TIE_WIDTH
from tests.factories import DUC_LINH, HAM_LIEM, a_course, a_demand, a_market, a_profile, an_availability
from tests.personas import MARKET

RANKER = AdditiveRanker.from_prior()


def scored(*demands, **person):
    market = a_market(*demands)
    return score_market(RANKER, a_profile([a_course("7212")]), an_availability(**person), market)


def twins(number):
    return [a_demand(i) for i in range(1, number + 1)]


def codes(suggestions):
    return [s.demand.code for s in suggestions]


def test_the_best_chance_stands_first_and_ranks_count_from_one():
    found = suggest(RANKER, scored(a_demand(1), a_demand(2, isco=("7212",)), a_demand(3, seats=50)), 10, seed=1)

    assert codes(found)[0] == "TD00002"
    assert [s.rank for s in found] == [1, 2, 3]
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)


def test_an_expired_opening_is_never_suggested():
    found = suggest(RANKER, scored(a_demand(1, isco=("7212",), on_offer=False), a_demand(2)), 10, seed=1)

    assert codes(found) == ["TD00002"]


def test_what_a_rule_removes_is_scored_and_left_out():
    market = scored(a_demand(1, commune=DUC_LINH), a_demand(2))

    assert market.score.shape == (2,)
    assert codes(suggest(RANKER, market, 10, seed=1)) == ["TD00002"]


def test_who_is_old_enough_is_not_told_that_an_employer_wishes_for_adults():
    wishes = (("min_age", 18), ("max_age", 45))
    demand = a_demand(1, wishes=wishes)

    def cautions(birth):
        market = scored(demand, youngest_birth=birth)
        (found,) = suggest(RANKER, market, 1, seed=1)
        return [c.code for c in found.cautions if c.code in ("wish_min_age", "wish_max_age")]

    assert cautions(date(1990, 5, 1)) == []
    assert cautions(date(1970, 5, 1)) == ["wish_max_age"]
    assert cautions(None) == ["wish_min_age", "wish_max_age"]


def test_equal_openings_are_drawn_by_the_seed_and_stay_with_it():
    market = scored(*twins(8))

    once, again, other = (codes(suggest(RANKER, market, 8, seed)) for seed in (1, 1, 2))

    assert once == again
    assert sorted(once) == sorted(other)
    assert once != other
    assert {s.tied for s in suggest(RANKER, market, 8, 1)} == {8}


def test_every_equal_opening_comes_first_about_equally_often():
    market = scored(*twins(4))

    first = [codes(suggest(RANKER, market, 1, seed))[0] for seed in range(400)]

    assert min(first.count(code) for code in set(first)) > 60
    assert len(set(first)) == 4


def test_a_draw_never_lifts_an_opening_over_a_clearly_better_one():
    for seed in range(30):
        found = suggest(RANKER, scored(*twins(5), a_demand(9, commune=HAM_LIEM)), 10, seed)

        assert codes(found)[-1] == "TD00009"
        assert found[-1].tied == 1
        for above, below in pairwise(found):
            assert above.score >= below.score - TIE_WIDTH


def test_without_a_draw_the_order_is_that_of_the_scores_then_of_the_codes():
    market = scored(*twins(5), a_demand(9, isco=("7212",)))

    found = suggest(RANKER, market, 10, seed=1, pricing=None)

    assert codes(found) == ["TD00009", "TD00001", "TD00002", "TD00003", "TD00004", "TD00005"]


@pytest.mark.parametrize(("limit", "length"), [(0, 0), (1, 1), (3, 3), (99, 5)])
def test_the_list_is_as_long_as_asked_or_as_there_is(limit, length):
    assert len(suggest(RANKER, scored(*twins(5)), limit, seed=1)) == length


def test_nothing_eligible_gives_an_empty_list():
    assert suggest(RANKER, scored(a_demand(seats=0)), 10, seed=1) == []
    assert suggest(RANKER, scored(), 10, seed=1) == []


def test_the_chance_lies_between_low_and_high():
    likely = chances(RANKER, scored(*MARKET.demands).pairs(range(len(MARKET))))

    assert ((likely.low <= likely.chance) & (likely.chance <= likely.high)).all()
    assert ((likely.low > 0) & (likely.high < 1)).all()


def priced(prices, planned=None):
    return Pricing(lambda ids: {i: prices[i] for i in ids if i in prices}, planned)


def test_a_seat_that_costs_others_more_than_it_brings_stands_lower():
    market = scored(a_demand(1, isco=("7212",)), a_demand(2))
    dear = suggest(RANKER, market, 10, seed=1)[0].chance

    found = suggest(RANKER, market, 10, seed=1, pricing=priced({1: dear, 2: 0.0}))

    assert codes(suggest(RANKER, market, 10, seed=1)) == ["TD00001", "TD00002"]
    assert codes(found) == ["TD00002", "TD00001"]
    assert [s.seat_price for s in found] == [0.0, dear]


def test_by_chance_the_price_is_told_nowhere_and_changes_nothing():
    market = scored(a_demand(1, isco=("7212",)), a_demand(2))

    assert codes(suggest(RANKER, market, 10, seed=1, pricing=None)) == ["TD00001", "TD00002"]


def test_among_equals_the_one_planned_for_the_person_stands_first():
    market = scored(*twins(8))

    for planned in range(1, 9):
        assert codes(suggest(RANKER, market, 8, 3, priced({}, planned)))[0] == f"TD{planned:05}"


def test_beyond_the_fifty_that_feed_the_plan_the_rest_follow_by_chance():
    market = scored(*(a_demand(i, seats=i) for i in range(1, 61)))

    found = suggest(RANKER, market, 60, seed=1, pricing=priced(dict.fromkeys(range(1, 61), 0.9)))

    by_chance = suggest(RANKER, market, 60, seed=1)
    assert codes(found)[FED:] == codes(by_chance)[FED:]
    assert set(codes(found)[:FED]) == set(codes(by_chance)[:FED])


def test_rows_are_described_in_the_order_given():
    market = scored(*twins(3))

    found = describe(RANKER, market, [2, 0])

    assert [(s.rank, s.demand.code) for s in found] == [(1, "TD00003"), (2, "TD00001")]


def test_the_order_of_the_market_decides_nothing():
    demands = [a_demand(1), a_demand(2, isco=("7212",)), a_demand(3, isco=("7214",)), a_demand(4, commune=HAM_LIEM)]

    forward = suggest(RANKER, scored(*demands), 10, seed=1)
    backward = suggest(RANKER, scored(*reversed(demands)), 10, seed=1)

    assert codes(forward) == codes(backward)
    assert np.allclose([s.chance for s in forward], [s.chance for s in backward])


def test_ties_are_counted_for_eligible_openings_only():
    rows, tied = order_rows(scored(*twins(3), a_demand(8, seats=0)), seed=1)

    assert sorted(rows) == [0, 1, 2]
    assert tied == {0: 3, 1: 3, 2: 3}


@pytest.mark.parametrize(
    ("own", "order"),
    [
        ([1, 1, 1, 1, 0, 0], [0, 1, 4, 5, 2, 3]),
        ([1, 0, 1, 1] + [0] * 9, [0, 1, 2, *range(4, 11), 3, 11, 12]),
        ([0] * 12, list(range(12))),
        ([1] * 4, [0, 1, 2, 3]),
    ],
)
def test_own_work_over_two_waits_behind_the_first_page_and_all_else_keeps_its_order(own, order):
    places = spread(np.array(own, dtype=bool), np.ones(len(own), dtype=bool))

    assert places.tolist() == order
