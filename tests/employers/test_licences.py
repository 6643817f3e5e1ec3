"""Licence classes: old cards are read as their equals of 2025, higher classes serve lower ones."""

from datetime import date

import pytest

from employers.reference.licences import CLASSES, read_licences, read_required_licence, serves, written_licences

BEFORE, SINCE = date(2020, 5, 4), date(2025, 6, 1)


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("A1", {"A1"}), ("A2", {"A"}), ("A3", {"B1"}), ("B1", {"B"}), ("B2", {"B"}), ("C", {"C"}), ("D", {"D2"}),
        ("E", {"D"}), ("FB2", {"BE"}), ("FC", {"CE"}), ("FD", {"D2E"}), ("FE", {"DE"}), ("A1, B2", {"A1", "B"}),
        ("A1B2", {"A1", "B"}), ("Hạng A1 và C", {"A1", "C"}), ("b 2", {"B"}), ("B12", {"B"}),
    ],
)  # fmt: skip
def test_an_old_card_is_read_as_its_equal_of_2025(text, classes):
    assert read_licences(text, BEFORE).classes == classes


@pytest.mark.parametrize(
    "written", ["A1", "A", "B1", "B", "C1", "C", "D1", "D2", "D", "BE", "C1E", "CE", "D1E", "D2E", "DE"]
)
def test_a_new_card_is_read_as_written(written):
    reading = read_licences(written, SINCE)

    assert reading.classes == {written}
    assert reading.doubt is None


def test_a_b1_without_a_day_of_issue_is_read_as_a_car_with_doubt():
    reading = read_licences("B1")

    assert reading.classes == {"B"}
    assert reading.doubt is not None
    assert "ba bánh" in reading.doubt


@pytest.mark.parametrize("text", ["B1 số tự động", "B11"])
def test_an_automatic_b1_is_marked(text):
    reading = read_licences(text, BEFORE)

    assert reading.classes == {"B"}
    assert "số tự động" in (reading.doubt or "")


def test_an_undated_d_is_read_as_the_smaller_bus():
    reading = read_licences("D")

    assert reading.classes == {"D2"}
    assert reading.doubt is not None


@pytest.mark.parametrize("text", ["", "không", "Không có", "ko", "chưa có", "-", "0"])
def test_no_licence_is_no_doubt(text):
    reading = read_licences(text)

    assert reading.classes == frozenset()
    assert reading.doubt is None


def test_vehicles_named_instead_of_classes_are_read():
    assert read_licences("bằng lái xe máy").classes == {"A1"}
    assert read_licences("bằng lái ô tô").classes == {"B"}
    assert read_licences("bằng lái ô tô").doubt is not None


@pytest.mark.parametrize("text", ["xyz", "có", "A4", "hạng F", "A1 (đã mất)"])
def test_words_that_are_not_understood_come_back_as_doubt(text):
    assert read_licences(text).doubt is not None


@pytest.mark.parametrize(
    ("held", "required"),
    [("C", "B"), ("C", "C1"), ("A", "A1"), ("D", "D2"), ("D", "C"), ("D2", "D1"), ("D1", "B"), ("CE", "C"), ("BE", "B"),
     ("B1", "A1"), ("DE", "D")],
)  # fmt: skip
def test_a_higher_class_serves_a_lower_one(held, required):
    assert serves([held], required)
    assert not serves([required], held)


@pytest.mark.parametrize("car", ["B", "C1", "C", "D1", "D2", "D", "BE", "CE", "DE"])
def test_cars_and_motorbikes_are_separate_families(car):
    assert not serves([car], "A1")
    assert not serves(["A", "A1", "B1"], car)


@pytest.mark.parametrize("one", CLASSES)
def test_every_class_serves_itself_and_nothing_without_a_card(one):
    assert serves([one], one)
    assert not serves([], one)


def test_serving_is_transitive():
    serving = {a: {b for b in CLASSES if serves([a], b)} for a in CLASSES}

    assert all(serving[b] <= serving[a] for a in CLASSES for b in serving[a])


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("B2", "B"), ("bằng lái B2 trở lên", "B"), ("GPLX Hạng B2 Trở Lên", "B"), ("bằng lái xe máy", "A1"),
        ("bằng C", "C"), ("dấu C", "C"), ("Lái xe tải hạng C", "C"), ("tài xế bằng D, E", "D2"), ("bằng E", "D"),
        ("bằng FC", "CE"), ("B2, C", "B"), ("bang lai b2 hoac c", "B"), ("Bằng lái xe: B2", "B"), ("A1", "A1"),
        ("có bằng lái xe ô tô hạng B2", "B"), ("bằng lái xe máy A1", "A1"), ("bằng A1 và B2", "B"), ("C1", "C1"),
        ("bằng lái ô tô", "B"), ("GPLX B", "B"),
    ],
)  # fmt: skip
def test_the_required_class_is_read_from_an_advertisement(text, required):
    assert read_required_licence(text) == required


@pytest.mark.parametrize(
    "text",
    ["", "không yêu cầu", "Không cần bằng lái", "Có bằng cấp 3", "bằng B tin học", "tiếng Anh bằng B", "lô B2 KCN",
     "bằng lái xe nâng", "bán hàng A1", "tốt nghiệp THCS"],
)  # fmt: skip
def test_letters_that_are_no_licence_are_not_read(text):
    assert read_required_licence(text) is None


@pytest.mark.parametrize("text", ["DE" * 5_000 + "x", "D1E" * 300 + "?x", "bằng " + "B2, " * 5_000, "a " * 10_000])
def test_long_nonsense_is_read_in_the_time_of_a_cell(text):
    assert read_licences(text).classes <= set(CLASSES)
    assert read_required_licence(text) in {None, *CLASSES}


@pytest.mark.parametrize("issued_on", [None, BEFORE, SINCE])
@pytest.mark.parametrize("held", CLASSES)
def test_a_class_written_out_is_read_back_as_the_same_class_without_doubt(held, issued_on):
    reading = read_licences(written_licences([held], issued_on), issued_on)

    assert reading.classes == {held}
    assert reading.doubt is None


def test_a_three_wheeler_s_licence_of_unknown_day_is_written_under_its_old_name():
    assert written_licences(["B", "B1"], None) == "B; A3"
    assert written_licences(["B1"], SINCE) == "B1"
