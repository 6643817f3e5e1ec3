"""The application: routes and pages over one service, errors as problems, jobs beside them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache, partial

from fastapi import APIRouter, FastAPI

from api import domain_problems
from api.guard import PREFIX, Guard
from api.metrics import Metrics
from api.openapi import API_VERSION, describe
from api.pages import (
    accounts,
    aftercare,
    agreements,
    area,
    class_sheet,
    confirm,
    contacts,
    counselling,
    curating,
    employer_contacts,
    front,
    handing,
    help_pages,
    home,
    loans,
    model,
    occupations,
    office_lists,
    own_account,
    own_details,
    own_home,
    own_introductions,
    own_opening_life,
    own_openings,
    own_posting,
    own_work,
    person_loans,
    provider,
    records,
    report,
    rights,
    second_factor,
    standing,
    starts,
    suggestions,
    training,
    twins,
    work_sheets,
)
from api.pages import openings as opening_pages
from api.pages import people as people_pages
from api.pages import person_rights as rights_pages
from api.pages import placements as placement_pages
from api.pages import referrals as referral_pages
from api.pages import today as today_page
from api.routes import aftercare as aftercare_routes
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
from api.routes import employer_contacts as employer_contact_routes
from api.routes import loans as loan_routes
from api.routes import own_work as own_work_routes
from api.routes import suggestions as list_routes
from api.service import Service
from api.web import answers

_CASES = (token, list_routes, people, decisions, referrals, placements, today, confirmations, contact, handover)
_PEOPLE = (*_CASES, person_rights, loan_routes, own_work_routes, aftercare_routes)
_MARKET = (openings, employers, employer_contact_routes, lookups, curation, feed)
_ROUTERS = (*_PEOPLE, *_MARKET, supervision, progress, imports)
_CASE_PAGES = (
    *(placement_pages, starts, contacts, handing, rights, rights_pages, loans, counselling, training),
    *(own_work, employer_contacts, aftercare, agreements, work_sheets, person_loans),
)
_DESK_PAGES = (today_page, records, people_pages, suggestions, opening_pages, referral_pages, *_CASE_PAGES)
_OWN_PAGES = (own_home, own_posting, own_openings, own_opening_life, own_introductions, own_details)
_AREA_PAGES = (area, class_sheet, standing, report, office_lists, curating, twins, model)
_ACCOUNT_PAGES = (accounts, own_account, second_factor)
_OPEN_PAGES = (front, provider, confirm, home, help_pages, occupations)
PAGES = (*_OPEN_PAGES, *_DESK_PAGES, *_AREA_PAGES, *_ACCOUNT_PAGES, *_OWN_PAGES)
"""Every module of pages; a new one is added here and found by every test of pages."""


def make_app(service: Service, jobs: Callable[[], Callable[[], object]] | None = None) -> FastAPI:
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
        version=API_VERSION,
        lifespan=lifespan,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.openapi = partial(describe, app, PREFIX)  # type: ignore[method-assign]  # as FastAPI documents it
    app.state.service = service
    app.state.metrics = Metrics(service)
    app.add_middleware(list_routes.KeptLists)
    app.add_middleware(Guard, metrics=app.state.metrics)
    domain_problems.install(app)
    answers.install(app)
    app.router.routes.extend(_routes().routes)
    return app


@cache
def _routes() -> APIRouter:
    """Lay out the routes once a process: FastAPI reads each one's parameters when it is first asked for, for 0.1 s."""
    whole = APIRouter()
    for module in _ROUTERS:
        whole.include_router(module.router, prefix=PREFIX)
    whole.include_router(health.router)
    for pages in PAGES:
        whole.include_router(pages.router)
    return whole
