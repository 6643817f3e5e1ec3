"""Answers to requests that must not be done twice, kept sealed for two days (:mod:`api.once`).

An answer is given again to who may still see all that it is about, and to nobody else: a person who was handed over,
or erased since is told of no more. Erasing somebody takes every kept answer away, whomever it is about: an answer is
sealed with a key of the service, not with the person's. So does merging two people: what was one's is the other's.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from starlette.responses import Response

from api.db import connection_beside
from api.keys import ONCE_REPLIES
from api.problems import problem
from api.service import Caller, Service
from api.store_errors import DatabaseError
from api.tables import OnceReply
from api.vault import VaultError, open_text_of, seal_text
from matcher.tables import Person, Placement, Referral

KEPT_FOR: Final = timedelta(days=2)
AT_WORK_FOR: Final = timedelta(minutes=2)
"""After so long a first request that gave no answer counts as lost, and the next one does the work."""
DONE: Final = 0
"""The status of a request that did its work, until its answer is kept."""
GONE: Final = -1
"""The status of one whose answer was taken away: none is kept for it any more."""
_UNKNOWN: Final = "Yêu cầu này đã được ghi, nhưng câu trả lời không còn; hãy xem lại trước khi gửi yêu cầu mới."
OF_PEOPLE: Final[dict[str, Any]] = {"person": Person.code, "placement": Placement.id, "referral": Referral.id}
"""What tells of people, and by what the trail names it."""

Subjects = Sequence[tuple[str, str]]
"""What an answer is about, as the trail names it: (kind, name)."""


@dataclass(frozen=True)
class Reply:
    """An answer as it was given, in which role and for which employer, and what of people it is about."""

    status: int
    body: str
    headers: dict[str, str]
    role: str = ""
    about: Subjects = ()

    def response(self) -> Response:
        """Give it once more, and say that it is a repetition."""
        return Response(self.body.encode(), self.status, {**self.headers, "Idempotency-Replayed": "true"})


def key_digest(account: str, address: str, key: str) -> str:
    """What a key is found by: whose, where, which."""
    return hashlib.sha256("\n".join((account, address, key)).encode(errors="replace")).hexdigest()


def seen_of(session: Session, subjects: Subjects) -> list[tuple[str, str]]:
    """Which of these the session's viewer sees, each once."""
    found = []
    for kind, column in OF_PEOPLE.items():
        names = sorted({name for k, name in subjects if k == kind})
        if names:
            found += [(kind, name) for name in session.exec(select(column).where(col(column).in_(names))).all()]
    return found


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


def _open(service: Service, digest: str, sealed: bytes) -> Reply:
    try:
        kept = json.loads(open_text_of(sealed, digest, service.keys.sealing_keys(ONCE_REPLIES)))
    except (VaultError, ValueError):  # sealed with a key that is gone, or damaged
        raise problem(409, _UNKNOWN, code="outcome_unknown") from None
    return Reply(**{**kept, "about": [(kind, name) for kind, name in kept.get("about", ())]})


def role_of(caller: Caller) -> str:
    """As whom somebody is answered: their role, and their employer."""
    return f"{caller.viewer.role}:{caller.viewer.employer_code or ''}"


def give_again(caller: Caller, reply: Reply) -> Response:
    """An earlier answer once more, noted in the trail, if the caller may still see all that it is about.

    Raises
    ------
    Problem
        409 where they may not, or have another role now: the work was done, its answer is gone.
    """
    with caller.sessions.write() as session:
        if role_of(caller) != reply.role or len(seen_of(session, reply.about)) < len(reply.about):
            raise problem(409, _UNKNOWN, code="outcome_unknown")
        for kind in sorted({kind for kind, _ in reply.about}):
            caller.audit(session, "answer_again", kind, *(name for k, name in reply.about if k == kind))
    return reply.response()


def keep(service: Service, digest: str, reply: Reply | None) -> None:
    """Keep the answer to a request; where there is none, give its key free again if nothing was done."""
    with service.database.write() as session:
        row = session.get(OnceReply, digest)
        if row is None or row.status == GONE:
            return
        if reply is None:
            if row.status is None:
                session.delete(row)
            return
        words = json.dumps(reply.__dict__, ensure_ascii=False)
        row.status = reply.status
        row.reply_sealed = seal_text(words, digest, service.keys.sealing_keys(ONCE_REPLIES)[0])
        session.add(row)


def take_answers_away(session: Session) -> None:
    """Delete what every kept answer says, in the caller's transaction; that the work was done stays on record."""
    kept = update(OnceReply).where(col(OnceReply.status).is_not(None))
    connection_beside(session).execute(kept.values(reply_sealed=None, status=GONE))


def release_unanswered(service: Service) -> None:
    """Free the keys of requests that died with the server before they did anything; for a store with one server."""
    with service.database.write() as session:
        session.execute(delete(OnceReply).where(col(OnceReply.status).is_(None)))
