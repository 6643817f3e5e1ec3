"""A plain function goes to a thread once, and its answer is checked where it is sent."""

import threading
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from pydantic import AfterValidator, BaseModel

from api.once import OnceRoute
from api.thread_routes import in_thread

seen = {}


def noted(where):
    def note(value):
        seen[where] = threading.get_ident()
        return value

    return note


class Answer(BaseModel):
    word: Annotated[str, AfterValidator(noted("check"))]


def asked(endpoint):
    app, router = FastAPI(), APIRouter(route_class=OnceRoute)
    router.add_api_route("/word", endpoint, response_model=Answer)
    app.include_router(router)
    seen.clear()
    with TestClient(app, raise_server_exceptions=False) as client:
        return client.get("/word")


def test_a_plain_function_runs_in_a_thread_and_its_answer_is_checked_in_the_loop():
    def plain():
        noted("work")(None)
        return {"word": "chào"}

    async def in_the_loop():
        noted("loop")(None)
        return {"word": "chào"}

    assert asked(plain).json() == {"word": "chào"}
    worked, checked = seen["work"], seen["check"]

    assert worked != checked
    assert asked(in_the_loop).json() == {"word": "chào"}
    assert seen["check"] == seen["loop"]


def test_an_answer_of_another_shape_is_no_answer():
    assert asked(lambda: {"other": 1}).status_code == 500


async def coroutine():
    """Runs in the loop."""


def generator():
    """Sends part after part."""
    yield


async def async_generator():
    """Sends part after part from the loop."""
    yield


@pytest.mark.parametrize("function", [coroutine, generator, async_generator])
def test_what_is_no_plain_function_stays_as_it_is(function):
    assert in_thread(function) is function
