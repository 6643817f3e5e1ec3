"""What curators teach: words whose occupation the product did not know, kept as data with who taught them and when."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import String, cast
from sqlmodel import Session, SQLModel, col, select

from employers.errors import EmployersError
from employers.openings import on_offer, touch_market
from employers.reference.occupation_linker import OccupationReading, link_occupations
from employers.reference.occupation_phrases import NOT_WORK
from employers.reference.occupation_text import key_of, strip_noise, words_of
from employers.reference.occupations import get_occupation
from employers.reference.text import fold, has_accents, tidy
from employers.tables import Opening, TaughtPhrase

EXAMPLES = 5
"""How many records of each kind stand beside a text."""


class PhraseUnusable(EmployersError):
    """The words would not be found again in a title: nothing but wages or places, or one bare word of many meanings."""


class UnknownPhrase(EmployersError):
    """No phrase in force has this id."""


class Relinked(NamedTuple):
    """A record whose occupations were read anew, with its columns as they were before."""

    row: SQLModel
    before: dict[str, object]


@dataclass(frozen=True)
class Lesson:
    """What one act of teaching changes: what was taught before it, and after it."""

    before: Mapping[str, str]
    after: Mapping[str, str]

    @cached_property
    def _phrases(self) -> list[set[str]]:
        changed = dict(self.before.items() ^ self.after.items())
        return [{w.folded for w in words_of(phrase)} for phrase in changed]

    def relink(self, words: str, codes: Sequence[str]) -> tuple[OccupationReading, ...] | None:
        """What words name after the lesson; None where that is what is on record, or where a hand set the codes.

        Codes that are not what the product itself read before the lesson were set by somebody, and stand.
        """
        present = {w.folded for w in words_of(words)}
        if not any(phrase <= present for phrase in self._phrases):
            return None
        if codes and list(codes) != [r.code for r in link_occupations(words, self.before)]:
            return None
        readings = link_occupations(words, self.after)
        return None if [r.code for r in readings] == list(codes) else readings


def taught_phrases(session: Session) -> dict[str, str]:
    """What curators taught, as :func:`link_occupations` takes it: words and codes (``"7411;7126"``, or ``"-"``)."""
    return {p.phrase: ";".join(p.codes) or NOT_WORK for p in phrases_in_force(session)}


def phrases_in_force(session: Session) -> list[TaughtPhrase]:
    """Phrases that count now, by their words."""
    query = select(TaughtPhrase).where(col(TaughtPhrase.ended_at).is_(None)).order_by(TaughtPhrase.words)
    return list(session.exec(query).all())


def phrase_history(session: Session) -> list[TaughtPhrase]:
    """Every act of teaching, the newest first, with what was replaced or taken back since."""
    return list(session.exec(select(TaughtPhrase).order_by(col(TaughtPhrase.id).desc())).all())


def teach(session: Session, words: str, codes: Sequence[str], by: tuple[str, datetime]) -> TaughtPhrase:
    """Teach what words mean; the same words taught before are replaced, and stay on record.

    Parameters
    ----------
    session : Session
    words : str
        What names the work; wages, counts and places around it are taken off.
    codes : sequence of str
        ISCO-08 unit groups, the main one first; none for words that name no occupation.
    by : (str, datetime)
        Who teaches, and when.

    Raises
    ------
    UnknownOccupation
        If a code is not in the table.
    PhraseUnusable
        If the words would not be found again.
    """
    named = [get_occupation(code).code for code in dict.fromkeys(codes)]
    in_force = phrases_in_force(session)
    phrase = _spelling(tidy(words), in_force)
    key = key_of(words_of(phrase), folded=False)
    _check_found_again(phrase, named)
    replaced = [p for p in in_force if p.words == key or (fold(p.phrase) == fold(phrase) and not has_accents(p.phrase))]
    for old in replaced:
        _end(session, old, by)
    who, at = by
    before = next((p.id for p in replaced if p.words == key), replaced[0].id if replaced else None)
    taught = TaughtPhrase(phrase=phrase, words=key, codes=named, taught_by=who, taught_at=at, replaces_id=before)
    session.add(taught)
    session.flush()
    return taught


def _spelling(words: str, in_force: Iterable[TaughtPhrase]) -> str:
    """The words without noise; typed bare they are the accented phrase in force, where there is just one such."""
    phrase = _without_noise(words)
    accented = [p.phrase for p in in_force if fold(p.phrase) == fold(phrase)]
    return accented[0] if len(accented) == 1 and not has_accents(phrase) else phrase


def _without_noise(words: str) -> str:
    """What of a text names the work; the whole text where nothing does."""
    return strip_noise(words).strip(" ;,.-/") or tidy(words).lower()


def _check_found_again(phrase: str, codes: Sequence[str]) -> None:
    found = [r.code for r in link_occupations(phrase, {phrase: ";".join(codes) or NOT_WORK})]
    bare = len(words_of(phrase)) < 2 and not has_accents(phrase)
    if bare or found != list(codes):
        raise PhraseUnusable


def _end(session: Session, phrase: TaughtPhrase, by: tuple[str, datetime]) -> None:
    phrase.ended_by, phrase.ended_at = by
    session.add(phrase)
    session.flush()


def forget(session: Session, phrase_id: int, by: tuple[str, datetime]) -> TaughtPhrase:
    """Take a phrase back; it stays on record with who took it back and when.

    Raises
    ------
    UnknownPhrase
        If no phrase in force has this id.
    """
    phrase = session.exec(select(TaughtPhrase).where(TaughtPhrase.id == phrase_id)).first()
    if phrase is None or phrase.ended_at is not None:
        raise UnknownPhrase
    _end(session, phrase, by)
    return phrase


def relink_openings(session: Session, lesson: Lesson) -> list[Relinked]:
    """Read anew every opening whose title holds what was taught; lists that saw them are computed anew."""
    rows = session.exec(select(Opening.id, Opening.title, Opening.isco)).all()
    read = {i: found for i, title, isco in rows if (found := lesson.relink(title, isco)) is not None}
    relinked = []
    for opening_id, readings in read.items():
        opening = session.get_one(Opening, opening_id)
        relinked.append(Relinked(opening, {"isco": opening.isco, "isco_confidence": opening.isco_confidence}))
        opening.isco = [r.code for r in readings]
        opening.isco_confidence = round(readings[0].confidence, 3) if readings else None
        opening.revision += 1
        session.add(opening)
    if relinked:
        touch_market(session)
        session.flush()
    return relinked


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
    waiting = [u for key, u in unknown.items() if key_of(words_of(_without_noise(u.text)), folded=True) not in settled]
    return sorted(waiting, key=lambda u: (-u.open_openings, -u.count, fold(u.text)))
