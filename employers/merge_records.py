"""Merges on record, whatever they merged: which stand, what became of a record, how one is put down and found again."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from employers.moves import Moves
from employers.tables import MergeRecord

Merge = TypeVar("Merge", bound=MergeRecord)


def merges_in_force(session: Session, table: type[Merge]) -> list[Merge]:
    """Merges that stand, in the order made."""
    query = select(table).where(col(table.undone_at).is_(None))
    return list(session.exec(query.order_by(col(table.merged_at), col(table.id))).all())


def merged_into(session: Session, table: type[Merge]) -> dict[int, int]:
    """Which record each merged one became: {dropped id: kept id}."""
    return {m.dropped_id: m.kept_id for m in merges_in_force(session, table)}


def surviving_id(session: Session, table: type[Merge], row_id: int | None) -> int | None:
    """The record that stands for a record now: itself, or the one it was merged into, however often."""
    query = select(table.kept_id).where(col(table.undone_at).is_(None))
    while (kept := session.exec(query.where(col(table.dropped_id) == row_id)).first()) is not None:
        row_id = kept
    return row_id


def keep_merge(
    session: Session, table: type[Merge], ids: tuple[int | None, int | None], moves: Moves, by: tuple[str, datetime]
) -> Merge:
    """Put a merge on record with everything that undoing it takes.

    Parameters
    ----------
    ids : tuple of int
        Row ids of the kept and of the dropped record; both are stored.
    by : tuple of str and datetime
        Who merged, and when.
    """
    kept_id, dropped_id = ids
    assert kept_id is not None
    assert dropped_id is not None
    made = table(
        id=secrets.token_hex(12),  # it is typed on a command line, where a leading "-" would be an option
        kept_id=kept_id,
        dropped_id=dropped_id,
        record=moves.record,
        merged_by=by[0],
        merged_at=by[1],
    )
    session.add(made)
    session.flush()
    return made


def find_merge(session: Session, table: type[Merge], merge_id: str) -> Merge | None:
    """The merge in force of this id, or None."""
    return session.exec(select(table).where(col(table.id) == merge_id, col(table.undone_at).is_(None))).first()


def taken_over(kept: Any, dropped: Any, groups: Iterable[tuple[str, ...]]) -> dict[str, Any]:
    """What the kept record lacks and the dropped one says; columns in one group belong together."""
    return {name: getattr(dropped, name) for names in groups if _blank(kept, names) for name in names}


def _blank(row: Any, names: tuple[str, ...]) -> bool:
    return all(getattr(row, name) in (None, "", [], {}) for name in names)
