"""A pasted message becomes draft openings, each field with the words it came from."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from employers.ads import DraftOpening, read_ad
from employers.ads.message import clean
from employers.reference.shifts import TimeWindow

HOME = "Lâm Đồng"
DEVELOPMENT = Path(__file__).parents[2] / "data" / "ads_development.json"
PASTED = "Cần 5 thợ hàn, bao ăn ở, lương 10-12tr, ca ngày, KCN Hàm Kiệm, lh 0912 345 678"


def only(text: str) -> DraftOpening:
    drafts = read_ad(text, HOME)
    assert len(drafts) == 1, drafts
    return drafts[0]


def test_a_pasted_message_becomes_a_draft_opening():
    draft = only(PASTED)

    assert (draft.title, draft.isco, draft.seats) == ("thợ hàn", "7212", 5)
    assert draft.wage is not None
    assert (draft.wage.low_vnd, draft.wage.high_vnd, draft.wage.per) == (10_000_000, 12_000_000, "month")
    assert (draft.shifts, draft.housing, draft.meals) == (("ngày",), True, True)
    assert (draft.commune_code, draft.phone) == ("23128", "0912345678")
    assert (draft.transport, draft.licence, draft.schooling, draft.sex) == (None, None, None, None)


def test_every_stated_field_quotes_words_of_the_message():
    messages = [row["text"] for row in json.loads(DEVELOPMENT.read_text(encoding="utf-8"))]

    for text in messages:
        for draft in read_ad(text, HOME):
            stated = {
                f.name for f in fields(draft) if getattr(draft, f.name) not in (None, ()) and f.name != "evidence"
            }
            assert stated == set(draft.evidence), text
            quoted = [part for words in draft.evidence.values() for part in words.split("; ")]
            assert all(part in clean(text) for part in quoted), (text, draft.evidence)


def test_letters_of_social_networks_and_a_lack_of_accents_read_the_same():
    fancy = only("𝐂𝐚̂̀𝐧 𝟓 𝐭𝐡𝐨̛̣ 𝐡𝐚̀𝐧 🔥 lương 10-12tr")
    bare = only("can 5 tho han, luong 10-12tr")

    assert (fancy.isco, fancy.seats, fancy.wage and fancy.wage.low_vnd) == ("7212", 5, 10_000_000)
    assert (bare.isco, bare.seats, bare.wage and bare.wage.low_vnd) == ("7212", 5, 10_000_000)


def test_numbered_lines_are_openings_that_share_what_is_said_once():
    mason, helper = read_ad(
        "Đội xây dựng cần:\n1️⃣ Thợ hồ: 3 người, 450k/ngày\n2️⃣ Phụ hồ: 2 người, 320k/ngày, không cần kinh nghiệm\n"
        "Bao ăn trưa. Xã Hàm Liêm. LH 0918 777 666",
        HOME,
    )

    assert [(d.isco, d.seats, d.wage and d.wage.low_vnd) for d in (mason, helper)] == [
        ("7112", 3, 450_000),
        ("9313", 2, 320_000),
    ]
    assert (mason.experience_months, helper.experience_months) == (None, 0)
    assert {(d.meals, d.commune_code, d.phone) for d in (mason, helper)} == {(True, "23095", "0918777666")}


@pytest.mark.parametrize(
    ("text", "occupations"),
    [
        ("tuyển thợ hàn, thợ sắt và phụ hồ", ["7212", "7214", "9313"]),
        ("Cần 2 thợ xây + 3 phụ hồ làm ở Ma Lâm", ["7112", "9313"]),
        ("Tuyển bảo vệ lương 6tr. Tuyển thêm 1 tạp vụ lương 5tr", ["5414", "9112"]),
        ("- Thu ngân (2 nữ)\n- Phụ bếp (1)\nQuán cần gấp", ["5230", "9412"]),
        ("Cần thợ hàn biết lắp mái tôn, lan can", ["7212"]),
        ("Tuyển nhân viên bán hàng\n- Tư vấn khách, bán hàng\n- Kiểm kho, dọn dẹp\nLương 6tr", ["5223"]),
        ("Tuyển thợ hàn hoặc thợ sắt", ["7212"]),
        ("Can 2 phu bep 7tr, bao ve dem 6tr", ["9412", "5414"]),
        ("Cần gấp: 2 thợ xây, 3 phụ", ["7112", "9313"]),
        ("Tiệm tóc nam Phong cần thợ chính và thợ phụ", ["5141", "5141"]),
        ("Khách sạn Sóng Xanh tuyển lễ tân ca đêm", ["4224"]),
        ("Ai biết lái máy cày alo mình, 10tr", ["8341"]),
        ("Quán ăn mướn 1 nam rửa chén 5tr", ["9412"]),
        ("Tuyển thợ điện nước đi công trình, thợ chính 550k", ["7411"]),
    ],
)
def test_several_openings_are_several_drafts_and_duties_are_none(text, occupations):
    assert [draft.isco for draft in read_ad(text, HOME)] == occupations


@pytest.mark.parametrize(
    "text",
    [
        "Bán 2 con heo nái, giá 5tr/con, lh 0905111222",
        "Cho thuê phòng trọ gần KCN Hàm Kiệm, 900k/tháng",
        "Em cần tìm việc làm phụ quán ở Phan Thiết, ai cần ib em",
        "Nhận hàn cửa sắt, mái tôn tại nhà, giá rẻ, 0905111444",
        "Đã đủ người rồi nha (tuyển 3 thợ sơn)",
        "Ngưng tuyển phụ hồ nha mn",
        "Khai giảng lớp học nghề điện lạnh, học phí 3tr, học xong giới thiệu việc làm",
        "Cho thuê máy xúc, có người lái, 350k/giờ",
        "Ai cần thợ sơn thì alo em, nhận làm xa gần",
        "Hôm nay trời đẹp quá",
        "",
        "\n \n",
    ],
)
def test_a_message_that_offers_no_work_gives_no_draft(text):
    assert read_ad(text, HOME) == ()


def test_what_is_still_open_is_read_where_the_rest_is_taken():
    draft = only("Đã tuyển đủ phục vụ, còn cần 1 phụ bếp 7tr")

    assert draft.isco == "9412"


def test_a_wage_by_role_goes_to_its_role():
    mason, helper = read_ad("TUYEN THO XAY VA PHU HO. THO 500K PHU 350K. GOI 0909 090 111", HOME)

    assert (mason.wage and mason.wage.low_vnd, helper.wage and helper.wage.low_vnd) == (500_000, 350_000)


def test_a_curators_words_win():
    assert only("Tuyển thợ bện thừng, lương 7tr").isco != "7318"

    taught = read_ad("Tuyển thợ bện thừng, lương 7tr", HOME, {"thợ bện thừng": "7318"})

    assert taught[0].isco == "7318"


def test_hours_are_windows():
    assert only("Tuyển bảo vệ ca đêm 22h-6h, lương 6tr").hours == (TimeWindow(22 * 60, 6 * 60),)


PIECES = (
    "cần tuyển|5|thợ hàn|,|.|\n- |1/|2)|bao ăn ở|không|lương 10-12tr|300k/ngày|ca đêm|3|xã|Hàm Kiệm|(|)|0912345678|nam"
    "|nữ|18-45t|bằng B2|9/12|7h-17h|phụ hồ|🔥|và|+|đã đủ người|kinh nghiệm|năm|tháng|vợ chồng|ở|tại"
    "|trên 40 tuổi|dưới 30 tuổi"
)
WORDS = st.sampled_from(PIECES.split("|"))


@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reader(text):
    for draft in read_ad(text, HOME):
        assert draft.title
        assert draft.seats is None or 0 < draft.seats <= 5_000
        assert draft.min_age is None or draft.max_age is None or draft.min_age <= draft.max_age


def test_a_message_of_twenty_thousand_characters_is_read_whole():
    text = (
        "Tuyển dụng:\n- 2 thợ hàn\n- 3 phụ hồ\n" + "Môi trường thân thiện, nghỉ lễ theo luật. " * 460 + "LH 0912345678"
    )

    assert [draft.phone for draft in read_ad(text, HOME)] == ["0912345678", "0912345678"]
