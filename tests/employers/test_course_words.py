"""Courses as offices write them are read as their trade, and words of the class never make another trade of it."""

import pytest

from employers.reference.course_words import link_course, trade_of_course

TRADES = (
    *("Hàn", "Hàn điện", "Kỹ thuật hàn", "May", "May công nghiệp", "Điện", "Điện dân dụng", "Điện nước", "Điện lạnh"),
    *("Máy lạnh", "Mộc", "Nề", "Phay", "Sơn", "Cắt tóc", "Pha chế", "Nấu ăn", "Lái xe", "Lái xe nâng", "Sửa xe honda"),
    *("Làm cửa sắt", "Chế biến thủy sản", "Chăn nuôi heo", "Trồng cao su", "Tin học văn phòng", "Sửa khóa", "Hàn 3G"),
)
AFTER = (
    *("cơ bản", "nâng cao", "sơ cấp", "sơ cấp nghề", "trình độ sơ cấp", "hệ trung cấp", "bậc 3/7", "ngắn hạn"),
    *(
        "3 tháng",
        "dưới 3 tháng",
        "(480 giờ)",
        "K12",
        "- K.12",
        "K5/2026",
        "khóa 2",
        "khoá 3/2026",
        "– Khóa II",
        "lớp 2A",
    ),
    *("lớp A", "năm 2026", "2025-2026", "đợt 1", "cho lao động nông thôn", "từ cơ bản đến nâng cao", "tại chỗ"),
    *("(sơ cấp bậc 1), khóa 2 năm 2026", "co ban", "khoa 2", "từ 01/02/2026 đến 30/04/2026"),
)
BEFORE = ("Lớp", "Lớp dạy nghề", "Sơ cấp nghề", "Đào tạo nghề", "Học nghề", "Nâng cao tay nghề", "Nghề:", "K12 -")


def codes(text, taught=None):
    return [reading.code for reading in link_course(text, taught or {})]


@pytest.mark.parametrize("trade", TRADES)
def test_words_of_the_class_never_change_the_trade(trade):
    ours = codes(trade)

    written = [f"{trade} {words}" for words in AFTER]
    written += [f"{words} {trade.lower()}" for words in BEFORE]
    written += [f"Lớp {trade.lower()} {words}".upper() for words in AFTER[:4]]
    assert {text: codes(text) for text in written if codes(text) != ours} == {}


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("Lớp hàn cơ bản K12 (3 tháng)", "hàn"),
        ("Han co ban", "Han"),
        ("Sơ cấp nghề may – khóa 2/2026", "nghề may"),
        ("Sơ cấp cứu", "Sơ cấp cứu"),
        ("Sửa khóa 2", "Sửa khóa 2"),
        ("Trồng cỏ bán", "Trồng cỏ bán"),
        ("Vận hành xe nâng cao", "Vận hành xe nâng cao"),
        ("Lái xe hạng B2", "Lái xe hạng B2"),
        ("Nghề cá", "Nghề cá"),
        ("Quản lý tài chính", "Quản lý tài chính"),
        ("Gọt khoai", "Gọt khoai"),
        ("Lop mai ton", "Lop mai ton"),
        ("Hàn ba tháng", "Hàn"),
        ("3 tháng", "3 tháng"),
        ("", ""),
        ("-" * 40_000 + "K1", "-" * 40_000 + "K1"),
    ],
)
def test_only_what_says_which_class_it_was_is_taken_off(text, trade):
    assert trade_of_course(text) == trade


def test_a_degree_that_makes_another_occupation_is_heeded():
    assert codes("Dược sĩ trung cấp") == codes("Dược sĩ trung cấp K12") != codes("Dược sĩ")
    assert codes("Hàn trung cấp") == codes("Hàn")


@pytest.mark.parametrize(
    ("text", "code"), [("Kỹ thuật máy lạnh", "7127"), ("Kỹ thuật tiện", "7223"), ("Kỹ thuật mây tre đan", "7317")]
)
def test_a_word_that_names_work_as_typed_is_no_slip_of_another(text, code):
    assert codes(text)[0] == code


def test_korean_is_no_welding_whatever_its_level():
    assert codes("Tiếng Hàn sơ cấp 1") == []


def test_a_curators_phrase_with_words_of_a_class_is_read_where_it_stands():
    taught = {"hàn cơ bản": "7213", "thêu": "7533"}

    assert codes("Lớp hàn cơ bản K12", taught) == ["7213"]
    assert codes("Thêu nâng cao K2", taught) == ["7533"]
