"""Words as people type them: histories, calls, slips, words that say little, things for sale."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.reference import occupation_phrases
from employers.reference.occupation_history import latest_first
from employers.reference.occupation_linker import Linker, link_occupations, product_linker
from employers.reference.occupation_phrases import read_phrase
from employers.reference.occupation_text import words_of
from employers.reference.occupations import find_occupation
from employers.reference.text import fold, strip_accents
from tests.employers.test_occupation_linker import codes, main_code

REAL_ADS = Path(__file__).resolve().parents[3] / "shared/data/ads_listing.csv"


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
        pytest.skip("real advertisements may not enter the repository; shared/data/ads_listing.csv is not beside it")
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
