"""Wages are read as written, keep their unit, and are never confused with other numbers."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.reference.pay import (
    Wage,
    best_monthly_vnd,
    lowest_monthly_vnd,
    monthly_wage_vnd,
    read_wage,
    regional_minimum_vnd,
    wage_words,
)

REAL_ADS = Path(__file__).parents[3] / "shared" / "data" / "ads_listing.csv"
M = 1_000_000


def numbers(text, unit_vnd=1):
    wage = read_wage(text, unit_vnd)
    return wage and (wage.low_vnd, wage.high_vnd, wage.per)


@pytest.mark.parametrize(
    ("text", "low", "high", "per"),
    [
        ("7.500.000", 7.5 * M, 7.5 * M, "month"),
        ("7,500,000đ", 7.5 * M, 7.5 * M, "month"),
        ("7.500.000,00", 7.5 * M, 7.5 * M, "month"),
        ("7500000.0", 7.5 * M, 7.5 * M, "month"),
        ("7tr5", 7.5 * M, 7.5 * M, "month"),
        ("7tr500", 7.5 * M, 7.5 * M, "month"),
        ("7tr500k", 7.5 * M, 7.5 * M, "month"),
        ("7,5tr", 7.5 * M, 7.5 * M, "month"),
        ("7.5tr", 7.5 * M, 7.5 * M, "month"),
        ("7 triệu 500 nghìn", 7.5 * M, 7.5 * M, "month"),
        ("7 triệu rưỡi", 7.5 * M, 7.5 * M, "month"),
        ("8 triệu 2 ca", 8 * M, 8 * M, "month"),
        ("8 củ", 8 * M, 8 * M, "month"),
        ("7500k", 7.5 * M, 7.5 * M, "month"),
        ("7.500 triệu", 7.5 * M, 7.5 * M, "month"),
        ("8tr/26 công", 8 * M, 8 * M, "month"),
        ("120tr/năm", 10 * M, 10 * M, "month"),
        ("450.000đ/ngày công", 450_000, 450_000, "day"),
        ("300k/ngày", 300_000, 300_000, "day"),
        ("lương 300/ngày", 300_000, 300_000, "day"),
        ("300.000", 300_000, 300_000, "day"),
        ("350k/8 tiếng", 350_000, 350_000, "day"),
        ("250k/ca", 250_000, 250_000, "day"),
        ("lương ngày 350k", 350_000, 350_000, "day"),
        ("25k/h", 25_000, 25_000, "hour"),
        ("25.000/giờ", 25_000, 25_000, "hour"),
        ("28.000đ/sản phẩm", 28_000, 28_000, "piece"),
        ("500đ/sp", 500, 500, "piece"),
        ("30k/kg mủ", 30_000, 30_000, "piece"),
    ],
)
def test_one_amount_is_read_with_its_unit(text, low, high, per):
    assert numbers(text) == (low, high, per)


@pytest.mark.parametrize(
    ("text", "low", "high", "per"),
    [
        ("7.5 - 10 triệu", 7.5 * M, 10 * M, "month"),
        ("8-10tr", 8 * M, 10 * M, "month"),
        ("luong 8-10tr", 8 * M, 10 * M, "month"),
        ("6-7 trieu", 6 * M, 7 * M, "month"),
        ("7tr-12tr/Tháng + Hoa Hồng", 7 * M, 12 * M, "month"),
        ("từ 8 đến 10 triệu", 8 * M, 10 * M, "month"),
        ("10.000.000 – 17.000.000", 10 * M, 17 * M, "month"),
        ("7 - 9.000.000", 7 * M, 9 * M, "month"),
        ("10-8tr", 8 * M, 10 * M, "month"),
        ("8-10", 8 * M, 10 * M, "month"),
        ("280-320 nghìn/công", 280_000, 320_000, "day"),
        ("800k - 1tr/ngày", 800_000, 1 * M, "day"),
        ("500 - 1 triệu/ngày", 500_000, 1 * M, "day"),
        ("27 k - 30 k /giờ", 27_000, 30_000, "hour"),
    ],
)
def test_two_amounts_share_a_unit_and_stand_in_order(text, low, high, per):
    assert numbers(text) == (low, high, per)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Từ 12 triệu", 12 * M, None),
        ("trên 9tr", 9 * M, None),
        (">10tr/Tháng", 10 * M, None),
        ("8 triệu trở lên", 8 * M, None),
        ("8tr+", 8 * M, None),
        ("lương cứng 6tr + hoa hồng", 6 * M, None),
        ("Tới 15 triệu", None, 15 * M),
        ("đến 15 triệu", None, 15 * M),
        ("upto 15 triệu", None, 15 * M),
        ("dưới 10tr", None, 10 * M),
        ("khoảng 9tr", 9 * M, 9 * M),
    ],
)
def test_an_open_end_stays_open(text, low, high):
    assert numbers(text) == (low, high, "month")


@pytest.mark.parametrize("text", ["Thoả thuận", "thỏa thuận", "TT", "cạnh tranh", "thuong luong"])
def test_a_wage_to_be_agreed_has_no_numbers(text):
    wage = read_wage(text)

    assert wage is not None
    assert (wage.low_vnd, wage.high_vnd, wage.negotiable) == (None, None, True)


def test_a_piece_rate_without_a_number_is_still_a_piece_rate():
    wage = read_wage("lương SP")

    assert wage is not None
    assert (wage.low_vnd, wage.per, wage.negotiable) == (None, "piece", False)
    assert best_monthly_vnd(wage) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "0", "0912.345.678", "0912 345 678", "+84 912 345 678", "912345678", "1900 1234", "năm 2026", "2026",
        "12/05/2026", "2026-10-08 00:00:00", "8-Oct", "18-35 tuổi", "10 người", "8h/ngày", "26 ngày", "lương tháng 13",
        "1800 1091", "19006600", "phụ cấp 500k", "đăng ký sản phẩm", "200 USD", "5%", "7500000000",
    ],
)  # fmt: skip
def test_numbers_that_are_no_wage_are_not_read(text):
    assert read_wage(text) is None


@pytest.mark.parametrize("text", ["18000000", "18000000 đồng/tháng", "19000000/tháng", "lương 19000000"])
def test_a_round_amount_is_no_hotline(text):
    assert numbers(text)[0] in (18 * M, 19 * M)


def test_a_number_too_long_for_any_wage_is_not_read():
    assert read_wage("1" * 20_000) is None


def test_an_allowance_is_not_the_wage():
    assert numbers("phụ cấp 500k, lương 8tr, tăng ca 35k/h") == (8 * M, 8 * M, "month")


def test_a_telephone_number_beside_a_wage_is_left_alone():
    assert numbers("lh 0912 345 678 lương 8tr") == (8 * M, 8 * M, "month")


def test_the_total_income_counts_before_the_base_wage():
    assert numbers("Lương cơ bản 5.5tr, thu nhập 9-12tr") == (9 * M, 12 * M, "month")


@pytest.mark.parametrize(
    ("text", "low"),
    [("7.5", 7.5 * M), ("6,5 - 8", 6.5 * M), ("7500", 7.5 * M), ("7500000", 7.5 * M), ("10 (TT)", 10 * M)],
)
def test_a_unit_in_the_header_counts_for_bare_numbers(text, low):
    wage = read_wage(text, unit_vnd=1_000_000)

    assert wage is not None
    assert wage.low_vnd == low


def test_a_week_is_kept_as_six_days():
    wage = read_wage("1,5tr/tuần")

    assert wage is not None
    assert (wage.low_vnd, wage.per) == (250_000, "day")
    assert best_monthly_vnd(wage) == 6.5 * M


def test_the_words_are_kept_beside_the_reading():
    wage = read_wage("  7tr5 \u00a0bao ăn ")

    assert wage is not None
    assert wage.words == "7tr5 bao ăn"


def test_a_month_is_26_days_or_208_hours():
    assert monthly_wage_vnd(300_000, "day") == 7_800_000
    assert monthly_wage_vnd(25_000, "hour") == 5_200_000
    assert monthly_wage_vnd(7_000_000, "month") == 7_000_000
    assert monthly_wage_vnd(28_000, "piece") is None


def test_the_best_wage_falls_back_on_the_low_end_and_never_the_other_way_round():
    least, most = Wage(12 * M, None, "month", "", False), Wage(None, 15 * M, "month", "", False)

    assert (best_monthly_vnd(least), lowest_monthly_vnd(least)) == (12 * M, 12 * M)
    assert (best_monthly_vnd(most), lowest_monthly_vnd(most)) == (15 * M, None)


@pytest.mark.parametrize(
    ("region", "on", "vnd"),
    [
        ("I", date(2026, 1, 1), 5_310_000),
        ("II", date(2026, 11, 23), 4_730_000),
        ("III", date(2030, 1, 1), 4_140_000),
        ("IV", date(2026, 6, 1), 3_700_000),
        ("IV", date(2025, 12, 31), 3_450_000),
        ("III", date(2024, 7, 1), 3_860_000),
        ("I", date(2024, 6, 30), 4_680_000),
        ("I", date(2020, 1, 1), None),
        ("V", date(2026, 1, 1), None),
    ],
)
def test_the_minimum_wage_is_that_of_region_and_day(region, on, vnd):
    assert regional_minimum_vnd(region, on) == vnd


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7,5-10tr", "7,5 - 10 triệu đồng/tháng"),
        ("từ 12tr", "từ 12 triệu đồng/tháng"),
        ("tới 15tr", "đến 15 triệu đồng/tháng"),
        ("300k/ngày", "300.000 đồng/ngày"),
        ("28.000đ/sp", "28.000 đồng/sản phẩm"),
        ("lương SP", "theo sản phẩm"),
        ("TT", "thoả thuận"),
    ],
)
def test_a_wage_is_said_in_vietnamese(text, words):
    wage = read_wage(text)

    assert wage is not None
    assert wage_words(wage) == words


AMOUNTS = {"month": (1 * M, 100 * M), "day": (50_000, 5 * M), "hour": (5_000, 900_000), "piece": (1_000, 900_000)}


@st.composite
def wages(draw):
    per = draw(st.sampled_from(sorted(AMOUNTS)))
    least, most = AMOUNTS[per]
    low, high = sorted((draw(st.integers(least, most)) // 500 * 500, draw(st.integers(least, most)) // 500 * 500))
    ends = draw(st.sampled_from(((low, high), (low, None), (None, high), (low, low))))
    return Wage(*ends, per, "", draw(st.booleans()))


@given(wages())
def test_what_is_said_is_read_back(wage):
    again = read_wage(wage_words(wage))

    assert again is not None
    assert (again.low_vnd, again.high_vnd, again.per) == (wage.low_vnd, wage.high_vnd, wage.per)
    assert again.negotiable == wage.negotiable


@given(st.text(alphabet="0123456789.,- +/trkđngàytriệu()", max_size=40))
def test_any_text_gives_a_sensible_wage_or_none(text):
    wage = read_wage(text)

    if wage is not None and wage.low_vnd is not None and wage.high_vnd is not None:
        assert 0 < wage.low_vnd <= wage.high_vnd


@pytest.mark.skipif(not REAL_ADS.exists(), reason="../shared/data/ads_listing.csv is not here")
def test_every_wage_of_the_real_advertisements_is_read():
    with REAL_ADS.open(encoding="utf-8-sig", newline="") as rows:
        written = [row["wage"] for row in csv.DictReader(rows)]

    unread = [words for words in written if read_wage(words) is None]

    assert unread == []


@pytest.mark.parametrize("text", ["1 " * 10_000, "8-" * 10_000, "7 giờ " * 4_000, "8tr, " * 4_000])
def test_long_nonsense_is_read_in_the_time_of_a_cell(text):
    read_wage(text)
