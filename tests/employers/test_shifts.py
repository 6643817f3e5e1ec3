"""Shifts and hours are read as written; a day is a circle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.reference.shifts import (
    DEFAULT_HOURS,
    TimeWindow,
    is_night,
    overlaps,
    read_hours,
    read_shifts,
    shift_of,
    working_windows,
)

DAY, EVENING, NIGHT = "ngày", "tối", "đêm"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("07:00-16:00", ["07:00-16:00"]), ("7h30 - 16h30", ["07:30-16:30"]), ("7g30-11g", ["07:30-11:00"]),
        ("7 giờ 30 đến 16 giờ 30", ["07:30-16:30"]), ("7:30 AM - 4:30 PM", ["07:30-16:30"]), ("8-17h", ["08:00-17:00"]),
        ("từ 7 giờ đến 5 giờ chiều", ["07:00-17:00"]), ("7h-5h", ["07:00-17:00"]), ("22h-6h", ["22:00-06:00"]),
        ("18h–6h", ["18:00-06:00"]), ("06.30-08.00", ["06:30-08:00"]), ("12h đêm đến 6h sáng", ["00:00-06:00"]),
        ("9h-14h & 17h-22h", ["09:00-14:00", "17:00-22:00"]), ("6h-14h/14h-22h", ["06:00-14:00", "14:00-22:00"]),
        ("T2-T7: 8h-17h", ["08:00-17:00"]), ("14h-24h", ["14:00-00:00"]),
        ("7h-11h 13h-17h", ["07:00-11:00", "13:00-17:00"]),
        ("7 giờ-11 giờ 13 giờ-17 giờ", ["07:00-11:00", "13:00-17:00"]),
    ],
)  # fmt: skip
def test_hours_are_read_as_written(text, hours):
    assert [str(window) for window in read_hours(text)] == hours


@pytest.mark.parametrize(
    "text", ["", "8-10tr", "18-35 tuổi", "26 ngày/tháng", "25h-26h", "8 tiếng/ngày", "05/03/2026", "2-3 ca"]
)
def test_numbers_that_are_no_hours_are_not_read(text):
    assert read_hours(text) == ()


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        ("hành chính", [DAY]), ("3 ca", [DAY, EVENING, NIGHT]), ("ca đêm", [NIGHT]), ("ca dem", [NIGHT]),
        ("sáng", [DAY]),
        ("ngày; tối", [DAY, EVENING]), ("ngay, dem", [DAY, NIGHT]), ("Ca ngày/ca đêm", [DAY, NIGHT]),
        ("không làm đêm", [DAY, EVENING]), ("không làm ca đêm", [DAY, EVENING]), ("tất cả", [DAY, EVENING, NIGHT]),
        ("07:00-16:00", [DAY]), ("22h-6h", [NIGHT]), ("sáng 7h-11h, chiều 13h-17h", [DAY]), ("8h-12h, 14h-18h", [DAY]),
        ("6h-14h, 14h-22h, 22h-6h", [DAY, EVENING, NIGHT]), ("xoay ca 6h-14h/14h-22h", [DAY, EVENING]),
        ("Ca sáng, ca chiều", [DAY, EVENING]), ("đêm", [NIGHT]), ("24/24", [DAY, EVENING, NIGHT]), ("", []),
    ],
)  # fmt: skip
def test_shifts_are_read_as_written(text, shifts):
    reading = read_shifts(text)

    assert list(reading.shifts) == shifts
    assert reading.doubt is None


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        ("xoay ca", [DAY, EVENING, NIGHT]), ("2 ca", [DAY, EVENING]), ("full time", [DAY]), ("part-time", []),
        ("ca gãy 9h-14h & 17h-22h", [DAY, EVENING]), ("26 ngày/tháng", []), ("đi làm ngay", []),
        ("ca ngày 18h-22h", [DAY]),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_read_with_doubt(text, shifts):
    reading = read_shifts(text)

    assert list(reading.shifts) == shifts
    assert reading.doubt


def test_a_window_belongs_to_the_shift_in_which_it_begins():
    begins = {
        5 * 60 + 59: NIGHT,
        6 * 60: DAY,
        13 * 60 + 59: DAY,
        14 * 60: EVENING,
        22 * 60 - 1: EVENING,
        22 * 60: NIGHT,
    }

    assert {minute: shift_of(TimeWindow(minute, minute + 60)) for minute in begins} == begins
    assert all(shift_of(window) == shift for shift, window in DEFAULT_HOURS.items())


def test_stated_hours_serve_their_shift_and_the_others_keep_default_hours():
    windows = working_windows([NIGHT, DAY], read_hours("08:00-17:00"))

    assert windows == {DAY: (TimeWindow(480, 1020),), NIGHT: (DEFAULT_HOURS[NIGHT],)}


def test_the_second_half_of_a_broken_day_is_never_forgotten():
    windows = working_windows([DAY], read_hours("8h-12h & 14h-18h"))

    assert windows == {DAY: (TimeWindow(480, 720), TimeWindow(840, 1080))}


def test_hours_of_an_unnamed_shift_leave_the_named_one_its_default():
    assert working_windows([DAY], read_hours("18h-22h")) == {DAY: (DEFAULT_HOURS[DAY],)}


def test_without_shifts_the_hours_name_them_and_without_both_nothing_is_known():
    assert list(working_windows([], read_hours("22h-6h"))) == [NIGHT]
    assert working_windows([], []) == {}


def test_a_night_shift_meets_the_early_morning():
    assert overlaps(TimeWindow(5 * 60, 5 * 60 + 30), DEFAULT_HOURS[NIGHT])
    assert not overlaps(TimeWindow(6 * 60, 7 * 60), DEFAULT_HOURS[NIGHT])


def test_travel_counts_before_and_after():
    treatment, day = TimeWindow(390, 420), TimeWindow(420, 960)

    assert not overlaps(treatment, day)
    assert overlaps(treatment, day, travel_minutes=1)
    assert overlaps(TimeWindow(960, 990), day, travel_minutes=1)


def test_night_is_from_22_to_6():
    assert is_night(TimeWindow(14 * 60, 22 * 60 + 1))
    assert is_night(TimeWindow(5 * 60, 13 * 60))
    assert not is_night(DEFAULT_HOURS[DAY])
    assert not is_night(DEFAULT_HOURS[EVENING])


def test_an_end_before_the_start_is_the_next_day():
    assert TimeWindow(1320, 360) == TimeWindow(1320, 1800)


@pytest.mark.parametrize(("start", "end"), [(-1, 60), (1440, 1500), (0, 1441)])
def test_minutes_outside_a_day_are_refused(start, end):
    with pytest.raises(ValueError, match="No stretch of a day"):
        TimeWindow(start, end)


windows = st.builds(lambda start, length: TimeWindow(start, start + length), st.integers(0, 1439), st.integers(1, 1440))


@given(windows, windows, st.integers(0, 300))
def test_overlap_is_that_of_minutes_on_a_circle(one, other, travel):
    def minutes(window, padding=0):
        return {m % 1440 for m in range(window.start_minute - padding, window.end_minute + padding)}

    assert overlaps(one, other, travel) == bool(minutes(one) & minutes(other, travel))


@given(st.text(alphabet="0123456789hg:-,& ngàytốiđêmcasángkhông", max_size=30))
def test_any_text_is_read_without_failing(text):
    reading = read_shifts(text)

    assert set(reading.shifts) <= {DAY, EVENING, NIGHT}
