"""Signing in and out, and what people do about their own sign-in: whatever proves anew who somebody is.

All of it goes through :func:`api.sign_ins.sign_in`, so that every guess is counted wherever it is made, and every
outcome stands on the trail in the transaction that has it. A new proof gives a new token and ends the one before
(ASVS 5.0, 7.2.4).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlmodel import Session

from api import accounts, audit, clock, sign_ins
from api.acts.provider_links import password_opens
from api.policy import Role
from api.row_security import SERVICE, asked_by
from api.second_factor import is_enrolled, passes
from api.service import Caller, Service
from api.tables import AccessToken, Account

T = TypeVar("T")
_NOBODY: Final = ("nobody", "none")
"""Name and role of who is not known to be anybody, on the trail."""
_BROWSERS: Final = (
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
_MORE_SYSTEMS: Final = (("Mac OS", "macOS"), ("Linux", "Linux"))
_PROGRAM: Final = re.compile(r"[A-Za-z][\w.-]{0,30}")


class NotProved(Exception):
    """Password or code is not the account's; ask for both again. A code counts once, so the next one is waited for."""


@dataclass(frozen=True)
class Proof:
    """What somebody shows to be who they say, and where from.

    Attributes
    ----------
    source, device : str
        Network address and ``User-Agent`` of the request.
    token : str or None
        The sign-in that asks; a new one takes its place.
    """

    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    source: str = ""
    device: str = ""
    token: str | None = field(default=None, repr=False)


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
        if not _enough(service, session, account, name, proof) or account is None:
            return False
        token = open_for(service, session, account, proof)
        news = (account.password_set_at, account.password_set_from) if account.password_news else None
        account.password_news = account.password_news and not tells
        session.add(account)
        first = account.first_password_until is not None
        told = (news[0], news[1]) if news and news[0] and not first else None
        opened.append(Opened(token, Role(account.role), first, told))
        return True

    sign_ins.sign_in(service.database, name, proof.password, proof.source, clock.now(), door)
    return opened[0] if opened else None


def open_for(service: Service, session: Session, account: Account, proof: Proof, **more: str) -> str:
    """Give a token to an account that has proved itself, end the one that the same browser had, and write it down."""
    now = clock.now()
    if proof.token:
        sign_ins.end_token(session, proof.token)
    _write(service, session, (account.name, account.role), "sign_in", account.name, proof.source, **more)
    hours = service.settings.token_hours
    return sign_ins.issue_token(session, account, now, hours, proof.source, device_words(proof.device))


def sign_out(service: Service, token: str) -> None:
    """End one sign-in; an unknown one changes nothing."""
    with service.database.write(asked_by(SERVICE)) as session:
        account = sign_ins.account_of_token(session, token, clock.now(), service.settings.idle)
        sign_ins.end_token(session, token)
        if account is not None:
            _write(service, session, (account.name, account.role), "sign_out", account.name, "")


def end_this(caller: Caller, token: str) -> None:
    """End the sign-in that asks."""
    caller.require("keep_own_sign_in")
    sign_out(caller.service, token)


def proved(caller: Caller, proof: Proof, act: Callable[[Session, Account], T]) -> tuple[T, str]:
    """Do an act of one's own account once one has shown anew who one is, all of it in one transaction.

    Returns
    -------
    (what the act gives, token)
        The token takes the place of the one that asked.

    Raises
    ------
    NotProved
        If password or code is wrong.
    api.throttle.SignInThrottled
        After too many failures, of signing in too.
    """
    caller.require("keep_own_sign_in")
    service, name, done = caller.service, caller.viewer.name, list[tuple[T, str]]()

    def door(session: Session, account: Account | None) -> bool:
        if not _enough(service, session, account, name, proof) or account is None:
            return False
        given = act(session, account)
        done.append((given, open_for(service, session, account, proof)))
        return True

    sign_ins.sign_in(service.database, name, proof.password, proof.source, caller.now(), door)
    if not done:
        raise NotProved
    return done[0]


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


def device_words(agent: str) -> str:
    """Browser and system of a ``User-Agent``: enough to tell one's own apart, and no more is kept."""
    browser = next((words for sign, words in _BROWSERS if sign in agent), "")
    system = next((words for sign, words in (*_SYSTEMS, *_MORE_SYSTEMS) if sign in agent), "")
    program = _PROGRAM.match(agent)
    return ", ".join(filter(None, (browser, system))) or (program[0] if program else "")


def _enough(service: Service, session: Session, account: Account | None, name: str, proof: Proof) -> bool:
    """Tell whether password and code open an account; if not, write down whose was tried and what was wrong."""
    if account is not None and passes(session, service.keys, account, proof.code, clock.now()):
        return True
    tried = account or accounts.find_account(session, name)
    wrong = "password" if account is None else "code"
    _write(service, session, _NOBODY, "refuse_sign_in", tried.name if tried else "", proof.source, wrong=wrong)
    return False


def _write(
    service: Service, session: Session, who: tuple[str, str], act: str, subject: str, source: str, **more: str
) -> None:
    told = {"from": source[:64], **more} if source else more
    audit.record(session, service.keys, audit.Event(clock.now(), *who, act, "account", subject, told))


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
