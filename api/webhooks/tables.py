"""Who is told of events, what they are told, and what was told last."""

from datetime import datetime

from sqlmodel import JSON, Field, SQLModel


class Webhook(SQLModel, table=True):
    """An address of another system that is told of events (địa chỉ nhận tin)."""

    __tablename__ = "webhook"

    id: str = Field(primary_key=True)
    """Random."""
    url: str
    employer_id: int | None = Field(default=None, foreign_key="employer.id")
    """Told of this employer's openings and referrals alone; without one, of every opening and of no referral."""
    events: list[str] = Field(default_factory=list, sa_type=JSON)
    """Of ``api.webhooks.outbox.EVENTS``."""
    secret_sealed: bytes = Field(repr=False)
    made_by: str
    made_at: datetime
    stopped_at: datetime | None = None
    stopped_why: str | None = None
    """``removed``, ``gone`` or ``failing``."""


class WebhookMessage(SQLModel, table=True):
    """One message to one address (tin gửi đi), kept until it is delivered or given up."""

    __tablename__ = "webhook_message"

    id: str = Field(primary_key=True)
    """Random; the same for every try, by which the receiver knows a repetition."""
    webhook_id: str = Field(foreign_key="webhook.id", index=True)
    body: str
    """JSON: a kind of event, when, and codes; nothing about a person."""
    made_at: datetime
    next_try_at: datetime | None = Field(default=None, index=True)
    """None once it is delivered or given up."""
    tries: int = 0
    last_status: int | None = None


class ToldState(SQLModel, table=True):
    """In which state an opening or a referral was when its last event was found (trạng thái đã báo)."""

    __tablename__ = "told_state"

    kind: str = Field(primary_key=True)
    """``opening`` or ``referral``."""
    subject: str = Field(primary_key=True)
    """The opening's code or the referral's random id."""
    state: str
