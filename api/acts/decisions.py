"""Deciding on a suggestion: refer, dismiss, take back, override; the trail and the market follow in one transaction."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial

from sqlmodel import Session

from api.identities import Identities
from api.notes import put_away
from api.policy import RANKER
from api.scoping import ViewerSessions
from api.service import Caller
from employers.openings import get_opening, touch_market
from employers.tables import Opening
from matcher.consents import ConsentAct
from matcher.decisions import Pair, dismiss, override, refer, take_back
from matcher.market import make_market
from matcher.people import get_person
from matcher.ranking.demands import Market
from matcher.tables import Decision, DecisionKind, Referral

CONSENT_WORDING = "2026-11"
"""Version of the consent text that the form shows; a new text is a new version."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a case worker decides about one opening.

    Attributes
    ----------
    rules : collection of str
        The hard rules to set aside, where the decision is ``override``.
    """

    opening: str
    kind: DecisionKind
    reason: str
    note: str | None = None
    consent: ConsentAct | None = None
    rules: Collection[str] = ()


def market_of(caller: Caller, opening: Opening) -> Market:
    """One opening as a market, with everybody's placements in view."""
    with ViewerSessions(caller.service.database, RANKER).read() as everyone:
        return make_market(everyone, [opening], caller.today)


def decide(caller: Caller, person_code: str, wanted: Wanted) -> Decision | Referral:
    """Carry out a decision.

    Raises
    ------
    UnknownPerson, UnknownOpening
        If one of the two is not there for this caller.
    NotEligible
        If a hard rule removes a pair that is to be referred.
    ConsentMissing
        If the person has not agreed to meet this employer.
    NotOverridable
        If a rule cannot be set aside.
    """
    caller.require("decide")
    with caller.sessions.write() as session:
        pair = Pair(get_person(session, person_code), get_opening(session, wanted.opening))
        done = _carry_out(session, caller, pair, _sealed(session, caller, pair, wanted))
        caller.audit(session, wanted.kind, "person", person_code, opening=wanted.opening)
        return done


def _sealed(session: Session, caller: Caller, pair: Pair, wanted: Wanted) -> Wanted:
    """The same wish with everything in somebody's own words put away."""
    identities, person_id = Identities(session, caller.service.keys), pair.person.id or 0
    keep = partial(put_away, identities, person_id)
    free = wanted.kind in (DecisionKind.refer, DecisionKind.override)
    consent = replace(wanted.consent, proof=keep(wanted.consent.proof)) if wanted.consent else None
    reason = (keep(wanted.reason) or "") if free else wanted.reason
    return replace(wanted, reason=reason, note=keep(wanted.note), consent=consent)


def _carry_out(session: Session, caller: Caller, pair: Pair, wanted: Wanted) -> Decision | Referral:
    if wanted.kind == DecisionKind.refer:
        market = market_of(caller, pair.opening)
        made = refer(session, pair, caller.by, market=market, reason=wanted.reason, consent=wanted.consent)
        touch_market(session)
        return made
    if wanted.kind == DecisionKind.dismiss:
        return dismiss(session, pair, caller.by, wanted.reason, wanted.note)
    if wanted.kind == DecisionKind.override:
        return override(session, pair, caller.by, wanted.rules, wanted.reason)
    return take_back(session, pair, caller.by, wanted.note)
