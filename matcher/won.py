"""Employers that were won: a seat that emptied early, whom to thank, whom to talk to again. Counts, never names."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from employers.openings import list_open_openings, on_offer
from employers.own_entry import of_others
from employers.tables import Employer, EmployerState, Opening
from matcher.case_tables import EmployerContact
from matcher.decisions import By
from matcher.errors import WrongDates
from matcher.outreach import last_contacts
from matcher.tables import Placement, Referral

# A worker who leaves within a month costs an employer most; placement services replace within the probation. How long
# the offer stands, and when to thank and to call again: expert judgement (domain.md, What was learned elsewhere).
REPLACED_WITHIN: Final = 30
OFFERED_FOR: Final = 14
THANKED_AFTER: Final = 30
THANKED_WITHIN: Final = 180
AGAIN_AFTER: Final = 90
CONTACTS: Final = ("thanks", "again")


def emptied_seats(session: Session, today: date) -> Iterator[tuple[Placement, Opening]]:
    """Seats on offer whose worker, in the session's sight, left within a month of starting, and nobody followed yet."""
    since = today - timedelta(days=OFFERED_FOR)
    asked = (
        select(Placement, Opening)
        .join(Opening, col(Opening.id) == col(Placement.opening_id))
        .where(col(Placement.ended_on) >= since, col(Placement.ended_on) <= today, ~col(Placement.own_work))
    )
    for placement, opening in session.exec(asked.order_by(col(Placement.ended_on), Placement.id)).all():
        ended = placement.ended_on or today
        early = (ended - placement.started_on).days <= REPLACED_WITHIN
        if early and on_offer(opening, today) and not _followed(session, opening, ended):
            yield placement, opening


def _followed(session: Session, opening: Opening, since: date) -> bool:
    later = select(Referral.id).where(Referral.opening_id == opening.id, col(Referral.referred_on) >= since)
    return session.exec(later).first() is not None


@dataclass(frozen=True, slots=True)
class DueContact:
    """An employer to thank or to talk to again.

    Attributes
    ----------
    since : date
        Since when it is due.
    jobs : int
        Jobs there that lasted a month (``thanks``), or that ever began (``again``).
    """

    kind: str
    employer: Employer
    since: date
    jobs: int


def due_contacts(session: Session, today: date) -> list[DueContact]:
    """Whom to thank and whom to talk to again for jobs in the session's sight, the longest due first."""
    known = (EmployerState.verified, EmployerState.unverified)
    employers = session.exec(select(Employer).where(of_others(), col(Employer.state).in_(known))).all()
    jobs, contacts, last = _jobs(session), _contacts(session), last_contacts(session, today)
    hiring = {opening.employer_id for opening in list_open_openings(session, today)}
    found = []
    for employer in employers:
        number = employer.id or 0
        thanks = _thanks_due(jobs[number], contacts[number], today)
        again = None if number in hiring else _again_due(jobs[number], contacts[number], last.get(number))
        found += [DueContact(kind, employer, *due) for kind, due in (("thanks", thanks), ("again", again)) if due]
    return sorted((d for d in found if d.since <= today), key=lambda d: (d.since, d.employer.code, d.kind))


def _jobs(session: Session) -> dict[int, list[Placement]]:
    query = select(Opening.employer_id, Placement).join(Placement, col(Placement.opening_id) == col(Opening.id))
    found: dict[int, list[Placement]] = defaultdict(list)
    for employer, placement in session.exec(query).all():
        found[employer].append(placement)
    return found


def _contacts(session: Session) -> dict[int, list[EmployerContact]]:
    found: dict[int, list[EmployerContact]] = defaultdict(list)
    for contact in session.exec(select(EmployerContact).order_by(col(EmployerContact.id))).all():
        found[contact.employer_id].append(contact)
    return found


def _thanks_due(jobs: list[Placement], contacts: list[EmployerContact], today: date) -> tuple[date, int] | None:
    """Since when an employer is to be thanked for people who stayed a month, and for how many."""
    reached = [job.started_on + timedelta(days=THANKED_AFTER) for job in jobs if _days(job) >= THANKED_AFTER]
    thanked = max((c.on_date for c in contacts if c.kind == "thanks"), default=date.min)
    new = [day for day in reached if thanked < day and (today - day).days <= THANKED_WITHIN]
    return (min(new), len(new)) if new else None


def _days(job: Placement) -> int:
    last = job.ended_on or job.confirmed_on or job.started_on
    return (last - job.started_on).days


def _again_due(jobs: list[Placement], contacts: list[EmployerContact], last: date | None) -> tuple[date, int] | None:
    """Since when to talk again to an employer that took somebody on and has no seat on offer now.

    The day that was named at a contact holds until there is a later one, whichever page wrote it down.
    """
    if not jobs or last is None:
        return None
    named = contacts[-1].again_on if contacts and contacts[-1].on_date >= last else None
    return named or last + timedelta(days=AGAIN_AFTER), len(jobs)


def record_contact(session: Session, employer: Employer, kind: str, again_on: date | None, by: By) -> EmployerContact:
    """Write down that an employer was thanked or talked to today, and when next.

    Raises
    ------
    WrongDates
        If the next day lies in the past.
    """
    if again_on is not None and again_on <= by.today:
        raise WrongDates("today", "again_on")
    made = EmployerContact(
        employer_id=employer.id or 0,
        kind=kind,
        on_date=by.today,
        again_on=again_on,
        recorded_by=by.account,
        recorded_at=by.now,
    )
    session.add(made)
    session.flush()
    return made
