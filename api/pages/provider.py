"""Signing in by the office's own sign-in: there, back, a code where one is asked for, and what is told if it fails.

The address that the provider leads back to holds a code, so it is never shown: it always leads on to one without.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api import clock
from api.acts import provider_sign_in as acts
from api.acts.proving import Proof
from api.acts.signing_in import Opened
from api.deps import ServiceDep, proof_of
from api.oidc.asking import ProviderDown, ProviderRefused
from api.oidc.id_token import NotFresh, TokenRefused
from api.oidc.provider import Flow, Provider, new_flow
from api.problems import problem
from api.service import Service
from api.throttle import SignInThrottled
from api.web import cookies, underway
from api.web.addresses import inner_address, quoted
from api.web.answers import sign_in_page
from api.web.catalogue import sayer
from api.web.forms import Form, Values
from api.web.navigation import first_page
from api.web.proving import keep_word
from api.web.rendering import Look, page_response, render
from api.web.visits import read_values, see

router = APIRouter(include_in_schema=False, prefix="/sign-in/provider")
ValuesDep = Annotated[Values, Depends(read_values)]
_log = logging.getLogger(__name__)
BACK, CODE, TOLD = "/sign-in/provider/back", "/sign-in/provider/code", "/sign-in/provider/told"
STATUS: Final[Mapping[str, int]] = {"again": 422, "wrong": 422, "unlinked": 403, "too_many": 429, "down": 503}
"""What can be told of a sign-in that failed, and with which status."""
PROVED_FOR: Final = ("/account/password", "/account/sign-ins", "/second-factor")
"""The pages that ask to prove anew who one is; nothing else is led back to from there."""
_LONGEST_CODE: Final = 4096
T = TypeVar("T")


def _provider(service: Service) -> Provider:
    if service.provider is None:
        raise problem(404)
    return service.provider


@router.get("")
def lead_to_provider(request: Request, service: ServiceDep) -> Response:
    """Lead to the provider, if asked from one of our own pages or by hand."""
    provider, next_ = _provider(service), inner_address(request.query_params.get("next", "")) or ""
    if not cookies.may_sign_in(request):
        return sign_in_page(request, service, status=403, error="sign_in.not_secure", next_=next_)
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return see(f"/?next={quoted(next_)}" if next_ else "/")
    response = _leading_there(request, service, provider, {"next": next_}, fresh=False)
    return response or sign_in_page(request, service, status=503, error="provider.down", next_=next_)


def _leading_there(
    request: Request, service: Service, provider: Provider, facts: dict[str, Any], *, fresh: bool
) -> Response | None:
    """Begin, and lead to the provider; None where it is down. ``facts`` are remembered in this browser."""
    flow = new_flow(f"{request.url.scheme}://{request.url.netloc}{BACK}", clock.now().timestamp(), fresh=fresh)
    try:
        there = provider.address(flow)
    except ProviderDown as down:
        _log.warning("the provider is down: %s", down)
        return None
    response = RedirectResponse(there, 302, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    underway.keep(request, response, service, "asked", {"flow": asdict(flow), **facts})
    return response


@router.get("/anew")
def lead_to_provider_anew(request: Request, service: ServiceDep) -> Response:
    """Lead who is signed in to the provider, to prove anew who they are, and back to the form that asks for it."""
    provider, caller = _provider(service), cookies.caller_of(request, service)
    asked = request.query_params.get("next", "")
    place = asked if asked in PROVED_FOR else PROVED_FOR[0]
    if caller is None or request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return see(place)
    caller.require("keep_own_sign_in")
    facts = {"next": place, "account": caller.viewer.name}
    response = _leading_there(request, service, provider, facts, fresh=True)
    return response or _unproved(request, service, "down", place)


@router.get("/back")
def come_back_from_provider(request: Request, service: ServiceDep) -> Response:
    """Take what the provider says, in the browser that asked and once, and lead on."""
    provider, begun = _provider(service), underway.read(request, service, "asked")
    flow = Flow(**begun["flow"]) if begun else None
    if begun is None or flow is None or request.query_params.getlist("state") != [flow.state]:
        return _told(request, service, "again")
    proof = proof_of(request, "", "", cookies.token_of(request))
    if flow.fresh:
        return _come_back_anew(request, service, provider, begun, proof)
    answer = _taken(request, provider, lambda code: acts.come_back(service, provider, flow, code, proof))
    if isinstance(answer, str):
        return _told(request, service, answer, begun["next"])
    return _lead_on(request, service, answer, begun["next"])


def _taken(request: Request, provider: Provider, take: Callable[[str], T]) -> T | str:
    """What the provider says, taken, or the word for what went wrong."""
    asked = request.query_params
    code = asked.get("code", "")[:_LONGEST_CODE]
    try:
        if not provider.is_from_here(asked.get("iss")) or not code or "error" in asked:
            raise ProviderRefused
        return take(code)
    except acts.UsedBefore:
        return "again"
    except SignInThrottled:
        return "too_many"
    except acts.SomebodyElse:
        return "other"
    except ProviderDown as down:
        _log.warning("the provider is down: %s", down)
        return "down"
    except (ProviderRefused, TokenRefused) as refused:
        _log.warning("a sign-in by the provider was refused: %s", refused or "code")
        return "stale" if isinstance(refused, NotFresh) else "wrong"


def _come_back_anew(
    request: Request, service: Service, provider: Provider, begun: dict[str, Any], proof: Proof
) -> Response:
    """Take the provider's word for who is signed in still, and lead back to the form that asked for it."""
    caller, flow = cookies.caller_of(request, service), Flow(**begun["flow"])
    if caller is None or caller.viewer.name != begun["account"]:
        return _unproved(request, service, "again", begun["next"])
    word = _taken(request, provider, lambda code: acts.come_back_anew(caller, provider, flow, code, proof))
    if isinstance(word, str):
        return _unproved(request, service, word, begun["next"])
    response = see(begun["next"])
    keep_word(request, response, service, word)
    return response


def _unproved(request: Request, service: Service, what: str, place: str) -> Response:
    response = see(place)
    underway.keep(request, response, service, "unproved", {"what": what})
    return response


def _lead_on(
    request: Request, service: Service, answer: Opened | acts.NotLinked | acts.CodeNeeded, next_: str
) -> Response:
    if isinstance(answer, acts.NotLinked):
        return _told(request, service, "unlinked", next_, subject=answer.subject)
    if isinstance(answer, acts.CodeNeeded):
        response = see(CODE)
        underway.keep(request, response, service, "code", {"account": answer.account, "next": next_})
        return response
    place = "/account/password" if answer.must_choose else next_ or first_page(answer.role)
    if answer.news:
        at, source = answer.news
        response = _told(request, service, "news", place, news=[at.isoformat(), source])
    else:
        response = see(place)
        underway.forget(request, response)
    cookies.keep_token(request, response, answer.token, service.settings.token_hours)
    return response


def _told(request: Request, service: Service, what: str, next_: str = "", **more: Any) -> Response:
    response = see(TOLD)
    underway.keep(request, response, service, "told", {"what": what, "next": next_, **more})
    return response


@router.get("/told")
def tell_of_provider(request: Request, service: ServiceDep) -> Response:
    """Show the sign-in page with what went wrong, or what is new of the account that was opened."""
    _provider(service)
    told = underway.read(request, service, "told")
    if told is None:
        return see("/")
    if told["what"] == "news":
        return _news_page(request, service, told)
    facts = {"next_": told["next"], "subject": told.get("subject", "")}
    return sign_in_page(request, service, status=STATUS[told["what"]], error=f"provider.{told['what']}", **facts)


def _news_page(request: Request, service: Service, told: dict[str, Any]) -> Response:
    look = Look(cookies.language_of(request, service.settings.language))
    news = (datetime.fromisoformat(told["news"][0]), told["news"][1])
    page = render(look, "account/news.html", kept="", next_=told["next"], news=news)
    response = page_response(request, page)
    underway.forget(request, response)
    return response


@router.get("/code")
def ask_provider_code(request: Request, service: ServiceDep) -> Response:
    """Ask for the code of the account's second factor."""
    _provider(service)
    return _code_page(request, service) if underway.read(request, service, "code") else see("/")


def _code_page(request: Request, service: Service, status: int = 200, error: str = "") -> Response:
    look = Look(cookies.language_of(request, service.settings.language), path=CODE)
    form = Form({}, {"otp": sayer(look.language)(error)} if error else {})
    return page_response(request, render(look, "sign_in_code.html", form=form), status)


@router.post("/code")
def take_provider_code(request: Request, service: ServiceDep, values: ValuesDep) -> Response:
    """Check the code."""
    _provider(service)
    waiting: dict[str, Any] | None = underway.read(request, service, "code")
    if waiting is None:
        return _told(request, service, "again")
    code = (values.get("otp") or [""])[0][:64]
    try:
        opened = acts.give_code(service, waiting["account"], proof_of(request, "", code, cookies.token_of(request)))
    except SignInThrottled:
        return _code_page(request, service, 429, "sign_in.too_many")
    if opened is None:
        return _code_page(request, service, 422, "provider.code_wrong")
    return _lead_on(request, service, opened, waiting["next"])


@router.post("/kept")
def go_on_with_form(request: Request, service: ServiceDep, values: ValuesDep) -> Response:
    """Bring back a form whose sign-in had ended, once its owner has signed in by the provider in another tab."""
    _provider(service)
    kept = (values.get("kept") or [""])[0][:4_000_000]
    next_ = inner_address((values.get("next") or [""])[0][:500]) or ""
    if cookies.caller_of(request, service) is None or not kept or not next_:
        return sign_in_page(request, service, status=401, kept=kept, next_=next_, ended=True)
    look = Look(cookies.language_of(request, service.settings.language))
    return page_response(request, render(look, "kept.html", kept=kept, next_=next_))
