"""Which account the office's own sign-in means."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TEXT, _MOMENT = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "provider_link",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", _TEXT(length=500), nullable=False),
        sa.Column("subject_mark", _TEXT(length=64), nullable=False),
        sa.Column("linked_by", _TEXT(length=128), nullable=False),
        sa.Column("linked_at", _MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
        sa.UniqueConstraint("subject_mark"),
    )


def downgrade() -> None:
    op.drop_table("provider_link")
