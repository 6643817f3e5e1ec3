"""The tables of the labour market: employers and their openings.

Table classes validate nothing: what comes from outside goes through the application's bodies or importers first.
Lists of codes are JSON columns; dates are domain dates (Asia/Ho_Chi_Minh).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlmodel import JSON, Field, SQLModel


def no_rows() -> list[Any]:
    """An empty list for a JSON column; pydantic looks into a function a hundred times faster than into ``list``."""
    return []


def no_fields() -> dict[str, Any]:
    """An empty object for a JSON column; see :func:`no_rows`."""
    return {}


class EmployerState(StrEnum):
    """How far an employer is known and trusted; only ``verified`` and ``unverified`` ones are suggested."""

    unverified = "unverified"
    verified = "verified"
    paused = "paused"
    suspended = "suspended"


class OpeningState(StrEnum):
    """The life of a posting; ``expired`` follows from ``closes_on``, the others from somebody's act."""

    draft = "draft"
    open = "open"
    paused = "paused"
    filled = "filled"
    closed = "closed"
    expired = "expired"


class Employer(SQLModel, table=True):
    """An employer (người sử dụng lao động): a firm, a plantation, a household business."""

    __tablename__ = "employer"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=32)
    """The tax code, or a code of the product's own where none is known or it is the owner's personal ID number."""
    tax_code: str | None = Field(default=None, unique=True, max_length=14)
    name: str
    name_core: str = Field(index=True)
    """The folded name without legal forms: what duplicates are searched by."""
    kind: str | None = None
    """One of ``employers.reference.work_terms.EMPLOYER_KINDS``."""
    industry: str | None = None
    commune_code: str | None = Field(default=None, index=True)
    place_words: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None
    workforce: int | None = None
    committed: bool | None = None
    """Whether it agreed to take people of the scheme; restricted: never on the employers' side."""
    state: str = Field(default=EmployerState.unverified, index=True)
    state_reason: str | None = None
    paused_until: date | None = None
    """The last day of a pause of the employer's own (tạm ngưng nhận giới thiệu)."""
    monthly_limit: int | None = None
    """How many introductions a month the employer wants at most; None for no limit."""
    registered_on: date
    unread: dict[str, str] = Field(default_factory=no_fields, sa_type=JSON)
    """Columns and words of the lists that were not understood, kept as they were written."""
    revision: int = 1


class Opening(SQLModel, table=True):
    """A posting for one or more seats (vị trí tuyển dụng)."""

    __tablename__ = "opening"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    employer_id: int = Field(foreign_key="employer.id", index=True)
    state: str = Field(default=OpeningState.draft, index=True)
    title: str
    isco: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    """ISCO-08 unit groups, the main one first; empty when the title was not understood."""
    isco_confidence: float | None = None
    seats: int = 1
    wage_words: str | None = None
    wage_low_vnd: int | None = None
    wage_high_vnd: int | None = None
    wage_per: str | None = None
    shifts: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    hours: list[list[int]] = Field(default_factory=no_rows, sa_type=JSON)
    """Working windows as [start, end] minutes of the day; an end past midnight exceeds 1440."""
    contract: str | None = None
    commune_code: str | None = Field(default=None, index=True)
    place_words: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    schooling: int | None = None
    schooling_preferred: bool = False
    licence: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    sex: str | None = None
    """An employer's wish, shown with the law beside it; never a rule or a feature."""
    experience_months: int | None = None
    skills: str | None = None
    physical: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    housing: bool | None = None
    transport: bool | None = None
    meals: bool | None = None
    training_on_job: bool | None = None
    asks_deposit: bool = False
    keeps_papers: bool = False
    description: str | None = None
    posted_on: date | None = None
    closes_on: date | None = None
    closed_on: date | None = None
    close_reason: str | None = None
    unread: dict[str, str] = Field(default_factory=no_fields, sa_type=JSON)
    revision: int = 1


class Livelihood(SQLModel, table=True):
    """What a way to work on one's own takes (hướng tự làm), beside the seatless posting by which it is ranked."""

    __tablename__ = "livelihood"

    opening_id: int = Field(primary_key=True, foreign_key="opening.id")
    cost_low_vnd: int | None = Field(default=None, sa_type=BigInteger)
    cost_high_vnd: int | None = Field(default=None, sa_type=BigInteger)
    """What it takes to start, VND, from and to."""
    premises: str | None = None
    season: str | None = None
    loan_scheme: str | None = None
    """Code of the loan that may pay for the start; None where none does."""
    source: str
    """Where the figures come from."""
    stated_on: date
    """The day for which they were stated."""
    curated_by: str
    curated_at: datetime


class MarketRevision(SQLModel, table=True):
    """One row that counts changes of anything a ranking sees of the market; lists older than it are computed anew."""

    __tablename__ = "market_revision"

    id: int = Field(default=1, primary_key=True)
    value: int = 0


class TaughtPhrase(SQLModel, table=True):
    """Words that a curator taught (cụm từ đã dạy) with what they mean; rows are ended, never changed or deleted."""

    __tablename__ = "taught_phrase"
    __table_args__ = (
        Index(
            "taught_phrase_in_force",
            "words",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    phrase: str
    words: str
    """The words as the linker looks them up; one phrase in force for the same words."""
    codes: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    """ISCO-08 unit groups, the main one first; empty for words that name no occupation."""
    taught_by: str
    taught_at: datetime
    replaces_id: int | None = Field(default=None, foreign_key="taught_phrase.id")
    ended_by: str | None = None
    ended_at: datetime | None = None


class MergeRecord(SQLModel):
    """Two records made one, with everything that undoing it takes; what the tables of merges have in common."""

    id: str = Field(primary_key=True)
    """Random: it stands in addresses."""
    kept_id: int
    dropped_id: int
    record: list[dict[str, Any]] = Field(default_factory=no_rows, sa_type=JSON)
    """What was changed; see ``employers.moves``."""
    merged_by: str
    merged_at: datetime
    undone_by: str | None = None
    undone_at: datetime | None = None


class EmployerMerge(MergeRecord, table=True):
    """Two records of one employer made one (gộp đơn vị)."""

    __tablename__ = "employer_merge"

    kept_id: int = Field(foreign_key="employer.id", index=True)
    dropped_id: int = Field(foreign_key="employer.id", index=True)
