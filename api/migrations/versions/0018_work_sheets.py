"""Sheets about a person's work with their number of the year and the digest of their code; what was done to a loan by hand."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "work_sheet",
        sa.Column("id", TEXT(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by", TEXT(), nullable=False),
        sa.Column("code_sha256", TEXT(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("year", "number"),
        sa.UniqueConstraint("code_sha256"),
    )
    op.create_index("ix_work_sheet_person_id", "work_sheet", ["person_id"])
    op.create_table(
        "loan_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("loan", TEXT(), nullable=False),
        sa.Column("what", TEXT(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("recorded_by", TEXT(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_loan_change_person_id", "loan_change", ["person_id"])


def downgrade() -> None:
    op.drop_table("loan_change")
    op.drop_table("work_sheet")
