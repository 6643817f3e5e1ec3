"""Recognise and repair letters of old Vietnamese fonts: the column tells which font, each cell whether it is in it.

TCVN3 (.VnTime), VNI, cp1258 and UTF-8 read twice all arrive as Latin letters and signs. Which one it was shows in the
outcome: under the right table nearly every word becomes a Vietnamese syllable. Nothing is stripped before: U+00AD, the
soft hyphen, *is* the letter ư of TCVN3.
"""

import functools
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import ftfy

from employers.reference.places import list_communes, list_old_communes

Preview: TypeAlias = list[tuple[str, str]]

_PREVIEW_LENGTH = 3
_SAMPLE = 400  # distinct values that vote on a column's encoding
_CONVINCING = 0.6  # share of Vietnamese syllables under the right table; place names and typing errors are the rest
_MARGIN = 0.2  # by which a table must beat the text as it stands
_MUCH_LIKELIER = math.log(8)  # by which one reading of a syllable must beat the other to go against its column

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
    repaired, encoding = _repair_distinct(list(distinct), mixed=any(map(_is_surely_unicode, set(composed))))
    preview = [(before, after) for before, after in repaired.items() if before != after][:_PREVIEW_LENGTH]
    return [repaired.get(value, value) for value in composed], encoding if preview else "unicode", preview


def _is_surely_unicode(value: str) -> bool:
    """Tell whether a value holds a letter that no old font has (ạ, ư, đ), and reads as Vietnamese."""
    return not value.isascii() and _single_bytes(value) is None and _share([value]) == 1


def _repair_distinct(distinct: list[str], *, mixed: bool) -> tuple[dict[str, str], str]:
    sample = distinct[:_SAMPLE]
    now = _share(sample)
    shares = {name: _share([decode(value) for value in sample]) for name, decode in _DECODERS.items()}
    best = max(shares, key=shares.__getitem__)
    if shares[best] >= max(_CONVINCING, now + _MARGIN) and any(_ASCII_LETTER.search(value) for value in sample):
        found = {value: _better(value, _DECODERS[best](value), mixed=mixed) for value in distinct}
        return {value: after or _repair_alone(value)[0] for value, after in found.items()}, best
    alone = {value: _repair_alone(value) for value in distinct}
    return {value: after for value, (after, _) in alone.items()}, next((e for _, e in alone.values() if e), "unicode")


def _better(before: str, after: str, *, mixed: bool) -> str | None:
    """A value by itself or under its column's table, whichever is Vietnamese; None where neither is the better one.

    Where both are ("Lê" would be "Lờ", "Vò" would be "Vũ"), the likelier syllables count: much likelier ones against
    the table in a column of an old font alone, and for it in a column that holds proper rows too.
    """
    shares = _share([before]), _share([after])
    if min(shares) == 1:
        gain = _likelihood(after) - _likelihood(before)
        return after if gain > (_MUCH_LIKELIER if mixed else -_MUCH_LIKELIER) else before
    if shares[0] == shares[1] and mixed:
        return None
    return after if shares[1] >= shares[0] else before


def _repair_alone(value: str) -> tuple[str, str]:
    """Repair an odd value of a column otherwise proper: not all of it is Vietnamese, and under a table all of it is."""
    if _share([value]) == 1 or not _ASCII_LETTER.search(value):
        return value, ""
    for name, decode in _DECODERS.items():
        after = decode(value)
        if after != value and _share([after]) == 1:
            return after, name
    return value, ""


def _likelihood(value: str) -> float:
    """Say how likely the marked words of a value are, as a mean of logarithms: by how many communes bear them."""
    words = [word.lower() for word in _WORD_BREAK.split(value) if word and not word.isascii()]
    return sum(math.log(_syllables()[word] + 0.5) for word in words) / max(len(words), 1)


@functools.cache
def _syllables() -> Counter[str]:
    names = [*(c.name for c in list_communes()), *(c.name for c in list_old_communes())]
    return Counter(word for name in names for word in name.lower().split())


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
