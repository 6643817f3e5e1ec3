"""What ranking makes of the lists: suggestions, the plan, and what the rules removed."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from api.service import Caller
from employers.tables import Opening
from matcher.market import make_market
from matcher.model_store import current_model
from matcher.people import Seeker, list_seekers, load_records, make_seeker
from matcher.planning import plan_caseload
from matcher.ranking.eligibility import RULES, check_rules
from matcher.ranking.fair_order import Pricing
from matcher.ranking.order import Suggestion
from matcher.seat_prices import prices_of
from matcher.suggest import KEPT, ListRequest, StoredSuggestion, shown_again, suggest_openings
from matcher.tables import Person, PublishedList, SuggestionList

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
    """The published version, one row a suggested pair; a longer or differently ordered list is computed afresh."""
    if wanted.limit > KEPT or wanted.order != "fair":
        yield from _fresh_rows(caller, session, wanted)
        return
    market, model = caller.service.market(), caller.service.model()
    now = {s.person_id: s for s in list_seekers(session, caller.today)}
    query = (
        select(SuggestionList.person_id, SuggestionList.items)
        .join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
        .join(Person, col(Person.id) == col(SuggestionList.person_id))
    )
    for person_id, items in session.exec(query.order_by(Person.code)).all():
        seeker = now.get(person_id)
        # A consent withdrawn, or a pair decided, since the version was published takes effect at once.
        if seeker is None or not seeker.availability.consented:
            continue
        stored = [StoredSuggestion(*item) for item in items]
        left = [s for s in stored if s.opening_id not in seeker.availability.done and s.opening_id in market.rows]
        yield from _rows(seeker, shown_again(seeker, model, left[: wanted.limit], market) or ())


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


def _fresh_rows(caller: Caller, session: Session, wanted: ListRequest) -> Iterator[dict[str, Any]]:
    market, model = caller.service.market(), caller.service.model()
    planned = dict(
        session.exec(
            select(SuggestionList.person_id, SuggestionList.planned_id).join(
                PublishedList, col(PublishedList.list_id) == col(SuggestionList.id)
            )
        ).all()
    )
    for seeker in list_seekers(session, caller.today):
        pricing = Pricing(partial(prices_of, session), planned.get(seeker.person_id))
        yield from _rows(seeker, suggest_openings(seeker, market, model, wanted, pricing=pricing).items)


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
