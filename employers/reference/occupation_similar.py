"""Occupations whose phrases look like a text that no phrase stands in: three-letter pieces first, then edit distance.

Retrieval is TF-IDF over character trigrams (Manning, Raghavan and Schütze 2008, ch. 6), which finds a few dozen phrases
among thousands in under a millisecond; :mod:`rapidfuzz` then compares letters, so that ``thợ hànn`` finds ``thợ hàn``.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from employers.reference.occupation_confidence import Features
from employers.reference.occupation_phrases import Phrase
from employers.reference.occupation_text import Word, is_generic, key_of

_SHORT_LIST = 24
_PIECE = 3
_VOTERS = 6
_LEAST_ALIKE = 0.45  # below it one in eight is right (calibration with forgotten phrases), and noise looks so too
_CLEAR_MARGIN = 0.3  # where nothing else is alike at all, that says little
_LEAST_LETTERS = 4  # fewer look like too many words


@dataclass(frozen=True)
class Trigrams:
    """Inverted lists of trigrams: which phrases hold each, and how much it weighs there (rows of unit length)."""

    rows: dict[str, NDArray[np.intp]]
    weights: dict[str, NDArray[np.float64]]
    rarity: dict[str, float]
    size: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Trigrams":
        """Index texts; their places are the rows."""
        counts = [_pieces(text) for text in texts]
        held = Counter(piece for count in counts for piece in count)
        rarity = {piece: float(np.log((1 + len(texts)) / (1 + n)) + 1) for piece, n in held.items()}
        lists: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, count in enumerate(counts):
            length = sum((n * rarity[p]) ** 2 for p, n in count.items()) ** 0.5
            for piece, n in count.items():
                lists[piece].append((row, n * rarity[piece] / length))
        rows = {p: np.array([r for r, _ in pairs], dtype=np.intp) for p, pairs in lists.items()}
        weights = {p: np.array([w for _, w in pairs]) for p, pairs in lists.items()}
        return cls(rows, weights, rarity, len(texts))

    def cosines(self, text: str) -> NDArray[np.float64]:
        """Cosine of a text with every indexed one, shape (n_texts,)."""
        count = _pieces(text)
        wanted = {p: n * self.rarity.get(p, 1.0) for p, n in count.items()}
        length = sum(w**2 for w in wanted.values()) ** 0.5 or 1.0
        scores = np.zeros(self.size)
        for piece, weight in wanted.items():
            if piece in self.rows:
                scores[self.rows[piece]] += self.weights[piece] * (weight / length)
        return scores


class SimilarPhrases:
    """Phrases to be found by their letters.

    Parameters
    ----------
    phrases : sequence of Phrase
        All of them; those that name no occupation are found too, and then nothing is named.
    folded : bool
        Whether accents are left out of the comparison.
    """

    def __init__(self, phrases: Sequence[Phrase], *, folded: bool) -> None:
        self._phrases = phrases
        self._folded = folded
        self._texts = [key_of(p.words, folded=folded) for p in phrases]
        self._trigrams = Trigrams.of(self._texts)

    def nearest(self, words: tuple[Word, ...]) -> tuple[Phrase, Features] | None:
        """Phrase whose letters are nearest to the words, with how near it is; None where nothing is alike.

        Parameters
        ----------
        words : tuple of Word
            A title without its noise.
        """
        own = tuple(w for w in words if w.weighs)
        text = key_of(own, folded=self._folded)
        alike = [] if is_generic(own) or sum(len(w.text) for w in own) < _LEAST_LETTERS else self._alike(text)
        if not alike or alike[0][0] < _LEAST_ALIKE:
            return None
        similarity, best = alike[0]
        second = next((s for s, phrase in alike if phrase.codes[:1] != best.codes[:1]), 0.0)
        features = Features(
            folded=float(self._folded),
            single=float(len(own) <= 1),
            similar=1.0,
            similarity=similarity,
            margin=min(similarity - second, _CLEAR_MARGIN),
            agreement=_agreement(alike[:_VOTERS], best),
        )
        return best, features

    def _alike(self, text: str) -> list[tuple[float, Phrase]]:
        """Short list with the mean of trigram cosine and letter ratio, most alike first."""
        cosines = self._trigrams.cosines(text)
        short = np.argsort(-cosines, kind="stable")[:_SHORT_LIST]
        alike = [(float(fuzz.ratio(text, self._texts[i]) / 100 + cosines[i]) / 2, i) for i in short if cosines[i] > 0]
        return [(similarity, self._phrases[i]) for similarity, i in sorted(alike, key=lambda pair: -pair[0])]


def _agreement(alike: list[tuple[float, Phrase]], best: Phrase) -> float:
    """Share of the phrases, weighted by how alike they are, that name the same occupation as the best."""
    same = sum(similarity for similarity, phrase in alike if phrase.codes[:1] == best.codes[:1])
    return same / sum(similarity for similarity, _ in alike)


def _pieces(text: str) -> Counter[str]:
    padded = f" {text} "
    return Counter(padded[i : i + _PIECE] for i in range(len(padded) - _PIECE + 1))
