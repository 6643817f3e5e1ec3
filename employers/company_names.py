"""One employer under several spellings: company names normalised, compared, and searched for likely duplicates.

A name is taken apart into its legal form, general words (thương mại, dịch vụ), trades (xây dựng), places, and the
distinctive rest. Two names are likely the same employer when the distinctive rest agrees syllable by syllable and
nothing else contradicts it: "Minh Phát" is not "Minh Phú", "Sao Biển 1" is not "Sao Biển 2".
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations, islice, product
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from employers.reference.text import fold, has_accents, tidy

Key = TypeVar("Key", bound=Hashable)

# Two names at or above this are shown as likely duplicates; measured by tests/bench/companies.py.
LIKELY_DUPLICATE: Final = 0.85

# What each disagreement leaves of the score. One weak one stays above LIKELY_DUPLICATE, any strong one falls below.
_ONE_TYPO: Final = 0.9
_OTHER_LEGAL_FORM: Final = 0.96
_ONE_SIDED_TRADE: Final = 0.9
_OTHER_GENERAL_WORDS: Final = 0.95
_STRONG: Final = 0.75

# Legal forms that only English names use; Vietnamese ones share the CSV's rows with them.
_ENGLISH_FORMS: Final = frozenset(
    {"limited liability company", "limited liability", "co ltd", "company limited", "ltd", "limited", "llc", "inc"}
    | {"joint stock company", "joint stock", "jsc", "j s c", "corporation", "corp", "group", "holdings", "company"}
)
# "TMDV", "SXTM", "ĐTPT" typed in one piece.
_GLUED_GENERAL = re.compile(r"(?:tm|dv|sx|xnk|xd|dt|pt|kd|vt|tv|dl){2,}")
_EITHER_I = re.compile(r"(qu|[hklmst])y")
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W_]+")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?"
    r"(?:[aeiouy]|ia|ua|oa|oe|ue|uo|uy|uya|(?:oa|a|o|u|uo|e|uoi)i|[aeio]o|[aeiou]u|[au]y|uay|oay|uoi|uou|[iy]eu|oai|ieu"
    r"|(?:a|e|i|o|u|oa|oe|ua|uo|uye|uy|ie|ye|ue|oo)(?:ng|nh|ch|[cmnpt]))"
)


class CompanyName(NamedTuple):
    """A company name taken apart.

    Attributes
    ----------
    core : str
        Distinctive words, folded, in the order typed; never empty for a name that has a letter or digit.
    accented : str
        The same words with one way of placing tones (hòa = hoà), to tell Ánh from Anh.
    legal_form : str or None
        ``tnhh``, ``cp``, ``dntn``, ``htx``, ``hkd``; None when the name states none.
    branch, english, marked : bool
        It names a branch; its legal form is English; any letter of the whole name carries a Vietnamese mark.
    general, trades, places : frozenset of str
        Words that many names share, in one folded Vietnamese form.
    """

    core: str
    accented: str
    legal_form: str | None
    branch: bool
    english: bool
    marked: bool
    general: frozenset[str]
    trades: frozenset[str]
    places: frozenset[str]


class _Part(NamedTuple):
    """A phrase of the name: what it is, in one form, and where it stands."""

    kind: str
    value: str
    start: int
    end: int


@cache
def _lexicon() -> dict[tuple[str, ...], tuple[str, str]]:
    """Map every known folded phrase to its kind and its one form, from ``reference/company_words.csv``."""
    with Path(__file__).with_name("reference").joinpath("company_words.csv").open(encoding="utf-8", newline="") as rows:
        return {
            tuple(spelling.split()): (row["kind"], row["value"])
            for row in csv.DictReader(rows)
            for spelling in row["spellings"].split("|")
        }


_LONGEST_PHRASE: Final = 6


@lru_cache(maxsize=8192)
def normalise_company(name: str) -> CompanyName:
    """Take a company name apart; spelling, capitals, accents and order of the legal form do not matter."""
    tidied = tidy(name)
    words = [word for word in _WORD.findall(tidied) if fold(word)]
    parts = _parts([fold(word) for word in words])
    names = [part for part in parts if part.kind == "name"]
    places = {part.value for part in parts if part.kind == "place"}
    trades = {part.value for part in parts if part.kind == "trade"}
    if not names:  # "Cao su Bình Thuận": nothing but common words, which then are the name
        names, places, trades = [p for p in parts if p.kind not in ("form", "branch") and p.value], set(), set()
    names = names or parts
    spans = [i for part in names for i in range(part.start, part.end)]
    forms = [part.value for part in parts if part.kind == "form" and part.value]
    return CompanyName(
        core=" ".join(_one_spelling(fold(words[i])) for i in spans),
        accented=" ".join(_one_tone_place(words[i]) for i in spans),
        legal_form=forms[0] if forms else None,
        branch=any(part.kind == "branch" for part in parts),
        english=any(" ".join(map(fold, words[p.start : p.end])) in _ENGLISH_FORMS for p in parts if p.kind == "form"),
        marked=has_accents(tidied),
        general=frozenset(p.value for p in parts if p.kind == "general" and p.value),
        trades=frozenset(trades),
        places=frozenset(places),
    )


def _parts(words: Sequence[str]) -> list[_Part]:
    """Cut folded words into the longest known phrases; unknown words are the name."""
    parts: list[_Part] = []
    start = 0
    while start < len(words):
        size, (kind, value) = _phrase_at(words, start)
        if words[start] == "cn" and start > 0:
            kind = "general"  # công nghệ, công nghiệp: which one is not told
        parts.append(_Part(kind, value, start, start + size))
        start += size
    return _with_places_that_say_where(parts, words)


def _with_places_that_say_where(parts: list[_Part], words: Sequence[str]) -> list[_Part]:
    """Keep a place at the end or after ``chi nhánh``; one inside a name belongs to the name. ``tại`` goes with it."""
    last_name = max((i for i, part in enumerate(parts) if part.kind in ("name", "trade")), default=-1)
    kept = []
    for i, part in enumerate(parts):
        says_where = i > last_name or (i > 0 and parts[i - 1].kind == "branch")
        if part.kind == "place" and not says_where:
            kept.append(part._replace(kind="name"))
        elif part.kind == "name" and words[part.start] == "tai" and i + 1 < len(parts) and parts[i + 1].kind == "place":
            kept.append(part._replace(kind="general", value=""))
        else:
            kept.append(part)
    return kept


def _phrase_at(words: Sequence[str], start: int) -> tuple[int, tuple[str, str]]:
    for size in range(min(_LONGEST_PHRASE, len(words) - start), 0, -1):
        known = _lexicon().get(tuple(words[start : start + size]))
        if known is not None:
            return size, known
    if _GLUED_GENERAL.fullmatch(words[start]):
        return 1, ("general", "")
    return 1, ("name", "")


def _one_spelling(folded: str) -> str:
    """Write ``my`` and ``mi``, ``quy`` and ``qui`` alike, and ``01`` as ``1``."""
    if folded.isdigit():
        return folded.lstrip("0") or "0"
    found = _EITHER_I.fullmatch(folded)
    return f"{found[1]}i" if found else folded


def _one_tone_place(word: str) -> str:
    """Move the tone mark to the end of the syllable, so that hòa and hoà, thúy and thuý are one."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = "".join(c for c in letters if c in _TONES)
    base = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    return _one_spelling(base) + tones


def company_similarity(a: str, b: str) -> float:
    """Say how likely two names are one employer.

    Returns
    -------
    float
        From 0 to 1; at ``LIKELY_DUPLICATE`` or more, someone should look. Only names are compared: a tax code or an
        address decides.
    """
    return _similarity(normalise_company(a), normalise_company(b))


def _similarity(a: CompanyName, b: CompanyName) -> float:
    if not a.core or not b.core:
        return 0.0
    score = _core_score(a.core, b.core)
    if score < LIKELY_DUPLICATE:
        return score
    score *= _STRONG if _accents_differ(a, b) else 1.0
    score *= _place_factor(a, b) * _trade_factor(a, b) * _form_factor(a, b)
    if a.general and b.general and not a.general & b.general:
        score *= _OTHER_GENERAL_WORDS
    return score


def _core_score(a: str, b: str) -> float:
    """Compare distinctive words: equal, equal but for one typing error, or different (at most ``_STRONG``)."""
    joined_a, joined_b = a.replace(" ", ""), b.replace(" ", "")
    if joined_a == joined_b:
        return 1.0
    words_a, words_b = a.split(), b.split()
    if len(words_a) == len(words_b):
        differing = [(x, y) for x, y in zip(words_a, words_b, strict=True) if x != y]
        if len(differing) == 1 and _is_typing_error(*differing[0]):
            return _ONE_TYPO
    return _STRONG * fuzz.ratio(joined_a, joined_b) / 100


def _is_typing_error(x: str, y: str) -> bool:
    """One letter off, where it cannot be another word: phát and phú are two syllables, ``phatt`` is none."""
    if min(len(x), len(y)) < 4 or not (x + y).isalpha() or OSA.distance(x, y, score_cutoff=1) > 1:
        return False
    return max(len(x), len(y)) >= 6 or not (_SYLLABLE.fullmatch(x) and _SYLLABLE.fullmatch(y))


def _accents_differ(a: CompanyName, b: CompanyName) -> bool:
    """Tell whether both were typed with accents and still differ in them; one typed without says nothing."""
    words_a, words_b = a.accented.split(), b.accented.split()
    if not (a.marked and b.marked) or len(words_a) != len(words_b) or a.core != b.core:
        return False
    differing = sum(x != y for x, y in zip(words_a, words_b, strict=True))
    # "Công ty TNHH Thanh Phat": a bare name under an accented legal form, when two or more syllables lack their marks.
    bare = a.accented == a.core or b.accented == b.core
    return differing > 0 and not (bare and differing > 1)


def _place_factor(a: CompanyName, b: CompanyName) -> float:
    if a.places == b.places or ((a.branch or b.branch) and not (a.places and b.places)):
        return 1.0
    return _STRONG


def _trade_factor(a: CompanyName, b: CompanyName) -> float:
    if a.trades == b.trades or a.trades & b.trades:
        return 1.0
    return _STRONG if a.trades and b.trades else _ONE_SIDED_TRADE


def _form_factor(a: CompanyName, b: CompanyName) -> float:
    if a.legal_form is None or b.legal_form is None or a.legal_form == b.legal_form:
        return 1.0
    cooperative_or_household = {a.legal_form, b.legal_form} & {"htx", "hkd"}
    return _STRONG if cooperative_or_household else _OTHER_LEGAL_FORM


def block_keys(name: CompanyName) -> frozenset[str]:
    """Give the keys under which a name is compared: its core, and its core less any one letter when it is long.

    Names that share no key are further than one typing error apart, so an index by these keys loses nothing.
    """
    joined = name.core.replace(" ", "")
    shorter = {joined[:i] + joined[i + 1 :] for i in range(len(joined))} if len(joined) >= 5 else set()
    return frozenset({joined, *shorter})


def find_likely_duplicates(
    names: Sequence[tuple[Key, str]], limit: int = 1_000, least: float = LIKELY_DUPLICATE
) -> list[tuple[Key, Key, float]]:
    """Find pairs of names that may be one employer.

    Parameters
    ----------
    names : sequence of (key, name)
        Keys come back in the pairs; names that were taken apart alike are compared once.
    limit : int
        At most this many pairs, the likeliest first.
    least : float
        Lowest score returned, from ``LIKELY_DUPLICATE`` to 1; names below are not compared at all.

    Returns
    -------
    list of (key, key, score)
    """
    keys_of: defaultdict[CompanyName, list[Key]] = defaultdict(list)
    for key, name in names:
        keys_of[normalise_company(name)].append(key)
    different = list(keys_of)
    scored = [(-1.0, i, i) for i, name in enumerate(different) if name.core and len(keys_of[name]) > 1]
    for i, j in _pairs_in_blocks(different):
        score = _similarity(different[i], different[j])
        if score >= least:
            scored.append((-score, i, j))
    pairs = (
        (key_a, key_b, -minus)
        for minus, i, j in sorted(scored)
        for key_a, key_b in _key_pairs(keys_of[different[i]], keys_of[different[j]] if i != j else None)
    )
    return list(islice(pairs, limit))


def _key_pairs(keys: Sequence[Key], others: Sequence[Key] | None) -> Iterator[tuple[Key, Key]]:
    """Pair every key with every other one, or among themselves when there are no others."""
    return combinations(keys, 2) if others is None else product(keys, others)


def _pairs_in_blocks(names: Sequence[CompanyName]) -> set[tuple[int, int]]:
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(names):
        for key in block_keys(name) if name.core else ():
            blocks[key].append(position)
    return {pair for block in blocks.values() for pair in combinations(block, 2)}
