"""A way to PostgreSQL that can be cut: closed with a reset, or silent so that what is sent is swallowed."""

import socket
import struct
import threading
from contextlib import suppress
from typing import Final

_RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends a reset."""


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
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def silence(self) -> None:
        """From now on what is sent is swallowed, on old lines and on new ones; nothing is closed."""
        self._state = "silent"

    def reset(self) -> None:
        """Break every line with a reset, and refuse new ones the same way."""
        self._state = "reset"
        self._break()

    def heal(self) -> None:
        """Pass on again; lines that were silent are closed, as a network does that has forgotten them."""
        was, self._state = self._state, "open"
        if was == "silent":
            self._break()

    def close(self) -> None:
        """Stop for good."""
        self._state = "reset"
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._break()

    def _break(self) -> None:
        with self._lock:
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
            if self._state == "reset":
                _drop(client)
                continue
            server = None
            if self._state == "open":
                server = socket.socket(socket.AF_UNIX)
                try:
                    server.connect(self._path)
                except OSError:
                    _drop(client)
                    continue
                for one, other in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()
            with self._lock:
                self._lines.append((client, server))

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(65536):
                if self._state == "open":
                    target.sendall(content)
            if self._state == "open":
                target.shutdown(socket.SHUT_WR)


def _drop(line: socket.socket | None) -> None:
    if line is None:
        return
    with suppress(OSError):
        if line.family == socket.AF_INET:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR) if line.family == socket.AF_UNIX else None
    line.close()
