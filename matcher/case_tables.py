"""The tables of the daily work on a case: reminders, results, answers, hand-overs, confirmations, counselling, loans.

Free words may name people, so they are sealed with the person's own key before they come here; ``note_key_id`` names
the key, and a note whose key is gone cannot be read any more.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from employers.tables import no_fields, no_rows


class Reminder(SQLModel, table=True):
    """Something that a case worker wants to be reminded of on a day (nhắc việc)."""

    __tablename__ = "reminder"

    id: str = Field(primary_key=True)
    """Random: it stands in addresses."""
    person_id: int = Field(foreign_key="person.id", index=True)
    due_on: date
    note_key_id: str | None = None
    note_sealed: bytes | None = None
    set_by: str
    set_at: datetime
    done_on: date | None = None
    result: str | None = None
    """What came of it; see ``matcher.today.RESULTS``."""


class TaskResult(SQLModel, table=True):
    """What came of one task of the day (kết quả việc hôm nay); rows are only ever added."""

    __tablename__ = "task_result"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    about: str
    """What the task was about: an id, or empty where there is one such task a person."""
    result: str
    on_date: date
    again_on: date | None = None
    """The day from which the task is shown again; None where it is over."""
    note_key_id: str | None = None
    note_sealed: bytes | None = None
    recorded_by: str
    recorded_at: datetime


class PersonAnswer(SQLModel, table=True):
    """What a person themselves says to one suggestion (ý kiến của người tìm việc); rows are only ever added."""

    __tablename__ = "person_answer"
    __table_args__ = (Index("person_answer_pair", "person_id", "opening_id"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    opening_id: int = Field(foreign_key="opening.id")
    answer: str
    """``yes``, ``no`` or ``thinking``."""
    reason: str | None = None
    """One of ``matcher.answers.ANSWER_REASONS``."""
    note_key_id: str | None = None
    note_sealed: bytes | None = None
    on_date: date
    recorded_by: str
    recorded_at: datetime


class Handover(SQLModel, table=True):
    """A person handed over to another case worker or commune (chuyển địa bàn); rows are only ever added."""

    __tablename__ = "handover"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    from_case_worker: str | None = None
    to_case_worker: str | None = None
    from_commune: str | None = None
    to_commune: str | None = None
    reason: str
    """One of ``matcher.handover.HANDOVER_REASONS``."""
    on_date: date
    made_by: str
    recorded_at: datetime


class Cover(SQLModel, table=True):
    """One case worker stands in for another from a day to a day (trực thay), both included."""

    __tablename__ = "cover"

    id: str = Field(primary_key=True)
    """Random: it stands in addresses."""
    covered: str = Field(index=True)
    """Account name of who is away."""
    covered_by: str = Field(index=True)
    """Account name of who stands in."""
    from_on: date
    until_on: date
    made_by: str
    made_at: datetime
    ended_at: datetime | None = None
    """When it was taken back before its last day."""


class ConfirmationLink(SQLModel, table=True):
    """A code by which an employer says, once and without a sign-in, whether somebody still works (mã xác nhận)."""

    __tablename__ = "confirmation_link"

    code_sha256: str = Field(primary_key=True, max_length=64, repr=False)
    """Hex. The code has 80 random bits, so a plain hash cannot be guessed back."""
    placement_id: str = Field(foreign_key="placement.id", index=True)
    made_by: str
    made_at: datetime
    expires_at: datetime
    answer: str | None = None
    """``still_there`` or ``left``, once given; the code is then spent."""
    answered_on: date | None = None


class IntroductionLetter(SQLModel, table=True):
    """The letter of one referral (giấy giới thiệu) with its number of the year; printed again, it keeps both."""

    __tablename__ = "introduction_letter"
    __table_args__ = (UniqueConstraint("year", "number"),)

    referral_id: str = Field(primary_key=True, foreign_key="referral.id")
    year: int
    number: int
    """From 1, without gaps within the year."""
    issued_on: date
    issued_by: str
    code_sha256: str = Field(unique=True, max_length=64, repr=False)
    """Hex, of the code that an employer can look up; the code itself is kept nowhere."""
    received_on: date | None = None
    """When the employer said, by the code, that they have it."""


class WorkSheet(SQLModel, table=True):
    """A sheet about a person's work (phiếu quá trình làm việc), as of its day; printed again that day, it is the same.

    Kept when a person is erased: a number and a day, by which nobody is found; its code is answered no more.
    """

    __tablename__ = "work_sheet"
    __table_args__ = (UniqueConstraint("year", "number"),)

    id: str = Field(primary_key=True)
    """Random: the code comes from it."""
    person_id: int = Field(foreign_key="person.id", index=True)
    year: int
    number: int
    """From 1, without gaps within the year."""
    issued_on: date
    issued_by: str
    code_sha256: str = Field(unique=True, max_length=64, repr=False)
    """Hex, of the code that whoever holds the sheet can look up; the code itself is kept nowhere."""


class PersonPaper(SQLModel, table=True):
    """A paper for a loan that is at hand, or no longer (giấy tờ vay vốn); rows are only ever added, the last counts."""

    __tablename__ = "person_paper"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    paper: str
    """A code of ``matcher/data/schemes.toml``."""
    at_hand: bool
    on_date: date
    recorded_by: str
    recorded_at: datetime


class Loan(SQLModel, table=True):
    """A loan that was given (khoản vay), to a person or to an employer: exactly one of the two is named."""

    __tablename__ = "loan"

    id: str = Field(primary_key=True)
    """Random: it stands in addresses."""
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    employer_id: int | None = Field(default=None, foreign_key="employer.id", index=True)
    scheme: str
    """``person`` or ``employer``, as in ``matcher/data/schemes.toml``; the day says which version counted."""
    scheme_words: str | None = None
    """The scheme as a list named it."""
    lent_on: date = Field(index=True)
    amount_vnd: int = Field(sa_type=BigInteger)
    months: int | None = None
    """Term, where it is known."""
    lender: str | None = None
    isco: list[str] = Field(default_factory=no_rows, sa_type=JSON)
    """What it is for, as unit groups; empty where the words named no occupation."""
    purpose: str | None = None
    """What it is for in words, of an employer's loan alone; a person's words are sealed."""
    note_key_id: str | None = None
    note_sealed: bytes | None = None
    recorded_by: str
    recorded_at: datetime
    revision: int = 1


class LoanChange(SQLModel, table=True):
    """That a person's loan was recorded by hand, corrected or taken back (lịch sử khoản vay); rows are only added."""

    __tablename__ = "loan_change"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    loan: str
    """The loan's id; the loan itself is gone where it was taken back."""
    what: str
    """``recorded``, ``changed`` or ``undone``."""
    before: dict[str, Any] = Field(default_factory=no_fields, sa_type=JSON)
    """Day, amount, term and lender as they stood before; empty where it was recorded."""
    reason: str | None = None
    """Why it was taken back: a name of :class:`~matcher.tables.SealedWords`, never the words."""
    on_date: date
    recorded_by: str
    recorded_at: datetime


class CautionSwitch(SQLModel, table=True):
    """A soft caution switched off for a person, or on again (tắt lời nhắc); rows are only added, the last counts."""

    __tablename__ = "caution_switch"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    caution: str
    """One of ``matcher.aftercare.CAUTIONS``."""
    off: bool
    on_date: date
    note_key_id: str | None = None
    note_sealed: bytes | None = None
    """Why, in words."""
    recorded_by: str
    recorded_at: datetime


class EmployerContact(SQLModel, table=True):
    """That an employer was thanked, or talked to again (cảm ơn, liên hệ lại); rows are only ever added."""

    __tablename__ = "employer_contact"

    id: int | None = Field(default=None, primary_key=True)
    employer_id: int = Field(foreign_key="employer.id", index=True)
    kind: str
    """``thanks`` or ``again``."""
    on_date: date
    again_on: date | None = None
    """When to talk to them next; None where the usual span counts."""
    recorded_by: str
    recorded_at: datetime


class PersonRequest(SQLModel, table=True):
    """What a person asks about their own data (yêu cầu của người tìm việc), with the day by which it must be done."""

    __tablename__ = "person_request"

    id: str = Field(primary_key=True)
    """Random: it stands in addresses."""
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    """One of ``matcher.person_rights.DUE_DAYS``."""
    asked_on: date
    due_on: date = Field(index=True)
    done_on: date | None = None
    recorded_by: str
    recorded_at: datetime


class CounsellingMark(SQLModel, table=True):
    """That a person was counselled on a day on a topic (đã tư vấn); once a person, day and topic."""

    __tablename__ = "counselling_mark"
    __table_args__ = (UniqueConstraint("person_id", "on_date", "topic"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    on_date: date
    topic: str
    """One of ``matcher.counselling.TOPICS``."""
    recorded_by: str
    recorded_at: datetime


class NotesOpening(SQLModel, table=True):
    """A supervisor who opened a person's notes in an emergency (mở ghi chú), for an hour; rows are only ever added."""

    __tablename__ = "notes_opening"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    opened_by: str
    note_key_id: str | None = None
    note_sealed: bytes | None = None
    """Why, in words."""
    opened_at: datetime
    ends_at: datetime


class SealedWords(SQLModel, table=True):
    """Words somebody wrote about a person (lời ghi), sealed; the column they were written into holds their name."""

    __tablename__ = "sealed_words"

    id: str = Field(primary_key=True)
    """Random, and bound to the sealed words: they open under no other name."""
    person_id: int = Field(foreign_key="person.id", index=True)
    note_key_id: str
    note_sealed: bytes = Field(repr=False)


class ErasedMark(SQLModel, table=True):
    """A keyed mark of an erased person's code (dấu đã xóa), so that no list brings them back; it tells nothing else."""

    __tablename__ = "erased_mark"

    mark: str = Field(primary_key=True, max_length=64)
