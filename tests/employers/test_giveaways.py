"""Words that would expose somebody are found however they are typed, and ordinary work is left alone."""

import unicodedata

import pytest

from employers.reference.giveaways import giveaways, without_giveaways

TELLING = [
    "Nhận người sau cai", "NHẬN NGƯỜI SAU CAI NGHIỆN", "nhan nguoi sau cai", "hoc vien co so cai nghien so 2",
    "cai-nghiện", "c.a.i n.g.h.i.ệ.n", "cainghien", "cai\u200bnghiện", "sau_cai", "Sau  Cai", "NSC", "(nsc)",
    "3 NSC mới về", "anh mới hồi gia", "hoi gia thang 3", "đang uống methadone", "HIV", "tái hoà nhập cộng đồng",
    "tai hoa nhap", "ma tuý", "ma túy", "MA TUY", "trung tâm 06", "TT cai nghiện", "CSCN tỉnh", "người nghiện",
    "không nhận người có tiền án, tiền sự", "tien an tien su", "test nước tiểu trước khi làm", "QLSC", "NNMT",
    unicodedata.normalize("NFD", "cai nghiện"), "c a i nghiện", "sau‑cai".replace("‑", "-"), "hậu cai", "xì ke",
    "m@ túy", "đối tượng 06", "SCN", "ex-addict", "người phục hồi", "SAU PHỤC HỒI", "đang phục hồi", "ngườı nghıện",
    "her0in", "mа túy", "ma t\u200búy",
]  # fmt: skip
HARMLESS = [
    "phun thuốc sâu cải", "cán bộ nghiên cứu", "nghien cuu thi truong", "cai thầu xây dựng", "thợ cải tạo nhà",
    "sau cái máy may", "cái cân", "hội gia đình", "máy tính", "gia công cơ khí", "tài xế đường dài", "bảo vệ ca đêm",
    "nhân viên đóng gói thanh long", "Công ty TNHH Cai Lậy", "đi cái xe máy", "cắt con thịt", "HTX nông sản chất lượng",
    "mâm xe", "tiện án mẫu", "rau cải sau vườn", "TTC Plaza", "đối tượng khách hàng", "ứng dụng nước tiểu cảnh",
    "phục hồi chức năng", "thợ phục hồi xe", "sau phục hồi xe", "sau CN đứng máy", "lan@congty.vn", "ca 06", "CO2",
]  # fmt: skip


@pytest.mark.parametrize("text", TELLING)
def test_words_that_tell_are_found_however_they_are_typed(text):
    assert giveaways(text), text


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_work_is_left_alone(text):
    assert not giveaways(text), giveaways(text)


def test_what_is_found_says_where_and_what_to_write_instead():
    text = "Cần 2 thợ, nhận người sau cai nghiện về làm"

    (found,) = giveaways(text)

    assert text[found.start : found.end] == "người sau cai nghiện"
    assert (found.words, found.instead) == ("người sau cai nghiện", "người tìm việc")


def test_the_suggestion_tells_nothing_any_more():
    for text in TELLING:
        assert not giveaways(without_giveaways(text)), text


def test_a_text_without_such_words_stays_as_it_is():
    assert without_giveaways("Thợ hàn CO2, 2 ca, lương 8 triệu") == "Thợ hàn CO2, 2 ca, lương 8 triệu"


def test_ten_thousand_letters_apart_are_read_in_one_go():
    assert giveaways("a." * 5000 + " sau cai")
