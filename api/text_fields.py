"""The values that come in from outside, one type each: cleaned text, codes, bounded numbers, pages.

pydantic by itself lets NUL, half a surrogate pair, NaN and a number of 70 bits through; the database or the reply
would then fail. Bodies use these types, ``extra="forbid"`` and strict numbers.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from api.plausible_days import too_far
from employers.reference.text import tidy

_REFUSED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters but tab and line ends, lone surrogates, and what Unicode calls no character."""
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_ID_NUMBER: Final = re.compile(r"\d{12}")
"""A national id number (Law on Identification 26/2023/QH15, art. 12) may never be a code: codes stand in addresses."""

LONGEST_WORDS: Final = 200
LONGEST_TEXT: Final = 4000
SHORTEST_REASON: Final = 10
"""Letters of a reason that is kept and told to whom it concerns."""


def _clean(text: str) -> str:
    if _REFUSED.search(text):
        raise PydanticCustomError("unclean_text", "Văn bản có ký tự không dùng được.")
    return tidy(text)


def clean_lines(text: str) -> str:
    """Clean a text line by line; control characters and lone surrogates are refused."""
    if _REFUSED.search(text):
        raise PydanticCustomError("unclean_text", "Văn bản có ký tự không dùng được.")
    return "\n".join(tidy(line) for line in text.splitlines()).strip()


def is_code(text: str) -> bool:
    """Tell whether a text can be a code that stands in addresses: letters, digits, ``-``; never an id number."""
    return _CODE.fullmatch(text) is not None and _ID_NUMBER.fullmatch(text) is None


def _code(text: str) -> str:
    if not is_code(text):
        raise PydanticCustomError("not_a_code", "Mã chỉ gồm chữ không dấu, chữ số và gạch ngang, không quá 64 ký tự.")
    return text


def _not_bool(number: object) -> object:
    if isinstance(number, bool):
        raise PydanticCustomError("int_type", "Cần một số nguyên.")
    return number


def _not_empty(text: str) -> str:
    if not text:
        raise PydanticCustomError("empty_text", "Chỗ này không được để trống.")
    return text


def _reason(text: str) -> str:
    said = [word for word in text.split() if any(map(str.isalpha, word))]
    if len(said) < 2 or sum(map(str.isalpha, text)) < SHORTEST_REASON:
        raise PydanticCustomError("short_reason", "Hãy ghi rõ lý do: ít nhất hai từ và 10 chữ cái.")
    return text


CleanStr = Annotated[str, Field(strict=True, max_length=LONGEST_WORDS), AfterValidator(_clean)]
"""One line as typed, at most 200 characters: NFC, single spaces, nothing invisible; may be empty."""

Words = Annotated[CleanStr, AfterValidator(_not_empty)]
"""As :data:`CleanStr`, and something is left after cleaning."""

Reason = Annotated[Words, AfterValidator(_reason)]
"""As :data:`Words`, and enough to tell somebody why: at least two words and ten letters."""

LongText = Annotated[str, Field(strict=True, max_length=LONGEST_TEXT), AfterValidator(clean_lines)]
"""Several lines, at most 4000 characters, cleaned line by line."""

Code = Annotated[str, Field(strict=True, max_length=64), AfterValidator(_code)]
"""A code of the office's own: letters, digits and ``-``; never the 12 digits of an id number."""

StrictInt = Annotated[int, Field(strict=True, ge=-(2**63), le=2**63 - 1)]
"""A whole number of a JSON body that both stores can keep; not ``true``, ``"5"`` or ``5.0``."""

Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
"""A number of seats, months, people."""

Vnd = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000_000)]
"""Money in đồng."""

Finite = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-1e12, le=1e12)]
"""A number that is one: JSON as Python reads it knows NaN and Infinity."""

RowId = Annotated[int, BeforeValidator(_not_bool), Field(ge=1, le=2**63 - 1)]
"""A row id in an address."""

Page = Annotated[int, Field(ge=1, le=100_000)]
"""A page of a list, from 1, in an address."""

PageSize = Annotated[int, Field(ge=1, le=200)]
"""Rows on a page, in an address."""

LARGEST_LIMIT: Final = 100
Limit = Annotated[int, Field(ge=1, le=LARGEST_LIMIT)]
"""How many suggestions to show, in an address."""


class Body(BaseModel):
    """What every body that comes in is made of: unknown fields are refused, and errors do not repeat the input."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @field_validator("*")
    @classmethod
    def _no_slip_of_the_pen(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, date) and too_far(info.field_name or "", value, datetime.now(UTC).date()):
            raise PydanticCustomError("day_far", "Ngày này quá xa hôm nay; hãy xem lại năm.")
        return value


def sent(body: Body) -> dict[str, Any]:
    """The fields of a body that were sent, with plain values."""
    return body.model_dump(exclude_unset=True)
