"""Signing in and out, and what people do about their own sign-in.

Whatever shows who somebody is goes through :mod:`api.acts.proving`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from api import accounts, clock, sign_ins
from api.acts.provider_links import password_opens
from api.acts.proving import Proof, is_enough, open_for, proved, write_down
from api.policy import Role
from api.row_security import SERVICE, asked_by
from api.second_factor import is_enrolled
from api.service import Caller, Service
from api.tables import AccessToken, Account


@dataclass(frozen=True)
class Opened:
    """A sign-in that was opened.

    Attributes
    ----------
    must_choose : bool
        Whether the password is a first one, to be changed before anything else.
    news : pair of datetime and str or None, or None
        When and from where the password was last changed, where this is the first sign-in since; told this once.
    """

    token: str = field(repr=False)
    role: Role
    must_choose: bool
    news: tuple[datetime, str | None] | None


def open_sign_in(service: Service, name: str, proof: Proof, *, tells: bool = True) -> Opened | None:
    """Open a sign-in to who shows name, password and, where the account asks for one, a code; None for every no.

    Parameters
    ----------
    tells : bool, optional
        Whether news of the password will be shown to whoever signs in.

    Raises
    ------
    api.throttle.SignInThrottled
        After too many failures of this name or source.
    """
    opened: list[Opened] = []

    def door(session: Session, account: Account | None) -> bool:
        if account is not None and not password_opens(service, session, account):
            account = None  # refused as a wrong password is, and no code is used up
        if not is_enough(service, session, account, name, proof) or account is None:
            return False
        opened.append(open_and_tell(service, session, account, proof, tells=tells))
        return True

    sign_ins.sign_in(service.database, name, proof.password, proof.source, clock.now(), door)
    return opened[0] if opened else None


def open_and_tell(
    service: Service, session: Session, account: Account, proof: Proof, *, tells: bool = True, **more: str
) -> Opened:
    """Open a sign-in to an account that has proved itself, with the news of its password; those are told once."""
    token = open_for(service, session, account, proof, **more)
    news = (account.password_set_at, account.password_set_from) if account.password_news else None
    account.password_news = account.password_news and not tells
    session.add(account)
    first = account.first_password_until is not None
    told = (news[0], news[1]) if news and news[0] and not first else None
    return Opened(token, Role(account.role), first, told)


def sign_out(service: Service, token: str) -> None:
    """End one sign-in; an unknown one changes nothing."""
    with service.database.write(asked_by(SERVICE)) as session:
        account = sign_ins.account_of_token(session, token, clock.now(), service.settings.idle)
        sign_ins.end_token(session, token)
        if account is not None:
            write_down(service, session, (account.name, account.role), "sign_out", account.name, "")


def end_this(caller: Caller, token: str) -> None:
    """End the sign-in that asks."""
    caller.require("keep_own_sign_in")
    sign_out(caller.service, token)


def change_password(caller: Caller, proof: Proof, new: str) -> str:
    """Change one's own password; every other sign-in of the account ends. Gives the new token.

    Raises
    ------
    api.accounts.AccountRefused
        If the new password may not be one; the current one is not looked at then.
    NotProved, api.throttle.SignInThrottled
        As :func:`proved`.
    """
    caller.require("keep_own_sign_in")
    with caller.service.database.read(asked_by(SERVICE)) as session:
        own = accounts.get_account(session, caller.viewer.name)
    hashed = accounts.new_hash(own.name, new, own.employer_tax_code)

    def change(session: Session, account: Account) -> None:
        accounts.put_password(session, account, hashed, caller.now(), proof.source)
        caller.audit(session, "change_password", "account", account.name)

    return proved(caller, proof, change)[1]


def own_sign_ins(caller: Caller, token: str | None) -> dict[str, Any]:
    """One's own account: when its password was changed, whether it asks for a code, and where it is signed in."""
    caller.require("keep_own_sign_in")
    # Tokens are in no role's policy, so they are read on the database itself, each caller their own.
    with caller.service.database.read(asked_by(SERVICE)) as session:
        own = accounts.get_account(session, caller.viewer.name)
        rows = sign_ins.list_tokens(session, own, caller.now(), caller.service.settings.idle)
        items = [_view(row, token, caller.service.settings.idle_minutes) for row in rows]
        return {
            "name": own.name,
            "role": own.role,
            "password_set_at": own.password_set_at,
            "password_set_from": own.password_set_from,
            "first_password_until": own.first_password_until,
            "second_factor": is_enrolled(session, own),
            "sign_ins": sorted(items, key=lambda item: not item["this"]),
        }


def end_sign_ins(caller: Caller, proof: Proof, marks: Sequence[str]) -> tuple[int, str | None]:
    """End sign-ins of one's own account; gives how many, and the new token unless one's own was among them.

    Parameters
    ----------
    marks : sequence of str
        Which, as :func:`own_sign_ins` names them; an unknown one changes nothing.
    """

    def end(session: Session, account: Account) -> tuple[int, bool]:
        rows = sign_ins.list_tokens(session, account, caller.now(), caller.service.settings.idle)
        ended = [row for row in rows if _mark(row) in marks]
        for row in ended:
            session.delete(row)
        caller.audit(session, "end_sign_ins", "account", account.name, count=len(ended))
        return len(ended), any(sign_ins.is_row_of(row, proof.token or "") for row in ended)

    (count, own), token = proved(caller, proof, end)
    if own:
        sign_out(caller.service, token)
    return count, None if own else token


def _mark(row: AccessToken) -> str:
    """The name of a sign-in on a page: the beginning of the digest, with which nobody signs in."""
    return row.token_sha256[:16]


def _view(row: AccessToken, token: str | None, idle_minutes: int) -> dict[str, Any]:
    return {
        "id": _mark(row),
        "this": bool(token) and sign_ins.is_row_of(row, token or ""),
        "since": row.issued_at,
        "used_at": row.used_at,
        "ends_at": row.expires_at,
        "idle_minutes": idle_minutes,
        "from": row.source,
        "device": row.device,
    }
