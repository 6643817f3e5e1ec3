"""Published lists are found by their list: without it, pruning a version looked through all of them for each row."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("published_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_published_list_list_id"), ["list_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("published_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_list_list_id"))
