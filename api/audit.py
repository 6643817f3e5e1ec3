"""The audit trail: who did what to whom, in rows that are only ever added, each chained to the one before.

The hash is an HMAC with a key from the key store, so who can write the database alone cannot forge a row. A cut at
the end shows only against a head kept elsewhere: publish :func:`head` daily.

The trail is written on the connection of the caller's session, in its transaction but beside the viewer's policy:
everybody's acts are written down, and hardly anybody may read them.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import and_, insert, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from api.db import connection_beside
from api.keys import KeyStore
from api.tables import AuditEvent

_START: Final = "0" * 64
_AUDIT_LOCK: Final = 0x6E6F696175646974
"""PostgreSQL advisory lock of the trail: ``noiaudit`` in ASCII."""

_IDENTITY_FIELDS: Final = frozenset({"name", "full_name", "alias", "phone", "phones", "national_id", "address"})
_ID_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z.-])0\d{11}(?![0-9A-Za-z])")
"""A national id number has 12 digits (Law on Identification 26/2023/QH15, art. 12) and begins with a province code,
001 to 096. Twelve digits inside a random id (hexadecimal, UUID) are none.
"""

_LOOKED_AT: Final = 20
"""Rows at each end of the trail by which a store of keys is known to be its own."""
_NEWEST: Final = select(AuditEvent.id, AuditEvent.hash).order_by(col(AuditEvent.id).desc()).limit(1)
_ADDED: Final = insert(AuditEvent)


class IdentityInAudit(ValueError):
    """An event would carry an identity into the trail, which is kept for ever. Record the code instead."""


@dataclass(frozen=True)
class Event:
    """One act, before it has a place in the trail. ``at`` is real time; ``details`` holds codes and counts only."""

    at: datetime
    actor: str
    role: str
    act: str
    subject_kind: str
    subject: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AuditHead:
    """The end of the trail: number of rows and last hash, to be kept where the operator cannot write."""

    count: int
    hash: str


@dataclass(frozen=True)
class AuditCheck:
    """What a check of the whole trail found.

    Attributes
    ----------
    ok : bool
    count : int
        Rows read.
    first_broken_id : int or None
        The first row that does not follow, or that is not the one of a head kept elsewhere.
    other_than_kept : bool
        The rows follow from one another, and yet a kept head tells of others: cut, or an older store restored.
    """

    ok: bool
    count: int
    first_broken_id: int | None
    other_than_kept: bool = False


def record(session: Session, keys: KeyStore, event: Event) -> None:
    """Add one act inside the caller's write transaction: it is kept if and only if the act is.

    Raises
    ------
    IdentityInAudit
        If the event carries what looks like an identity.
    """
    _append(session, keys, [event])


def record_looks(session: Session, keys: KeyStore, look: Event, subjects: Sequence[str]) -> None:
    """Add one look at many subjects, a row each, in one insert; ``look.subject`` is replaced by each subject."""
    _append(session, keys, [_about(look, subject) for subject in subjects])


def record_many(session: Session, keys: KeyStore, events: Sequence[Event]) -> None:
    """Add several acts, of whomever, in one insert inside the caller's write transaction."""
    _append(session, keys, events)


def head(session: Session) -> AuditHead:
    """Tell where the trail ends."""
    last = connection_beside(session).execute(_NEWEST).first()
    return AuditHead(last[0], last[1]) if last else AuditHead(0, _START)


def is_written_with(session: Session, keys: KeyStore) -> bool:
    """Whether any of the newest or the oldest rows was written with these keys, or there is none."""
    ends = (col(AuditEvent.id).desc(), col(AuditEvent.id))
    rows = [row for end in ends for row in session.exec(select(AuditEvent).order_by(end).limit(_LOOKED_AT)).all()]
    key = keys.master("audit")
    return not rows or any(row.hash == _hash(key, row.model_dump()) for row in rows)


def verify(session: Session, keys: KeyStore, *published: AuditHead) -> AuditCheck:
    """Read the whole trail and check that every row follows from the one before.

    Parameters
    ----------
    session : Session
    keys : KeyStore
        Holds the audit key.
    *published : AuditHead
        Heads kept elsewhere: a trail that was cut or rewritten before any of them is broken too.
    """
    key, previous, count = keys.master("audit"), _START, 0
    kept: dict[int, set[str]] = {}
    for found in published:
        kept.setdefault(found.count, set()).add(found.hash)
    for row in session.exec(select(AuditEvent).order_by(col(AuditEvent.id)), execution_options={"yield_per": 1000}):
        values = row.model_dump()
        count += 1
        if row.id != count or row.previous_hash != previous or row.hash != _hash(key, values):
            return AuditCheck(ok=False, count=count, first_broken_id=count)
        previous = row.hash
        if kept.get(count, {previous}) != {previous}:
            return AuditCheck(ok=False, count=count, first_broken_id=count, other_than_kept=True)
    if max(kept, default=0) > count:
        return AuditCheck(ok=False, count=count, first_broken_id=count + 1, other_than_kept=True)
    return AuditCheck(ok=True, count=count, first_broken_id=None)


def looks_at(session: Session, subjects: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Tell who looked at something or did something to it, the newest first.

    Parameters
    ----------
    subjects : mapping of kind to sequence of str
        As the trail names them; ask only for what belongs to whoever is told.
    """
    about = [
        and_(col(AuditEvent.subject_kind) == kind, col(AuditEvent.subject).in_(of)) for kind, of in subjects.items()
    ]
    columns: Any = (AuditEvent.at, AuditEvent.actor, AuditEvent.role, AuditEvent.act, AuditEvent.subject_kind)
    rows = connection_beside(session).execute(
        sql_select(*columns).where(or_(*about)).order_by(col(AuditEvent.id).desc())
    )
    return [
        {"at": at.isoformat(timespec="seconds"), "who": who, "role": role, "act": act, "about": kind}
        for at, who, role, act, kind in rows
    ]


def append_only_ddl(dialect: str) -> list[str]:
    """Give the statements, for the migration, by which the store itself refuses to change or delete a row.

    Parameters
    ----------
    dialect : str
        ``sqlite`` or ``postgresql``.
    """
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER audit_event_no_{act} BEFORE {act.upper()} ON audit_event "
            "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
            for act in ("update", "delete")
        ]
    return [
        "CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$",
        "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only()",
    ]


def drop_append_only_ddl(dialect: str) -> list[str]:
    """Give the statements that take :func:`append_only_ddl` back, for a downgrade."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER audit_event_no_{act}" for act in ("update", "delete")]
    return [
        "DROP TRIGGER audit_event_append_only ON audit_event",
        "DROP FUNCTION audit_event_is_append_only",
    ]


def _about(look: Event, subject: str) -> Event:
    return Event(look.at, look.actor, look.role, look.act, look.subject_kind, subject, look.details)


def _append(session: Session, keys: KeyStore, events: Sequence[Event]) -> None:
    if not events:
        return
    if connection_beside(session).dialect.name == "postgresql":
        connection_beside(session).exec_driver_sql(f"SELECT pg_advisory_xact_lock({_AUDIT_LOCK})")
    key, last = keys.master("audit"), head(session)
    rows, number, previous = [], last.count, last.hash
    for event in events:
        number += 1
        row = _row(event, number, previous)
        row["hash"] = previous = _hash(key, row)
        rows.append(row)
    connection_beside(session).execute(_ADDED, rows)


def _row(event: Event, number: int, previous: str) -> dict[str, Any]:
    details = json.loads(json.dumps(event.details, allow_nan=False))
    _refuse_identity(event.subject, details)
    values = {name: getattr(event, name) for name in ("actor", "role", "act", "subject_kind", "subject")}
    return {"id": number, "at": event.at.astimezone(UTC), **values, "details": details, "previous_hash": previous}


def _refuse_identity(subject: str, details: dict[str, Any]) -> None:
    if _IDENTITY_FIELDS & details.keys() or any(map(_ID_NUMBER.search, [subject, *_texts(details)])):
        raise IdentityInAudit("an event holds what looks like an identity; record codes and counts only")


def _texts(value: Any) -> Iterator[str]:
    """Walk the texts in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _hash(key: bytes, row: Mapping[str, Any]) -> str:
    """Authenticate one row with everything in it but its hash; the previous hash chains it."""
    canonical = {name: value for name, value in row.items() if name != "hash"}
    canonical["at"] = canonical["at"].astimezone(UTC).isoformat(timespec="microseconds")
    words = json.dumps(canonical, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()
