from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.market import load_market
from matcher.people import list_seekers
from matcher.planning import plan_caseload
from matcher.ranking.plan import exact_plan
from tests.factories import DUC_LINH, TODAY, a_person, a_training_record, an_opening, the_expert

NAN = float("nan")


def best_by_trying_everything(chances, seats):
    """Try every way to send each person to one opening or nowhere."""
    best = 0.0
    for choice in product(range(-1, chances.shape[1]), repeat=len(chances)):
        sent = [(p, o) for p, o in enumerate(choice) if o >= 0]
        if any(np.isnan(chances[p, o]) for p, o in sent):
            continue
        if all(sum(o == opening for _, o in sent) <= seats[opening] for opening in range(len(seats))):
            best = max(best, sum(chances[p, o] for p, o in sent))
    return best


CELL = st.one_of(st.just(NAN), st.integers(1, 99).map(lambda c: c / 100))


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=n, max_size=n)),
       st.lists(st.integers(0, 3), min_size=3, max_size=3))  # fmt: skip
def test_no_other_assignment_gives_more_lasting_jobs(rows, seats):
    chances = np.array(rows)

    plan = exact_plan(chances, np.array(seats))

    taken = np.bincount(plan.openings, minlength=3)
    assert (taken <= seats).all()
    assert len(set(plan.people.tolist())) == len(plan.people)
    assert not np.isnan(chances[plan.people, plan.openings]).any()
    assert plan.expected_jobs == pytest.approx(best_by_trying_everything(chances, seats))
    assert plan.expected_jobs == pytest.approx(chances[plan.people, plan.openings].sum())


def test_one_gives_way_where_another_can_go_nowhere_else():
    chances = np.array([[0.6, 0.5], [0.55, NAN]])

    plan = exact_plan(chances, np.array([1, 1]))

    assert dict(zip(plan.people.tolist(), plan.openings.tolist(), strict=True)) == {0: 1, 1: 0}


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_nobody_or_nowhere_is_an_empty_plan(shape):
    plan = exact_plan(np.empty(shape), np.ones(shape[1], dtype=np.int64))

    assert (len(plan.people), plan.expected_jobs) == (0, 0.0)


def test_overbooked_openings_take_nobody():
    assert len(exact_plan(np.full((2, 1), 0.5), np.array([-1])).people) == 0


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
