"""The database: one writer at a time, readers beside it, and a sentence for what can go wrong.

SQLite's default transactions begin as readers and lose concurrent updates silently, so a writing transaction takes
the write lock first (``BEGIN IMMEDIATE``) behind one gate in this process; on PostgreSQL an advisory lock does the
same across servers. Readers have an engine of their own that cannot write.
"""

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session, create_engine

from api.postgresql import watched_engine
from api.turns import FairGate, OneSeat, Round, in_company

_WRITER_LOCK = 0x6E6F695F76696563
"""PostgreSQL advisory lock of the one writer: ``noi_viec`` in ASCII."""

_BUSY = "Cơ sở dữ liệu đang bận ghi việc khác; chưa có gì được lưu, hãy thử lại sau ít giây."


with_commit: ContextVar[Callable[[Connection], None] | None] = ContextVar("with_commit", default=None)
"""What is written together with whatever the request in hand commits: the mark by which it is known to be done."""


@contextmanager
def before_the_work() -> Iterator[None]:
    """What is committed in here is not the work of the request in hand yet, and does not mark it as done."""
    put_off = with_commit.set(None)
    try:
        yield
    finally:
        with_commit.reset(put_off)


class DatabaseError(RuntimeError):
    """The database cannot be used; the message is one Vietnamese sentence about the file, the driver or the server."""


class DatabaseUnreachable(DatabaseError):
    """The server went away or does not answer. What was being committed may be kept or not: ask before trying again."""


class DatabaseBusy(DatabaseError):
    """Another writer held the database for longer than the busy timeout. Nothing was written; try again."""


class SessionFactory(Protocol):
    """What a job receives: it makes its own sessions, short ones, as often as it needs."""

    def read(self) -> AbstractContextManager[Session]:
        """Open a session that cannot write and sees one moment of the data."""

    def write(self) -> AbstractContextManager[Session]:
        """Open the one writing session: commits when the block ends well, rolls back when it raises."""


class Database:
    """A writer engine behind a gate, and a reader engine.

    Parameters
    ----------
    url : str
        ``sqlite:///file`` or ``postgresql://…``. The folder of a SQLite file is made (0700), the file is made 0600.
    busy_seconds : float
        How long a writer waits for the one before it, in this process or another.

    Raises
    ------
    DatabaseError
        If the file, its folder or the driver cannot be used. A server is first asked by the first session.
    """

    def __init__(self, url: str, busy_seconds: float = 10.0) -> None:
        self.url = make_url(url)
        self.busy_seconds = busy_seconds
        self._gate, self._seats = FairGate(), OneSeat()
        self._round: Round | None = None
        self._queues: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
        if self.is_sqlite:
            _prepare_file(self.url)
        make_engine = _sqlite_engine if self.is_sqlite else _postgresql_engine
        self.writer = make_engine(self.url, busy_seconds, writes=True)
        self.reader = make_engine(self.url, busy_seconds, writes=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the data are in one file."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self, info: Mapping[str, Any] | None = None) -> Iterator[Session]:
        """Open a session that cannot write and sees one moment of the data.

        Parameters
        ----------
        info : mapping, optional
            Becomes ``session.info``: who asks. Its ``settings`` are told to a PostgreSQL server in each transaction.
            Short readings of a file take turns, see :class:`api.turns.OneSeat`.
        """
        short = in_company.get() and self.is_sqlite
        with self._seats.seat() if short else nullcontext(), _in_words(), _session(self.reader, info) as session:
            yield session

    @contextmanager
    def write(self, info: Mapping[str, Any] | None = None) -> Iterator[Session]:
        """Open the one writing session: the lock is taken at once, and the commit is here, at the edge.

        Domain code flushes and never commits. A second one inside would wait for the first and fail. Where the steps
        of one request hop between threads, use :meth:`write_async`. Short acts on SQLite share a commit, see
        :mod:`api.turns`; this ends after it.

        Raises
        ------
        DatabaseBusy
            If another writer kept the lock for longer than ``busy_seconds``.
        """
        opened = self._write_in_company(info) if in_company.get() and self.is_sqlite else self._write_alone(info)
        with opened as session:
            yield session

    @contextmanager
    def _write_alone(self, info: Mapping[str, Any] | None) -> Iterator[Session]:
        with self._turn(), _in_words(), _session(self.writer, info) as session:
            session.connection()
            yield session
            _commit(session)

    @contextmanager
    def _write_in_company(self, info: Mapping[str, Any] | None) -> Iterator[Session]:
        """One act of a round; ends after the commit of the round, which is another's if somebody waited behind."""
        if not self._gate.enter(self.busy_seconds, sociable=True):
            raise DatabaseBusy(_BUSY)
        try:
            with _in_words():
                act = self._round = self._round or Round(_begun(self.writer))
        except BaseException:
            self._gate.leave()
            raise
        session = _session(act.connection, info)
        try:
            with _in_words():
                session.connection()
                yield session
                _commit(session)
        except BaseException as error:
            if act.is_lost():
                act.error = error if isinstance(error, DatabaseError | DBAPIError) else DatabaseBusy(_BUSY)
            raise
        finally:
            with suppress(DBAPIError):  # its savepoint is gone where the round is lost
                session.close()
            self._end_act(act)
        with _in_words():
            act.wait()

    def _end_act(self, act: Round) -> None:
        """Pass the round on to whoever waits, or end it."""
        if not (act.takes_more() and self._gate.pass_on()):
            self._round = None
            try:
                act.end()
            finally:
                self._gate.leave()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the one writing transaction for work on the tables themselves: migrating, restoring, moving.

        Raises
        ------
        DatabaseBusy
            If another writer kept the lock for longer than ``busy_seconds``.
        """
        with self._turn(), _in_words(), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the one place of a writer, and leave it however the work ends."""
        if not self._gate.enter(self.busy_seconds):
            raise DatabaseBusy(_BUSY)
        try:
            yield
        finally:
            self._gate.leave()

    @asynccontextmanager
    async def write_async(self, info: Mapping[str, Any] | None = None) -> AsyncIterator[Session]:
        """Open the writing session from an async dependency (``Depends(…, scope="function")``).

        Synchronous routes share a small pool of threads. If every waiting request held one of them at the gate, the
        request inside would get none to go on with; so the waiting queue in the event loop, first come first served.

        Raises
        ------
        DatabaseBusy
            If the queue did not come to this request within ``busy_seconds``.
        """
        from fastapi.concurrency import contextmanager_in_threadpool

        queue = self._queues.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        try:
            async with asyncio.timeout(self.busy_seconds):
                await queue.acquire()
        except TimeoutError:
            raise DatabaseBusy(_BUSY) from None
        try:
            async with contextmanager_in_threadpool(self.write(info)) as session:
                yield session
        finally:
            queue.release()

    def dispose(self) -> None:
        """Close every idle connection; the database may be used again afterwards."""
        self.writer.dispose()
        self.reader.dispose()


def _session(bind: Engine | Connection, info: Mapping[str, Any] | None) -> Session:
    """A session; on a connection that others share, it is a savepoint of the transaction there."""
    how: Any = {"join_transaction_mode": "create_savepoint"} if isinstance(bind, Connection) else {}
    session = Session(bind, expire_on_commit=False, info=dict(info or {}), **how)
    if "settings" in session.info and bind.dialect.name == "postgresql":
        event.listen(session, "after_begin", _tell_who_asks)
    return session


def _begun(engine: Engine) -> Connection:
    connection = engine.connect()
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def _commit(session: Session) -> None:
    """Commit, and with it what goes with whatever the request in hand commits."""
    if (mark := with_commit.get()) is not None:
        mark(connection_beside(session))
    session.commit()


def _tell_who_asks(session: Any, _transaction: object, connection: Connection) -> None:
    tell_server(connection, session.info["settings"])


def tell_server(connection: Connection, settings: Mapping[str, str]) -> None:
    """Tell a PostgreSQL server some settings until the end of the transaction; SQLite has none."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(*(func.set_config(name, value, True) for name, value in settings.items())))


def connection_beside(session: OrmSession) -> Connection:
    """The connection of a session beside its viewer's policy, which refuses ``session.connection()``.

    For the trail, the claims of jobs, and who is signed in; and for the policy itself, which adds its own rule.
    """
    return OrmSession.connection(session, bind_arguments={"clause": None})


def _prepare_file(url: URL) -> None:
    """Make the folder (0700) and the file (0600); what SQLite adds beside the file takes over the file's mode."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise DatabaseError("Cơ sở dữ liệu SQLite phải là một tệp, ví dụ sqlite:///var/noiviec.db.")
    path = Path(url.database)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
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


def _sqlite_engine(url: URL, busy_seconds: float, *, writes: bool) -> Engine:
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


def _postgresql_engine(url: URL, busy_seconds: float, *, writes: bool) -> Engine:
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


_SQLITE_WORDS = {
    sqlite3.SQLITE_NOTADB: "Tệp đã chỉ không phải là cơ sở dữ liệu của Nối Việc (hoặc đã hỏng); hãy xem lại đường dẫn.",
    sqlite3.SQLITE_CORRUPT: "Tệp cơ sở dữ liệu đã hỏng; hãy khôi phục từ bản sao lưu gần nhất.",
    sqlite3.SQLITE_CANTOPEN: "Không mở được tệp cơ sở dữ liệu: hãy xem quyền của thư mục và tệp.",
    sqlite3.SQLITE_FULL: "Ổ đĩa đã đầy; chưa có gì được lưu.",
    sqlite3.SQLITE_IOERR: "Ổ đĩa báo lỗi khi đọc hoặc ghi cơ sở dữ liệu; chưa có gì được lưu.",
}


_UNREACHABLE = "Không kết nối được máy chủ PostgreSQL; hãy xem NOIVIEC_DATABASE_URL và máy chủ."
_STATES: dict[str, tuple[type[DatabaseError], str]] = {
    "55P03": (DatabaseBusy, _BUSY),  # lock_not_available
    "57014": (DatabaseBusy, _BUSY),  # query_canceled, by statement_timeout
    "53100": (DatabaseError, _SQLITE_WORDS[sqlite3.SQLITE_FULL]),  # disk_full
    "53": (DatabaseBusy, _BUSY),  # insufficient_resources: too many connections, no memory
    "57P": (DatabaseUnreachable, _UNREACHABLE),  # shut down, crashed or still starting
    "08": (DatabaseUnreachable, _UNREACHABLE),  # connection_exception
}
"""PostgreSQL's error codes, or how they begin (PostgreSQL 17, appendix A)."""


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what operators can do something about into a sentence; let everything else pass."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseBusy(_BUSY) from error
    except (DBAPIError, sqlite3.Error) as error:
        known = _known(error.orig if isinstance(error, DBAPIError) else error)
        if known is None:
            raise
        raise known from error


def _known(error: BaseException | None) -> DatabaseError | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary result code
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return DatabaseBusy(_BUSY)
        return DatabaseError(_SQLITE_WORDS[code]) if code in _SQLITE_WORDS else None
    state = getattr(error, "sqlstate", "")
    if state is None:
        return DatabaseUnreachable(_UNREACHABLE) if _is_of_the_line(error) else None
    return next((kind(words) for start, (kind, words) in _STATES.items() if state.startswith(start)), None)


def _is_of_the_line(error: BaseException | None) -> bool:
    """Whether psycopg says that the connection could not be made, or is gone."""
    return any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
