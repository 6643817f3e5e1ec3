"""Introductions in the demonstration province: some wait, one was taken on, one was declined, one was never answered.

They are made by the acts that pages call, each on its day of the last weeks, so that every page of an employer and of
its case workers has something to show.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlmodel import Session, col, select

from api.accounts import find_account
from api.acts.decisions import Wanted, decide
from api.acts.introductions import answer
from api.acts.placements import start
from api.acts.suggestions import suitable_people
from api.deps import viewer_of
from api.policy import Role
from api.service import Caller, Service
from api.tables import Account
from employers.tables import Employer, Opening, OpeningState
from matcher.consents import ConsentAct
from matcher.decisions import close_unanswered
from matcher.errors import MonthlyLimitReached, NotEligible
from matcher.tables import DecisionKind, Person, Referral, ReferralState

AGREED: Final = ("given_name", "commune", "skills", "experience")


@dataclass(frozen=True, slots=True)
class _Past:
    """One introduction: how many days ago, and what the employer answered after how many days."""

    days_ago: int
    state: ReferralState | None = None
    after: int = 0
    reason: str | None = None


# The longest first: what was taken on has its first check-in due, what was never answered is closed by the night.
STORY: Final = (
    _Past(20),
    _Past(13, ReferralState.accepted, 3),
    _Past(13),
    _Past(9, ReferralState.declined, 2, "filled"),
    _Past(6, ReferralState.more_time, 4),
    _Past(2),
)


def introduce_demo(caller: Caller) -> int:
    """Introduce people to the employer of the demonstration, and give how many; none where it has no opening on offer.

    Parameters
    ----------
    caller : Caller
        The command line, on the province as it was just loaded and ranked.
    """
    service = caller.service
    with caller.sessions.read() as session:
        accounts = session.exec(select(Account).where(Account.role == Role.employer)).all()
        employer = next((a for a in accounts if a.employer_tax_code), None)
        if employer is None:
            return 0
        openings = _offered(session, employer.employer_tax_code or "")
        workers = _workers(session)
    candidates = _candidates(service, workers, openings)
    made = 0
    for past in STORY:
        made += any(_introduced(service, employer.name, past, *pair) for pair in candidates)
    with service.database.write() as session:
        close_unanswered(session, caller.today)
    return made


def _offered(session: Session, tax_code: str) -> list[str]:
    own = select(Opening.code).join(Employer, col(Employer.id) == col(Opening.employer_id))
    found = own.where(Employer.code == tax_code, Opening.state == OpeningState.open)
    return list(session.exec(found.order_by(Opening.code)).all())


def _workers(session: Session) -> list[str]:
    """Case workers by the size of their caseload: the first is the one who signs in."""
    sizes: dict[str, int] = {}
    for name in session.exec(select(Person.case_worker)).all():
        sizes[name or ""] = sizes.get(name or "", 0) + 1
    return sorted((name for name in sizes if name), key=lambda name: (-sizes[name], name))


def _candidates(service: Service, workers: list[str], openings: list[str]) -> Iterator[tuple[str, str, str]]:
    """Case worker, person and opening, each person once, best first; worked out as they are asked for."""
    seen: set[str] = set()
    for worker in workers:
        for opening in openings:
            for suited in suitable_people(_signed_in(service, worker), opening, len(STORY)):
                if suited.seeker.code not in seen:
                    seen.add(suited.seeker.code)
                    yield worker, suited.seeker.code, opening


def _on(service: Service, days_ago: int) -> Service:
    """The service as on an earlier day."""
    day = service.today() - timedelta(days=days_ago)
    return replace(service, settings=service.settings.model_copy(update={"today": day}))


def _signed_in(service: Service, name: str) -> Caller:
    with service.database.read() as session:
        account = find_account(session, name)
        assert account is not None
        return Caller(service, viewer_of(session, account, service.today()))


def _introduced(service: Service, employer: str, past: _Past, worker: str, person: str, opening: str) -> bool:
    """Make one introduction on its day, with the person's consent of that day; answer it on the day of its answer."""
    then, later = (_on(service, past.days_ago - waited) for waited in (0, past.after))
    day = then.today()
    wanted = Wanted(opening, DecisionKind.refer, "hợp việc", consent=ConsentAct(day, AGREED, wording="2026-11"))
    with suppress(NotEligible, MonthlyLimitReached):
        referral = decide(_signed_in(then, worker), person, wanted)
        if isinstance(referral, Referral) and past.state is not None:
            answer(_signed_in(later, employer), referral.id, past.state, past.reason)
            if past.state == ReferralState.accepted:
                start(_signed_in(later, worker), referral.id, later.today())
        return True
    return False
