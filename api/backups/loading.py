"""Filling a database from a backup or from another database, in one transaction: all of it or nothing.

1. Take away the tables there are.  2. Make those of the revision the rows are of.  3. Write the rows.  4. Count and
digest what was written, and compare.  5. Migrate to the newest revision. The caller commits, so that a power cut at
any of these leaves the database as it was.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import Session

from api import migrate
from api.backups.archive import End, Piece
from api.backups.errors import BackupError, damaged
from api.backups.rows import TableForm, continue_numbers, is_empty, table_forms, tallies, write_rows
from api.db import Database
from api.store_errors import in_words

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
    "AND pid <> pg_backend_pid()"
)


def in_use(database: Database) -> bool:
    """Whether another process has the database open; our own idle connections are closed first.

    A server takes a moment to see that a connection was closed, so it is asked for up to two seconds.
    """
    database.dispose()
    if database.is_sqlite:
        return _file_in_use(database)
    for _ in range(20):
        with database.reader.connect() as connection:
            if not connection.execute(_OTHERS).scalar_one():
                return False
        time.sleep(0.1)
    return True


def _file_in_use(database: Database) -> bool:
    alone = sqlite3.connect(str(database.url.database), timeout=0.5, isolation_level=None)
    with in_words():  # a file that is no database, or is damaged
        try:
            # Out of WAL mode only the one connection there is can lead; ours sets WAL again when it is next opened.
            return bool(alone.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete")
        except sqlite3.OperationalError:
            return True
        finally:
            alone.close()


def holds_rows(connection: Connection) -> bool:
    """Whether there is anything that a restore would take away."""
    return not is_empty(connection, table_forms(connection))


def fill(connection: Connection, revision: str, pieces: Iterable[Piece]) -> End:
    """Put a database in the place of the one there is; see the steps above.

    Parameters
    ----------
    connection : Connection
        In the writer's transaction.
    revision : str
        Of which the rows are.

    Returns
    -------
    End
        What was read, counted and found again.

    Raises
    ------
    BackupError
        If the rows are of a newer revision, do not fit, or are not found again as they were read.
    """
    _begin_anew(connection, revision)
    there = {form.name: form for form in table_forms(connection)}
    filled: list[TableForm] = []
    end: End | None = None
    for piece in pieces:
        if isinstance(piece, TableForm):
            if piece.name not in there or set(piece.columns) != set(there[piece.name].columns):
                raise damaged()
            filled.append(piece)
        elif isinstance(piece, End):
            end = piece
        else:
            write_rows(connection, filled[-1], piece)
    continue_numbers(connection, filled)
    if end is None or tallies(connection, filled) != end.tallies:
        raise BackupError("Số dòng hoặc nội dung ghi vào không khớp với bản gốc; chưa có gì được thay đổi.")
    migrate.upgrade_on(connection)
    return end


def _begin_anew(connection: Connection, revision: str) -> None:
    there = migrate.current_on(connection)
    if not migrate.knows(revision):
        raise BackupError(f"Dữ liệu thuộc phiên bản mới hơn ({revision}); hãy nâng cấp Nối Việc trước khi khôi phục.")
    if there is not None and not migrate.knows(there):
        raise BackupError(f"Cơ sở dữ liệu đang có thuộc phiên bản mới hơn ({there}); hãy nâng cấp Nối Việc trước.")
    if there is not None:
        migrate.downgrade_on(connection, "base")
    migrate.upgrade_on(connection, revision)
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))


class OnConnection:
    """Sessions on a connection whose transaction is open, for acts that belong to it; nothing is committed here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def _open(self, info: Any = None) -> Iterator[Session]:
        with Session(self._connection, expire_on_commit=False, info=dict(info or {})) as session:
            yield session
            session.flush()

    read = write = _open
