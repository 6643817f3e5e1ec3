"""The key store: the product's secrets in one SQLite file apart from the database and its backups.

It holds named master keys and one key per person. A person's key is written here before their data are committed
there; deleting it erases the person from the database and from every backup of it. A deleted key leaves its number,
so that an erased person is told apart from a key store that belongs to another database. What else must outlive a
restored backup stands in the same file (``api.key_ledger``).

Keys are renewed in generations. A renewed key belongs to the family of the first one: what older backups hold still
opens, and deleting one key of a family deletes them all.
"""

import secrets
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from api.key_ledger import LEDGER_SCHEMA, KeyLedger
from api.private_files import make_private
from api.turns import PatientLock

_KEY_BYTES: Final = 32
"""AES-256 and HMAC-SHA256 both take 256 bits."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS master_keys (name TEXT PRIMARY KEY, key BLOB NOT NULL, created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS person_keys (key_id TEXT PRIMARY KEY, key BLOB, created TEXT NOT NULL, deleted TEXT);
CREATE TABLE IF NOT EXISTS generations (number INTEGER PRIMARY KEY, begun TEXT NOT NULL, ended TEXT);
"""
_LATER: Final = {
    "family": "ALTER TABLE person_keys ADD COLUMN family TEXT",
    "generation": "ALTER TABLE person_keys ADD COLUMN generation INTEGER NOT NULL DEFAULT 0",
}
"""Columns of ``person_keys`` that key stores made before keys could be renewed do not have yet."""


IMPORT_REPORTS: Final = "import_reports"
ONCE_REPLIES: Final = "once_replies"
KEPT_FORMS: Final = "kept_forms"
BACKUPS: Final = "backups"
MARKET_BESIDE: Final = "market_beside"
SEALING: Final = (IMPORT_REPORTS, ONCE_REPLIES, KEPT_FORMS, BACKUPS, MARKET_BESIDE)
"""Names of the master keys that seal texts; others prove (``audit``) or find (``blind_index``)."""


class KeyStoreError(RuntimeError):
    """The key store cannot be used; the message is one Vietnamese sentence. See ``NOIVIEC_KEYS``."""


class KeyUnknown(KeyError):
    """This store never made that key: it belongs to another database. Point ``NOIVIEC_KEYS`` at the right file."""


class KeyDeleted(KeyError):
    """The key was deleted, so the person is erased. There is nothing to be done, and nothing should be."""


class KeyStore(KeyLedger):
    """Named master keys and one key per person; safe to share between threads and between processes.

    Parameters
    ----------
    path : Path
        Made on first use, mode 0600, its folder 0700.
    busy_seconds : float
        How long another process, and the thread before, is waited for; then ``DatabaseBusy``, as from the database.

    Raises
    ------
    KeyStoreError
        If the file cannot be opened or is no key store.
    """

    def __init__(self, path: Path, busy_seconds: float = 10.0) -> None:
        self.path = path
        self._lock = PatientLock(busy_seconds)
        self._masters: dict[str, bytes] = {}
        self._connection = _open(path, busy_seconds)
        # Not on first use: a copy of the store must open the backups that are made after it.
        self.master(BACKUPS)

    def master(self, name: str) -> bytes:
        """Give the master key of that name (``audit``, ``blind_index``, …), 32 bytes, made on first use."""
        with self._lock:
            if name not in self._masters:
                asked = "SELECT key FROM master_keys WHERE name = ?"
                if self._connection.execute(asked, (name,)).fetchone() is None:
                    made = (name, secrets.token_bytes(_KEY_BYTES), _stamp())
                    self._connection.execute("INSERT OR IGNORE INTO master_keys VALUES (?, ?, ?)", made)
                self._masters[name] = self._connection.execute(asked, (name,)).fetchone()[0]
            return self._masters[name]

    def sealing_keys(self, name: str) -> list[bytes]:
        """Give every generation of a master key that seals texts, the newest first; the first is made on first use."""
        first = self.master(name)
        asked = "SELECT key FROM master_keys WHERE name GLOB ? || '#*' ORDER BY name DESC"
        with self._lock:
            return [*(bytes(key) for (key,) in self._connection.execute(asked, (name,)).fetchall()), first]

    def begin_generation(self, sealing: Iterable[str]) -> int:
        """Begin to renew keys, or go on where an earlier attempt was cut short.

        Parameters
        ----------
        sealing : iterable of str
            Master keys that seal texts and are renewed too.

        Returns
        -------
        int
            Number of the generation, from 1; keys made from now on belong to it.
        """
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                row = self._connection.execute("SELECT number FROM generations WHERE ended IS NULL").fetchone()
                if row is not None:
                    return int(row[0])
                made = "INSERT INTO generations (number, begun) VALUES (?, ?)"
                number = _generation(self._connection) + 1
                self._connection.execute(made, (number, _stamp()))
                self._connection.executemany(
                    "INSERT INTO master_keys VALUES (?, ?, ?)",
                    [(f"{name}#{number:06}", secrets.token_bytes(_KEY_BYTES), _stamp()) for name in sealing],
                )
                return number

    def generation(self) -> int:
        """The number of the newest generation; 0 where keys were never renewed."""
        with self._lock:
            return _generation(self._connection)

    def end_generation(self, number: int) -> None:
        """Write down that everything is sealed with keys of this generation."""
        with self._lock:
            self._connection.execute("UPDATE generations SET ended = ? WHERE number = ?", (_stamp(), number))

    def older_than(self, generation: int) -> set[str]:
        """Name the keys of earlier generations that still open something."""
        asked = "SELECT key_id FROM person_keys WHERE generation < ? AND key IS NOT NULL"
        with self._lock:
            return {key_id for (key_id,) in self._connection.execute(asked, (generation,)).fetchall()}

    def renew_person_keys(self, key_ids: Iterable[str]) -> dict[str, str]:
        """Make a successor for each key, and give {old id: new id}; deleted and unknown keys get none.

        Both go on opening what they sealed, until the family is deleted or :meth:`forget_older` is asked for.
        """
        made, successors = _stamp(), {key_id: secrets.token_hex(16) for key_id in self.person_keys(key_ids)}
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                number = _generation(self._connection)
                # Asked for again inside: who was erased meanwhile gets no successor.
                self._connection.executemany(
                    "INSERT INTO person_keys (key_id, key, created, family, generation) "
                    "SELECT ?, ?, ?, coalesce(family, key_id), ? FROM person_keys WHERE key_id = ? AND key IS NOT NULL",
                    [(new, secrets.token_bytes(_KEY_BYTES), made, number, old) for old, new in successors.items()],
                )
        kept = self.person_keys(successors.values())
        return {old: new for old, new in successors.items() if new in kept}

    def forget_older(self) -> int:
        """Delete every key of earlier generations, and give how many: backups older than the last renewal are lost.

        Raises
        ------
        KeyStoreError
            If a renewal has begun and not ended: data may still be sealed with older keys.
        """
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                if self._connection.execute("SELECT 1 FROM generations WHERE ended IS NULL").fetchone():
                    raise KeyStoreError("Lần đổi khóa trước chưa xong; hãy chạy: noiviec keys rotate")
                number = _generation(self._connection)
                gone = self._connection.execute(
                    "DELETE FROM person_keys WHERE generation < ? AND key IS NOT NULL", (number,)
                ).rowcount
                newest = f"*#{number:06}"
                renewed = "SELECT substr(name, 1, instr(name, '#') - 1) FROM master_keys WHERE name GLOB ?"
                for older in ("name GLOB '*#*' AND name NOT GLOB ?", f"name IN ({renewed})"):
                    self._connection.execute(f"DELETE FROM master_keys WHERE {older}", (newest,))  # noqa: S608 our words
                self._masters.clear()
                return gone

    def new_person_keys(self, n: int) -> list[str]:
        """Make and commit ``n`` keys at once; call it before the data that they seal are committed.

        Returns
        -------
        list of str, length n
            Random key ids. Keys whose data were then not committed are harmless.
        """
        made = _stamp()
        key_ids = [secrets.token_hex(16) for _ in range(n)]
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                number = _generation(self._connection)
                self._connection.executemany(
                    "INSERT INTO person_keys (key_id, key, created, generation) VALUES (?, ?, ?, ?)",
                    [(key_id, secrets.token_bytes(_KEY_BYTES), made, number) for key_id in key_ids],
                )
        return key_ids

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

    def is_deleted(self, key_id: str) -> bool:
        """Tell whether a key was deleted; one that this store never made was not."""
        with self._lock:
            row = self._connection.execute("SELECT key FROM person_keys WHERE key_id = ?", (key_id,)).fetchone()
        return row is not None and row[0] is None

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
        """Delete a person's key for good, and with it every key that it renewed or that renewed it.

        A second time changes nothing.

        Raises
        ------
        KeyUnknown
            If this store never made it.
        """
        with self._lock:
            cursor = self._connection.execute(
                "UPDATE person_keys SET key = NULL, deleted = coalesce(deleted, ?1) WHERE coalesce(family, key_id) = "
                "(SELECT coalesce(family, key_id) FROM person_keys WHERE key_id = ?2)",
                (_stamp(), key_id),
            )
        if cursor.rowcount == 0:
            raise KeyUnknown(key_id)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _generation(connection: sqlite3.Connection) -> int:
    """The number of the newest generation; 0 before any renewal."""
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM generations").fetchone()[0])


def _stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _open(path: Path, busy_seconds: float) -> sqlite3.Connection:
    try:
        make_private(path)
    except OSError:
        raise KeyStoreError(f"Không ghi được kho khóa {path}: hãy xem quyền của thư mục và tệp.") from None
    connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        # A rollback journal, not WAL: a deleted key must leave the file at once. secure_delete overwrites it, and EXTRA
        # makes the journal's own removal durable, so that a power cut cannot bring the key back.
        for pragma in ("journal_mode=DELETE", "secure_delete=ON", "synchronous=EXTRA"):
            connection.execute(f"PRAGMA {pragma}").close()
        connection.executescript(_SCHEMA + LEDGER_SCHEMA)
        _bring_up_to_date(connection)
    except sqlite3.DatabaseError:
        connection.close()
        raise KeyStoreError(f"Tệp {path} không phải là kho khóa của Nối Việc, hoặc đã hỏng.") from None
    return connection


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Add what earlier key stores lack; processes that start together take turns."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        known = {row[1] for row in connection.execute("PRAGMA table_info(person_keys)")}
        for column, statement in _LATER.items():
            if column not in known:
                connection.execute(statement)
        connection.execute("CREATE INDEX IF NOT EXISTS person_key_families ON person_keys (coalesce(family, key_id))")
