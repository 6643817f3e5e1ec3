"""The words people use for work, ready to be found in a title: ``occupation_phrases.csv`` and what a curator taught.

A phrase is found as whole words. Typed with accents it must agree with them, because ``hàn`` (to weld), ``Hàn`` (Korea)
and ``hạn`` (a term) are one word without; typed without accents it counts where the phrase has two words or is marked
``folded`` (nothing else is written so).
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from employers.reference.occupation_text import Word, key_of, words_of

NOT_WORK = "-"  # in the codes column: words that name no occupation and hide those inside ("tiếng Hàn")
EXACT, PARTLY, FOLDED, SLIP = "exact", "partly", "folded", "slip"
_TABLE = Path(__file__).with_name("occupation_phrases.csv")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words and the occupations they name.

    Attributes
    ----------
    text : str
        As the table or the curator writes it.
    codes : tuple of str
        ISCO-08 codes, main first; empty when the words name no occupation.
    words : tuple of Word
        The text in words.
    folded : bool
        Whether the words mean the same without accents.
    """

    text: str
    codes: tuple[str, ...]
    words: tuple[Word, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase standing in a text, from word ``start`` to before word ``end``."""

    phrase: Phrase
    start: int
    end: int
    how: str


@dataclass(slots=True)
class PhraseIndex:
    """Phrases by their words, with accents and without."""

    exact: dict[str, Phrase] = field(default_factory=dict)
    unaccented: dict[str, list[Phrase]] = field(default_factory=lambda: defaultdict(list))
    longest: int = 0

    def add(self, phrase: Phrase) -> None:
        """Take a phrase in; of two with the same words the first stays."""
        key = key_of(phrase.words, folded=False)
        if not key or key in self.exact:
            return
        self.exact[key] = phrase
        self.unaccented[key_of(phrase.words, folded=True)].append(phrase)
        self.longest = max(self.longest, len(phrase.words))

    def find_at(self, words: tuple[Word, ...], start: int, *, typed_bare: bool) -> Found | None:
        """Longest phrase that begins at a word; of the same length one that agrees in its accents.

        Parameters
        ----------
        words : tuple of Word
            The text.
        start : int
            Index of the first word.
        typed_bare : bool
            Whether the whole text was typed without accents.
        """
        for end in range(min(len(words), start + self.longest), start, -1):
            window = words[start:end]
            phrase = self.exact.get(key_of(window, folded=False))
            if phrase and not (typed_bare and len(words) > 1 and _needs_accents(phrase)):
                return Found(phrase, start, end, EXACT)
            candidates = self.unaccented.get(key_of(window, folded=True), ())
            for how, candidate in _readings(window, candidates, typed_bare=typed_bare):
                return Found(candidate, start, end, how)
        return None


def _needs_accents(phrase: Phrase) -> bool:
    """A single bare word ("may" for sewing) says too little among others that carry no accents."""
    return len(phrase.words) == 1 and not phrase.folded and bool(phrase.codes)


def _readings(window: tuple[Word, ...], candidates: Iterable[Phrase], *, typed_bare: bool) -> list[tuple[str, Phrase]]:
    """Phrases that a window without all its accents can stand for; those marked ``folded`` first."""
    allowed = []
    if not any(w.accented for w in window):
        allowed = [(FOLDED, p) for p in candidates if p.folded or (typed_bare and len(p.words) > 1)]
    elif len(window) > 1:
        allowed = [(PARTLY, p) for p in candidates if _agrees(window, p)]
    return sorted(allowed, key=lambda pair: not pair[1].folded)


def _agrees(window: tuple[Word, ...], phrase: Phrase) -> bool:
    return all(not w.accented or w.key == p.key for w, p in zip(window, phrase.words, strict=True))


def read_phrase(text: str, codes: str, *, folded: bool = False) -> Phrase:
    """Phrase from a table's cells; codes are separated by ``;``, and ``-`` or nothing means "no occupation"."""
    named = tuple(code.strip() for code in codes.split(";") if code.strip() not in {"", NOT_WORK})
    return Phrase(text, named, words_of(text), folded)


@lru_cache(maxsize=1)
def known_phrases() -> tuple[Phrase, ...]:
    """All phrases of the product's table."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple(read_phrase(r["phrase"], r["codes"], folded="folded" in (r["note"] or "")) for r in rows)


@lru_cache(maxsize=8)
def taught_index(taught: tuple[tuple[str, str], ...]) -> PhraseIndex:
    """Index of what a curator taught, as sorted (words, codes) pairs."""
    return index_of(read_phrase(text, codes, folded=True) for text, codes in taught)


def taught_pairs(taught: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What a curator taught, in a form that can be remembered by."""
    return tuple(sorted(taught.items()))


def index_of(phrases: Iterable[Phrase]) -> PhraseIndex:
    """Index of phrases; of two with the same words the first counts."""
    index = PhraseIndex()
    for phrase in phrases:
        index.add(phrase)
    return index
