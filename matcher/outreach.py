"""Which employers to visit next: those with nothing on offer, where people without a good opening could work.

No person is named: what is said of people are the office's own counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import func
from sqlmodel import Session, col, select

from employers.openings import of_employers
from employers.own_entry import of_others
from employers.tables import Employer, EmployerState, Opening, OpeningState
from matcher.case_tables import EmployerContact
from matcher.market import USUAL_ANSWER_RATE, answer_counts, make_demand
from matcher.model_store import CurrentModel
from matcher.people import Seeker
from matcher.planning import plan_caseload
from matcher.ranking.demands import Demand, Market
from matcher.ranking.visits import Waiting, Worth, has_good_opening, weigh_openings
from matcher.tables import Placement, Referral

# Of what an employer hired before, its latest trades; of what its kind hires, the commonest ones.
TRADES_EACH = 3
# Seats of an imagined opening are the last one's, but no more: a firm that once sought a hundred may not again.
MOST_SEATS = 10
OWN_WORK = "own"


@dataclass(frozen=True, slots=True)
class Prospect:
    """An employer with nothing on offer, and what it may hire.

    Attributes
    ----------
    by_past : bool
        Whether its own past openings say so; otherwise those of its kind do.
    last_contact : date or None
        As :func:`last_contacts`.
    answers : (int, int)
        Introductions answered, of those answered or due.
    """

    employer: Employer
    demands: tuple[Demand, ...]
    by_past: bool
    last_contact: date | None
    answers: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Visit:
    """One employer to visit, with the trade (ISCO unit group) for which it is worth it.

    Attributes
    ----------
    expected_jobs : float
        What one opening there would add to the plan at most, times how surely this employer answers.
    """

    prospect: Prospect
    isco: str
    worth: Worth
    expected_jobs: float


@dataclass(frozen=True, slots=True)
class VisitList:
    """Whom to visit, the most useful first, and how many people wait for a good opening, of how many."""

    visits: tuple[Visit, ...]
    waiting: int
    people: int


def _on_offer(market: Market) -> set[str]:
    return {d.employer for d in market.demands if d.on_offer and d.seats > 0}


def _hires(opening: Opening) -> bool:
    """Tell whether an opening stands for work with an employer; what people do on their own is no employer's."""
    return opening.contract != OWN_WORK


def _trades_of_kinds(openings: Iterable[Opening], kinds: dict[int | None, str | None]) -> dict[str | None, list[str]]:
    counts: dict[str | None, Counter[str]] = defaultdict(Counter)
    for opening in openings:
        counts[kinds.get(opening.employer_id)].update(opening.isco[:1])
    return {
        kind: sorted(counted, key=lambda isco: (-counted[isco], isco))[:TRADES_EACH]
        for kind, counted in counts.items()
        if kind is not None
    }


def _latest_by_trade(openings: Iterable[Opening]) -> list[Opening]:
    """An employer's latest opening of each of its latest trades; history without a day is the oldest."""
    ordered = sorted(openings, key=lambda o: (o.posted_on or o.closed_on or date.min, o.id or 0), reverse=True)
    found: dict[str, Opening] = {}
    for opening in ordered:
        if opening.isco:
            found.setdefault(opening.isco[0], opening)
    return list(found.values())[:TRADES_EACH]


def _usual_opening(employer: Employer, isco: str) -> Opening:
    """An opening as far as a kind of employer tells; it never enters a session."""
    return Opening(
        code=f"{employer.code}:{isco}", employer_id=employer.id or 0, title="", isco=[isco], state=OpeningState.open
    )


def _imagined(
    employer: Employer, openings: Sequence[Opening], today: date, answers: tuple[int, int] | None
) -> tuple[Demand, ...]:
    made = []
    for opening in openings:
        draft = opening if opening.id is not None else opening.model_copy(update={"id": 0})
        demand = make_demand(draft, employer, today, 0, answers)
        seats = min(MOST_SEATS, max(1, opening.seats))
        made.append(replace(demand, seats=seats, posted_on=today, on_offer=True, employer_ready=True))
    return tuple(made)


def last_contacts(session: Session, today: date) -> dict[int, date]:
    """When each employer and the office last had to do with each other, by the employer's row id.

    The latest day up to today of a posting, an introduction, a job begun there, and a contact that was written down:
    every list that speaks of a last contact means this one. The session must see everybody's introductions and jobs.
    """
    of = Opening.employer_id
    asked = (
        select(of, func.max(col(Opening.posted_on))).where(col(Opening.posted_on) <= today).group_by(col(of)),
        _of_openings(Referral.opening_id, Referral.referred_on, today),
        _of_openings(Placement.opening_id, Placement.started_on, today),
        select(EmployerContact.employer_id, func.max(col(EmployerContact.on_date)))
        .where(col(EmployerContact.on_date) <= today)
        .group_by(col(EmployerContact.employer_id)),
    )
    found: dict[int, date] = {}
    for query in asked:
        for employer, day in session.exec(query).all():
            found[employer] = max(day, found.get(employer, day))
    return found


def _of_openings(opening_id: Any, day: Any, today: date) -> Any:
    """The latest day of what hangs on an employer's openings."""
    query = select(Opening.employer_id, func.max(col(day))).join(Opening, col(Opening.id) == col(opening_id))
    return query.where(col(day) <= today).group_by(col(Opening.employer_id))


def list_prospects(session: Session, market: Market, today: date) -> list[Prospect]:
    """Employers that are neither paused nor suspended and have no seat on offer, in the order of their codes.

    Parameters
    ----------
    session : Session
        Of the ranker's role: introductions of everybody count.
    """
    employers = session.exec(select(Employer).where(of_others()).order_by(Employer.code)).all()
    openings: dict[int, list[Opening]] = defaultdict(list)
    for opening in session.exec(select(Opening).where(of_employers())).all():
        openings[opening.employer_id].append(opening)
    of_kind = _trades_of_kinds((o for own in openings.values() for o in own), {e.id: e.kind for e in employers})
    answers, last, busy = answer_counts(session, today), last_contacts(session, today), _on_offer(market)
    found = []
    for employer in employers:
        known = employer.state in (EmployerState.verified, EmployerState.unverified)
        if not known or employer.code in busy:
            continue
        own = [o for o in openings[employer.id or 0] if _hires(o)]
        if openings[employer.id or 0] and not own:
            continue
        past = _latest_by_trade(own)
        usual = [_usual_opening(employer, isco) for isco in of_kind.get(employer.kind, [])]
        given = answers.get(employer.id or 0)
        demands = _imagined(employer, past or usual, today, given)
        found.append(Prospect(employer, demands, bool(past), last.get(employer.id or 0), given or (0, 0)))
    return found


def people_waiting(seekers: Sequence[Seeker], market: Market, model: CurrentModel) -> list[Waiting]:
    """Who may be introduced and has no good opening: no seat in the plan, or one far under the usual chance."""
    pairs = {pair.person: pair for pair in plan_caseload(seekers, market, model).pairs}
    usual = float(np.median([pair.chance for pair in pairs.values()])) if pairs else 0.0
    found = []
    for seeker in seekers:
        pair = pairs.get(seeker.code)
        if seeker.availability.consented and not has_good_opening(pair.chance if pair else None, usual):
            gain = max(0.0, pair.chance - pair.seat_price) if pair else 0.0
            found.append(Waiting(seeker.profile, seeker.availability, gain))
    return found


def _willing(prospect: Prospect) -> float:
    """How surely this employer answers, 0 to 1; the usual rate where nobody was introduced yet."""
    rates = [d.answer_rate for d in prospect.demands if d.answer_rate is not None]
    return rates[0] if rates else USUAL_ANSWER_RATE


def advise_visits(
    seekers: Sequence[Seeker], prospects: Sequence[Prospect], market: Market, model: CurrentModel, limit: int = 20
) -> VisitList:
    """Put employers to visit in order.

    Parameters
    ----------
    seekers : sequence of Seeker
        The people for whom work is sought.
    prospects : sequence of Prospect
        From :func:`list_prospects`.

    Returns
    -------
    VisitList
        Without an employer that nobody who waits could work for.
    """
    waiting = people_waiting(seekers, market, model)
    numbered = [(p, d) for p in prospects for d in p.demands]
    # Numbers of no opening on record, so that a past introduction to the last one does not rule out the next.
    imagined = Market(tuple(replace(d, opening_id=-1 - i) for i, (_, d) in enumerate(numbered)), market.as_of)
    best: dict[str, Visit] = {}
    for (prospect, demand), worth in zip(numbered, weigh_openings(model.ranker, waiting, imagined), strict=True):
        visit = Visit(prospect, demand.isco[0], worth, worth.jobs * _willing(prospect))
        known = best.get(prospect.employer.code)
        if worth.jobs > 0 and (known is None or visit.expected_jobs > known.expected_jobs):
            best[prospect.employer.code] = visit
    ordered = sorted(best.values(), key=lambda v: (-v.expected_jobs, v.prospect.employer.code))
    return VisitList(tuple(ordered[:limit]), len(waiting), len(seekers))
