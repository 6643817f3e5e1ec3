"""The log: a line an event, as text or as JSON, each with the number of its request and nothing of a person.

Of our own loggers the whole sentence is written: it holds codes of jobs and kinds of errors. Of everybody else's only
the pattern is, with ``…`` where something was put into it, for a library may put anything there.
"""

import json
import logging
import re
import sys
import traceback
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, Literal, TextIO

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The number of the request that is being answered; also in its ``X-Request-ID``."""
_OURS: Final = ("api", "matcher", "employers")
LEFT_OUT: Final = "…"
_PLACE: Final = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[a-zA-Z%]")
_TALKATIVE: Final = ("apscheduler", "alembic")
"""They write a line for every look at the clock; what a job did stands in a line of ours, with its name."""
access: Final = logging.getLogger("api.access")


def _sentence(record: logging.LogRecord) -> str:
    own = record.name.partition(".")[0] in _OURS
    if own or not record.args:
        return record.getMessage() if own else str(record.msg)
    return _PLACE.sub(lambda place: "%" if place[0] == "%%" else LEFT_OUT, str(record.msg))


def _failure(record: logging.LogRecord) -> dict[str, Any]:
    """Kind and place of an error, without its words: they may name a person."""
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, _, trace = record.exc_info
    return {"error": kind.__name__, "where": "".join(traceback.format_tb(trace))}


class JsonLines(logging.Formatter):
    """One JSON document a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one event."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _sentence(record),
            "request_id": request_id.get(),
            **getattr(record, "facts", {}),
            **_failure(record),
        }
        return json.dumps({k: v for k, v in line.items() if v is not None}, ensure_ascii=False)


class TextLines(logging.Formatter):
    """The same for a reader's eye."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one event."""
        number, failure = request_id.get(), _failure(record)
        facts = " ".join(f"{k}={v}" for k, v in getattr(record, "facts", {}).items())
        told = " ".join(part for part in (_sentence(record), facts, f"[{number}]" if number else "") if part)
        return f"{record.levelname.lower()}: {told}" + (f" {failure['error']}\n{failure['where']}" if failure else "")


class _Lines(logging.StreamHandler[TextIO]):
    """Writes lines, and of one that could not be written tells the kind of error alone.

    ``logging`` would print the error whole, and with it the one that was being told, in the store's own words.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  # the name and the record are the base's
        """Say on standard error that a line is missing."""
        kind = sys.exc_info()[0]
        with suppress(OSError, ValueError, AttributeError):
            sys.stderr.write(f"A line of the log could not be written: {kind.__name__ if kind else 'unknown'}.\n")


def set_up(kind: Literal["text", "json"]) -> None:
    """Write the log to standard error; every request has a line where it is JSON, warnings alone where it is text."""
    handler = _Lines()
    handler.setFormatter(JsonLines() if kind == "json" else TextLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO if kind == "json" else logging.WARNING)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = name != "uvicorn.access"


def tell_request(method: str, route: str, status: int, seconds: float) -> None:
    """Write that a request was answered: its route as a template, never its address."""
    if access.isEnabledFor(logging.INFO):
        facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        access.info("request", extra={"facts": facts})
