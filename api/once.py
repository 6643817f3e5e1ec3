"""Doing a request at most once: the same ``Idempotency-Key`` gives the same answer, whatever happened to the first.

A key is good for two days, for one account and one address (draft-ietf-httpapi-idempotency-key-header-07). The answer
is kept sealed, for it may hold identities (:mod:`api.kept_replies`). A refusal did nothing and is not kept: the next
try does the work.

The key is marked in the transaction that does the work. Where server or store is gone before the answer is kept,
the next try learns that the work was done, and is not told that it failed.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from fastapi import Request
from sqlalchemy import Connection, update
from sqlmodel import col
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import clock
from api.db import with_commit
from api.kept_replies import DONE, OF_PEOPLE, Reply, begin, give_again, keep, key_digest, role_of, seen_of
from api.problems import problem
from api.rights import caller_of_token
from api.service import Act, Caller, Service, acted_on
from api.store_errors import DatabaseError
from api.tables import OnceReply
from api.thread_routes import ThreadRoute

LONGEST_KEY: Final = 200
_HEADER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "description": "The same key, sent again within two days by the same account to the same address, does the work"
    " once and gets the same answer, marked `Idempotency-Replayed: true`. Another query or body under the same key is"
    " refused (422); bodies are compared byte for byte, but for the boundary between the parts of a form. A repetition"
    " while the first is still at work is refused (409 `still_at_work`), and so is one whose answer is gone: lost with"
    " the server, or about somebody whom the account sees no more (409 `outcome_unknown`; the work was done).",
}
"""How the description tells the header."""
TAKE_AWAY: Final = frozenset({"hand_over", "erase_person", "take_back_start"})
"""Acts after which what they are about may be out of their caller's own sight."""
_KEPT_HEADERS: Final = ("content-type", "location", "etag")


def _mark(digest: str, connection: Connection) -> None:
    """Note that what the key stands for is done, in the transaction that does it; the answer follows."""
    at_work = (col(OnceReply.key_sha256) == digest, col(OnceReply.status).is_(None))
    connection.execute(update(OnceReply).where(*at_work).values(status=DONE))


def _key_of(request: Request) -> str | None:
    """The key that a request brings, or None.

    Raises
    ------
    Problem
        422 where there are several, or what stands there cannot be one.
    """
    keys = request.headers.getlist("idempotency-key")
    if not keys or request.method != "POST":
        return None
    if len(keys) > 1 or not 0 < len(keys[0]) <= LONGEST_KEY or any(c < " " or c == "\x7f" for c in keys[0]):
        raise problem(422, f"Chỉ gửi một Idempotency-Key, gồm 1 đến {LONGEST_KEY} ký tự in được.", code="key_unusable")
    return keys[0]


def _caller_of(request: Request, service: Service) -> Caller | None:
    """Who asks; None for those whom the route itself turns away."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    caller = caller_of_token(service, token.strip()) if scheme.lower() == "bearer" and token else None
    return caller if caller and not (caller.viewer.must_choose or caller.viewer.must_enrol) else None


async def _what_was_sent(request: Request) -> bytes:
    """Query and body, without what a client draws anew for the same form: the boundary between its parts."""
    body = await request.body()
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    boundary = rest.partition("boundary=")[2].partition(";")[0].strip(' "').encode()
    if kind.strip().lower() == "multipart/form-data" and boundary:
        body = body.replace(b"--" + boundary, b"--")
    return request.url.query.encode() + b"\n" + body


class OnceRoute(ThreadRoute):
    """A route whose POSTs honour ``Idempotency-Key``; without the header nothing is different.

    A POST that only shows something is no such route (``ThreadRoute``): it is done anew, and noted, each time.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if "POST" in (options.get("methods") or ()):
            options["openapi_extra"] = {**(options.get("openapi_extra") or {}), "parameters": [_HEADER]}
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the usual handler."""
        usual = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if (key := _key_of(request)) is None:
                return await usual(request)
            caller = await run_in_threadpool(_caller_of, request, request.app.state.service)
            if caller is None:
                return await usual(request)
            return await _once(request, caller, key_digest(caller.viewer.name, request.url.path, key), usual)

        return handle


async def _once(
    request: Request, caller: Caller, digest: str, usual: Callable[[Request], Awaitable[Response]]
) -> Response:
    sent, service, now = await _what_was_sent(request), caller.service, clock.now()
    earlier = await run_in_threadpool(begin, service, digest, sent, now)
    if earlier is not None:
        return await run_in_threadpool(give_again, caller, earlier)
    reply = None  # a refusal is raised: it did nothing, so its key is free for a corrected body
    acts: list[Act] = []
    marking, noting = with_commit.set(partial(_mark, digest)), acted_on.set(acts)
    try:
        response = await usual(request)
        if response.status_code < 500:
            headers = {k: v for k, v in response.headers.items() if k in _KEPT_HEADERS}
            body = bytes(response.body).decode()
            reply = Reply(response.status_code, body, headers, role_of(caller))
        return response
    except DatabaseError:
        service.note_cut_off(digest, now)  # whether it was done stands in the store, beside the work or not at all
        raise
    finally:
        with_commit.reset(marking)
        acted_on.reset(noting)
        if not service.was_cut_off(digest, now):
            await _end(caller, digest, now, reply, acts)


async def _end(caller: Caller, digest: str, now: datetime, reply: Reply | None, acts: Sequence[Act]) -> None:
    """Keep the answer where the store can be reached; where it cannot, the work is done all the same."""
    try:
        await run_in_threadpool(_keep_seen, caller, digest, reply, acts)
    except DatabaseError:
        caller.service.note_cut_off(digest, now)


def _keep_seen(caller: Caller, digest: str, reply: Reply | None, acts: Sequence[Act]) -> None:
    """Keep an answer with what it is about; none of what somebody else took out of its caller's sight meanwhile."""
    about = {(act.kind, act.subject) for act in acts if act.kind in OF_PEOPLE}
    if reply is not None and about:
        with caller.sessions.read() as session:
            seen = seen_of(session, list(about))
        own_doing = any(act.name in TAKE_AWAY for act in acts)
        reply = replace(reply, about=seen) if own_doing or len(seen) == len(about) else None
    keep(caller.service, digest, reply)
