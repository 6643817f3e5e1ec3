"""What importing remembers: each import with its report, and what every list last said of each row."""

from datetime import datetime

from sqlmodel import JSON, Field, SQLModel


class ImportRun(SQLModel, table=True):
    """One import with its report; the report quotes cells, so it is sealed and expires."""

    __tablename__ = "import_run"

    id: str = Field(primary_key=True)
    kind: str
    started_by: str
    started_at: datetime
    dry_run: bool = False
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    report_sealed: bytes


class ListRow(SQLModel, table=True):
    """What a list last said of one record: a keyed digest a field, by which a later edit by hand is told apart."""

    __tablename__ = "list_row"

    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    digests: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
