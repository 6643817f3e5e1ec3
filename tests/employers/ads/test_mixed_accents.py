"""A line is often half typed with accents: a name copied, the rest from a phone without them."""

import pytest

from api.acts.ads import ad_view
from employers.ads.message import Passage, Wording


def drafts(text):
    return ad_view(text, "Lâm Đồng")["drafts"]


def test_an_accented_company_before_unaccented_words_hides_no_opening():
    (draft,) = drafts("Công ty TNHH Hải Nam can tuyen 5 tho han")

    assert (draft["title"], draft["isco"], draft["seats"]) == ("tho han", "7212", 5)
    assert draft["company"] == "Công ty TNHH Hải Nam"


@pytest.mark.parametrize(
    ("text", "isco", "seats"),
    [
        ("Quán cơm Bà Bảy can nguoi phu bep, bao an, luong 6tr, sdt 0974263581", "9412", None),
        ("Cty Thủy Sản Biển Đông tuyen 20 cong nhan che bien, luong 8tr/thang", "8160", 20),
        ("Xưởng mộc Thành Đạt tuyen 2 tho moc, luong 400k/ngay, o Hàm Kiệm", "7522", 2),
    ],
)
def test_words_without_accents_are_read_after_an_accented_name(text, isco, seats):
    (draft,) = drafts(text)

    assert (draft["isco"], draft["seats"]) == (isco, seats)


def test_an_accented_place_after_unaccented_words_is_read():
    (draft,) = drafts("can 2 tho may lam o xã Hàm Kiệm, luong 7tr, bao com trua, 0974263581")

    assert (draft["isco"], draft["commune_code"], draft["meals"]) == ("7531", "23128", True)


def test_a_single_word_without_a_mark_in_an_accented_line_says_nothing_new():
    passage = Passage("Cần 2 nam biết lái xe, nam 20-40 tuổi")

    assert not Wording("năm").stands_in(passage)
