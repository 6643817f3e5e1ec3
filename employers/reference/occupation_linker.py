"""Words into occupations: ``link_occupations("Thợ hàn CO2 kiêm lái xe")`` → 7212, 8322.

The head of a Vietnamese title stands at its left ("kế toán công ty may" keeps books), so the first phrase of a part
decides and what follows it is the trade, the place or the employer. Other parts name further occupations only where
they are joined ("và", "kiêm", a comma); of a history the latest work comes first. Words that no phrase covers are
compared with all phrases by their letters, for typing errors. Every reading carries a confidence that was calibrated on
titles (``occupation_confidence.csv``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TypeAlias

from employers.reference.occupation_confidence import Features, confidence
from employers.reference.occupation_contexts import decided
from employers.reference.occupation_history import latest_first
from employers.reference.occupation_phrases import Phrase, index_of, known_phrases, taught_index, taught_pairs
from employers.reference.occupation_scan import Scan
from employers.reference.occupation_similar import SimilarPhrases
from employers.reference.occupation_slips import Slips
from employers.reference.occupation_text import Word, strip_noise, words_of
from employers.reference.text import has_accents

# Below this a reading is worse than none: a case worker who sees "không rõ" asks, one who sees a wrong trade trusts it.
LEAST_CONFIDENCE = 0.6
_NOTHING_TAUGHT: Mapping[str, str] = MappingProxyType({})
Named: TypeAlias = list[tuple[Phrase, Features]]


@dataclass(frozen=True, slots=True)
class OccupationReading:
    """One occupation that a text names.

    Attributes
    ----------
    code : str
        ISCO-08 unit group.
    confidence : float
        From 0 to 1; of readings with 0.9, nine in ten are right.
    words : str
        The words that were understood, as the phrase table writes them.
    """

    code: str
    confidence: float
    words: str


def link_occupations(text: str, taught: Mapping[str, str] = _NOTHING_TAUGHT) -> tuple[OccupationReading, ...]:
    """Read the occupations that a title, a trade or a wish names.

    Parameters
    ----------
    text : str
        A few words in Vietnamese, with or without accents.
    taught : mapping of str to str, optional
        A curator's phrases and their codes (``"7411;7126"``, main first; ``"-"`` for words that name no occupation).
        They win over the product's own wherever they stand.

    Returns
    -------
    tuple of OccupationReading
        Main occupation first; empty when the text is not understood well enough (``LEAST_CONFIDENCE``).
    """
    return _link(text, taught_pairs(taught))


@lru_cache(maxsize=20_000)
def _link(text: str, taught: tuple[tuple[str, str], ...]) -> tuple[OccupationReading, ...]:
    return tuple(
        reading for reading, _ in product_linker().read(text, taught) if reading.confidence >= LEAST_CONFIDENCE
    )


@lru_cache(maxsize=1)
def product_linker() -> "Linker":
    """Linker with the product's own phrases."""
    return Linker(known_phrases())


class Linker:
    """Reads titles with a set of phrases, without a threshold; calibration builds one that has forgotten some.

    Parameters
    ----------
    phrases : sequence of Phrase
        What it knows.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = phrases
        self._index = index_of(phrases)

    def read(self, text: str, taught: tuple[tuple[str, str], ...] = ()) -> list[tuple[OccupationReading, Features]]:
        """Every reading, also the doubtful ones, with what its confidence rests on.

        Parameters
        ----------
        text : str
            As for :func:`link_occupations`.
        taught : tuple of (str, str), optional
            A curator's words and codes, sorted.
        """
        typed_bare = not has_accents(text)
        slips = self._slips_bare if typed_bare else self._slips
        scan = Scan(words_of(strip_noise(latest_first(text))), self._index, taught_index(taught), typed_bare, slips)
        title = words_of(text)
        named = [(decided(p, title, typed_bare=typed_bare), f) for p, f in scan.occupations()]
        if not named or named[0][1].before or named[0][1].generic:
            named = self._surer(named, scan.unexplained(), typed_bare=typed_bare)
        return _readings(named)

    def _surer(self, named: Named, words: tuple[Word, ...], *, typed_bare: bool) -> Named:
        """Phrases found, or the one alike by its letters where that is the surer reading."""
        similar = (self._similar_bare if typed_bare else self._similar).nearest(words)
        if similar and (not named or confidence(similar[1]) > confidence(named[0][1])):
            return [similar]
        return named

    @cached_property
    def _slips(self) -> Slips:
        return Slips(self._phrases, folded=False)

    @cached_property
    def _slips_bare(self) -> Slips:
        return Slips(self._phrases, folded=True)

    @cached_property
    def _similar(self) -> SimilarPhrases:
        return SimilarPhrases(self._phrases, folded=False)

    @cached_property
    def _similar_bare(self) -> SimilarPhrases:
        safe = [p for p in self._phrases if p.folded or len(p.words) > 1]
        return SimilarPhrases(safe, folded=True)


def _readings(named: Named) -> list[tuple[OccupationReading, Features]]:
    """One reading a code, in the order found."""
    readings: dict[str, tuple[OccupationReading, Features]] = {}
    for phrase, features in named:
        sure = confidence(features)
        for code in phrase.codes:
            readings.setdefault(code, (OccupationReading(code, sure, phrase.text), features))
    return list(readings.values())
