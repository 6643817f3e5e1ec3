"""One request to the provider: a few seconds in all, a bounded answer, one JSON object, no redirect followed.

The work is done in a thread of its own, so that whoever waits is let go in time even where a name is not resolved or an
answer comes byte by byte; a few at once at most, so that a slow provider does not take the threads of every page.
"""

import json
import re
import socket
import ssl
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import SplitResult, urlencode, urlsplit

SECONDS: Final = 3.0
"""For the whole of one request: somebody waits before a blank page."""
LARGEST: Final = 256 * 1024
"""Bytes of an answer; the largest documents of known providers have a twentieth of it."""
_AT_ONCE: Final = 4
_TURN_SECONDS: Final = 1.0
_turns: Final = threading.BoundedSemaphore(_AT_ONCE)
_CODE: Final = re.compile(r"[a-z_]{1,40}")


class ProviderDown(Exception):
    """The provider does not answer, or not as it must; the message is a word for the log. Sign in by password."""


class ProviderRefused(Exception):
    """The provider takes the code no more: used before, expired, or not given to us. Begin anew."""


def ask(
    url: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """GET a JSON object, or POST a form for one, within so many seconds from the first to the last byte.

    Raises
    ------
    ProviderDown
        If there is no such answer in time.
    ProviderRefused
        If the form holds a code that is not taken (RFC 6749, 5.2: ``invalid_grant``).
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    secure: dict[str, Any] = {"context": ssl.create_default_context()} if kind is HTTPSConnection else {}
    connection = kind(parts.hostname or "", parts.port, timeout=seconds, **secure)
    if not _turns.acquire(timeout=_TURN_SECONDS):
        raise ProviderDown("busy")
    answer: Future[tuple[int, bytes]] = Future()
    threading.Thread(target=_work, args=(answer, connection, parts, form, headers or {}), daemon=True).start()
    try:
        status, body = answer.result(seconds)
    except TimeoutError:
        _cut(connection)
        raise ProviderDown("slow") from None
    except (OSError, HTTPException, ValueError) as error:  # ValueError: a name that is none (idna)
        raise ProviderDown(type(error).__name__) from None
    return _document(status, body)


def _work(
    answer: "Future[tuple[int, bytes]]",
    connection: HTTPConnection,
    parts: SplitResult,
    form: Mapping[str, str] | None,
    headers: Mapping[str, str],
) -> None:
    try:
        answer.set_result(_request(connection, parts, form, headers))
    except BaseException as error:  # noqa: BLE001 whatever it is, it is told to who waits
        answer.set_exception(error)
    finally:
        connection.close()
        _turns.release()


def _request(
    connection: HTTPConnection, parts: SplitResult, form: Mapping[str, str] | None, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    told = {"accept": "application/json", **headers}
    if form is None:
        connection.request("GET", path, headers=told)
    else:
        told["content-type"] = "application/x-www-form-urlencoded"
        connection.request("POST", path, urlencode(form).encode(), told)
    with connection.getresponse() as response:  # what is longer than may be stays unread, and must not stay open
        return response.status, response.read(LARGEST + 1)


def _cut(connection: HTTPConnection) -> None:
    """End a request that nobody waits for any more."""
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _document(status: int, body: bytes) -> dict[str, Any]:
    if len(body) > LARGEST:
        raise ProviderDown("huge")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderDown("garbage" if status == 200 else f"status {status}") from None
    if not isinstance(document, dict):
        raise ProviderDown("garbage")
    if status == 200:
        return document
    code = document.get("error")
    if status == 400 and code == "invalid_grant":
        raise ProviderRefused
    known = f" {code}" if isinstance(code, str) and _CODE.fullmatch(code) else ""
    raise ProviderDown(f"status {status}{known}")
