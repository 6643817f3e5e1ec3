"""Vietnamese text as offices type it: one Unicode form, folding, and the words of a phrase.

Match *phrases*, never single folded words: unaccented, ``may`` is ``máy``, ``may`` and ``mây``.
"""

import re
import unicodedata
from functools import lru_cache

_LOOKALIKES = str.maketrans(
    {
        "Ð": "Đ",  # U+00D0 (Icelandic eth) typed for U+0110
        "ð": "đ",
        "Ɖ": "Đ",  # U+0189 (African d)
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u3000": " ",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "“": '"',
        "”": '"',
    }
)
# Zero-width marks, the byte-order mark, direction marks, and the soft hyphen. The soft hyphen *is* the letter ư in
# TCVN3, so text of that encoding is decoded before it comes here.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s+")
_NOT_LETTERS = re.compile(r"\W+")
_NOT_WORD = re.compile(r"[^0-9a-z+#]+")
_REMEMBERED = 50_000  # texts; lists repeat themselves, and every reader tidies and folds again
REMEMBERED = 4_096
"""Cells of one kind that a reader remembers: lists say "xe máy" and "9/12" thousands of times."""


@lru_cache(maxsize=_REMEMBERED)
def tidy(text: str) -> str:
    """Bring text to one Unicode form (NFC) without invisible or control characters, spaces single.

    Parameters
    ----------
    text : str
        Already decoded text; line breaks become spaces.

    Returns
    -------
    str
        The same words, fit to be stored and shown.
    """
    text = unicodedata.normalize("NFC", text.translate(_LOOKALIKES))
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", text).strip()


def strip_accents(text: str) -> str:
    """Take tone and vowel marks off: ``Đức Linh`` becomes ``Duc Linh``; letter case and spacing stay."""
    text = text.translate(_LOOKALIKES).replace("Đ", "D").replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Reduce text to lower-case unaccented words with single spaces, for comparing what was typed.

    Returns
    -------
    str
        Only ``a–z``, digits, ``+``, ``#`` and single spaces: ``"Cty  TNHH Đức-Linh"`` → ``"cty tnhh duc linh"``.
    """
    return _NOT_WORD.sub(" ", strip_accents(tidy(text)).lower()).strip()


def has_accents(text: str) -> bool:
    """Tell whether any letter carries a Vietnamese mark; text without one was typed unaccented."""
    return strip_accents(text) != text.translate(_LOOKALIKES)


def contains_phrase(folded_text: str, folded_phrase: str) -> bool:
    """Tell whether a folded phrase stands in a folded text as whole words."""
    return f" {folded_phrase} " in f" {folded_text} "


def says(words: str, spelt: str) -> bool:
    """Tell whether words hold a phrase with its marks, or without them: ``đậu`` and ``dau``, never ``đau``.

    Parameters
    ----------
    spelt : str
        The phrase in small letters, with its marks.
    """
    written = f" {_NOT_LETTERS.sub(' ', tidy(words).lower()).strip()} "
    return f" {spelt} " in written or f" {strip_accents(spelt)} " in written
