"""What ranking makes of the lists: suggestions, the plan, and what the rules removed."""

from collections.abc import Iterator, Sequence
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
from matcher.rollout import has_begun, list_steps
from matcher.suggest import KEPT, ListRequest, suggest_openings
from matcher.tables import Person, PublishedList, RolloutStep, SuggestionList

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
    now = {s.code: s for s in list_seekers(session, caller.today)}
    if wanted.limit > KEPT or wanted.order != "fair":
        for seeker in now.values():
            yield from _fresh_rows(caller, seeker, wanted, steps)
        return
    codes = {o.id: o.code for o in session.exec(select(Opening)).all()}
    query = (
        select(Person.code, SuggestionList.items)
        .join(PublishedList, col(PublishedList.person_id) == col(Person.id))
        .join(SuggestionList, col(SuggestionList.id) == col(PublishedList.list_id))
    )
    for person, items in session.exec(query.order_by(Person.code)).all():
        # A consent withdrawn, or a pair decided, since the version was published takes effect at once.
        if person not in now or not now[person].availability.consented:
            continue
        if not has_begun(steps, now[person].availability.commune_code, caller.today):
            yield from _fresh_rows(caller, now[person], wanted, steps)
            continue
        left = [item for item in items if item[0] not in now[person].availability.done]
        for rank, item in enumerate(left[: wanted.limit], start=1):
            opening, _score, chance, low, high, _price, _tied, reasons, cautions = item
            numbers = _numbers(rank, chance, low, high)
            yield {"person_code": person, "opening_code": codes[opening], **numbers} | {
                "reasons": reasons,
                "cautions": cautions,
            }


def _numbers(rank: int, chance: float, low: float, high: float) -> dict[str, Any]:
    return {"rank": rank, "chance": round(chance, 4), "low": round(low, 4), "high": round(high, 4)}


def _fresh_rows(
    caller: Caller, seeker: Seeker, wanted: ListRequest, steps: Sequence[RolloutStep]
) -> Iterator[dict[str, Any]]:
    wanted = as_rolled_out(wanted, steps, seeker.availability.commune_code, caller.today)
    for item in suggest_openings(seeker, caller.service.market(), caller.service.model(), wanted).items:
        yield {
            "person_code": seeker.code,
            "opening_code": item.demand.code,
            **_numbers(item.rank, item.chance, item.low, item.high),
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
