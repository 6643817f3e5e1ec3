"""Phrases with one word mistyped: ``thợ điện lạng`` is ``thợ điện lạnh`` before it is ``thợ điện``.

Every phrase is filed under each of its words left out, so that a window of the text with one unknown word finds the few
phrases that differ from it in that word only. An unknown word may differ by one letter, tone or neighbouring swap
(optimal string alignment distance 1); a known word only by hỏi for ngã, which southern writers mix up (``sữa xe``).
"""

from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from employers.reference.occupation_phrases import Phrase
from employers.reference.occupation_text import Word, listed_words

_HOOK, _TILDE = "\u0309", "\u0303"
_LEAST_LETTERS = 3  # of a mistyped word; without accents one more, because more words look alike
_LONG = 3  # words of a phrase that may hide a known word: "trồng thanh lông"
_HOLE = "_"
_KINDS = ("head", "general", "weightless", "context", "leading", "employer")


class Slips:
    """Phrases to be found in spite of one mistyped word.

    Parameters
    ----------
    phrases : sequence of Phrase
        What may be meant.
    folded : bool
        Whether accents are left out of the comparison.
    """

    def __init__(self, phrases: Sequence[Phrase], *, folded: bool) -> None:
        self._folded = folded
        self._least = _LEAST_LETTERS + folded
        self._holes: dict[tuple[str, ...], list[tuple[str, Phrase]]] = defaultdict(list)
        self._known: set[str] = {part for kind in _KINDS for word in listed_words(kind) for part in word.split()}
        for phrase in phrases:
            forms = self._forms(phrase.words)
            self._known.update(forms)
            for i, form in enumerate(forms if len(forms) > 1 else ()):
                self._holes[(*forms[:i], _HOLE, *forms[i + 1 :])].append((form, phrase))

    def find(self, window: tuple[Word, ...]) -> Phrase | None:
        """Phrase that differs from the window in one mistyped word; None where there is none, or more than one word."""
        forms = self._forms(window)
        long = len(window) >= _LONG and not self._folded
        doubtful = [i for i, word in enumerate(window) if long or self._may_slip(word, forms[i])]
        for i in doubtful:
            for meant, phrase in self._holes.get((*forms[:i], _HOLE, *forms[i + 1 :]), ()):
                if self._is_slip(window[i], forms[i], meant, long=long):
                    return phrase
        return None

    def may_slip(self, words: Sequence[Word]) -> bool:
        """Whether any word is one that could be mistyped; most titles hold none."""
        return (not self._folded and len(words) >= _LONG) or any(
            self._may_slip(word, form) for word, form in zip(words, self._forms(words), strict=True)
        )

    def _forms(self, words: Sequence[Word]) -> tuple[str, ...]:
        return tuple(word.folded if self._folded else word.key for word in words)

    def _may_slip(self, word: Word, form: str) -> bool:
        if form in self._known:
            return form[-1] in (_HOOK, _TILDE)
        return len(word.folded) >= _LEAST_LETTERS - 1 and word.text not in self._known and word.folded.isalpha()

    def _is_slip(self, word: Word, form: str, meant: str, *, long: bool) -> bool:
        if form in self._known and not long:
            return form[:-1] == meant[:-1] and {form[-1], meant[-1]} == {_HOOK, _TILDE}
        least = self._least - (long and form not in self._known)
        near = OSA.distance(form, meant, score_cutoff=1) <= 1
        return near and min(len(word.folded), len(meant)) >= least
