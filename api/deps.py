"""What every route is given: who calls, with which rights at this very moment, and in which language."""

from typing import Annotated

from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.security import OAuth2PasswordBearer

from api.acts.list_desk import ListDesk
from api.acts.proving import Proof, Vouched
from api.problems import Problem, problem
from api.rights import caller_of_token, viewer_of
from api.service import Caller, Service
from api.text_fields import Limit, Page, PageSize
from api.wording import Language

__all__ = ["CallerDep", "LanguageDep", "ServiceDep", "caller_of_token", "viewer_of"]

_bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/token", auto_error=False)


async def get_service(request: Request) -> Service:
    """The running service. Async, like all that waits for nothing: no thread is taken for it."""
    service: Service = request.app.state.service
    return service


def not_signed_in() -> Problem:
    """The answer to a missing, ended or unknown token; the three look the same."""
    return problem(401, headers={"WWW-Authenticate": "Bearer"})


def get_caller(
    service: Annotated[Service, Depends(get_service)], token: Annotated[str | None, Depends(_bearer)]
) -> Caller:
    """Who calls; rights are read anew at each request, never kept."""
    caller = caller_of_token(service, token) if token else None
    if caller is None:
        raise not_signed_in()
    return caller


async def get_language(
    lang: Annotated[str | None, Query(pattern="^(vi|en)$")] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Language:
    """Vietnamese unless English was asked for."""
    return asked_language(lang, accept_language)


def asked_language(lang: Language | None, accept_language: str | None) -> Language:
    """The language of ``?lang=``, or else of ``Accept-Language``."""
    if lang is not None:
        return lang
    return "en" if (accept_language or "").lower().startswith("en") else "vi"


async def if_match(if_match: Annotated[str | None, Header()] = None) -> int:
    """The revision that a change was based on, from ``If-Match``."""
    if if_match is None:
        raise problem(428, "Cần đầu mục If-Match với số bản đã đọc.")
    words = if_match.strip().removeprefix("W/").strip('"')
    if not words.isascii() or not words.isdigit() or len(words) > 12:
        raise problem(412)
    return int(words)


def spoken_token(authorization: str | None) -> str | None:
    """The token of an ``Authorization`` header, or None where there is none."""
    scheme, _, token = (authorization or "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def proof_of(request: Request, password: str, code: str, token: str | None, word: Vouched | None = None) -> Proof:
    """What was typed to show who somebody is, with where it was typed and the sign-in that it takes the place of.

    ``word`` is the provider's, in place of the password.
    """
    source = request.client.host if request.client else ""
    return Proof(password, code, source, request.headers.get("user-agent", ""), token, word)


def list_desk(app: FastAPI) -> ListDesk:
    """The desk that hands out lists of the running service, made when the first is asked for."""
    state = app.state
    if getattr(state, "list_desk", None) is None or state.list_desk.service is not state.service:
        state.list_desk = ListDesk(state.service)
    desk: ListDesk = state.list_desk
    return desk


CallerDep = Annotated[Caller, Depends(get_caller)]
ServiceDep = Annotated[Service, Depends(get_service)]
LanguageDep = Annotated[Language, Depends(get_language)]
RevisionDep = Annotated[int, Depends(if_match)]
PageDep = Annotated[Page, Query()]
PageSizeDep = Annotated[PageSize, Query()]
LimitDep = Annotated[Limit, Query()]
