"""A sign-in kept in a cookie: the same tokens as the API's, read by pages alone.

On HTTPS the cookie has the prefix ``__Host-`` (RFC 6265bis, 4.1.3): this host, every path, secure. On plain HTTP it is
given to this machine only, where nobody listens.
"""

from typing import Final

from fastapi import Request
from starlette.responses import Response

from api.deps import caller_of_token
from api.problems import Problem, problem
from api.service import Caller, Service
from api.wording import Language

_SECURE, _PLAIN, _LANGUAGE = "__Host-noiviec", "noiviec", "noiviec-lang"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_OURS: Final = frozenset({"same-origin", "none"})
_YEAR: Final = 365 * 24 * 3600


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def may_sign_in(request: Request) -> bool:
    """Tell whether a password may be asked for here: over HTTPS, or on this very machine."""
    return _is_secure(request) or (request.url.hostname or "") in _LOOPBACK


def _name(request: Request) -> str:
    return _SECURE if _is_secure(request) else _PLAIN


def token_of(request: Request) -> str | None:
    """The token in the cookie, or None."""
    return request.cookies.get(_name(request)) if may_sign_in(request) else None


def caller_of(request: Request, service: Service) -> Caller | None:
    """Who is signed in, with their rights at this moment; None when nobody is, or no longer."""
    token = token_of(request)
    return caller_of_token(service, token) if token else None


def keep_token(request: Request, response: Response, token: str, hours: int) -> None:
    """Put a token into the cookie."""
    response.set_cookie(
        _name(request), token, hours * 3600, path="/", secure=_is_secure(request), httponly=True, samesite="lax"
    )


def forget_token(request: Request, response: Response) -> None:
    """Take the cookie away."""
    response.delete_cookie(_name(request), path="/", secure=_is_secure(request), httponly=True, samesite="lax")


def language_of(request: Request, usual: Language) -> Language:
    """The language that was chosen, by ``?lang=`` or before; never what the browser says of itself."""
    asked = (request.query_params.get("lang"), request.cookies.get(_LANGUAGE))
    return next((known for known in asked if known in ("vi", "en")), usual)


def keep_language(request: Request, response: Response, language: Language) -> None:
    """Remember the chosen language for a year."""
    response.set_cookie(_LANGUAGE, language, _YEAR, path="/", secure=_is_secure(request), httponly=True, samesite="lax")


def not_from_here() -> Problem:
    """The answer to a form that was not sent from one of our own pages."""
    return problem(403, "Biểu mẫu này không được gửi từ trang của Nối Việc.", code="not_from_here")


def refuse_other_sites(request: Request) -> None:
    """Go on only if a form was sent from here, as far as the browser says (Fetch Metadata, else ``Origin``).

    Raises
    ------
    Problem
        403 if it was not.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        if site not in _OURS:
            raise not_from_here()
    elif origin is not None and origin != f"{request.url.scheme}://{request.url.netloc}":
        raise not_from_here()
