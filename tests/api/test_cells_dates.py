"""Dates and schooling as offices type them, and as Excel changed them."""

import datetime as dt

import pytest

from api.imports.cells import PartialDate, Read, column_is_swapped, read_date, read_schooling_cell

TODAY = dt.date(2026, 11, 23)
BIRTH = dt.date(1988, 3, 5)


@pytest.mark.parametrize(
    "raw",
    ["05/03/1988", "5/3/88", "05.03.1988", "5-3-1988", "05 / 03 / 1988", "ngày 05 tháng 3 năm 1988",
     "ngay 5 thang 3 nam 1988", "05031988", 32207, 32207.0, "32207", BIRTH, dt.datetime(1988, 3, 5, 7),
     "1988-03-05 00:00:00",
     "5-Mar-88", "05-Thg3-88"],
)  # fmt: skip
def test_a_day_is_read_in_every_writing(raw):
    assert read_date(raw, today=TODAY) == Read(PartialDate(BIRTH, "day"))


@pytest.mark.parametrize(
    "raw", ["1988", 1988, 1988.0, "00/00/1988", "../../1988", "--/--/1988", "SN 1988", "sinh năm 1988", "88"]
)
def test_a_year_alone_keeps_its_precision(raw):
    assert read_date(raw, today=TODAY) == Read(PartialDate(dt.date(1988, 1, 1), "year"))


@pytest.mark.parametrize("raw", ["03/1988", "00/03/1988", "tháng 3/1988", "tháng 3 năm 1988", "Mar-88", "../03/1988"])
def test_a_month_alone_keeps_its_precision(raw):
    assert read_date(raw, today=TODAY) == Read(PartialDate(dt.date(1988, 3, 1), "month"))


@pytest.mark.parametrize(
    "raw", ["31/02/1988", "29/2/1989", "13/13/1988", "5/3/188", "abc", True, dt.time(1), -5, "1/1/1988 - 2/2/1990"]
)
def test_an_impossible_date_holds_the_row(raw):
    read = read_date(raw, today=TODAY)

    assert read.value is None
    assert read.problem.endswith(".")


def test_a_month_above_twelve_was_written_month_first():
    read = read_date("03/25/1988", today=TODAY)

    assert read.value == PartialDate(dt.date(1988, 3, 25), "day")
    assert "25/03/1988" in read.doubt


def test_the_year_of_the_id_checks_the_birth_date():
    assert read_date("5/3/88", today=TODAY, id_year=1988).doubt is None
    assert "1998" in read_date("5/3/88", today=TODAY, id_year=1998).doubt


def test_the_year_of_the_id_settles_two_digits():
    assert read_date("5/3/28", today=TODAY).value.value.year == 2028
    assert read_date("5/3/28", today=TODAY, id_year=1928).value.value.year == 1928


def test_a_column_that_excel_took_month_first_is_turned_back():
    column = ["25/03/1988", dt.date(1988, 5, 3), None]

    read = read_date(column[1], today=TODAY, swapped=column_is_swapped(column))

    assert read.value.value == BIRTH
    assert "05/03/1988" in read.doubt and "03/05/1988" in read.doubt


def test_a_date_cell_with_a_day_above_twelve_clears_the_column():
    assert not column_is_swapped(["25/03/1988", dt.date(1988, 5, 3), dt.date(1988, 5, 30)])
    assert not column_is_swapped([dt.date(1988, 5, 3)])


@pytest.mark.parametrize(
    "raw", [dt.date(2025, 12, 9), dt.datetime(2025, 9, 12), "9-Dec", "12-Sep", "12-Thg9", "9/12", 46000.0, "09/12/2025"]
)
def test_schooling_that_excel_took_for_a_date_is_nine_of_twelve_again(raw):
    assert read_schooling_cell(raw) == Read("9/12")


@pytest.mark.parametrize(
    ("raw", "text"), [("lớp 7", "lớp 7"), (9.0, "9"), ("mù chữ", "mù chữ"), (dt.date(2025, 10, 7), "7/10")]
)
def test_other_schooling_is_handed_on(raw, text):
    assert read_schooling_cell(raw).value == text


def test_a_date_that_no_class_explains_holds_the_row():
    assert read_schooling_cell(dt.date(2025, 3, 5)).problem
