"""What happened to openings and referrals, found by comparing, and the messages that tell of it.

Nothing is marked when somebody changes something, so no import, job or act can forget to: :class:`ToldState` says what
was told last and is held against how things are. Messages are written in the transaction that moves it, and sent
afterwards: at least once, in no promised order.
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from api.webhooks.tables import ToldState, Webhook, WebhookMessage
from employers.openings import HISTORICAL
from employers.own_entry import of_others
from employers.tables import Employer, Opening, OpeningState
from matcher.tables import Referral, ReferralState

# Kind of record → state → the event of having come to it; a state without one is told to nobody.
_EVENTS: Final[Mapping[str, Mapping[str, str]]] = {
    "opening": {
        OpeningState.open: "opening.published",
        OpeningState.paused: "opening.paused",
        OpeningState.filled: "opening.closed",
        OpeningState.closed: "opening.closed",
        OpeningState.expired: "opening.closed",
    },
    "referral": {
        ReferralState.waiting: "referral.made",
        ReferralState.accepted: "referral.answered",
        ReferralState.declined: "referral.answered",
        ReferralState.more_time: "referral.answered",
        ReferralState.person_declined: "referral.closed",
        ReferralState.no_answer: "referral.closed",
    },
}
EVENTS: Final = tuple(dict.fromkeys(event for states in _EVENTS.values() for event in states.values()))
WAITS: Final = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""Between two tries, as the specification proposes; after the last one a message is given up, some three days on."""


@dataclass(frozen=True)
class Stand:
    """How one opening or referral stands now."""

    kind: str
    subject: str
    state: str
    opening: str
    employer_id: int


def standing(session: Session) -> Iterator[Stand]:
    """Every opening that is more than a draft, and every referral made here.

    What lists told of the past is neither, nor is work on one's own: nobody advertises it.
    """
    openings = select(Opening).join(Employer, col(Employer.id) == col(Opening.employer_id))
    openings = openings.where(Opening.state != OpeningState.draft, of_others())
    for o in session.exec(openings).all():
        if not o.code.startswith(HISTORICAL):
            yield Stand("opening", o.code, o.state, o.code, o.employer_id)
    asked = select(Referral, Opening).join(Opening, col(Opening.id) == col(Referral.opening_id))
    asked = asked.join(Employer, col(Employer.id) == col(Opening.employer_id)).where(of_others())
    for r, o in session.exec(asked).all():
        if r.shown.get("source") != "list":
            yield Stand("referral", r.id, r.state, o.code, o.employer_id)


def find_events(session: Session, now: datetime) -> int:
    """Write a message for each address that wants to know, of all that is not as it was told last.

    Returns
    -------
    int
        How many messages were written.
    """
    hooks = session.exec(select(Webhook).where(col(Webhook.stopped_at).is_(None))).all()
    told = {(t.kind, t.subject): t for t in session.exec(select(ToldState)).all()}
    written = 0
    for now_is in standing(session):
        last = told.get((now_is.kind, now_is.subject))
        if last is not None and last.state == now_is.state:
            continue
        session.merge(ToldState(kind=now_is.kind, subject=now_is.subject, state=now_is.state))
        written += _tell(session, hooks, now_is, now)
    session.flush()
    return written


def take_as_told(session: Session) -> None:
    """Take everything as told: an address hears of what happens from now on."""
    for now_is in standing(session):
        session.merge(ToldState(kind=now_is.kind, subject=now_is.subject, state=now_is.state))
    session.flush()


def _tell(session: Session, hooks: Sequence[Webhook], now_is: Stand, now: datetime) -> int:
    event = _EVENTS[now_is.kind].get(now_is.state)
    heard = [hook for hook in hooks if event in hook.events and _may_hear(hook, now_is)]
    data = {"opening": now_is.opening}
    if now_is.kind == "referral":
        data |= {"referral": now_is.subject, "state": now_is.state}
    body = json.dumps({"type": event, "timestamp": now.isoformat(), "data": data}, separators=(",", ":"))
    for hook in heard:
        name = f"msg_{secrets.token_urlsafe(16)}"
        session.add(WebhookMessage(id=name, webhook_id=hook.id, body=body, made_at=now, next_try_at=now))
    return len(heard)


def _may_hear(hook: Webhook, now_is: Stand) -> bool:
    if hook.employer_id is None:
        return now_is.kind == "opening"
    return hook.employer_id == now_is.employer_id


def due_messages(session: Session, now: datetime, limit: int) -> list[tuple[WebhookMessage, Webhook]]:
    """Messages whose next try is due, the longest waiting first; an address that was stopped gets none."""
    due = select(WebhookMessage, Webhook).join(Webhook, col(Webhook.id) == col(WebhookMessage.webhook_id))
    due = due.where(col(WebhookMessage.next_try_at) <= now, col(Webhook.stopped_at).is_(None))
    return list(session.exec(due.order_by(col(WebhookMessage.next_try_at)).limit(limit)).all())


def note_try(session: Session, message_id: str, status: int | None, taken: bool, now: datetime) -> bool:
    """Write down what came of a try.

    Returns
    -------
    bool
        Whether the message is given up by this.
    """
    message = session.get_one(WebhookMessage, message_id)
    wait = WAITS[message.tries] if message.tries < len(WAITS) else None
    message.tries, message.last_status = message.tries + 1, status
    message.next_try_at = None if taken or wait is None else now + wait
    session.add(message)
    session.flush()
    return not taken and wait is None
