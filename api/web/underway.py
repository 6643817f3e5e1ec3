"""A sign-in by the provider that is under way, and what came of it: kept in a cookie, sealed, for ten minutes.

What comes back counts in the browser that began it alone (RFC 9700, 2.1.1), and nothing is kept here of who only began.
"""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final, Literal

from fastapi import Request
from starlette.responses import Response

from api.keys import KEPT_FORMS
from api.service import Service
from api.vault import VaultError, open_text_of, seal_text

SECONDS: Final = 600
Stage = Literal["asked", "code", "told", "vouched", "unproved"]
_ABOUT: Final = "provider sign-in"
_LONGEST: Final = 4096


def _name(request: Request) -> str:
    return "__Host-noiviec-provider" if _is_secure(request) else "noiviec-provider"


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def keep(request: Request, response: Response, service: Service, stage: Stage, facts: dict[str, Any]) -> None:
    """Remember where a sign-in stands; what was remembered before goes."""
    words = json.dumps({"stage": stage, "at": time.time(), **facts})
    sealed = urlsafe_b64encode(seal_text(words, _ABOUT, service.keys.sealing_keys(KEPT_FORMS)[0])).decode()
    secure = _is_secure(request)
    response.set_cookie(_name(request), sealed, SECONDS, path="/", secure=secure, httponly=True, samesite="lax")


def read(request: Request, service: Service, stage: Stage) -> dict[str, Any] | None:
    """What was remembered; None where nothing was, not at this stage, not by this service or too long ago."""
    kept = request.cookies.get(_name(request), "")
    if not 0 < len(kept) <= _LONGEST:
        return None
    try:
        raw = urlsafe_b64decode(kept.encode("ascii"))
        facts: dict[str, Any] = json.loads(open_text_of(raw, _ABOUT, service.keys.sealing_keys(KEPT_FORMS)))
    except (ValueError, VaultError):
        return None
    return facts if facts["stage"] == stage and 0 <= time.time() - facts["at"] <= SECONDS else None


def forget(request: Request, response: Response) -> None:
    """Forget it."""
    response.delete_cookie(_name(request), path="/", secure=_is_secure(request), httponly=True, samesite="lax")
