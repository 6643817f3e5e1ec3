"""Tax codes are checked by their check digit and mended where that is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.reference.tax_code import is_valid_tax_code, read_tax_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0100233488", "0100233488"),
        ("010 023 3488", "0100233488"),
        ("0100.233.488", "0100233488"),
        ("MST: 0100233488", "0100233488"),
        ("0100233488.0", "0100233488"),
        ("100233488", "0100233488"),
        ("0100233488-001", "0100233488-001"),
        ("0100233488001", "0100233488-001"),
        ("100233488-001", "0100233488-001"),
        ("100233488001", "0100233488-001"),
        ("060088012345", "060088012345"),
        ("60088012345", "060088012345"),
    ],
)
def test_a_code_is_read_as_typed(text, code):
    reading = read_tax_code(text)

    assert reading.code == code
    assert reading.problem is None
    assert is_valid_tax_code(code)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("0100233489", "sai số kiểm tra"),
        ("200233488", "thiếu một số"),
        ("12345", "5 số"),
        ("01O0233488", "không phải số"),
        ("6.0088E+10", "Excel"),
        ("960088012345", "CCCD"),
        ("٠١٠٠٢٣٣٤٨٨", "không phải số"),
    ],
)
def test_a_wrong_code_is_answered_with_what_to_do(text, word):
    reading = read_tax_code(text)

    assert reading.code is None
    assert word in (reading.problem or "")


def test_an_empty_cell_is_neither_code_nor_problem():
    assert read_tax_code("  ") == read_tax_code("")
    assert read_tax_code("").problem is None


@pytest.mark.parametrize(
    "code", ["", "0100233489", "0100233488-1", "0100233488-", "100233488", "0100233488-0a1", "0100 233488"]
)
def test_only_the_stored_form_is_valid(code):
    assert not is_valid_tax_code(code)


@given(st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_is_always_noticed(place, digit):
    code = "0100233488"
    mistyped = code[:place] + str(digit) + code[place + 1 :]

    assert is_valid_tax_code(mistyped) == (mistyped == code)


def test_an_owners_id_that_happens_to_look_like_a_branch_stays_an_id():
    by_chance = next(f"060{n:09d}" for n in range(99_000_000, 99_001_000) if is_valid_tax_code(f"0060{n:09d}"[:10]))

    assert read_tax_code(by_chance).code == by_chance
