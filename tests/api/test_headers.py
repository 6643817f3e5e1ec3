"""A header is matched by its meaning: key, Vietnamese header and synonyms, and never what matching must not hold."""

import tomllib
from pathlib import Path

import pytest

import api
from api.imports.headers import HeaderMatch, header_key, is_forbidden, match_headers
from api.imports.lists import LISTS


@pytest.mark.parametrize("kind", LISTS)
def test_every_field_is_found_by_key_header_and_synonym_alone(kind):
    for field in LISTS[kind]:
        for name in (field.key, field.header, field.header.upper(), *field.synonyms):
            match = match_headers([name], LISTS[kind])

            assert field.key in match.columns or len(_claimants(kind, name)) > 1, (name, match)


@pytest.mark.parametrize(
    ("kind", "page", "labels"),
    [
        ("training", "course", {"course": "course", "provider": "provider", "ended": "end_date"}),
        ("counselling", "counselling", {"held": "counselled_on", "topic": "content"}),
        ("loans", "loan", {key: key for key in ("lent_on", "months", "lender", "purpose")} | {"amount": "amount_vnd"}),
        ("training", "own_data", {key: key for key in ("course", "provider", "level", "hours", "result")}),
        ("training", "own_data", {key: key for key in ("start_date", "end_date", "certificate_no")}),
        ("loans", "own_data", {key: key for key in ("amount_vnd", "lent_on", "months", "lender", "purpose", "scheme")}),
    ],
)
def test_what_a_page_of_the_product_calls_a_field_is_understood_as_a_header(kind, page, labels):
    words = tomllib.loads((Path(api.__file__).parent / f"locale/vi/{page}.toml").read_text(encoding="utf-8"))

    of_page = {**words, **words.get("key", {}), **words.get("field", {})}
    found = {label: [*match_headers([of_page[label]], LISTS[kind]).columns] for label in labels}

    assert found == {label: [key] for label, key in labels.items()}


def _claimants(kind: str, name: str) -> set[str]:
    return {field.key for field in LISTS[kind] if header_key(name) in map(header_key, field.names())}


def test_a_bare_trinh_do_of_a_list_of_people_is_the_schooling():
    assert match_headers(["Họ tên", "Trình độ"], LISTS["people"]).columns["schooling"] == ("Trình độ",)


@pytest.mark.parametrize("kind", LISTS)
def test_no_name_belongs_to_two_fields_of_a_list(kind):
    doubled = {n: c for field in LISTS[kind] for n in field.names() if len(c := _claimants(kind, n)) > 1}

    assert not doubled


@pytest.mark.parametrize(
    "header",
    ["Số lần cai", "Loại ma túy", "LOAI MA TUY SU DUNG", "Kết quả xét nghiệm", "HIV", "Tiền án, tiền sự",
     "Tiền án tiền sự", "Số lần điều trị", "Thời gian nghiện", "Chất sử dụng", "Xét nghiệm nước tiểu",
     "Test nhanh", "Tái nghiện", "Điều trị Methadone"],
)  # fmt: skip
def test_what_matching_must_not_hold_is_dropped_and_named(header):
    match = match_headers(["Họ tên", header], LISTS["people"])

    assert match.forbidden == [header]
    assert match.kept({header: "x"}) == {}


@pytest.mark.parametrize(
    "header", ["Số CMT", "Nghiên cứu", "Giờ điều trị hằng ngày", "Kết quả", "Ghi chú", "Mức lương"]
)
def test_ordinary_columns_are_not_forbidden(header):
    assert not is_forbidden(header) or match_headers([header], LISTS["people"]).columns


def test_unknown_columns_are_listed_and_kept():
    match = match_headers(["STT", "Họ tên", "Ký nhận"], LISTS["people"])

    assert (match.unknown, match.counting) == (["Ký nhận"], ["STT"])
    assert match.kept({"STT": 1, "Họ tên": "A", "Ký nhận": "đã ký"}) == {"Ký nhận": "đã ký"}


def test_an_x_in_a_nam_or_nu_column_gives_the_sex():
    match = match_headers(["Họ tên", "Nam", "Nữ"], LISTS["people"])

    assert match.gather({"Họ tên": "A", "Nam": None, "Nữ": "x"})["sex"] == "Nữ"
    assert match.gather({"Họ tên": "A", "Nam": "x", "Nữ": None})["sex"] == "Nam"
    assert match.gather({"Họ tên": "A", "Nam": "", "Nữ": "0"})["sex"] is None


def test_a_lone_women_column_of_openings_counts_seats():
    match = match_headers(["Đơn vị", "Số lượng", "Nữ"], LISTS["openings"])

    assert "sex" not in match.columns


def test_an_empty_header_matches_nothing():
    assert match_headers([], LISTS["people"]) == HeaderMatch()
