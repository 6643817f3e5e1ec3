"""Signing in by the office's own sign-in: the provider says who it is, and everything else stays ours.

It makes no account and gives no role. Every attempt counts against its source as a password does, a code of the second
factor against the account's name, and the token is the same that a password gives.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final, Literal

from sqlmodel import Session

from api import accounts, audit, clock
from api.acts.provider_links import find_linked, is_linked
from api.acts.signing_in import Proof, open_for
from api.oidc.asking import ProviderDown
from api.oidc.id_token import Believed
from api.oidc.provider import Flow, Provider
from api.policy import Role
from api.row_security import SERVICE, asked_by
from api.second_factor import is_enrolled, passes
from api.service import Service
from api.tables import Account, PostedForm
from api.throttle import count_attempt, forgive_attempt

_NOBODY: Final = ("nobody", "none")
"""Name and role of who is not known to be anybody, on the trail."""


class UsedBefore(Exception):
    """This answer of the provider was brought before. Begin anew."""


@dataclass(frozen=True)
class Opened:
    """A sign-in that was opened: its token, and the role whose first page it leads to."""

    token: str = field(repr=False)
    role: Role


@dataclass(frozen=True)
class NotLinked:
    """No account of ours is open to them; ``subject`` is what an administrator links."""

    subject: str


@dataclass(frozen=True)
class CodeNeeded:
    """The account asks for a code of its second factor too."""

    account: str


def come_back(
    service: Service, provider: Provider, flow: Flow, code: str, proof: Proof
) -> Opened | NotLinked | CodeNeeded:
    """Take the provider's answer, once.

    Raises
    ------
    UsedBefore, api.throttle.SignInThrottled
        If this answer was brought before, or too many were from this source.
    api.oidc.asking.ProviderDown, api.oidc.asking.ProviderRefused, api.oidc.id_token.TokenRefused
        As :meth:`api.oidc.provider.Provider.redeem`.
    """
    now, attempt = clock.now(), f"provider:{flow.state}"
    key = hashlib.sha256(attempt.encode()).hexdigest()
    with service.database.write() as session:
        count_attempt(session, attempt, proof.source, now)
        used = session.get(PostedForm, key) is not None
        if not used:
            session.add(PostedForm(once_sha256=key, posted_at=now))
    if used:
        raise UsedBefore
    try:
        believed = provider.redeem(flow, code, now.timestamp())
    except ProviderDown:
        with service.database.write() as session:
            forgive_attempt(session, attempt, proof.source)  # whose fault it is not
        raise
    with service.database.write(asked_by(SERVICE)) as session:
        answer = _admit(service, session, believed, proof)
        if not isinstance(answer, NotLinked):
            forgive_attempt(session, attempt, proof.source)
        return answer


def _admit(service: Service, session: Session, believed: Believed, proof: Proof) -> Opened | NotLinked | CodeNeeded:
    provider = service.provider
    assert provider is not None, "it has just answered"
    account = find_linked(session, service.keys, provider.issuer, believed.subject)
    if account is None or account.disabled_at is not None:
        _refuse(service, session, account.name if account else "", proof.source, "provider")
        return NotLinked(believed.subject)
    twice = provider.acr is not None and believed.acr == provider.acr
    if is_enrolled(session, account) and not twice:
        return CodeNeeded(account.name)
    return _open(service, session, account, proof)


def give_code(service: Service, name: str, proof: Proof) -> Opened | None:
    """Open a sign-in that waits for its code; None where the code is wrong or the account no longer open.

    Raises
    ------
    api.throttle.SignInThrottled
        After too many failures of this account or source.
    """
    now = clock.now()
    with service.database.write() as session:
        count_attempt(session, name, proof.source, now)
    with service.database.write(asked_by(SERVICE)) as session:
        account = accounts.find_account(session, name)
        usable = account is not None and account.disabled_at is None and is_linked(service, session, account)
        if account is None or not usable or not passes(session, service.keys, account, proof.code, now):
            _refuse(service, session, name, proof.source, "code")
            return None
        forgive_attempt(session, name, proof.source)
        return _open(service, session, account, proof)


def _open(service: Service, session: Session, account: Account, proof: Proof) -> Opened:
    return Opened(open_for(service, session, account, proof, by="provider"), Role(account.role))


def _refuse(service: Service, session: Session, name: str, source: str, wrong: Literal["provider", "code"]) -> None:
    event = audit.Event(clock.now(), *_NOBODY, "refuse_sign_in", "account", name, {"from": source[:64], "wrong": wrong})
    audit.record(session, service.keys, event)
