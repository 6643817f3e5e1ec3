"""What would open doors for one person, against a plain recount by rules and chances."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from employers.reference.shifts import TimeWindow
from matcher.market import load_market
from matcher.people import list_seekers
from matcher.ranking.changes import (
    GetLicence,
    GoFarther,
    StayOver,
    TakeCourse,
    TaughtCourse,
    licences_to_get,
    possible_changes,
)
from matcher.ranking.eligibility import check_rules, commute_km
from matcher.ranking.features import pair_features
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.unlocks import FIRST_PAGE, MOST_OF_A_KIND, find_unlocks
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
    some_work,
    windows,
)

EXPERT = AdditiveRanker.from_prior()
WELDING, SEWING = TaughtCourse("Kỹ thuật hàn", ("7212",)), TaughtCourse("May công nghiệp", ("8153",))
COURSES = (WELDING, SEWING, TaughtCourse("Điện nước", ("7126", "7411")))


def recounted(profile, person, market, change):
    """Ids that a change brings onto the first page: every opening judged alone, before and after."""

    def judged(profile, person):
        eligible = check_rules(person, market).eligible
        x = pair_features(profile, person, market).X
        chance = expit(EXPERT.decision_function(x, market.employers)) if len(market) else np.empty(0)
        return {d.opening_id: c for d, c, e in zip(market.demands, chance, eligible, strict=True) if e}

    now, then = judged(profile, person), judged(*change.applied(profile, person))
    page = sorted(now.values(), reverse=True)[:FIRST_PAGE]
    bar = page[-1] if len(page) == FIRST_PAGE else 0.0
    opened = {i for i, c in then.items() if c >= bar and not now.get(i, -1.0) >= bar}
    return opened, max(now.values(), default=0.0), max(then.values(), default=0.0)


DEMANDS = st.builds(
    lambda commune, changes: (commune, changes),
    st.sampled_from((HAM_KIEM, HAM_LIEM, PHAN_THIET, LA_GI, DUC_LINH, PHU_QUY, None)),
    st.fixed_dictionaries(
        {
            "isco": st.sampled_from((("9321",), ("7212",), ("8322",), ("7411",), ("8153", "7531"), ())),
            "licence": st.sampled_from((None, None, "A1", "B", "C1", "C", "D2")),
            "housing": st.sampled_from((None, True, False)),
            "transport": st.sampled_from((None, True, False)),
            "physical": st.sampled_from((frozenset(), frozenset({"heights"}))),
            "seats": st.integers(0, 2),
            "schooling": st.sampled_from((None, 5, 12)),
            "windows": st.sampled_from((windows("ngày"), windows("đêm"), ())),
        }
    ),
)
PEOPLE = st.fixed_dictionaries(
    {
        "max_commute_km": st.sampled_from((5.0, 15.0, 30.0)),
        "can_stay_over": st.booleans(),
        "licences": st.sampled_from((frozenset(), frozenset({"A1"}), frozenset({"B"}), frozenset({"C"}))),
        "consented": st.sampled_from((True, True, True, False)),
        "forbidden_physical": st.sampled_from((frozenset(), frozenset({"heights"}))),
        "youngest_birth": st.sampled_from((None, date(1990, 5, 1), date(2009, 5, 1), date(2006, 5, 1))),
        "treatment": st.sampled_from((None, TimeWindow(480, 540))),
        "done": st.sampled_from((frozenset(), frozenset({1, 2}))),
        "overrides": st.sampled_from(({}, {3: frozenset({"distance"})})),
    }
)
COMMUNES = st.sampled_from((HAM_KIEM, PHAN_THIET, PHU_QUY, None))
PROFILES = st.sampled_from((a_profile(), a_profile([a_course("7212")]), a_profile(work=[some_work("8153")])))


@settings(max_examples=120, deadline=None, database=None, derandomize=True)
@given(st.lists(DEMANDS, max_size=18), COMMUNES, PEOPLE, PROFILES)
def test_every_count_is_what_a_plain_recount_finds(drawn, commune, changes, profile):
    market = a_market(*(a_demand(i, c, **known) for i, (c, known) in enumerate(drawn, start=1)))
    person = an_availability(commune, **changes)

    found = find_unlocks(EXPERT, profile, person, market, COURSES)

    for unlock in found:
        opened, best_now, best_then = recounted(profile, person, market, unlock.change)
        assert set(unlock.openings) == opened
        assert len(unlock.openings) == len(opened) > 0
        assert (unlock.best_now, unlock.best_then) == pytest.approx((best_now, best_then), abs=1e-12)
    said = {u.change.code for u in found}
    silent = [
        c for c in possible_changes(profile, person, COURSES, TODAY) if isinstance(c, StayOver) and c.code not in said
    ]
    assert all(not recounted(profile, person, market, change)[0] for change in silent)


def test_every_count_of_the_province_is_what_a_plain_recount_finds(province):
    with province.read() as session:
        seekers, market = list_seekers(session, TODAY)[:40], load_market(session, TODAY)

    kinds = set()
    for seeker in seekers:
        for unlock in find_unlocks(EXPERT, seeker.profile, seeker.availability, market, COURSES):
            kinds.add(type(unlock.change))
            assert set(unlock.openings) == recounted(seeker.profile, seeker.availability, market, unlock.change)[0]

    assert kinds == {GetLicence, TakeCourse, GoFarther, StayOver}


def test_a_licence_opens_what_only_it_was_missing_for():
    market = a_market(
        a_demand(1, PHAN_THIET, isco=("8322",), licence="B"),
        a_demand(2, PHAN_THIET, isco=("8322",), licence="B", schooling=12),
        a_demand(3, PHAN_THIET, isco=("8332",), licence="CE"),
    )

    found = find_unlocks(EXPERT, a_profile(), an_availability(max_commute_km=20.0), market, ())

    assert [(u.change.code, u.openings, u.within_km, u.best_now) for u in found] == [("licence:B", (1,), 20.0, 0.0)]
    assert found[0].gain == found[0].best_then > 0


def test_the_larger_class_is_offered_only_where_it_opens_more():
    one = a_demand(1, PHAN_THIET, licence="B")

    only_b = find_unlocks(EXPERT, a_profile(), an_availability(), a_market(one), ())
    both = find_unlocks(
        EXPERT, a_profile(), an_availability(), a_market(one, replace(one, opening_id=2, licence="C1")), ()
    )

    assert [u.change.code for u in only_b] == ["licence:B"]
    assert [(u.change.code, len(u.openings)) for u in both] == [("licence:C1", 2), ("licence:B", 1)]


@pytest.mark.parametrize(
    ("born", "held", "may", "may_not"),
    [
        (date(2008, 11, 24), (), set(), {"A1", "A", "B1", "B", "C1", "C"}),
        (date(2008, 11, 23), (), {"A1", "A", "B1", "B", "C1"}, {"C", "BE", "D1"}),
        (date(2006, 5, 1), ("B",), {"A1", "C1"}, {"B", "C", "BE"}),
        (date(2005, 5, 1), ("B",), {"C", "BE"}, {"B", "D1", "CE"}),
        (date(1990, 5, 1), ("C",), {"CE", "D1", "D2", "D"}, {"B", "C1", "C", "DE"}),
        (None, (), {"A1", "B", "C1"}, {"C", "D"}),
    ],
)
def test_no_licence_is_offered_below_its_age_or_before_the_one_it_is_reached_from(born, held, may, may_not):
    person = an_availability(youngest_birth=born, licences=frozenset(held))

    offered = set(licences_to_get(person, TODAY))

    assert may <= offered
    assert not may_not & offered


def test_a_course_that_was_passed_is_not_offered_again_and_one_that_was_left_is():
    passed, left = a_profile([a_course("7212")]), a_profile([a_course("7212", result="Bỏ học")])
    person = an_availability()

    assert TakeCourse(WELDING, TODAY) not in possible_changes(passed, person, COURSES, TODAY)
    assert TakeCourse(WELDING, TODAY) in possible_changes(left, person, COURSES, TODAY)


def test_a_course_counts_as_a_fresh_short_course_passed_plainly():
    profile, _ = TakeCourse(WELDING, TODAY).applied(a_profile(), an_availability())

    assert profile == a_profile([a_course("7212", level="sơ cấp", result="Đạt", ended_on=TODAY)]) or (
        profile.evidence[0].level == pytest.approx(0.62 * 0.92) and profile.last_evidence_on == TODAY
    )


def test_a_course_raises_the_chance_where_its_trade_is_asked():
    market = a_market(*(a_demand(i, PHAN_THIET, isco=("7212",)) for i in range(1, 4)))

    found = find_unlocks(EXPERT, a_profile(), an_availability(), market, COURSES)

    assert found == []  # all three are on a first page that has room
    crowded = a_market(*market.demands, *(a_demand(i, HAM_KIEM, isco=("9321",)) for i in range(4, 20)))
    opened = {
        u.change.code: set(u.openings) for u in find_unlocks(EXPERT, a_profile(), an_availability(), crowded, COURSES)
    }
    assert opened["course:7212"] >= {1, 2, 3}


def test_who_can_stay_over_is_not_told_to_and_who_cannot_sees_what_it_opens():
    far = a_market(a_demand(1, DUC_LINH, housing=True))

    staying = find_unlocks(EXPERT, a_profile(), an_availability(can_stay_over=True), far, ())
    going_home = find_unlocks(EXPERT, a_profile(), an_availability(), far, ())

    assert staying == []
    assert [(u.change.code, u.openings) for u in going_home] == [("stay_over", (1,))]


def test_ten_kilometres_are_offered_only_where_five_do_not_do_as_well():
    person = an_availability(HAM_KIEM)
    market = a_market(a_demand(1, PHAN_THIET))
    away = float(commute_km(person, market)[0])

    near = find_unlocks(EXPERT, a_profile(), replace(person, max_commute_km=away - 3), market, ())
    farther = find_unlocks(EXPERT, a_profile(), replace(person, max_commute_km=away - 7), market, ())

    assert [u.change.code for u in near] == ["farther:5"]
    assert [u.change.code for u in farther] == ["farther:10"]


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"consented": False}, "no consent"),
        ({"case_open": False}, "case closed"),
        ({"youngest_birth": date(2012, 1, 1)}, "under fifteen"),
        ({"forbidden_physical": frozenset({"heights"})}, "limits of health stay"),
    ],
)
def test_no_change_lifts_any_other_rule(person, why):
    market = a_market(a_demand(1, DUC_LINH, licence="B", housing=True, physical=frozenset({"heights"})))

    assert find_unlocks(EXPERT, a_profile(), an_availability(**person), market, COURSES) == [], why


def test_an_empty_market_opens_nothing():
    assert find_unlocks(EXPERT, a_profile(), an_availability(), a_market(), COURSES) == []


def test_no_kind_of_change_is_offered_more_often_than_is_useful(province):
    with province.read() as session:
        seekers, market = list_seekers(session, TODAY)[:30], load_market(session, TODAY)
    many = [TaughtCourse(f"Lớp {code}", (code,)) for code in market.iscos]

    for seeker in seekers:
        found = find_unlocks(EXPERT, seeker.profile, seeker.availability, market, many)

        kinds = [type(u.change) for u in found]
        assert all(kinds.count(kind) <= MOST_OF_A_KIND for kind in kinds)
        assert found == sorted(found, key=lambda u: (-len(u.openings), -u.gain, u.change.code))
