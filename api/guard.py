"""What stands before every request: numbered, refused where too large, counted; no cache keeps an answer."""

import secrets
import time
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import domain_problems, logs
from api.metrics import UNKNOWN, Metrics
from api.turns import in_company

PREFIX: Final = "/api/v1"
LARGEST_BODY: Final = 11 * 1024 * 1024
"""Bytes; an upload of 10 MB with its envelope (formats.md)."""
SHORT_BODY: Final = 64 * 1024
"""Bytes; what a larger one brings is written for long, and nobody else waits for its commit."""
_METHODS: Final = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"})
_OTHER: Final = "OTHER"
"""Any other method: it was typed by somebody, and is told to no log and no monitor."""
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"),
)


class Guard:
    """Plain ASGI: the framework's own kind of middleware costs as much as answering."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on; add what every answer carries, and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Our own number, never the sender's: theirs could hold anything, and it goes into the log.
        number, status, began = secrets.token_hex(6), 500, time.perf_counter()
        scope["request_id"] = number
        named, together = logs.request_id.set(number), in_company.set(_length(scope) <= SHORT_BODY)

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = list(message["headers"])
                names = {name for name, _ in given}
                given += [(b"x-request-id", number.encode()), *(h for h in _HEADERS if h[0] not in names)]
                if scope["scheme"] == "https":
                    given.append((b"strict-transport-security", b"max-age=31536000"))
                message["headers"] = given
            await send(message)

        try:
            await (_refusal(scope) or self.app)(scope, receive, with_headers)
        finally:
            took, route = time.perf_counter() - began, route_of(scope)
            method = scope["method"] if scope["method"] in _METHODS else _OTHER
            self.metrics.count(method, route, status, took)
            logs.tell_request(method, route, status, took)
            logs.request_id.reset(named)
            in_company.reset(together)


def route_of(scope: Scope) -> str:
    """The template of the route that answered; what was typed into an address is not told."""
    template = getattr(scope.get("route"), "path", None)
    if template is None:
        return UNKNOWN
    below = scope["path"].startswith(f"{PREFIX}/") and not template.startswith(PREFIX)
    return f"{PREFIX}{template}" if below else str(template)


def _length(scope: Scope) -> int:
    """Bytes of the body as announced; more than is taken where that is no number."""
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else LARGEST_BODY + 1


def _refusal(scope: Scope) -> Any:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if b"transfer-encoding" in headers and b"content-length" not in headers:
        return domain_problems.length_required()
    if _length(scope) > LARGEST_BODY:
        return domain_problems.too_large()
    return domain_problems.no_such_address() if "\x00" in scope["path"] else None
