"""Which openings suit a person, and which of a case worker's people an opening could suit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from employers.openings import market_revision
from employers.tables import Opening
from matcher.market import load_market, make_market
from matcher.model_store import CurrentModel
from matcher.people import Seeker
from matcher.ranking.demands import Market
from matcher.ranking.order import Suggestion, describe, score_market, suggest
from matcher.tables import PublishedList, RerankRun, SuggestionList

# Lists keep this many openings a person: what the plan is fed (formats.md, "What comes out").
KEPT = 50


@dataclass(frozen=True, slots=True)
class ListRequest:
    """How long a list is wanted, and in which order.

    Attributes
    ----------
    order : {"fair", "chance"}
        ``chance`` is the plain order of chances; ``fair`` takes seat prices into account once seats are priced, and
        draws near-ties.
    """

    limit: int = 10
    order: str = "fair"


FULL_LIST = ListRequest(limit=KEPT)


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
    seeker: Seeker, market: Market, model: CurrentModel, wanted: ListRequest, revision: int = 0
) -> Suggestions:
    """Rank the openings of a market for one person; ``revision`` says which state of the market it is."""
    scored = score_market(model.ranker, seeker.profile, seeker.availability, market)
    seed = tie_seed(model.version, seeker.person_id)
    items = suggest(model.ranker, scored, wanted.limit, seed, shuffle_ties=wanted.order == "fair")
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


def item_row(item: Suggestion) -> list[Any]:
    """A suggestion as it is stored: numbers and codes; the sentences' facts are worked out again when shown."""
    codes = [";".join(r.code for r in reasons) for reasons in (item.reasons, item.cautions)]
    return [item.demand.opening_id, item.score, item.chance, item.low, item.high, item.seat_price, item.tied, *codes]


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


def _shown_again(
    session: Session, seeker: Seeker, model: CurrentModel, stored: SuggestionList, at: tuple[date, int], limit: int
) -> Suggestions:
    """Bring a stored list back with its reasons, reading only the openings that are shown."""
    today, revision = at
    ids = [row[0] for row in stored.items[:limit]]
    found = {o.id: o for o in session.exec(select(Opening).where(col(Opening.id).in_(ids))).all()}
    market = make_market(session, [found[i] for i in ids], today)
    scored = score_market(model.ranker, seeker.profile, seeker.availability, market)
    items = [
        replace(describe(model.ranker, scored, i, rank=i + 1), seat_price=row[5], tied=row[6])
        for i, row in enumerate(stored.items[:limit])
    ]
    seed = tie_seed(model.version, seeker.person_id)
    return Suggestions(
        seeker.code, today, "fair", model, tuple(items), stored.blocked, stored.blocked_total, seed, revision
    )


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
        Gives the market of a day; a server passes one that remembers it.
    """
    at = (today, market_revision(session))
    found = published_list(session, seeker.person_id)
    if found and wanted.order == "fair" and wanted.limit <= KEPT and is_fresh(*found, seeker, model, at):
        return _shown_again(session, seeker, model, found[1], at, wanted.limit)
    return suggest_openings(seeker, markets(session, today), model, wanted, at[1])
