"""What can go wrong with the database, each as one sentence for whoever runs it."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_log = logging.getLogger(__name__)

BUSY = "Cơ sở dữ liệu đang bận ghi việc khác; chưa có gì được lưu, hãy thử lại sau ít giây."
FULL = "Ổ đĩa đã đầy; chưa có gì được lưu."


class DatabaseError(RuntimeError):
    """The database cannot be used; the message is one Vietnamese sentence about the file, the driver or the server."""


class DatabaseUnreachable(DatabaseError):
    """The server went away or does not answer. What was being committed may be kept or not: ask before trying again."""


class DatabaseBusy(DatabaseError):
    """Another writer held the database for longer than the busy timeout. Nothing was written; try again."""


class DatabaseFull(DatabaseError):
    """The disk of the database is full. Nothing was written; its sentence names no path and may be shown."""


class DatabaseDamaged(DatabaseError):
    """The file of the database is none, or is damaged."""


class StoreLog:
    """Writes down that the store failed: one WARNING a sentence, and the same one no more than once a minute.

    A storm of refused requests must not fill the disk of the log; the sentences are ours and hold nothing of a person.
    """

    EVERY: Final = 60.0
    """Seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic, self._told, self._lock = monotonic, dict[str, float](), Lock()

    def tell(self, error: DatabaseError) -> None:
        """Write the sentence of a failure, unless it was written just now."""
        sentence = str(error)
        with self._lock:
            now, last = self._monotonic(), self._told.get(sentence)
            if last is not None and now - last < self.EVERY:
                return
            self._told[sentence] = now
        _log.warning("the database cannot be used: %s", sentence)


_SQLITE_CODES: dict[int, tuple[type[DatabaseError], str]] = {
    sqlite3.SQLITE_BUSY: (DatabaseBusy, BUSY),
    sqlite3.SQLITE_LOCKED: (DatabaseBusy, BUSY),
    sqlite3.SQLITE_FULL: (DatabaseFull, FULL),
    sqlite3.SQLITE_IOERR_SHMSIZE: (DatabaseFull, FULL),  # no room for the log's index
    sqlite3.SQLITE_NOTADB: (
        DatabaseDamaged,
        "Tệp đã chỉ không phải là cơ sở dữ liệu của Nối Việc (hoặc đã hỏng); hãy xem lại đường dẫn.",
    ),
    sqlite3.SQLITE_CORRUPT: (DatabaseDamaged, "Tệp cơ sở dữ liệu đã hỏng; hãy khôi phục từ bản sao lưu gần nhất."),
    sqlite3.SQLITE_CANTOPEN: (DatabaseError, "Không mở được tệp cơ sở dữ liệu: hãy xem quyền của thư mục và tệp."),
    sqlite3.SQLITE_IOERR: (
        DatabaseError,
        "Ổ đĩa báo lỗi khi đọc hoặc ghi cơ sở dữ liệu; chưa có gì được lưu.",
    ),
}
"""SQLite's result codes; the low byte of one that is not named here is the primary one, which may be."""


_UNREACHABLE = "Không kết nối được máy chủ PostgreSQL; hãy xem NOIVIEC_DATABASE_URL và máy chủ."
_STATES: dict[str, tuple[type[DatabaseError], str]] = {
    "55P03": (DatabaseBusy, BUSY),  # lock_not_available
    "57014": (DatabaseBusy, BUSY),  # query_canceled, by statement_timeout
    "53100": (DatabaseFull, FULL),  # disk_full
    "53": (DatabaseBusy, BUSY),  # insufficient_resources: too many connections, no memory
    "57P": (DatabaseUnreachable, _UNREACHABLE),  # shut down, crashed or still starting
    "08": (DatabaseUnreachable, _UNREACHABLE),  # connection_exception
}
"""PostgreSQL's error codes, or how they begin (PostgreSQL 17, appendix A)."""


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what operators can do something about into a sentence; let everything else pass."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseBusy(BUSY) from error
    except (DBAPIError, sqlite3.Error) as error:
        known = next(filter(None, map(_known, _in_turn(error))), None)
        if known is None:
            raise
        raise known from error


def _in_turn(error: DBAPIError | sqlite3.Error) -> Iterator[BaseException | None]:
    """The driver's error; and where SQLite took everything back by itself, with its savepoints, what made it do so."""
    found: BaseException | None = error.orig if isinstance(error, DBAPIError) else error
    yield found
    if isinstance(found, sqlite3.Error) and str(found).startswith("no such savepoint"):
        while (found := found.__context__) is not None:
            yield found.orig if isinstance(found, DBAPIError) else found


def _known(error: BaseException | None) -> DatabaseError | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        found = _SQLITE_CODES.get(code) or _SQLITE_CODES.get(code & 0xFF)
        return found[0](found[1]) if found else None
    state = getattr(error, "sqlstate", "")
    if state is None:
        return DatabaseUnreachable(_UNREACHABLE) if _is_of_the_line(error) else None
    return next((kind(words) for start, (kind, words) in _STATES.items() if state.startswith(start)), None)


def _is_of_the_line(error: BaseException | None) -> bool:
    """Whether psycopg says that the connection could not be made, or is gone."""
    return any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
