from datetime import date

import pytest

from matcher.errors import FuturePeriod, NoSuchPeriod
from matcher.report_periods import Period, read_period, recent_periods, running_quarter, running_year

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("code", "close_day", "first", "last"),
    [
        ("2026Q4", 31, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026Q1", 31, date(2026, 1, 1), date(2026, 3, 31)),
        ("2026", 31, date(2026, 1, 1), date(2026, 12, 31)),
        ("2026Q4", 14, date(2026, 9, 15), date(2026, 12, 14)),
        ("2026q1", 14, date(2025, 12, 15), date(2026, 3, 14)),
        ("2026", 14, date(2025, 12, 15), date(2026, 12, 14)),
        ("2026Q2", 30, date(2026, 3, 31), date(2026, 6, 30)),
    ],
)
def test_a_period_closes_on_its_day_and_begins_the_day_after_the_one_before(code, close_day, first, last):
    period = read_period(code, close_day, TODAY)

    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize("close_day", [1, 14, 28, 31])
def test_the_quarters_of_a_year_are_the_year_without_gap_or_overlap(close_day):
    quarters = [Period(2026, q, close_day) for q in (1, 2, 3, 4)]

    days = sum((q.last - q.first).days + 1 for q in quarters)
    year = Period(2026, None, close_day)
    assert days == (year.last - year.first).days + 1
    assert (quarters[0].first, quarters[-1].last) == (year.first, year.last)


def test_a_period_that_begins_today_is_not_to_come_and_one_that_begins_tomorrow_is():
    assert read_period("2027Q1", 31, date(2027, 1, 1)).code == "2027Q1"
    with pytest.raises(FuturePeriod):
        read_period("2027Q1", 31, date(2026, 12, 31))


@pytest.mark.parametrize("code", ["", "2026Q5", "2026Q0", "quý 4", "26Q4", "2017", "2026-Q4", "2026Q44", "９９９９"])
def test_what_is_no_period_is_refused(code):
    with pytest.raises(NoSuchPeriod):
        read_period(code, 31, TODAY)


def test_a_period_runs_up_to_its_last_day():
    period = Period(2026, 4, 14)

    assert period.runs(date(2026, 12, 14))
    assert not period.runs(date(2026, 12, 15))
    assert running_quarter(14, date(2026, 12, 15)).code == "2027Q1"
    assert running_year(14, date(2026, 12, 15)).code == "2027"


def test_what_may_be_asked_for_is_the_running_quarter_four_before_it_and_two_years():
    codes = [period.code for period in recent_periods(31, TODAY)]

    assert codes == ["2026Q4", "2026Q3", "2026Q2", "2026Q1", "2025Q4", "2026", "2025"]
