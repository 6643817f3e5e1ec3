"""First passwords and who changed a password last; when a sign-in was used, from where and with what."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TEXT, _MOMENT = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    # No batch: other tables point at this one, so it cannot be made anew.
    op.add_column("account", sa.Column("first_password_until", _MOMENT(), nullable=True))
    op.add_column("account", sa.Column("password_set_at", _MOMENT(), nullable=True))
    op.add_column("account", sa.Column("password_set_from", _TEXT(length=64), nullable=True))
    op.add_column("account", sa.Column("password_news", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name in ("source", "device"):
        op.add_column("access_token", sa.Column(name, _TEXT(length=64), nullable=False, server_default=""))
    op.add_column("access_token", sa.Column("used_at", _MOMENT(), nullable=True))
    op.execute("UPDATE access_token SET used_at = issued_at")
    with op.batch_alter_table("access_token") as batch_op:
        batch_op.alter_column("used_at", existing_type=_MOMENT(), nullable=False)


def downgrade() -> None:
    for column in ("device", "source", "used_at"):
        op.drop_column("access_token", column)
    for column in ("password_news", "password_set_from", "password_set_at", "first_password_until"):
        op.drop_column("account", column)
