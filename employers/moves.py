"""What an act changed, row by row and column by column, so that it can be taken back whole.

The record is plain JSON: it is stored beside the act, and days later every value goes back to where it was.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel

Record = list[dict[str, Any]]
_READERS: Mapping[type, Callable[[str], Any]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    bytes: b64decode,
}


class Moves:
    """Changes rows and writes down what they were.

    Attributes
    ----------
    record : list of dict
        In the order made: table, key of the row, and its columns before and after, or that the row was added.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.record: Record = []

    def change(self, row: SQLModel, **values: Any) -> None:
        """Give columns of a row new values; a column that has its value already is not written down."""
        new = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not new:
            return
        before = {name: _plain(getattr(row, name)) for name in new}
        for name, value in new.items():
            setattr(row, name, value)
        self.session.add(row)
        after = {name: _plain(value) for name, value in new.items()}
        self.record.append({**_place(row), "before": before, "after": after})

    def revise(self, row: Any, **values: Any) -> None:
        """As :meth:`change`, and count the row's revision on."""
        self.change(row, **values, revision=row.revision + 1)

    def change_by(self, row: SQLModel, act: Callable[[], None]) -> None:
        """Let an act change a row, and write down what it changed."""
        before = row.model_dump()
        act()
        new = {name: value for name, value in row.model_dump().items() if value != before[name]}
        if new:
            was = {name: _plain(before[name]) for name in new}
            now = {name: _plain(value) for name, value in new.items()}
            self.record.append({**_place(row), "before": was, "after": now})

    def add(self, row: SQLModel) -> None:
        """Add a row."""
        self.session.add(row)
        self.session.flush()
        self.record.append({**_place(row), "added": True})


def take_back(session: Session, record: Record, tables: tuple[type[SQLModel], ...]) -> int:
    """Undo what a record says, the last change first; gives how many values were left as they are.

    A value that somebody changed since stays as they left it, and its row gets a revision of its own; everything else
    is again what it was.
    """
    named = {str(table.__tablename__): table for table in tables}
    left = 0
    for entry in reversed(record):
        table = named[entry["table"]]
        row = session.get(table, entry["key"])
        if row is None:
            left += 1
        elif entry.get("added"):
            session.delete(row)
        else:
            left += _restore(row, entry["before"], entry["after"])
            session.add(row)
    session.flush()
    return left


def _restore(row: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> int:
    """Put a row's columns back where they still are what the act made them; gives how many are not."""
    changed = {name for name in before if _plain(getattr(row, name)) != after[name]}
    for name in before.keys() - changed:
        setattr(row, name, _value(type(row), name, before[name]))
    if "revision" in changed:
        row.revision += 1
    return len(changed - {"revision"})


def _place(row: SQLModel) -> dict[str, Any]:
    (key,) = inspect(type(row)).primary_key_from_instance(row)
    return {"table": str(row.__tablename__), "key": key}


def _plain(value: Any) -> Any:
    """A column's value as JSON knows it."""
    if isinstance(value, date):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _value(table: type[SQLModel], name: str, plain: Any) -> Any:
    """The value of a column again, from what JSON knows of it."""
    kind = table.__table__.c[name].type.python_type  # type: ignore[attr-defined]  # SQLModel does not type its table
    if plain is None or not isinstance(plain, str):
        return plain
    return _READERS[kind](plain) if kind in _READERS else plain
