"""Two records of one employer made one, and parted again: only ever by somebody's act, and never across tax codes."""

from sqlmodel import Session, select

from employers import merge_records
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


def merged_into(session: Session) -> dict[int, int]:
    """Which record each merged employer became: {dropped id: kept id}."""
    return merge_records.merged_into(session, EmployerMerge)


def surviving(session: Session, employer: Employer) -> Employer:
    """The record that stands for an employer now: itself, or the one it was merged into, however often."""
    kept_id = merge_records.surviving_id(session, EmployerMerge, employer.id)
    return employer if kept_id == employer.id else session.get_one(Employer, kept_id)


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
    moves.revise(kept, **merge_records.taken_over(kept, dropped, _TAKEN_OVER))
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


def employer_merge_to_undo(session: Session, merge_id: str) -> EmployerMerge:
    """A merge that can be undone now.

    Raises
    ------
    UnknownMerge
        If there is none in force of this id.
    MergedSince
        If the kept record was merged into a third since.
    """
    merge = merge_records.find_merge(session, EmployerMerge, merge_id)
    if merge is None:
        raise UnknownMerge
    if merge.kept_id in merged_into(session):
        raise MergedSince
    return merge
