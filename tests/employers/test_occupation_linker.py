"""Words into occupations: the head of a title, accents, noise, joined trades, teaching, and honest confidence."""

import csv
from pathlib import Path

import pytest

from employers.reference import occupation_confidence
from employers.reference.occupation_confidence import Features, confidence
from employers.reference.occupation_linker import LEAST_CONFIDENCE, Linker, link_occupations, product_linker
from employers.reference.occupation_phrases import known_phrases, read_phrase
from employers.reference.occupation_text import strip_noise
from employers.reference.occupations import find_occupation
from employers.reference.text import fold

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
