"""Amounts of money in running text: their numbers, units and ranges, with the words before and after.

Telephone numbers, dates, percentages and foreign money are taken out first. What an amount pays for is
not decided here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from employers.reference.text import strip_accents, tidy

_UNIT_VND: Final = {"trieu": 1_000_000, "tr": 1_000_000, "cu": 1_000_000, "nghin": 1_000, "ngan": 1_000, "k": 1_000}


_NOT_MONEY = re.compile(
    r"(?<![\d.,])(?:\+?84|0)(?:[ .-]?\d){8,10}(?![\d])"  # telephones, also grouped: 0912.345.678
    # Hotlines; 18000000 and 190000000 are round amounts, and no hotline is of noughts alone.
    r"|(?<!\d)1[89]00[ .]?(?!0+(?!\d))\d{4,6}(?!\d)(?! ?(?:vnd|dong|d)(?![a-z]))"
    r"|(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)"  # 05/03/2026
    r"|(?<!\d)\d{4}-\d{2}-\d{2}(?:[ t][\d:.]+)?"  # 2026-03-05 00:00:00
    r"|\d+ ?(?:%|\$|usd)"
)
_AMOUNT = re.compile(
    r"(?<![\d.,a-z])"
    r"(?P<number>\d{1,3}(?:[.,']\d{3})+(?:[.,]00?)?(?!\d)|\d{1,3}(?: \d{3}){2,}(?!\d)|\d+(?:[.,]\d{1,3})?(?!\d))"
    r"(?: ?(?P<unit>trieu|tr|cu|nghin|ngan|k|vnd|dong|d)(?![a-z]))?"
    # 7tr5, 7tr500, 7tr500k; with a space only where nothing else can be meant: "8 triệu 2 ca" is 8 million.
    r"(?P<tail>(?<=[ru])\d{1,3}k?(?![\d.,a-z])"
    r"| ?\d{3}(?:[.,]000|(?= ?(?:nghin|ngan|k)(?![a-z])))(?: ?(?:nghin|ngan|k))?"
    r"| \d(?= ?(?:$|[-,;/)+]))| ?ruoi(?![a-z]))?"
    r"(?:(?<![a-z])(?: ?(?:vnd|dong|d)(?![a-z])))?"
)
_BELOW_ZERO = re.compile(r"\s*[-–−]\s*\d")
_BETWEEN = re.compile(r" ?(?:vnd|dong|d)? ?(?:-+>?|~|=>|den|toi|den khoang)? ?(?:khoang |tren )?")
_JOINER = re.compile(r"-|~|>|den|toi")
_CLAUSE_END = re.compile(r"[,;()\[\]|!+:]|\. |\n")


@dataclass(frozen=True)
class Amount:
    """A number in the text: its value, the factor of its unit (None: bare; 1: dong), and where it stands."""

    value: float
    unit: int | None
    start: int
    end: int


@dataclass(frozen=True)
class Money:
    """One or two amounts that belong together, with the clause before them and all the text after, unaccented."""

    amounts: tuple[Amount, ...]
    before: str
    after: str


def plain_words(text: str) -> str:
    """Take accents, capitals and every number that is not dong (telephones, dates, percentages) out of a text."""
    return _NOT_MONEY.sub("|", strip_accents(tidy(text)).lower())


def find_money(plain: str) -> Iterator[Money]:
    """Find amounts, one or two together, in the order of the text; ``plain`` comes from :func:`plain_words`."""
    amounts = [_amount(m) for m in _AMOUNT.finditer(plain)]
    position, previous_end = 0, 0
    while position < len(amounts):
        pair = amounts[position : position + 2]
        taken = tuple(pair) if len(pair) == 2 and _joined(plain[pair[0].end : pair[1].start]) else (pair[0],)
        clause = _CLAUSE_END.split(plain[previous_end : taken[0].start].removesuffix(": ").removesuffix(":"))[-1]
        yield Money(taken, clause, plain[taken[-1].end :])
        position, previous_end = position + len(taken), taken[-1].end


MOST_VND: Final = 10**12
"""A larger number is no amount of money in these lists."""
_BILLIONS = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?) ?t[yi](?: ?(\d{1,3})(?: ?(?:trieu|tr))?)?(?: ?(?:vnd|dong|d))?")


def read_amount(words: str) -> int | None:
    """One amount in VND, as ``30tr``, ``1,5 tỷ`` or ``200.000.000 đ``; None where it is none, several or below zero."""
    if _BELOW_ZERO.match(words):
        return None
    plain = plain_words(words)
    if in_billions := _BILLIONS.fullmatch(plain):
        whole, rest = in_billions.groups()
        after = float(f"0.{rest}") if rest else 0.0
        return round((float(whole.replace(",", ".")) + after) * 1_000_000_000)
    found = list(find_money(plain))
    if len(found) != 1 or len(found[0].amounts) != 1:
        return None
    vnd = found[0].amounts[0].value * (found[0].amounts[0].unit or 1)
    return round(vnd) if vnd <= MOST_VND else None


def _joined(between: str) -> bool:
    return bool(_BETWEEN.fullmatch(between) and _JOINER.search(between))


def _amount(match: re.Match[str]) -> Amount:
    unit_word, tail = match["unit"], match["tail"] or ""
    unit = _UNIT_VND.get(unit_word, 1) if unit_word else None
    value = _number(match["number"], decimal=unit == 1_000_000)
    if tail and unit == 1_000_000:
        value += _fraction_of_a_million(tail)
    return Amount(value, unit, match.start(), match.end())


def _fraction_of_a_million(tail: str) -> float:
    """Read what follows ``7tr``: ``5`` and ``500`` are half a million, ``rưỡi`` too."""
    if "ruoi" in tail:
        return 0.5
    digits = re.sub(r"[.,]000|\D", "", tail)
    return float(f"0.{digits}")


def _number(words: str, decimal: bool) -> float:
    """Read digits: a dot or comma before one or two digits is a decimal, before three it groups thousands.

    Before ``triệu`` a single separator is always a decimal, for nobody earns 7,500 million.
    """
    groups = re.split(r"[.,' ]", words)
    if len(groups) == 2 and (decimal or len(groups[1]) < 3):
        return float(f"{groups[0]}.{groups[1]}")
    if len(groups) > 2 and len(groups[-1]) < 3:  # 7.500.000,00
        groups.pop()
    return float("".join(groups))
