"""Free words about a person, sealed with the person's own key: erasing the person erases them too."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlmodel import col, select

from api.identities import Identities
from api.keys import KeyDeleted
from api.vault import IdentityErased, open_text, seal_text
from matcher.case_tables import CautionSwitch, Loan, NotesOpening, PersonAnswer, Reminder, SealedWords, TaskResult

ABOUT: Final = "note"
"""What a note that lies in its own row is bound to, beside the person's key."""
NOTED: Final = (Reminder, TaskResult, PersonAnswer, NotesOpening, Loan, CautionSwitch)
"""Tables whose rows hold a sealed note of their own (``note_key_id``, ``note_sealed``)."""
_NAME: Final = "sealed:"
"""How a column says that its words lie in :class:`SealedWords`; what people type never stands there itself."""


class SealedNote(NamedTuple):
    """A note as it is kept: which key, and the sealed words; both None where nothing was said."""

    key_id: str | None
    sealed: bytes | None


NOTHING = SealedNote(None, None)


def seal_note(identities: Identities, person_id: int, words: str | None) -> SealedNote:
    """Seal a note for one person; empty words are no note.

    Raises
    ------
    api.vault.IdentityErased
        If the person's key is gone: nothing more is written down about them.
    """
    return SealedNote(*_seal(identities, person_id, words, ABOUT)) if words else NOTHING


def _seal(identities: Identities, person_id: int, words: str, about: str) -> tuple[str, bytes]:
    key_id = identities.key_id(person_id)
    if key_id is None:
        raise IdentityErased
    try:
        key = identities.keys.person_key(key_id)
    except KeyDeleted:
        raise IdentityErased from None
    return key_id, seal_text(words, about, key)


def open_note(identities: Identities, key_id: str | None, sealed: bytes | None) -> str | None:
    """The words of a note; None where there are none, or where their key was deleted."""
    if key_id is None or sealed is None:
        return None
    key = identities.keys.person_keys([key_id]).get(key_id)
    return None if key is None else open_text(sealed, ABOUT, key)


def put_away(identities: Identities, person_id: int, words: str | None) -> str | None:
    """Seal words for one person and give the name to keep in the column instead; None where nothing was said.

    Raises
    ------
    api.vault.IdentityErased
        If the person's key is gone: nothing more is written down about them.
    """
    if not words:
        return None
    name = _NAME + secrets.token_urlsafe(12)
    key_id, sealed = _seal(identities, person_id, words, name)
    identities.session.add(SealedWords(id=name, person_id=person_id, note_key_id=key_id, note_sealed=sealed))
    identities.session.flush()
    return name


def is_put_away(value: str | None) -> bool:
    """Whether a column holds a name of sealed words, or nothing."""
    return value is None or value.startswith(_NAME)


def words_of(identities: Identities, values: Iterable[str | None]) -> Mapping[str, str | None]:
    """The words behind what columns hold: by name where they were put away, themselves where a list gave them.

    Words whose key was deleted are None.
    """
    held = {value for value in values if value}
    asked = select(SealedWords).where(col(SealedWords.id).in_(sorted(v for v in held if v.startswith(_NAME))))
    rows = identities.session.exec(asked).all()
    keys = identities.keys.person_keys(row.note_key_id for row in rows)
    told: dict[str, str | None] = {v: None if v.startswith(_NAME) else v for v in held}
    for row in rows:
        if row.note_key_id in keys:
            told[row.id] = open_text(row.note_sealed, row.id, keys[row.note_key_id])
    return told


def with_words(identities: Identities | None, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values with the words that were put away, or without them where the viewer reads no notes (None)."""
    named = {key: value for key, value in row.items() if isinstance(value, str) and value.startswith(_NAME)}
    if identities is None:
        return {key: value for key, value in row.items() if key not in named}
    told = words_of(identities, named.values()) if named else {}
    return {**row, **{key: told.get(value) for key, value in named.items()}}
