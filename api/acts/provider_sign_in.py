"""Signing in by the office's own sign-in, and proving anew there who one is: the provider says who it is, no more.

It makes no account and gives no role. Every attempt counts against its source as a password does, a code of the second
factor against the account's name, and the token is the same that a password gives.
"""

import hashlib
from dataclasses import dataclass

from sqlmodel import Session

from api import accounts, clock
from api.acts.provider_links import find_linked, is_linked
from api.acts.proving import Proof, Vouched, refuse
from api.acts.signing_in import Opened, open_and_tell
from api.oidc.asking import ProviderDown
from api.oidc.id_token import Believed
from api.oidc.provider import Flow, Provider
from api.row_security import SERVICE, asked_by
from api.second_factor import is_enrolled, passes
from api.service import Caller, Service
from api.sign_ins import digest_of
from api.tables import PostedForm
from api.throttle import count_attempt, forgive_attempt


class UsedBefore(Exception):
    """This answer of the provider was brought before. Begin anew."""


class SomebodyElse(Exception):
    """Who proved themselves at the provider is not whose account this is. Prove it there as oneself."""


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
    believed = _redeem(service, provider, flow, code, proof)
    with service.database.write(asked_by(SERVICE)) as session:
        answer = _admit(service, provider, session, believed, proof)
        if not isinstance(answer, NotLinked):
            forgive_attempt(session, _attempt(flow), proof.source)
        return answer


def come_back_anew(caller: Caller, provider: Provider, flow: Flow, code: str, proof: Proof) -> Vouched:
    """Take the provider's answer, once, as the word that the caller has just proved themselves there.

    Raises
    ------
    SomebodyElse
        If it speaks of somebody whose account is not the caller's.
    api.oidc.id_token.NotFresh
        If the provider does not say that they signed in after they were asked to.
    UsedBefore, api.throttle.SignInThrottled, api.oidc.asking.ProviderDown
        As :func:`come_back`, and whatever else that raises.
    """
    caller.require("keep_own_sign_in")
    service, name = caller.service, caller.viewer.name
    believed = _redeem(service, provider, flow, code, proof)
    with service.database.write(asked_by(SERVICE)) as session:
        account = find_linked(session, service.keys, provider.issuer, believed.subject)
        own = account is not None and account.name == name
        if own:
            forgive_attempt(session, _attempt(flow), proof.source)
            caller.audit(session, "prove_anew", "account", name, by="provider")
        else:
            refuse(service, session, name, proof.source, "provider")
    if not own:
        raise SomebodyElse
    return Vouched(name, digest_of(proof.token or ""), caller.now())


def _attempt(flow: Flow) -> str:
    return f"provider:{flow.state}"


def _redeem(service: Service, provider: Provider, flow: Flow, code: str, proof: Proof) -> Believed:
    """Ask the provider whom an answer means, once, and counted."""
    now, attempt = clock.now(), _attempt(flow)
    key = hashlib.sha256(attempt.encode()).hexdigest()
    with service.database.write() as session:
        count_attempt(session, attempt, proof.source, now)
        used = session.get(PostedForm, key) is not None
        if not used:
            session.add(PostedForm(once_sha256=key, posted_at=now))
    if used:
        raise UsedBefore
    try:
        return provider.redeem(flow, code, now.timestamp())
    except ProviderDown:
        with service.database.write() as session:
            forgive_attempt(session, attempt, proof.source)  # whose fault it is not
        raise


def _admit(
    service: Service, provider: Provider, session: Session, believed: Believed, proof: Proof
) -> Opened | NotLinked | CodeNeeded:
    account = find_linked(session, service.keys, provider.issuer, believed.subject)
    if account is None or account.disabled_at is not None:
        refuse(service, session, account.name if account else "", proof.source, "provider")
        return NotLinked(believed.subject)
    twice = provider.acr is not None and believed.acr == provider.acr
    if is_enrolled(session, account) and not twice:
        return CodeNeeded(account.name)
    return open_and_tell(service, session, account, proof, by="provider")


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
            refuse(service, session, name, proof.source, "code")
            return None
        forgive_attempt(session, name, proof.source)
        return open_and_tell(service, session, account, proof, by="provider")
