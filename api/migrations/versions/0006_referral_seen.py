"""What was known of a pair on the day of its referral stays with the referral."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: other tables point at this one, so it cannot be made anew.
    op.add_column("referral", sa.Column("known", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("referral", "known")
