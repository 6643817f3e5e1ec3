"""The curator's queue: what was not understood, taught once, read anew everywhere; and taken back as simply."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from api.imports.importer import LIST_MEMORY
from api.imports.memory import ListMemory
from api.service import Caller
from api.tables import ListRow
from employers.curation import (
    Lesson,
    Relinked,
    forget,
    load_many,
    phrase_history,
    phrases_in_force,
    relink_openings,
    taught_phrases,
    teach,
)
from employers.reference.occupation_linker import product_linker
from employers.reference.occupations import find_occupation, search_occupations
from employers.reference.text import fold
from employers.tables import Opening, TaughtPhrase
from employers.unknown_texts import UnknownText, in_order, unknown_titles
from matcher.curation import note_unknown_words, relink_people
from matcher.tables import Person, TrainingRecord

MAYBE = 3
"""How many occupations are offered beside a text."""


def list_texts(caller: Caller, page: int, page_size: int) -> tuple[int, list[dict[str, Any]]]:
    """Texts that wait to be taught, of all openings and of the caller's people; who stands as example is looked at."""
    caller.require("see_unknown_words")
    with caller.sessions.write() as session:
        unknown = unknown_titles(session, caller.today)
        note_unknown_words(session, unknown)
        waiting = in_order(unknown, taught_phrases(session))
        shown = waiting[(page - 1) * page_size : page * page_size]
        people = dict.fromkeys(code for text in shown for code in text.people)
        caller.audit(session, "see_unknown_words", "text", shown=len(shown))
        if people:
            caller.audit(session, "see_person", "person", *people, because="unknown_words")
    return len(waiting), [_text_view(text) for text in shown]


def _text_view(text: UnknownText) -> dict[str, Any]:
    return {
        "text": text.text,
        "count": text.count,
        "open_openings": text.open_openings,
        "places": {place: text.places[place] for place in ("opening", "course", "wish", "work")},
        "spellings": [words for words, _ in text.spellings.most_common(5)],
        "openings": text.openings,
        "people": text.people,
        "maybe": _maybe(text.text),
    }


def _maybe(words: str) -> list[dict[str, str]]:
    """Occupations that the words may mean, too doubtful to be taken without somebody's word."""
    doubtful = [reading.code for reading, _ in product_linker().read(words)]
    codes = dict.fromkeys([*doubtful, *(o.code for o in search_occupations(words, MAYBE))])
    return [{"isco": code, "name": _name(code)} for code in list(codes)[:MAYBE]]


def _name(code: str) -> str:
    occupation = find_occupation(code)
    return occupation.name_vi if occupation else code


def phrase_view(phrase: TaughtPhrase) -> dict[str, Any]:
    """A taught phrase as it leaves."""
    return {
        "id": phrase.id,
        "phrase": phrase.phrase,
        "isco": phrase.codes,
        "names": [_name(code) for code in phrase.codes],
        "taught_by": phrase.taught_by,
        "taught_at": phrase.taught_at.isoformat(),
        "replaces": phrase.replaces_id,
        "ended_by": phrase.ended_by,
        "ended_at": phrase.ended_at.isoformat() if phrase.ended_at else None,
    }


def list_phrases(caller: Caller, *, history: bool = False) -> list[dict[str, Any]]:
    """Phrases in force by their words, or with ``history`` every act of teaching, the newest first."""
    caller.require("see_unknown_words")
    with caller.sessions.read() as session:
        return [phrase_view(p) for p in (phrase_history(session) if history else phrases_in_force(session))]


def teach_phrase(caller: Caller, words: str, codes: Sequence[str]) -> dict[str, Any]:
    """Teach what words mean, and read everything anew that holds them, whoever's it is; gives phrase and counts.

    Raises
    ------
    UnknownOccupation
        If a code is not in the table.
    PhraseUnusable
        If the words would not be found again.
    """
    caller.require("curate")
    with caller.service.ranker_sessions.write() as session:
        before = taught_phrases(session)
        phrase = teach(session, words, codes, (caller.viewer.name, caller.now()))
        return _learn(session, caller, "teach_phrase", phrase, before)


def forget_phrase(caller: Caller, phrase_id: int) -> dict[str, Any]:
    """Take a phrase back, and read everything anew that was read by it.

    Raises
    ------
    UnknownPhrase
        If no phrase in force has this id.
    """
    caller.require("curate")
    with caller.service.ranker_sessions.write() as session:
        before = taught_phrases(session)
        phrase = forget(session, phrase_id, (caller.viewer.name, caller.now()))
        return _learn(session, caller, "forget_phrase", phrase, before)


def _learn(session: Session, caller: Caller, act: str, phrase: TaughtPhrase, before: dict[str, str]) -> dict[str, Any]:
    """Read anew what holds the words; the trail and the memory of the lists follow in the same transaction."""
    lesson = Lesson(before, taught_phrases(session))
    relinked = [*relink_openings(session, lesson), *relink_people(session, lesson)]
    _restate(session, caller, relinked)
    counts = {
        "openings": sum(isinstance(r.row, Opening) for r in relinked),
        "courses": sum(isinstance(r.row, TrainingRecord) for r in relinked),
        "people": sum(isinstance(r.row, Person) for r in relinked),
    }
    caller.audit(session, act, "phrase", str(phrase.id), isco=";".join(phrase.codes), **counts)
    return phrase_view(phrase) | {"relinked": counts}


def _restate(session: Session, caller: Caller, relinked: Sequence[Relinked]) -> None:
    """Let what the lists said follow, so that the next import takes nothing of this for an edit by hand."""
    key = caller.service.keys.master(LIST_MEMORY)
    memories = {kind: ListMemory(session, kind, key) for kind in ("openings", "people", "training")}
    owners = load_many(session, Person, {r.row.person_id for r in relinked if isinstance(r.row, TrainingRecord)})
    codes = {person.id: person.code for person in owners}
    for row, before in relinked:
        kind, name = _list_row(row, codes)
        told = session.get(ListRow, (kind, name))
        digest = memories[kind].digest
        said = {} if told is None else told.digests
        moved = {c: digest(getattr(row, c)) for c, value in before.items() if said.get(c) == digest(value)}
        if told is not None and moved:
            told.digests = {**said, **moved}
            session.add(told)


def _list_row(row: Any, codes: Mapping[int | None, str]) -> tuple[str, str]:
    """The list that a record came from, and its key there; see ``api.imports.store_people``."""
    if isinstance(row, TrainingRecord):
        return "training", f"{codes[row.person_id]}|{fold(row.course)}|{row.end_date or row.start_date or ''}"
    return ("openings" if isinstance(row, Opening) else "people"), row.code
