"""The tables of people, of what they agreed to and of what came of it; rankings have theirs in ``ranking_tables``.

Identity (name, ID number, phone, address, notes) is one sealed blob in a table of its own: ranking and statistics
never join it. Restricted columns of :class:`Person` are named in ``api.policy``.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from employers.tables import MergeRecord, no_fields, no_rows


class Person(SQLModel, table=True):
    """A job seeker (người tìm việc), without identity."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=64)
    birth_date: date | None = None
    birth_precision: str | None = None
    """``day``, ``month`` or ``year``: how much of the birth date was written."""
    sex: str | None = None
    commune_code: str | None = Field(default=None, index=True)
    place_words: str | None = None
    schooling: int | None = None
    ethnicity: str | None = None
    licences: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    licence_expires_on: date | None = None
    licence_issued_on: date | None = None
    vehicle: str | None = None
    decision_date: date | None = None
    return_date: date | None = None
    programme: str | None = None
    wage_floor_vnd: int | None = None
    max_commute_km: float | None = None
    can_relocate: bool | None = None
    shifts: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    treatment_window: list[int] = Field(default_factory=no_rows, sa_type=JSON)
    """[start, end] minutes of the day, or empty."""
    health_limits: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    wishes: list[dict[str, Any]] = Field(default_factory=no_rows, sa_type=JSON)
    """Each {"words", "isco": [...]}."""
    work_history: list[dict[str, Any]] = Field(default_factory=no_rows, sa_type=JSON)
    """Each {"words", "isco": [...], "months", "ended_on"}."""
    case_worker: str | None = Field(default=None, index=True)
    """Account name of the case worker in charge (cán bộ phụ trách)."""
    case_worker_words: str | None = None
    closed_on: date | None = None
    restricted_on: date | None = None
    """Since when the person's data are kept and not used (hạn chế xử lý); None while they may be."""
    erased_on: date | None = None
    """When who this was was erased; what is left is an outcome that nobody can be found by."""
    registered_on: date
    unread: dict[str, str] = Field(default_factory=no_fields, sa_type=JSON)
    revision: int = 1


class PersonIdentity(SQLModel, table=True):
    """Who a person is: one encrypted blob, its key kept elsewhere, and blind indexes to find it again."""

    __tablename__ = "person_identity"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    key_id: str
    sealed: bytes
    name_year_index: str | None = Field(default=None, index=True)
    """HMAC of the folded name and the birth year."""
    national_id_index: str | None = Field(default=None, index=True)


class TrainingRecord(SQLModel, table=True):
    """One course of one person (kết quả đào tạo nghề), the words kept beside what was understood."""

    __tablename__ = "training_record"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    course: str
    isco: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    schooling: int | None = None
    """The class reached, where the course is one of literacy or general schooling."""
    provider: str | None = None
    level: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    hours: int | None = None
    result: str | None = None
    certificate_no: str | None = None
    recorded_on: date
    unread: dict[str, str] = Field(default_factory=no_fields, sa_type=JSON)


class Purpose(StrEnum):
    """What a consent allows; each is given and withdrawn alone."""

    matching = "matching"
    learning = "learning"
    meet_employer = "meet_employer"
    tell_college = "tell_college"
    """That the college of a class reads which work suits them (báo trường)."""
    work_sheet = "work_sheet"
    """That a sheet about their work is written for them to hand over (phiếu quá trình làm việc)."""


class Consent(SQLModel, table=True):
    """One act of giving or withdrawing consent; rows are only ever added."""

    __tablename__ = "consent"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    purpose: str
    recipient_id: int | None = Field(default=None, foreign_key="employer.id")
    """The employer, where the purpose is ``meet_employer``; the college, where it is ``tell_college``."""
    given: bool
    """True when given, False when withdrawn."""
    on_date: date
    expires_on: date | None = None
    fields: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    wording: str | None = None
    proof: str | None = None
    """What a list or the service says by itself, or the name of :class:`SealedWords`."""
    recorded_by: str
    recorded_at: datetime


class DecisionKind(StrEnum):
    """What a case worker decided of one suggestion, or of a start that was never so."""

    refer = "refer"
    dismiss = "dismiss"
    take_back = "take_back"
    override = "override"
    start_taken_back = "start_taken_back"


class Decision(SQLModel, table=True):
    """A case worker's decision on one person and one opening; rows are only ever added."""

    __tablename__ = "decision"
    __table_args__ = (Index("decision_pair", "person_id", "opening_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    opening_id: int = Field(foreign_key="opening.id")
    kind: str
    reason: str
    """A code where a suggestion is dismissed; otherwise, as ``note``, the name of :class:`SealedWords`."""
    note: str | None = None
    rules: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    """The rules overridden, where kind is ``override``."""
    decided_on: date
    decided_by: str
    recorded_at: datetime


class ReferralState(StrEnum):
    """What the employer, or the person, answered."""

    waiting = "waiting"
    more_time = "more_time"
    accepted = "accepted"
    declined = "declined"
    person_declined = "person_declined"
    no_answer = "no_answer"


class Referral(SQLModel, table=True):
    """An introduction of one person to one employer for one opening (giới thiệu việc làm)."""

    __tablename__ = "referral"
    __table_args__ = (UniqueConstraint("person_id", "opening_id"),)

    id: str = Field(primary_key=True)
    """Random: it stands in addresses."""
    person_id: int = Field(foreign_key="person.id", index=True)
    opening_id: int = Field(foreign_key="opening.id", index=True)
    alias: str
    """The random name under which the employer meets the person."""
    consent_id: int | None = Field(default=None, foreign_key="consent.id")
    referred_on: date
    referred_by: str
    state: str = Field(default=ReferralState.waiting, index=True)
    answered_on: date | None = None
    answers: list[dict[str, str]] = Field(
        default_factory=no_rows, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}, nullable=False
    )
    """Every answer as it came, the last at the end: ``on_date`` and ``answer``; of lists and earlier versions none."""
    answer_by: date | None = None
    gone_on: date | None = None
    """When it left the employer's side, because the person was not hired (Law 91/2025/QH15, Art. 25)."""
    reason: str | None = None
    shown: dict[str, Any] = Field(default_factory=no_fields, sa_type=JSON)
    """Rank, chance and list version of the suggestion it came from, and what simple rules would have shown."""
    known: dict[str, Any] = Field(
        default_factory=no_fields, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}, nullable=False
    )
    """The pair as known on the day (``matcher.snapshots``); empty for introductions that a list told of."""
    revision: int = 1


class Placement(SQLModel, table=True):
    """A job that began (nhận việc), and whether it lasts."""

    __tablename__ = "placement"

    id: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    opening_id: int = Field(foreign_key="opening.id", index=True)
    referral_id: str | None = Field(default=None, foreign_key="referral.id", unique=True)
    started_on: date
    ended_on: date | None = None
    leaving_reason: str | None = None
    """As a list gave it; what is told at a visit stands in the check-in."""
    leaving_why: str | None = None
    """One of ``matcher.placements.LEAVING_REASONS``; None where a list told the words only."""
    confirmed_on: date | None = None
    """The last day on which the person was known to work there."""
    own_work: bool = False
    revision: int = 1


class CheckIn(SQLModel, table=True):
    """One confirmation, or none to be had, that a placement goes on (xác nhận còn làm)."""

    __tablename__ = "check_in"

    id: int | None = Field(default=None, primary_key=True)
    placement_id: str = Field(foreign_key="placement.id", index=True)
    on_date: date
    outcome: str
    """``still_there``, ``left`` or ``not_reached``."""
    reason: str | None = None
    note: str | None = None
    """The name of :class:`SealedWords`."""
    recorded_by: str


class PersonMerge(MergeRecord, table=True):
    """Two records of one person made one (gộp hồ sơ), with everything that undoing it takes but identities.

    The record is emptied when the merge can no longer be undone.
    """

    __tablename__ = "person_merge"

    kept_id: int = Field(foreign_key="person.id", index=True)
    dropped_id: int = Field(foreign_key="person.id", index=True)
    final_at: datetime | None = None
    """When undoing ended and the dropped record's identity was erased."""


class DuplicateVerdict(SQLModel, table=True):
    """What somebody said of two records that look alike: not the same, or the same and to be merged."""

    __tablename__ = "duplicate_verdict"

    kind: str = Field(primary_key=True)
    """``employers`` or ``people``."""
    first_id: int = Field(primary_key=True)
    """The lower of the two row ids."""
    second_id: int = Field(primary_key=True)
    verdict: str
    """``different`` or ``same``; the latter waits for who may merge."""
    said_by: str
    said_at: datetime
