"""On which store a test's service stands: a SQLite file in its folder, or a database of the tests' PostgreSQL server.

``NOIVIEC_TEST_STORE=postgresql`` chooses the second for every test that opens its service through here; tests that
look into the SQLite file itself say so by :data:`looks_into_the_file`.
"""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from api.db import Database
from api.row_security import SERVICE, asked_by
from tests import postgresql_server as postgresql

ON_POSTGRESQL = os.environ.get("NOIVIEC_TEST_STORE") == "postgresql"
looks_into_the_file = pytest.mark.skipif(ON_POSTGRESQL, reason="it looks into the SQLite file itself")


def database_url(folder: Path) -> str:
    """The address of a folder's database; on PostgreSQL it is created when first asked for."""
    if not ON_POSTGRESQL:
        return f"sqlite:///{folder}/db.sqlite"
    server, name = postgresql.shared_server(), postgresql.name_for(folder)
    return server.url(name) if server.has(name) else server.create(name)


def copy_store(files: Path, folder: Path) -> None:
    """Copy a folder's files, and its database where that is no file; nobody may be connected to it."""
    shutil.copytree(files, folder, dirs_exist_ok=True)
    if ON_POSTGRESQL:
        postgresql.shared_server().create(postgresql.name_for(folder), postgresql.name_for(files))


def contents(database: Database, without: Collection[str] = ()) -> dict[str, list[str]]:
    """Every row of every table as the store holds it, by the table's name."""
    with database.read(asked_by(SERVICE)) as session:
        connection = session.connection()
        names = sorted(set(inspect(connection).get_table_names()) - set(without))
        return {n: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{n}"')))) for n in names}


def is_kept_open(database: Database, secret: str) -> bool:
    """Whether words stand unsealed in the store: in the bytes of a SQLite file and its log, or in a server's rows."""
    if not database.is_sqlite:
        return any(secret in row for rows in contents(database).values() for row in rows)
    path = Path(str(database.url.database))
    return any(secret.encode() in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
