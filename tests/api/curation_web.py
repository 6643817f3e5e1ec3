"""The application with the curator's routes, tables and answers in it, also where it does not list them yet."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from api.acts.refusals import REFUSALS
from api.app import PREFIX, make_app
from api.problems import problem
from api.routes import curation
from api.service import Service
from tests.api.conftest import Web


@contextmanager
def curation_web(service: Service) -> Iterator[Web]:
    """A web client of the application, with the routes of ``api.routes.curation``."""
    SQLModel.metadata.create_all(service.database.writer)
    app = make_app(service)
    if not any(getattr(route, "path", "") == f"{PREFIX}/curation/texts" for route in app.routes):
        app.include_router(curation.router, prefix=PREFIX)
    for error, (status, code, sentence) in REFUSALS.items():
        app.add_exception_handler(error, _answer(status, code, sentence))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Web(service, client)


def _answer(status: int, code: str | None, sentence: str | None):
    async def answer(_request: Request, _error: Exception):
        return problem(status, sentence, **({"code": code} if code else {})).response()

    return answer
