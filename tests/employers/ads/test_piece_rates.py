"""Pay by the piece whose amount is left open is kept with its words."""

import pytest

from api.acts.ad_words import draft_lines
from api.acts.ads import ad_view


def draft(text):
    (only,) = ad_view(text, "Lâm Đồng")["drafts"]
    return only


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("lương sp", "lương sp"),
        ("lương sản phẩm", "lương sản phẩm"),
        ("ăn theo sp", "ăn theo sp"),
        ("ăn sp", "ăn sp"),
        ("lương khoán", "lương khoán"),
        ("hưởng lương theo sản phẩm", "hưởng lương theo sản phẩm"),
        ("trả theo sản phẩm", "trả theo sản phẩm"),
    ],
)
def test_pay_by_the_piece_without_an_amount_is_kept_with_its_words(said, words):
    read = draft(f"Cần 3 thợ may, {said}, LH 0974 263 581")

    assert read["title"] == "thợ may"
    assert read["wage"] == {"low_vnd": None, "high_vnd": None, "per": "piece"}
    assert read["evidence"]["wage"] == words


def test_an_amount_beats_pay_left_open():
    read = draft("Cần 3 thợ may, lương sp, thu nhập 8-10tr, LH 0974 263 581")

    assert read["wage"] == {"low_vnd": 8_000_000, "high_vnd": 10_000_000, "per": "month"}


def test_it_is_told_in_vietnamese():
    lines = list(draft_lines(draft("Cần 3 thợ may, lương sp, LH 0974 263 581")))

    assert "  Lương: theo sản phẩm, chưa nói số tiền (“lương sp”)" in lines


@pytest.mark.parametrize("said", ["đóng gói sản phẩm", "kiểm tra sản phẩm", "lương thỏa thuận", "giới thiệu sản phẩm"])
def test_goods_and_pay_to_be_agreed_are_no_pay_by_the_piece(said):
    assert draft(f"Cần 3 công nhân may, {said}, LH 0974 263 581")["wage"] is None
