import json

import numpy as np
import pytest
from sqlmodel import select

from matcher import fairness
from matcher.fairness import changed_by_protected, groups_of, measure_fairness
from matcher.market import load_market
from matcher.people import list_seekers
from matcher.planning import plan_caseload
from matcher.ranking import shares
from matcher.ranking.fairness import compare_groups, shown_groups
from matcher.ranking.shares import Figure
from matcher.tables import Person
from tests.factories import PHAN_THIET, PHU_QUY, TODAY, the_expert


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_the_published_interval(hits, cases, low, high):
    figure = shares.share(hits, cases)

    assert (round(figure.low, 4), round(figure.high, 4)) == (low, high)


def test_a_difference_of_shares_has_the_published_interval():
    # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10: 56/70 - 48/80.
    gap = shares.difference(shares.share(56, 70), shares.share(48, 80))

    assert [round(v, 4) for v in (gap.value, gap.low, gap.high)] == [0.2, 0.0524, 0.3339]


def test_the_interval_of_a_mean_holds_the_truth_as_often_as_it_says():
    draws = np.random.default_rng(0)

    held = [abs((f := shares.mean(draws.normal(3.0, 2.0, 40))).value - 3) <= f.high - f.value for _ in range(2000)]

    assert 0.92 < np.mean(held) < 0.97


def test_a_share_of_nobody_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        shares.share(0, 0)


def test_the_smallest_difference_shrinks_with_more_cases_and_may_not_exist():
    few, many = shares.smallest_difference(0.35, 50), shares.smallest_difference(0.35, 500)

    assert few > 2.5 * many
    assert shares.smallest_difference(0.35, 0) is None
    assert shares.smallest_difference(0.9, 10) is None


def test_the_smallest_difference_is_the_textbooks():
    # 0.5 against 0.65 takes 170 a side at 80 % power (Fleiss, Levin & Paik 2003, table A.4 without correction).
    assert shares.smallest_difference(0.5, 170) == pytest.approx(0.15, abs=0.002)


def test_a_group_of_seven_is_hidden_and_one_of_eight_is_shown():
    groups = ["a"] * 20 + ["b"] * 8 + ["c"] * 7 + ["d"] * 5

    compared = compare_groups("x", "m", groups, np.ones(40), is_share=True)

    shown = {c.group: c for c in compared.cells}
    assert (shown["b"].people, shown["c"].people, shown["d"].people) == (8, None, None)
    assert shown["c"].figure is None
    assert shown["c"].gap is None


def test_a_cell_that_would_follow_by_subtraction_takes_another_with_it():
    assert shown_groups({"a": 100, "b": 30, "c": 5}) == {"a"}
    assert shown_groups({"a": 100, "b": 30, "c": 5, "d": 3}) == {"a", "b"}
    assert shown_groups({"a": 100, "b": 30, "c": 0}) == {"a", "b"}


def test_gaps_are_against_the_largest_group_and_unknown_values_count_nowhere():
    groups = ["a"] * 30 + ["b"] * 10
    values = np.array([0.4, 0.6] * 15 + [0.1, 0.3] * 4 + [np.nan] * 2)

    compared = compare_groups("x", "m", groups, values, is_share=False)

    first, second = compared.cells
    assert (compared.reference, first.gap, second.people) == ("a", None, 8)
    assert second.gap.value == pytest.approx(-0.3)
    assert second.gap.low < -0.3 < second.gap.high < 0


@pytest.mark.parametrize(
    ("changes", "schooling", "expected"),
    [
        ({"sex": "nữ", "ethnicity": "Kinh", "commune_code": PHAN_THIET}, 5, ("female", "kinh", "ward", "primary")),
        (
            {"sex": "Nam", "ethnicity": "K'Ho", "commune_code": PHU_QUY},
            6,
            ("male", "other", "special_zone", "lower_secondary"),
        ),
        ({}, 12, ("unknown", "unknown", "unknown", "upper_secondary")),
        ({}, None, ("unknown", "unknown", "unknown", "unknown")),
    ],
)
def test_groups_are_wide_enough_to_hide_in(changes, schooling, expected):
    found = groups_of(Person(code="x", registered_on=TODAY, **changes), schooling)

    assert tuple(found.values()) == expected


@pytest.fixture(scope="module")
def measured(province):
    with province.read() as session:
        return measure_fairness(session, load_market(session, TODAY), the_expert(), TODAY)


def test_every_attribute_has_every_measure(measured):
    found = {(c.attribute, c.measure) for c in measured.comparisons}

    assert found == {(a, m) for a in fairness.ATTRIBUTES for m in ("suggested", "best_chance", "planned", "seat_price")}


def test_nothing_of_a_small_cell_is_in_what_is_stored(measured):
    cells = [c for comparison in measured.comparisons for c in comparison.cells]

    assert all(c.people is None or c.people >= 8 for c in cells)
    assert any(c.people is None for c in cells), "the province must have a small group"
    assert all((c.people is None) == (c.figure is None) for c in cells)
    json.dumps(measured.as_dict())


def test_intervals_hold_their_figures(measured):
    figures = [f for c in measured.comparisons for cell in c.cells for f in (cell.figure, cell.gap) if f]

    assert len(figures) > 20
    assert all(f.low <= f.value <= f.high for f in figures)


def test_seat_prices_are_compared_among_those_who_have_a_seat(province, measured):
    with province.read() as session:
        pairs = plan_caseload(list_seekers(session, TODAY), load_market(session, TODAY), the_expert()).pairs

    for comparison in (c for c in measured.comparisons if c.measure == "seat_price"):
        shown = [cell for cell in comparison.cells if cell.people is not None]
        assert shown
        assert sum(cell.people for cell in shown) <= len(pairs)
        assert all(0 <= cell.figure.value <= 1 for cell in shown)
        if len(shown) == len(comparison.cells):
            total = sum(cell.people * cell.figure.value for cell in shown)
            assert total == pytest.approx(sum(pair.seat_price for pair in pairs))


def test_changing_a_protected_attribute_alone_changes_nothing(province):
    with province.read() as session:
        found = changed_by_protected(session, load_market(session, TODAY), the_expert(), TODAY, people=30)

    assert found == {"sex": 0, "ethnicity": 0, "programme": 0}


def test_the_paired_profile_test_would_notice(province, monkeypatch):
    """It is fed an attribute that does act, so that a pass is worth something."""
    monkeypatch.setattr(fairness, "PROTECTED", {"wishes": ([], [{"words": "thợ hàn", "isco": ["7212"]}])})

    with province.read() as session:
        found = changed_by_protected(session, load_market(session, TODAY), the_expert(), TODAY, people=10)

    assert found["wishes"] >= 8


def test_the_paired_profiles_leave_no_trace(province):
    with province.read() as session:
        changed_by_protected(session, load_market(session, TODAY), the_expert(), TODAY, people=5)

        assert not session.new
        assert not session.dirty
        assert session.exec(select(Person)).first() is not None


def test_a_figure_is_plain_numbers():
    assert json.dumps(shares.share(1, 3).__class__ is Figure) == "true"
    assert all(type(v) is float for f in (shares.share(1, 3), shares.mean(np.ones(3))) for v in (f.low, f.high))
