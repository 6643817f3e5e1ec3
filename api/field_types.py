"""What several bodies hold: closed lists, telephone numbers, wages and words about work, each with its own refusal."""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from api.imports.cells_phones import dialled
from api.imports.sealing import NUMBER
from api.policy import DISCLOSABLE
from api.text_fields import CleanStr, Words
from employers.reference.pay import is_below_zero
from employers.reference.places import find_commune

Shift = Literal["ngày", "tối", "đêm"]
Minutes = Annotated[int, Field(strict=True, ge=0, le=2880)]
Physical = Literal["heavy_lifting", "heights", "chemicals", "long_standing"]
HealthLimit = Literal["no_heavy_lifting", "no_heights", "no_chemicals", "no_long_standing"]
Contract = Literal["indefinite", "fixed", "seasonal", "own"]
EmployerKind = Literal[
    "factory", "plantation", "transport", "workshop", "shop", "cooperative", "household", "company", "public"
]
Licence = Literal["A1", "A", "B1", "B", "C1", "C", "D1", "D2", "D", "BE", "C1E", "CE", "D1E", "D2E", "DE"]
Disclosed = Literal[
    "given_name", "commune", "skills", "licences", "shifts", "experience", "phone", "full_name", "status_sentence"
]
Relation = Literal["self", "mother", "father", "spouse", "sibling", "child", "other"]
assert set(Disclosed.__args__) == set(DISCLOSABLE)  # type: ignore[attr-defined]  # a Literal knows its members at run time


def known_commune(code: str | None) -> str | None:
    """Refuse a commune that the map in force does not know."""
    if code is not None and find_commune(code) is None:
        raise ValueError("unknown commune")
    return code


def not_null(value: object) -> object:
    """Refuse a field that is sent empty: it may be left out, but not taken away."""
    if value is None:
        raise PydanticCustomError("empty_text", "Chỗ này không được để trống.")
    return value


def blank_is_none(value: object) -> object:
    """Nothing, where a form sent a blank."""
    return None if isinstance(value, str) and not value.strip() else value


def null_is_empty(value: object) -> object:
    """An empty list, where one is taken away."""
    return [] if value is None else value


def _dialled(words: str) -> str:
    number = dialled(words)
    if number is None:
        raise PydanticCustomError("phone", "Số này không gọi được; hãy ghi số có mã vùng, ví dụ 0912 345 678.")
    return number


def _one_number(number: str) -> str:
    if ";" in number:
        raise PydanticCustomError("phone", "Số này không gọi được; hãy ghi số có mã vùng, ví dụ 0912 345 678.")
    return number


def _above_zero(words: str) -> str:
    if is_below_zero(words):
        raise PydanticCustomError("below_zero", "Số tiền không được âm; hãy bỏ dấu trừ.")
    return words


def _of_work_alone(words: str) -> str:
    if NUMBER.search(words):
        told = "Chỗ này chỉ ghi nghề; số điện thoại và số giấy tờ có chỗ riêng, được giữ kín."
        raise PydanticCustomError("number_of_person", told)
    return words


def _email(address: str) -> str:
    if not _EMAIL.fullmatch(address):
        raise PydanticCustomError("email", "Hãy ghi địa chỉ thư điện tử đủ, ví dụ ten@vidu.vn.")
    return address


_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WageWords = Annotated[CleanStr, AfterValidator(_above_zero)]
"""A wage as it was written; never below zero."""
PhoneNumbers = Annotated[str, Field(strict=True, max_length=60), AfterValidator(_dialled)]
"""Telephone numbers in any writing, kept as they are dialled; several are parted by ``; ``."""
PhoneNumber = Annotated[PhoneNumbers, AfterValidator(_one_number)]
"""One telephone number."""
WorkWords = Annotated[Words, AfterValidator(_of_work_alone)]
"""Words about work, which stand in the open for a curator to read: no telephone or ID number among them."""
Email = Annotated[CleanStr, AfterValidator(_email)]
"""An address of electronic mail."""
