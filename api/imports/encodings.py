"""Recognise and repair letters of old Vietnamese fonts, column by column.

TCVN3 (.VnTime), VNI, cp1258 and UTF-8 read twice all arrive as Latin letters and signs. Which one it was shows in the
outcome: under the right table nearly every word becomes a Vietnamese syllable. Nothing is stripped before: U+00AD, the
soft hyphen, *is* the letter ư of TCVN3.
"""

import functools
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import ftfy

Preview: TypeAlias = list[tuple[str, str]]

_PREVIEW_LENGTH = 3
_SAMPLE = 400  # distinct values that vote on a column's encoding
_CONVINCING = 0.6  # share of Vietnamese syllables under the right table; place names and typing errors are the rest
_MARGIN = 0.2  # by which a table must beat the text as it stands

_WORD_BREAK = re.compile("[\x00-\x2f:-@\\[-`{-~\xa0\u2000-\u206f]+")
_ASCII_LETTER = re.compile("[A-Za-z]")
_SUSPICIOUS = re.compile("[\x80-\xff\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    "(?:uyê|uya|uyu|iêu|yêu|oai|oay|oeo|uây|uôi|ươi|ươu|a[iouy]?|ă|â[uy]?|eo?|êu?|i[aêu]?|o[aăeio]?|ôi?|ơi?"
    "|u[aâêiôơy]?|ư[aiơu]?|yê?)"
    "(?:ch|ng|nh|[cmnpt])?"
)
_ACRONYM = re.compile("[A-ZĐ]*Đ[A-ZĐ]*")  # QĐ, TĐVH, LĐTBXH


def _table(name: str) -> dict[str, str]:
    table: dict[str, str] = json.loads(Path(__file__).with_name(name).read_text("utf-8"))
    return table


_TCVN3 = str.maketrans(_table("tcvn3.json"))  # TCVN 5712:1993, form 3
_VNI = _table("vni.json")  # VNI for Windows: a letter, then a sign for its mark
_VNI_SEQUENCE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
# The signs that Windows shows for bytes 0x80 to 0x9F.
_TO_BYTES = {ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte for byte in range(0x80, 0xA0)}


def repair_column(values: Sequence[str]) -> tuple[list[str], str, Preview]:
    """Bring one column to proper Unicode.

    Parameters
    ----------
    values : sequence of str
        The column's text, untouched, header included; other cells left out.

    Returns
    -------
    values : list of str
        Repaired, in order, composed (NFC). Proper Vietnamese, English, codes and addresses come back as they were.
    encoding : str
        ``unicode`` (nothing to repair), ``tcvn3``, ``vni``, ``cp1258`` or ``utf-8-twice``.
    preview : list of (str, str)
        Up to three values, before and after, for the report.
    """
    composed = [value if value.isascii() else unicodedata.normalize("NFC", value) for value in values]
    distinct = {value: None for value in composed if not value.isascii() and _SUSPICIOUS.search(value)}
    if not distinct:
        return composed, "unicode", []
    repaired, encoding = _repair_distinct(list(distinct))
    preview = [(before, after) for before, after in repaired.items() if before != after][:_PREVIEW_LENGTH]
    return [repaired.get(value, value) for value in composed], encoding, preview


def _repair_distinct(distinct: list[str]) -> tuple[dict[str, str], str]:
    sample = distinct[:_SAMPLE]
    now = _share(sample)
    shares = {name: _share([decode(value) for value in sample]) for name, decode in _DECODERS.items()}
    best = max(shares, key=shares.__getitem__)
    if shares[best] >= max(_CONVINCING, now + _MARGIN) and any(_ASCII_LETTER.search(value) for value in sample):
        decode = _DECODERS[best]
        return {value: _better(value, decode(value)) for value in distinct}, best
    return _repair_single_values(distinct)


def _better(before: str, after: str) -> str:
    """Keep a value that the column's table would spoil: a few rows pasted from elsewhere."""
    return after if _share([after]) >= _share([before]) else before


def _repair_single_values(distinct: list[str]) -> tuple[dict[str, str], str]:
    """Repair odd rows of a column otherwise proper: no word of the value is Vietnamese, and under a table all are."""
    repaired = {}
    encoding = "unicode"
    for value in distinct:
        if _share([value]) > 0 or not _ASCII_LETTER.search(value):
            continue
        for name, decode in _DECODERS.items():
            after = decode(value)
            if after != value and _share([after]) == 1:
                repaired[value] = after
                encoding = name
                break
    return repaired, encoding


def _share(values: list[str]) -> float:
    """Give the share of marked words that are Vietnamese syllables, 0 where no word is marked."""
    words = [word for value in values for word in _WORD_BREAK.split(value) if word and not word.isascii()]
    return sum(map(_is_vietnamese, words)) / len(words) if words else 0.0


@functools.lru_cache(maxsize=50_000)
def _is_vietnamese(word: str) -> bool:
    word = word.strip("0123456789").replace("Ð", "Đ")
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    if _ACRONYM.fullmatch(word):
        return True
    decomposed, tones = _TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", decomposed)) is not None


def _single_bytes(text: str) -> str | None:
    """Give the text as characters 0–255, one per original byte; None where it holds real Unicode."""
    text = text.translate(_TO_BYTES)
    return text if max(text, default="") <= "\xff" else None


def _from_tcvn3(text: str) -> str:
    single = _single_bytes(text)
    if single is None:
        return text
    pieces = re.split(f"({_WORD_BREAK.pattern})", single)
    decoded = [piece.translate(_TCVN3) for piece in pieces]
    # A font of capitals (.VnTimeH) draws small letters as capitals; typed with the shift key, its plain letters are
    # capital and its marked ones small. One plain capital may also begin a proper word (Lê): its neighbours tell.
    marked = [_ascii_letters(piece) for piece in pieces if not piece.isascii()]
    plain = [letters.isupper() for letters in marked if len(letters) > 1]
    all_capital = bool(plain) and all(plain)
    return "".join(
        after.upper()
        if (letters := _ascii_letters(before)).isupper() and (len(letters) > 1 or all_capital) and before != after
        else after
        for before, after in zip(pieces, decoded, strict=True)
    )


def _ascii_letters(piece: str) -> str:
    return "".join(_ASCII_LETTER.findall(piece))


def _from_vni(text: str) -> str:
    single = _single_bytes(text)
    return text if single is None else _VNI_SEQUENCE.sub(lambda found: _VNI[found[0]], single)


def _from_cp1258(text: str) -> str:
    single = _single_bytes(text)
    if single is None:
        return text
    return unicodedata.normalize("NFC", single.encode("latin-1").decode("cp1258", "replace"))


def _from_utf8_twice(text: str) -> str:
    single = _single_bytes(text)
    if single is not None:
        try:
            return unicodedata.normalize("NFC", single.encode("latin-1").decode("utf-8"))
        except UnicodeDecodeError:
            pass
    return unicodedata.normalize("NFC", ftfy.fix_encoding(text))


_DECODERS: dict[str, Callable[[str], str]] = {
    "utf-8-twice": _from_utf8_twice,
    "tcvn3": _from_tcvn3,
    "vni": _from_vni,
    "cp1258": _from_cp1258,
}
