"""Which phrases of a title name its work: the head of every part, read from the left."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from employers.reference.occupation_confidence import Features
from employers.reference.occupation_phrases import FOLDED, PARTLY, Found, Phrase, PhraseIndex
from employers.reference.occupation_text import ASIDE, Word, begins_like_an_occupation, is_generic, listed_words


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
    """

    words: tuple[Word, ...]
    known: PhraseIndex
    taught: PhraseIndex
    typed_bare: bool

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

    @cached_property
    def _found(self) -> list[Found]:
        """Phrases from left to right without overlap; those of the context only where there are no others."""
        return list(self._walk(context=False)) or list(self._walk(context=True))

    def _walk(self, *, context: bool) -> Iterator[Found]:
        at, skipping = 0, False
        while at < len(self.words):
            word = self.words[at]
            skipping = skipping and not word.gap
            found = None if skipping else self._find(at)
            if found:
                yield found
            elif not context and at and word.text in listed_words("context"):
                skipping = True
            at = found.end if found else at + 1

    def _find(self, at: int) -> Found | None:
        limit = next((f.start for f in self._taught if f.start >= at), len(self.words))
        if limit == at:
            return next((f for f in self._taught if f.start == at), None)
        return self.known.find_at(self.words[:limit], at, typed_bare=self.typed_bare)

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
        if self._is_general(found) or any(w.weighs and not is_generic((w,)) for w in self._lead(found)):
            return False
        gap = self._gap_between(head.end, found.start)
        like_one = begins_like_an_occupation(self._lead(found) + self.words[found.start : found.end])
        return like_one or (bool(gap) and gap != ASIDE)

    def _lead(self, found: Found) -> tuple[Word, ...]:
        """Words of the same part left of a phrase."""
        start = found.start
        while start > 0 and not self.words[start].gap:
            start -= 1
        return self.words[start : found.start]

    def _is_general(self, found: Found) -> bool:
        return is_generic(self.words[found.start : found.end])

    def _features(self, found: Found, place: int) -> Features:
        own = [w for w in self.words if w.weighs and not is_generic((w,))]
        inside = [w for w in self.words[found.start : found.end] if w.weighs and not is_generic((w,))]
        before = sum(w.weighs and not is_generic((w,)) for w in self._uncovered(0, found.start))
        return Features(
            before=min(before, 3) / 3,
            uncovered=1 - len(inside) / len(own) if own else 0.0,
            folded=float(found.how == FOLDED),
            partly=float(found.how == PARTLY),
            single=float(found.end - found.start == 1),
            generic=float(self._is_general(found)),
            further=float(place > 0),
        )

    def _uncovered(self, start: int, end: int) -> list[Word]:
        covered = {i for f in self._found if f.phrase.codes for i in range(f.start, f.end)}
        return [w for i, w in enumerate(self.words[start:end], start) if i not in covered]
