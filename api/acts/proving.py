"""Showing who one is, what that opens, and acts on one's own account that ask for it anew.

By password that goes through :func:`api.sign_ins.sign_in`, so that every guess is counted wherever it is made; the word
of the office's own sign-in stands in for the password, never for the code, and its attempts count as guesses do. Every
outcome stands on the trail in the transaction that has it. A new proof gives a new token and ends the one before (ASVS
5.0, 7.2.4), and with it the provider's word.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, TypeVar

from sqlmodel import Session

from api import accounts, audit, clock, sign_ins
from api.acts.devices import device_words
from api.acts.provider_links import is_linked, password_opens
from api.db import before_the_work
from api.passwords import NO_PASSWORD
from api.row_security import SERVICE, asked_by
from api.second_factor import passes
from api.service import Caller, Service
from api.tables import Account
from api.throttle import count_attempt, forgive_attempt

T = TypeVar("T")
Wrong = Literal["password", "code", "provider"]
VOUCHED: Final = timedelta(minutes=5)
"""How long the provider's word that somebody proved themselves anew is taken."""
_NOBODY: Final = ("nobody", "none")
"""Name and role of who is not known to be anybody, on the trail."""


class NotProved(Exception):
    """Password or code is not the account's; ask for both again. A code counts once, so the next one is waited for."""


@dataclass(frozen=True)
class Vouched:
    """The word of the office's own sign-in that who is signed in here has just signed in there anew.

    Attributes
    ----------
    account, sign_in : str
        Whose, and the digest of the token that asked: it counts for that sign-in alone, so for one act.
    at : datetime
        When the provider's word was taken; aware.
    """

    account: str
    sign_in: str
    at: datetime

    def stands(self, account: str, token: str | None, now: datetime) -> bool:
        """Tell whether it still counts for this sign-in."""
        own = (self.account, self.sign_in) == (account, sign_ins.digest_of(token or ""))
        return own and timedelta() <= now - self.at <= VOUCHED


@dataclass(frozen=True)
class Proof:
    """What somebody shows to be who they say, and where from.

    Attributes
    ----------
    source, device : str
        Network address and ``User-Agent`` of the request.
    token : str or None
        The sign-in that asks; a new one takes its place.
    vouched : Vouched or None
        The provider's word, in place of the password.
    """

    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    source: str = ""
    device: str = ""
    token: str | None = field(default=None, repr=False)
    vouched: Vouched | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Ways:
    """By what an account can show anew who it is."""

    password: bool
    provider: bool


def ways(caller: Caller) -> Ways:
    """By what the caller can show anew who they are."""
    caller.require("keep_own_sign_in")
    service = caller.service
    with service.database.read(asked_by(SERVICE)) as session:
        own = accounts.get_account(session, caller.viewer.name)
        has_one = own.password_hash != NO_PASSWORD
        return Ways(has_one and password_opens(service, session, own), is_linked(service, session, own))


def open_for(service: Service, session: Session, account: Account, proof: Proof, **more: str) -> str:
    """Give a token to an account that has proved itself, end the one that the same browser had, and write it down."""
    now = clock.now()
    if proof.token:
        sign_ins.end_token(session, proof.token)
    write_down(service, session, (account.name, account.role), "sign_in", account.name, proof.source, **more)
    hours = service.settings.token_hours
    return sign_ins.issue_token(session, account, now, hours, proof.source, device_words(proof.device))


def proved(caller: Caller, proof: Proof, act: Callable[[Session, Account], T]) -> tuple[T, str]:
    """Do an act of one's own account once one has shown anew who one is, all of it in one transaction.

    Returns
    -------
    (what the act gives, token)
        The token takes the place of the one that asked.

    Raises
    ------
    NotProved
        If password or code is wrong, the password opens nothing here, or the provider's word is over.
    api.throttle.SignInThrottled
        After too many failures, of signing in too.
    """
    caller.require("keep_own_sign_in")
    service, name, done = caller.service, caller.viewer.name, list[tuple[T, str]]()
    by = {"by": "provider"} if proof.vouched else {}

    def door(session: Session, account: Account | None) -> bool:
        if account is not None and not (proof.vouched or password_opens(service, session, account)):
            account = None  # refused as a wrong password is, and no code is used up
        if not is_enough(service, session, account, name, proof) or account is None:
            return False
        given = act(session, account)
        done.append((given, open_for(service, session, account, proof, **by)))
        return True

    if proof.vouched:
        _weigh(caller, proof, proof.vouched, door)
    else:
        sign_ins.sign_in(service.database, name, proof.password, proof.source, caller.now(), door)
    if not done:
        raise NotProved
    return done[0]


def _weigh(caller: Caller, proof: Proof, vouched: Vouched, door: Callable[[Session, Account | None], bool]) -> None:
    """As :func:`api.sign_ins.sign_in`, by the provider's word: counted before it is looked at, forgiven if it opens."""
    service, name, now = caller.service, caller.viewer.name, caller.now()
    with before_the_work(), service.database.write() as session:
        count_attempt(session, name, proof.source, now)
    with service.database.write() as session:
        account = accounts.get_account(session, name)
        usable = account.disabled_at is None and is_linked(service, session, account)
        if door(session, account if usable and vouched.stands(name, proof.token, now) else None):
            forgive_attempt(session, name, proof.source)


def is_enough(service: Service, session: Session, account: Account | None, name: str, proof: Proof) -> bool:
    """Tell whether what was shown opens an account; if not, write down whose was tried and what was wrong."""
    if account is not None and passes(session, service.keys, account, proof.code, clock.now()):
        return True
    tried = account or accounts.find_account(session, name)
    wrong: Wrong = "code" if account is not None else "provider" if proof.vouched else "password"
    refuse(service, session, tried.name if tried else "", proof.source, wrong)
    return False


def refuse(service: Service, session: Session, name: str, source: str, wrong: Wrong) -> None:
    """Write down that somebody did not show who they are, and whose account it was, if any."""
    write_down(service, session, _NOBODY, "refuse_sign_in", name, source, wrong=wrong)


def write_down(
    service: Service, session: Session, who: tuple[str, str], act: str, subject: str, source: str, **more: str
) -> None:
    """Put what became of a proof on the trail, with the network address that it came from."""
    told = {"from": source[:64], **more} if source else more
    audit.record(session, service.keys, audit.Event(clock.now(), *who, act, "account", subject, told))
