"""``read-ad --json`` in the shape that interfaces.md promises."""

from api.acts.ad_words import draft_lines
from api.acts.ads import ad_view, split_messages

PROMISED = [
    "title", "isco", "seats", "wage", "shifts", "hours", "housing", "meals", "transport", "training_on_job", "licence",
    "schooling", "experience_months", "physical", "sex", "min_age", "max_age", "commune_code", "phone", "evidence",
]  # fmt: skip
BESIDE = ["apply_by", "asks_deposit", "commune_choices", "company", "contact_name", "keeps_papers", "other_phones"]


def test_a_draft_has_every_promised_field():
    view = ad_view("Cần 2 thợ hàn, lương 10tr, làm 7h-11h, 13h-17h", "Lâm Đồng")

    assert sorted(view) == ["drafts", "text"]
    (draft,) = view["drafts"]
    assert sorted(draft) == sorted([*PROMISED, *BESIDE])
    assert draft["wage"] == {"low_vnd": 10_000_000, "high_vnd": 10_000_000, "per": "month"}
    assert draft["hours"] == "07:00-11:00;13:00-17:00"
    assert (draft["shifts"], draft["physical"], draft["housing"], draft["licence"]) == (["ngày"], [], None, None)


def test_a_blank_line_parts_two_messages():
    assert split_messages("một\nhai\n\n \nba\n") == ["một\nhai", "ba"]
    assert split_messages(" \n") == []


def test_nothing_that_a_message_says_of_its_sender_is_lost():
    text = (
        "Công ty may Sao Biển cần 5 thợ may làm ở Phan Thiết, giữ CCCD gốc, cọc 500k. Hạn nộp hồ sơ 20/12/2026.\n"
        "LH chị Hoa 0901 234 567 hoặc 0912 345 678"
    )

    (draft,) = ad_view(text, "Lâm Đồng")["drafts"]

    assert (draft["contact_name"], draft["company"], draft["apply_by"]) == (
        "chị Hoa",
        "Công ty may Sao Biển",
        "20/12/2026",
    )
    assert (draft["phone"], draft["other_phones"]) == ("0901234567", ["0912345678"])
    assert (draft["asks_deposit"], draft["keeps_papers"]) == (True, True)
    assert (draft["evidence"]["asks_deposit"], draft["evidence"]["keeps_papers"]) == ("cọc 500k", "giữ CCCD gốc")
    assert draft["commune_code"] is None
    assert "22945" in draft["commune_choices"]
    assert len(draft["commune_choices"]) > 5


def test_papers_only_shown_and_a_deposit_not_taken_are_no_demand():
    (draft,) = ad_view("Cần 1 phụ bếp, không thu cọc, mang CCCD gốc để đối chiếu. 0974 263 581 Út", "Lâm Đồng")[
        "drafts"
    ]

    assert (draft["asks_deposit"], draft["keeps_papers"]) == (None, None)
    assert draft["contact_name"] == "Út"


def test_pay_by_the_number_of_shifts_spans_from_one_to_two():
    (draft,) = ad_view("Tuyển phục vụ, 1 ca 4tr5, 2 ca 8tr", "Lâm Đồng")["drafts"]

    assert draft["wage"] == {"low_vnd": 4_500_000, "high_vnd": 8_000_000, "per": "month"}


def test_the_lines_of_a_draft_tell_values_as_they_were_understood_with_their_words():
    (draft,) = ad_view("Cần 2 thợ hàn, lương 8-9tr, kn 1 năm, bao ăn, cọc 500k", "Lâm Đồng")["drafts"]

    lines = list(draft_lines(draft))

    assert lines[0] == "thợ hàn: bản nháp, chờ xác nhận"
    assert lines[1].startswith("  !! TRÁI LUẬT")
    assert lines[1].endswith("“cọc 500k”")
    assert "  Lương: 8.000.000 đ – 9.000.000 đ/tháng (“lương 8-9tr”)" in lines
    assert "  Kinh nghiệm: 1 năm (“kn 1 năm”)" in lines
    assert "  Bữa ăn: có (“bao ăn”)" in lines
