"""Signing in and out, the choice of language, and the static files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from api.acts.signing_in import Opened, open_sign_in
from api.acts.signing_in import sign_out as end_sign_in
from api.deps import ServiceDep, caller_of_token, proof_of
from api.problems import problem
from api.service import Service
from api.throttle import SignInThrottled
from api.web import cookies
from api.web.addresses import inner_address
from api.web.answers import sign_in_page
from api.web.forms import Values
from api.web.navigation import first_page
from api.web.proving import password_page
from api.web.rendering import MEDIA_TYPES, Look, packed_static, page_response, render, static_text, takes_gzip
from api.web.visits import Visit, read_values, see

router = APIRouter(include_in_schema=False)
ValuesDep = Annotated[Values, Depends(read_values)]
_YEAR = "public, max-age=31536000, immutable"


def _one(values: Values, name: str, longest: int) -> str:
    return (values.get(name) or [""])[0][:longest]


@router.get("/")
def front(request: Request, service: ServiceDep) -> Response:
    """Ask who comes, or lead who is known to their first page."""
    caller = cookies.caller_of(request, service)
    if caller is not None:
        return see(first_page(caller.viewer.role))
    next_ = inner_address(request.query_params.get("next", "")) or ""
    response = sign_in_page(request, service, next_=next_)
    return _with_language(request, service, response)


def _with_language(request: Request, service: Service, response: Response) -> Response:
    if "lang" in request.query_params:
        language = cookies.language_of(request, service.settings.language)
        cookies.keep_language(request, response, language)
    return response


@router.post("/")
def sign_in(request: Request, service: ServiceDep, values: ValuesDep) -> Response:
    """Check name and password; unknown, disabled and wrong get the same answer."""
    name, kept = _one(values, "username", 256), _one(values, "kept", 4_000_000)
    next_ = inner_address(_one(values, "next", 500)) or ""
    facts = {"username": name, "kept": kept, "next_": next_}
    if not cookies.may_sign_in(request):
        return sign_in_page(request, service, status=403, error="sign_in.not_secure", **facts)
    proof = proof_of(request, _one(values, "password", 1024), _one(values, "otp", 64), cookies.token_of(request))
    try:
        opened = open_sign_in(service, name, proof)
    except SignInThrottled:
        return sign_in_page(request, service, status=429, error="sign_in.too_many", **facts)
    if opened is None:
        return sign_in_page(request, service, status=422, error="sign_in.wrong", **facts)
    response = _onward(request, service, opened, kept, next_)
    cookies.keep_token(request, response, opened.token, service.settings.token_hours)
    return response


def _onward(request: Request, service: Service, opened: Opened, kept: str, next_: str) -> Response:
    """Lead on: back to the form that was being filled in, to the page that was asked for, or to the first page.

    A first password is changed before that, and a change of the password is told; what was typed is carried through.
    """
    kept = kept if next_ else ""
    language = cookies.language_of(request, service.settings.language)
    caller = caller_of_token(service, opened.token) if opened.must_choose and kept else None
    if caller is not None:
        visit = Visit(request, caller, language)
        return password_page(visit, visit.form({"carried": [kept], "onward": [next_]}))
    if opened.must_choose:
        return see("/account/password")
    place = next_ or first_page(opened.role)
    if not (kept or opened.news):
        return see(place)
    facts = {"kept": kept, "next_": place, "news": opened.news}
    template = "account/news.html" if opened.news else "kept.html"
    return page_response(request, render(Look(language), template, **facts))


@router.post("/sign-out")
def sign_out(request: Request, service: ServiceDep, _values: ValuesDep) -> Response:
    """End this sign-in; another site cannot ask for it (:func:`api.web.visits.read_values`)."""
    token = cookies.token_of(request)
    if token:
        end_sign_in(service, token)
    response = see("/")
    cookies.forget_token(request, response)
    # What the browser kept of earlier pages goes too: the next one at this telephone is somebody else.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.post("/language")
def choose_language(request: Request, values: ValuesDep) -> Response:
    """Change the language and lead back."""
    language = "en" if _one(values, "lang", 2) == "en" else "vi"
    response = RedirectResponse(inner_address(_one(values, "back", 500)) or "/", 303)
    cookies.keep_language(request, response, language)
    return response


@router.get("/static/{name}")
def static(request: Request, name: str) -> Response:
    """One of our own static files, kept by browsers until its content changes."""
    if name not in MEDIA_TYPES:
        raise problem(404)
    headers = {"Cache-Control": _YEAR, "Vary": "Accept-Encoding"}
    body = static_text(name)
    if takes_gzip(request):
        body, headers["Content-Encoding"] = packed_static(name), "gzip"
    return Response(body, 200, headers, MEDIA_TYPES[name])
