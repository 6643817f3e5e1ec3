"""What expires is deleted: reports and trials of imports, stored replies, sendings of forms, ended sign-ins.

They hold what somebody typed or a list said, sealed; after their days nobody needs them.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import and_, delete, or_
from sqlmodel import col

from api import audit
from api.acts.person_rights import replay_erasures
from api.acts.words_left_open import seal_what_lies_open
from api.row_security import SERVICE, asked_by
from api.service import Caller
from api.tables import AccessToken, ImportRun, OnceReply, PostedForm, Throttle
from api.webhooks.tables import WebhookMessage
from matcher.retention import end_introductions

_log = logging.getLogger(__name__)
TRIALS_DAYS: Final = 7
"""A trial keeps the whole file; who has not imported it within a week has another."""
REPORTS_DAYS: Final = 30
"""Held rows are corrected before the next month's list comes."""
TOLD_DAYS: Final = 30
"""Messages that arrived or were given up: long enough to ask a receiver about them."""
_PARTS: Final = 3
"""Of a line of the published heads: when, how many rows, the hash of the last."""
REPLIES_DAYS: Final = 2
"""As long as :mod:`api.once` and :mod:`api.web.visits` look for them."""


def clear_expired(caller: Caller, now: datetime) -> int:
    """Delete what has expired, and give how many rows went. A job's work, nightly."""

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    trials = and_(col(ImportRun.dry_run).is_(True), col(ImportRun.started_at) < before(TRIALS_DAYS))
    sent = col(WebhookMessage.made_at) < before(TOLD_DAYS)
    expired = (
        (ImportRun, or_(trials, col(ImportRun.started_at) < before(REPORTS_DAYS))),
        (OnceReply, col(OnceReply.asked_at) < before(REPLIES_DAYS)),
        (PostedForm, col(PostedForm.posted_at) < before(REPLIES_DAYS)),
        (WebhookMessage, and_(col(WebhookMessage.next_try_at).is_(None), sent)),
        (AccessToken, col(AccessToken.expires_at) < now),
        (Throttle, col(Throttle.ends_at) < now),
    )
    # On the database itself: replies, forms and tokens are in no role's policy.
    with caller.service.database.write(asked_by(SERVICE)) as session:
        gone = 0
        for table, over in expired:
            found = session.execute(delete(table).where(over))
            gone += int(found.rowcount)  # type: ignore[attr-defined]  # a deletion counts its rows
        hidden = end_introductions(session, caller.today)
        if gone or hidden:
            caller.audit(session, "clear_expired", "job", "", rows=gone, introductions=hidden)
    with caller.sessions.write() as session:
        sealed = seal_what_lies_open(session, caller.service.keys)
    return gone + hidden + replay_erasures(caller) + sealed


def publish_head(caller: Caller, file: Path) -> audit.AuditHead:
    """Write the end of the trail, one line a day, to a file that is to be copied where the operator cannot write."""
    with caller.service.database.read() as session:
        head = audit.head(session)
    line = f"{caller.now().isoformat(timespec='seconds')} {head.count} {head.hash}"
    _log.info("audit head %s", line)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as heads:
        heads.write(f"{line}\n")
    return head


def published_heads(file: Path) -> list[audit.AuditHead]:
    """Give the heads that were written to a file, the oldest first; a line that is none is passed over."""
    if not file.is_file():
        return []
    lines = (line.split() for line in file.read_text(encoding="utf-8", errors="replace").splitlines())
    return [audit.AuditHead(int(line[1]), line[2]) for line in lines if len(line) == _PARTS and line[1].isdigit()]
