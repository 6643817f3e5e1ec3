"""Addresses of other systems that are told of events: making, listing and stopping them, and the sending."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from api.service import Caller
from api.vault import open_text, seal_text
from api.webhooks.outbox import EVENTS, due_messages, find_events, note_try, take_as_told
from api.webhooks.sending import AddressRefused, Sent, checked_address, post
from api.webhooks.signing import headers, new_secret
from api.webhooks.tables import Webhook
from employers.registry import get_employer
from employers.tables import Employer

AT_ONCE: Final = 50
"""Messages sent a round; the next round goes on."""
REMOVED: Final = "removed"
"""Why an address was stopped that somebody took away."""
_MASTER: Final = "webhooks"


class UnknownWebhook(LookupError):
    """No address has this id. See ``noiviec webhook list``."""


class UnknownEvent(ValueError):
    """An event is none of those there are. See ``api.webhooks.outbox.EVENTS``."""


def add_webhook(caller: Caller, url: str, employer: str | None, events: Sequence[str]) -> dict[str, Any]:
    """Tell an address of events from now on; the secret is given this once.

    Parameters
    ----------
    employer : str or None
        Tax code: told of this employer's openings and referrals alone. None: of every opening, of no referral.
    events : sequence of str
        Empty for all.

    Raises
    ------
    AddressRefused
        If messages may not go to this address.
    UnknownEmployer
        If no employer has this tax code.
    UnknownEvent
        If an event is none of :data:`~api.webhooks.outbox.EVENTS`.
    """
    caller.require("manage_webhooks")
    checked_address(url, caller.service.settings.webhook_private)
    if unknown := set(events) - set(EVENTS):
        raise UnknownEvent(", ".join(sorted(unknown)))
    secret, name = new_secret(), secrets.token_urlsafe(12)
    with caller.sessions.write() as session:
        if not is_anybody_told(session):
            take_as_told(session)
        session.add(
            Webhook(
                id=name,
                url=url,
                employer_id=get_employer(session, employer).id if employer else None,
                events=list(events or EVENTS),
                secret_sealed=seal_text(secret, name, caller.service.keys.master(_MASTER)),
                made_by=caller.viewer.name,
                made_at=caller.now(),
            )
        )
        caller.audit(session, "add_webhook", "webhook", name)
    return {"id": name, "secret": secret, "events": list(events or EVENTS)}


def is_anybody_told(session: Session) -> bool:
    """Whether any address is in use."""
    return session.exec(select(Webhook.id).where(col(Webhook.stopped_at).is_(None)).limit(1)).first() is not None


def list_webhooks(caller: Caller) -> list[dict[str, Any]]:
    """Every address that was not taken away, with its employer, its events and why it was stopped."""
    caller.require("manage_webhooks")
    with caller.sessions.read() as session:
        asked = select(Webhook, Employer.code).join(Employer, isouter=True).order_by(col(Webhook.made_at))
        asked = asked.where(col(Webhook.stopped_why).is_distinct_from(REMOVED))
        return [
            {"id": hook.id, "url": hook.url, "employer": code, "events": hook.events, "stopped": hook.stopped_why}
            for hook, code in session.exec(asked).all()
        ]


def remove_webhook(caller: Caller, name: str) -> None:
    """Tell an address nothing more; what waits for it is not sent.

    Raises
    ------
    UnknownWebhook
        If there is none of this id in use.
    """
    caller.require("manage_webhooks")
    with caller.sessions.write() as session:
        hook = session.get(Webhook, name)
        if hook is None or hook.stopped_at is not None:
            raise UnknownWebhook(name)
        _stop(caller, session, hook, REMOVED, caller.now())


def _stop(caller: Caller, session: Session, hook: Webhook, why: str, now: datetime) -> None:
    hook.stopped_at, hook.stopped_why = now, why
    session.add(hook)
    caller.audit(session, "stop_webhook", "webhook", hook.id, because=why)


def send_due(caller: Caller) -> int:
    """Find what happened and send what is due; an address that is gone, or failed for three days, is told no more.

    No transaction is open while the network is waited for.

    Returns
    -------
    int
        How many messages arrived.
    """
    caller.require("manage_webhooks")
    with caller.sessions.write() as session:
        find_events(session, caller.now())
    with caller.sessions.read() as session:
        due = [(m.id, m.body, h.id, h.url, h.secret_sealed) for m, h in due_messages(session, caller.now(), AT_ONCE)]
    arrived = 0
    for message, body, hook, url, sealed in due:
        secret = open_text(sealed, hook, caller.service.keys.master(_MASTER))
        sent = _try(caller, url, body, dict(headers(secret, message, caller.now(), body)))
        _write_down(caller, message, hook, sent)
        arrived += sent.taken
    return arrived


def _try(caller: Caller, url: str, body: str, signed: dict[str, str]) -> Sent:
    try:
        return post(url, body, signed, caller.service.settings.webhook_private)
    except AddressRefused:
        return Sent(None)


def _write_down(caller: Caller, message: str, hook_id: str, sent: Sent) -> None:
    with caller.sessions.write() as session:
        given_up = note_try(session, message, sent.status, sent.taken, caller.now())
        hook = session.get_one(Webhook, hook_id)
        if (given_up or sent.gone) and hook.stopped_at is None:
            _stop(caller, session, hook, "gone" if sent.gone else "failing", caller.now())
