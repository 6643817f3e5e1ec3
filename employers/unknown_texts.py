"""Texts whose occupation was not understood, counted over openings and people: what waits for a curator."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from employers.curation import without_noise
from employers.openings import on_offer
from employers.reference.occupation_phrases import NOT_WORK
from employers.reference.occupation_text import key_of, words_of
from employers.reference.text import fold, has_accents, tidy
from employers.tables import Opening

EXAMPLES = 5
"""How many records of each kind stand beside a text."""


@dataclass
class UnknownText:
    """A text whose occupation was not understood, however it is spelled, and where it stands.

    Attributes
    ----------
    spellings : Counter of str
        As typed, with how often.
    places : Counter of str
        How often under ``opening``, ``course``, ``wish`` and ``work``.
    open_openings : int
        Openings on offer among them: these wait for people now.
    openings, people : list of str
        Codes of a few records that hold it.
    """

    spellings: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    open_openings: int = 0
    openings: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The spelling typed most often; of equals one with accents."""
        return max(self.spellings, key=lambda s: (self.spellings[s], has_accents(s), s))

    @property
    def count(self) -> int:
        """How often it stands anywhere."""
        return self.places.total()

    def note(self, words: str, place: str, code: str) -> None:
        """Count one more record."""
        self.spellings[tidy(words)] += 1
        self.places[place] += 1
        examples = self.openings if place == "opening" else self.people
        if len(examples) < EXAMPLES and code not in examples:
            examples.append(code)


Unknown = dict[str, UnknownText]


def note_unknown(unknown: Unknown, words: str, place: str, code: str) -> UnknownText | None:
    """Count a text that was not understood under its folded words; None where it says nothing."""
    key = fold(words)
    if not key:
        return None
    found = unknown.setdefault(key, UnknownText())
    found.note(words, place, code)
    return found


def unknown_titles(session: Session, today: date) -> Unknown:
    """Titles of openings that were not understood, by their folded words."""
    unknown: Unknown = {}
    not_understood = cast(col(Opening.isco), String) == "[]"
    for opening in session.exec(select(Opening).where(not_understood).order_by(Opening.code)).all():
        found = note_unknown(unknown, opening.title, "opening", opening.code)
        if found is not None and on_offer(opening, today):
            found.open_openings += 1
    return unknown


def in_order(unknown: Unknown, taught: Mapping[str, str]) -> list[UnknownText]:
    """Texts that wait to be taught: those of openings on offer first, then the most frequent.

    What a curator said names no occupation does not wait any more.
    """
    settled = {key_of(words_of(phrase), folded=True) for phrase, codes in taught.items() if codes == NOT_WORK}
    waiting = [u for key, u in unknown.items() if key_of(words_of(without_noise(u.text)), folded=True) not in settled]
    return sorted(waiting, key=lambda u: (-u.open_openings, -u.count, fold(u.text)))
