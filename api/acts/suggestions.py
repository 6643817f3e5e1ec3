"""Suggestions as everybody shows them: asked for, logged as shown, worded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import numpy as np
from sqlmodel import Session, col, select

from api.acts.advice_words import NOTHING_OPENS, unlock_words
from api.acts.aftercare import caution_views, soft_cautions
from api.acts.own_work import loan_for, loan_view, takes_view
from api.reason_words import reason_words
from api.service import Caller
from api.wording import OWN_WORK, Language, answers_words, damaged_note, model_note, occupation_words, order_note
from employers.openings import get_posting
from employers.own_work import find_own_work
from employers.reference.pay import regional_minimum_vnd
from employers.registry import public_code
from employers.tables import Employer, Livelihood, Opening
from matcher.advice import unlocks_for
from matcher.lists import suitable_people as best_people
from matcher.livelihoods import LoanAnswer
from matcher.market import workplace
from matcher.people import Seeker, get_person, list_seekers, load_seeker
from matcher.ranking.demands import Demand, Market
from matcher.ranking.eligibility import check_rules, commute_km
from matcher.ranking.features import pair_features
from matcher.ranking.order import Suggestion
from matcher.ranking.reasons import Reason, closes_before_return
from matcher.ranking.unlocks import Unlock
from matcher.ranking_tables import Exposure, RolloutStep
from matcher.rollout import has_begun, list_steps
from matcher.suggest import BY_HAND, ListRequest, Suggestions, SuitablePerson, current_suggestions
from matcher.tables import Person

SOME_NEED: Final = 0.02
MANY_NEED: Final = 0.10
"""Seat prices from which words are said: two and ten chances in a hundred. Expert judgement."""


@dataclass(frozen=True)
class Shown:
    """A person's list with the openings and employers that it speaks of."""

    person: Person
    logged: Exposure
    """As what this display is logged."""
    found: Suggestions
    openings: dict[int, tuple[Opening, Employer]]
    answers: Mapping[int, tuple[int, int]]
    unlocks: list[Unlock]
    own_work: dict[int, Livelihood]
    """What the ways to work on one's own among them take, by id of the posting."""
    loan: LoanAnswer | None
    """The person's loan, where one of those names it."""
    soft: Mapping[int, tuple[str, ...]]
    """Soft cautions of after-care, by id of the opening; on the case worker's side alone."""


def _described(session: Session, ids: list[int]) -> dict[int, tuple[Opening, Employer]]:
    query = select(Opening, Employer).join(Employer, col(Employer.id) == col(Opening.employer_id))
    rows = session.exec(query.where(col(Opening.id).in_(ids))).all()
    return {opening.id or 0: (opening, employer) for opening, employer in rows}


def what_simple_rules_show(seeker: Seeker, market: Market, limit: int) -> tuple[list[int], list[int]]:
    """What the nearest job, and the right trade then the nearest, would have shown: the honest comparison.

    Jobs alone: every own work would be the nearest.
    """
    eligible = np.flatnonzero(check_rules(seeker.availability, market).eligible & ~market.flags["at_home"])
    distance = np.nan_to_num(commute_km(seeker.availability, market), nan=1e6)[eligible]
    trade = np.nan_to_num(pair_features(seeker.profile, seeker.availability, market).X[eligible, 0], nan=0.0)
    nearest = eligible[np.argsort(distance, kind="stable")][:limit]
    by_trade = eligible[np.lexsort((distance, -np.round(trade, 2)))][:limit]
    ids = [d.opening_id for d in market.demands]
    return [ids[i] for i in nearest], [ids[i] for i in by_trade]


def _exposure(caller: Caller, seeker: Seeker, found: Suggestions, market: Market) -> Exposure:
    """What a display is logged as."""
    nearest, by_trade = what_simple_rules_show(seeker, market, len(found.items))
    return Exposure(
        person_id=seeker.person_id,
        shown_at=caller.now(),
        model_version=found.model.version,
        market_revision=found.market_revision,
        order=found.order,
        seed=found.seed,
        rows=[[i.demand.opening_id, i.rank, i.score, 1 - 1 / i.tied] for i in found.items],
        nearest=nearest,
        trade_then_nearest=by_trade,
    )


def as_rolled_out(
    wanted: ListRequest, steps: Sequence[RolloutStep], commune_code: str | None, today: date
) -> ListRequest:
    """Order a list by hand where a stepped roll-out has not reached the person's commune."""
    return wanted if has_begun(steps, commune_code, today) else replace(wanted, order=BY_HAND)


def show_suggestions(caller: Caller, code: str, wanted: ListRequest) -> Shown:
    """What a case worker sees now for one person; logged as shown and as looked at before it is answered.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("see_suggestions")
    service = caller.service
    model, courses, known = service.model(), service.courses(), service.known_market()
    with service.ranker_sessions.read() as ranking:
        steps = list_steps(ranking)
    with caller.sessions.write() as session:
        person = get_person(session, code)
        wanted = as_rolled_out(wanted, steps, person.commune_code, caller.today)
        seeker = load_seeker(session, person, caller.today)
        found = current_suggestions(session, seeker, model, caller.today, wanted, lambda *_: known.market)
        logged = _exposure(caller, seeker, found, known.market)
        session.add(logged.model_copy())
        caller.audit(session, "see_suggestions", "person", code, shown=len(found.items))
        openings = _described(session, [i.demand.opening_id for i in found.items])
        own = find_own_work(session, [i.demand.opening_id for i in found.items if i.demand.at_home])
        loan = loan_for(session, person, list(own.values()), caller.today)
        unlocks = unlocks_for(seeker, known.market, model, courses)
        soft = soft_cautions(session, person, [i.demand for i in found.items], known.with_others)
        return Shown(person, logged, found, openings, known.answers, unlocks, own, loan, soft)


def suitable_people(caller: Caller, opening_code: str, limit: int) -> list[SuitablePerson]:
    """Whom of the caller's people an opening could suit, best first.

    This list, the plan and the advice to supervisors are not part of a stepped roll-out, which draws only the order of
    a person's own list; they are ranked by the model everywhere from the first day.

    Raises
    ------
    UnknownOpening
        If there is no such opening.
    """
    caller.require("see_suitable_people")
    with caller.sessions.write() as session:
        opening = get_posting(session, opening_code)
        market = caller.service.market()
        row = market.rows.get(opening.id or 0)
        if row is None:
            return []
        only = Market((market.demands[row],), market.as_of)
        found = best_people(list_seekers(session, caller.today), only, caller.service.model(), limit)
        caller.audit(session, "see_suitable_people", "opening", opening_code, shown=len(found))
        caller.audit(session, "see_person", "person", *[s.seeker.code for s in found], because="suitable")
        return found


def reason_view(reason: Reason, language: Language) -> dict[str, Any]:
    """A reason as it leaves: its code, its sentence, its share of the score in log-odds."""
    return {"code": reason.code, "text": reason_words(reason, language), "weight": round(reason.weight, 6)}


def wage_view(opening: Opening, employer: Employer, today: date) -> dict[str, Any] | None:
    """The wage on offer with the minimum of its region; None where nothing is known of either."""
    _, commune = workplace(opening, employer)
    minimum = regional_minimum_vnd(commune.wage_region, today) if commune and commune.wage_region else None
    if opening.wage_per is None and minimum is None:
        return None
    return {
        "low_vnd": opening.wage_low_vnd,
        "high_vnd": opening.wage_high_vnd,
        "per": opening.wage_per,
        "region_minimum_vnd": minimum,
    }


def opening_line(opening: Opening, employer: Employer, today: date, language: Language) -> dict[str, Any]:
    """An opening as it stands on a list."""
    _, commune = workplace(opening, employer)
    isco = opening.isco[0] if opening.isco else None
    return {
        "code": opening.code,
        "title": opening.title,
        "isco": isco,
        "occupation": occupation_words(isco, language),
        "commune": commune.name if commune else opening.place_words,
        "seats_left": opening.seats,
        "wage": wage_view(opening, employer, today),
    }


def offered_line(demand: Demand, opening: Opening, employer: Employer, told: tuple[date, Language]) -> dict[str, Any]:
    """An opening as it stands on a person's list on a day, with the seats left; work on one's own has none."""
    return opening_line(opening, employer, *told) | {"seats_left": None if demand.at_home else demand.seats}


def own_work_part(opening: Opening, beside: Livelihood | None, loan: LoanAnswer | None) -> dict[str, Any] | None:
    """What work on one's own takes, with the loan that may pay for it; None for an opening of an employer."""
    return None if beside is None else takes_view(opening, beside) | {"loan": loan_view(beside, loan)}


def price_band(price: float | None) -> float | None:
    """A seat price as it leaves: the lower end of its band, 0, two or ten chances in a hundred.

    The price itself is what people whom the reader may not see would lose: told exactly, one who knows the others'
    lists could work out who is among them.
    """
    if price is None:
        return None
    return max(band for band in (0.0, SOME_NEED, MANY_NEED) if band <= max(price, 0.0))


def caution_lines(
    told: Suggestion, pair: tuple[Person, Opening], soft: Sequence[str], how: tuple[date, Language]
) -> list[dict[str, Any]]:
    """What a case worker should mind of a pair on a day: a closing before the return first, then by weight."""
    (person, opening), (today, language) = pair, how
    away = closes_before_return(opening.closes_on, person.return_date, today)
    return [reason_view(r, language) for r in (*away, *told.cautions)] + caution_views(soft, language)


def item_view(item: Suggestion, shown: Shown, language: Language) -> dict[str, Any]:
    """One suggestion as it leaves."""
    opening, employer = shown.openings[item.demand.opening_id]
    answered, due = shown.answers.get(employer.id or 0, (0, 0))
    soft, how = shown.soft.get(item.demand.opening_id, ()), (shown.found.as_of, language)
    return {
        "rank": item.rank,
        "opening": offered_line(item.demand, opening, employer, how),
        "employer": {
            "tax_code": public_code(employer),
            "name": OWN_WORK[language != "vi"] if item.demand.at_home else employer.name,
            "answers": None if item.demand.at_home else answers_words(answered, due, language),
        },
        "own_work": own_work_part(opening, shown.own_work.get(item.demand.opening_id), shown.loan),
        "chance": round(item.chance, 4),
        "low": round(item.low, 4),
        "high": round(item.high, 4),
        "seat_price": price_band(item.seat_price),
        "reasons": [reason_view(r, language) for r in item.reasons],
        "cautions": caution_lines(item, (shown.person, opening), soft, how),
    }


def home_on(person: Person, today: date) -> date | None:
    """The day on which a person who is still away comes home; None for everybody else."""
    return person.return_date if person.return_date is not None and person.return_date > today else None


def unlock_view(unlock: Unlock, language: Language) -> dict[str, Any]:
    """What one change would open, as it leaves; chances are those of the best opening, now and then."""
    return {
        "code": unlock.change.code,
        "openings": len(unlock.openings),
        "text": unlock_words(unlock, language),
        "within_km": unlock.within_km,
        "best_now": round(unlock.best_now, 4),
        "best_then": round(unlock.best_then, 4),
        "gain": round(unlock.gain, 4),
    }


def unlocks_view(shown: Shown, language: Language) -> dict[str, Any]:
    """What would open more for a person, the most worth first; where nothing would, a sentence that says so."""
    return {
        "unlocks": [unlock_view(unlock, language) for unlock in shown.unlocks],
        "unlocks_note": None if shown.unlocks else NOTHING_OPENS[language != "vi"],
    }


def suggestions_view(shown: Shown, language: Language = "vi") -> dict[str, Any]:
    """A person's list in the promised shape."""
    found, back = shown.found, home_on(shown.person, shown.found.as_of)
    return {
        "person": found.person,
        "as_of": found.as_of.isoformat(),
        "home_on": back.isoformat() if back else None,
        "order": found.order,
        "order_note": order_note(found.order, language),
        "model": {
            "version": found.model.version,
            "outcomes": found.model.outcomes,
            "note": model_note(found.model.outcomes, language),
            "damaged_note": damaged_note(found.model.version, found.model.damaged, language),
        },
        "items": [item_view(item, shown, language) for item in found.items],
        "blocked": {"total": found.blocked_total, "by_rule": found.blocked},
        **unlocks_view(shown, language),
    }


def suitable_view(found: list[SuitablePerson], language: Language = "vi") -> list[dict[str, Any]]:
    """Whom an opening could suit, as it leaves: codes and reasons, no names."""
    return [
        {
            "person": s.seeker.code,
            "chance": round(s.suggestion.chance, 4),
            "low": round(s.suggestion.low, 4),
            "high": round(s.suggestion.high, 4),
            "reasons": [reason_view(r, language) for r in s.suggestion.reasons],
            "cautions": [reason_view(r, language) for r in s.suggestion.cautions],
        }
        for s in found
    ]
