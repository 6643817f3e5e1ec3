"""PostgreSQL over a network that may fall silent: nobody waits longer for a server that is not there than seconds.

A line that swallows what is sent looks like a statement that takes its time, and the time-outs of libpq and TCP see
only some of it. So whoever waits asks: when a statement has been silent for a moment, the server is knocked at on a new
connection. If it answers, the statement is waited for; if not, the connection is closed and the request gets its error.
"""

import socket
import struct
import threading
import time
from collections.abc import Generator
from functools import cache
from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event

QUIET: Final = 0.7
"""Seconds of silence after which the server is knocked at; the next knocks come later, up to :data:`QUIET_MOST`."""
QUIET_MOST: Final = 1.2
KNOCK: Final = 0.6
"""Seconds that a knock may take; with :data:`QUIET_MOST` it stays well under the three that a request may wait."""
KNOWN_DOWN: Final = 1.0
"""Seconds for which a server that did not answer is not knocked at again: who comes meanwhile is told at once."""
_SSL_REQUEST: Final = struct.pack("!ii", 8, 80877103)
"""PostgreSQL 17, 54.2.10: answered with one byte by every server, before anybody has signed in."""
_CONNECT: Final = {
    "connect_timeout": 2,  # seconds, the least that libpq takes
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 3000,  # milliseconds
}
"""What libpq and the kernel see by themselves; an address that names one of them is believed."""
_SESSION: Final = {
    "statement_timeout": "600s",  # a night of a country takes minutes; nothing else comes near
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "client_connection_check_interval": "2s",
}
"""How soon the server lets go of a client that is gone, with the writers' lock that it may hold."""


class Line:
    """The way to one server, as everybody of this process has found it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._down_until = 0.0

    @property
    def is_known_down(self) -> bool:
        """Whether the server did not answer a moment ago."""
        return time.monotonic() < self._down_until

    def answers(self, host: str, port: str) -> bool:
        """Knock at a server, one knock at a time; True where there is no way to knock."""
        with self._lock:
            if self.is_known_down:
                return False
            if _knock(host, int(port or 5432)):
                return True
            self._down_until = time.monotonic() + KNOWN_DOWN
            return False

    def check(self, host: str, port: str) -> None:
        """Refuse to connect where no server of a list (``a,b``) answers.

        Raises
        ------
        psycopg.OperationalError
            If none does.
        """
        hosts, ports = host.split(","), port.split(",")
        ports += [ports[-1]] * (len(hosts) - len(ports))
        if not any(self.answers(*pair) for pair in zip(hosts, ports, strict=False)):
            raise _silent()


def _silent() -> Exception:
    import psycopg

    return psycopg.OperationalError("the server does not answer")


def _knock(host: str, port: int) -> bool:
    ends = time.monotonic() + KNOCK
    try:
        with _dial(host, port) as line:
            line.sendall(_SSL_REQUEST)
            line.settimeout(max(0.05, ends - time.monotonic()))
            return bool(line.recv(1))
    except OSError:
        return False


def _dial(host: str, port: int) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host or "localhost", port), timeout=KNOCK)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(KNOCK)
    try:
        line.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        line.close()
        raise
    return line


def _watched(work: Generator[Any, Any, Any], connection: Any, line: Line) -> Generator[Any, Any, Any]:
    """Pass on what psycopg waits for; when the server is silent, ask whether it is there."""
    quiet, since, ready = QUIET, time.monotonic(), None
    while True:
        try:
            wanted = work.send(ready)
        except StopIteration as over:
            return over.value
        ready = yield wanted
        if ready:
            quiet, since = QUIET, time.monotonic()
        elif line.is_known_down or time.monotonic() - since > quiet:
            if not line.answers(connection.pgconn.host.decode(), connection.pgconn.port.decode()):
                connection.close()
                raise _silent()
            quiet, since = min(2 * quiet, QUIET_MOST), time.monotonic()


@cache
def _connection_class() -> Any:
    import psycopg

    class WatchedConnection(psycopg.Connection[Any]):
        """A connection that knows its line, and whose every wait is watched."""

        line = Line()

        def wait(self, gen: Any, *more: Any, **how: Any) -> Any:
            return super().wait(_watched(gen, self, self.line), *more, **how)

    return WatchedConnection


def watched_engine(url: URL, **options: Any) -> Engine:
    """Make an engine whose connections give up a server that does not answer.

    Raises
    ------
    ModuleNotFoundError
        If psycopg is not installed.
    """
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **options)
    line, kind = Line(), _connection_class()

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, arguments: list[Any], how: dict[str, Any]) -> Any:
        host = str(how.get("hostaddr") or how.get("host") or "")
        if host:
            line.check(host, str(how.get("port") or "5432"))
        made = kind.connect(*arguments, **(_CONNECT | how))
        made.line = line
        return made

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        named = dict(_SESSION)
        if connection.info.server_version < 140000:
            del named["client_connection_check_interval"]
        settings = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in named.items())
        connection.execute(f"SELECT {settings}")
        connection.commit()

    return engine
