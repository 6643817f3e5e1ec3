"""PostgreSQL's row-level security, written from the policy's page: a second wall under the one in the sessions.

Every transaction of a viewer's session tells the server who asks (:func:`asked_by`); a connection that tells nothing
sees no row of a table about people, whatever statement it sends. The rules are forced on the owner of the tables too,
but no superuser and no role with BYPASSRLS is held by them. Nor do they hold SQL that says to be somebody else: they
are there for the rule that was forgotten, not for whoever may run anything.

Migrating writes them anew, so that they are the policy's of this version: :func:`is_current` tells.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlmodel import Session, SQLModel

from api.db import connection_beside, tell_server
from api.policy import ROWS, Role, Viewer, row_rule
from api.tables import ImportRun, ListRow
from matcher.case_tables import Cover, ErasedMark
from matcher.tables import DuplicateVerdict, Person

SERVICE: Final = Viewer("service", Role.operator)
"""The service's own work beside every viewer: renewing keys, clearing what expired, covers looked up at sign-in."""

_ALSO: Final = (Cover, DuplicateVerdict, ErasedMark, ImportRun, ListRow)
"""Tables about people or who looks after them, whose rows do not hang on a person's."""

_POLICY: Final = "rows_of_"
_MARKED: Final = f"{_POLICY}{Role.operator}"
"""The rule, on the table of people, that bears what all of them were written from."""

_NAME, _COMMUNE, _EMPLOYER = "§name", "§commune", "§employer"
_ASKED: Final = Viewer(_NAME, Role.operator, frozenset({_COMMUNE}), _EMPLOYER)
_WHO: Final = {
    f"= '{_NAME}'": "= (SELECT current_setting('noiviec.account', true))",
    f"IN ('{_NAME}')": "= ANY ((SELECT string_to_array(current_setting('noiviec.accounts', true), ','))::text[])",
    f"IN ('{_COMMUNE}')": "= ANY ((SELECT string_to_array(current_setting('noiviec.communes', true), ','))::text[])",
    f"= '{_EMPLOYER}'": "= (SELECT current_setting('noiviec.employer', true))",
}
"""What stands in a rule for who asks, and where the server finds it; in a SELECT of its own it is looked up once."""


def asked_by(viewer: Viewer) -> dict[str, Any]:
    """What a session is opened with, so that the policy and the server know who asks."""
    return {"viewer": viewer, "settings": _settings(viewer)}


def _settings(viewer: Viewer) -> dict[str, str]:
    return {
        "noiviec.role": viewer.role.value,
        "noiviec.account": viewer.name,
        "noiviec.accounts": ",".join(sorted({viewer.name, *viewer.covers})),
        "noiviec.communes": ",".join(sorted(viewer.communes)),
        "noiviec.employer": viewer.employer_code or "",
    }


def speak_for_service(connection: Connection) -> None:
    """Tell the server, until the end of the transaction, that the service itself asks: as to restore a backup."""
    tell_server(connection, _settings(SERVICE))


@contextmanager
def giving_away(session: Session) -> Iterator[None]:
    """Let a viewer write what is not theirs afterwards, as when a person is handed over.

    PostgreSQL asks of a changed row that its writer sees it still; the viewer's own rules have been asked by then.
    """
    before: Mapping[str, str] = session.info["settings"]
    speak_for_service(connection_beside(session))
    yield
    session.flush()
    tell_server(connection_beside(session), before)


@cache
def guarded() -> tuple[type[SQLModel], ...]:
    """Every table that holds rows about people: those that hang on a person, however far, and some by name."""
    classes: dict[str, type[SQLModel]] = {str(m.local_table): m.class_ for m in SQLModel._sa_registry.mappers}
    about: set[str] = {Person.__tablename__, *(table.__tablename__ for table in _ALSO)}
    for table in SQLModel.metadata.sorted_tables:  # a table comes after those that it hangs on
        if about & {key.column.table.name for key in table.foreign_keys}:
            about.add(table.name)
    return tuple(classes[name] for name in sorted(about))


class RuleUntold(RuntimeError):
    """A rule of the policy asks something of the viewer that the server is not told: a defect of ours.

    Give it a setting in :func:`_settings` and a line in :data:`_WHO`.
    """


def _condition(rule: ColumnElement[bool]) -> str:
    dialect = PGDialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy types no dialect
    words = str(rule.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    for asked, answer in _WHO.items():
        words = words.replace(asked, answer)
    if "§" in words:
        raise RuleUntold(words)
    return re.sub(r"\s+", " ", words)


def _rules_of(table: type[SQLModel]) -> Iterator[str]:
    for role in sorted(ROWS):
        rule = row_rule(Viewer(_NAME, role, _ASKED.communes, _EMPLOYER), table)
        if rule is not None:
            asked = f"(SELECT current_setting('noiviec.role', true)) = '{role}'"
            yield f"CREATE POLICY {_POLICY}{role} ON {table.__tablename__} USING ({asked} AND ({_condition(rule)}))"


@cache
def statements() -> tuple[str, ...]:
    """The whole wall in SQL: for each table about people a switch for its owner too, and a rule for each role."""
    walls = []
    for table in guarded():
        name = table.__tablename__
        walls += [f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"]
        walls += _rules_of(table)
    return tuple(walls)


def _mark() -> str:
    return "rows by policy " + hashlib.sha256("\n".join(statements()).encode()).hexdigest()


def put_up(connection: Connection) -> None:
    """Write the wall into a database of the newest revision, and what it was written from; SQLite has none."""
    if connection.dialect.name != "postgresql":
        return
    for statement in (*statements(), f"COMMENT ON POLICY {_MARKED} ON person IS '{_mark()}'"):
        connection.execute(text(statement.replace(":", "\\:").replace("\\:\\:", "::")))


def take_down(connection: Connection) -> None:
    """Take the wall away, as for a migration; SQLite has none."""
    if connection.dialect.name != "postgresql":
        return
    policies = text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = current_schema()")
    for table, policy in connection.execute(policies).all():
        if policy.startswith(_POLICY):
            connection.exec_driver_sql(f'DROP POLICY "{policy}" ON "{table}"')
            connection.exec_driver_sql(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
            connection.exec_driver_sql(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')


def is_current(connection: Connection) -> bool:
    """Whether the wall is the policy's of this version; where there is no PostgreSQL there is no second wall."""
    if connection.dialect.name != "postgresql":
        return True
    of_person = "SELECT obj_description(oid, 'pg_policy') FROM pg_policy WHERE polrelid = to_regclass('person')"
    found = connection.scalar(text(of_person + " AND polname = :name"), {"name": _MARKED})
    return bool(found == _mark())
