"""What can go wrong with the database, each as one sentence for whoever runs it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

BUSY = "Cơ sở dữ liệu đang bận ghi việc khác; chưa có gì được lưu, hãy thử lại sau ít giây."


class DatabaseError(RuntimeError):
    """The database cannot be used; the message is one Vietnamese sentence about the file, the driver or the server."""


class DatabaseUnreachable(DatabaseError):
    """The server went away or does not answer. What was being committed may be kept or not: ask before trying again."""


class DatabaseBusy(DatabaseError):
    """Another writer held the database for longer than the busy timeout. Nothing was written; try again."""


_SQLITE_WORDS = {
    sqlite3.SQLITE_NOTADB: "Tệp đã chỉ không phải là cơ sở dữ liệu của Nối Việc (hoặc đã hỏng); hãy xem lại đường dẫn.",
    sqlite3.SQLITE_CORRUPT: "Tệp cơ sở dữ liệu đã hỏng; hãy khôi phục từ bản sao lưu gần nhất.",
    sqlite3.SQLITE_CANTOPEN: "Không mở được tệp cơ sở dữ liệu: hãy xem quyền của thư mục và tệp.",
    sqlite3.SQLITE_FULL: "Ổ đĩa đã đầy; chưa có gì được lưu.",
    sqlite3.SQLITE_IOERR: "Ổ đĩa báo lỗi khi đọc hoặc ghi cơ sở dữ liệu; chưa có gì được lưu.",
}


_UNREACHABLE = "Không kết nối được máy chủ PostgreSQL; hãy xem NOIVIEC_DATABASE_URL và máy chủ."
_STATES: dict[str, tuple[type[DatabaseError], str]] = {
    "55P03": (DatabaseBusy, BUSY),  # lock_not_available
    "57014": (DatabaseBusy, BUSY),  # query_canceled, by statement_timeout
    "53100": (DatabaseError, _SQLITE_WORDS[sqlite3.SQLITE_FULL]),  # disk_full
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
        known = _known(error.orig if isinstance(error, DBAPIError) else error)
        if known is None:
            raise
        raise known from error


def _known(error: BaseException | None) -> DatabaseError | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary result code
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return DatabaseBusy(BUSY)
        return DatabaseError(_SQLITE_WORDS[code]) if code in _SQLITE_WORDS else None
    state = getattr(error, "sqlstate", "")
    if state is None:
        return DatabaseUnreachable(_UNREACHABLE) if _is_of_the_line(error) else None
    return next((kind(words) for start, (kind, words) in _STATES.items() if state.startswith(start)), None)


def _is_of_the_line(error: BaseException | None) -> bool:
    """Whether psycopg says that the connection could not be made, or is gone."""
    return any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
