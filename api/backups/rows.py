"""Tables in a form that both stores know: text, numbers, true and false, and nothing else.

What a database has is asked of the database itself, not of the code: a backup of an earlier version is read and
written by the columns it had. Days are ``2026-11-23``, moments ``2026-11-23 01:02:03.000000`` in UTC (as SQLite keeps
both), bytes are base64, and JSON stays the text that it is.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    MetaData,
    Text,
    case,
    cast,
    column,
    func,
    insert,
    inspect,
    literal_column,
    select,
    table,
)
from sqlalchemy import types as sql
from sqlalchemy.types import TypeEngine

VERSIONS: Final = "alembic_version"
"""Where migrations keep the revision: it is named in the archive, and written by migrating."""
BATCH: Final = 1000
_KINDS: Final[tuple[tuple[type[TypeEngine[Any]], str], ...]] = (
    (sql.Boolean, "truth"),
    (sql.Integer, "number"),
    (sql.Float, "real"),
    (sql.DateTime, "moment"),
    (sql.Date, "day"),
    (sql.LargeBinary, "bytes"),
    (sql.JSON, "json"),
    (sql.String, "text"),
)
Row = list[Any]


@dataclass(frozen=True)
class TableForm:
    """One table: its columns with their kinds, and which of them make a row the only one."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    key: tuple[str, ...]


def table_forms(connection: Connection, without: Collection[str] = ()) -> list[TableForm]:
    """Tell every table of a database, each after those that it refers to."""
    known = MetaData()
    known.reflect(connection)
    left_out = {VERSIONS, *without}
    return [
        TableForm(
            found.name,
            tuple(c.name for c in found.columns),
            tuple(_kind(c.type) for c in found.columns),
            tuple(c.name for c in found.primary_key.columns),
        )
        for found in known.sorted_tables
        if found.name not in left_out
    ]


def _kind(of: TypeEngine[Any]) -> str:
    return next(kind for known, kind in _KINDS if isinstance(of, known))


def read_rows(connection: Connection, form: TableForm) -> Iterator[list[Row]]:
    """Read a table in batches, in the order of its key, without holding all of it."""
    asked: list[Any] = [
        cast(column(name), Text).label(name) if kind == "json" else column(name)
        for name, kind in zip(form.columns, form.kinds, strict=True)
    ]
    statement = select(*asked).select_from(table(form.name)).order_by(*map(column, form.key))
    outward = [_OUTWARD.get(kind) for kind in form.kinds]
    with connection.execute(statement.execution_options(yield_per=BATCH)) as found:
        for part in found.partitions():
            yield [_turned(row, outward) for row in part]


def write_rows(connection: Connection, form: TableForm, rows: Sequence[Row]) -> None:
    """Add rows to a table that has these columns."""
    inward = [_INWARD[connection.dialect.name].get(kind) for kind in form.kinds]
    values = [dict(zip(form.columns, _turned(row, inward), strict=True)) for row in rows]
    if values:
        connection.execute(insert(table(form.name, *map(column, form.columns))), values)


def continue_numbers(connection: Connection, forms: Iterable[TableForm]) -> None:
    """Let a server number new rows after those that were written with their numbers; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for form in forms:
        counted = {c["name"] for c in inspect(connection).get_columns(form.name) if c["autoincrement"] is True}
        for name in counted & set(form.key):
            highest: Any = func.max(column(name))
            sequence = func.pg_get_serial_sequence(form.name, name)
            told = func.setval(sequence, func.coalesce(highest, 1), case((highest.is_(None), False), else_=True))
            connection.execute(select(told).select_from(table(form.name)))


def is_empty(connection: Connection, forms: Iterable[TableForm]) -> bool:
    """Whether no table has a row."""
    one: Any = literal_column("1")
    return all(connection.execute(select(one).select_from(table(f.name)).limit(1)).first() is None for f in forms)


@dataclass
class Tally:
    """Number of rows, and a digest that does not depend on their order: stores sort text each in their own way."""

    rows: int = 0
    digest: int = 0

    def add(self, rows: Iterable[Row], names: Sequence[str]) -> None:
        """Count rows in; columns go by name, since a table that was migrated may have them in another order."""
        order = sorted(range(len(names)), key=lambda i: names[i])
        for row in rows:
            words = json.dumps([row[i] for i in order], ensure_ascii=False, separators=(",", ":"))
            self.rows += 1
            self.digest += int.from_bytes(hashlib.sha256(words.encode()).digest(), "big")

    def told(self) -> list[Any]:
        """Rows and digest, as an archive says them."""
        return [self.rows, f"{self.digest % (1 << 256):064x}"]


def tallies(connection: Connection, forms: Iterable[TableForm]) -> dict[str, list[Any]]:
    """Count and digest every table."""
    told = {}
    for form in forms:
        tally = Tally()
        for rows in read_rows(connection, form):
            tally.add(rows, form.columns)
        told[form.name] = tally.told()
    return told


def _turned(row: Sequence[Any], ways: Sequence[Callable[[Any], Any] | None]) -> Row:
    return [value if way is None or value is None else way(value) for value, way in zip(row, ways, strict=True)]


def _moment_out(value: Any) -> str:
    if isinstance(value, str):
        return value
    return f"{(value.astimezone(UTC) if value.tzinfo else value):%Y-%m-%d %H:%M:%S.%f}"


_OUTWARD: Final[dict[str, Callable[[Any], Any]]] = {
    "truth": bool,
    "real": float,
    "day": str,
    "moment": _moment_out,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
_INWARD: Final[dict[str, dict[str, Callable[[Any], Any]]]] = {
    "sqlite": {"bytes": base64.b64decode},
    "postgresql": {
        "bytes": base64.b64decode,
        "day": date.fromisoformat,
        "moment": lambda value: datetime.fromisoformat(value).replace(tzinfo=UTC),
    },
}
