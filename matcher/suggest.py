"""Which openings suit a person, and which of a case worker's people an opening could suit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import NamedTuple

from sqlmodel import Session, col, select

from employers.openings import market_revision
from matcher.market import load_market
from matcher.model_store import CurrentModel
from matcher.people import Seeker
from matcher.ranking.demands import Market
from matcher.ranking.fair_order import FED, UNPRICED, Pricing
from matcher.ranking.order import Suggestion, describe, rows_by_hand, score_market, suggest
from matcher.ranking_tables import PublishedList, RerankRun, SuggestionList
from matcher.seat_prices import prices_of

KEPT = FED
"""Lists keep this many openings a person: those in fair order."""
BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class ListRequest:
    """How long a list is wanted, and in which order.

    Attributes
    ----------
    order : {"fair", "chance", "by_hand"}
        ``chance`` is the plain order of chances; ``fair`` goes by chance less the price of the seat, and draws
        near-ties; ``by_hand`` is the nearest trade, then the shorter road, for communes that a stepped roll-out has not
        reached (``matcher.rollout``).
    """

    limit: int = 10
    order: str = "fair"


class StoredSuggestion(NamedTuple):
    """A suggestion as a published list keeps it; all else is worked out again when it is shown."""

    opening_id: int
    score: float
    seat_price: float | None
    tied: int


@dataclass(frozen=True)
class Suggestions:
    """A person's list with what was ruled out.

    Attributes
    ----------
    seed : int
        What near-ties were drawn with.
    blocked : dict of rule code to number of openings
        An opening that breaks two rules counts under both; ``blocked_total`` counts it once.
    """

    person: str
    as_of: date
    order: str
    model: CurrentModel
    items: tuple[Suggestion, ...]
    blocked: dict[str, int] = field(default_factory=dict)
    blocked_total: int = 0
    seed: int = 0
    market_revision: int = 0


def tie_seed(model_version: int, person_id: int) -> int:
    """The seed of a person's near-ties under one model: a reload does not jump, a new model draws anew."""
    return model_version * 1_000_003 + person_id


def suggest_openings(
    seeker: Seeker,
    market: Market,
    model: CurrentModel,
    wanted: ListRequest,
    revision: int = 0,
    pricing: Pricing = UNPRICED,
) -> Suggestions:
    """Rank the openings of a market for one person; ``revision`` says which state of the market it is."""
    scored = score_market(model.ranker, seeker.profile, seeker.availability, market)
    seed = tie_seed(model.version, seeker.person_id)
    if wanted.order == BY_HAND:
        items = describe(model.ranker, scored, rows_by_hand(scored)[: wanted.limit])
    else:
        items = suggest(model.ranker, scored, wanted.limit, seed, pricing if wanted.order == "fair" else None)
    return Suggestions(
        person=seeker.code,
        as_of=market.as_of,
        order=wanted.order,
        model=model,
        items=tuple(items),
        blocked=scored.eligibility.by_rule(),
        blocked_total=int((~scored.eligibility.eligible).sum()),
        seed=seed,
        market_revision=revision,
    )


@dataclass(frozen=True)
class SuitablePerson:
    """One person whom an opening could suit, with the same chance and reasons as on the person's own list."""

    seeker: Seeker
    suggestion: Suggestion


def suggest_people(
    seekers: Iterable[Seeker], market: Market, model: CurrentModel, limit: int = 20
) -> list[SuitablePerson]:
    """Rank people for the one opening of ``market``, best chance first; who is not eligible is left out."""
    found = []
    for seeker in seekers:
        items = suggest_openings(seeker, market, model, ListRequest(1, "chance")).items
        found += [SuitablePerson(seeker, item) for item in items]
    found.sort(key=lambda s: (-s.suggestion.score, s.seeker.code))
    return found[:limit]


def published_list(session: Session, person_id: int) -> tuple[RerankRun, SuggestionList] | None:
    """The list that is published for a person with the run it came from, or None."""
    query = (
        select(RerankRun, SuggestionList)
        .join(SuggestionList, col(SuggestionList.run_id) == col(RerankRun.id))
        .join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
        .where(PublishedList.person_id == person_id)
    )
    return session.exec(query).first()


def is_fresh(run: RerankRun, stored: SuggestionList, seeker: Seeker, model: CurrentModel, at: tuple[date, int]) -> bool:
    """Tell whether nothing that a list stands on has changed since: person, market, model and day."""
    today, revision = at
    return (
        stored.person_revision == seeker.revision
        and run.market_revision == revision
        and run.model_version == model.version
        and run.as_of == today
    )


def shown_again(
    seeker: Seeker, model: CurrentModel, rows: Sequence[StoredSuggestion], market: Market
) -> tuple[Suggestion, ...] | None:
    """Bring a stored list back with its reasons, or None where one of its openings is not in the market any more."""
    places = [market.rows.get(row.opening_id) for row in rows]
    shown = Market(tuple(market.demands[i] for i in places if i is not None), market.as_of)
    if len(shown) < len(rows):
        return None
    scored = score_market(model.ranker, seeker.profile, seeker.availability, shown)
    described = describe(model.ranker, scored, range(len(rows)))
    return tuple(replace(s, seat_price=r.seat_price, tied=r.tied) for s, r in zip(described, rows, strict=True))


def current_suggestions(
    session: Session,
    seeker: Seeker,
    model: CurrentModel,
    today: date,
    wanted: ListRequest,
    markets: Callable[[Session, date], Market] = load_market,
) -> Suggestions:
    """What a case worker sees now: the published list, or one computed afresh where anything changed since.

    Parameters
    ----------
    markets : callable
        Gives the market of a day; a server passes one that remembers it and that sees everybody's placements: the
        session of a case worker would count too many seats.
    """
    at = (today, market_revision(session))
    market = markets(session, today)
    found = published_list(session, seeker.person_id)
    if found and wanted.order == "fair" and wanted.limit <= KEPT and is_fresh(*found, seeker, model, at):
        stored = found[1]
        items = shown_again(seeker, model, [StoredSuggestion(*i) for i in stored.items[: wanted.limit]], market)
        if items is not None:
            seed = tie_seed(model.version, seeker.person_id)
            blocked, total = stored.blocked, stored.blocked_total
            return Suggestions(seeker.code, today, "fair", model, items, blocked, total, seed, at[1])
    planned = found[1].planned_id if found else None
    return suggest_openings(seeker, market, model, wanted, at[1], Pricing(partial(prices_of, session), planned))
