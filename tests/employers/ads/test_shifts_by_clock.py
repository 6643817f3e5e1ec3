"""Shifts of an advertisement: those that words name, else those of the stated hours."""

import pytest

from employers.ads.hours import read_offered_shifts
from employers.ads.message import Passage


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        ("làm 7h-17h", ("ngày",)),
        ("làm 5h-10h", ("ngày",)),
        ("sáng 7h-11h chiều 13h-17h", ("ngày",)),
        ("16h-19h", ("ngày",)),
        ("làm từ 17h đến 23h", ("tối",)),
        ("9h-14h & 17h-22h", ("ngày", "tối")),
        ("ca chiều 14h-22h", ("tối",)),
        ("ca chiều", ("ngày",)),
        ("18h-6h", ("đêm",)),
        ("6h-18h hoặc 18h-6h", ("ngày", "đêm")),
        ("0h-5h", ("đêm",)),
        ("ca đêm từ 18h đến 1h", ("đêm",)),
        ("ca sáng 6h-14h, ca chiều 14h-22h", ("ngày", "tối")),
        ("làm từ 4h sáng", None),
        ("gọi từ 7h đến 17h", None),
    ],
)
def test_words_name_the_shift_and_the_clock_where_they_do_not(text, shifts):
    said = read_offered_shifts(Passage(text))

    assert (said.value if said else None) == shifts
