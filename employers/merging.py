"""Two records of one employer made one, and parted again: only ever by somebody's act, and never across tax codes."""

import secrets
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from employers.errors import EmployersError
from employers.moves import Moves
from employers.openings import touch_market
from employers.tables import Employer, EmployerMerge, EmployerState, Opening

# What the kept record takes over where it says nothing itself. The name stays: the kept record's name was chosen.
_TAKEN_OVER = (
    ("kind",),
    ("industry",),
    ("commune_code", "place_words", "address"),
    ("latitude", "longitude"),
    ("contact_name",),
    ("phone",),
    ("email",),
    ("workforce",),
    ("paused_until",),
    ("monthly_limit",),
)


class SameRecord(EmployersError):
    """A record cannot be merged with itself. Name two."""


class DifferentTaxCodes(EmployersError):
    """Two tax codes are two employers, however alike their names. Correct the wrong code first."""


class KeepTaxCode(EmployersError):
    """The record with the tax code is the one to keep. Turn the two around."""


class MergedAway(EmployersError):
    """The record was merged into another one already. Use that one, or undo that merge first."""

    def __init__(self, code: str) -> None:
        super().__init__(f"record {code!r} was merged into another")
        self.code = code


class UnknownMerge(EmployersError):
    """No merge in force has this id, or the viewer may not see it."""


class MergedSince(EmployersError):
    """The kept record was itself merged since. Undo the later merge first."""


def merges_in_force(session: Session) -> list[EmployerMerge]:
    """Merges that stand, in the order made."""
    query = select(EmployerMerge).where(col(EmployerMerge.undone_at).is_(None))
    return list(session.exec(query.order_by(col(EmployerMerge.merged_at), EmployerMerge.id)).all())


def merged_into(session: Session) -> dict[int, int]:
    """Which record each merged employer became: {dropped id: kept id}."""
    return {m.dropped_id: m.kept_id for m in merges_in_force(session)}


def surviving(session: Session, employer: Employer) -> Employer:
    """The record that stands for an employer now: itself, or the one it was merged into, however often."""
    query = select(EmployerMerge.kept_id).where(col(EmployerMerge.undone_at).is_(None))
    while (kept := session.exec(query.where(EmployerMerge.dropped_id == employer.id)).first()) is not None:
        employer = session.get_one(Employer, kept)
    return employer


def merge_employers(session: Session, kept: Employer, dropped: Employer, moves: Moves) -> None:
    """Move an employer's openings to another record of it, and take the dropped record off the market.

    Raises
    ------
    SameRecord, DifferentTaxCodes, KeepTaxCode, MergedAway
        If the two may not be merged (so); nothing is changed then.
    """
    _check(session, kept, dropped)
    for opening in session.exec(select(Opening).where(Opening.employer_id == dropped.id).order_by(Opening.code)).all():
        moves.revise(opening, employer_id=kept.id)
    lacking = {name: getattr(dropped, name) for names in _TAKEN_OVER if _blank(kept, names) for name in names}
    moves.revise(kept, **lacking)
    moves.revise(dropped, state=EmployerState.suspended.value, state_reason=f"Đã gộp vào {kept.code}")
    touch_market(session)
    session.flush()


def _check(session: Session, kept: Employer, dropped: Employer) -> None:
    if kept.id == dropped.id:
        raise SameRecord
    if kept.tax_code and dropped.tax_code:
        raise DifferentTaxCodes
    if dropped.tax_code:
        raise KeepTaxCode
    gone = merged_into(session)
    for employer in (kept, dropped):
        if employer.id in gone:
            raise MergedAway(employer.code)


def _blank(row: Any, names: tuple[str, ...]) -> bool:
    return all(getattr(row, name) in (None, "", [], {}) for name in names)


def keep_employer_merge(
    session: Session, kept: Employer, dropped: Employer, moves: Moves, by: tuple[str, datetime]
) -> EmployerMerge:
    """Put a merge on record with everything that undoing it takes; ``by`` is who merged and when."""
    assert kept.id is not None
    assert dropped.id is not None
    who, at = by
    merge = EmployerMerge(
        id=secrets.token_hex(12),  # it is typed on a command line, where a leading "-" would be an option
        kept_id=kept.id,
        dropped_id=dropped.id,
        record=moves.record,
        merged_by=who,
        merged_at=at,
    )
    session.add(merge)
    session.flush()
    return merge


def employer_merge_to_undo(session: Session, merge_id: str) -> EmployerMerge:
    """A merge that can be undone now.

    Raises
    ------
    UnknownMerge
        If there is none in force of this id.
    MergedSince
        If the kept record was merged into a third since.
    """
    merge = session.exec(select(EmployerMerge).where(EmployerMerge.id == merge_id)).first()
    if merge is None or merge.undone_at is not None:
        raise UnknownMerge
    if merge.kept_id in merged_into(session):
        raise MergedSince
    return merge
