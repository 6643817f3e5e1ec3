"""Words into occupations: the head of a title, accents, noise, joined trades, teaching, and honest confidence."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.reference import occupation_confidence, occupation_phrases
from employers.reference.occupation_confidence import Features, confidence
from employers.reference.occupation_history import latest_first
from employers.reference.occupation_linker import LEAST_CONFIDENCE, Linker, link_occupations, product_linker
from employers.reference.occupation_phrases import known_phrases, read_phrase
from employers.reference.occupation_text import strip_noise, words_of
from employers.reference.occupations import find_occupation
from employers.reference.text import fold, strip_accents

REAL_ADS = Path(__file__).resolve().parents[3] / "shared/data/ads_listing.csv"
TABLES = Path(occupation_confidence.__file__).parent


def codes(text, taught=None):
    return [reading.code for reading in link_occupations(text, taught or {})]


def main_code(text):
    return next(iter(codes(text)), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lắp đặt và bảo dưỡng điện nước dân dụng", ["7411", "7126"]),
        ("điện nước", ["7411", "7126"]),
        ("điện dân dụng", ["7411"]),
        ("điện công nghiệp", ["7412"]),
        ("kỹ thuật hàn", ["7212"]),
        ("hàn TIG", ["7212"]),
        ("máy điều hòa không khí", ["7127"]),
        ("sửa xe honda", ["7231"]),
        ("làm cửa sắt", ["7214"]),
        ("may công nghiệp", ["8153"]),
        ("hớt tóc", ["5141"]),
        ("lái xe taxi", ["8322"]),
        ("phụ hồ", ["9313"]),
        ("thợ hồ", ["7112"]),
    ],
)
def test_the_trades_of_the_courses_are_read(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nhân viên kho kiêm điều vận", "4321"),
        ("Kế toán công ty may", "3313"),
        ("Bảo vệ nhà máy điện", "5414"),
        ("Bảo vệ tại xưởng may", "5414"),
        ("Lái xe cho giám đốc", "8322"),
        ("Nhân viên kinh doanh thép", "3322"),
        ("Tạp vụ ở nhà hàng", "9112"),
        ("Công ty may tuyển thợ điện", "7411"),
        ("Lao động phổ thông đóng gói", "9321"),
        ("Nhân viên lái xe tải giao hàng", "8332"),
    ],
)
def test_the_head_at_the_left_decides_and_not_the_trade_of_the_employer(text, expected):
    assert main_code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bảo vệ kiêm lái xe", ["5414", "8322"]),
        ("lái xe kiêm bảo vệ", ["8322", "5414"]),
        ("Phụ bếp, tạp vụ", ["9412", "9112"]),
        ("thợ hàn và thợ tiện", ["7212", "7223"]),
        ("cắt tóc; sửa xe máy", ["5141", "7231"]),
    ],
)
def test_joined_occupations_are_kept_in_their_order(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "tiếng Hàn",
        "Phiên dịch tiếng Hàn",
        "Đi xuất khẩu lao động Hàn Quốc",
        "tieng han",
        "phien dich tieng Han",
        "Giỏi tiếng Hàn, đi làm ngay",
    ],
)
def test_korean_is_never_welding(text):
    assert "7212" not in codes(text)


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "123", "xyz abc", "xóa mù chữ", "phổ cập", "Việc gì cũng được", "\u200b"]
)
def test_words_that_name_no_occupation_give_nothing(text):
    assert link_occupations(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("tho han", "7212"), ("Tuyen gap tho han luong 10tr", "7212"), ("dien lanh", "7127"), ("phu ho", "9313")],
)
def test_a_title_without_accents_is_read_by_its_phrases(text, expected):
    assert main_code(text) == expected


def test_one_bare_word_among_others_names_nothing():
    linker = Linker([read_phrase("may", "8153"), read_phrase("hàn", "7212"), read_phrase("xây", "7112", folded=True)])

    assert [r for r in linker.read("di han ve") if not r[1].similar] == []
    assert linker.read("di xay nha")[0][0].code == "7112"


@pytest.mark.parametrize("text", ["thợ han", "tho hàn", "Tuyển tho han gấp"])
def test_a_title_with_some_of_its_accents_is_read(text):
    assert main_code(text) == "7212"


def test_accents_that_are_typed_must_agree():
    linker = Linker([read_phrase("thợ hàn", "7212", folded=True)])

    readings = [r for r, features in linker.read("thợ hạn") if not (features.similar or features.slip)]

    assert readings == []


@pytest.mark.parametrize(("one", "other"), [("thợ điều hoà", "thợ điều hòa"), ("kĩ thuật hàn", "kỹ thuật hàn")])
def test_the_place_of_a_tone_mark_and_i_or_y_make_no_difference(one, other):
    assert codes(one) == codes(other) != []


@pytest.mark.parametrize("text", ["thợ hànn", "thợ hồ xâyy", "nhân viên bảo vê", "sửa xe máyy", "phụ bêp"])
def test_a_slip_of_the_finger_is_forgiven(text):
    assert link_occupations(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tuyển 5 thợ hàn",
        "Tuyển gấp: thợ hàn (10 - 12 triệu/tháng)",
        "[HCM] Thợ hàn - lương 12tr, bao ăn ở",
        "Cần 3 nam thợ hàn tại Bình Dương, đi làm ngay",
        "THỢ HÀN 18-45 tuổi, không cần kinh nghiệm",
        "Thợ hàn, lh 0900 000 000",
    ],
)
def test_wages_counts_ages_benefits_and_places_do_not_disturb(text):
    assert codes(text) == ["7212"]


@pytest.mark.parametrize("text", ["Nhân viên kiểm tra chất lượng", "nhân viên tuyển dụng"])
def test_noise_words_inside_an_occupation_stay(text):
    assert strip_noise(text) == text.lower()


@pytest.mark.parametrize("text", ["Lương 10 triệu", "Bằng lái xe B2", "GPLX hạng C", ""])
def test_of_wages_and_papers_alone_nothing_is_left(text):
    assert strip_noise(text) == ""
    assert codes(text) == []


def test_brackets_are_read_where_there_is_nothing_else():
    assert codes("[Thợ hàn]") == ["7212"]


def test_what_a_curator_taught_wins():
    assert codes("thợ hàn", {"thợ hàn": "7214"}) == ["7214"]
    assert codes("Cần thợ đứng máy zzz", {"đứng máy zzz": "8142;9329"})[:2] == ["8142", "9329"]


def test_a_curator_can_teach_that_words_name_no_occupation():
    assert codes("thợ hàn", {"thợ hàn": "-"}) == []


def test_teaching_changes_nothing_for_others():
    link_occupations("thợ hàn", {"thợ hàn": "7214"})

    assert codes("thợ hàn") == ["7212"]


def test_every_reading_is_sure_enough_and_says_which_words_it_rests_on():
    readings = link_occupations("bảo vệ kiêm lái xe")

    assert all(LEAST_CONFIDENCE <= r.confidence < 1 for r in readings)
    assert [fold(r.words) for r in readings] == ["bao ve", "lai xe"]


def test_a_reading_is_less_sure_the_less_of_the_title_it_explains():
    whole, half = (product_linker().read(text)[0][0] for text in ("bảo vệ", "qqq www eee bảo vệ rrr ttt"))

    assert whole.confidence > half.confidence


def test_letters_that_are_hardly_alike_are_not_trusted():
    far = Features(similar=1, similarity=0.4, uncovered=0)
    near = Features(similar=1, similarity=0.95, margin=0.3)

    assert confidence(far) < LEAST_CONFIDENCE < confidence(near)


def test_confidence_comes_from_calibration_with_its_source():
    with (TABLES / "occupation_confidence.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert "titles_development.csv" in rows[0]["source"]
    assert {r["feature"] for r in rows} == {"bias", *Features.__dataclass_fields__}


def test_every_phrase_names_known_occupations():
    unknown = {(p.text, code) for p in known_phrases() for code in p.codes if find_occupation(code) is None}

    assert unknown == set()


def test_phrases_read_back_as_the_occupation_they_name():
    named = [p for p in known_phrases() if p.codes]

    wrong = [p.text for p in named if [r.code for r, _ in product_linker().read(p.text)][:1] != [p.codes[0]]]

    print(f"{len(wrong)} of {len(named)} phrases do not read back: {wrong[:20]}")
    assert len(wrong) <= 0.02 * len(named)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015-2018 công nhân may, 2019 đến nay bảo vệ", ["5414", "8153"]),
        ("Trước làm thợ hồ, nay chạy xe ôm", ["8321", "7112"]),
        ("truoc lam tho ho, nay chay xe om", ["8321", "7112"]),
        ("Phụ hồ 2 năm rồi chuyển sang bảo vệ", ["5414", "9313"]),
        ("Hiện bán hàng, trước đây thợ may", ["5223", "7531"]),
        ("Công nhân giày 4 năm, nghỉ về làm rẫy", ["6114", "8156"]),
        ("phụ bếp, bảo vệ", ["9412", "5414"]),
    ],
)
def test_of_a_history_the_latest_work_comes_first(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize("text", ["thợ hàn", "Lương 7.5 triệu, thợ hàn", "Bảo vệ - ca đêm", ""])
def test_a_text_that_tells_no_history_stays_as_it_is(text):
    assert latest_first(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Chứng chỉ nghề hàn", "7212"), ("mộc", "7522"), ("may + ủi", "8153"), ("Hàn Quốc", None), ("Quán Hàn", None)],
)
def test_a_trade_that_stands_alone_is_read_and_korea_is_not(text, expected):
    assert main_code(text) == expected


def test_a_place_of_work_does_not_hide_the_work_named_after_it():
    readings = product_linker().read("Người làm ở xưởng may mặc, phụ bếp")

    assert [reading.code for reading, _ in readings] == ["9412"]


def test_an_employer_in_brackets_is_no_work():
    assert codes("[Xưởng may Hoa Mai] Bảo vệ") == ["5414"]


def test_an_employers_bare_name_is_no_work():
    assert codes("Công ty TNHH MTV An Phát Mẫu") == []


@pytest.mark.parametrize("text", ["Can nguoi di lam ngay", "Nhân viên", "Nhân viên công ty Hàn Quốc"])
def test_a_call_without_work_names_none(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Trại heo cần nhân viên kế toán", "3313"), ("Cong ty co khi tim bao ve dem", "5414")],
)
def test_the_employer_before_a_call_is_not_the_work(text, expected):
    assert main_code(text) == expected


@pytest.mark.parametrize("text", ["tạp vụ, bảo vệ", "tap vu, bao ve"])
def test_two_occupations_are_two_with_and_without_accents(text):
    assert codes(text) == ["9112", "5414"]


def test_kiem_hang_without_accents_checks_goods_and_joins_nothing():
    assert main_code("nhan vien kiem hang") == main_code("nhân viên kiểm hàng")


def test_the_phrases_of_a_table_with_one_key_keep_the_first():
    index = occupation_phrases.index_of([read_phrase("thợ hàn", "7212"), read_phrase("Thợ  hàn", "7214")])

    found = index.find_at(words_of("thợ hàn"), 0, typed_bare=False)

    assert found is not None
    assert found.phrase.codes == ("7212",)


@given(st.text(max_size=80))
def test_any_text_is_answered(text):
    for reading in link_occupations(text):
        assert find_occupation(reading.code)
        assert 0 < reading.confidence < 1


def test_real_advertisements_are_coded_and_korean_is_never_welding():
    if not REAL_ADS.exists():
        pytest.skip("shared/data/ads_listing.csv is not here")
    with REAL_ADS.open(encoding="utf-8-sig", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]

    coded = [t for t in titles if link_occupations(t)]
    korean = [t for t in titles if "tieng han" in fold(t) or "han quoc" in fold(t)]

    assert len(coded) >= 0.6 * len(titles)
    assert all("7212" not in codes(t) and "7212" not in codes(strip_accents(t)) for t in korean)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thợ điện lạng biết nạp gas", "7127"),
        ("Trồng thanh lông", "6112"),
        ("Thợ sữa xe máy lâu năm", "7231"),
        ("nhân viên bảo dệ", "5414"),
        ("Cong nhan may cong ngiep", "8153"),
    ],
)
def test_a_mistyped_word_does_not_hide_the_longer_phrase(text, expected):
    assert main_code(text) == expected


def test_a_mistyped_word_is_told_from_a_right_one():
    linker = Linker([read_phrase("thợ điện lạnh", "7127"), read_phrase("thợ điện", "7411")])

    slipped, plain = (linker.read(text)[0] for text in ("thợ điện lạng", "thợ điện"))

    assert (slipped[0].code, slipped[1].slip) == ("7127", 1.0)
    assert (plain[0].code, plain[1].slip) == ("7411", 0.0)


@pytest.mark.parametrize(
    "text",
    ["đứng máy cưa lọng", "vận hành máy cưa lọng", "chạy máy cưa lọng", "CN đứng máy cưa lọng", "dung may cua long"],
)
def test_who_runs_a_machine_is_read_alike_whatever_the_verb(text):
    assert main_code(text) == "7523"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lễ tân", "4226"),
        ("Lễ tân, buồng phòng homestay", "4224"),
        ("sale", "3322"),
        ("sale dat nen La Gi", "3334"),
        ("cong ty giay tuyen 200 cong nhan", "8156"),
        ("Đi lưới ghe nhỏ ven bờ", "6222"),
    ],
)
def test_vague_words_are_decided_by_the_words_beside_them(text, expected):
    assert main_code(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "máy hàn cũ cần bán",
        "cần bán gấp 2 sào lúa",
        "mua kho cá khô",
        "bán máy may còn mới",
        "asdfgh",
        "lao động tự do",
    ],
)
def test_things_for_sale_and_noise_name_no_work(text):
    assert codes(text) == []


@pytest.mark.parametrize("text", ["cần bán hàng siêu thị", "mua ve chai dạo"])
def test_selling_and_buying_as_work_is_read(text):
    assert link_occupations(text)


@pytest.mark.parametrize("heads", [("thợ cưa lọng", "cưa lọng", "công nhân cưa lọng", "nhân viên cưa lọng")])
def test_a_trade_is_read_alike_whatever_head_it_carries(heads):
    assert {main_code(text) for text in heads} == {"7523"}
