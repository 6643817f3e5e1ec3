"""What goes wrong, as a page: the same problems as the API's, in the reader's language, repeating nothing asked for.

Another's record and an absent one give the same bytes: such a page holds no address, no token and no form but the
choice of language.
"""

import time
from typing import Final

from fastapi import FastAPI, Request
from starlette.responses import Response

from api.policy import Viewer
from api.problems import Problem
from api.service import Service
from api.web.addresses import inner_address, quoted
from api.web.catalogue import sayer, words
from api.web.cookies import caller_of, language_of
from api.web.forms import Form, Values
from api.web.rendering import Look, page_response, render
from api.web.visits import SentBefore, SignInNeeded, address_of, seal_values, see

_SECRET: Final = ("/account", "/second-factor", "/sign-out", "/sign-in/")
_TYPED_ANEW: Final = frozenset({"password", "new_password", "repeat", "code"})
"""What is not brought back to those pages after a sign-in had ended: a password is typed again."""
_WAYS: Final = {"own_password_needed": "/account/password", "second_factor_needed": "/second-factor"}
"""Where what must be done first is done."""
_TOLD: Final = ("schemes_unreadable",)
"""Problems whose own sentence stands on the page: it says what is to be mended where."""
_PROGRAMS: Final = ("/api/", "/healthz", "/readyz", "/metrics", "/static/")


def install(app: FastAPI) -> None:
    """Answer with pages where pages were asked for."""
    app.state.problem_pages = problem_page
    app.add_exception_handler(SignInNeeded, _on_sign_in_needed)
    app.add_exception_handler(SentBefore, _on_sent_before)


def problem_page(request: Request, what: Problem) -> Response | None:
    """A problem as a page; None where a program asked."""
    if request.url.path.startswith(_PROGRAMS):
        return None
    service: Service = request.app.state.service
    key = next(k for k in (what.code, f"http_{what.status}", "unexpected") if f"problems.{k}.title" in words("vi"))
    look = Look(language_of(request, service.settings.language), _viewer(request, service, what))
    reference = str((what.extra or {}).get("reference", ""))
    facts = {
        "key": key,
        "reference": reference,
        "told": what.detail if what.code in _TOLD else None,
        "typed": _typed(request, what),
        "place": address_of(request),
        "way": _WAYS.get(what.code, "/"),
    }
    response = page_response(request, render(look, "problem.html", **facts), what.status)
    response.headers.update(what.headers or {})
    return response


def _typed(request: Request, what: Problem) -> list[tuple[str, str]]:
    """What was typed into a form that the store could not take, to be sent once more; a password is typed again."""
    if what.status != 503 or is_secret(request.url.path) or request.url.path == "/":
        return []
    values: Values = getattr(request.state, "typed", {})
    return [(name, value) for name, sent in values.items() for value in sent]


def is_secret(path: str) -> bool:
    """Tell whether what is typed at an address is for nobody's eyes, not even sealed in a page."""
    return any(path == place or path.startswith(f"{place}/") for place in _SECRET)


def _viewer(request: Request, service: Service, what: Problem) -> Viewer | None:
    """Who is signed in, for the way back in the header; nobody when the store itself is what fails."""
    caller = caller_of(request, service) if what.status < 500 else None
    return caller.viewer if caller else None


async def _on_sign_in_needed(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInNeeded)
    service: Service = request.app.state.service
    if error.values is None:
        place = inner_address(address_of(request))
        return see(f"/?next={quoted(place)}" if place and place != "/" else "/")
    secret = _TYPED_ANEW if is_secret(request.url.path) else ()
    typed = {name: sent for name, sent in error.values.items() if name not in secret}
    kept = seal_values(service, request.url.path, typed, time.time())
    return sign_in_page(request, service, status=401, kept=kept, next_=request.url.path, ended=True)


async def _on_sent_before(_request: Request, error: Exception) -> Response:
    assert isinstance(error, SentBefore)
    return see(error.place)


def sign_in_page(
    request: Request, service: Service, *, status: int = 200, error: str | None = None, **facts: object
) -> Response:
    """The sign-in page; ``kept`` is what was typed before, sealed, ``next_`` where it leads on to."""
    look = Look(language_of(request, service.settings.language))
    told = {"kept": "", "next_": "", "ended": False, "username": "", "subject": "", **facts}
    told["provider"] = service.provider is not None
    at = "" if error and error.startswith("provider.") else "username"
    wrong = {at: sayer(look.language)(error)} if error else {}
    form = Form({"username": [str(told["username"])]}, wrong)
    return page_response(request, render(look, "sign_in.html", form=form, **told), status)
