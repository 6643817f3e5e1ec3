"""Which account the office's own sign-in means: linked and unlinked by administrators, never by the provider."""

from sqlmodel import Session, col, select

from api import accounts
from api.accounts import AccountRefused
from api.keys import KeyStore
from api.oidc.id_token import is_subject
from api.passwords import NO_PASSWORD
from api.row_security import SERVICE, asked_by
from api.service import Caller, Service
from api.tables import Account, ProviderLink
from api.vault import blind_index_text

_MASTER = "provider_links"


def find_linked(session: Session, keys: KeyStore, issuer: str, subject: str) -> Account | None:
    """Find the account that a provider's name for somebody is linked to; closed ones too."""
    linked = select(Account).join(ProviderLink, col(ProviderLink.account_id) == col(Account.id))
    return session.exec(linked.where(ProviderLink.subject_mark == _mark(keys, issuer, subject))).first()


def password_opens(service: Service, session: Session, account: Account) -> bool:
    """Tell whether an account may be opened by its password: a setting may leave that to those without a link."""
    return service.settings.oidc_passwords == "everybody" or not is_linked(service, session, account)


def is_linked(service: Service, session: Session, account: Account) -> bool:
    """Tell whether an account is linked to the provider that the settings name."""
    link = session.get(ProviderLink, account.id)
    return link is not None and service.provider is not None and link.issuer == service.provider.issuer


def link_account(caller: Caller, name: str, subject: str) -> None:
    """Link an account to somebody at the provider; a link that it had goes, with the sign-ins of the account.

    A first password that waits to be changed is over; an own one stays.

    Parameters
    ----------
    subject : str
        The provider's own name for them (``sub``), which its sign-in shows to who is not linked yet.

    Raises
    ------
    AccountUnknown
        If there is no account of this name.
    AccountRefused
        If there is no provider, the words cannot be a name there, or another account has them already.
    """
    caller.require("manage_accounts")
    provider, words = caller.service.provider, subject.strip()
    if provider is None:
        raise AccountRefused("Chưa có nơi đăng nhập của cơ quan: hãy đặt NOIVIEC_OIDC_ISSUER trước.")
    if not is_subject(words):
        raise AccountRefused("Mã tài khoản cơ quan gồm 1–255 chữ cái không dấu, chữ số và dấu.")
    # Tokens are in no role's policy, so links are made on the database itself.
    with caller.service.database.write(asked_by(SERVICE)) as session:
        account = accounts.get_account(session, name)
        mark = _mark(caller.service.keys, provider.issuer, words)
        other = find_linked(session, caller.service.keys, provider.issuer, words)
        if other is not None and other.id != account.id:
            raise AccountRefused("Mã này đã nối với một tài khoản khác.")
        _forget(session, account)
        if account.first_password_until is not None:  # nobody has to change what opens nothing any more
            account.password_hash, account.first_password_until, account.password_news = NO_PASSWORD, None, False
            session.add(account)
        by, now = caller.viewer.name, caller.now()
        session.add(
            ProviderLink(
                account_id=account.id or 0, issuer=provider.issuer, subject_mark=mark, linked_by=by, linked_at=now
            )
        )
        session.flush()
        caller.audit(session, "link_account", "account", account.name, mark=mark[:12])


def unlink_account(caller: Caller, name: str) -> None:
    """Take an account's link away and end its sign-ins; its password opens it again.

    Raises
    ------
    AccountUnknown
        If there is no account of this name.
    """
    caller.require("manage_accounts")
    with caller.service.database.write(asked_by(SERVICE)) as session:
        account = accounts.get_account(session, name)
        _forget(session, account)
        caller.audit(session, "unlink_account", "account", account.name)


def _forget(session: Session, account: Account) -> None:
    link = session.get(ProviderLink, account.id)
    if link is not None:
        session.delete(link)
        accounts.end_tokens(session, account)
        session.flush()


def _mark(keys: KeyStore, issuer: str, subject: str) -> str:
    return blind_index_text(keys.master(_MASTER), issuer, subject)
