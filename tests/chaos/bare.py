"""The bare framework: one FastAPI endpoint that gives a body of a wanted size, on the same server as the service."""

import json
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI


def make_bare(document: dict[str, Any]) -> FastAPI:
    """An application whose one endpoint gives one document, encoded at each request as the framework does it."""
    app = FastAPI(openapi_url=None)

    @app.get("/bare")
    def bare() -> dict[str, Any]:
        return document

    return app


if __name__ == "__main__":
    port, file = sys.argv[1:]
    uvicorn.run(make_bare(json.loads(Path(file).read_bytes())), port=int(port), log_level="warning")
