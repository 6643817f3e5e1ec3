"""What every route is given: who calls, with which rights at this very moment, and in which language."""

import re
from typing import Annotated, Final

from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.security import OAuth2PasswordBearer

from api.acts.list_desk import ListDesk
from api.acts.proving import Proof, Vouched
from api.problems import Problem, problem
from api.rights import caller_of_token, viewer_of
from api.service import Caller, Service
from api.text_fields import Limit, Page, PageSize
from api.wording import Language

__all__ = ["CallerDep", "LanguageDep", "ServiceDep", "caller_of_token", "viewer_of"]

MOST_TOLD: Final = 20
"""The most unknown parameters that one refusal names."""
_PLAIN_NAME: Final = re.compile(r"[a-z_]{1,20}")
_bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/token", auto_error=False)


async def get_service(request: Request) -> Service:
    """The running service. Async, like all that waits for nothing: no thread is taken for it."""
    service: Service = request.app.state.service
    return service


def not_signed_in() -> Problem:
    """The answer to a missing, ended or unknown token; the three look the same."""
    return problem(401, headers={"WWW-Authenticate": "Bearer"})


def get_caller(
    request: Request, service: Annotated[Service, Depends(get_service)], token: Annotated[str | None, Depends(_bearer)]
) -> Caller:
    """Who calls; rights are read anew at each request, never kept.

    Who is signed in is told of a misspelled question here as well: left unread, it would be answered by the wrong list.
    """
    caller = caller_of_token(service, token) if token else None
    if caller is None:
        raise not_signed_in()
    if request.query_params:
        refuse_unknown_query(request)
    return caller


def refuse_unknown_query(request: Request) -> None:
    """Refuse query parameters that the route does not read, each by name, with those that it reads.

    Raises
    ------
    Problem
        422; a name that is no plain word stands as ``?``, since it is input.
    """
    read = query_names(request.scope["route"].dependant)
    unknown = sorted(set(request.query_params) - read)
    if unknown:
        there = f"ở đây có: {', '.join(sorted(read))}" if read else "ở đây không có tham số nào"
        names = [name if _PLAIN_NAME.fullmatch(name) else "?" for name in unknown[:MOST_TOLD]]
        detail = f"Không có tham số tên như vậy; {there}."
        raise problem(422, extra={"errors": [{"field": f"query.{name}", "detail": detail} for name in names]})


def query_names(needs: Dependant) -> frozenset[str]:
    """Names of the query parameters that a route and all it depends on read."""
    own = frozenset(parameter.alias for parameter in needs.query_params)
    return own.union(*(query_names(other) for other in needs.dependencies))


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
