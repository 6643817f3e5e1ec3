"""What ranking makes of the lists: suggestions, the plan, and what the rules removed."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from api.acts.suggestions import as_rolled_out
from api.service import Caller
from employers.tables import Opening
from matcher.market import make_market
from matcher.model_store import current_model
from matcher.people import Seeker, list_seekers, load_records, make_seeker
from matcher.planning import plan_caseload
from matcher.ranking.eligibility import RULES, check_rules
from matcher.ranking.fair_order import Pricing
from matcher.ranking.order import Suggestion
from matcher.ranking_tables import PublishedList, SuggestionList
from matcher.rollout import has_begun, list_steps
from matcher.seat_prices import prices_of
from matcher.suggest import KEPT, ListRequest, StoredSuggestion, shown_again, suggest_openings
from matcher.tables import Person

SUGGESTION_HEADERS = {
    "person_code": "Mã hồ sơ",
    "opening_code": "Mã tin",
    "rank": "Thứ tự",
    "chance": "Khả năng gắn bó",
    "low": "Thấp nhất",
    "high": "Cao nhất",
    "reasons": "Lý do phù hợp",
    "cautions": "Cần lưu ý",
}
PLAN_HEADERS = {"person_code": "Mã hồ sơ", "opening_code": "Mã tin", "chance": "Khả năng gắn bó"}
BLOCKED_HEADERS = {"person_code": "Mã hồ sơ", "opening_code": "Mã tin", "rule": "Điều kiện chưa đủ"}


def suggestion_rows(caller: Caller, session: Session, wanted: ListRequest) -> Iterator[dict[str, Any]]:
    """The published version, one row a suggested pair; a longer or differently ordered list is computed afresh.

    So are those of communes that a stepped roll-out has not reached.
    """
    with caller.service.ranker_sessions.read() as ranking:
        steps = list_steps(ranking)
    market, model = caller.service.market(), caller.service.model()
    published = _published(session)
    for seeker in list_seekers(session, caller.today):
        commune, found = seeker.availability.commune_code, published.get(seeker.person_id)
        if wanted.limit > KEPT or wanted.order != "fair" or not has_begun(steps, commune, caller.today):
            pricing = Pricing(partial(prices_of, session), found.planned_id if found else None)
            asked = as_rolled_out(wanted, steps, commune, caller.today)
            yield from _rows(seeker, suggest_openings(seeker, market, model, asked, pricing=pricing).items)
        elif found and seeker.availability.consented:
            # A consent withdrawn, or a pair decided, since the version was published takes effect at once.
            stored = [StoredSuggestion(*item) for item in found.items]
            left = [s for s in stored if s.opening_id not in seeker.availability.done and s.opening_id in market.rows]
            yield from _rows(seeker, shown_again(seeker, model, left[: wanted.limit], market) or ())


def _published(session: Session) -> Mapping[int, SuggestionList]:
    query = select(SuggestionList).join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
    return {found.person_id: found for found in session.exec(query).all()}


def _rows(seeker: Seeker, items: Iterable[Suggestion]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield {
            "person_code": seeker.code,
            "opening_code": item.demand.code,
            "rank": item.rank,
            "chance": round(item.chance, 4),
            "low": round(item.low, 4),
            "high": round(item.high, 4),
            "reasons": ";".join(r.code for r in item.reasons),
            "cautions": ";".join(r.code for r in item.cautions),
        }


def plan_rows(caller: Caller, session: Session) -> Iterator[dict[str, Any]]:
    """The plan: each person at most once, each opening at most as often as it has seats."""
    plan = plan_caseload(list_seekers(session, caller.today), caller.service.market(), current_model(session))
    for pair in plan.pairs:
        yield {"person_code": pair.person, "opening_code": pair.opening, "chance": round(pair.chance, 4)}


def blocked_rows(caller: Caller, session: Session) -> Iterator[dict[str, Any]]:
    """Every pair that a hard rule removes, of all people and all openings on record, with every rule it breaks."""
    openings = session.exec(select(Opening).order_by(Opening.code)).all()
    market = make_market(session, openings, caller.today)
    records = load_records(session)
    names = np.array(RULES)
    for person in session.exec(select(Person).order_by(Person.code)).all():
        broken = check_rules(make_seeker(person, records[person.id or 0], caller.today).availability, market).broken
        for row in np.flatnonzero(broken.any(axis=0)).tolist():
            rules = ";".join(names[broken[:, row]])
            yield {"person_code": person.code, "opening_code": openings[row].code, "rule": rules}
