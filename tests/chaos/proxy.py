"""A way to PostgreSQL that can be cut: closed with a reset, or silent so that what is sent is swallowed."""

import socket
import struct
import threading
import time
from contextlib import suppress
from typing import Final

_RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends a reset."""
_COMMIT: Final = b"Q" + struct.pack("!i", 11) + b"COMMIT\0"
"""PostgreSQL 17, 53.7: what psycopg sends to commit."""
_LATE: Final = 0.05
"""Seconds that a server gets to do what was passed on last, before the line breaks under its answer."""


class Proxy:
    """Passes on what comes to a port of this machine to a server's socket, until told otherwise.

    Parameters
    ----------
    path : str
        The server's Unix socket.
    """

    def __init__(self, path: str) -> None:
        self._path, self._state = path, "open"
        self._lines: list[tuple[socket.socket, socket.socket | None]] = []
        self._lock, self._at_commit, self._cut = threading.Lock(), False, threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def silence(self) -> None:
        """From now on what is sent is swallowed, on old lines and on new ones; nothing is closed."""
        with self._lock:
            self._state = "silent"

    def reset(self) -> None:
        """Break every line with a reset, and refuse new ones the same way."""
        with self._lock:
            self._state = "reset"
            self._break()

    def reset_at_commit(self, seconds: float) -> bool:
        """Break every line as :meth:`reset` does, under the answer to the next commit; False if none came in time."""
        self._cut.clear()
        self._at_commit = True
        cut = self._cut.wait(seconds)
        self._at_commit = False
        return cut

    def heal(self) -> None:
        """Pass on again; lines that were silent are closed, as a network does that has forgotten them."""
        with self._lock:
            if self._state == "silent":
                self._break()
            self._state = "open"

    def close(self) -> None:
        """Stop for good."""
        self.reset()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _break(self) -> None:
        """Drop every line. Whoever calls holds the lock: a line made meanwhile would live on with holes in it."""
        lines, self._lines = self._lines, []
        for pair in lines:
            for line in pair:
                _drop(line)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            with self._lock:
                self._take(client)

    def _take(self, client: socket.socket) -> None:
        if self._state == "silent":
            self._lines.append((client, None))
            return
        server = socket.socket(socket.AF_UNIX)
        try:
            if self._state == "reset":
                raise ConnectionRefusedError
            server.connect(self._path)
        except OSError:
            _drop(client)
            server.close()
            return
        for one, other in ((client, server), (server, client)):
            threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()
        self._lines.append((client, server))

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(65536):
                if self._at_commit and content == _COMMIT:
                    self._lose_the_answer(target)
                elif self._state == "open":
                    target.sendall(content)
            if self._state == "open":
                target.shutdown(socket.SHUT_WR)

    def _lose_the_answer(self, server: socket.socket) -> None:
        with self._lock:
            self._at_commit, self._state = False, "reset"
            server.sendall(_COMMIT)
            time.sleep(_LATE)
            self._break()
        self._cut.set()


def _drop(line: socket.socket | None) -> None:
    """Close at once: a reset on TCP. Who reads from it is woken first, or the kernel would keep it open for them."""
    if line is None:
        return
    is_tcp = line.family == socket.AF_INET
    with suppress(OSError):
        if is_tcp:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        line.shutdown(socket.SHUT_RD if is_tcp else socket.SHUT_RDWR)
    line.close()
