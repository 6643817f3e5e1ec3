"""The database: one writer at a time, readers beside it, and a sentence for what can go wrong.

SQLite's default transactions begin as readers and lose concurrent updates silently, so a writing transaction takes
the write lock first (``BEGIN IMMEDIATE``) behind one gate in this process; on PostgreSQL an advisory lock does the
same across servers. Readers have an engine of their own that cannot write.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session

from api.engines import postgresql_engine, prepare_file, sqlite_engine
from api.same_file import SameFile
from api.store_errors import BUSY, DatabaseBusy, DatabaseError, in_words
from api.turns import FairGate, OneSeat, Round, in_company

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
            prepare_file(self.url)
        self._file = SameFile(Path(str(self.url.database)) if self.is_sqlite else None)
        make_engine = sqlite_engine if self.is_sqlite else postgresql_engine
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
            Short sessions on a file take turns, see :class:`api.turns.OneSeat`.
        """
        self._file.check()
        short = in_company.get() and self.is_sqlite
        with self._seats.seat() if short else nullcontext(), in_words(), _session(self.reader, info) as session:
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
        self._file.check()
        opened = self._write_in_company(info) if in_company.get() and self.is_sqlite else self._write_alone(info)
        with opened as session:
            yield session

    @contextmanager
    def _write_alone(self, info: Mapping[str, Any] | None) -> Iterator[Session]:
        with self._turn(), in_words(), _session(self.writer, info) as session:
            session.connection()
            yield session
            _commit(session)

    @contextmanager
    def _write_in_company(self, info: Mapping[str, Any] | None) -> Iterator[Session]:
        """One act of a round; ends after the commit of the round, which is another's if somebody waited behind."""
        if not self._gate.enter(self.busy_seconds, sociable=True):
            raise DatabaseBusy(BUSY)
        try:
            with in_words():
                act = self._round = self._round or Round(_begun(self.writer))
        except BaseException:
            self._gate.leave()
            raise
        session = _session(act.connection, info)
        try:
            with self._seats.seat(), in_words():
                session.connection()
                yield session
                _commit(session)
        except BaseException as error:
            if act.is_lost():
                act.error = error if isinstance(error, DatabaseError | DBAPIError) else DatabaseBusy(BUSY)
            raise
        finally:
            with suppress(DBAPIError):  # its savepoint is gone where the round is lost
                session.close()
            self._end_act(act)
        with in_words():
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
        self._file.check()
        with self._turn(), in_words(), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the one place of a writer, and leave it however the work ends."""
        if not self._gate.enter(self.busy_seconds):
            raise DatabaseBusy(BUSY)
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
            raise DatabaseBusy(BUSY) from None
        try:
            async with contextmanager_in_threadpool(self.write(info)) as session:
                yield session
        finally:
            queue.release()

    def dispose(self) -> None:
        """Close every idle connection; the database may be used again afterwards."""
        self.writer.dispose()
        self.reader.dispose()
        self._file.note()


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
