"""Addresses of other systems that are told of events, their messages, and what was told last."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TEXT, _MOMENT = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("url", _TEXT(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", _TEXT(), nullable=False),
        sa.Column("made_at", _MOMENT(), nullable=False),
        sa.Column("stopped_at", _MOMENT(), nullable=True),
        sa.Column("stopped_why", _TEXT(), nullable=True),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "webhook_message",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("webhook_id", _TEXT(), nullable=False),
        sa.Column("body", _TEXT(), nullable=False),
        sa.Column("made_at", _MOMENT(), nullable=False),
        sa.Column("next_try_at", _MOMENT(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_webhook_message_webhook_id", "webhook_message", ["webhook_id"])
    op.create_index("ix_webhook_message_next_try_at", "webhook_message", ["next_try_at"])
    op.create_table(
        "told_state",
        sa.Column("kind", _TEXT(), nullable=False),
        sa.Column("subject", _TEXT(), nullable=False),
        sa.Column("state", _TEXT(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject"),
    )


def downgrade() -> None:
    for table in ("told_state", "webhook_message", "webhook"):
        op.drop_table(table)
