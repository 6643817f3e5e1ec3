"""A deposit or a fee is asked of the worker: it is flagged, and it is never the wage."""

import pytest

from api.acts.ads import ad_view
from employers.reference.pay import read_wage


def draft(text):
    (only,) = ad_view(text, "Lâm Đồng")["drafts"]
    return only


@pytest.mark.parametrize(
    "asked",
    [
        "thu 500k tiền cọc",
        "thu trước 500k",
        "đặt cọc 2 triệu",
        "đặt cọc trước 2tr",
        "cọc 500 ngàn",
        "tiền cọc là 1.000.000đ",
        "nộp 300k tiền đồng phục",
        "đóng trước 200k giữ chỗ",
        "phí hồ sơ 200k",
        "lệ phí 100k",
        "200k phí hồ sơ",
        "thế chân 1tr",
        "ký quỹ 5 triệu",
    ],
)
def test_a_deposit_or_a_fee_is_flagged_and_is_no_wage(asked):
    read = draft(f"Tuyển 3 thợ hàn, {asked}, LH 0974 263 581")

    assert read["asks_deposit"]
    assert read["wage"] is None


@pytest.mark.parametrize("asked", ["thu 500k tiền cọc", "cọc 500k", "nộp 300k tiền đồng phục", "200k phí hồ sơ"])
def test_beside_a_deposit_the_wage_is_still_read(asked):
    read = draft(f"Tuyển 3 thợ hàn, {asked}, lương 9tr, LH 0974 263 581")

    assert read["asks_deposit"]
    assert read["wage"] == {"low_vnd": 9_000_000, "high_vnd": 9_000_000, "per": "month"}


@pytest.mark.parametrize(
    "said",
    [
        "cọc 0đ",
        "không cọc",
        "không thu phí hồ sơ",
        "phí hồ sơ: miễn phí",
        "miễn phí đồng phục",
        "hỗ trợ 500k đồng phục",
    ],
)
def test_what_is_not_asked_of_the_worker_is_no_deposit(said):
    assert draft(f"Tuyển 3 thợ hàn, {said}, lương 9tr, LH 0974 263 581")["asks_deposit"] is None


def test_piles_driven_into_the_ground_are_no_deposit():
    read = draft("Cần 2 thợ ép cọc 500k/ngày, 0974 263 581")

    assert read["asks_deposit"] is None
    assert read["wage"] == {"low_vnd": 500_000, "high_vnd": 500_000, "per": "day"}


@pytest.mark.parametrize("cell", ["thu 500k tiền cọc", "500k tiền cọc", "2 triệu đặt cọc", "300k phí hồ sơ"])
def test_a_wage_cell_that_names_a_deposit_names_no_wage(cell):
    assert read_wage(cell) is None
