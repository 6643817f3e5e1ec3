"""What curators teach: words whose occupation the product did not know, kept as data with who taught them and when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias, TypeVar

from sqlmodel import Session, SQLModel, col, select

from employers.errors import EmployersError
from employers.openings import touch_market
from employers.reference.occupation_linker import OccupationReading, link_occupations
from employers.reference.occupation_phrases import NOT_WORK
from employers.reference.occupation_text import key_of, strip_noise, words_of
from employers.reference.occupations import get_occupation
from employers.reference.text import fold, has_accents, tidy
from employers.tables import Opening, TaughtPhrase

Row = TypeVar("Row", bound=SQLModel)
Reader: TypeAlias = Callable[[str, Mapping[str, str]], tuple[OccupationReading, ...]]


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
    def _phrases(self) -> list[frozenset[str]]:
        changed = dict(self.before.items() ^ self.after.items())
        return [_words_in(phrase) for phrase in changed]

    def relink(
        self, words: str, codes: Sequence[str], read: Reader = link_occupations
    ) -> tuple[OccupationReading, ...] | None:
        """What words name after the lesson; None where that is what is on record, or where a hand set the codes.

        Codes that are not what the product itself read before the lesson were set by somebody, and stand. ``read`` is
        what reads such words: those of a course are not those of a title.
        """
        present = _words_in(words)
        if not any(phrase <= present for phrase in self._phrases):
            return None
        if codes and list(codes) != [r.code for r in read(words, self.before)]:
            return None
        readings = read(words, self.after)
        return None if [r.code for r in readings] == list(codes) else readings


@lru_cache(maxsize=50_000)
def _words_in(text: str) -> frozenset[str]:
    """The words of a text without accents; offices write the same few thousand texts again and again."""
    return frozenset(w.folded for w in words_of(text))


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
    phrase = without_noise(words)
    accented = [p.phrase for p in in_force if fold(p.phrase) == fold(phrase)]
    return accented[0] if len(accented) == 1 and not has_accents(phrase) else phrase


def without_noise(words: str) -> str:
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


def load_many(session: Session, table: type[Row], ids: Iterable[int | None]) -> list[Row]:
    """Rows with these ids in the order of the ids, a few hundred a query."""
    wanted = list(ids)
    found: dict[int | None, Row] = {}
    for start in range(0, len(wanted), 500):
        column: Any = table.id  # type: ignore[attr-defined]  # every table that is asked for has an id
        for row in session.exec(select(table).where(column.in_(wanted[start : start + 500]))).all():
            found[row.id] = row  # type: ignore[attr-defined]  # as above
    return [found[i] for i in wanted]


def relink_openings(session: Session, lesson: Lesson) -> list[Relinked]:
    """Read anew every opening whose title holds what was taught; lists that saw them are computed anew."""
    rows = session.exec(select(Opening.id, Opening.title, Opening.isco)).all()
    read = {i: found for i, title, isco in rows if (found := lesson.relink(title, isco)) is not None}
    relinked = []
    for opening, readings in zip(load_many(session, Opening, read), read.values(), strict=True):
        relinked.append(Relinked(opening, {"isco": opening.isco, "isco_confidence": opening.isco_confidence}))
        opening.isco = [r.code for r in readings]
        opening.isco_confidence = round(readings[0].confidence, 3) if readings else None
        opening.revision += 1
        session.add(opening)
    if relinked:
        touch_market(session)
        session.flush()
    return relinked
