from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matcher.market import load_market
from matcher.people import list_seekers
from matcher.planning import plan_caseload
from matcher.ranking.plan import LARGEST_GAP, best_candidates, plan_seats
from tests.factories import DUC_LINH, TODAY, a_person, a_training_record, an_opening, the_expert

NAN = float("nan")


def best_by_trying_everything(chances, seats):
    """Try every way to send each person to one opening or nowhere."""
    best = 0.0
    for choice in product(range(-1, chances.shape[1]), repeat=len(chances)):
        sent = [(p, o) for p, o in enumerate(choice) if o >= 0]
        if any(np.isnan(chances[p, o]) for p, o in sent):
            continue
        if all(sum(o == opening for _, o in sent) <= max(0, seats[opening]) for opening in range(len(seats))):
            best = max(best, sum(chances[p, o] for p, o in sent))
    return best


CELL = st.one_of(st.just(NAN), st.integers(1, 99).map(lambda c: c / 100))


def planned(chances, seats):
    return plan_seats(*best_candidates(np.array(chances, dtype=float), 500), np.array(seats), 1e-6)


MARKETS = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=n, max_size=n))
SEATS = st.lists(st.integers(-1, 3), min_size=3, max_size=3)


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(MARKETS, SEATS)
def test_no_other_assignment_gives_more_lasting_jobs(rows, seats):
    chances = np.array(rows)

    plan = planned(rows, seats)

    people = np.flatnonzero(plan.taken >= 0)
    assert (np.bincount(plan.taken[people], minlength=3) <= np.maximum(seats, 0)).all()
    assert not np.isnan(chances[people, plan.taken[people]]).any()
    assert plan.expected_jobs == pytest.approx(best_by_trying_everything(chances, seats), abs=1e-4)
    assert plan.expected_jobs == pytest.approx(chances[people, plan.taken[people]].sum())


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(MARKETS, st.lists(st.integers(0, 3), min_size=3, max_size=3), st.integers(0, 2))
def test_a_seat_is_priced_at_what_one_more_would_bring(rows, seats, opening):
    chances, more = np.array(rows), [s + (j == opening) for j, s in enumerate(seats)]
    worth = best_by_trying_everything(chances, more) - best_by_trying_everything(chances, seats)

    plan = planned(rows, seats)

    assert plan.prices[opening] == pytest.approx(worth, abs=1e-3) or seats[opening] == 0


@pytest.mark.parametrize("seed", range(5))
def test_a_large_plan_is_within_a_thousandth_of_the_best_and_proves_it(seed):
    rng = np.random.default_rng(seed)
    chances = np.where(rng.random((300, 60)) < 0.5, np.nan, rng.beta(2, 3, (300, 60)) + rng.normal(0, 0.1, 60))
    chances = np.clip(chances, 0.01, 0.99)
    seats = rng.integers(0, 6, 60)
    columns = np.repeat(np.arange(60), seats)
    gains = np.nan_to_num(chances)[:, columns]
    best = gains[linear_sum_assignment(gains, maximize=True)].sum()

    plan = plan_seats(*best_candidates(chances, 60), seats)

    assert plan.expected_jobs >= best * (1 - LARGEST_GAP)
    assert plan.expected_jobs <= best + 1e-9 <= plan.bound + 1e-9
    assert plan.gap <= LARGEST_GAP


def test_one_gives_way_where_another_can_go_nowhere_else():
    plan = planned([[0.6, 0.5], [0.55, NAN]], [1, 1])

    assert plan.taken.tolist() == [1, 0]


def test_a_seat_that_stays_free_costs_nothing():
    plan = planned([[0.6, 0.5]], [1, 4])

    assert plan.prices.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_nobody_or_nowhere_is_an_empty_plan(shape):
    plan = planned(np.empty(shape), np.ones(shape[1], dtype=np.int64))

    assert (len(plan.taken), plan.expected_jobs, plan.gap) == (shape[0], 0.0, 0.0)
    assert (plan.taken == -1).all()


@pytest.mark.parametrize(("chances", "seats"), [([[0.5], [0.5]], [-1]), ([[0.5]], [0]), ([[NAN]], [3])])
def test_without_a_seat_or_an_eligible_person_nobody_is_planned(chances, seats):
    assert (planned(chances, seats).taken == -1).all()


def test_a_caseload_is_planned_by_code_under_the_seats_there_are(session):
    for code in ("HS1", "HS2", "HS3"):
        a_training_record(session, a_person(session, code=code))
    a_person(session, code="HSxa", commune_code=DUC_LINH)
    a_person(session, code="HSkhong", consented=False)
    an_opening(session, code="TD1", isco=["7212"], seats=1)
    an_opening(session, code="TD2", seats=1)

    plan = plan_caseload(list_seekers(session, TODAY), load_market(session, TODAY), the_expert())

    assert sorted(p.opening for p in plan.pairs) == ["TD1", "TD2"]
    assert len({p.person for p in plan.pairs}) == 2
    assert {"HSxa", "HSkhong"} < set(plan.unplaced)
    assert len(plan.unplaced) == 3
    assert plan.expected_jobs == pytest.approx(sum(p.chance for p in plan.pairs))


def test_a_caseload_with_no_openings_places_nobody(session):
    a_person(session, code="HS1")

    plan = plan_caseload(list_seekers(session, TODAY), load_market(session, TODAY), the_expert())

    assert (plan.pairs, plan.unplaced) == ((), ("HS1",))


def test_the_plan_of_the_province_keeps_every_rule(province):
    with province.read() as session:
        market, seekers = load_market(session, TODAY), list_seekers(session, TODAY)

    plan = plan_caseload(seekers, market, the_expert())

    seats = {d.code: d.seats for d in market.demands}
    for code in {p.opening for p in plan.pairs}:
        assert sum(p.opening == code for p in plan.pairs) <= seats[code]
    assert len({p.person for p in plan.pairs}) == len(plan.pairs) > 50
    assert len(plan.pairs) + len(plan.unplaced) == len(seekers)
