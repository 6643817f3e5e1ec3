"""Creating and upgrading the database."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

from api import tables as application
from api.db import Database
from employers import tables as market
from matcher import case_tables as cases
from matcher import ranking_tables as rankings
from matcher import tables as people

WITH_TABLES = (application, market, people, rankings, cases)
"""The modules whose import puts every table into the metadata."""
METADATA = SQLModel.metadata
FOLDER = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this copy of the product needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def current(database: Database) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with database.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Create the database, or bring it to a revision, in one transaction."""
    with database.writer.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take a database back to an earlier revision, in one transaction."""
    with database.writer.begin() as connection:
        command.downgrade(_config(connection), revision)


def draft(database: Database, message: str) -> None:
    """Write a new migration for what the tables have become; a developer's command."""
    with database.writer.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)
