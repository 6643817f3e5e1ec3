"""The application's own tables: accounts, tokens, throttles, the audit trail, claims of jobs, use of the clock.

Times are aware and real (UTC), never the domain date: a drill with ``NOIVIEC_TODAY`` changes none of them.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

_LONG_ID = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both stores: SQLite's INTEGER already is, and only that name makes it the row id."""


class Account(SQLModel, table=True):
    """Somebody who signs in (tài khoản)."""

    __tablename__ = "account"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=64)
    """Lower case; see ``api.accounts.account_name``."""
    role: str = Field(max_length=16)
    """One of ``api.accounts.Role``, never ``operator``."""
    password_hash: str = Field(repr=False)
    """argon2id in PHC form, parameters included."""
    employer_tax_code: str | None = Field(default=None, index=True, max_length=32)
    """For the role ``employer`` only: whose openings and introductions these are."""
    created_at: datetime
    disabled_at: datetime | None = None
    first_password_until: datetime | None = None
    """While it is set, the password is one that somebody else gave: good until then, for choosing an own one alone."""
    password_set_at: datetime | None = None
    """When the password was last changed; None: it is that of the beginning."""
    password_set_from: str | None = Field(default=None, max_length=64)
    """The network address that changed it; None where it was given by the office."""
    password_news: bool = False
    """Whether the next sign-in tells of that change."""


class AccountCommune(SQLModel, table=True):
    """One commune in the area of a case worker or supervisor (địa bàn phụ trách)."""

    __tablename__ = "account_commune"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    commune_code: str = Field(primary_key=True, max_length=16)


class AccessToken(SQLModel, table=True):
    """A sign-in that is still good; who reads this table cannot sign in with it."""

    __tablename__ = "access_token"

    token_sha256: str = Field(primary_key=True, max_length=64, repr=False)
    """Hex. The token has 256 random bits, so a plain hash cannot be guessed back."""
    account_id: int = Field(foreign_key="account.id", index=True)
    issued_at: datetime
    expires_at: datetime = Field(index=True)
    used_at: datetime
    """When it was last used, to a twelfth of the time after which an unused one ends."""
    source: str = Field(default="", max_length=64)
    """The network address that signed in."""
    device: str = Field(default="", max_length=64)
    """Browser and system, as few words as tell one's own apart."""


class SecondFactor(SQLModel, table=True):
    """The second factor of an account (bước xác thực thứ hai): a secret that makes codes, and spare codes."""

    __tablename__ = "second_factor"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    secret_sealed: bytes = Field(repr=False)
    confirmed_at: datetime | None = None
    """None while the first code has not been typed: until then it asks for nothing."""
    last_step: int = 0
    """The time step of the last code that was taken: a code counts once (RFC 6238, 5.2); before the first code, about
    that in which it was begun."""
    recovery: list[str] = Field(default_factory=list, sa_type=JSON, repr=False)
    """Keyed digests of the recovery codes that are left."""


class ProviderLink(SQLModel, table=True):
    """Whom the office's own sign-in means by an account (liên kết tài khoản cơ quan); an administrator makes it."""

    __tablename__ = "provider_link"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    issuer: str = Field(max_length=500)
    """Of which provider; a link to another than the settings name opens nothing."""
    subject_mark: str = Field(unique=True, max_length=64, repr=False)
    """Keyed digest of issuer and subject: a subject may be an ID number, and is only ever compared."""
    linked_by: str = Field(max_length=128)
    linked_at: datetime


class Throttle(SQLModel, table=True):
    """Failed sign-ins of one account name or one network source in one window."""

    __tablename__ = "throttle"

    key_sha256: str = Field(primary_key=True, max_length=64)
    """Hex of kind and subject: people type passwords into the name field, so names are not kept."""
    failures: int
    ends_at: datetime = Field(index=True)


class AuditEvent(SQLModel, table=True):
    """One act in the append-only, hash-chained trail (nhật ký)."""

    __tablename__ = "audit_event"

    id: int = Field(primary_key=True, sa_type=_LONG_ID, sa_column_kwargs={"autoincrement": False})
    """1, 2, 3, … without gaps, so that a missing row shows."""
    at: datetime
    actor: str = Field(max_length=128)
    role: str = Field(max_length=16)
    act: str = Field(index=True, max_length=64)
    subject_kind: str = Field(max_length=32)
    subject: str = Field(index=True, max_length=128)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Codes and counts, never identities."""
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class JobClaim(SQLModel, table=True):
    """Who runs, or ran, a scheduled job for one due time."""

    __tablename__ = "job_claim"
    __table_args__ = (UniqueConstraint("job", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=64)
    due_at: datetime
    owner: str = Field(max_length=128)
    attempts: int = 1
    lease_until: datetime
    """After this moment, if not finished, another server may take the run over."""
    finished_at: datetime | None = None
    outcome: str | None = Field(default=None, max_length=200)
    """``done``, or ``failed: `` and the name of the error."""


class ClockUse(SQLModel, table=True):
    """At most one row: the first day on which real work was written under the real calendar."""

    __tablename__ = "clock_use"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    first_real_on: date


class ImportRun(SQLModel, table=True):
    """One import with its report; the report quotes cells, so it is sealed and expires."""

    __tablename__ = "import_run"

    id: str = Field(primary_key=True)
    kind: str
    started_by: str
    started_at: datetime
    dry_run: bool = False
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    report_sealed: bytes


class ListRow(SQLModel, table=True):
    """What a list last said of one record: a keyed digest a field, by which a later edit by hand is told apart."""

    __tablename__ = "list_row"

    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    digests: dict[str, str] = Field(default_factory=dict, sa_type=JSON)


class PostedForm(SQLModel, table=True):
    """One sending of a form (lần gửi biểu mẫu), so that sending it again does nothing again; kept for two days."""

    __tablename__ = "posted_form"

    once_sha256: str = Field(primary_key=True, max_length=64)
    """Hex of the account and the form's own random name."""
    posted_at: datetime = Field(index=True)
    led_to: str | None = None
    """Where the first sending led; None while it is at work, empty once its work is committed."""


class OnceReply(SQLModel, table=True):
    """The answer to a request that must not be done twice (trả lời đã gửi), kept for two days."""

    __tablename__ = "once_reply"

    key_sha256: str = Field(primary_key=True, max_length=64)
    """Hex of who asked, where, and the key that they chose."""
    body_sha256: str = Field(max_length=64)
    asked_at: datetime = Field(index=True)
    status: int | None = None
    """None while the first request is at work; 0 once its work is committed and its answer not kept yet."""
    reply_sealed: bytes | None = None
    """Sealed: an answer may hold identities."""


class BackupDrill(SQLModel, table=True):
    """One backup that was made by the schedule and restored on trial (lần thử khôi phục)."""

    __tablename__ = "backup_drill"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    file: str
    """Its name in the folder of backups."""
    outcome: str
    """``proved``, or why not: one of ``api.acts.backup_drill.OUTCOMES``."""
    people: int = 0
    rows: int = 0
    size: int = Field(default=0, sa_type=_LONG_ID)
    """Bytes."""
    seconds: float = 0.0
    """From the first row read to the last seal tried."""
    keys_copied: bool = False
    """Whether a sealed copy of the key store was written with it."""
