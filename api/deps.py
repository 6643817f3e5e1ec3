"""What every route is given: who calls, with which rights at this very moment, and in which language."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.security import OAuth2PasswordBearer
from sqlmodel import Session

from api import clock
from api.accounts import account_of_token, communes_of
from api.policy import MUST_ENROL, Role, Viewer
from api.problems import Problem, problem
from api.row_security import SERVICE, asked_by
from api.second_factor import is_enrolled
from api.service import Caller, Service
from api.tables import Account
from api.text_fields import Limit, Page, PageSize
from api.wording import Language
from matcher.handover import covers_today

_bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/token", auto_error=False)


def get_service(request: Request) -> Service:
    """The running service."""
    service: Service = request.app.state.service
    return service


def not_signed_in() -> Problem:
    """The answer to a missing, ended or unknown token; the three look the same."""
    return problem(401, headers={"WWW-Authenticate": "Bearer"})


def caller_of_token(service: Service, token: str) -> Caller | None:
    """Whose token this is, with their rights at this moment; None when it is unknown or has ended."""
    with service.database.read(asked_by(SERVICE)) as session:
        account = account_of_token(session, token, clock.now())
        if account is None:
            return None
        viewer = viewer_of(session, account, service.today())
        asked = service.settings.second_factor == "required" and viewer.role in MUST_ENROL
        if asked and not is_enrolled(session, account):
            viewer = replace(viewer, must_enrol=True)
    return Caller(service, viewer)


def get_caller(
    service: Annotated[Service, Depends(get_service)], token: Annotated[str | None, Depends(_bearer)]
) -> Caller:
    """Who calls; rights are read anew at each request, never kept."""
    caller = caller_of_token(service, token) if token else None
    if caller is None:
        raise not_signed_in()
    return caller


def viewer_of(session: Session, account: Account, today: date) -> Viewer:
    """An account with its rights as they are on a day; asked at each request, so that a cover ends on its day."""
    communes = frozenset(communes_of(session, account))
    covers = covers_today(session, account.name, today) if account.role == Role.case_worker else frozenset()
    return Viewer(account.name, Role(account.role), communes, account.employer_tax_code, covers)


def get_language(
    lang: Annotated[str | None, Query(pattern="^(vi|en)$")] = None,
    accept_language: Annotated[str | None, Header()] = None,
) -> Language:
    """Vietnamese unless English was asked for."""
    if lang is not None:
        return lang
    return "en" if (accept_language or "").lower().startswith("en") else "vi"


def if_match(if_match: Annotated[str | None, Header()] = None) -> int:
    """The revision that a change was based on, from ``If-Match``."""
    if if_match is None:
        raise problem(428, "Cần đầu mục If-Match với số bản đã đọc.")
    words = if_match.strip().removeprefix("W/").strip('"')
    if not words.isascii() or not words.isdigit() or len(words) > 12:
        raise problem(412)
    return int(words)


CallerDep = Annotated[Caller, Depends(get_caller)]
ServiceDep = Annotated[Service, Depends(get_service)]
LanguageDep = Annotated[Language, Depends(get_language)]
RevisionDep = Annotated[int, Depends(if_match)]
PageDep = Annotated[Page, Query()]
PageSizeDep = Annotated[PageSize, Query()]
LimitDep = Annotated[Limit, Query()]
