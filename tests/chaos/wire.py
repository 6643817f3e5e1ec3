"""The lightest clients we could write: one thread, plain sockets, each client a generator of requests.

A client yields the bytes of a request and is sent the :class:`Reply`; a loop over ``epoll`` moves them all. A request
costs it some twenty microseconds, so that what is measured is the server and not the one who measures.
"""

import json
import re
import selectors
import socket
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: its kind for the figures, and its bytes."""

    kind: str
    raw: bytes


Client = Generator[Request, Reply, None]


@dataclass
class Figures:
    """How long each reply took, in seconds, by kind; and what was answered with an error, by kind and status."""

    seconds: float = 0.0
    took: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[tuple[str, int], int] = field(default_factory=dict)
    own_cpu: float = 0.0

    @property
    def total(self) -> int:
        return sum(map(len, self.took.values()))

    @property
    def per_second(self) -> float:
        return self.total / self.seconds

    def quantile(self, share: float, *kinds: str) -> float:
        """A quantile of the replies of some kinds (all where none is named), in milliseconds."""
        values = sorted(v for kind, took in self.took.items() if not kinds or kind in kinds for v in took)
        return values[min(int(len(values) * share), len(values) - 1)] * 1000 if values else float("nan")


def request(kind: str, method: str, path: str, token: str | None = None, **what: Any) -> Request:
    """Write a request: ``json`` or ``form`` is its body."""
    body = b""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        head.append(f"Authorization: Bearer {token}")
    if "json" in what:
        body = json.dumps(what["json"]).encode()
        head.append("Content-Type: application/json")
    elif "form" in what:
        body = urlencode(what["form"]).encode()
        head.append("Content-Type: application/x-www-form-urlencoded")
    if body or method != "GET":
        head.append(f"Content-Length: {len(body)}")
    return Request(kind, "\r\n".join(head).encode() + b"\r\n\r\n" + body)


class _Line:
    """One client's connection."""

    def __init__(self, port: int, client: Client) -> None:
        self.client = client
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.asked: Request | None = None
        self.since = 0.0

    def ask(self, reply: Reply | None) -> bool:
        """Send the next request; False when the client has none left."""
        try:
            self.asked = next(self.client) if reply is None else self.client.send(reply)
        except StopIteration:
            self.asked = None
            return False
        self.since = time.perf_counter()
        self.socket.sendall(self.asked.raw)
        return True

    def read(self) -> Reply | None:
        """What has come; a reply when it is whole."""
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            raise ConnectionError("the server closed a connection in mid-reply")
        self.buffer += chunk
        head, mark, body = self.buffer.partition(b"\r\n\r\n")
        if not mark:
            return None
        length = _LENGTH.search(head)
        if length is None or len(body) < int(length[1]):
            return None
        self.buffer = b""
        return Reply(int(head[9:12]), body)


def drive(
    port: int, clients: Iterable[Client], seconds: float, fails: Callable[[Reply], bool] | None = None
) -> Figures:
    """Let clients ask as fast as they are answered, for so long; what is under way at the end is waited for.

    Parameters
    ----------
    fails : callable, optional
        Tells a reply that counts as an error; every status from 400 on unless given.
    """
    figures, fails = Figures(), fails or (lambda reply: reply.status >= 400)
    began, cpu = time.perf_counter(), time.process_time()
    with selectors.DefaultSelector() as waiting:
        for client in clients:
            line = _Line(port, client)
            if line.ask(None):
                waiting.register(line.socket, selectors.EVENT_READ, line)
        while waiting.get_map():
            for key, _ in waiting.select(timeout=60) or _nothing():
                _move(key.data, waiting, figures, time.perf_counter() < began + seconds, fails)
    figures.seconds = time.perf_counter() - began
    figures.own_cpu = time.process_time() - cpu
    return figures


def _nothing() -> list[tuple[selectors.SelectorKey, int]]:
    raise TimeoutError("no reply for a minute")


def _move(
    line: _Line, waiting: selectors.BaseSelector, figures: Figures, more: bool, fails: Callable[[Reply], bool]
) -> None:
    reply = line.read()
    if reply is None or line.asked is None:
        return
    figures.took.setdefault(line.asked.kind, []).append(time.perf_counter() - line.since)
    if fails(reply):
        key = (line.asked.kind, reply.status)
        figures.errors[key] = figures.errors.get(key, 0) + 1
    if not (more and line.ask(reply)):
        waiting.unregister(line.socket)
        line.socket.close()
        line.client.close()
