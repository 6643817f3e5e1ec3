"""ID numbers, telephone numbers, names and sex as typed."""

import pytest

from api.imports.cells import (
    NationalId,
    PersonName,
    Phone,
    Read,
    read_name,
    read_national_id,
    read_phones,
    read_sex,
    read_sex_wish,
)

CARD = NationalId("060088001234", "cccd", 1988, "nam")


@pytest.mark.parametrize("raw", ["060088001234", "060 088 001 234", "'060088001234", "CCCD: 060088001234"])
def test_an_id_number_tells_birth_year_and_sex(raw):
    assert read_national_id(raw) == Read(CARD)


@pytest.mark.parametrize("raw", ["60088001234", 60088001234, 60088001234.0])
def test_a_lost_leading_zero_is_given_back_with_a_doubt(raw):
    read = read_national_id(raw)

    assert read.value == CARD
    assert "…234" in read.doubt and "60088001234" not in read.doubt


def test_an_id_number_that_excel_rounded_is_not_believed():
    assert read_national_id("6.0088E+10").doubt
    assert read_national_id(60088000000.0).doubt


def test_women_born_in_this_century_are_recognised():
    assert read_national_id("060305001234").value == NationalId("060305001234", "cccd", 2005, "nữ")


def test_an_old_card_has_nine_digits():
    assert read_national_id("260123456") == Read(NationalId("260123456", "cmnd"))


@pytest.mark.parametrize("raw", ["0600880012345", "abc", "123", "999999999999", 26012345])
def test_a_strange_id_number_is_kept_with_a_doubt_and_never_held(raw):
    read = read_national_id(raw)

    assert read.value
    assert read.doubt and not read.problem


@pytest.mark.parametrize(
    "raw",
    [
        "0912.345.678",
        "0912 345 678",
        912345678,
        912345678.0,
        "+84 912 345 678",
        "84912345678",
        "(+84)912-345-678",
        "SĐT: 0912345678",
    ],
)
def test_a_mobile_number_is_read_in_every_writing(raw):
    assert read_phones(raw) == Read((Phone("0912345678"),))


@pytest.mark.parametrize(
    "raw",
    [
        "0912345678 / 0987654321",
        "0912345678-0987654321",
        "0912345678,0987654321",
        "0912 345 678 0987 654 321",
        "912345678; 987654321",
    ],
)
def test_two_numbers_in_a_cell_are_two(raw):
    assert read_phones(raw).value == (Phone("0912345678"), Phone("0987654321"))


@pytest.mark.parametrize(
    ("raw", "notes"),
    [("0912345678 (mẹ)", ["mẹ"]), ("mẹ: 0912345678; chị Hai 0987654321", ["mẹ", "chị Hai"]),
     ("0912345678 (mẹ) 0987654321 (chị Hai)", ["mẹ", "chị Hai"]), ("0912345678 mẹ, 0987654321", ["mẹ", None])],
)  # fmt: skip
def test_the_words_beside_a_number_are_kept_with_it(raw, notes):
    assert [phone.note for phone in read_phones(raw).value] == notes


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("01681234567", "0381234567"),
        ("1201234567", "0701234567"),
        ("0199 1234567", "0591234567"),
        ("0623822123", "02523822123"),
    ],
)
def test_numbers_of_before_2018_are_converted_with_a_doubt(raw, number):
    read = read_phones(raw)

    assert read.value == (Phone(number),)
    assert read.doubt


@pytest.mark.parametrize("raw", ["0252 3822 123", "02523.822.123", 2523822123])
def test_a_landline_is_read(raw):
    assert read_phones(raw) == Read((Phone("02523822123"),))


def test_a_number_nobody_can_dial_is_doubted_and_never_held():
    read = read_phones("091234; 0987654321")

    assert read.value == (Phone("0987654321"),)
    assert "091234" in read.doubt and not read.problem


@pytest.mark.parametrize(
    ("raw", "name"),
    [("NGUYỄN VĂN A", "Nguyễn Văn A"), ("nguyen van a", "Nguyen Van A"), ("Nguyễn văn AN", "Nguyễn Văn An"),
     ("K' Bông", "K' Bông"), ("K' BÔNG", "K' Bông"),
     ("K'BÔNG", "K'Bông"), ("K'brêu", "K'brêu"), ("ka brẻo", "Ka Brẻo"),
     ("1. Lê Văn C", "Lê Văn C"),
     ("Ðặng  Văn\u00a0D", "Đặng Văn D")],
)  # fmt: skip
def test_a_name_gets_its_proper_case(raw, name):
    assert read_name(raw) == Read(PersonName(name))


@pytest.mark.parametrize(
    "raw", ["Mang Thị Bé (Bé Hai)", "MANG THỊ BÉ (BÉ HAI)", "Mang Thị Bé tức Bé Hai", "Mang Thị Bé (tức Bé Hai)"]
)
def test_an_alias_stands_apart(raw):
    assert read_name(raw).value == PersonName("Mang Thị Bé", "Bé Hai")


@pytest.mark.parametrize("raw", [12, "123", "---1", "(Tí)"])
def test_what_is_no_name_holds_the_row(raw):
    assert read_name(raw).problem


@pytest.mark.parametrize(("raw", "sex"), [("Nam", "nam"), ("NỮ", "nữ"), ("nu", "nữ"), ("M", "nam"), ("F", "nữ")])
def test_sex_is_read(raw, sex):
    assert read_sex(raw) == Read(sex)


def test_an_employer_may_welcome_both():
    assert read_sex_wish("Nam/Nữ") == Read("cả hai")
    assert read_sex_wish("nữ") == Read("nữ")
