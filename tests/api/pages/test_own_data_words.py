"""What is held about a person reads as words: every field is named, codes and hours are as people write them."""

import pytest

from api.acts.own_data import _INSIDE, _OF_PERSON, own_data
from api.identities import Identity
from api.person_bodies import Phone, SafeContactBody
from api.web.catalogue import LANGUAGES, words
from api.web.own_data_words import _NOT_SAID, moment, rows_in_words
from matcher.tables import CheckIn, Person
from tests.api.conftest import caller_named

NAMED_LATER = {"opening_id": "opening", "recipient_id": "recipient", "note_key_id": "note", "placement_id": "opening"}


def fields_held():
    tables = [table for _, table in _OF_PERSON]
    names = {f for held in (*tables, Person, Identity, CheckIn, Phone, SafeContactBody) for f in held.model_fields}
    return sorted({NAMED_LATER.get(f, f) for f in names - _INSIDE - _NOT_SAID})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_that_is_held_has_a_name_for_people(language):
    unnamed = [f for f in fields_held() if f"own_data.field.{f}" not in words(language)]

    assert unnamed == []


def test_the_page_of_what_is_held_speaks_in_words(shared_site):
    shared_site.sign_in("canbo")
    shared_site.get("/people/PT-001")

    page = shared_site.get("/people/PT-001/own-data").text

    assert "Họ và tên" in page
    assert not [f for f in fields_held() if f"<dt>{f}</dt>" in page or f"{f}:" in page]
    assert "canbo (cán bộ phụ trách): Xem hồ sơ" in page


def test_codes_days_and_marks_read_as_words():
    held = {
        "sex": "nam", "birth_date": "1988-03-05", "can_relocate": False, "health_limits": ["no_heights"],
        "schooling": None, "max_commute_km": 30.0,
        "work_history": [{"words": "phụ hồ", "isco": "9313", "months": 24}], "revision": 3, "commune_code": "23231",
    }  # fmt: skip

    said = dict(rows_in_words(held, "vi"))

    assert said["Ngày sinh"] == "05/03/1988"
    assert (said["Ở lại nơi làm được"], said["Việc cần tránh"]) == ("không", "làm trên cao")
    assert said["Xã, phường đang ở"] == "Phường Phước Hội"
    assert said["Việc đã làm"].startswith("Lời ghi: phụ hồ, Nghề: ")
    assert said["Đi làm xa nhất (km)"] == "30"
    assert list(said)[:3] == ["Ngày sinh", "Giới tính", "Xã, phường đang ở"]
    assert len(said) == 7


def test_a_moment_is_told_by_the_clocks_of_vietnam():
    assert moment("2026-11-28T23:44:54+00:00") == "29/11/2026 06:44"


def test_the_file_for_the_person_keeps_every_field(office):
    held = own_data(caller_named(office, "canbo"), "PT-001")

    assert held["record"]["birth_precision"]


def test_an_amount_has_its_thousands_apart():
    assert rows_in_words({"wage_floor_vnd": 5_000_000}, "vi")[0][1] == "5.000.000"
    assert rows_in_words({"wage_floor_vnd": 5_000_000}, "en")[0][1] == "5,000,000"
