"""Free words about a person, sealed with the person's own key: erasing the person erases them too."""

from typing import NamedTuple

from api.identities import Identities
from api.keys import KeyDeleted
from api.vault import IdentityErased, open_text, seal_text


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
    if not words:
        return NOTHING
    key_id = identities.key_id(person_id)
    if key_id is None:
        raise IdentityErased
    try:
        key = identities.keys.person_key(key_id)
    except KeyDeleted:
        raise IdentityErased from None
    return SealedNote(key_id, seal_text(words, ABOUT, key))


def open_note(identities: Identities, key_id: str | None, sealed: bytes | None) -> str | None:
    """The words of a note; None where there are none, or where their key was deleted."""
    if key_id is None or sealed is None:
        return None
    key = identities.keys.person_keys([key_id]).get(key_id)
    return None if key is None else open_text(sealed, ABOUT, key)


ABOUT = "note"
