"""One employer under several spellings is found; different employers with like names are not."""

import csv
from itertools import combinations
from pathlib import Path

import pytest

from employers.company_names import (
    LIKELY_DUPLICATE,
    block_keys,
    company_similarity,
    find_likely_duplicates,
    normalise_company,
)
from tests.bench.companies import invented_names

REAL_SPELLINGS = Path(__file__).parents[3] / "shared" / "data" / "company_name_variants.csv"

SAME = [
    ("CÔNG TY TNHH MỘT THÀNH VIÊN MINH PHÁT", "Công ty TNHH MTV Minh Phát"),
    ("CTY TNHH TM-DV-SX-XNK Minh Phát", "Công ty TNHH Thương mại Dịch vụ Minh Phát"),
    ("C.TY CP Đức Lộc", "Công ty Cổ phần Đức Lộc"),
    ("CTCP Đức Lộc", "duc loc"),
    ("CN Bình Thuận - Công ty CP Đức Lộc", "CTCP Đức Lộc"),
    ("DUC LOC GROUP JSC", "Tập đoàn Đức Lộc"),
    ("Duc Loc Trading Co., Ltd", "Công ty TNHH Thương mại Đức Lộc"),
    ("Công ty TNHH Hòa Lợi", "Cty TNHH Hoà Lợi"),
    ("Công ty TNHH Quí Mỹ", "Công ty TNHH Quý Mĩ"),
    ("Công ty TNHH TMDV Tân Lập", "Cty TNHH TM & DV Tân Lập"),
    ("Công ty CP Cao su Bình Thuận", "CTCP cao su Binh Thuan"),
    ("Công ty TNHH Lunatex", "Cong ty TNHH Lunatexx"),
    ("HTX Thanh long Tân Lập", "Hợp tác xã thanh long Tân Lập"),
    ("Công ty TNHH Xây dựng Tân Lập", "Cty XD Tân Lập"),
]
DIFFERENT = [
    ("Công ty TNHH Minh Phát", "Công ty TNHH Minh Phú"),
    ("Công ty Sao Biển 1", "Công ty Sao Biển 2"),
    ("Công ty Sao Biển", "Công ty Sao Biển 2"),
    ("Công ty TNHH Minh Ánh", "Công ty TNHH Minh Anh"),
    ("Công ty Minh Phát Bình Thuận", "Công ty Minh Phát Đồng Nai"),
    ("Công ty Phát Minh", "Công ty Minh Phát"),
    ("Công ty Minh Phát Lộc", "Công ty Minh Phát"),
    ("Công ty TNHH May mặc Minh Phát", "Công ty TNHH Xây dựng Minh Phát"),
    ("HTX Minh Phát", "Công ty TNHH Minh Phát"),
    ("Công ty Cao su Bình Thuận", "Công ty Cao su Đồng Nai"),
    ("Công ty TNHH Tân Tài Lập", "Công ty TNHH Tân Lập"),
    ("", "Công ty Minh Phát"),
    ("", ""),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_spellings_of_one_employer_are_likely_duplicates(a, b):
    assert company_similarity(a, b) >= LIKELY_DUPLICATE


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_different_employers_are_told_apart(a, b):
    assert company_similarity(a, b) < LIKELY_DUPLICATE


@pytest.mark.parametrize(("a", "b"), SAME + DIFFERENT)
def test_similarity_is_symmetrical_and_between_0_and_1(a, b):
    assert company_similarity(a, b) == company_similarity(b, a)
    assert 0 <= company_similarity(a, b) <= 1


@pytest.mark.parametrize(("a", "b"), SAME)
def test_blocks_lose_no_likely_pair(a, b):
    assert block_keys(normalise_company(a)) & block_keys(normalise_company(b))
    assert [pair[:2] for pair in find_likely_duplicates([(1, a), (2, b)])] == [(1, 2)]


def test_a_name_is_taken_apart():
    name = normalise_company("CHI NHÁNH CÔNG TY TNHH MTV TM VÀ DV VẬN TẢI ĐỨC LỘC tại Bình Thuận")

    assert (name.core, name.legal_form, name.branch, name.english) == ("duc loc", "tnhh", True, False)
    assert (name.trades, name.places) == ({"van tai"}, {"binh thuan"})
    assert normalise_company("Duc Loc Co., Ltd").english


def test_a_name_of_common_words_alone_keeps_them():
    assert normalise_company("Công ty TNHH Thương mại Thời trang").core == "thuong mai thoi trang"


def test_a_leading_zero_makes_no_other_number():
    assert company_similarity("Công ty Sao Biển 01", "Cty Sao Biển 1") >= LIKELY_DUPLICATE
    assert normalise_company("9" * 5_000).core == "9" * 5_000


def test_only_as_many_pairs_as_asked_for_come_back_the_likeliest_first():
    names = [("a", "Công ty TNHH Đức Lộc"), ("b", "Công ty CP Đức Lộc"), ("c", "Cty TNHH Đức Lộc")]

    assert find_likely_duplicates(names, limit=1) == [("a", "c", 1.0)]
    assert len(find_likely_duplicates(names)) == 3


def test_few_of_three_thousand_different_employers_look_alike():
    names = invented_names(3_000, seed=5)

    found = find_likely_duplicates(list(enumerate(names)))

    print(f"{len(found)} false pairs among {len(names)} invented names")
    assert len(names) == 3_000
    assert len(found) <= 30


@pytest.mark.skipif(not REAL_SPELLINGS.exists(), reason="../shared/data/company_name_variants.csv is not here")
def test_real_spellings_of_one_employer_are_found():
    with REAL_SPELLINGS.open(encoding="utf-8-sig", newline="") as rows:
        real = [(row["group"], row["name"]) for row in csv.DictReader(rows)]

    pairs = [(g == h, company_similarity(a, b) >= LIKELY_DUPLICATE) for (g, a), (h, b) in combinations(real, 2)]

    found = [likely for is_same, likely in pairs if is_same]
    assert sum(found) >= 0.95 * len(found)
    assert not any(likely for is_same, likely in pairs if not is_same)
