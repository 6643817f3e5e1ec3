"""Suggestions as the desk's pages show them: with distance, shifts and place, and why an opening is not among them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from api.acts.aftercare import soft_cautions
from api.acts.decisions import market_of
from api.acts.own_work import loan_for
from api.acts.suggestions import (
    MANY_NEED,
    SOME_NEED,
    Shown,
    caution_lines,
    home_on,
    item_view,
    offered_line,
    opening_line,
    own_work_part,
    reason_view,
    show_suggestions,
    unlocks_view,
)
from api.case_words import ANSWER_REASONS, ANSWERS, word_of
from api.identities import Identities
from api.reason_words import rule_words
from api.service import Caller
from api.wording import SHIFT_NAMES, Language, answers_words
from employers.openings import get_opening
from employers.own_work import find_own_work
from employers.reference.places import road_km
from employers.tables import Employer, Opening
from matcher.answers import last_answers
from matcher.consents import consent_acts, last_act, stands
from matcher.people import get_person, home_point, load_seeker
from matcher.ranking.demands import Demand
from matcher.ranking.eligibility import OVERRIDABLE, check_rules
from matcher.ranking.order import describe, score_market
from matcher.suggest import ListRequest
from matcher.tables import Decision, DecisionKind, Person, Purpose, Referral

BLOCKED_A_PAGE: Final = 20
_KM_A_DEGREE: Final = 111.2
"""Kilometres of one degree of latitude: the mean radius of the earth, 6,371 km, times 2π / 360."""


@dataclass(frozen=True)
class Blocked:
    """Openings that hard rules remove for one person, a page of them."""

    items: list[dict[str, Any]]
    by_rule: dict[str, int]
    total: int
    page: int
    last_page: int


def offset_km(home: tuple[float, float] | None, point: tuple[float, float] | None) -> tuple[float, float] | None:
    """How far a point lies to the east and north of home, in kilometres as the crow flies; None where not known."""
    if home is None or point is None:
        return None
    east = (point[1] - home[1]) * _KM_A_DEGREE * math.cos(math.radians(home[0]))
    return east, (point[0] - home[0]) * _KM_A_DEGREE


def conditions(person: Person, demand: Demand, opening: Opening, language: Language) -> dict[str, Any]:
    """What a pair means in kilometres, shifts and hours."""
    home, say = home_point(person), 0 if language == "vi" else 1
    return {
        "km": road_km(*home, *demand.point) if home and demand.point else None,
        "offset": offset_km(home, demand.point),
        "shifts": [SHIFT_NAMES[s][say] for s in opening.shifts if s in SHIFT_NAMES],
        "hours": opening.hours,
        "housing": opening.housing,
        "transport": opening.transport,
        "meals": opening.meals,
        "wage_words": opening.wage_words,
        "employer_code": demand.employer,
    }


def name_of(session: Session, caller: Caller, person: Person) -> str:
    """A person's full name, or their code where there is none to be read."""
    identity = Identities(session, caller.service.keys).of(person.id or 0)
    return identity.full_name if identity else person.code


@dataclass(frozen=True)
class SuggestionPage:
    """A person's list with their name, and each suggestion with what a page shows beside the promised shape."""

    shown: Shown
    name: str
    home_on: date | None
    """The day on which they come home, where they are still away."""
    consented: bool
    items: list[dict[str, Any]]
    said: dict[str, str]
    """What the person themselves says, by code of the opening."""
    unlocks: list[dict[str, Any]]
    unlocks_note: str | None
    """Says that nothing would open more; None where something would."""


def see_suggestions(caller: Caller, code: str, wanted: ListRequest, language: Language) -> SuggestionPage:
    """What a case worker's page shows for one person; logged as :func:`api.acts.suggestions.show_suggestions` says.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    shown = show_suggestions(caller, code, wanted)
    with caller.sessions.read() as session:
        name = name_of(session, caller, shown.person)
        consent = last_act(consent_acts(session, shown.person.id or 0), Purpose.matching)
        said = _said(session, shown.person, language)
    items, opens = _detailed(shown, language), unlocks_view(shown, language)
    back = home_on(shown.person, caller.today)
    return SuggestionPage(shown, name, back, stands(consent, caller.today), items, said, **opens)


def wanted(seat_price: float | None) -> str | None:
    """How much others need the same seat: ``some``, ``many`` or nothing to say; never the number.

    A seat price is in chance of a lasting job (0 to 1): what the plan loses elsewhere by giving the seat away.
    """
    if seat_price is None or seat_price < SOME_NEED:
        return None
    return "many" if seat_price >= MANY_NEED else "some"


def _detailed(shown: Shown, language: Language) -> list[dict[str, Any]]:
    return [
        item_view(item, shown, language)
        | {"wanted": wanted(item.seat_price)}
        | conditions(shown.person, item.demand, shown.openings[item.demand.opening_id][0], language)
        for item in shown.found.items
    ]


def see_pair(caller: Caller, code: str, opening_code: str, language: Language) -> dict[str, Any]:
    """One person and one opening: its chance with reasons, and every rule that stands against it.

    Raises
    ------
    UnknownPerson, UnknownOpening
        If one of the two is not there for this caller.
    """
    caller.require("see_suggestions")
    model, known = caller.service.model(), caller.service.known_market()
    with caller.sessions.write() as session:
        person, opening = get_person(session, code), get_opening(session, opening_code)
        employer = session.get_one(Employer, opening.employer_id)
        own = find_own_work(session, [opening.id or 0]).get(opening.id or 0)
        loan = None if own is None else loan_for(session, person, [own], caller.today)
        seeker, market = load_seeker(session, person, caller.today), market_of(caller, opening)
        scored = score_market(model.ranker, seeker.profile, seeker.availability, market)
        item = describe(model.ranker, scored, [0])[0]
        rules = scored.eligibility.rules_of(0)
        soft = soft_cautions(session, person, [item.demand], known.with_others).get(item.demand.opening_id, ())
        caller.audit(session, "see_pair", "person", code, opening=opening_code)
        return {
            "person": code,
            "name": name_of(session, caller, person),
            "opening": offered_line(item.demand, opening, employer, (caller.today, language)),
            "employer": {"name": employer.name, "code": employer.code}
            | {"answers": answers_words(*known.answers.get(employer.id or 0, (0, 0)), language)},
            "own_work": own_work_part(opening, own, loan),
            "rules": [{"code": r, "text": rule_words(r, language), "overridable": r in OVERRIDABLE} for r in rules],
            "chance": item.chance,
            "low": item.low,
            "high": item.high,
            "reasons": [reason_view(r, language) for r in item.reasons],
            "cautions": caution_lines(item, (person, opening), soft, (caller.today, language)),
            **conditions(person, item.demand, opening, language),
            **_history(session, caller, person, opening, language),
        }


def _said(session: Session, person: Person, language: Language) -> dict[str, str]:
    """What the person themselves says: {code of the opening: their answer, with why in brackets}."""
    words = {}
    for answer, opening in last_answers(session, person):
        why = f" ({word_of(ANSWER_REASONS, answer.reason, language)})" if answer.reason else ""
        words[opening.code] = word_of(ANSWERS, answer.answer, language) + why
    return words


def _history(session: Session, caller: Caller, person: Person, opening: Opening, language: Language) -> dict[str, Any]:
    """What was decided of a pair before, and whether a consent to meet this employer stands."""
    pair = (Decision.person_id == person.id, Decision.opening_id == opening.id)
    last = session.exec(select(Decision).where(*pair).order_by(col(Decision.id).desc())).first()
    referred = select(Referral.id).where(Referral.person_id == person.id, Referral.opening_id == opening.id)
    agreed = last_act(consent_acts(session, person.id or 0), Purpose.meet_employer, opening.employer_id)
    return {
        "said": _said(session, person, language).get(opening.code),
        "dismissed": last.reason if last is not None and last.kind == DecisionKind.dismiss else None,
        "referral": session.exec(referred).first(),
        "agreed_on": agreed.on_date if agreed is not None and stands(agreed, caller.today) else None,
        "agreed_fields": agreed.fields if agreed is not None and stands(agreed, caller.today) else [],
    }


def see_blocked(caller: Caller, code: str, rule: str | None, page: int, language: Language) -> Blocked:
    """Openings on offer that are not suggested to a person, with every rule that each breaks, the nearest first.

    Parameters
    ----------
    rule : str or None
        Only those that break this rule.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("see_suggestions")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        market = caller.service.market()
        found = check_rules(load_seeker(session, person, caller.today).availability, market)
        broken = [
            (i, rules) for i in range(len(market)) if (rules := found.rules_of(i)) and (not rule or rule in rules)
        ]
        home = home_point(person)
        broken.sort(key=lambda row: (len(row[1]), _near(home, market.demands[row[0]]), market.demands[row[0]].code))
        last = max(1, -(-len(broken) // BLOCKED_A_PAGE))
        shown = broken[(min(page, last) - 1) * BLOCKED_A_PAGE :][:BLOCKED_A_PAGE]
        items = _lines(session, caller.today, [(market.demands[i], rules) for i, rules in shown], home, language)
        caller.audit(session, "see_blocked", "person", code, shown=len(items))
        return Blocked(items, found.by_rule(), len(broken), min(page, last), last)


def _near(home: tuple[float, float] | None, demand: Demand) -> float:
    return road_km(*home, *demand.point) if home and demand.point else math.inf


def _lines(
    session: Session,
    today: date,
    rows: Sequence[tuple[Demand, tuple[str, ...]]],
    home: tuple[float, float] | None,
    language: Language,
) -> list[dict[str, Any]]:
    ids = [demand.opening_id for demand, _ in rows]
    query = select(Opening, Employer).join(Employer, col(Employer.id) == col(Opening.employer_id))
    known = {o.id: (o, e) for o, e in session.exec(query.where(col(Opening.id).in_(ids))).all()}
    lines = []
    for demand, rules in rows:
        opening, employer = known[demand.opening_id]
        near = _near(home, demand)
        lines.append(
            opening_line(opening, employer, today, language)
            | {"employer": employer.name, "km": near if near < math.inf else None, "rules": list(rules)}
        )
    return lines
