"""Accounts: who may sign in, as what, and the tokens that show it.

A token is 256 random bits, kept here only as its hash, and ends by itself, on a change of role or password, and when
the account is disabled.
"""

import hashlib
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from api.db import SessionFactory, before_the_work, connection_beside
from api.passwords import WeakPassword, hash_anything, hash_of_nobody, hash_password, verify_password
from api.policy import SIGNS_IN, Role
from api.second_factor import is_enrolled
from api.tables import AccessToken, Account, AccountCommune
from api.throttle import count_attempt, forgive_attempt
from employers.reference.tax_code import is_own_code, is_personal_id, read_employer_code
from employers.registry import find_employer

IDLE: Final = timedelta(hours=1)
"""After which a sign-in that is not used ends, where no setting says so (NIST SP 800-63B-4, 2.2.3)."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_LONGEST_NAME: Final = 256


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a request needs to know of the account behind it."""

    id: int
    name: str
    role: str
    employer_tax_code: str | None
    first_password_until: datetime | None
    used_at: datetime
    """When the sign-in was last used, as far as it is noted."""


# Asked at every request, so they are written once, and asked without the making of objects: writing a query anew and
# making its objects each take longer than asking it.
_SIGNED_IN: Final[tuple[Any, ...]] = (
    *(Account.id, Account.name, Account.role, Account.employer_tax_code, Account.first_password_until),
    AccessToken.used_at,
)
_BY_TOKENS: Final = (
    core_select(col(AccessToken.token_sha256), *_SIGNED_IN)
    .join(Account, col(AccessToken.account_id) == col(Account.id))
    .where(
        col(AccessToken.token_sha256).in_(bindparam("digests", expanding=True)),
        col(AccessToken.expires_at) > bindparam("now"),
        col(AccessToken.used_at) > bindparam("used_after"),
        col(Account.disabled_at).is_(None),
    )
)
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
    session.add_all(AccountCommune(account_id=_id(account), commune_code=code) for code in sorted(set(communes)))
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


def sign_in(
    sessions: SessionFactory,
    name: str,
    password: str,
    source: str,
    now: datetime,
    door: Callable[[Session, Account | None], bool] | None = None,
) -> Account | None:
    """Check a name and password; unknown, disabled and wrong take the same time and give the same answer.

    The attempt is counted in a transaction of its own, and no transaction is open while argon2 works: it takes a
    tenth of a second, which the one writer cannot spare. What was changed meanwhile counts: the last transaction
    reads the account again and does all that depends on the answer.

    Parameters
    ----------
    name, password, source : str
        As typed, anything at all; the network address that asks.
    door : callable, optional
        Has the last word, in the last transaction: given the account whose password is right, it tells whether that
        is enough and may open a sign-in at once; given None, it may write down that the password is not right.
        Without it an account that asks for a code is not opened.

    Returns
    -------
    Account or None
        None for every kind of no: a right password with a wrong code looks like a wrong password.

    Raises
    ------
    api.throttle.SignInThrottled
        After too many failures of this name or source, right password or not.
    """
    name = name[:_LONGEST_NAME].strip().lower()  # cut first: what is counted is looked up
    with before_the_work(), sessions.write() as session:
        count_attempt(session, name, source, now)
    with sessions.read() as session:
        account = find_account(session, name)
    usable = account is not None and is_usable(account, now)
    right, better_hash = verify_password(password, account.password_hash if account and usable else hash_of_nobody())
    with sessions.write() as session:
        found = _still(session, account) if usable and right else None
        admitted = door(session, found) if door else found is not None and not is_enrolled(session, found)
        if found is None or not admitted:
            return None
        forgive_attempt(session, name, source)
        if better_hash and account and found.password_hash == account.password_hash:
            found.password_hash = better_hash
            session.add(found)
    return account


def is_usable(account: Account, now: datetime) -> bool:
    """Tell whether an account can be signed in with: it is not closed, and no first password of it is over."""
    until = account.first_password_until
    return account.disabled_at is None and (until is None or now < until)


def _still(session: Session, account: Account | None) -> Account | None:
    """The account as it is now, if its password and state are those that were checked."""
    now = session.get(Account, account.id, populate_existing=True) if account else None
    unchanged = now and account and (now.password_hash, now.disabled_at) == (account.password_hash, account.disabled_at)
    return now if unchanged else None


def issue_token(
    session: Session, account: Account, now: datetime, hours: float = 12, source: str = "", device: str = ""
) -> str:
    """Give a new token for an account and clear away what has expired."""
    session.execute(delete(AccessToken).where(col(AccessToken.expires_at) <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        AccessToken(
            token_sha256=_digest(token),
            account_id=_id(account),
            issued_at=now,
            expires_at=now + timedelta(hours=hours),
            used_at=now,
            source=source[:64],
            device=device[:64],
        )
    )
    session.flush()
    return token


def account_of_token(session: Session, token: str, now: datetime, idle: timedelta = IDLE) -> Account | None:
    """Find whose token this is; None when it is unknown, ended, expired, long unused or its account disabled."""
    found = accounts_of_tokens(session, [token], now, idle).get(token)
    return session.get(Account, found.id) if found else None


def accounts_of_tokens(
    session: Session, tokens: Sequence[str], now: datetime, idle: timedelta = IDLE
) -> dict[str, SignedIn]:
    """Whose tokens these are and when each was last used; an unknown or ended one is left out.

    Parameters
    ----------
    idle : timedelta
        After which an unused one has ended.
    """
    digests = {_digest(token): token for token in tokens}
    given = {"digests": list(digests), "now": now, "used_after": now - idle}
    rows = connection_beside(session).execute(_BY_TOKENS, given).all()
    return {digests[digest]: SignedIn(*account) for digest, *account in rows}


def note_use(session: Session, tokens: Iterable[str], now: datetime) -> None:
    """Remember that tokens were used; one that was ended meanwhile stays ended."""
    used = col(AccessToken.token_sha256).in_([_digest(token) for token in tokens])
    session.execute(update(AccessToken).where(used, col(AccessToken.used_at) < now).values(used_at=now))


def list_tokens(session: Session, account: Account, now: datetime, idle: timedelta = IDLE) -> list[AccessToken]:
    """List an account's sign-ins that are still good, the latest used first."""
    own = select(AccessToken).where(
        AccessToken.account_id == account.id,
        col(AccessToken.expires_at) > now,
        col(AccessToken.used_at) > now - idle,
    )
    return list(session.exec(own.order_by(col(AccessToken.used_at).desc(), AccessToken.token_sha256)))


def is_row_of(row: AccessToken, token: str) -> bool:
    """Tell whether a row is that of a token."""
    return row.token_sha256 == _digest(token)


def end_token(session: Session, token: str) -> None:
    """End one token (sign out); an unknown one changes nothing."""
    session.execute(delete(AccessToken).where(col(AccessToken.token_sha256) == _digest(token)))


def end_tokens(session: Session, account: Account, but: str | None = None) -> None:
    """End every token of an account, but one perhaps."""
    own = delete(AccessToken).where(col(AccessToken.account_id) == account.id)
    session.execute(own.where(col(AccessToken.token_sha256) != _digest(but)) if but else own)


def _save_and_sign_out(session: Session, account: Account) -> None:
    session.add(account)
    end_tokens(session, account)
    session.flush()


def _id(account: Account) -> int:
    assert account.id is not None, "an account is flushed before it is used"
    return account.id


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
