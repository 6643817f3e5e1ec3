"""The key store: the product's secrets in one SQLite file apart from the database and its backups.

It holds named master keys and one key per person. A person's key is written here before their data are committed
there; deleting it erases the person from the database and from every backup of it. A deleted key leaves its number,
so that an erased person is told apart from a key store that belongs to another database.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_KEY_BYTES: Final = 32
"""AES-256 and HMAC-SHA256 both take 256 bits."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS master_keys (name TEXT PRIMARY KEY, key BLOB NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS person_keys (key_id TEXT PRIMARY KEY, key BLOB, created TEXT NOT NULL, deleted TEXT);
"""


class KeyStoreError(RuntimeError):
    """The key store cannot be used; the message is one Vietnamese sentence. See ``NOIVIEC_KEYS``."""


class KeyUnknown(KeyError):
    """This store never made that key: it belongs to another database. Point ``NOIVIEC_KEYS`` at the right file."""


class KeyDeleted(KeyError):
    """The key was deleted, so the person is erased. There is nothing to be done, and nothing should be."""


class KeyStore:
    """Named master keys and one key per person; safe to share between threads and between processes.

    Parameters
    ----------
    path : Path
        Made on first use, mode 0600, its folder 0700.

    Raises
    ------
    KeyStoreError
        If the file cannot be opened or is no key store.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._masters: dict[str, bytes] = {}
        self._connection = _open(path)

    def master(self, name: str) -> bytes:
        """Give the master key of that name (``audit``, ``blind_index``, …), 32 bytes, made on first use."""
        with self._lock:
            if name not in self._masters:
                self._connection.execute(
                    "INSERT OR IGNORE INTO master_keys VALUES (?, ?, ?)",
                    (name, secrets.token_bytes(_KEY_BYTES), _stamp()),
                )
                row = self._connection.execute("SELECT key FROM master_keys WHERE name = ?", (name,)).fetchone()
                self._masters[name] = row[0]
            return self._masters[name]

    def new_person_keys(self, n: int) -> list[str]:
        """Make and commit ``n`` keys at once; call it before the data that they seal are committed.

        Returns
        -------
        list of str, length n
            Random key ids. Keys whose data were then not committed are harmless.
        """
        made = _stamp()
        rows = [(secrets.token_hex(16), secrets.token_bytes(_KEY_BYTES), made) for _ in range(n)]
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                self._connection.executemany("INSERT INTO person_keys VALUES (?, ?, ?, NULL)", rows)
        return [key_id for key_id, _, _ in rows]

    def person_key(self, key_id: str) -> bytes:
        """Give one person's key, 32 bytes.

        Raises
        ------
        KeyDeleted
            If the person was erased.
        KeyUnknown
            If this store never made it.
        """
        with self._lock:
            row = self._connection.execute("SELECT key FROM person_keys WHERE key_id = ?", (key_id,)).fetchone()
        if row is None:
            raise KeyUnknown(key_id)
        if row[0] is None:
            raise KeyDeleted(key_id)
        return bytes(row[0])

    def person_keys(self, key_ids: Iterable[str]) -> dict[str, bytes]:
        """Give many people's keys; deleted and unknown ones are left out."""
        found: dict[str, bytes] = {}
        wanted = list(key_ids)
        with self._lock:
            for start in range(0, len(wanted), 500):  # SQLite's oldest limit on parameters is 999
                part = wanted[start : start + 500]
                marks = ",".join("?" * len(part))
                query = f"SELECT key_id, key FROM person_keys WHERE key IS NOT NULL AND key_id IN ({marks})"  # noqa: S608 marks only
                found.update(self._connection.execute(query, part).fetchall())
        return found

    def delete_person_key(self, key_id: str) -> None:
        """Delete a person's key for good; a second time changes nothing.

        Raises
        ------
        KeyUnknown
            If this store never made it.
        """
        with self._lock:
            cursor = self._connection.execute(
                "UPDATE person_keys SET key = NULL, deleted = coalesce(deleted, ?) WHERE key_id = ?", (_stamp(), key_id)
            )
        if cursor.rowcount == 0:
            raise KeyUnknown(key_id)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError:
        raise KeyStoreError(f"Không ghi được kho khóa {path}: hãy xem quyền của thư mục và tệp.") from None
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        # A rollback journal, not WAL: a deleted key must leave the file at once. secure_delete overwrites it, and EXTRA
        # makes the journal's own removal durable, so that a power cut cannot bring the key back.
        for pragma in ("journal_mode=DELETE", "secure_delete=ON", "synchronous=EXTRA"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.executescript(_SCHEMA)
    except sqlite3.DatabaseError:
        connection.close()
        raise KeyStoreError(f"Tệp {path} không phải là kho khóa của Nối Việc, hoặc đã hỏng.") from None
    return connection
