"""Whose tokens these are and what their accounts may see, read at each request and never kept."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from api import clock
from api.accounts import communes_of_many
from api.db import before_the_work
from api.policy import MUST_ENROL, Role, Viewer
from api.row_security import SERVICE, asked_by
from api.second_factor import has_factor
from api.service import Caller, Service
from api.sign_ins import SignedIn, accounts_of_tokens, note_use
from api.store_errors import DatabaseError
from api.tables import Account
from matcher.handover import covers_of_many

_NOTED: Final = 12
"""How often in the period after which it ends a token's use is noted: every five minutes of an hour."""


def _viewers(session: Session, accounts: Sequence[Account | SignedIn], today: date) -> dict[str, Viewer]:
    """Accounts with their rights as they are on a day, by name, in one query a table."""
    communes = communes_of_many(session, [account.id or 0 for account in accounts])
    covers = covers_of_many(session, [a.name for a in accounts if a.role == Role.case_worker], today)
    return {
        a.name: Viewer(
            a.name,
            Role(a.role),
            communes.get(a.id or 0, frozenset()),
            a.employer_tax_code,
            covers.get(a.name, frozenset()),
        )
        for a in accounts
    }


def viewer_of(session: Session, account: Account, today: date) -> Viewer:
    """An account with its rights as they are on a day; asked at each request, so that a cover ends on its day."""
    return _viewers(session, [account], today)[account.name]


def viewers_of_tokens(service: Service, session: Session, tokens: Sequence[str], now: datetime) -> dict[str, Viewer]:
    """Whose tokens these are, with their rights at this moment; an unknown or ended one is left out."""
    idle = service.settings.idle
    known = accounts_of_tokens(session, tokens, now, idle)
    service.used_tokens.update(token for token, a in known.items() if now - a.used_at >= idle / _NOTED)
    viewers = _viewers(session, list({a.name: a for a in known.values()}.values()), service.today())
    return {token: _held(service, session, a, viewers[a.name]) for token, a in known.items()}


def _held(service: Service, session: Session, account: SignedIn, viewer: Viewer) -> Viewer:
    """The viewer, held to what must be done about the sign-in first."""
    enrol = viewer.role in MUST_ENROL[service.settings.second_factor] and not has_factor(session, account.id)
    choose = account.first_password_until is not None
    return replace(viewer, must_enrol=enrol, must_choose=choose) if enrol or choose else viewer


def note_uses(service: Service, now: datetime) -> None:
    """Note in the store which tokens were used, a few times in the period after which an unused one ends.

    A store that is busy or away is no reason to refuse what was asked: the use is noted with the next one.
    """
    used = set(service.used_tokens)
    if used:
        with suppress(DatabaseError), before_the_work(), service.database.write(asked_by(SERVICE)) as session:
            note_use(session, used, now)
            service.used_tokens.difference_update(used)


def caller_of_token(service: Service, token: str) -> Caller | None:
    """Whose token this is, with their rights at this moment; None when it is unknown or has ended."""
    now = clock.now()
    with service.database.read(asked_by(SERVICE)) as session:
        viewer = viewers_of_tokens(service, session, [token], now).get(token)
    note_uses(service, now)
    return Caller(service, viewer) if viewer else None
