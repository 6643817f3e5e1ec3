"""The application: routes and pages over one service, errors as problems, jobs beside them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.responses import Response

from api import domain_problems
from api.pages import (
    accounts,
    area,
    confirm,
    contacts,
    counselling,
    curating,
    front,
    handing,
    home,
    loans,
    model,
    occupations,
    office_lists,
    own_details,
    own_home,
    own_introductions,
    own_opening_life,
    own_openings,
    own_posting,
    records,
    report,
    rights,
    second_factor,
    starts,
    suggestions,
    twins,
)
from api.pages import openings as opening_pages
from api.pages import people as people_pages
from api.pages import person_rights as rights_pages
from api.pages import placements as placement_pages
from api.pages import referrals as referral_pages
from api.pages import today as today_page
from api.routes import (
    confirmations,
    contact,
    curation,
    decisions,
    employers,
    feed,
    handover,
    health,
    imports,
    lookups,
    openings,
    people,
    person_rights,
    placements,
    progress,
    referrals,
    supervision,
    today,
    token,
)
from api.routes import loans as loan_routes
from api.service import Service
from api.web import answers

PREFIX = "/api/v1"
LARGEST_BODY = 11 * 1024 * 1024
"""Bytes; an upload of 10 MB with its envelope (formats.md)."""
_CASES = (token, people, decisions, referrals, placements, today, confirmations, contact, handover)
_PEOPLE = (*_CASES, person_rights, loan_routes)
_MARKET = (openings, employers, lookups, curation, feed)
_ROUTERS = (*_PEOPLE, *_MARKET, supervision, progress, imports)
_CASE_PAGES = (placement_pages, starts, contacts, handing, rights, rights_pages, loans, counselling)
_DESK_PAGES = (today_page, records, people_pages, suggestions, opening_pages, referral_pages, *_CASE_PAGES)
_OWN_PAGES = (own_home, own_posting, own_openings, own_opening_life, own_introductions, own_details)
_AREA_PAGES = (area, report, office_lists, curating, twins, model, accounts, second_factor)
PAGES = (front, confirm, home, occupations, *_DESK_PAGES, *_AREA_PAGES, *_OWN_PAGES)
"""Every module of pages; a new one is added here and found by every test of pages."""


def make_app(service: Service, jobs: Callable[[], Callable[[], None]] | None = None) -> FastAPI:
    """Build the application.

    Parameters
    ----------
    service : Service
    jobs : callable, optional
        Starts the scheduled jobs and gives what stops them; None where another process runs them.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stop = jobs() if jobs else None
        try:
            yield
        finally:
            if stop:
                stop()

    app = FastAPI(
        title="Nối Việc",
        version="1",
        lifespan=lifespan,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.state.service = service
    app.middleware("http")(_guard)
    domain_problems.install(app)
    answers.install(app)
    for module in _ROUTERS:
        app.include_router(module.router, prefix=PREFIX)
    app.include_router(health.router)
    for pages in PAGES:
        app.include_router(pages.router)
    return app


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what is too large before it is read, and let nothing of an answer be kept by a cache."""
    if "transfer-encoding" in request.headers and "content-length" not in request.headers:
        return domain_problems.length_required()
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > LARGEST_BODY:
        return domain_problems.too_large()
    unknown = "\x00" in request.url.path
    response = domain_problems.no_such_address() if unknown else await call_next(request)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault(
        "Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    return response
