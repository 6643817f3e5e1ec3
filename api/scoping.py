"""Sessions that obey the policy: rows are filtered, unruled tables and raw SQL are refused, for every statement."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Table, TextClause, event, inspect
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import FromClauseAlias
from sqlmodel import Session, SQLModel

from api.policy import Viewer, row_rule


class OutsidePolicy(RuntimeError):
    """A session was asked for what its viewer's policy does not name: a defect of ours, never a user's mistake."""


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


def _guard(state: ORMExecuteState) -> None:
    """Refuse what the policy does not name, and add each table's row rule to what it does."""
    viewer: Viewer = state.session.info["viewer"]
    if not (state.is_orm_statement or state.is_insert):
        raise OutsidePolicy("only statements on mapped classes are run for a viewer")
    tables = _tables_of(state.statement)
    for name in tables:
        table = _classes().get(name)
        rule = None if table is None else row_rule(viewer, table)
        if table is None or rule is None:
            raise OutsidePolicy(f"{viewer.role} has no rule for {name}")
        if not state.is_insert:
            state.statement = state.statement.options(with_loader_criteria(table, rule, include_aliases=True))


def _guard_writes(session: Any, _context: Any, _instances: Any) -> None:
    viewer: Viewer = session.info["viewer"]
    for row in (*session.new, *session.dirty, *session.deleted):
        if row_rule(viewer, inspect(row).mapper.class_) is None:
            raise OutsidePolicy(f"{viewer.role} has no rule for {type(row).__name__}")


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
        return session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that cannot write."""
        with self.stores.read({"viewer": self.viewer}) as session:
            yield self._watch(session)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open the writing session; it commits when the block ends well."""
        with self.stores.write({"viewer": self.viewer}) as session:
            yield self._watch(session)
