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
from api.passwords import hash_of_nobody
from api.policy import Role
from api.row_security import SERVICE, asked_by
from api.service import Caller, Service
from api.tables import Account
from employers.own_entry import of_others
from employers.tables import Employer, Opening, OpeningState
from matcher.consents import ConsentAct
from matcher.decisions import close_unanswered
from matcher.errors import MonthlyLimitReached, NotEligible
from matcher.suggest import published_list
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
    """Introduce people to the employer of the demonstration, and people of its case worker elsewhere; gives how many.

    Parameters
    ----------
    caller : Caller
        The command line, on the province as it was just loaded and ranked.
    """
    service = caller.service
    with caller.sessions.read() as session:
        employer = _who_signs_in(session, Role.employer)
        worker = _who_signs_in(session, Role.case_worker)
        openings = _offered(session, employer.employer_tax_code or "")
        away = set(session.exec(select(Person.code).where(col(Person.return_date) > caller.today)).all())
        own = (pair for pair in _best_of(session, worker.name, set(openings)) if pair[1] not in away)
        others = [w for w in session.exec(select(Person.case_worker).distinct()).all() if w and w != worker.name]
    found = _candidates(service, [worker.name, *sorted(others)], openings)
    to_employer = (pair for pair in found if pair[1] not in away)  # who is still away begins no work
    made = sum(any(_introduced(service, employer.name, past, *pair) for pair in to_employer) for past in STORY)
    made += sum(any(_introduced(service, worker.name, past, *pair) for pair in own) for past in STORY)
    with service.database.write(asked_by(SERVICE)) as session:
        close_unanswered(session, caller.today)
    return made


def _offered(session: Session, tax_code: str) -> list[str]:
    own = select(Opening.code).join(Employer, col(Employer.id) == col(Opening.employer_id))
    found = own.where(Employer.code == tax_code, Opening.state == OpeningState.open)
    return list(session.exec(found.order_by(Opening.code)).all())


def _who_signs_in(session: Session, role: Role) -> Account:
    """The account of a role that has a password: most case workers of the demonstration have none."""
    found = session.exec(select(Account).where(Account.role == role).order_by(Account.name)).all()
    return next(account for account in found if account.password_hash != hash_of_nobody())


def _best_of(session: Session, worker: str, without: set[str]) -> Iterator[tuple[str, str, str]]:
    """Case worker, person and the best opening of their list, for each of one case worker's people."""
    people = session.exec(select(Person).where(Person.case_worker == worker).order_by(Person.code)).all()
    of_employers = select(Opening.id, Opening.code).join(Employer, col(Employer.id) == col(Opening.employer_id))
    codes = dict(session.exec(of_employers.where(of_others())).all())  # own work has nobody to meet
    pairs = []
    for person in people:
        found = published_list(session, person.id or 0)
        listed = [codes[row[0]] for row in found[1].items if row[0] in codes] if found else []
        best = [code for code in listed if code not in without]
        pairs += [(worker, person.code, opening) for opening in best[:1]]
    return iter(pairs)


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
    with service.database.read(asked_by(SERVICE)) as session:
        account = find_account(session, name)
        assert account is not None
        return Caller(service, viewer_of(session, account, service.today()))


def _introduced(service: Service, teller: str, past: _Past, worker: str, person: str, opening: str) -> bool:
    """Make one introduction on its day, with the person's consent of that day; answer it on the day of its answer.

    ``teller`` is the account that records the answer: the employer, or a case worker who was told.
    """
    then, later = (_on(service, past.days_ago - waited) for waited in (0, past.after))
    day = then.today()
    wanted = Wanted(opening, DecisionKind.refer, "hợp việc", consent=ConsentAct(day, AGREED, wording="2026-11"))
    with suppress(NotEligible, MonthlyLimitReached):
        referral = decide(_signed_in(then, worker), person, wanted)
        if isinstance(referral, Referral) and past.state is not None:
            answer(_signed_in(later, teller), referral.id, past.state, past.reason)
            if past.state == ReferralState.accepted:
                start(_signed_in(later, worker), referral.id, later.today())
        return True
    return False
