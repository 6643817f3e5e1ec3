"""Whether a restored database is whole: the trail follows, every seal opens, the model reads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from api.audit import AuditCheck, verify
from api.db import Database
from api.keys import KeyStore
from api.notes import ABOUT
from api.second_factor import unreadable_secrets
from api.vault import VaultError, open_sealed, open_text
from matcher.case_tables import PersonAnswer, Reminder, TaskResult
from matcher.model_store import damaged_versions, list_models
from matcher.tables import PersonIdentity

_PART: Final = 500
_NOTED: Final = (Reminder, TaskResult, PersonAnswer)


@dataclass
class Seals:
    """What is sealed with people's keys: opened, of somebody erased, or shut for another reason."""

    opened: int = 0
    erased: int = 0
    shut: int = 0

    def count(self, outcome: str) -> None:
        """Count one more in."""
        setattr(self, outcome, getattr(self, outcome) + 1)


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
    with database.read() as session:
        people = _seals(session, keys, [PersonIdentity], ("key_id", "sealed"), open_sealed)
        notes = _seals(session, keys, _NOTED, ("note_key_id", "note_sealed"), _open_note)
        secrets, models = unreadable_secrets(session, keys), damaged_versions(list_models(session))
        return Proof(tables, verify(session, keys), people, notes, secrets, len(models))


def _open_note(sealed: bytes, _person_id: int, key: bytes) -> str:
    return open_text(sealed, ABOUT, key)


def _seals(
    session: Session,
    keys: KeyStore,
    tables: Sequence[type[SQLModel]],
    names: tuple[str, str],
    opened_by: Callable[[bytes, int, bytes], object],
) -> Seals:
    """Try every seal of some tables; ``names`` are the columns of its key and of itself."""
    found = Seals()
    for table in tables:
        key_id, sealed, person_id = (getattr(table, name) for name in (*names, "person_id"))
        asked = select(key_id, sealed, person_id).where(sealed.is_not(None))
        for part in session.connection().execute(asked).partitions(_PART):
            have = keys.person_keys(row[0] for row in part)
            for key, blob, person in part:
                found.count(_outcome(keys, key, have.get(key), partial(opened_by, blob, person)))
    return found


def _outcome(keys: KeyStore, key_id: str, key: bytes | None, open_it: Callable[[bytes], object]) -> str:
    if key is None:
        return "erased" if keys.is_deleted(key_id) else "shut"
    try:
        open_it(key)
    except VaultError:
        return "shut"
    return "opened"
