"""Sendings of forms."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posted_form",
        sa.Column("once_sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("posted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("led_to", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("once_sha256"),
    )
    with op.batch_alter_table("posted_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posted_form_posted_at"), ["posted_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("posted_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posted_form_posted_at"))
    op.drop_table("posted_form")
