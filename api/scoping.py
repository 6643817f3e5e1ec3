"""Sessions that obey the policy: rows are filtered, unruled tables and raw SQL are refused, for every statement."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache, lru_cache, partial
from typing import Any, Final, Protocol

from sqlalchemy import Table, TextClause, bindparam, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import True_
from sqlalchemy.sql.selectable import FromClauseAlias
from sqlmodel import Session, SQLModel

from api.db import connection_beside
from api.policy import Viewer, row_rule
from api.row_security import asked_by
from employers.questions import WRITTEN_ONCE


class OutsidePolicy(RuntimeError):
    """A session was asked for what its viewer's policy does not name: a defect of ours, never a user's mistake."""


_BESIDE: Final = ("connection", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings")
"""What a session offers that passes its rules by; ``api.db.connection_beside`` is the one named exception."""


@cache
def _classes() -> dict[str, type[SQLModel]]:
    return {str(m.local_table): m.class_ for m in SQLModel._sa_registry.mappers}  # the registry has no public name


def _tables_of(statement: Any) -> set[str]:
    """Name the tables of a statement.

    Raises
    ------
    OutsidePolicy
        If part of it is raw SQL, which no rule reaches, or a table under another name: a rule is not carried over to
        the alias in a join.
    """
    tables = set()
    for part in visitors.iterate(statement):
        if isinstance(part, TextClause) or (getattr(part, "is_literal", False) and str(part) != "*"):
            raise OutsidePolicy("raw SQL is not run for a viewer")
        if isinstance(part, FromClauseAlias):
            raise OutsidePolicy("a table is not asked under another name for a viewer")
        if isinstance(part, Table):
            tables.add(str(part.name))
    return tables


@lru_cache(maxsize=4096)
def _criteria(viewer: Viewer, table: type[SQLModel]) -> Any:
    """A table's row rule as an option of a statement: writing it anew for each statement took a third of a request."""
    rule = row_rule(viewer, table)
    assert rule is not None, "a table without a rule is refused before it is asked"
    return with_loader_criteria(table, rule, include_aliases=True)


def _rules(viewer: Viewer, statement: Any) -> tuple[type[SQLModel], ...]:
    """The tables that a statement asks, each of them with a rule for the viewer.

    Raises
    ------
    OutsidePolicy
        If the policy does not name one of them.
    """
    tables = []
    for name in _tables_of(statement):
        table = _classes().get(name)
        rule = None if table is None else row_rule(viewer, table)
        if table is None or rule is None:
            raise OutsidePolicy(f"{viewer.role} has no rule for {name}")
        tables.append(table)
    return tuple(tables)


def _ruled(viewer: Viewer, statement: Any) -> Any:
    """A statement with the row rule of each of its tables."""
    return statement.options(*(_criteria(viewer, table) for table in _rules(viewer, statement)))


_ruled_once = lru_cache(maxsize=512)(_ruled)
"""The same of a question that is a constant (:mod:`employers.questions`), kept by who asks."""


def _guard(state: ORMExecuteState) -> None:
    """Refuse what the policy does not name, and add each table's row rule to what it does."""
    viewer: Viewer = state.session.info["viewer"]
    state.bind_arguments.setdefault("clause", state.statement)  # see _bind_of
    if not (state.is_orm_statement or state.is_insert):
        raise OutsidePolicy("only statements on mapped classes are run for a viewer")
    if state.is_insert:
        for table in _rules(viewer, state.statement):
            _check_inserted(state.session, viewer, table, state)
    else:
        ruled = _ruled_once if WRITTEN_ONCE in state.execution_options else _ruled
        state.statement = ruled(viewer, state.statement)


def _sees_all(viewer: Viewer, table: type[SQLModel]) -> bool:
    rule = row_rule(viewer, table)
    return rule is not None and isinstance(rule, True_)


@cache
def _parents(table: type[SQLModel]) -> tuple[tuple[str, type[SQLModel], str], ...]:
    """What the rows of a table hang on: (attribute, table, its key)."""
    mapper = inspect(table)
    return tuple(
        (mapper.get_property_by_column(column).key, _classes()[key.column.table.name], key.column.name)
        for column in mapper.local_table.columns
        for key in column.foreign_keys
    )


@lru_cache(maxsize=4096)
def _seen(viewer: Viewer, table: type[SQLModel], key: str) -> Any:
    """Which of the rows asked for a viewer sees, written once: every write asks it."""
    rule = row_rule(viewer, table)
    if rule is None:
        raise OutsidePolicy(f"{viewer.role} has no rule for {table.__name__}")
    columns = inspect(table).local_table.c
    return select(columns[key]).where(columns[key].in_(bindparam("asked", expanding=True)), rule)


def _check_parents(
    session: OrmSession, viewer: Viewer, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Refuse rows that hang on what the viewer does not see, unless it was made in this very session."""
    made: set[tuple[type[SQLModel], Any]] = session.info.setdefault("made", set())
    for name, parent, key in _parents(table):
        asked = {row[name] for row in rows if row.get(name) is not None} - {k for t, k in made if t is parent}
        if not asked or _sees_all(viewer, parent):
            continue
        seen = connection_beside(session).execute(_seen(viewer, parent, key), {"asked": list(asked)}).scalars()
        if asked - set(seen):
            raise OutsidePolicy(f"{viewer.role} writes about a {parent.__name__} that is not theirs")


def _check_inserted(session: OrmSession, viewer: Viewer, table: type[SQLModel], state: ORMExecuteState) -> None:
    """Refuse an insert about what the viewer does not see; one that copies from a query cannot be looked through."""
    if all(_sees_all(viewer, parent) for _, parent, _ in _parents(table)):
        return
    statement: Any = state.statement  # an Insert, which SQLAlchemy types as any statement
    if statement.select is not None:
        raise OutsidePolicy("rows are not copied inside the store for a viewer")
    session.flush()  # what hangs on a row that was just made is looked for where it is made
    given = state.parameters or [statement.compile().params]
    _check_parents(session, viewer, table, [given] if isinstance(given, Mapping) else list(given))


def _guard_writes(session: Any, _context: Any, _instances: Any) -> None:
    """Refuse rows of tables without a rule, and rows that are put under what the viewer does not see."""
    viewer: Viewer = session.info["viewer"]
    for row in (*session.new, *session.dirty, *session.deleted):
        table = inspect(row).mapper.class_
        if row_rule(viewer, table) is None:
            raise OutsidePolicy(f"{viewer.role} has no rule for {type(row).__name__}")
        put = [name for name, _, _ in _parents(table) if inspect(row).attrs[name].history.added]
        _check_parents(session, viewer, table, [{name: getattr(row, name) for name in put}])


def _remember_made(session: Any, _context: Any) -> None:
    """Note what was made in this session: a person is not the viewer's before their case worker is on record."""
    made = session.info.setdefault("made", set())
    made.update((type(row), inspect(row).mapper.primary_key_from_instance(row)[0]) for row in session.new)


def _take_over(session: Any, row: Any) -> None:
    """Refuse a row that another session loaded, or nobody: what it holds was never looked up for this viewer."""
    viewer: Viewer = session.info["viewer"]
    if not _sees_all(viewer, type(row)):
        raise OutsidePolicy(f"a {type(row).__name__} of another session is not taken over")


def _no_way_beside(*_: Any, **__: Any) -> Any:
    raise OutsidePolicy("a viewer's session gives no connection and writes nothing in bulk beside its rules")


def _bind_of(real: Any, *which: Any, **more: Any) -> Any:
    """Where a statement goes, for the session itself, which always says which; nobody else gets the engine."""
    return real(*which, **more) if which or more else _no_way_beside()


class Stores(Protocol):
    """What opens sessions: the database, or the sessions of a claimed job."""

    def read(self, info: Mapping[str, Any] | None = None) -> AbstractContextManager[Session]:
        """Open a session that cannot write."""

    def write(self, info: Mapping[str, Any] | None = None) -> AbstractContextManager[Session]:
        """Open the writing session."""


class ViewerSessions:
    """Opens sessions for one viewer; jobs and use cases get this instead of the database itself."""

    def __init__(self, stores: Stores, viewer: Viewer) -> None:
        self.stores = stores
        self.viewer = viewer

    def _watch(self, session: Session) -> Session:
        event.listen(session, "do_orm_execute", _guard)
        event.listen(session, "before_flush", _guard_writes)
        event.listen(session, "after_flush", _remember_made)
        event.listen(session, "detached_to_persistent", _take_over)
        for name in _BESIDE:
            setattr(session, name, _no_way_beside)
        session.get_bind = partial(_bind_of, session.get_bind)  # type: ignore[method-assign]  # SQLAlchemy has no hook
        return session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that cannot write."""
        with self.stores.read(asked_by(self.viewer)) as session:
            yield self._watch(session)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open the writing session; it commits when the block ends well."""
        with self.stores.write(asked_by(self.viewer)) as session:
            yield self._watch(session)
