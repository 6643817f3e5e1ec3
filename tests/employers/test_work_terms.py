"""The closed lists read the words of formats.md and lose no other word."""

import pytest

from employers.reference.work_terms import (
    CONTRACT_KINDS,
    EMPLOYER_KINDS,
    HEALTH_LIMITS,
    PHYSICAL_PROPERTIES,
    VEHICLES,
    employer_kind_of_name,
    forbidden_work,
    read_contract,
    read_employer_kind,
    read_health_limits,
    read_physical,
    read_vehicle,
    shown,
)

LISTS = [
    (CONTRACT_KINDS, read_contract),
    (PHYSICAL_PROPERTIES, read_physical),
    (HEALTH_LIMITS, read_health_limits),
    (EMPLOYER_KINDS, read_employer_kind),
    (VEHICLES, read_vehicle),
]
CASES = [(terms, read, code) for terms, read in LISTS for code in terms]


@pytest.mark.parametrize(("terms", "read", "code"), CASES)
def test_what_is_shown_is_read_back(terms, read, code):
    reading = read(shown(terms, code).upper())

    assert (reading.codes, reading.unread) == ((code,), "")


@pytest.mark.parametrize(("terms", "read", "code"), CASES)
def test_a_code_is_read_back(terms, read, code):
    assert read(code).codes == (code,)


@pytest.mark.parametrize(
    ("text", "code"),
    [("12 tháng", "fixed"), ("HĐLĐ 1 năm", "fixed"), ("Hợp đồng thời vụ 3 tháng", "seasonal"), ("KXĐTH", "indefinite"),
     ("Thử việc 2 tháng, sau đó không xác định thời hạn", "indefinite")],
)  # fmt: skip
def test_contracts_are_read_by_their_kind_or_length(text, code):
    assert read_contract(text).codes == (code,)


def test_a_probation_alone_is_no_contract():
    assert read_contract("thử việc 2 tháng").codes == ()


def test_several_properties_are_read_in_the_order_of_the_list():
    assert read_physical("đứng lâu; bốc vác").codes == ("heavy_lifting", "long_standing")


def test_a_property_that_is_denied_is_not_read():
    assert read_physical("không nâng nặng, đứng lâu").codes == ("long_standing",)


@pytest.mark.parametrize("text", ["không nâng nặng", "ko nâng nặng", "nâng nặng", "không được làm việc nặng"])
def test_a_health_limit_is_read_with_or_without_its_no(text):
    assert read_health_limits(text).codes == ("no_heavy_lifting",)


def test_an_illness_is_not_read_but_not_lost():
    reading = read_health_limits("đau lưng, không đứng lâu")

    assert (reading.codes, reading.unread) == (("no_long_standing",), "đau lưng")


@pytest.mark.parametrize("text", ["", "không", "bình thường", "Sức khỏe tốt"])
def test_good_health_has_no_limit(text):
    assert read_health_limits(text).codes == ()
    assert read_health_limits(text).unread == ""


def test_each_health_limit_forbids_one_property_of_work():
    assert forbidden_work(HEALTH_LIMITS) == set(PHYSICAL_PROPERTIES)
    assert forbidden_work(["no_heights"]) == {"heights"}
    assert forbidden_work([]) == frozenset()


@pytest.mark.parametrize(
    ("text", "code"),
    [("nông trường/đồn điền", "plantation"), ("HTX", "cooperative"), ("hộ KD", "household"), ("Cty TNHH", "company")],
)
def test_employer_kinds_are_read_with_their_synonyms(text, code):
    assert read_employer_kind(text).codes == (code,)


def test_an_empty_kind_is_not_guessed():
    assert read_employer_kind("").codes == ()
    assert employer_kind_of_name("Công ty TNHH May Minh Phát") is None
    assert employer_kind_of_name("HTX Thanh Long Hàm Mỹ") == "cooperative"
    assert employer_kind_of_name("Hộ kinh doanh Ba Tân") == "household"


def test_an_empty_vehicle_cell_means_unknown_and_not_none():
    assert read_vehicle("").codes == ()
    assert read_vehicle("không").codes == ("none",)
    assert read_vehicle("có xe máy, xe đạp").codes == ("motorbike", "bicycle")


@pytest.mark.parametrize("read", [read for _, read in LISTS])
def test_words_of_no_list_come_back_as_typed(read):
    reading = read("Zéphyr quý")

    assert (reading.codes, reading.unread) == ((), "Zéphyr quý")
