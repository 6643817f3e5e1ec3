"""Engines of SQLAlchemy for the two stores: one that writes, one that cannot."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlmodel import create_engine

from api.postgresql import watched_engine
from api.private_files import make_private
from api.store_errors import DatabaseError

_WRITER_LOCK = 0x6E6F695F76696563
"""PostgreSQL advisory lock of the one writer: ``noi_viec`` in ASCII."""


def prepare_file(url: URL) -> None:
    """Make the folder (0700) and the file (0600); what SQLite adds beside the file takes over the file's mode."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise DatabaseError("Cơ sở dữ liệu SQLite phải là một tệp, ví dụ sqlite:///var/noiviec.db.")
    path = Path(url.database)
    try:
        make_private(path)
    except OSError:
        raise DatabaseError(f"Không ghi được tệp cơ sở dữ liệu {path}: hãy xem quyền của thư mục và tệp.") from None


def _read_json(text: str | bytes) -> Any:
    """Read a JSON column; most are empty, and a night reads a million of them."""
    return [] if text == "[]" else {} if text == "{}" else json.loads(text)


def _common(busy_seconds: float) -> dict[str, Any]:
    return {
        "json_serializer": partial(json.dumps, ensure_ascii=False, allow_nan=False),
        "json_deserializer": _read_json,
        "pool_timeout": busy_seconds,
        "hide_parameters": True,  # parameters are people's data, and errors end in logs
    }


def sqlite_engine(url: URL, busy_seconds: float, *, writes: bool) -> Engine:
    """An engine on a file, in WAL mode and synced at each commit; one that does not write cannot (``query_only``)."""
    # No upper bound on readers: a request that holds a connection waits for a thread, and must not find them all
    # waiting for a connection.
    arguments = {"timeout": busy_seconds, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, max_overflow=-1, **_common(busy_seconds))

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; the listener below does
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"query_only={int(not writes)}"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def postgresql_engine(url: URL, busy_seconds: float, *, writes: bool) -> Engine:
    """An engine on a server; its writers take turns by an advisory lock, its readers see one moment of the data.

    Raises
    ------
    DatabaseError
        If the driver is not installed.
    """
    options = {} if writes else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        engine = watched_engine(url, execution_options=options, **_common(busy_seconds))
    except ModuleNotFoundError:
        raise DatabaseError('Thiếu trình điều khiển PostgreSQL: hãy cài "noiviec[postgresql]".') from None
    if not writes:
        return engine

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # READ COMMITTED: every statement after the lock sees what the writer before us committed.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(busy_seconds * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")

    return engine
