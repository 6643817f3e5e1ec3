"""Words that would give away what brought somebody here: found however they are typed, with what to write instead.

Whoever is introduced as coming "from the programme" has been exposed (domain.md, "Presence is disclosure"). The words
stand in ``giveaways.csv``: found with their accents or without any, across dots, dashes and letters typed apart, and
run together. A word with other accents is another word: "phun thuốc sâu cải" is about cabbage, "nghiên cứu" research.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from employers.reference.text import strip_accents

_WORD: Final = re.compile(r"[^\W_]+")
_INVISIBLE: Final = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]*")
_LOOKALIKES: Final = str.maketrans("ıɩɑаеорсухіјѕκкнтмαοινΑΟΙАЕОРСУХІКНТМ", "iiaaeopcyxijskkhtmaoivAOIAEOPCYXIKHTM")
"""Letters of other scripts that look like Latin ones (Unicode confusables, those that keyboards have)."""
_LONGEST: Final = 8
"""Pieces of a text that one entry may run over: the longest has five words; letters typed apart are one piece."""
_ALONE: Final = frozenset(
    {"nghien", "ra tu", "di cai", "dang cai", "trai cai", "an tich", "cat con", "mmt", "si da", "lam lo"}
)
"""Without accents these are other words too ("nghiên cứu", "rá tu", "đi cái", "cắt con"), so they count with theirs."""


_MENDED: Final = frozenset({"chức", "chuc", "xe", "máy", "may", "đồ", "do", "sơn", "son"})
"""What is restored where nobody's past is meant: "phục hồi chức năng", "sau phục hồi xe"."""


@dataclass(frozen=True, slots=True)
class Giveaway:
    """Words in a text that give somebody away.

    Attributes
    ----------
    words : str
        The entry of our list that was found, never what was typed.
    start, end : int
        Where it stands in the text given, in characters.
    instead : str
        What to write; empty where the words are best left out.
    """

    words: str
    start: int
    end: int
    instead: str


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    start: int
    end: int


@cache
def _entries() -> dict[str, tuple[str, str]]:
    """What is looked for, run together → the entry and what to write instead."""
    found: dict[str, tuple[str, str]] = {}
    with Path(__file__).with_name("giveaways.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            words = row["words"]
            forms = {words} if strip_accents(words).lower() in _ALONE else {words, strip_accents(words)}
            for form in forms:
                found["".join(form.lower().split())] = (words, row["instead"])
    return found


def _pieces(text: str) -> list[_Piece]:
    """The words of a text with their places; letters typed apart ("c.a.i") are one word."""
    found: list[_Piece] = []
    for match in _WORD.finditer(text):
        one = _Piece(unicodedata.normalize("NFC", match[0]).lower(), match.start(), match.end())
        before = found[-1] if found else None
        if before is not None and _belongs(before, one, text):
            found[-1] = _Piece(before.text + one.text, before.start, one.end)
        else:
            found.append(one)
    return found


def _belongs(before: _Piece, one: _Piece, text: str) -> bool:
    """Tell whether a piece goes on with the one before it: one letter after another, always the same sign between."""
    between = text[before.end : one.start]
    apart = len(one.text) == 1 and text[before.end - 2 : before.end - 1] in ("", between[:1])
    return apart and between in (".", "-", " ", "_", "*", "/") and not one.text.isdigit()


def _plain(text: str, place: int, letter: str) -> str:
    """The Latin letter that a look-alike stands for: of other scripts, ``@`` beside a letter, ``0`` between two."""
    before, after = text[place - 1 : place].isalpha(), text[place + 1 : place + 2].isalpha()
    if (letter == "@" and (before or after)) or (letter == "0" and before and after):
        return "a" if letter == "@" else "o"
    wide = unicodedata.normalize("NFKC", letter)
    return (wide if len(wide) == 1 else letter).translate(_LOOKALIKES)


def _visible(text: str) -> tuple[str, list[int]]:
    """A text in one Unicode form without invisible marks, and where each of its characters stood."""
    kept: list[str] = []
    places: list[int] = []
    for place, typed in enumerate(text):
        letter = _plain(text, place, typed)
        if unicodedata.combining(letter) and kept:
            joined = unicodedata.normalize("NFC", kept[-1] + letter)
            if len(joined) == 1:
                kept[-1] = joined
                continue
        if not _INVISIBLE.fullmatch(letter):
            kept.append(letter)
            places.append(place)
    return "".join(kept), [*places, len(text)]


def _longest(pieces: list[_Piece], first: int) -> tuple[int, tuple[str, str]] | None:
    """The longest entry that begins at a piece: how many pieces it takes, and the entry."""
    entries, run = _entries(), ""
    found = None
    for length, piece in enumerate(pieces[first : first + _LONGEST], 1):
        run += piece.text
        if run in entries:
            found = (length, entries[run])
    return found


def giveaways(text: str) -> list[Giveaway]:
    """Words of a text that would give somebody away, in their order; the longest entry counts."""
    return list(_found(text))


def _found(text: str) -> Iterator[Giveaway]:
    visible, places = _visible(text)
    pieces, at = _pieces(visible), 0
    while at < len(pieces):
        found = _longest(pieces, at)
        if found is None:
            at += 1
            continue
        length, (words, instead) = found
        if words.endswith("phục hồi") and pieces[at + length : at + length + 1] and pieces[at + length].text in _MENDED:
            at += length
            continue
        yield Giveaway(words, places[pieces[at].start], places[pieces[at + length - 1].end - 1] + 1, instead)
        at += length


def without_giveaways(text: str) -> str:
    """The same text with what our list suggests instead: a suggestion to be read, not a text to be sent unread."""
    for found in reversed(giveaways(text)):
        text = text[: found.start] + found.instead + text[found.end :]
    return re.sub(r"\s+([,.;:])", r"\1", re.sub(r"[ \t]{2,}", " ", text)).strip(" ,;-")
