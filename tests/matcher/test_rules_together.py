"""Many rules and many openings at once: every rule a pair breaks, what is set aside for it, and counts of a market."""

from dataclasses import replace
from datetime import date

from matcher.ranking.demands import SHIFTS
from matcher.ranking.eligibility import OVERRIDABLE, RULES, check_rules
from tests.factories import (
    DUC_LINH,
    LA_GI,
    PHAN_THIET,
    a_demand,
    a_market,
    an_availability,
    windows,
)
from tests.matcher.test_eligibility import SEVEN_TO_EIGHT, broken


def everything_wrong():
    """A person of fourteen and an opening that between them break every rule there is."""
    person = an_availability(
        case_open=False,
        consented=False,
        youngest_birth=date(2012, 1, 1),
        schooling=5,
        shifts=frozenset({"ngày"}),
        treatment=SEVEN_TO_EIGHT,
        forbidden_physical=frozenset({"heights"}),
        wage_floor_vnd=9_000_000,
        done=frozenset({1}),
    )
    demand = a_demand(
        commune=DUC_LINH,
        unlawful=frozenset({"papers"}),
        licence="C",
        schooling=12,
        physical=frozenset({"heights"}),
        employer_ready=False,
    )
    return person, demand


def test_a_pair_can_break_every_rule_that_can_go_together():
    person, demand = everything_wrong()

    day = broken(person, demand)
    night = broken(replace(person, shifts=frozenset({"đêm"})), demand)

    assert set(day) == set(RULES) - {"shift"}
    assert set(night) == set(RULES) - {"treatment"}


def test_exactly_the_four_rules_that_formats_names_can_be_set_aside():
    person, demand = everything_wrong()
    person = replace(person, shifts=frozenset({"ngày"}))
    overridden = replace(person, overrides={1: frozenset(RULES)})
    at_night = replace(overridden, shifts=frozenset({"đêm"}))

    assert {"treatment", "distance", "shift", "wage_floor"} == OVERRIDABLE
    assert set(broken(overridden, demand)) == set(RULES) - OVERRIDABLE
    assert set(broken(at_night, demand)) == set(RULES) - OVERRIDABLE


def test_an_override_holds_for_its_own_opening_and_its_own_rules():
    person = an_availability(wage_floor_vnd=9_000_000, overrides={1: frozenset({"distance"})})
    market = a_market(a_demand(1, commune=DUC_LINH), a_demand(2, commune=DUC_LINH))

    found = check_rules(person, market)

    assert found.rules_of(0) == ("wage_floor",)
    assert found.rules_of(1) == ("distance", "wage_floor")


def test_an_override_of_an_opening_that_is_gone_changes_nothing():
    assert broken(an_availability(overrides={404: OVERRIDABLE}), a_demand()) == ()


def test_openings_are_counted_under_every_rule_they_break():
    person = an_availability(wage_floor_vnd=9_000_000)
    market = a_market(a_demand(1), a_demand(2, commune=DUC_LINH), a_demand(3, best_wage_vnd=9_000_000))

    found = check_rules(person, market)

    assert found.by_rule() == {"distance": 1, "wage_floor": 2}
    assert found.eligible.tolist() == [False, False, True]


def test_an_empty_market_is_no_error():
    assert check_rules(an_availability(), a_market()).eligible.shape == (0,)


def test_the_rows_of_a_market_do_not_influence_each_other():
    person = an_availability(licences=frozenset({"B"}), treatment=SEVEN_TO_EIGHT, shifts=frozenset(SHIFTS[:2]))
    demands = [
        a_demand(1, licence="C"),
        a_demand(2, commune=LA_GI, windows=windows("đêm")),
        a_demand(3, commune=PHAN_THIET, windows=windows("tối"), licence="B"),
        a_demand(4, commune=None, windows=()),
    ]

    together = check_rules(person, a_market(*demands))

    assert [together.rules_of(i) for i in range(4)] == [broken(person, d) for d in demands]
