"""Which phrases of a title name its work: the head of every part, read from the left."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from employers.reference.occupation_confidence import Features
from employers.reference.occupation_phrases import EXACT, FOLDED, PARTLY, SLIP, Found, Phrase, PhraseIndex
from employers.reference.occupation_slips import Slips
from employers.reference.occupation_text import (
    ASIDE,
    Word,
    head_length,
    is_generic,
    key_of,
    lead_lengths,
    listed_words,
    words_of,
)

# What a trade that stands alone is asked with, in this order: "may" is more often factory work than a tailor's.
_ASSUMED = ("nghề", "công nhân", "thợ", "nhân viên")
_LONGEST_TRADE = 4  # words
_COMPANY = re.compile(r"(?:cong ty|cty|tnhh|doanh nghiep|dntn)\b")


@dataclass
class Scan:
    """A title read against phrases.

    Attributes
    ----------
    words : tuple of Word
        The title without its noise.
    known, taught : PhraseIndex
        The product's phrases; those of a curator, which win wherever they stand.
    typed_bare : bool
        Whether the text was typed without accents.
    slips : Slips
        Finds the product's phrases with one word mistyped.
    """

    words: tuple[Word, ...]
    known: PhraseIndex
    taught: PhraseIndex
    typed_bare: bool
    slips: Slips

    def occupations(self) -> list[tuple[Phrase, Features]]:
        """Phrases that name the work with what each rests on, main first; empty when no phrase stands in the title."""
        heads: list[Found] = []
        for found in self._found:
            if not found.phrase.codes:
                continue
            if heads and self._is_closer(heads[-1], found):
                heads[-1] = found
            elif not heads or self._is_further(heads[-1], found):
                heads.append(found)
        return [(found.phrase, self._features(found, i)) for i, found in enumerate(heads)]

    def unexplained(self) -> tuple[Word, ...]:
        """The title without words known to name no occupation ("tiếng Hàn"); nothing of an employer's bare name."""
        if self._is_employer:
            return ()
        named = {i for f in self._found if not f.phrase.codes for i in range(f.start, f.end)}
        return tuple(w for i, w in enumerate(self.words) if i not in named)

    @cached_property
    def _found(self) -> list[Found]:
        """Phrases from left to right without overlap; those of the context only where there are no others."""
        found = list(self._walk(context=False))
        return found if found or self._is_employer else list(self._walk(context=True))

    @cached_property
    def _is_employer(self) -> bool:
        """Whether the title begins with "công ty": with no call to apply it names the employer, not the work."""
        return bool(_COMPANY.match(" ".join(w.folded for w in self.words)))

    def _walk(self, *, context: bool) -> Iterator[Found]:
        at, skipping = 0, False
        while at < len(self.words):
            word = self.words[at]
            skipping = skipping and not word.gap
            found = None if skipping else self._find(at)
            if found:
                yield found
            elif not context and word.text in listed_words("context"):
                skipping = True
            at = found.end if found else at + 1

    def _find(self, at: int) -> Found | None:
        """Phrase that begins at a word: a curator's, else the product's that reads on to the right furthest.

        "Nhân viên lái xe tải" is no "nhân viên lái xe": what follows such a head is asked too.
        """
        limit = next((f.start for f in self._taught if f.start >= at), len(self.words))
        if limit == at:
            return next((f for f in self._taught if f.start == at), None)
        words = self.words[:limit]
        found = self._known_at(words, at)
        if not found:
            return None
        for skipped in lead_lengths(words[at : found.end]):
            inner = self._known_at(words, at + skipped)
            reads_on = inner and inner.end > found.end and not any(w.gap for w in words[found.end : inner.end])
            if inner and inner.phrase.codes and reads_on:
                return inner
        return found

    def _known_at(self, words: tuple[Word, ...], at: int) -> Found | None:
        """The product's phrase that begins at a word; "can nguoi" is "cần người" before it is "cán nguội"."""
        found = self.known.find_at(words, at, typed_bare=self.typed_bare)
        if found and found.how != EXACT and self._is_chance(words[at : found.end], found.how):
            found = None
        return self._mistyped(words, at, found) or found or self._trade_alone(words, at)

    def _mistyped(self, words: tuple[Word, ...], at: int, found: Found | None) -> Found | None:
        """A phrase with one mistyped word that reads further than what was found."""
        furthest = next((i for i in range(at + 1, len(words)) if words[i].gap), len(words))
        furthest = min(furthest, at + self.known.longest)
        nearest = max(found.end if found else at, at + 1)
        if not self.slips.may_slip(words[at:furthest]):
            return None
        for end in range(furthest, nearest, -1):
            phrase = self.slips.find(words[at:end])
            if phrase and not self._stands_as_typed(words[:furthest], at, end):
                return Found(phrase, at, end, SLIP)
        return None

    def _stands_as_typed(self, words: tuple[Word, ...], at: int, end: int) -> bool:
        """Whether the last word taken for a slip names work as typed: "kỹ thuật máy lạnh" is no "kỹ thuật may"."""
        found = self.known.find_at(words, end - 1, typed_bare=self.typed_bare) or self._trade_alone(words, end - 1)
        return end - 1 > at and found is not None and found.how == EXACT and found.end >= end

    def _is_chance(self, window: tuple[Word, ...], how: str) -> bool:
        """Whether words only look like a phrase: an idiom, or "may + ủi" for "máy ủi"."""
        return key_of(window, folded=True) in listed_words("idiom") or (
            how == PARTLY and any(w.gap for w in window[1:])
        )

    def _trade_alone(self, words: tuple[Word, ...], at: int) -> Found | None:
        """The trade of a part that says only "hàn" or "nghề mộc": read as "công nhân hàn", "thợ mộc"."""
        part = next((i for i in range(at + 1, len(words)) if words[i].gap), len(words)) if at < len(words) else at
        end = next((i for i in range(part, at, -1) if _says_work(words[i - 1])), at)
        if end == at or end - at > _LONGEST_TRADE or any(_says_work(w) for w in self._lead_of(at)):
            return None
        for head in _ASSUMED:
            asked = (*words_of(head), *words[at:end])
            found = self.known.find_at(asked, 0, typed_bare=self.typed_bare and end - at > 1)
            if found and found.phrase.codes and found.end == len(asked) and self._agrees(found, words[at:end]):
                return Found(found.phrase, at, end, found.how)
        return None

    def _agrees(self, found: Found, trade: tuple[Word, ...]) -> bool:
        """Whether a single word surely stands for "thợ" and itself: its accents say so, or no other is written so."""
        return found.how == EXACT or found.phrase.folded or len(trade) > 1

    @cached_property
    def _taught(self) -> list[Found]:
        """Where a curator's phrases stand, from left to right without overlap."""
        finds: list[Found] = []
        for at in range(len(self.words) if self.taught.longest else 0):
            found = self.taught.find_at(self.words, at, typed_bare=self.typed_bare)
            if found and (not finds or found.start >= finds[-1].end):
                finds.append(found)
        return finds

    def _gap_between(self, start: int, end: int) -> str:
        """Widest gap among the words after ``start`` up to and including the one at ``end``."""
        gaps = [w.gap for w in self.words[start : end + 1] if w.gap]
        return gaps[-1] if gaps else ""

    def _is_closer(self, head: Found, found: Found) -> bool:
        """A phrase after "công nhân" or "lao động phổ thông" says which work is meant."""
        return self._is_general(head) and not self._is_general(found)

    def _is_further(self, head: Found, found: Found) -> bool:
        """A second occupation: at the left edge of a joined part, or one that begins like an occupation itself."""
        if self._is_general(found) or any(_says_work(w) for w in self._lead(found)):
            return False
        gap = self._gap_between(head.end, found.start)
        like_one = head_length(self._lead(found) + self.words[found.start : found.end])
        return like_one > 0 or (bool(gap) and gap != ASIDE)

    def _lead(self, found: Found) -> tuple[Word, ...]:
        """Words of the same part left of a phrase."""
        return self._lead_of(found.start)

    def _lead_of(self, at: int) -> tuple[Word, ...]:
        start = at
        while start > 0 and not self.words[start].gap:
            start -= 1
        return self.words[start:at]

    def _is_general(self, found: Found) -> bool:
        return is_generic(found.phrase.words)

    def _features(self, found: Found, place: int) -> Features:
        own = [w for w in self.words if _says_work(w)]
        inside = [w for w in self.words[found.start : found.end] if _says_work(w)]
        before = [w for w in self._uncovered(0, found.start) if _says_work(w)]
        return Features(
            before=min(len(before), 3) / 3,
            led=float(any(w.text in listed_words("leading") for w in before)),
            uncovered=1 - len(inside) / len(own) if own else 0.0,
            folded=float(found.how == FOLDED),
            partly=float(found.how == PARTLY),
            slip=float(found.how == SLIP),
            single=float(found.end - found.start == 1),
            generic=float(self._is_general(found)),
            further=float(place > 0),
        )

    def _uncovered(self, start: int, end: int) -> list[Word]:
        covered = {i for f in self._found if f.phrase.codes for i in range(f.start, f.end)}
        return [w for i, w in enumerate(self.words[start:end], start) if i not in covered]


def _says_work(word: Word) -> bool:
    """Whether a word may say which work is meant, and not work in general."""
    return word.weighs and not is_generic((word,))
