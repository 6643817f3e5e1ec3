"""Ask the same things of one world after another, in this process, and keep what came back as it left."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import _ROUTERS, PAGES, PREFIX, make_app
from api.service import Service
from tests.api.conftest import close_service, open_service
from tests.api.pages.site import BASE
from tests.security.house import House
from tests.security.steady import Dice


@dataclass(frozen=True)
class Asked:
    """One request: who asks, for what; ``body`` goes as JSON, ``form`` as a form of the account's own."""

    who: str
    method: str
    path: str
    body: object = None
    form: tuple[tuple[str, str], ...] | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def is_page(self) -> bool:
        """Whether a page is asked for, not the API."""
        return not self.path.startswith(PREFIX)


@dataclass(frozen=True)
class Reply:
    """One answer as it left: status, headers in their order, bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def get_paths(values: dict[str, Iterable[str]]) -> Iterator[str]:
    """Every GET of the application's own routing table, its parameters filled with each of ``values``.

    ``values`` goes by the word before the parameter (``people``) or by the parameter's own name.
    """
    for prefix, modules in ((PREFIX, _ROUTERS), ("", PAGES)):
        for route in (r for module in modules for r in module.router.routes if isinstance(r, APIRoute)):
            if "GET" in route.methods:
                yield from _filled(prefix + route.path, values)


def _filled(path: str, values: dict[str, Iterable[str]]) -> Iterator[str]:
    hole = re.search(r"(?:/([a-z-]+)/)?\{(\w+)\}", path)
    if hole is None:
        yield path
        return
    word, name = hole.groups()
    for value in values.get(name) or values.get(word or "") or ():
        yield from _filled(path.replace(f"{{{name}}}", value, 1), values)


def _seed(number: int, one: Asked) -> str:
    return f"{number} {one.who} {one.method} {one.path}"


class Replayer:
    """One application whose service is changed under it: building the routes anew costs more than a world."""

    def __init__(self, house: House, dice: Dice) -> None:
        self.house, self.dice = house, dice
        self._app: FastAPI | None = None

    @contextmanager
    def world(self, folder: Path) -> Iterator[Service]:
        """A service on the files of one world."""
        service = open_service(folder)
        if self._app is None:
            self._app = make_app(service)
        self._app.state.service = service
        try:
            yield service
        finally:
            close_service(service)

    def ask(self, asked: Iterable[Asked], seed: Callable[[int, Asked], str] = _seed) -> list[Reply]:
        """Ask everything of the world that is open, each request from dice of its own seed."""
        assert self._app is not None
        replies = []
        with TestClient(self._app, base_url=BASE, raise_server_exceptions=False, follow_redirects=False) as client:
            client.headers["accept-encoding"] = "identity"
            for number, one in enumerate(asked):
                self.dice.reset(seed(number, one))
                replies.append(self._send(client, one))
        return replies

    def _send(self, client: TestClient, one: Asked) -> Reply:
        token = self.house.tokens.get(one.who, "")
        client.cookies.clear()
        headers = {"Cookie": f"noiviec={token}"} if one.is_page else {"Authorization": f"Bearer {token}"}
        headers |= dict(one.headers)
        sent = {"json": one.body} if one.body is not None else {"data": dict(one.form)} if one.form is not None else {}
        answer = client.request(one.method, one.path, headers=headers, **sent)
        return Reply(
            answer.status_code, tuple((k, v) for k, v in answer.headers.items() if k != "x-request-id"), answer.content
        )
