"""Words into occupations: ``link_occupations("Thợ hàn CO2 kiêm lái xe")`` → 7212, 8322.

The head of a Vietnamese title stands at its left ("kế toán công ty may" keeps books), so the first phrase of a part
decides and what follows it is the trade, the place or the employer. Other parts name further occupations only where
they are joined ("và", "kiêm", a comma). Words that no phrase covers are compared with all phrases by their letters, for
typing errors. Every reading carries a confidence that was calibrated on titles (``occupation_confidence.csv``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from employers.reference.occupation_confidence import Features, confidence
from employers.reference.occupation_phrases import Phrase, known_index, taught_index, taught_pairs
from employers.reference.occupation_scan import Scan
from employers.reference.occupation_similar import similar_occupation
from employers.reference.occupation_text import strip_noise, words_of
from employers.reference.text import has_accents

# Below this a reading is worse than none: a case worker who sees "không rõ" asks, one who sees a wrong trade trusts it.
LEAST_CONFIDENCE = 0.5
_NOTHING_TAUGHT: Mapping[str, str] = MappingProxyType({})


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
    sure = [r for r in read_all(text, taught) if r[0].confidence >= LEAST_CONFIDENCE]
    return tuple(reading for reading, _ in sure)


def read_all(text: str, taught: tuple[tuple[str, str], ...] = ()) -> list[tuple[OccupationReading, Features]]:
    """Every reading with what it rests on, also the doubtful ones; calibration learns from these.

    Parameters
    ----------
    text : str
        As for :func:`link_occupations`.
    taught : tuple of (str, str), optional
        Pairs of words and codes, sorted.
    """
    words = words_of(strip_noise(text))
    typed_bare = not has_accents(text)
    named = Scan(words, known_index(), taught_index(taught), typed_bare).occupations()
    similar = None if _is_plain(named) else similar_occupation(words, typed_bare=typed_bare)
    if similar and (not named or confidence(similar[1]) > confidence(named[0][1])):
        named = [similar]
    return _readings(named)


def _is_plain(named: list[tuple[Phrase, Features]]) -> bool:
    """Whether a phrase stands at the head of the text, so that letters need not be compared."""
    return bool(named) and not named[0][1].before and not named[0][1].generic


def _readings(named: list[tuple[Phrase, Features]]) -> list[tuple[OccupationReading, Features]]:
    """One reading a code, in the order found."""
    readings: dict[str, tuple[OccupationReading, Features]] = {}
    for phrase, features in named:
        sure = confidence(features)
        for code in phrase.codes:
            readings.setdefault(code, (OccupationReading(code, sure, phrase.text), features))
    return list(readings.values())
