"""Occupations: the table, search as one types, nearness, and what people under 18 may not do."""

import csv
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from employers.reference import occupations
from employers.reference.occupations import (
    UnknownOccupation,
    find_occupation,
    get_occupation,
    is_barred_to_minors,
    list_occupations,
    nearness,
    nearness_matrix,
    search_occupations,
)

NEARNESS = Path(occupations.__file__).with_name("occupation_nearness.csv")


def curated():
    with NEARNESS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_occupation_has_four_digits_and_a_name_in_both_languages():
    table = list_occupations()

    assert len(table) >= 400
    assert all(re.fullmatch(r"\d{4}", o.code) and o.name_vi and o.name_en for o in table)
    assert [o.code for o in table] == sorted({o.code for o in table})


def test_an_occupation_is_found_by_its_code():
    assert get_occupation("7212").name_en == "Welders and flamecutters"
    assert find_occupation(" 7212 ") == get_occupation("7212")


def test_an_unknown_code_is_answered_by_one_sentence_that_names_it():
    assert find_occupation("0000") is None
    with pytest.raises(UnknownOccupation, match="'0000'") as told:
        get_occupation("0000")
    assert told.value.code == "0000"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("7212", "7212"),
        ("thợ hàn", "7212"),
        ("tho han", "7212"),
        ("Thợ hà", "7212"),
        ("phụ hồ", "9313"),
        ("phu ho", "9313"),
        ("điện lạnh", "7127"),
        ("welder", "7212"),
        ("hồ phụ", "9313"),
    ],
)
def test_search_finds_an_occupation_while_it_is_typed(query, code):
    found = [o.code for o in search_occupations(query)]

    assert code in found[:3]


def test_search_knows_the_words_people_use_and_not_only_the_names():
    assert "6112" in {o.code for o in search_occupations("cạo mủ")}
    assert "cạo" not in get_occupation("6112").name_vi


def test_search_gives_each_occupation_once_and_no_more_than_asked():
    found = search_occupations("thợ", limit=5)

    assert len(found) == len({o.code for o in found}) == 5


@pytest.mark.parametrize("query", ["", "   ", "!?", "zzzzqqq"])
def test_search_finds_nothing_where_nothing_fits(query):
    assert search_occupations(query) == ()


def test_search_with_no_room_gives_nothing():
    assert search_occupations("thợ", limit=0) == ()


def test_nearness_is_one_for_the_same_code_symmetric_and_within_bounds():
    codes = [o.code for o in list_occupations()]

    matrix = nearness_matrix(codes)

    assert matrix.shape == (len(codes), len(codes))
    assert np.array_equal(matrix, matrix.T)
    assert np.array_equal(np.diag(matrix), np.ones(len(codes)))
    off = matrix[~np.eye(len(codes), dtype=bool)]
    assert off.min() > 0
    assert off.max() < 1


def test_one_pair_and_the_matrix_agree():
    codes = ["7212", "7214", "9313", "5141", "0000"]

    matrix = nearness_matrix(codes)

    for (i, a), (j, b) in combinations(enumerate(codes), 2):
        assert matrix[i, j] == nearness(a, b) == nearness(b, a)


@pytest.mark.parametrize(
    ("a", "b", "value"),
    [
        ("7212", "7214", 0.8),
        ("7112", "9313", 0.75),
        ("7411", "7412", 0.85),
        ("7127", "7411", 0.6),
        ("2141", "2142", 0.6),  # same minor group, no curated pair
        ("2141", "2151", 0.35),  # same sub-major group
        ("2141", "2211", 0.15),  # same major group
        ("2141", "5141", 0.05),
    ],
)
def test_nearness_follows_the_curated_pairs_and_else_the_hierarchy(a, b, value):
    assert nearness(a, b) == pytest.approx(value)


@pytest.mark.parametrize(
    ("a", "near", "far"),
    [
        ("9313", "7112", "5141"),
        ("9621", "8321", "8153"),
        ("8153", "8156", "7231"),
        ("6112", "9211", "7212"),
        ("9333", "4321", "3313"),
        ("5223", "5221", "7231"),
        ("7231", "7233", "5120"),
        ("9321", "9329", "2411"),
    ],
)
def test_a_person_of_one_trade_is_nearer_to_its_neighbour_than_to_a_strange_one(a, near, far):
    assert nearness(a, near) >= 0.4
    assert nearness(a, near) > 2 * nearness(a, far)


def test_an_unknown_code_is_near_to_nothing_but_itself():
    matrix = nearness_matrix(["0000", "7212", "0000", "abcd"])

    assert nearness("0000", "0000") == 1
    assert nearness("0000", "7212") == nearness("7212", "0000") == 0
    assert matrix.tolist() == [[1, 0, 1, 0], [0, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]]


def test_a_matrix_of_no_codes_is_empty():
    assert nearness_matrix([]).shape == (0, 0)


def test_a_caller_may_change_its_matrix_without_harm_to_others():
    nearness_matrix(["7212", "7214"])[:] = 9

    assert nearness("7212", "7214") == pytest.approx(0.8)


def test_every_curated_pair_speaks_of_known_codes_once_and_says_why():
    rows = curated()
    codes = [o.code for o in list_occupations()]

    assert len(rows) >= 120
    assert len({frozenset((r["a"], r["b"])) for r in rows}) == len(rows)
    for row in rows:
        assert row["why"]
        assert 0 < float(row["nearness"]) < 1
        assert all(any(code.startswith(row[side]) for code in codes) for side in ("a", "b"))


@pytest.mark.parametrize(
    "code",
    [
        *("7212", "7231", "7233", "7412", "9313", "7112", "7511", "6223", "8131", "7132", "5245", "8111", "9311"),
        *("5132", "4224", "4212", "8321", "8322", "8331", "8332", "8344", "9333", "7542"),
    ],
)
def test_work_that_the_law_bars_to_minors_is_marked_with_its_article(code):
    why = is_barred_to_minors(code)

    assert why
    assert re.search(r"Labour Code 2019 Art\. 147|Circular 09/2020|Law 36/2024", why)


@pytest.mark.parametrize("code", ["5141", "8153", "4321", "5223", "9211", "5120", "0000"])
def test_work_that_no_rule_names_is_open_to_minors(code):
    assert is_barred_to_minors(code) is None
