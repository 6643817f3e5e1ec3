"""What one row does to the database: a record made, updated, left unchanged, or the row held."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel

from api.identities import Identities
from api.imports.finer import contradicted_roughly, without_coarser
from api.imports.memory import Held, ListMemory
from api.imports.reading import ReadContext, RowReading
from api.imports.value_words import words_of

__all__ = ["Held", "StoreContext", "Stored", "changed_words", "settle", "show"]


@dataclass
class StoreContext:
    """What storing a row needs beside the row.

    Attributes
    ----------
    communes : frozenset of str or None
        Communes whose people may be touched; None for everywhere.
    rows : sequence of RowReading
        All rows of the list, for what only the whole list tells.
    """

    session: Session
    identities: Identities
    memory: ListMemory
    read: ReadContext
    by: tuple[str, datetime]
    create_employers: bool = False
    communes: frozenset[str] | None = None
    rows: Sequence[RowReading] = ()
    present: RowReading = field(default_factory=RowReading)
    """The row that is being stored."""
    known: dict[str, Any] = field(default_factory=dict)
    """Records looked up once for the whole list, by kind and code."""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    """Column, words before and words after of what the present row changes; emptied for each row."""
    later: list[Callable[[], None]] = field(default_factory=list)
    """What writes the new records of a part of the list together."""

    def finish_part(self, *, dry_run: bool) -> None:
        """Write what the rows so far made, and let go of it.

        A dry run writes no new people: their keys lie outside the database, so no rollback takes them back.
        """
        self.session.flush()
        for finish in () if dry_run else self.later:
            finish()
        self.later.clear()
        self.memory.write()
        self.session.flush()
        self.session.expunge_all()


@dataclass
class Stored:
    """What became of a row."""

    status: str
    """``imported``, ``updated`` or ``unchanged``."""
    doubts: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """Names of the columns that were changed."""


def show(row: SQLModel, names: Collection[str]) -> dict[str, Any]:
    """The present values of some columns of a record."""
    return {name: getattr(row, name) for name in names}


def plan(
    context: StoreContext, row: SQLModel, key: str, said: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a row of a list says of a record beyond coarser words for the same, and what of it changes the record.

    Raises
    ------
    Conflict
        If a hand edit and the list disagree, two rows do, or a date is known better and otherwise.
    """
    now = row.model_dump()
    news = without_coarser(now, said, context.present)
    return news, context.memory.changes(key, now, news, contradicted_roughly(now, news, context.present))


def settle(context: StoreContext, row: SQLModel, key: str, said: Mapping[str, Any], *, is_new: bool) -> list[str]:
    """Bring a record to what a row says, and remember what the list said; gives the columns changed.

    Raises
    ------
    Conflict
        See :func:`plan`; nothing is changed then.
    """
    said, changed = (said, said) if is_new else plan(context, row, key, said)
    before = show(row, said.keys())
    for name, value in changed.items():
        if not is_new:
            context.changes.append((name, words_of(name, before), words_of(name, said)))
        setattr(row, name, value)
    context.memory.remember(key, said)
    if changed:
        context.session.add(row)
    return list(changed)


def changed_words(is_new: bool, changed: Collection[str], doubts: list[str]) -> Stored:
    """Say what became of a row from what it changed."""
    status = "imported" if is_new else ("updated" if changed else "unchanged")
    return Stored(status, doubts, [] if is_new else list(changed))
