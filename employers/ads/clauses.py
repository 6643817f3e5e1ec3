"""Where a message pauses: its sentences, and the clauses between commas, brackets, dashes and pictures."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from employers.ads.message import Passage

# A point ends a sentence before a space and no digit ("10.5tr", "P. Phú Trinh", "Q.1" do not).
_SENTENCE_END: Final = re.compile(r"\n|[!?;|…]+|(?<![ .(][a-z])(?<!^[a-z])(?<!\btp)(?<!\btt)(?<!\bsl)\.(?=\s|$)")
_CLAUSE_END: Final = re.compile(
    r"\n|[!?;|…•()\[\]{}]+|,(?!\d)|(?<!\d),(?=\d)|\.(?=\s|$)|\s[-+]\s(?!\d)|(?<![\d\s])\s-\s"
    r"|[\u2190-\U0010ffff]+"  # pictures
)


@lru_cache(maxsize=64)
def sentences(passage: Passage) -> tuple[tuple[int, int], ...]:
    """Give the start and end of every sentence; a line ends one."""
    return tuple(_between(passage, _SENTENCE_END))


@lru_cache(maxsize=64)
def clauses(passage: Passage) -> tuple[tuple[int, int], ...]:
    """Give the start and end of every clause."""
    return tuple(_between(passage, _CLAUSE_END))


def _between(passage: Passage, ends: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start, plain = 0, passage.plain
    for match in ends.finditer(plain):
        if plain[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if plain[start:].strip():
        yield start, len(plain)


def around(spans: tuple[tuple[int, int], ...], position: int) -> tuple[int, int]:
    """Give the span that holds a position, or an empty one there."""
    return next(((s, e) for s, e in spans if s <= position < e), (position, position))


def line_end(message: Passage, start: int) -> int:
    """Give where the line of a position ends."""
    end = message.text.find("\n", start)
    return len(message.text) if end < 0 else end
