"""What a restored backup must not bring back: who was erased, and who said since then that their data be not used.

The ledger stands in the key store, apart from the database and its backups. It names random numbers of keys, purposes
and rows, and nobody.
"""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from api.turns import PatientLock

LEDGER_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS stops (family TEXT NOT NULL, what TEXT NOT NULL, recipient INTEGER, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS recovery (one INTEGER PRIMARY KEY CHECK (one = 1), public BLOB NOT NULL, made TEXT NOT NULL);
"""
RESTRICTED: Final = "restricted"
"""What was stopped: everything. The other stops are purposes of consent."""


class Stop(NamedTuple):
    """One word by which somebody stopped the use of their data.

    ``key_ids`` are all keys of the person, whichever of them a backup names; ``recipient`` is the row of an employer.
    """

    key_ids: frozenset[str]
    what: str
    recipient: int | None
    at: datetime


class KeyLedger:
    """The part of the key store that is replayed over a restored backup."""

    _lock: PatientLock
    _connection: sqlite3.Connection

    def note_stop(self, key_id: str, what: str, recipient: int | None = None) -> None:
        """Write down a withdrawal before the database does; where that then fails, a restore errs on the safe side.

        Parameters
        ----------
        key_id : str
            A key of the person; one that this store never made is nobody's, and nothing is written.
        what : str
            :data:`RESTRICTED` or a purpose of consent.
        recipient : int, optional
            For a consent to meet one employer: its row.
        """
        made = datetime.now(UTC).isoformat()
        with self._lock:
            self._connection.execute(
                "INSERT INTO stops SELECT coalesce(family, key_id), ?, ?, ? FROM person_keys WHERE key_id = ?",
                (what, recipient, made, key_id),
            )

    def stops_since(self, moment: datetime) -> list[Stop]:
        """Tell what was stopped at a moment (aware) or after it, the oldest first."""
        asked = (
            "SELECT key_id, what, recipient, at, stops.rowid FROM stops "
            "JOIN person_keys ON coalesce(person_keys.family, person_keys.key_id) = stops.family ORDER BY stops.rowid"
        )
        with self._lock:
            found = self._connection.execute(asked).fetchall()
        keys: dict[int, set[str]] = {}
        for key_id, *_, number in found:
            keys.setdefault(number, set()).add(key_id)
        told = {
            number: Stop(frozenset(keys[number]), what, recipient, datetime.fromisoformat(at))
            for _, what, recipient, at, number in found
        }
        return [stop for stop in told.values() if stop.at >= moment]

    def erased_keys(self) -> list[str]:
        """Name every key that was deleted because somebody was erased."""
        with self._lock:
            asked = self._connection.execute("SELECT key_id FROM person_keys WHERE key IS NULL ORDER BY key_id")
            return [key_id for (key_id,) in asked.fetchall()]

    def erase_again(self, key_ids: Iterable[str]) -> int:
        """Delete keys that a later state of this store had deleted, and give how many an older copy of it still had.

        Those that it never made are remembered as deleted too.
        """
        stamp, wanted = datetime.now(UTC).isoformat(timespec="seconds"), list(key_ids)
        marked = "INSERT OR IGNORE INTO person_keys (key_id, key, created, deleted) VALUES (?, NULL, ?, ?)"
        gone = "UPDATE person_keys SET key = NULL, deleted = coalesce(deleted, ?) WHERE key_id = ? AND key IS NOT NULL"
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                self._connection.executemany(marked, [(key_id, stamp, stamp) for key_id in wanted])
                return self._connection.executemany(gone, [(stamp, key_id) for key_id in wanted]).rowcount

    def whole(self) -> bytes:
        """The store as one file's bytes, as it is at this moment."""
        with self._lock:
            return self._connection.serialize()

    def recovery(self) -> bytes | None:
        """The public half of the recovery code, 32 bytes; None before there was one."""
        with self._lock:
            row = self._connection.execute("SELECT public FROM recovery").fetchone()
        return None if row is None else bytes(row[0])

    def keep_recovery(self, public: bytes) -> None:
        """Keep the public half of a new recovery code in the place of the former."""
        with self._lock:
            made = datetime.now(UTC).isoformat(timespec="seconds")
            self._connection.execute("INSERT OR REPLACE INTO recovery VALUES (1, ?, ?)", (public, made))
