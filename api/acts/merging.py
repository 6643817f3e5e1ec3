"""Two records made one by a supervisor, and parted again: employers without a second tax code, people.

A merge touches whatever hangs on the two records, so it runs as the service's own operator, after the viewer's session
has shown that both records are theirs to merge.
"""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from api.acts.duplicates import EMPLOYERS, PEOPLE, both_records
from api.identities import Identities
from api.kept_replies import take_answers_away
from api.notes import ABOUT, NOTED
from api.policy import Role, Viewer
from api.scoping import ViewerSessions
from api.service import Caller
from api.tables import Account
from api.vault import reseal_text
from employers.merge_records import keep_merge
from employers.merging import employer_merge_to_undo, merge_employers
from employers.moves import Moves, take_back
from employers.openings import touch_market
from employers.tables import Employer, EmployerMerge, Opening
from matcher.case_tables import (
    CautionSwitch,
    CounsellingMark,
    EmployerContact,
    Handover,
    Loan,
    PersonAnswer,
    PersonPaper,
    Reminder,
    SealedWords,
    TaskResult,
)
from matcher.merging import (
    UNDO_DAYS,
    merge_people,
    merges_past_undoing,
    move_recipients,
    person_merge_to_undo,
)
from matcher.ranking_tables import Exposure
from matcher.tables import Consent, Decision, Person, PersonIdentity, PersonMerge, Placement, Referral, TrainingRecord

MERGER = Viewer("merger", Role.operator)
_MOVED = (
    *(Employer, Opening, Account, Consent),
    *(Person, PersonIdentity, TrainingRecord, Decision, Referral, Placement, Exposure),
    *(Reminder, TaskResult, PersonAnswer, PersonPaper, CounsellingMark, Handover, Loan, CautionSwitch, SealedWords),
    EmployerContact,
)


def merge(caller: Caller, kind: str, keep: str, drop: str) -> dict[str, Any]:
    """Make two records one; everything that hangs on the dropped one moves to the kept one.

    Raises
    ------
    UnknownPerson, UnknownEmployer
        If one of the two is not there for this caller.
    employers.merging.DifferentTaxCodes, matcher.merging.BothReferred, and the other refusals of the two modules
        If they may not be merged; nothing is changed then.
    """
    caller.require("merge")
    with caller.sessions.read() as session:
        both_records(session, kind, (keep, drop))
    with ViewerSessions(caller.service.database, MERGER).write() as session:
        kept, dropped = both_records(session, kind, (keep, drop))
        moves = Moves(session)
        made = (_merge_employers if kind == EMPLOYERS else _merge_people)(session, caller, kept, dropped, moves)
        if kind == PEOPLE:
            take_answers_away(session)
        caller.audit(session, "merge", kind, kept.code, dropped.code, merge=made.id, changes=len(moves.record))
        return _merge_view(kind, made, kept.code, dropped.code)


def _merge_employers(
    session: Session, caller: Caller, kept: Employer, dropped: Employer, moves: Moves
) -> EmployerMerge:
    merge_employers(session, kept, dropped, moves)
    assert kept.id is not None
    assert dropped.id is not None
    move_recipients(session, kept.id, dropped.id, moves)
    for account in session.exec(select(Account).where(Account.employer_tax_code == dropped.code)).all():
        moves.change(account, employer_tax_code=kept.code)
    tables: tuple[Any, ...] = (Loan, EmployerContact)
    for table in tables:
        for row in session.exec(select(table).where(table.employer_id == dropped.id)).all():
            moves.change(row, employer_id=kept.id)
    return keep_merge(session, EmployerMerge, (kept.id, dropped.id), moves, (caller.viewer.name, caller.now()))


def _merge_people(session: Session, caller: Caller, kept: Person, dropped: Person, moves: Moves) -> PersonMerge:
    merge_people(session, kept, dropped, caller.today, moves)
    _merge_identities(session, Identities(session, caller.service.keys), kept, dropped, moves)
    touch_market(session)
    return keep_merge(session, PersonMerge, (kept.id, dropped.id), moves, (caller.viewer.name, caller.now()))


def _merge_identities(session: Session, identities: Identities, kept: Person, dropped: Person, moves: Moves) -> None:
    """Give the kept identity what it lacks; the dropped one stays sealed on its row, and is found by nobody."""
    known, other = identities.of(kept.id or 0), identities.of(dropped.id or 0)
    row = session.get(PersonIdentity, dropped.id)
    if row is not None:
        moves.change(row, name_year_index=None, national_id_index=None)
    mine = session.get(PersonIdentity, kept.id)
    if known is None or other is None or mine is None:
        return
    said = other.model_dump(mode="json")
    lacking = {name: said[name] for name, value in known.model_dump(mode="json").items() if not value and said[name]}
    if lacking:
        moves.change_by(mine, lambda: identities.keep(kept, known.model_dump(mode="json") | lacking))


def _merge_view(kind: str, made: EmployerMerge | PersonMerge, keep: str, drop: str) -> dict[str, Any]:
    return {
        "id": made.id,
        "kind": kind,
        "kept": keep,
        "dropped": drop,
        "merged_by": made.merged_by,
        "merged_at": made.merged_at.isoformat(),
        "undo_days": UNDO_DAYS if kind == PEOPLE else None,
        "undone_at": made.undone_at.isoformat() if made.undone_at else None,
    }


def list_merges(caller: Caller) -> list[dict[str, Any]]:
    """Merges of what the caller sees, the newest first, undone ones too."""
    caller.require("see_duplicates")
    views = []
    with caller.sessions.read() as session:
        for kind, table, record in ((EMPLOYERS, EmployerMerge, Employer), (PEOPLE, PersonMerge, Person)):
            merges: Any = session.exec(select(table)).all()
            codes: Any = dict(session.exec(select(record.id, record.code)).all())
            views += [_merge_view(kind, m, codes[m.kept_id], codes[m.dropped_id]) for m in merges]
    return sorted(views, key=lambda v: (v["merged_at"], v["id"]), reverse=True)


def undo(caller: Caller, merge_id: str) -> dict[str, Any]:
    """Part what a merge made one: every value goes back to what it was, unless somebody changed it since.

    Raises
    ------
    UnknownMerge, UnknownPersonMerge
        If there is no such merge in force for this caller.
    MergedSince, PersonMergedSince
        If a later merge must be undone first.
    UndoOver
        If the days for undoing are over.
    """
    caller.require("merge")
    with caller.sessions.read() as session:
        kind = EMPLOYERS if session.exec(select(EmployerMerge).where(EmployerMerge.id == merge_id)).first() else PEOPLE
        find: Callable[[Session, str], Any] = employer_merge_to_undo if kind == EMPLOYERS else person_merge_to_undo
        find(session, merge_id)
    with ViewerSessions(caller.service.database, MERGER).write() as session:
        made = find(session, merge_id)
        left = take_back(session, made.record, _MOVED)
        made.undone_by, made.undone_at = caller.viewer.name, caller.now()
        session.add(made)
        touch_market(session)
        table: Any = Employer if kind == EMPLOYERS else Person
        keep, drop = (session.get_one(table, i).code for i in (made.kept_id, made.dropped_id))
        if kind == PEOPLE:
            take_answers_away(session)
        caller.audit(session, "undo_merge", kind, keep, drop, merge=made.id, left=left)
        return _merge_view(kind, made, keep, drop) | {"left_as_changed": left}


def end_undoing(caller: Caller) -> int:
    """Erase the dropped identities of merges whose days for undoing are over; gives how many. A job's work, nightly."""
    with ViewerSessions(caller.service.database, MERGER).write() as session:
        over = merges_past_undoing(session, caller.now())
        for made in over:
            row = session.get(PersonIdentity, made.dropped_id)
            if row is not None:
                _keep_notes(session, Identities(session, caller.service.keys), row.key_id, made.kept_id)
                caller.service.keys.delete_person_key(row.key_id)
                session.delete(row)
            made.record, made.final_at = [], caller.now()
            session.add(made)
            caller.audit(session, "end_undoing", PEOPLE, session.get_one(Person, made.dropped_id).code, merge=made.id)
        return len(over)


def _keep_notes(session: Session, identities: Identities, old: str, kept_id: int) -> None:
    """Seal with the kept person's key what was noted under the dropped one's, before that key is deleted."""
    new = identities.key_id(kept_id)
    keys = identities.keys.person_keys([old, *([new] if new else [])])
    if new not in keys or old not in keys:
        return
    for table in (*NOTED, SealedWords):
        noted: Any = select(table).where(col(table.person_id) == kept_id, col(table.note_key_id) == old)
        for row in session.exec(noted).all():
            about = row.id if table is SealedWords else ABOUT
            row.note_sealed = reseal_text(row.note_sealed, about, keys[old], keys[new])
            row.note_key_id = new
            session.add(row)
