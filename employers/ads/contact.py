"""The telephone of a message: the first number, national digits."""

import re
from typing import Final

from employers.ads.message import Hit, Passage, Said

# Mobile numbers have ten digits since 2018 and begin with 03, 05, 07, 08 or 09; fixed lines with 02 have eleven.
_PHONE: Final = re.compile(
    r"(?<![\d.,+])(?:\+?84[ .()-]{0,2}0?|0)(?:[35789](?:[ .-]{0,2}\d){8}"
    r"|2(?:[ .-]{0,2}\d){8,9})(?![ .-]?\d)(?!\s?(?:tr|k|d|vnd)\b)"
)


def phone_hits(passage: Passage) -> list[Hit]:
    """Find where telephone numbers stand."""
    return [Hit(*match.span(), ()) for match in _PHONE.finditer(passage.plain)]


def phones(passage: Passage) -> list[Said[str]]:
    """Read every number in the order of the text; ``+84`` becomes 0."""
    numbers = []
    for match in _PHONE.finditer(passage.plain.replace("(", " ").replace(")", " ").replace("o9", "09")):
        digits = re.sub(r"\D", "", match.group())
        if digits.startswith("84"):
            digits = "0" + digits[2:].lstrip("0")
        numbers.append(Said(digits, passage.words(*match.span())))
    return numbers


def read_phone(passage: Passage) -> Said[str] | None:
    """Read the first mobile number, else the first of a fixed line."""
    return min(phones(passage), key=lambda number: number.value.startswith("02"), default=None)
