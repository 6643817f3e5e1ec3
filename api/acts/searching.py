"""What somebody looks for in a list: words with accents or without, a code in any case, a telephone in any writing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from api.imports.cells_phones import dialled
from employers.reference.text import fold

_DIGITS: Final = re.compile(r"\+?[\d\s.()/-]+")
_FEWEST_DIGITS: Final = 6
"""Digits that tell one telephone from the others of a list; fewer are words or the number of a code."""


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


@dataclass(frozen=True)
class Sought:
    """What was typed into the box of a search."""

    typed: str

    @cached_property
    def words(self) -> str:
        """As words are compared; empty where nothing can be found by it."""
        return fold(self.typed)

    @cached_property
    def _digits(self) -> str | None:
        """A telephone's digits from the first that all its writings share, or None where no telephone was typed."""
        if not _DIGITS.fullmatch(self.typed):
            return None
        digits = dialled(self.typed) or re.sub(r"\D", "", re.sub(r"^\s*(?:\+|00)84", "", self.typed))
        return digits.removeprefix("0") if len(digits) >= _FEWEST_DIGITS else None

    def is_in(self, words: str, codes: Iterable[str | None] = (), phones: Iterable[str | None] = ()) -> bool:
        """Tell whether it stands in the words, in a code written with its dashes or without, or in a telephone."""
        if not self.words:
            return False
        if self.words in fold(words) or any(_joined(self.typed) in _joined(code) for code in codes if code):
            return True
        digits = self._digits
        return digits is not None and any(digits in _national(phone) for phone in phones if phone)


def _national(phone: str) -> str:
    return dialled(phone) or re.sub(r"\D", "", phone)
