"""What each row rule of the policy's page means, as a condition that is added to every statement."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, func, or_, select, true
from sqlmodel import SQLModel, col

from api.tables import AuditEvent
from api.viewers import Role, Viewer
from employers.openings import HISTORICAL
from employers.tables import Employer, Opening, OpeningState
from matcher.case_tables import Cover, Loan
from matcher.tables import DuplicateVerdict, Person, Placement, Referral

Rule = Callable[[Viewer], ColumnElement[bool]]
Table = type[SQLModel]


def every_row(_viewer: Viewer) -> ColumnElement[bool]:
    """Every row."""
    return true()


def no_row(_viewer: Viewer) -> ColumnElement[bool]:
    """No row: the table may be asked, and is empty."""
    return false()


def own_people(viewer: Viewer) -> ColumnElement[bool]:
    """Case workers: people assigned to them, and to whom they stand in for today.

    Supervisors: people of their communes, none where they have none.
    """
    if viewer.role == Role.case_worker:
        return col(Person.case_worker).in_(sorted({viewer.name, *viewer.covers}))
    return col(Person.commune_code).in_(viewer.communes) if viewer.communes else false()


def of_own_people(column: Any) -> Rule:
    """Rows whose person is one of the viewer's people."""
    return lambda viewer: column.in_(select(col(Person.id)).where(own_people(viewer)))


def of_own_referrals(column: Any) -> Rule:
    """Rows whose referral is one of the viewer's people's."""
    own = of_own_people(col(Referral.person_id))
    return lambda viewer: column.in_(select(col(Referral.id)).where(own(viewer)))


def of_own_placements(column: Any) -> Rule:
    """Rows whose placement is one of the viewer's people's."""
    own = of_own_people(col(Placement.person_id))
    return lambda viewer: column.in_(select(col(Placement.id)).where(own(viewer)))


def colleagues_cover(viewer: Viewer) -> ColumnElement[bool]:
    """Case workers: covers of and by themselves. Supervisors: covers of who looks after people of their area."""
    if viewer.role == Role.case_worker:
        return or_(col(Cover.covered) == viewer.name, col(Cover.covered_by) == viewer.name)
    return col(Cover.covered).in_(select(col(Person.case_worker)).where(own_people(viewer)))


def loans(viewer: Viewer) -> ColumnElement[bool]:
    """Loans of the viewer's people, and every employer's: those name nobody."""
    return or_(col(Loan.person_id).is_(None), of_own_people(col(Loan.person_id))(viewer))


def both_own_people(first: Any, second: Any) -> Rule:
    """Rows that speak of two people, both the viewer's."""
    return lambda viewer: and_(of_own_people(first)(viewer), of_own_people(second)(viewer))


def verdicts(viewer: Viewer) -> ColumnElement[bool]:
    """Of employers everybody's at the desk; of people only where both are the viewer's."""
    both = both_own_people(col(DuplicateVerdict.first_id), col(DuplicateVerdict.second_id))(viewer)
    return or_(col(DuplicateVerdict.kind) == "employers", both)


def own_employer(viewer: Viewer) -> ColumnElement[bool]:
    """The employer whose account it is."""
    return col(Employer.code) == viewer.employer_code


def own_openings(viewer: Viewer) -> ColumnElement[bool]:
    """Every posting of one's own, past jobs of the desk's lists too."""
    return col(Opening.employer_id).in_(select(col(Employer.id)).where(own_employer(viewer)))


def own_postings(viewer: Viewer) -> ColumnElement[bool]:
    """An employer's own postings; those that only stand for a past job on the desk's lists are not theirs to read."""
    return and_(own_openings(viewer), ~col(Opening.code).startswith(HISTORICAL))


def posted(_viewer: Viewer) -> ColumnElement[bool]:
    """Openings that were posted: what an employer still drafts has not been checked, and is its own."""
    return col(Opening.state) != OpeningState.draft.value


def introductions_to_own(viewer: Viewer) -> ColumnElement[bool]:
    """Introductions for one's own postings, while the employer may know of them.

    A line of the desk's old lists was never made to them, and people not hired are gone when their time is over.
    """
    # As text: the operator on a JSON column cannot be compared by the cache of compiled statements.
    made_here = cast(col(Referral.shown), String).not_like('%"source": "list"%')
    own = col(Referral.opening_id).in_(select(col(Opening.id)).where(own_openings(viewer)))
    return and_(own, made_here, col(Referral.gone_on).is_(None))


def last_link(_viewer: Viewer) -> ColumnElement[bool]:
    """The end of the audit trail: whoever acts appends to it, and sees no more than the row to chain to."""
    trail = AuditEvent.__table__  # type: ignore[attr-defined]  # SQLModel does not type its table
    last = select(func.max(trail.alias().c.id)).scalar_subquery()
    return col(AuditEvent.id) == last
