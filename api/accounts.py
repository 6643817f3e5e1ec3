"""Accounts: who may sign in, as what and for which communes, and what ends every sign-in of theirs.

A sign-in ends on a change of role or password and when the account is closed; :mod:`api.sign_ins` opens them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from api.db import connection_beside
from api.passwords import WeakPassword, hash_anything, hash_password
from api.policy import SIGNS_IN, Role
from api.tables import AccessToken, Account, AccountCommune
from employers.reference.tax_code import is_own_code, is_personal_id, read_employer_code
from employers.registry import find_employer

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
# Asked at every request, so it is written once: writing a query anew takes longer than asking it.
_COMMUNES: Final = core_select(col(AccountCommune.account_id), col(AccountCommune.commune_code)).where(
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
    hashed = new_hash(name, password, code)
    account = Account(name=name, role=role, password_hash=hashed, employer_tax_code=code, created_at=now)
    session.add(account)
    session.flush()
    return account


def new_hash(name: str, password: str, employer_tax_code: str | None = None) -> str:
    """Hash a new password of an account.

    Raises
    ------
    AccountRefused
        If it may not be one; its cause is the :class:`api.passwords.WeakPassword`.
    """
    try:
        return hash_password(password, [name, employer_tax_code or ""])
    except WeakPassword as weak:
        raise AccountRefused(str(weak)) from weak


def find_account(session: Session, name: str) -> Account | None:
    """Find an account by its name as typed, or None."""
    name = name.strip().lower()
    return session.exec(select(Account).where(Account.name == name)).first() if _NAME.fullmatch(name) else None


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
    assert account.id is not None, "an account is flushed before it is used"
    session.add_all(AccountCommune(account_id=account.id, commune_code=code) for code in sorted(set(communes)))
    session.flush()


def communes_of(session: Session, account: Account) -> list[str]:
    """List the communes of an account's area, by code."""
    found = select(AccountCommune.commune_code).where(AccountCommune.account_id == account.id)
    return sorted(session.exec(found))


def communes_of_many(session: Session, account_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The communes of several accounts' areas; an account without any is left out."""
    found: dict[int, set[str]] = defaultdict(set)
    asked = {"accounts": list(account_ids)}
    for account_id, commune in connection_beside(session).execute(_COMMUNES, asked).all():
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


def put_password(
    session: Session,
    account: Account,
    hashed: str,
    now: datetime,
    source: str | None = None,
    first_until: datetime | None = None,
) -> None:
    """Give an account another password and end all its tokens; its next sign-in tells of it.

    Parameters
    ----------
    hashed : str
        By :func:`new_hash`, before the transaction: it takes a tenth of a second, which the one writer cannot spare.
    source : str, optional
        The network address that changed it; None where the office gave it.
    first_until : datetime, optional
        Until when it is good, where it is one to be changed at the first sign-in.
    """
    account.password_hash, account.first_password_until = hashed, first_until
    account.password_set_at, account.password_set_from, account.password_news = now, source, True
    _save_and_sign_out(session, account)


def give_first_password(session: Session, account: Account, password: str, now: datetime, until: datetime) -> None:
    """Give an account a drawn password that its first sign-in must change, and end all its tokens."""
    put_password(session, account, hash_anything(password), now, first_until=until)


def disable_account(session: Session, account: Account, now: datetime) -> None:
    """Close an account and end all its tokens; what it did stays."""
    account.disabled_at = now
    _save_and_sign_out(session, account)


def end_tokens(session: Session, account: Account) -> None:
    """End every sign-in of an account."""
    session.execute(delete(AccessToken).where(col(AccessToken.account_id) == account.id))


def _save_and_sign_out(session: Session, account: Account) -> None:
    session.add(account)
    end_tokens(session, account)
    session.flush()
