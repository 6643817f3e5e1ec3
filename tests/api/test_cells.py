"""One value of a hand-typed list: yes/no, closed lists, hours, numbers, coordinates; and what all readers promise."""

import datetime as dt
import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.imports import cells
from api.imports.cells import Read
from employers.reference.shifts import TimeWindow

TODAY = dt.date(2026, 11, 23)
LIMITS = {"không nâng nặng": ("khong be nang",), "không làm trên cao": (), "không hóa chất": (), "không đứng lâu": ()}
READERS = {
    "text": cells.read_text,
    "code": cells.read_code,
    "yes_no": cells.read_yes_no,
    "list": functools.partial(cells.read_list, choices=LIMITS),
    "time_window": cells.read_time_window,
    "number": cells.read_number,
    "integer": cells.read_integer,
    "latitude": functools.partial(cells.read_coordinate, axis="latitude"),
    "longitude": functools.partial(cells.read_coordinate, axis="longitude"),
    "date": functools.partial(cells.read_date, today=TODAY),
    "swapped": functools.partial(cells.read_date, today=TODAY, id_year=1988, swapped=True),
    "schooling": cells.read_schooling_cell,
    "national_id": cells.read_national_id,
    "phones": cells.read_phones,
    "name": cells.read_name,
    "sex": cells.read_sex,
    "sex_wish": cells.read_sex_wish,
}
WORDS = st.sampled_from(
    ["05/03/1988", "00/", "ngày ", "tháng 3", " năm ", "0912", "345.678", "+84", "(mẹ)", "K'", "9-Dec",
     "6h30", "-", "x",
     "không", "1.234,5", "E+10", "10°55'", "\x00", "\ud800", "０９", "²", "Nguyễn ", ";", "sn", "\u00ad", "/", "1", "٣"]
)  # fmt: skip
RAW = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30),
    st.lists(WORDS, max_size=6).map("".join), st.datetimes(), st.dates(), st.times(), st.timedeltas(),
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=250, deadline=None)
@given(raw=RAW)
def test_no_reader_raises_and_none_loses_a_cell_silently(reader, raw):
    read = READERS[reader](raw)

    if cells.is_blank(raw):
        assert read == Read()
    else:
        assert read.value is not None or read.doubt or read.problem or read.says_none


@pytest.mark.parametrize("reader", READERS)
def test_a_cell_no_person_typed_is_a_problem(reader):
    for raw in ("a\x00b", "a\ud800", "x" * 32_768, float("nan"), float("inf")):
        assert READERS[reader](raw).problem


@pytest.mark.parametrize("raw", ["x", "X", "có", "co", "CÓ", "1", 1, 1.0, True, "TRUE", "✓", "yes"])
def test_a_yes_is_read(raw):
    assert cells.read_yes_no(raw) == Read(value=True)


@pytest.mark.parametrize("raw", ["K", "không", "ko", "khong", "0", 0, 0.0, False, "-", "chưa"])
def test_a_no_is_read(raw):
    assert cells.read_yes_no(raw) == Read(value=False)


@pytest.mark.parametrize("raw", ["có thể", "không thể chắc", "tùy"])
def test_neither_yes_nor_no_is_left_open_with_a_doubt(raw):
    read = cells.read_yes_no(raw)

    assert read.value is None
    assert read.doubt


def test_a_yes_with_more_words_is_a_yes_with_a_doubt():
    read = cells.read_yes_no("Có, 2 phòng")

    assert read.value is True
    assert read.doubt


@pytest.mark.parametrize(
    ("raw", "code"),
    [(12.0, "12"), ("HS 12", "HS 12"), ("'007", "007"), (7, "7"), ("  a\u00a0b ", "a b"), ("０７", "07")],
)
def test_a_code_is_text_without_excels_traces(raw, code):
    assert cells.read_code(raw).value == code


@pytest.mark.parametrize(
    ("raw", "value"),
    [("12,5", 12.5), ("12.5", 12.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("25 km", 25), ("1 200", 1200), (7, 7)],
)
def test_a_number_is_read_without_doubt(raw, value):
    assert cells.read_number(raw) == Read(value)


def test_a_number_that_could_be_two_names_both():
    read = cells.read_number("1.200")

    assert read.value == 1200
    assert "1200" in read.doubt and "1.2" in read.doubt


@pytest.mark.parametrize("raw", ["abc", -1, 51, "12,5", "60 người"])
def test_a_whole_number_out_of_bounds_or_broken_holds_the_row(raw):
    assert cells.read_integer(raw, low=0, high=50).problem


@pytest.mark.parametrize(
    "raw", ["10.9333", "10,9333", 10.9333, "10°55'59.9\"N", "10° 55′ 59.9″", "10 55 59,9", "10,9333; 108,1"]
)
def test_a_latitude_is_read_in_every_writing(raw):
    assert cells.read_coordinate(raw, axis="latitude").value == pytest.approx(10.9333, abs=1e-4)


def test_coordinates_written_the_wrong_way_round_are_a_problem_that_says_so():
    assert "ngược" in cells.read_coordinate(108.1, axis="latitude").problem


@pytest.mark.parametrize(
    "raw", ["06:30-08:00", "6h30 - 8h", "sáng 6h30-8h", "6g30-8g", "từ 6 giờ 30 đến 8 giờ", "6.30-8.00", "6h30’ – 8h"]
)
def test_a_time_window_is_read_in_every_writing(raw):
    assert cells.read_time_window(raw) == Read(TimeWindow(390, 480))


def test_the_afternoon_is_heard():
    assert cells.read_time_window("chiều 2h-3h").value == TimeWindow(840, 900)


@pytest.mark.parametrize("raw", ["7h", "6h-7h; 17h-18h", "25h-26h", "8h-8h", dt.time(6, 30)])
def test_hours_that_are_no_window_hold_the_row(raw):
    assert cells.read_time_window(raw).problem


def test_no_window_said_is_no_window():
    assert cells.read_time_window("không") == Read(says_none=True)


def test_several_words_of_a_closed_list_are_read_in_its_order():
    read = cells.read_list("Khong hoa chat; không nâng nặng", LIMITS)

    assert read == Read(("không nâng nặng", "không hóa chất"))


def test_words_outside_the_list_stand_in_the_doubt():
    read = cells.read_list("đau lưng, không đứng lâu", LIMITS)

    assert read.value == ("không đứng lâu",)
    assert "đau lưng" in read.doubt
