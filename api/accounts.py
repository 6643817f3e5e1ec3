"""Accounts: who may sign in, as what, and the tokens that show it.

A token is 256 random bits, kept here only as its hash, and ends by itself, on a change of role or password, and when
the account is disabled.
"""

import hashlib
import re
import secrets
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from pwdlib import PasswordHash
from sqlalchemy import bindparam, delete
from sqlmodel import Session, col, select

from api.db import SessionFactory
from api.policy import SIGNS_IN, Role
from api.second_factor import is_enrolled
from api.tables import AccessToken, Account, AccountCommune
from api.throttle import count_attempt, forgive_attempt
from employers.reference.tax_code import is_own_code, is_personal_id, read_employer_code
from employers.registry import find_employer

PASSWORD_MIN: Final = 10
PASSWORD_MAX: Final = 256
"""Characters; the upper bound only keeps a request from hashing megabytes."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_HASHERS: Final = threading.BoundedSemaphore(2)
"""argon2id takes 64 MiB a time (RFC 9106, second recommended choice): forty sign-ins at once would take 2.5 GB."""


# Asked at every request, so they are written once: writing a query anew takes longer than asking it.
_BY_TOKENS: Final = (
    select(AccessToken.token_sha256, Account)
    .join(Account, col(AccessToken.account_id) == col(Account.id))
    .where(
        col(AccessToken.token_sha256).in_(bindparam("digests", expanding=True)),
        col(AccessToken.expires_at) > bindparam("now"),
        col(Account.disabled_at).is_(None),
    )
)
_COMMUNES: Final = select(AccountCommune.account_id, AccountCommune.commune_code).where(
    col(AccountCommune.account_id).in_(bindparam("accounts", expanding=True))
)


class AccountRefused(ValueError):
    """An account cannot be made or changed as asked; the message is one Vietnamese sentence that says why."""


class EmployerNotRegistered(AccountRefused):
    """No employer on the register has this owner's ID number or code of ours. Register the employer first."""


class AccountUnknown(LookupError):
    """There is no account of that name; the message says which. List the accounts."""


def account_name(words: str) -> str:
    """Bring a typed account name to its one form: lower case, trimmed.

    Raises
    ------
    AccountRefused
        If it is not 2–64 Latin letters, digits, dots, dashes and underscores.
    """
    name = words.strip().lower()
    if not _NAME.fullmatch(name):
        raise AccountRefused("Tên tài khoản gồm 2–64 chữ cái không dấu, chữ số, dấu chấm, gạch ngang hoặc gạch dưới.")
    return name


def employer_code(session: Session, words: str) -> str:
    """The code of the employer that a typed tax code names; a company's tax code stands before it is registered too.

    Raises
    ------
    EmployerNotRegistered
        If it is an owner's ID number or a code of ours, and no employer on the register has it.
    """
    code = read_employer_code(words).code or words.strip()
    found = find_employer(session, code)
    if found is not None:
        return found.code
    if is_own_code(code) or is_personal_id("".join(filter(str.isdigit, code))):
        raise EmployerNotRegistered("Đơn vị này chưa có trong danh bạ; hãy ghi vào danh bạ trước, rồi mở tài khoản.")
    return code


def add_account(
    session: Session, now: datetime, name: str, role: Role, password: str, employer_tax_code: str | None = None
) -> Account:
    """Make an account; its communes are set with :func:`set_communes`.

    Raises
    ------
    AccountRefused
        If the name is taken or malformed, the password too weak, or an employer's tax code missing or out of place.
    """
    name = account_name(name)
    if role not in SIGNS_IN:
        raise AccountRefused("Vai trò này là của hệ thống, không phải tài khoản.")
    if (role is Role.employer) != bool(employer_tax_code):
        raise AccountRefused("Tài khoản doanh nghiệp cần mã số thuế, và chỉ tài khoản doanh nghiệp có mã số thuế.")
    if find_account(session, name) is not None:
        raise AccountRefused(f"Đã có tài khoản tên {name}.")
    code = employer_code(session, employer_tax_code) if employer_tax_code else None
    account = Account(name=name, role=role, password_hash=_hash(password, name), employer_tax_code=code, created_at=now)
    session.add(account)
    session.flush()
    return account


def find_account(session: Session, name: str) -> Account | None:
    """Find an account by its name as typed, or None."""
    return session.exec(select(Account).where(Account.name == name.strip().lower())).first()


def get_account(session: Session, name: str) -> Account:
    """Find an account by its name as typed.

    Raises
    ------
    AccountUnknown
        If there is none.
    """
    account = find_account(session, name)
    if account is None:
        raise AccountUnknown(f"Không có tài khoản tên {name.strip().lower()[:64]}.")
    return account


def list_accounts(session: Session) -> list[Account]:
    """List every account by name, disabled ones too."""
    return list(session.exec(select(Account).order_by(Account.name)))


def set_communes(session: Session, account: Account, communes: Iterable[str]) -> None:
    """Set the communes of a case worker's or supervisor's area; the former ones go."""
    session.execute(delete(AccountCommune).where(col(AccountCommune.account_id) == account.id))
    session.add_all(AccountCommune(account_id=_id(account), commune_code=code) for code in sorted(set(communes)))
    session.flush()


def communes_of(session: Session, account: Account) -> list[str]:
    """List the communes of an account's area, by code."""
    found = select(AccountCommune.commune_code).where(AccountCommune.account_id == account.id)
    return sorted(session.exec(found))


def communes_of_many(session: Session, account_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The communes of several accounts' areas; an account without any is left out."""
    found: dict[int, set[str]] = defaultdict(set)
    for account_id, commune in session.exec(_COMMUNES, params={"accounts": account_ids}).all():
        found[account_id].add(commune)
    return {account_id: frozenset(communes) for account_id, communes in found.items()}


def change_role(session: Session, account: Account, role: Role, employer_tax_code: str | None = None) -> None:
    """Give an account another role and end all its tokens.

    Raises
    ------
    AccountRefused
        If the tax code and the role do not go together, or the role is ``operator``.
    """
    if role not in SIGNS_IN or (role is Role.employer) != bool(employer_tax_code):
        raise AccountRefused("Vai trò và mã số thuế không đi cùng nhau.")
    account.role = role
    account.employer_tax_code = employer_code(session, employer_tax_code) if employer_tax_code else None
    _save_and_sign_out(session, account)


def change_password(session: Session, account: Account, password: str) -> None:
    """Give an account another password and end all its tokens.

    Raises
    ------
    AccountRefused
        If the password is too weak.
    """
    account.password_hash = _hash(password, account.name)
    _save_and_sign_out(session, account)


def disable_account(session: Session, account: Account, now: datetime) -> None:
    """Close an account and end all its tokens; what it did stays."""
    account.disabled_at = now
    _save_and_sign_out(session, account)


def sign_in(
    sessions: SessionFactory,
    name: str,
    password: str,
    source: str,
    now: datetime,
    second: Callable[[Session, Account], bool] | None = None,
) -> Account | None:
    """Check a name and password; unknown, disabled and wrong take the same time and give the same answer.

    The attempt is counted in a transaction of its own, and no transaction is open while argon2 works: it takes a
    tenth of a second, which the one writer cannot spare.

    Parameters
    ----------
    name, password : str
        As typed, anything at all.
    source : str
        The network address that asks.
    second : callable, optional
        Tells whether the code typed beside opens the account, see :func:`api.second_factor.passes`; without it an
        account that asks for a code is not opened.

    Returns
    -------
    Account or None
        None for every kind of no: a right password with a wrong code looks like a wrong password.

    Raises
    ------
    api.throttle.SignInThrottled
        After too many failures of this name or source, right password or not.
    """
    name = name.strip().lower()[:PASSWORD_MAX]
    with sessions.write() as session:
        count_attempt(session, name, source, now)
    with sessions.read() as session:
        account = find_account(session, name) if _NAME.fullmatch(name) else None
    usable = account is not None and account.disabled_at is None
    right, better_hash = _verify(password, account.password_hash if account and usable else hash_of_nobody())
    if account is None or not usable or not right:
        return None
    with sessions.write() as session:
        if not (second(session, account) if second is not None else not is_enrolled(session, account)):
            return None
        forgive_attempt(session, name, source)
        if better_hash:
            session.merge(account).password_hash = better_hash
    return account


def issue_token(session: Session, account: Account, now: datetime, hours: float = 12) -> str:
    """Give a new token for an account and clear away what has expired."""
    session.execute(delete(AccessToken).where(col(AccessToken.expires_at) <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        AccessToken(
            token_sha256=_digest(token),
            account_id=_id(account),
            issued_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    session.flush()
    return token


def account_of_token(session: Session, token: str, now: datetime) -> Account | None:
    """Find whose token this is; None when it is unknown, ended, expired or its account disabled."""
    found = select(Account).join(AccessToken, col(AccessToken.account_id) == col(Account.id))
    good = (AccessToken.token_sha256 == _digest(token), col(AccessToken.expires_at) > now)
    return session.exec(found.where(*good, col(Account.disabled_at).is_(None))).first()


def accounts_of_tokens(session: Session, tokens: Sequence[str], now: datetime) -> dict[str, Account]:
    """As :func:`account_of_token`, for several at once; an unknown or ended one is left out."""
    digests = {_digest(token): token for token in tokens}
    rows = session.exec(_BY_TOKENS, params={"digests": list(digests), "now": now}).all()
    return {digests[digest]: account for digest, account in rows}


def end_token(session: Session, token: str) -> None:
    """End one token (sign out); an unknown one changes nothing."""
    session.execute(delete(AccessToken).where(col(AccessToken.token_sha256) == _digest(token)))


def _save_and_sign_out(session: Session, account: Account) -> None:
    session.add(account)
    session.execute(delete(AccessToken).where(col(AccessToken.account_id) == account.id))
    session.flush()


def _id(account: Account) -> int:
    assert account.id is not None, "an account is flushed before it is used"
    return account.id


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def hash_of_nobody() -> str:
    """Give a hash that no password fits, made with today's parameters, for names that do not exist."""
    return _hasher().hash(secrets.token_urlsafe(32))


def _hash(password: str, name: str) -> str:
    form = unicodedata.normalize("NFC", password)
    if not PASSWORD_MIN <= len(form) <= PASSWORD_MAX or form.strip().lower() == name or _unusable(form):
        raise AccountRefused(
            f"Mật khẩu cần từ {PASSWORD_MIN} đến {PASSWORD_MAX} ký tự và không được trùng tên tài khoản."
        )
    with _HASHERS:
        return _hasher().hash(form)


def _verify(password: str, hashed: str) -> tuple[bool, str | None]:
    form = unicodedata.normalize("NFC", password[: PASSWORD_MAX + 1])
    # What cannot be a password is replaced, not refused at once: a refusal would be quicker than a wrong password.
    possible = len(form) <= PASSWORD_MAX and not _unusable(form)
    with _HASHERS:
        right, better_hash = _hasher().verify_and_update(form if possible else "", hashed)
    return right and possible, better_hash


def _unusable(password: str) -> bool:
    """Tell whether a password holds a control character or half a surrogate pair."""
    return any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in password)
