"""Runs migrations on the connection that ``api.migrate`` hands over.

PostgreSQL's row rules are taken away meanwhile and written anew for the newest revision: migrations change columns
that rules speak of, and move everybody's rows.
"""

from alembic import context

from api import row_security
from api.migrate import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    row_security.take_down(connection)
    context.run_migrations()
    if context.get_context().get_current_revision() == context.get_head_revision():
        row_security.put_up(connection)
