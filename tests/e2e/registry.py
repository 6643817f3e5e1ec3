"""Every page with every role that may open it, found in the application's own routes; a new page is covered by itself.

A page whose address has parameters needs a sample of each in :data:`SAMPLES`; a parameter without one fails a test.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute
from sqlmodel import Session, col, select

from api import app
from api.acts.duplicates import list_duplicates
from api.policy import ACTS, SIGNS_IN, Role
from api.tables import Account, ImportRun
from employers.own_work import list_own_work
from employers.tables import Employer, EmployerMerge, Opening, OpeningState
from matcher.case_tables import Loan, Reminder
from matcher.ranking_tables import PublishedList, RankingModel
from matcher.tables import Person, Placement, Referral
from tests.e2e.server import Running
from tests.test_routes_ask_the_policy import acts_asked


@dataclass(frozen=True)
class PageOf:
    """One page as one role opens it; ``role`` is None for who is not signed in."""

    path: str
    role: Role | None

    def __str__(self) -> str:
        return f"{self.role or 'nobody'}:{self.path}"


# Pages that are not for looking at: files, and the way to the office's own sign-in, which is off here.
_FILES = {
    *(f"/sign-in/provider{rest}" for rest in ("", "/anew", "/back", "/told", "/code")),
    "/static/{name}",
    "/employer/openings/{opening}/job-posting",
    "/lists/{list_kind}.xlsx",
    "/area/report/{period}.docx",
    "/referrals/{referral}/letter.docx",
    "/people/{person}/work-sheet.docx",
    "/area/report/{period}.xlsx",
    "/people/{person}/own-data.json",
    "/lists/imports/{import_id}/held.xlsx",
}


def _employer_of(session: Session, name: str) -> str | None:
    """The tax code of an employer's account; None for everybody else's."""
    return session.exec(select(Account.employer_tax_code).where(Account.name == name)).first()


def _posted_by(session: Session, tax_code: str, state: str = OpeningState.open) -> str:
    own = select(Opening.code).join(Employer, col(Employer.id) == col(Opening.employer_id))
    offered = own.where(Employer.code == tax_code, Opening.state == state)
    return session.exec(offered.order_by(Opening.code)).first() or ""


def _introduced_to(session: Session, tax_code: str) -> str:
    """An introduction that waits; one that is not from a list of the past."""
    made = select(Referral).join(Opening, col(Opening.id) == col(Referral.opening_id))
    own = made.join(Employer, col(Employer.id) == col(Opening.employer_id)).where(Employer.code == tax_code)
    found = session.exec(own.order_by(col(Referral.referred_on).desc())).all()
    return next((r.id for r in found if r.shown.get("source") != "list"), "")


def _own_person(session: Session, name: str) -> str:
    """A person of the account's with a list of suggestions; for a supervisor anybody."""
    listed = select(Person.code).join(PublishedList, col(PublishedList.person_id) == col(Person.id))
    waiting = select(Referral.person_id)
    own = session.exec(
        listed.where(Person.case_worker == name, col(Person.id).not_in(waiting)).order_by(Person.code)
    ).first()
    return own or session.exec(listed).first() or ""


def _first_opening(session: Session, name: str) -> str:
    """The first opening of the sample person's list; an employer's own."""
    from matcher.suggest import published_list

    if tax_code := _employer_of(session, name):
        return _posted_by(session, tax_code)
    person = session.exec(select(Person).where(Person.code == _own_person(session, name))).one()
    found = published_list(session, person.id or 0)
    assert found is not None
    return session.get_one(Opening, found[1].items[0][0]).code


def _own_referral(session: Session, name: str) -> str:
    if tax_code := _employer_of(session, name):
        return _introduced_to(session, tax_code)
    own = select(Referral.id).join(Person, col(Person.id) == col(Referral.person_id))
    return session.exec(own.where(Person.case_worker == name).order_by(col(Referral.referred_on).desc())).first() or ""


def _own_placement(session: Session, name: str) -> str:
    own = select(Placement.id).join(Person, col(Person.id) == col(Placement.person_id))
    running = own.where(Person.case_worker == name, col(Placement.ended_on).is_(None))
    return session.exec(running.order_by(col(Placement.started_on).desc())).first() or ""


def _own_loan(session: Session, name: str) -> str:
    """A loan of the sample person; where they have none, the form for one stands in its place."""
    lent = select(Loan.id).join(Person, col(Person.id) == col(Loan.person_id))
    return session.exec(lent.where(Person.code == _own_person(session, name))).first() or "new"


def _any_employer(session: Session, _name: str) -> str:
    counted = select(Employer.code).where(col(Employer.workforce) > 0)  # a loan is a share of the workers
    return session.exec(counted.order_by(Employer.code)).first() or ""


def _other_account(session: Session, name: str) -> str:
    return session.exec(select(Account.name).where(Account.name != name).order_by(Account.name)).first() or ""


def _own_import(session: Session, name: str) -> str:
    return session.exec(select(ImportRun.id).where(ImportRun.started_by == name)).first() or ""


def _first_of(column: Any) -> Callable[[Session, str], str]:
    """The first of what there is, as the server's fixture made it."""
    return lambda session, _name: str(session.exec(select(column)).first() or "")


# Name of a parameter in an address → what stands for it, as one account may see it.
SAMPLES: dict[str, Callable[[Session, str], str]] = {
    "person": _own_person,
    "opening": _first_opening,
    "referral": _own_referral,
    "placement": _own_placement,
    "loan": _own_loan,
    "employer": _any_employer,
    "account": _other_account,
    "import_id": _own_import,
    "period": lambda *_: "2026",
    "merge_id": _first_of(EmployerMerge.id),
    "version": _first_of(RankingModel.version),
    "option": lambda session, _name: list_own_work(session)[0][0].code,
}


def _task(running: Running, session: Session, name: str) -> str:
    """The reminder of the sample person, as the day's list leads to its result."""
    own = select(Reminder.id).join(Person, col(Person.id) == col(Reminder.person_id))
    found = session.exec(own.where(Person.code == _own_person(session, name))).first()
    return f"?kind=reminder&about={found}"


def _twins(running: Running, _session: Session, name: str) -> str:
    """Two employers that may be one."""
    pair = list_duplicates(running.caller(name), "employers", 1, 1)[1][0]
    return f"?kind=employers&first={pair['first']['code']}&second={pair['second']['code']}"


# Pages that ask about what a list leads to: the query of their address.
QUERIES: dict[str, Callable[[Running, Session, str], str]] = {
    "/people/{person}/result": _task,
    "/curation/teach": lambda *_: "?text=l%C3%A0m%20c%E1%BA%A3ng%20c%C3%A1",
    "/duplicates/decide": _twins,
    "/duplicates": lambda *_: "?kind=employers",
}


# Pages that stand only for an opening in another state than on offer.
STATES = {"/check": OpeningState.draft, "/resume": OpeningState.paused}


def _own_opening_of(page: PageOf, session: Session, name: str) -> str | None:
    """An employer's opening in the state that a page stands for; None for every other page."""
    state = next((state for end, state in STATES.items() if page.path.endswith(end)), None)
    tax_code = _employer_of(session, name)
    return _posted_by(session, tax_code, state) if state and tax_code else None


def _routes() -> list[APIRoute]:
    found = [r for module in app.PAGES for r in module.router.routes if isinstance(r, APIRoute)]
    return [r for r in found if "GET" in r.methods and r.path not in _FILES]


def every_page() -> list[PageOf]:
    """Each page with each role whose acts it asks for; pages that ask for none are for everybody."""
    pages = []
    for route in _routes():
        acts = acts_asked(route.endpoint, set())
        roles = [role for role in sorted(SIGNS_IN) if acts and all(role in ACTS[act] for act in acts)]
        pages += [PageOf(route.path, role) for role in roles] or [PageOf(route.path, None)]
    return pages


def parameters() -> set[str]:
    """Every parameter of every page's address."""
    return {name for route in _routes() for name in re.findall(r"\{(\w+)\}", route.path)}


def address(page: PageOf, running: Running) -> str:
    """The page's address with samples in place of its parameters."""
    name = running.sign_ins[page.role][0] if page.role else ""
    with running.service.database.read() as session:
        own = _own_opening_of(page, session, name)
        made = {"code": lambda *_: running.code}
        path = re.sub(r"\{(\w+)\}", lambda found: own or {**SAMPLES, **made}[found[1]](session, name), page.path)
        return path + QUERIES.get(page.path, lambda *_: "")(running, session, name)
