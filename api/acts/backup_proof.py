"""Whether a restored database is whole: the trail follows, every seal opens, the model reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from api.audit import AuditCheck, verify
from api.db import Database
from api.keys import KeyStore
from api.notes import ABOUT, NOTED
from api.row_security import SERVICE, asked_by
from api.second_factor import unreadable_secrets
from api.vault import VaultError, open_sealed, open_text
from matcher.case_tables import SealedWords
from matcher.model_store import damaged_versions, list_models
from matcher.tables import PersonIdentity

_PART: Final = 500
_NOTE: Final = ("note_key_id", "note_sealed", "person_id")


@dataclass
class Seals:
    """What is sealed with people's keys: opened, of somebody erased, or shut for another reason."""

    opened: int = 0
    erased: int = 0
    shut: int = 0

    def count(self, outcome: str) -> None:
        """Count one more in."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def __add__(self, other: "Seals") -> "Seals":
        """Count two kinds together."""
        return Seals(self.opened + other.opened, self.erased + other.erased, self.shut + other.shut)


@dataclass(frozen=True)
class Proof:
    """What was found in a database that was restored."""

    tables: dict[str, int]
    audit: AuditCheck
    people: Seals
    notes: Seals
    secrets_shut: int
    models_damaged: int

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())

    @property
    def whole(self) -> bool:
        """Whether everything is as it should be."""
        shut = self.people.shut + self.notes.shut + self.secrets_shut + self.models_damaged
        return self.audit.ok and not shut


def prove(database: Database, keys: KeyStore, tables: dict[str, int]) -> Proof:
    """Look through a database of the newest revision; ``tables`` are its rows as they were counted before."""
    with database.read(asked_by(SERVICE)) as session:
        people = _seals(session, keys, [PersonIdentity], ("key_id", "sealed", "person_id"), open_sealed)
        notes = _seals(session, keys, NOTED, _NOTE, _open_note)
        words = _seals(session, keys, [SealedWords], (*_NOTE[:2], "id"), _open_words)
        secrets, models = unreadable_secrets(session, keys), damaged_versions(list_models(session))
        return Proof(tables, verify(session, keys), people, notes + words, secrets, len(models))


def _open_note(sealed: bytes, _person_id: int, key: bytes) -> str:
    return open_text(sealed, ABOUT, key)


def _open_words(sealed: bytes, name: str, key: bytes) -> str:
    return open_text(sealed, name, key)


def _seals(
    session: Session,
    keys: KeyStore,
    tables: Sequence[type[SQLModel]],
    names: tuple[str, str, str],
    opened_by: Callable[[bytes, Any, bytes], object],
) -> Seals:
    """Try every seal of some tables; ``names`` are the columns of its key, of itself and of what it is bound to."""
    found = Seals()
    for table in tables:
        key_id, sealed, bound = (getattr(table, name) for name in names)
        asked = select(key_id, sealed, bound).where(sealed.is_not(None))
        for part in session.connection().execute(asked).partitions(_PART):
            have = keys.person_keys(row[0] for row in part)
            for key, blob, about in part:
                found.count(_outcome(keys, key, have.get(key), partial(opened_by, blob, about)))
    return found


def _outcome(keys: KeyStore, key_id: str, key: bytes | None, open_it: Callable[[bytes], object]) -> str:
    if key is None:
        return "erased" if keys.is_deleted(key_id) else "shut"
    try:
        open_it(key)
    except VaultError:
        return "shut"
    return "opened"
