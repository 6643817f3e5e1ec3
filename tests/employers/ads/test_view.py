"""``read-ad --json`` in the shape that interfaces.md promises."""

from api.acts.ads import ad_view, split_messages

PROMISED = [
    "title", "isco", "seats", "wage", "shifts", "hours", "housing", "meals", "transport", "training_on_job", "licence",
    "schooling", "experience_months", "physical", "sex", "min_age", "max_age", "commune_code", "phone", "evidence",
]  # fmt: skip


def test_a_draft_has_every_promised_field():
    view = ad_view("Cần 2 thợ hàn, lương 10tr, làm 7h-11h, 13h-17h", "Lâm Đồng")

    assert sorted(view) == ["drafts", "text"]
    (draft,) = view["drafts"]
    assert sorted(draft) == sorted(PROMISED)
    assert draft["wage"] == {"low_vnd": 10_000_000, "high_vnd": 10_000_000, "per": "month"}
    assert draft["hours"] == "07:00-11:00;13:00-17:00"
    assert (draft["shifts"], draft["physical"], draft["housing"], draft["licence"]) == ([], [], None, None)


def test_a_blank_line_parts_two_messages():
    assert split_messages("một\nhai\n\n \nba\n") == ["một\nhai", "ba"]
    assert split_messages(" \n") == []
