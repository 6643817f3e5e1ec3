"""Each type of incoming value takes what it should and refuses the rest."""

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api.text_fields import Body, CleanStr, Code, Count, Finite, Limit, LongText, Page, RowId, StrictInt, Vnd, Words


def _take(kind, value):
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\udfff", "\uffff"])
@pytest.mark.parametrize("kind", [CleanStr, Words, LongText])
def test_text_with_an_unusable_character_is_refused(kind, letter):
    with pytest.raises(ValidationError):
        _take(kind, f"a{letter}b")


def test_text_is_brought_to_one_form():
    typed = unicodedata.normalize("NFD", "  Nguyễn\u00a0Văn\u200b  Lành ")

    assert _take(CleanStr, typed) == "Nguyễn Văn Lành"
    assert _take(LongText, f"{typed}\r\n\ta\n") == "Nguyễn Văn Lành\na"


@given(st.text(max_size=200))
def test_what_is_taken_can_be_stored_and_sent(text):
    try:
        taken = _take(CleanStr, text)
    except ValidationError:
        return

    assert taken.encode().decode() == taken == _take(CleanStr, taken)
    assert "\x00" not in taken


def test_words_need_something_after_cleaning():
    with pytest.raises(ValidationError):
        _take(Words, " \u200b\u00a0")


def test_text_has_a_longest_length():
    assert _take(CleanStr, "x" * 200)
    for kind, length in ((CleanStr, 201), (Words, 201), (LongText, 4001)):
        with pytest.raises(ValidationError):
            _take(kind, "x" * length)


@pytest.mark.parametrize("code", ["HS00012", "TD-31", "a", "060088001", "0600880012345", "x" * 64])
def test_an_office_code_is_taken(code):
    assert _take(Code, code) == code


@pytest.mark.parametrize(
    "code", ["", "-a", "060088001234", "x" * 65, "a b", "a/b", "a\n", "Đ1", "a_b", "..", "\ud800", "a\x00", 5, None]
)
def test_what_is_no_code_or_is_an_id_number_is_refused(code):
    with pytest.raises(ValidationError):
        _take(Code, code)


@pytest.mark.parametrize("kind", [StrictInt, Count, Vnd])
@pytest.mark.parametrize("value", [2**70, -(2**70), True, "5", 5.0, math.nan, None])
def test_a_body_number_is_a_whole_number_in_bounds(kind, value):
    with pytest.raises(ValidationError):
        _take(kind, value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e300, "1", True])
def test_a_finite_number_is_one(value):
    with pytest.raises(ValidationError):
        _take(Finite, value)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Page, ["1", "100000"], ["0", "100001", "-1", "1.5", "x", "9" * 30]),
        (Limit, ["1", "100"], ["0", "101", ""]),
        (RowId, ["1", str(2**63 - 1)], ["0", str(2**63), True, "٣٣x"]),
    ],
)
def test_numbers_in_addresses_are_bounded(kind, good, bad):
    for value in good:
        assert _take(kind, value) == int(value)
    for value in bad:
        with pytest.raises(ValidationError):
            _take(kind, value)


def test_a_body_refuses_unknown_fields_and_does_not_repeat_the_input():
    class Note(Body):
        text: CleanStr

    with pytest.raises(ValidationError) as caught:
        Note.model_validate({"text": "x", "national_id": "060088001234"})

    assert "0600" not in str(caught.value)
