"""The API's description: FastAPI's own, with an example of each operation and the shape of its reply.

``openapi_examples.json`` holds both. ``python -m tests.api.api_walk`` writes it from the replies of the real
application to the invented office of the tests; ``tests/api/test_api_examples.py`` sends every request again.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

API_VERSION: Final = "1"
"""It stands in every path (``/api/v1``). What is promised may be added to within it, and is never taken away."""
_METHODS: Final = ("get", "post", "put", "patch", "delete")


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Of each operation (``POST /people/{code}/decisions``): ``request``, ``status``, ``response`` and ``schema``."""
    told: dict[str, dict[str, Any]] = json.loads(files("api").joinpath("openapi_examples.json").read_text("utf-8"))
    return told


def describe(app: FastAPI, prefix: str) -> dict[str, Any]:
    """The whole description, worked out once an application."""
    if app.openapi_schema is None:
        described = get_openapi(title=app.title, version=API_VERSION, routes=app.routes)
        for path, operations in described["paths"].items():
            for method in operations.keys() & set(_METHODS):
                told = examples().get(f"{method.upper()} {path.removeprefix(prefix)}")
                if told is not None:
                    _exemplify(operations[method], told)
        app.openapi_schema = described
    return app.openapi_schema


def _exemplify(operation: dict[str, Any], told: dict[str, Any]) -> None:
    """Put an example and the shape of its reply into one operation."""
    request = told["request"]
    for parameter in operation.get("parameters", ()):
        if (value := request.get(parameter["in"], {}).get(parameter["name"])) is not None:
            parameter["example"] = value
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        body = request.get("bodies", {}).get(media, request.get("body"))
        if body is not None:
            content["example"] = body
    reply = operation["responses"].setdefault(str(told["status"]), {"description": "As the example."})
    if told["response"] is not None:
        reply["content"] = {told["media"]: {"schema": told["schema"], "example": told["response"]}}
