"""Doing a request at most once: the same ``Idempotency-Key`` gives the same answer, whatever happened to the first.

A key is good for two days, for one account and one address (draft-ietf-httpapi-idempotency-key-header-07). The answer
is kept sealed, for it may hold identities. A refusal did nothing and is not kept: the next try does the work.

The key is marked in the transaction that does the work. Where server or store is gone before the answer is kept,
the next try learns that the work was done, and is not told that it failed.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from fastapi import Request
from sqlalchemy import Connection, delete, update
from sqlmodel import col
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api import clock
from api.db import with_commit
from api.keys import ONCE_REPLIES
from api.problems import problem
from api.service import Service
from api.sign_ins import account_of_token
from api.store_errors import DatabaseError
from api.tables import OnceReply
from api.thread_routes import ThreadRoute
from api.vault import open_text_of, seal_text

KEPT_FOR: Final = timedelta(days=2)
AT_WORK_FOR: Final = timedelta(minutes=2)
"""After so long a first request that gave no answer counts as lost, and the next one does the work."""
LONGEST_KEY: Final = 200
DONE: Final = 0
"""The status of a request that did its work, until its answer is kept."""
_UNKNOWN: Final = "Yêu cầu này đã được ghi, nhưng câu trả lời không còn; hãy xem lại trước khi gửi yêu cầu mới."
_KEPT_HEADERS: Final = ("content-type", "location", "etag")

_HEADER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    "description": "The same key, sent again within two days by the same account, does the work once and gets the same"
    " answer, marked `Idempotency-Replayed: true`. Another body under the same key is refused (422), and so is a"
    " repetition while the first is still at work (409).",
}
"""How the description tells the header."""


@dataclass(frozen=True)
class Reply:
    """An answer as it was given."""

    status: int
    body: str
    headers: dict[str, str]

    def response(self) -> Response:
        """Give it once more, and say that it is a repetition."""
        return Response(self.body.encode(), self.status, {**self.headers, "Idempotency-Replayed": "true"})


def key_digest(account: str, address: str, key: str) -> str:
    """What a key is found by: whose, where, which."""
    return hashlib.sha256("\n".join((account, address, key)).encode(errors="replace")).hexdigest()


def begin(service: Service, digest: str, body: bytes, now: datetime) -> Reply | None:
    """Take a key for a request; gives the answer where it was answered before.

    Raises
    ------
    Problem
        422 where another body came under the same key; 409 where the first request is still at work, and where it did
        its work and its answer was lost.
    """
    wanted = hashlib.sha256(body).hexdigest()
    try:
        earlier = _take(service, digest, wanted, now)
    except DatabaseError:
        service.note_cut_off(digest, now)  # the store may have taken the key all the same
        raise
    if earlier is None:
        service.cut_off.pop(digest, None)
    return earlier


def _take(service: Service, digest: str, wanted: str, now: datetime) -> Reply | None:
    with service.database.write() as session:
        session.execute(delete(OnceReply).where(col(OnceReply.asked_at) < now - KEPT_FOR))
        earlier = session.get(OnceReply, digest)
        if earlier is not None and earlier.body_sha256 != wanted:
            raise problem(422, "Khóa Idempotency-Key này đã dùng cho nội dung khác.", code="key_reused")
        if earlier is not None and earlier.reply_sealed is not None:
            return _open(service, digest, earlier.reply_sealed)
        if earlier is not None and earlier.status is not None:
            raise problem(409, _UNKNOWN, code="outcome_unknown")
        if earlier is not None and _is_at_work(service, earlier, now):
            words = "Yêu cầu trước với khóa này chưa xong; hãy đợi."
            raise problem(409, words, code="still_at_work", headers={"Retry-After": "5"})
        session.merge(OnceReply(key_sha256=digest, body_sha256=wanted, asked_at=now))
    return None


def _is_at_work(service: Service, earlier: OnceReply, now: datetime) -> bool:
    return earlier.asked_at > now - AT_WORK_FOR and not service.was_cut_off(earlier.key_sha256, earlier.asked_at)


def _mark(digest: str, connection: Connection) -> None:
    """Note that what the key stands for is done, in the transaction that does it; the answer follows."""
    connection.execute(update(OnceReply).where(col(OnceReply.key_sha256) == digest).values(status=DONE))


def release_unanswered(service: Service) -> None:
    """Free the keys of requests that died with the server before they did anything; for a store with one server."""
    with service.database.write() as session:
        session.execute(delete(OnceReply).where(col(OnceReply.status).is_(None)))


def _open(service: Service, digest: str, sealed: bytes) -> Reply:
    return Reply(**json.loads(open_text_of(sealed, digest, service.keys.sealing_keys(ONCE_REPLIES))))


def end(service: Service, digest: str, reply: Reply | None) -> None:
    """Keep the answer to a request, or give its key free again where there is none to keep."""
    with service.database.write() as session:
        row = session.get(OnceReply, digest)
        if row is None:
            return
        if reply is None:
            session.delete(row)
            return
        words = json.dumps(reply.__dict__, ensure_ascii=False)
        row.status = reply.status
        row.reply_sealed = seal_text(words, digest, service.keys.sealing_keys(ONCE_REPLIES)[0])
        session.add(row)


def _account_of(request: Request, service: Service) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    with service.database.read() as session:
        account = account_of_token(session, token.strip(), clock.now(), service.settings.idle)
        return account.name if account else None


class OnceRoute(ThreadRoute):
    """A route whose POSTs honour ``Idempotency-Key``; without the header nothing is different."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if "POST" in (options.get("methods") or ()):
            options["openapi_extra"] = {**(options.get("openapi_extra") or {}), "parameters": [_HEADER]}
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the usual handler."""
        usual = super().get_route_handler()

        async def handle(request: Request) -> Response:
            key = request.headers.get("idempotency-key")
            if request.method != "POST" or key is None:
                return await usual(request)
            if not 0 < len(key) <= LONGEST_KEY:
                raise problem(422, f"Idempotency-Key gồm 1 đến {LONGEST_KEY} ký tự.", code="key_unusable")
            service: Service = request.app.state.service
            account = await run_in_threadpool(_account_of, request, service)
            if account is None:
                return await usual(request)
            return await _once(request, service, key_digest(account, request.url.path, key), usual)

        return handle


async def _once(
    request: Request, service: Service, digest: str, usual: Callable[[Request], Awaitable[Response]]
) -> Response:
    body = await request.body()
    now = clock.now()
    earlier = await run_in_threadpool(begin, service, digest, body, now)
    if earlier is not None:
        return earlier.response()
    reply = None  # a refusal is raised: it did nothing, so its key is free for a corrected body
    marking = with_commit.set(partial(_mark, digest))
    try:
        response = await usual(request)
        if response.status_code < 500:
            headers = {k: v for k, v in response.headers.items() if k in _KEPT_HEADERS}
            reply = Reply(response.status_code, bytes(response.body).decode(), headers)
        return response
    except DatabaseError:
        service.note_cut_off(digest, now)  # whether it was done stands in the store, beside the work or not at all
        raise
    finally:
        with_commit.reset(marking)
        if not service.was_cut_off(digest, now):
            await _end(service, digest, now, reply)


async def _end(service: Service, digest: str, now: datetime, reply: Reply | None) -> None:
    """Keep the answer where the store can be reached; where it cannot, the work is done all the same."""
    try:
        await run_in_threadpool(end, service, digest, reply)
    except DatabaseError:
        service.note_cut_off(digest, now)
