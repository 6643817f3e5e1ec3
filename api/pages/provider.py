"""Signing in by the office's own sign-in: there, back, a code where one is asked for, and what is told if it fails.

The address that the provider leads back to holds a code, so it is never shown: it always leads on to one without.
"""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api import clock
from api.acts import provider_sign_in as acts
from api.deps import ServiceDep, proof_of
from api.oidc.asking import ProviderDown, ProviderRefused
from api.oidc.id_token import TokenRefused
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
from api.web.rendering import Look, page_response, render
from api.web.visits import read_values, see

router = APIRouter(include_in_schema=False, prefix="/sign-in/provider")
ValuesDep = Annotated[Values, Depends(read_values)]
_log = logging.getLogger(__name__)
BACK, CODE, TOLD = "/sign-in/provider/back", "/sign-in/provider/code", "/sign-in/provider/told"
STATUS: Final[Mapping[str, int]] = {"again": 422, "wrong": 422, "unlinked": 403, "too_many": 429, "down": 503}
"""What can be told of a sign-in that failed, and with which status."""
_LONGEST_CODE: Final = 4096


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
    flow = new_flow(f"{request.url.scheme}://{request.url.netloc}{BACK}", clock.now().timestamp())
    try:
        there = provider.address(flow)
    except ProviderDown as down:
        _log.warning("the provider is down: %s", down)
        return sign_in_page(request, service, status=503, error="provider.down", next_=next_)
    response = RedirectResponse(there, 302, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
    underway.keep(request, response, service, "asked", {"flow": asdict(flow), "next": next_})
    return response


@router.get("/back")
def come_back_from_provider(request: Request, service: ServiceDep) -> Response:
    """Take what the provider says, in the browser that asked and once, and lead on."""
    provider, begun = _provider(service), underway.read(request, service, "asked")
    asked = request.query_params
    flow = Flow(**begun["flow"]) if begun else None
    if begun is None or flow is None or asked.getlist("state") != [flow.state]:
        return _told(request, service, "again")
    code = asked.get("code", "")[:_LONGEST_CODE]
    proof = proof_of(request, "", "", cookies.token_of(request))
    try:
        if not provider.is_from_here(asked.get("iss")) or not code or "error" in asked:
            raise ProviderRefused
        answer = acts.come_back(service, provider, flow, code, proof)
    except acts.UsedBefore:
        return _told(request, service, "again", begun["next"])
    except SignInThrottled:
        return _told(request, service, "too_many", begun["next"])
    except ProviderDown as down:
        _log.warning("the provider is down: %s", down)
        return _told(request, service, "down", begun["next"])
    except (ProviderRefused, TokenRefused) as refused:
        _log.warning("a sign-in by the provider was refused: %s", refused or "code")
        return _told(request, service, "wrong", begun["next"])
    return _lead_on(request, service, answer, begun["next"])


def _lead_on(
    request: Request, service: Service, answer: acts.Opened | acts.NotLinked | acts.CodeNeeded, next_: str
) -> Response:
    if isinstance(answer, acts.NotLinked):
        return _told(request, service, "unlinked", next_, answer.subject)
    if isinstance(answer, acts.CodeNeeded):
        response = see(CODE)
        underway.keep(request, response, service, "code", {"account": answer.account, "next": next_})
        return response
    response = see(next_ or first_page(answer.role))
    underway.forget(request, response)
    cookies.keep_token(request, response, answer.token, service.settings.token_hours)
    return response


def _told(request: Request, service: Service, what: str, next_: str = "", subject: str = "") -> Response:
    response = see(TOLD)
    underway.keep(request, response, service, "told", {"what": what, "next": next_, "subject": subject})
    return response


@router.get("/told")
def tell_of_provider(request: Request, service: ServiceDep) -> Response:
    """Show the sign-in page with what went wrong."""
    _provider(service)
    told = underway.read(request, service, "told")
    if told is None:
        return see("/")
    facts = {"next_": told["next"], "subject": told["subject"]}
    return sign_in_page(request, service, status=STATUS[told["what"]], error=f"provider.{told['what']}", **facts)


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
