"""Whose tokens these are and what their accounts may see, read at each request and never kept."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from api import clock
from api.accounts import SignedIn, accounts_of_tokens, communes_of_many
from api.policy import MUST_ENROL, Role, Viewer
from api.row_security import SERVICE, asked_by
from api.second_factor import has_factor
from api.service import Caller, Service
from api.tables import Account
from matcher.handover import covers_of_many


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
    accounts = accounts_of_tokens(session, tokens, now)
    viewers = _viewers(session, list({a.name: a for a in accounts.values()}.values()), service.today())
    return {token: _asked_to_enrol(service, session, a, viewers[a.name]) for token, a in accounts.items()}


def _asked_to_enrol(service: Service, session: Session, account: SignedIn, viewer: Viewer) -> Viewer:
    asked = service.settings.second_factor == "required" and viewer.role in MUST_ENROL
    if not asked or has_factor(session, account.id):
        return viewer
    return Viewer(viewer.name, viewer.role, viewer.communes, viewer.employer_code, viewer.covers, must_enrol=True)


def caller_of_token(service: Service, token: str) -> Caller | None:
    """Whose token this is, with their rights at this moment; None when it is unknown or has ended."""
    with service.database.read(asked_by(SERVICE)) as session:
        viewer = viewers_of_tokens(service, session, [token], clock.now()).get(token)
    return Caller(service, viewer) if viewer else None
