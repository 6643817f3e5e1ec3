"""Counting failed sign-ins, in the database, so that a restart forgives nobody.

An attempt is counted as failed before the password is looked at and forgiven when it proves right: a burst of
parallel guesses cannot slip past the count.
"""

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final

from sqlalchemy import delete
from sqlmodel import Session, col

from api.tables import Throttle

WINDOW: Final = timedelta(minutes=15)
PER_NAME: Final = 10
"""Attempts on one name in one window; NIST SP 800-63B, 5.2.2, allows no more than 100 in a row."""
PER_SOURCE: Final = 50
"""Attempts from one network address in one window; a whole commune office may stand behind one address."""


class SignInThrottled(Exception):
    """Too many failed sign-ins for this name or from this source; wait until ``ends_at`` (aware, UTC)."""

    def __init__(self, ends_at: datetime) -> None:
        super().__init__("Thử đăng nhập quá nhiều lần; hãy đợi ít phút rồi thử lại.")
        self.ends_at = ends_at


def count_attempt(session: Session, name: str, source: str, now: datetime) -> None:
    """Count one attempt as failed, in a transaction of its own.

    Raises
    ------
    SignInThrottled
        If name or source used up its window; nothing is counted then, so waiting always helps.
    """
    session.execute(delete(Throttle).where(col(Throttle.ends_at) <= now))
    counted = [
        (_row(session, "name", name, now), PER_NAME),
        (_row(session, "source", _network(source), now), PER_SOURCE),
    ]
    ends = [row.ends_at for row, limit in counted if row.failures >= limit]
    if ends:
        raise SignInThrottled(max(ends))
    for row, _ in counted:
        row.failures += 1
        session.add(row)
    session.flush()


def forgive_attempt(session: Session, name: str, source: str) -> None:
    """Take back what a successful sign-in counted: all of its name, one of its source.

    A source keeps the rest, or somebody with one account of their own could guess at others without end.
    """
    named, sourced = session.get(Throttle, _key("name", name)), session.get(Throttle, _key("source", _network(source)))
    if named is not None:
        session.delete(named)
    if sourced is not None:
        sourced.failures = max(sourced.failures - 1, 0)
        session.add(sourced)
    session.flush()


def _row(session: Session, kind: str, subject: str, now: datetime) -> Throttle:
    key = _key(kind, subject)
    return session.get(Throttle, key) or Throttle(key_sha256=key, failures=0, ends_at=now + WINDOW)


def _key(kind: str, subject: str) -> str:
    return hashlib.sha256(f"{kind}\n{subject}".encode(errors="replace")).hexdigest()


def _network(source: str) -> str:
    """Reduce an IPv6 address to its /64: one subscriber has that many, and would never be slowed."""
    try:
        address = ip_address(source)
    except ValueError:
        return source
    if isinstance(address, IPv4Address):
        return source
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))
