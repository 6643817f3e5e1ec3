"""Routes whose plain functions go to a thread once."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

_NOT_PLAIN: Final = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)


def in_thread(function: Callable[..., Any]) -> Callable[..., Any]:
    """A plain function as a coroutine that runs it in a thread; coroutines and generators as they are."""
    if any(kind(function) for kind in _NOT_PLAIN):
        return function

    @wraps(function)
    async def run(*values: Any, **named: Any) -> Any:
        return await run_in_threadpool(function, *values, **named)

    return run


class ThreadRoute(APIRoute):
    """A route whose answer is checked where it is sent.

    FastAPI sends the answer of a plain function to a thread once more, to be checked there, and the way takes longer
    than the check.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, in_thread(endpoint), **options)
