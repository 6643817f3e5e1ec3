"""Every answer to an introduction stays with its day, also one that another followed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: other tables point at this one, so it cannot be made anew.
    op.add_column("referral", sa.Column("answers", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("referral", "answers")
