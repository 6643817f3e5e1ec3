"""Own work beside openings, loans given, cautions switched off, and when an employer was thanked."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "loan",
        sa.Column("id", TEXT(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("scheme", TEXT(), nullable=False),
        sa.Column("scheme_words", TEXT(), nullable=True),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("lender", TEXT(), nullable=True),
        sa.Column("isco", sa.JSON(), nullable=False),
        sa.Column("purpose", TEXT(), nullable=True),
        sa.Column("note_key_id", TEXT(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", TEXT(), nullable=False),
        sa.Column("recorded_at", MOMENT(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("person_id", "employer_id", "lent_on"):
        op.create_index(f"ix_loan_{column}", "loan", [column])
    op.create_table(
        "livelihood",
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("cost_low_vnd", sa.BigInteger(), nullable=True),
        sa.Column("cost_high_vnd", sa.BigInteger(), nullable=True),
        sa.Column("premises", TEXT(), nullable=True),
        sa.Column("season", TEXT(), nullable=True),
        sa.Column("loan_scheme", TEXT(), nullable=True),
        sa.Column("source", TEXT(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("curated_by", TEXT(), nullable=False),
        sa.Column("curated_at", MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(["opening_id"], ["opening.id"]),
        sa.PrimaryKeyConstraint("opening_id"),
    )
    op.create_table(
        "caution_switch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("caution", TEXT(), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("note_key_id", TEXT(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", TEXT(), nullable=False),
        sa.Column("recorded_at", MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_caution_switch_person_id", "caution_switch", ["person_id"])
    op.create_table(
        "employer_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", TEXT(), nullable=False),
        sa.Column("recorded_at", MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_employer_contact_employer_id", "employer_contact", ["employer_id"])


def downgrade() -> None:
    for table in ("employer_contact", "caution_switch", "livelihood", "loan"):
        op.drop_table(table)
