"""From a template and its facts to the bytes of an answer: escaped, strict, compressed, kept by nobody.

Autoescape is on for every template, an undefined name is an error. The length of a compressed page is blurred by up to
64 random bytes, so that what one page repeats of the input cannot be measured (BREACH).
"""

import gzip
import hashlib
import io
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import Response

from api.policy import Viewer
from api.web.catalogue import sayer
from api.web.navigation import NAVIGATION, here
from api.web.showing import FILTERS
from api.wording import Language

_FOLDER: Final = Path(__file__).parent.parent
_SMALLEST: Final = 600
"""Bytes under which compressing costs more than it saves: one network packet holds 1,460."""
CONTENT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # A form of our own tells its origin only under this policy; other sites still learn nothing.
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Encoding, Cookie",
}
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "style.css": "text/css",
    "page.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the frame around every page depends on.

    Attributes
    ----------
    viewer : Viewer or None
        Who is signed in.
    path : str
        Address with its query, by which another language leads back here; empty on pages of errors, which must not
        repeat what was asked.
    token : str or None
        What forms carry; None where the frame may have no form of its own.
    """

    language: Language
    viewer: Viewer | None = None
    path: str = ""
    token: str | None = None


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals["static"] = static_address
    return made


def static_text(name: str) -> bytes:
    """The content of one of our own static files; only the names of :data:`MEDIA_TYPES` exist."""
    return (_FOLDER / "static" / name).read_bytes()


@cache
def _mark(name: str) -> str:
    return hashlib.sha256(static_text(name)).hexdigest()[:12]


def static_address(name: str) -> str:
    """The address of a static file; it changes with the content, so that browsers may keep what they have."""
    return f"/static/{name}?v={_mark(name)}"


def render(look: Look, template: str, **facts: Any) -> str:
    """Fill a template."""
    role = look.viewer.role if look.viewer else None
    frame = {
        "language": look.language,
        "say": sayer(look.language),
        "look": look,
        "navigation": NAVIGATION.get(role, ()) if role else (),
        "here": here(role, look.path.partition("?")[0]),
    }
    return _environment().get_template(template).render(**frame, **facts)


def _compressed(body: bytes, *, blurred: bool) -> bytes:
    """Gzip; a random name in the header (RFC 1952) blurs the length, and no time stands in it."""
    name = secrets.token_hex(secrets.randbelow(33)) if blurred else ""
    out = io.BytesIO()
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=6, fileobj=out, mtime=0) as packed:
        packed.write(body)
    return out.getvalue()


@cache
def packed_static(name: str) -> bytes:
    """A static file, compressed once."""
    return _compressed(static_text(name), blurred=False)


def takes_gzip(request: Request) -> bool:
    """Tell whether the browser can read compressed answers."""
    return "gzip" in request.headers.get("accept-encoding", "")


def page_response(request: Request, text: str, status: int = 200) -> Response:
    """A page as it goes over the wire."""
    body, headers = text.encode(), dict(PAGE_HEADERS)
    if len(body) > _SMALLEST and takes_gzip(request):
        body, headers["Content-Encoding"] = _compressed(body, blurred=True), "gzip"
    return Response(body, status, headers, "text/html; charset=utf-8")
