"""Schooling is read as classes completed, also from Excel's dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.reference.schooling import read_schooling


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("9/12", 9), ("0/12", 0), ("12 / 12", 12), ("lớp 7", 7), ("lop 9", 9), ("9", 9), ("mù chữ", 0),
        ("không biết chữ", 0),
        ("XMC", 3), ("xóa mù chữ", 3), ("xoa mu", 3), ("Tiểu học", 5), ("THCS", 9), ("cấp 2", 9), ("cấp II", 9),
        ("THPT", 12),
        ("cap 3", 12), ("TN THPT", 12), ("Tốt nghiệp 12", 12), ("trung cấp", 12), ("Cao đẳng", 12), ("đại học", 12),
        ("BTVH 9/12", 9), ("THCS/THPT", 9), ("THCS trở lên", 9), ("THCS trở lên, ưu tiên THPT", 9),
    ],
)  # fmt: skip
def test_schooling_is_read_as_classes(text, grade):
    reading = read_schooling(text)

    assert (reading.grade, reading.doubt, reading.preferred) == (grade, None, False)


@pytest.mark.parametrize(
    "text",
    ["9-Dec", "12-Sep", "Sep-12", "09-Thg12", "2026-12-09 00:00:00", "2026-09-12", "09/12/2026", "46000", "09-12-2025"],
)
def test_a_nine_of_twelve_that_excel_made_a_date_is_read_back(text):
    assert read_schooling(text).grade == 9


@pytest.mark.parametrize(
    ("text", "grade"), [("12-Oct", 10), ("10-Dec", 10), ("12-Dec", 12), ("1-Dec", 1), ("12-Jan", 1)]
)
def test_every_class_survives_excel(text, grade):
    assert read_schooling(text).grade == grade


@pytest.mark.parametrize(
    ("text", "grade"), [("3/10", 3), ("4/10", 5), ("7/10", 9), ("10/10", 12), ("7-Oct", 9), ("10-Jul", 9)]
)
def test_the_old_ten_year_system_is_read_with_doubt(text, grade):
    reading = read_schooling(text)

    assert reading.grade == grade
    assert "hệ 10 năm" in (reading.doubt or "")


@pytest.mark.parametrize("text", ["", "không yêu cầu", "khong yeu cau", "Không yêu cầu bằng cấp", "Lao động phổ thông"])
def test_nothing_required_is_neither_grade_nor_doubt(text):
    reading = read_schooling(text)

    assert (reading.grade, reading.doubt) == (None, None)


@pytest.mark.parametrize("text", ["ưu tiên THPT", "THPT (ưu tiên)", "uu tien tot nghiep cap 3"])
def test_a_preference_is_not_a_requirement(text):
    reading = read_schooling(text)

    assert (reading.grade, reading.preferred) == (12, True)


@pytest.mark.parametrize(
    ("text", "grade"), [("13/12", None), ("abc", None), ("8-Aug", None), ("biết chữ", 3), ("12/9", 9)]
)
def test_what_is_not_certain_is_read_with_doubt(text, grade):
    reading = read_schooling(text)

    assert reading.grade == grade
    assert reading.doubt


def test_a_class_that_was_left_is_read_with_doubt():
    assert read_schooling("nghỉ học lớp 6").grade == 6
    assert read_schooling("nghỉ học lớp 6").doubt


@given(st.text(alphabet="0123456789/-. lớpTHCSPDecSep", max_size=20))
def test_any_text_gives_a_class_of_twelve_or_none(text):
    grade = read_schooling(text).grade

    assert grade is None or 0 <= grade <= 12
