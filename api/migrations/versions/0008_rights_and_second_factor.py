"""Restriction and erasure of people, their requests, opened notes; the second factor of a sign-in."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString
_TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    # No batch: other tables point at this one, so it cannot be made anew.
    op.add_column("person", sa.Column("restricted_on", sa.Date(), nullable=True))
    op.add_column("referral", sa.Column("gone_on", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("erased_on", sa.Date(), nullable=True))
    op.create_table(
        "person_request",
        sa.Column("id", _TEXT(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _TEXT(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", _TEXT(), nullable=False),
        sa.Column("recorded_at", _TIME(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_person_request_person_id", "person_request", ["person_id"])
    op.create_index("ix_person_request_due_on", "person_request", ["due_on"])
    op.create_table(
        "notes_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_by", _TEXT(), nullable=False),
        sa.Column("note_key_id", _TEXT(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", _TIME(), nullable=False),
        sa.Column("ends_at", _TIME(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notes_opening_person_id", "notes_opening", ["person_id"])
    op.create_table("erased_mark", sa.Column("mark", _TEXT(length=64), nullable=False), sa.PrimaryKeyConstraint("mark"))
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", _TIME(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("recovery", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id"),
    )


def downgrade() -> None:
    for table in ("second_factor", "erased_mark", "notes_opening", "person_request"):
        op.drop_table(table)
    op.drop_column("referral", "gone_on")
    op.drop_column("person", "erased_on")
    op.drop_column("person", "restricted_on")
