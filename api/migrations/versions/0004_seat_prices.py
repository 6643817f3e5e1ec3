"""Seat prices, and lists that hold numbers alone: what is shown of them is worked out when it is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_price",
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("price", sa.Float(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"]),
        sa.ForeignKeyConstraint(["run_id"], ["rerank_run.id"]),
        sa.PrimaryKeyConstraint("opening_id"),
    )
    with op.batch_alter_table("suggestion_list", schema=None) as batch_op:
        batch_op.add_column(sa.Column("planned_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("least_score", sa.Float(), nullable=True))
    _forget_lists()


def downgrade() -> None:
    _forget_lists()
    with op.batch_alter_table("suggestion_list", schema=None) as batch_op:
        batch_op.drop_column("least_score")
        batch_op.drop_column("planned_id")
    op.drop_table("seat_price")


def _forget_lists() -> None:
    """Items have another shape on the other side; lists are computed afresh until the next night."""
    op.execute("DELETE FROM published_list")
    op.execute("DELETE FROM suggestion_list")
