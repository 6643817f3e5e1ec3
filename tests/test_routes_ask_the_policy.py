"""Every route and every page leads to an act that asks the policy; read from the source, so that none is forgotten."""

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from fastapi.routing import APIRoute

from api import app
from api.policy import ACTS
from api.routes import health
from tests.test_house_rules import files, name_of, text

# Who opens these is not signed in: there is no role to ask the policy about.
OPEN_TO_ANYONE = {
    "issue", "alive", "ready", "metrics", "front", "sign_in", "sign_out", "choose_language", "static",
    "show_confirmation", "answer_confirmation", "ask_code", "open_code", "thank",
    "read_feed",
    "lead_to_provider", "come_back_from_provider", "tell_of_provider", "ask_provider_code", "take_provider_code",
    "go_on_with_form",
}  # fmt: skip


@cache
def called(function: FunctionType) -> tuple[Any, ...]:
    return tuple(_called(function))


def _called(function: FunctionType) -> Iterator[Any]:
    """What a function calls, as far as its names lead to things at run time; acts asked of the policy as text."""
    for node in ast.walk(ast.parse(inspect.cleandoc("\n" + inspect.getsource(function)))):
        if not isinstance(node, ast.Call):
            continue
        to, owner = node.func, getattr(node.func, "value", None)
        if isinstance(to, ast.Attribute) and to.attr == "require" and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value
        elif isinstance(to, ast.Name):
            yield function.__globals__.get(to.id)
        elif isinstance(to, ast.Attribute) and isinstance(owner, ast.Name):
            module = function.__globals__.get(owner.id)
            yield getattr(module, to.attr, None) if isinstance(module, ModuleType) else None


def acts_asked(function: Callable[..., Any], seen: set[Any]) -> set[str]:
    """Acts that a function, or an act or a route it calls, asks the policy about."""
    function = inspect.unwrap(function) if isinstance(function, FunctionType) else function
    if not isinstance(function, FunctionType) or function in seen or not function.__module__.startswith("api."):
        return set()
    seen.add(function)
    found = called(function)
    return {it for it in found if isinstance(it, str)}.union(*(acts_asked(it, seen) for it in found if callable(it)))


def test_every_route_asks_the_policy() -> None:
    modules = (*app._ROUTERS, health, *app.PAGES)
    routes = [route for module in modules for route in module.router.routes if isinstance(route, APIRoute)]

    asked = {(route.path, route.endpoint): acts_asked(route.endpoint, set()) for route in routes}

    unasked = [path for (path, endpoint), acts in asked.items() if not acts and endpoint.__name__ not in OPEN_TO_ANYONE]
    assert len(routes) > 25
    assert not unasked
    assert set().union(*asked.values()) <= set(ACTS)


def test_every_file_of_routes_and_pages_is_looked_at() -> None:
    looked_at = {Path(inspect.getfile(module)) for module in (*app._ROUTERS, health, *app.PAGES)}

    shells = [p for p in files() if name_of(p).startswith(("api/routes/", "api/pages/")) and p.name != "__init__.py"]

    assert not [name_of(p) for p in shells if p.suffix == ".py" and "router" in text(p) and p not in looked_at]
