"""People's own words that earlier versions kept in the clear are put away, by ``noiviec migrate`` and once a night."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, SQLModel, col, select

from api.beside import Beside
from api.identities import Identities
from api.imports.store_people import FROM_LIST
from api.keys import KeyStore
from api.notes import is_put_away, put_away
from api.vault import IdentityErased
from matcher.tables import CheckIn, Consent, Decision, DecisionKind, Placement

ON_THE_SPOT: Final = "ghi tại chỗ"
"""What the service itself says as the proof of a consent that is given where the record is made."""
# Table, column and which rows of it hold words of somebody's own.
_FREE: Final[tuple[tuple[type[SQLModel], str, ColumnElement[bool]], ...]] = (
    (Decision, "note", true()),
    (Decision, "reason", col(Decision.kind).in_((DecisionKind.refer, DecisionKind.override))),
    (CheckIn, "note", true()),
    (Consent, "proof", col(Consent.proof).not_in((FROM_LIST, ON_THE_SPOT))),
)


def seal_what_lies_open(session: Session, keys: KeyStore) -> int:
    """Seal all that earlier versions kept in the clear: cells beside records, and words; gives how many there were."""
    identities = Identities(session, keys)
    cells = identities.seal_left_open() + Beside(keys).seal_again(session, left_open=True)
    return cells + put_away_words(identities)


def put_away_words(identities: Identities) -> int:
    """Put away every word of somebody's own that stands in the clear; gives how many there were.

    Words about who was erased are gone with them.
    """
    found = list(_left_open(identities))
    for row, name, person_id in found:
        try:
            kept = put_away(identities, person_id, getattr(row, name))
        except IdentityErased:
            kept = None
        setattr(row, name, kept or ("" if name == "reason" else None))
        identities.session.add(row)
    return len(found)


def _left_open(identities: Identities) -> Iterator[tuple[Any, str, int]]:
    session = identities.session
    people = dict(session.exec(select(Placement.id, Placement.person_id)).all())
    for table, name, free in _FREE:
        rows: Any = session.exec(select(table).where(free)).all()
        for row in rows:
            if not is_put_away(getattr(row, name) or None):
                yield row, name, people[row.placement_id] if isinstance(row, CheckIn) else row.person_id
