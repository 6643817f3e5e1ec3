"""Sign-ins: opened by name and password, and the tokens that show whose a request is.

A token is 256 random bits, kept here only as its hash. It ends by itself, unused or in any case, when its owner ends
it, and with all others of its account (:func:`api.accounts.end_tokens`).
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, delete, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from api.accounts import find_account
from api.db import SessionFactory, before_the_work, connection_beside
from api.passwords import NO_PASSWORD, hash_of_nobody, verify_password
from api.second_factor import is_enrolled
from api.tables import AccessToken, Account
from api.throttle import count_attempt, forgive_attempt

IDLE: Final = timedelta(hours=1)
"""After which a sign-in that is not used ends, where no setting says so (NIST SP 800-63B-4, 2.2.3)."""
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
    usable = account is not None and is_usable(account, now) and account.password_hash != NO_PASSWORD
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
            token_sha256=digest_of(token),
            account_id=account.id or 0,
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
    digests = {digest_of(token): token for token in tokens}
    given = {"digests": list(digests), "now": now, "used_after": now - idle}
    rows = connection_beside(session).execute(_BY_TOKENS, given).all()
    return {digests[digest]: SignedIn(*account) for digest, *account in rows}


def note_use(session: Session, tokens: Iterable[str], now: datetime) -> None:
    """Remember that tokens were used; one that was ended meanwhile stays ended."""
    used = col(AccessToken.token_sha256).in_([digest_of(token) for token in tokens])
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
    return row.token_sha256 == digest_of(token)


def end_token(session: Session, token: str) -> None:
    """End one token (sign out); an unknown one changes nothing."""
    session.execute(delete(AccessToken).where(col(AccessToken.token_sha256) == digest_of(token)))


def end_other_tokens(session: Session, account: Account, token: str | None) -> None:
    """End every sign-in of an account but the one that has this token; all of them, where there is none."""
    others = col(AccessToken.account_id) == account.id, col(AccessToken.token_sha256) != digest_of(token or "")
    session.execute(delete(AccessToken).where(*others))


def digest_of(token: str) -> str:
    """Under what a token is kept: 64 hex digits, with which nobody signs in."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
