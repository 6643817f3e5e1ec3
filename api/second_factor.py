"""The second factor of a sign-in: codes that a telephone makes (TOTP, RFC 6238), and spare codes for when it is lost.

Six digits of HMAC-SHA-1 over 30 seconds, which every authenticator knows (RFC 4226, 5.1 and RFC 6238, 1.2). A code of
the step before or after is taken too, for clocks that differ (RFC 6238, 5.2), and each code once. Secrets are sealed
with a key from the key store, so that who reads the database makes no codes.
"""

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlmodel import Session, select

from api.keys import KeyStore
from api.tables import Account, SecondFactor
from api.vault import VaultError, blind_index_text, open_text, seal_text

STEP: Final = 30
DIGITS: Final = 6
SPARE_CODES: Final = 8
_SLACK: Final = 1
"""Steps by which clocks may differ."""
_WAITS: Final = 30
"""Steps, of half a minute, that a secret waits for its first code."""
_SECRET_BYTES: Final = 20
"""160 bits, the length that RFC 4226, 4 (R6), recommends."""
_SPARE_BYTES: Final = 10
"""80 bits: sixteen letters, which nobody guesses."""
_MASTER: Final = "second_factor"


class WrongCode(ValueError):
    """The code is not the one of this moment, or was used already. Wait for the next one and type that."""


def is_enrolled(session: Session, account: Account) -> bool:
    """Tell whether an account's sign-in asks for a code."""
    return has_factor(session, account.id)


def has_factor(session: Session, account_id: int | None) -> bool:
    """As :func:`is_enrolled`, by the account's row."""
    factor = session.get(SecondFactor, account_id)
    return factor is not None and factor.confirmed_at is not None


def begin(session: Session, keys: KeyStore, account: Account, now: datetime) -> str:
    """Give a new secret to an account that has none in force; it asks for nothing until :func:`confirm`.

    It waits for its first code for a quarter of an hour: a secret that lay there longer may have been seen by others.

    Returns
    -------
    str
        32 letters and digits (base32), to be typed into an authenticator.

    Raises
    ------
    WrongCode
        If one is in force: it is taken away first, with a code.
    """
    if is_enrolled(session, account):
        raise WrongCode
    secret = base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    sealed = seal_text(secret, _about(account), keys.master(_MASTER))
    begun = _step(now) - _SLACK - 1
    session.merge(SecondFactor(account_id=account.id or 0, secret_sealed=sealed, last_step=begun, recovery=[]))
    session.flush()
    return secret


def begun_secret(session: Session, keys: KeyStore, account: Account, now: datetime) -> str | None:
    """The secret that waits to be confirmed, to be shown again after a mistyped code; None where none waits."""
    factor = session.get(SecondFactor, account.id)
    return _secret(keys, account, factor) if factor is not None and _waits(factor, now) else None


def address(secret: str, name: str) -> str:
    """The secret as authenticators read it from a picture or a link (the ``otpauth`` key format)."""
    return f"otpauth://totp/{quote('Nối Việc')}:{quote(name)}?secret={secret}&issuer={quote('Nối Việc')}"


def confirm(session: Session, keys: KeyStore, account: Account, code: str, now: datetime) -> list[str]:
    """Put a second factor in force with its first code, and give the spare codes, which are kept nowhere in the clear.

    Raises
    ------
    WrongCode
        If nothing was begun in the last quarter of an hour, or the code is not the one of this moment.
    """
    factor = session.get(SecondFactor, account.id)
    if factor is None or not _waits(factor, now) or not _takes(keys, account, factor, code, now):
        raise WrongCode
    spare = [base64.b32encode(secrets.token_bytes(_SPARE_BYTES)).decode() for _ in range(SPARE_CODES)]
    factor.recovery = [_digest(keys, account, code) for code in spare]
    factor.confirmed_at = now
    session.add(factor)
    session.flush()
    return spare


def passes(session: Session, keys: KeyStore, account: Account, code: str, now: datetime) -> bool:
    """Tell whether a code opens an account that asks for one, and use it up; one that asks for none is open."""
    factor = session.get(SecondFactor, account.id)
    if factor is None or factor.confirmed_at is None:
        return True
    typed = "".join(code.split()).upper()
    if _takes(keys, account, factor, typed, now):
        session.add(factor)
        return True
    digest = _digest(keys, account, typed)
    if not any(hmac.compare_digest(digest, kept) for kept in factor.recovery):
        return False
    factor.recovery = [kept for kept in factor.recovery if kept != digest]
    session.add(factor)
    return True


def unreadable_secrets(session: Session, keys: KeyStore) -> int:
    """Count the second factors whose secret does not open: damaged, or of another key store."""
    shut = 0
    for factor in session.exec(select(SecondFactor)).all():
        try:
            _secret(keys, session.get_one(Account, factor.account_id), factor)
        except VaultError:
            shut += 1
    return shut


def take_away(session: Session, account: Account) -> None:
    """Ask an account for no code any more."""
    factor = session.get(SecondFactor, account.id)
    if factor is not None:
        session.delete(factor)
        session.flush()


def _takes(keys: KeyStore, account: Account, factor: SecondFactor, code: str, now: datetime) -> bool:
    """Tell whether a code is that of a step near now and later than the last one taken; every step is looked at."""
    code = "".join(code.split())
    key = base64.b32decode(_secret(keys, account, factor))
    makes = TOTP(key, DIGITS, SHA1(), STEP)  # noqa: S303 HMAC-SHA-1 is what authenticators speak, and unbroken as such
    here, found = _step(now), 0
    for step in range(here - _SLACK, here + _SLACK + 1):
        right = hmac.compare_digest(makes.generate(step * STEP), code.encode(errors="replace"))
        found = step if right and step > factor.last_step else found
    factor.last_step = found or factor.last_step
    return bool(found)


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def _waits(factor: SecondFactor, now: datetime) -> bool:
    """Tell whether a secret was begun lately and waits for its first code."""
    return factor.confirmed_at is None and _step(now) - factor.last_step <= _WAITS


def _secret(keys: KeyStore, account: Account, factor: SecondFactor) -> str:
    return open_text(factor.secret_sealed, _about(account), keys.master(_MASTER))


def _about(account: Account) -> str:
    return f"second factor:{account.id}"


def _digest(keys: KeyStore, account: Account, code: str) -> str:
    return blind_index_text(keys.master(_MASTER), f"spare:{account.id}", code)
