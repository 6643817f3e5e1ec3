"""How ranking last saw each opening, and lists kept packed; those on record are computed afresh until the next run."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ranked_opening",
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"]),
        sa.PrimaryKeyConstraint("opening_id"),
    )
    _keep_items_as(sa.LargeBinary())


def downgrade() -> None:
    _keep_items_as(sa.JSON())
    op.drop_table("ranked_opening")


def _keep_items_as(kind: sa.types.TypeEngine) -> None:
    op.execute("DELETE FROM published_list")
    op.execute("DELETE FROM suggestion_list")
    with op.batch_alter_table("suggestion_list", schema=None) as batch_op:
        batch_op.drop_column("items")
        batch_op.add_column(sa.Column("items", kind, nullable=False))
