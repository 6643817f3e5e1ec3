"""What stands before every request: too large is refused before it is read, nothing of an answer is kept by a cache."""

from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import domain_problems

LARGEST_BODY: Final = 11 * 1024 * 1024
"""Bytes; an upload of 10 MB with its envelope (formats.md)."""
_HEADERS: Final = (
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"),
)


class Guard:
    """Plain ASGI: the framework's own kind of middleware costs as much as answering."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and add what every answer carries."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS:
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        refusal = _refusal(scope)
        await (refusal or self.app)(scope, receive, with_headers)


def _refusal(scope: Scope) -> Any:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    if b"transfer-encoding" in headers and b"content-length" not in headers:
        return domain_problems.length_required()
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > LARGEST_BODY:
        return domain_problems.too_large()
    return domain_problems.no_such_address() if "\x00" in scope["path"] else None
