"""The tables of ranking: runs, lists, prices, what was shown, models and the roll-out; no identity, and no words."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from employers.tables import no_fields, no_rows
from matcher.list_items import Item, ListItems


class RerankRun(SQLModel, table=True):
    """One run of the ranking job; its number is the version of the lists it published."""

    __tablename__ = "rerank_run"

    id: int | None = Field(default=None, primary_key=True)
    scope: str
    """``everyone``, ``changes``, ``person:CODE`` or ``opening:CODE``."""
    state: str = "running"
    """``running``, ``done`` or ``failed``."""
    as_of: date
    started_at: datetime
    finished_at: datetime | None = None
    model_version: int
    market_revision: int
    people: int = 0
    suggestions: int = 0
    failed_people: int = 0
    note: str | None = None


class SuggestionList(SQLModel, table=True):
    """One person's ranked list in one version; a version is read only through :class:`PublishedList`."""

    __tablename__ = "suggestion_list"
    __table_args__ = (UniqueConstraint("run_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="rerank_run.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    person_revision: int
    items: list[Item] = Field(default_factory=no_rows, sa_type=ListItems)
    """Best first: opening id, score, seat price, ties (``matcher.suggest.StoredSuggestion``)."""
    planned_id: int | None = None
    """The opening that the last plan has for this person."""
    least_score: float | None = None
    """What a further opening must exceed to come onto the list, in log-odds; None while the list is not full."""
    blocked: dict[str, int] = Field(default_factory=no_fields, sa_type=JSON)
    blocked_total: int = 0


class PublishedList(SQLModel, table=True):
    """The list that counts for a person now; flipped in the transaction that ends the run."""

    __tablename__ = "published_list"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    list_id: int = Field(foreign_key="suggestion_list.id", index=True)
    """Indexed: when a list is deleted, the database asks whether it is still published."""


class SeatPrice(SQLModel, table=True):
    """What the others lose, in chance of a lasting job, if a seat of an opening is taken: by the last plan."""

    __tablename__ = "seat_price"

    opening_id: int = Field(primary_key=True, foreign_key="opening.id")
    price: float
    run_id: int = Field(foreign_key="rerank_run.id")


class RankedOpening(SQLModel, table=True):
    """How ranking saw an opening when it was last ranked for all whom it touches (``matcher.touched``)."""

    __tablename__ = "ranked_opening"

    opening_id: int = Field(primary_key=True, foreign_key="opening.id")
    digest: str


class Exposure(SQLModel, table=True):
    """One display of a list: what was shown, where it stood, how it scored, under which seed."""

    __tablename__ = "exposure"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    shown_at: datetime
    model_version: int
    market_revision: int
    order: str
    seed: int
    rows: list[list[float]] = Field(default_factory=no_rows, sa_type=JSON)
    """[opening id, position, score, share of randomised ties] of each line shown."""
    nearest: list[int] = Field(default_factory=no_rows, sa_type=JSON)
    """Opening ids that the nearest-job rule would have shown."""
    trade_then_nearest: list[int] = Field(default_factory=no_rows, sa_type=JSON)


class RankingModel(SQLModel, table=True):
    """One version of the ranking model as readable JSON with its checksum; every version is kept."""

    __tablename__ = "ranking_model"

    version: int | None = Field(default=None, primary_key=True)
    document: str
    sha256: str
    outcomes: int
    state: str = "candidate"
    """``candidate``, ``current`` or ``retired``."""
    created_at: datetime
    note: str | None = None
    report: dict[str, Any] = Field(default_factory=no_fields, sa_type=JSON)


class RolloutStep(SQLModel, table=True):
    """When one commune begins to see the ranked lists, drawn by lot before the first begins; rows are only added."""

    __tablename__ = "rollout_step"

    commune_code: str = Field(primary_key=True)
    drawn_order: int
    """From 1: the first to begin."""
    starts_on: date
    drawn_seed: int
    """What the order was drawn with; the same seed and communes give the same order."""
    recorded_at: datetime
