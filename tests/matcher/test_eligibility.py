import math
from dataclasses import replace
from datetime import date, timedelta

import pytest

from employers.reference.shifts import TimeWindow
from matcher.ranking.demands import PHYSICAL
from matcher.ranking.eligibility import check_rules, commute_km
from matcher.ranking.reasons import facts_to_mind
from tests.factories import (
    DUC_LINH,
    HAM_KIEM,
    PHU_QUY,
    TODAY,
    a_demand,
    a_market,
    an_availability,
    point_of,
    windows,
)

SEVEN_TO_EIGHT = TimeWindow(7 * 60, 8 * 60)


def broken(person, demand):
    return check_rules(person, a_market(demand)).rules_of(0)


def north_of(commune, road_km):
    """A point so many road kilometres due north of a commune's point."""
    latitude, longitude = point_of(commune)
    return latitude + math.degrees(road_km / 1.3 / 6371.0088), longitude


def test_an_ordinary_pair_breaks_no_rule():
    assert broken(an_availability(), a_demand()) == ()


@pytest.mark.parametrize("change", [{"on_offer": False}, {"seats": 0}])
def test_what_is_closed_or_full_is_removed(change):
    assert broken(an_availability(), a_demand(**change)) == ("closed",)


def test_a_closed_case_gets_nothing():
    assert broken(an_availability(case_open=False), a_demand()) == ("closed",)


def test_without_consent_nothing_is_suggested():
    assert broken(an_availability(consented=False), a_demand()) == ("consent",)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (date(2011, 11, 23), ()),  # fifteen today
        (date(2011, 11, 24), ("minimum_age",)),  # fifteen tomorrow
        (None, ()),
    ],
)
def test_work_begins_on_the_fifteenth_birthday(birth, expected):
    assert broken(an_availability(youngest_birth=birth), a_demand()) == expected


def test_the_age_counts_on_the_day_work_could_start():
    person = an_availability(youngest_birth=date(2011, 11, 24), starts_on=TODAY + timedelta(days=1))

    assert broken(person, a_demand()) == ()


@pytest.mark.parametrize(("birth", "expected"), [(date(2008, 11, 23), ()), (date(2008, 11, 24), ("minimum_age",))])
def test_work_barred_to_minors_opens_on_the_eighteenth_birthday(birth, expected):
    welding = a_demand(isco=("7212",), minor_barred="welding; Labour Code 2019 Art. 147(1)")

    assert broken(an_availability(youngest_birth=birth), welding) == expected


@pytest.mark.parametrize(
    ("of_job", "of_person", "expected"),
    [
        (windows("đêm"), (), ("minimum_age",)),
        (windows("ngày", "đêm"), (), ()),
        (windows("ngày", "đêm"), ("đêm",), ("minimum_age",)),  # of these two only the night one would be worked
        (windows("ngày", "đêm"), ("ngày",), ()),
        (windows("tối"), (), ()),  # 14:00–22:00 touches the night and no more
        (windows(tối=[(15 * 60, 22 * 60 + 1)]), (), ("minimum_age",)),
        (windows(ngày=[(5 * 60 + 59, 12 * 60)]), (), ("minimum_age",)),
        ((), (), ()),
    ],
)
def test_minors_are_kept_from_night_work(of_job, of_person, expected):
    person = an_availability(youngest_birth=date(2009, 6, 1), shifts=frozenset(of_person))

    assert broken(person, a_demand(windows=of_job)) == expected


@pytest.mark.parametrize(("best", "expected"), [(4_140_000, ()), (4_139_999, ("illegal",)), (None, ())])
def test_pay_under_the_regional_minimum_is_unlawful(best, expected):
    assert broken(an_availability(), a_demand(best_wage_vnd=best, low_wage_vnd=None)) == expected


def test_a_low_end_under_the_minimum_cautions_and_does_not_block():
    demand = a_demand(best_wage_vnd=6_000_000, low_wage_vnd=4_000_000)

    assert broken(an_availability(), demand) == ()
    assert [c.code for c in facts_to_mind(demand)] == ["low_end_under_minimum"]


def test_pay_where_no_minimum_is_known_never_blocks():
    assert broken(an_availability(), a_demand(best_wage_vnd=1_000_000, region_minimum_vnd=None)) == ()


@pytest.mark.parametrize("asked", ["deposit", "papers"])
def test_who_asks_a_deposit_or_keeps_papers_is_removed(asked):
    assert broken(an_availability(), a_demand(unlawful=frozenset({asked}))) == ("illegal",)


@pytest.mark.parametrize(
    ("held", "asked", "expected"),
    [
        ((), None, ()),
        ((), "B", ("licence",)),
        (("B",), "B", ()),
        (("A1",), "B", ("licence",)),
        (("C",), "B", ()),
        (("B",), "C1", ("licence",)),
        (("A",), "A1", ()),
        (("D2", "A1"), "C1", ()),
    ],
)
def test_a_higher_class_serves_a_lower_one_and_not_the_other_way(held, asked, expected):
    assert broken(an_availability(licences=frozenset(held)), a_demand(licence=asked)) == expected


@pytest.mark.parametrize(("has", "asked", "expected"), [(9, 9, ()), (8, 9, ("schooling",)), (0, 0, ()), (None, 9, ())])
def test_the_required_class_must_be_reached(has, asked, expected):
    assert broken(an_availability(schooling=has), a_demand(schooling=asked)) == expected


def test_preferred_schooling_cautions_and_does_not_block():
    demand = a_demand(schooling=12, schooling_preferred=True)

    assert broken(an_availability(schooling=3), demand) == ()
    assert [(c.code, dict(c.facts)) for c in facts_to_mind(demand)] == [("schooling_preferred", {"value": 12})]


@pytest.mark.parametrize(
    ("can", "offered", "expected"),
    [
        (("ngày",), ("ngày", "đêm"), ()),
        (("ngày",), ("đêm",), ("shift",)),
        (("tối", "đêm"), ("ngày",), ("shift",)),
        ((), ("đêm",), ()),
        (("ngày",), (), ()),
    ],
)
def test_one_workable_shift_is_enough(can, offered, expected):
    assert broken(an_availability(shifts=frozenset(can)), a_demand(windows=windows(*offered))) == expected


@pytest.mark.parametrize(
    ("hours", "km", "expected"),
    [
        ((8 * 60, 17 * 60), 0.0, ()),
        ((7 * 60 + 59, 17 * 60), 0.0, ("treatment",)),
        ((8 * 60 + 30, 17 * 60), 12.49, ()),  # 12.5 km at 25 km/h is the half hour between
        ((8 * 60 + 30, 17 * 60), 12.51, ("treatment",)),
        ((22 * 60, 7 * 60), 0.0, ()),
        ((22 * 60, 7 * 60 + 1), 0.0, ("treatment",)),
        ((22 * 60, 6 * 60 + 30), 12.51, ("treatment",)),
    ],
)
def test_the_treatment_window_and_the_way_to_work_must_not_meet_the_hours(hours, km, expected):
    person = an_availability(treatment=SEVEN_TO_EIGHT)
    demand = a_demand(point=north_of(HAM_KIEM, km), windows=windows(ngày=[hours]))

    assert broken(person, demand) == expected


@pytest.mark.parametrize(
    ("offered", "can", "expected"),
    [
        (windows("ngày", "tối"), (), ()),
        (windows("ngày", "tối"), ("ngày",), ("treatment",)),
        (windows("ngày", "tối"), ("tối",), ()),
        ((), (), ()),
        (windows(ngày=[(9 * 60, 11 * 60), (6 * 60, 8 * 60)]), (), ("treatment",)),
    ],
)
def test_treatment_rules_out_an_opening_only_when_every_workable_shift_clashes(offered, can, expected):
    person = an_availability(treatment=SEVEN_TO_EIGHT, shifts=frozenset(can))

    assert broken(person, a_demand(windows=offered)) == expected


def test_where_the_place_is_unknown_the_way_counts_as_none():
    person = an_availability(commune=None, treatment=SEVEN_TO_EIGHT)

    assert broken(person, a_demand(windows=windows(ngày=[(8 * 60, 17 * 60)]))) == ()


@pytest.mark.parametrize("limit", PHYSICAL)
def test_work_that_health_limits_forbid_is_removed_and_no_other(limit):
    person = an_availability(forbidden_physical=frozenset({limit}))

    found = [broken(person, a_demand(physical=frozenset({p}))) for p in PHYSICAL]

    assert found == [("health",) if p == limit else () for p in PHYSICAL]


@pytest.mark.parametrize(
    ("km", "change", "expected"),
    [
        (29.99, {}, ()),
        (30.1, {}, ("distance",)),
        (30.1, {"transport": True}, ()),
        (30.1, {"transport": False}, ("distance",)),
        (30.1, {"housing": True}, ("distance",)),  # this person cannot stay over
    ],
)
def test_thirty_kilometres_is_the_way_people_go(km, change, expected):
    assert broken(an_availability(), a_demand(point=north_of(HAM_KIEM, km), **change)) == expected


def test_exactly_the_longest_commute_is_not_too_far():
    demand = a_demand(point=north_of(HAM_KIEM, 17.0))
    exact = float(commute_km(an_availability(), a_market(demand))[0])

    assert broken(an_availability(max_commute_km=exact), demand) == ()
    assert broken(an_availability(max_commute_km=exact - 1e-6), demand) == ("distance",)


def test_housing_and_readiness_to_stay_lift_the_distance():
    far = a_demand(commune=DUC_LINH, housing=True)

    assert broken(an_availability(can_stay_over=True), far) == ()
    assert broken(an_availability(can_stay_over=True), replace(far, housing=None)) == ("distance",)


@pytest.mark.parametrize(
    ("home", "work", "change", "expected"),
    [
        (HAM_KIEM, PHU_QUY, {"transport": True}, ("distance",)),
        (HAM_KIEM, PHU_QUY, {"housing": True}, ()),
        (PHU_QUY, HAM_KIEM, {"transport": True}, ("distance",)),
        (PHU_QUY, PHU_QUY, {}, ()),
    ],
)
def test_the_island_is_reached_only_with_housing(home, work, change, expected):
    person = an_availability(commune=home, can_stay_over=True, max_commute_km=500.0)

    assert broken(person, a_demand(commune=work, best_wage_vnd=9_000_000, **change)) == expected


@pytest.mark.parametrize(("home", "work"), [(None, HAM_KIEM), (HAM_KIEM, None), (PHU_QUY, None), (None, PHU_QUY)])
def test_unknown_places_never_block(home, work):
    assert broken(an_availability(commune=home), a_demand(commune=work)) == ()


@pytest.mark.parametrize(("best", "expected"), [(7_000_000, ()), (6_999_999, ("wage_floor",)), (None, ())])
def test_the_best_wage_must_reach_the_floor(best, expected):
    assert broken(an_availability(wage_floor_vnd=7_000_000), a_demand(best_wage_vnd=best)) == expected


def test_a_paused_or_suspended_employer_is_not_suggested():
    assert broken(an_availability(), a_demand(employer_ready=False)) == ("employer",)


def test_what_was_decided_before_does_not_come_again():
    person = an_availability(done=frozenset({7, 99}))

    found = check_rules(person, a_market(a_demand(6), a_demand(7)))

    assert (found.rules_of(0), found.rules_of(1)) == ((), ("already",))
