"""Two records of one person made one, and parted again; never automatic, and never where both were introduced alike."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from employers import merge_records
from employers.moves import Moves
from employers.reference.text import fold
from employers.tables import Opening
from matcher.case_tables import (
    CautionSwitch,
    CounsellingMark,
    Handover,
    Loan,
    LoanChange,
    PersonAnswer,
    PersonPaper,
    Reminder,
    SealedWords,
    TaskResult,
    WorkSheet,
)
from matcher.errors import MatcherError
from matcher.ranking_tables import Exposure
from matcher.tables import Consent, Decision, Person, PersonMerge, Placement, Referral, TrainingRecord

# How long a merge can be undone, and so how long the dropped record's identity is kept, sealed. Offices send their
# lists monthly: two lists have come in by then. The product's own choice, not a rule of law.
UNDO_DAYS = 60

# What the kept record takes over where it says nothing itself; columns in one group belong together.
_TAKEN_OVER = (
    ("birth_date", "birth_precision"),
    ("sex",),
    ("commune_code", "place_words"),
    ("schooling",),
    ("ethnicity",),
    ("licences", "licence_expires_on", "licence_issued_on"),
    ("vehicle",),
    ("decision_date",),
    ("return_date",),
    ("programme",),
    ("wage_floor_vnd",),
    ("max_commute_km",),
    ("can_relocate",),
    ("shifts",),
    ("treatment_window",),
    ("wishes",),
    ("work_history",),
    ("case_worker", "case_worker_words"),
)

_MOVED_WHOLE: tuple[Any, ...] = (
    *(Decision, Exposure, Reminder, TaskResult, PersonAnswer, PersonPaper, Handover, Loan, CautionSwitch, SealedWords),
    WorkSheet,
    LoanChange,
)


class SamePerson(MatcherError):
    """A record cannot be merged with itself. Name two."""


class KeepOpenCase(MatcherError):
    """The record whose case is open is the one to keep. Turn the two around."""


class PersonMergedAway(MatcherError):
    """The record was merged into another one already. Use that one, or undo that merge first."""

    def __init__(self, code: str) -> None:
        super().__init__(f"record {code!r} was merged into another")
        self.code = code


class BothReferred(MatcherError):
    """Both records were introduced for the same openings: two introductions cannot become one. They stay apart."""

    def __init__(self, openings: Sequence[str]) -> None:
        super().__init__(f"both were referred to {', '.join(openings)}")
        self.openings = tuple(openings)


class UnknownPersonMerge(MatcherError):
    """No merge in force has this id, or the viewer may not see it."""


class PersonMergedSince(MatcherError):
    """The kept record was itself merged since. Undo the later merge first."""


class UndoOver(MatcherError):
    """The days in which the merge could be undone are over (``UNDO_DAYS``); the dropped identity is erased."""


def people_merged_into(session: Session) -> dict[int, int]:
    """Which record each merged person's became: {dropped id: kept id}."""
    return merge_records.merged_into(session, PersonMerge)


def surviving_person(session: Session, person: Person) -> Person:
    """The record that stands for a person now: itself, or the one it was merged into, however often."""
    kept_id = merge_records.surviving_id(session, PersonMerge, person.id)
    return person if kept_id == person.id else session.get_one(Person, kept_id)


def _move_marks(session: Session, kept: Person, dropped: Person, moves: Moves) -> None:
    """Move marks of counselling; where both took part in one session, the dropped record keeps its own."""
    told = select(CounsellingMark).where(col(CounsellingMark.person_id) == kept.id)
    known = {(mark.on_date, mark.topic) for mark in session.exec(told).all()}
    for mark in session.exec(select(CounsellingMark).where(CounsellingMark.person_id == dropped.id)).all():
        if (mark.on_date, mark.topic) not in known:
            moves.change(mark, person_id=kept.id)


def merge_people(session: Session, kept: Person, dropped: Person, today: date, moves: Moves) -> None:
    """Move what is on record of a person to another record of theirs, and close the dropped one.

    Lists stay with the record that they were computed for: the kept record's is computed anew at the next look.

    Raises
    ------
    SamePerson, KeepOpenCase, PersonMergedAway, BothReferred
        If the two may not be merged (so); nothing is changed then.
    """
    _check(session, kept, dropped, today)
    _move_consents(session, kept, dropped, moves)
    for record in _courses_to_move(session, kept, dropped):
        moves.change(record, person_id=kept.id)
    for table in _MOVED_WHOLE:
        for row in session.exec(select(table).where(col(table.person_id) == dropped.id).order_by(col(table.id))).all():
            moves.change(row, person_id=kept.id)
    _move_marks(session, kept, dropped, moves)
    for work in (Referral, Placement):
        for moved in session.exec(select(work).where(col(work.person_id) == dropped.id).order_by(col(work.id))).all():
            moves.revise(moved, person_id=kept.id)
    lacking = merge_records.taken_over(kept, dropped, _TAKEN_OVER)
    limits = sorted({*kept.health_limits, *dropped.health_limits})
    if set(limits) != set(kept.health_limits):
        lacking["health_limits"] = limits
    moves.revise(kept, **lacking)
    moves.revise(dropped, closed_on=dropped.closed_on or today)
    session.flush()


def _check(session: Session, kept: Person, dropped: Person, today: date) -> None:
    if kept.id == dropped.id:
        raise SamePerson
    gone = people_merged_into(session)
    for person in (kept, dropped):
        if person.id in gone:
            raise PersonMergedAway(person.code)
    if _is_closed(kept, today) and not _is_closed(dropped, today):
        raise KeepOpenCase
    theirs = select(Referral.opening_id).where(Referral.person_id == dropped.id)
    query = (
        select(Opening.code)
        .join(Referral, col(Referral.opening_id) == col(Opening.id))
        .where(Referral.person_id == kept.id, col(Referral.opening_id).in_(theirs))
    )
    if both := session.exec(query.order_by(Opening.code)).all():
        raise BothReferred(both)


def _is_closed(person: Person, today: date) -> bool:
    return person.closed_on is not None and person.closed_on <= today


def _courses_to_move(session: Session, kept: Person, dropped: Person) -> list[TrainingRecord]:
    """The dropped record's courses; one that both lists told stays where it is, so that it does not count twice."""

    def course(record: TrainingRecord) -> tuple[str, date | None]:
        return fold(record.course), record.end_date or record.start_date

    def of(person: Person) -> Sequence[TrainingRecord]:
        asked = select(TrainingRecord).where(TrainingRecord.person_id == person.id).order_by(col(TrainingRecord.id))
        return session.exec(asked).all()

    known = {course(r) for r in of(kept)}
    return [r for r in of(dropped) if course(r) not in known]


def _move_consents(session: Session, kept: Person, dropped: Person, moves: Moves) -> None:
    """Move consents; where the later word of the two records is a withdrawal, it stays the last."""
    assert kept.id is not None
    both = select(Consent).where(col(Consent.person_id).in_((kept.id, dropped.id))).order_by(col(Consent.id))
    acts = sorted(session.exec(both).all(), key=_subject)
    for act in acts:
        if act.person_id == dropped.id:
            moves.change(act, person_id=kept.id)
    for _, group in groupby(acts, key=_subject):
        told = list(group)
        withdrawn = [a for a in told if not a.given and a.on_date >= told[-1].on_date]
        if told[-1].given and withdrawn:
            moves.add(_withdrawn_again(withdrawn[-1], kept.id))


def _subject(act: Consent) -> tuple[str, int]:
    return act.purpose, act.recipient_id or 0


def _withdrawn_again(act: Consent, person_id: int) -> Consent:
    """The same withdrawal once more, so that it is the last act on the merged record."""
    return Consent(**act.model_dump(exclude={"id", "person_id"}), person_id=person_id)


def move_recipients(session: Session, kept_id: int, dropped_id: int, moves: Moves) -> None:
    """Let consents to meet a merged employer stand for the one it became."""
    told = select(Consent).where(Consent.recipient_id == dropped_id).order_by(col(Consent.id))
    for act in session.exec(told).all():
        moves.change(act, recipient_id=kept_id)


def person_merge_to_undo(session: Session, merge_id: str) -> PersonMerge:
    """A merge that can be undone now.

    Raises
    ------
    UnknownPersonMerge
        If there is none in force of this id.
    UndoOver
        If its days are over.
    PersonMergedSince
        If the kept record was merged into a third since.
    """
    merge = merge_records.find_merge(session, PersonMerge, merge_id)
    if merge is None:
        raise UnknownPersonMerge
    if merge.final_at is not None:
        raise UndoOver
    if merge.kept_id in people_merged_into(session):
        raise PersonMergedSince
    return merge


def merges_past_undoing(session: Session, now: datetime) -> list[PersonMerge]:
    """Merges whose ``UNDO_DAYS`` are over and whose dropped identity is still there."""
    made_before = now - timedelta(days=UNDO_DAYS)
    query = select(PersonMerge).where(
        col(PersonMerge.undone_at).is_(None), col(PersonMerge.final_at).is_(None), PersonMerge.merged_at < made_before
    )
    return list(session.exec(query.order_by(PersonMerge.id)).all())
