"""Letters of introduction with their number of the year and the digest of their code."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "introduction_letter",
        sa.Column("referral_id", TEXT(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by", TEXT(), nullable=False),
        sa.Column("code_sha256", TEXT(length=64), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"]),
        sa.PrimaryKeyConstraint("referral_id"),
        sa.UniqueConstraint("year", "number"),
        sa.UniqueConstraint("code_sha256"),
    )


def downgrade() -> None:
    op.drop_table("introduction_letter")
