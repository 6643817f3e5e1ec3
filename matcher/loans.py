"""What the loans' rules are asked of: people and employers as they are on record, and papers at hand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, func, select

from employers.tables import Employer, Opening
from matcher.case_tables import Loan, LoanChange, PersonPaper
from matcher.decisions import By
from matcher.errors import LoanTakenBack, NoSchemeInForce, UnknownLoan
from matcher.livelihoods import Borrower, LoanAnswer, check_person, doors_that_close
from matcher.people import youngest_birth
from matcher.ranking.availability import age_on
from matcher.ranking.demands import CONTRACTS
from matcher.report_facts import GENERAL_PROGRAMME
from matcher.schemes import Scheme, packaged_schemes, scheme_on
from matcher.tables import Person, Placement, Referral

WITH_CONTRACT: Final = tuple(contract for contract in CONTRACTS if contract != "own")
"""Contracts of an opening that are labour contracts; own work is none."""
DOORS_DAYS: Final = 365
ASKED_UNDER: Final = 16
"""Age under which a loan is asked about before it is kept: far more often a wrong year than a loan to a minor."""


@dataclass(frozen=True, slots=True)
class LoanDoubt:
    """What is odd about a loan: ``no_scheme``, ``too_much`` or ``too_long`` for it, or a borrower ``too_young``."""

    code: str
    scheme: Scheme | None


def papers_at_hand(session: Session, person: Person) -> frozenset[str]:
    """Papers of a person whose last row says that they are at hand."""
    rows = session.exec(
        select(PersonPaper).where(PersonPaper.person_id == person.id).order_by(col(PersonPaper.id))
    ).all()
    last = {row.paper: row.at_hand for row in rows}
    return frozenset(paper for paper, at_hand in last.items() if at_hand)


def record_papers(session: Session, person: Person, at_hand: Collection[str], by: By) -> int:
    """Record which of the scheme's papers are at hand now, and say how many changed; papers not of it are ignored.

    Raises
    ------
    NoSchemeInForce
        If no loan for people is in force today.
    """
    wanted = {r.paper for r in scheme_on(packaged_schemes(), "person", by.today).rules if r.paper}
    changed = wanted & (papers_at_hand(session, person) ^ set(at_hand))
    for paper in sorted(changed):
        session.add(
            PersonPaper(
                person_id=person.id or 0,
                paper=paper,
                at_hand=paper in at_hand,
                on_date=by.today,
                recorded_by=by.account,
                recorded_at=by.now,
            )
        )
    if changed:
        person.revision += 1  # a list that names the loan shows its papers
        session.add(person)
    session.flush()
    return len(changed)


def scheme_doubts(kind: str, lent_on: date, amount_vnd: int, months: int | None) -> list[LoanDoubt]:
    """What is odd about a loan by the scheme of its day: none, or lent more or longer than the scheme lends."""
    try:
        scheme = scheme_on(packaged_schemes(), kind, lent_on)
    except NoSchemeInForce:
        return [LoanDoubt("no_scheme", None)]
    found = [LoanDoubt("too_much", scheme)] if amount_vnd > scheme.most_vnd else []
    if months is not None and scheme.most_months is not None and months > scheme.most_months:
        found.append(LoanDoubt("too_long", scheme))
    return found


def loan_doubts(
    kind: str, lent_on: date, amount_vnd: int, months: int | None, person: Person | None = None
) -> tuple[LoanDoubt, ...]:
    """Everything odd about a loan that is told, each with the scheme that it is measured by, where there is one.

    Parameters
    ----------
    kind : {"person", "employer"}
    months : int or None
        The term; None where it is not told.
    person : Person, optional
        The borrower; a birth date that is known by its year alone counts as the year's last day.
    """
    found = scheme_doubts(kind, lent_on, amount_vnd, months)
    born = youngest_birth(person) if person else None
    if born is not None and age_on(born, lent_on) < ASKED_UNDER:
        found.append(LoanDoubt("too_young", None))
    return tuple(found)


def only_of_term(doubts: Sequence[LoanDoubt]) -> tuple[LoanDoubt, ...]:
    """Of what is odd about a loan, what its term makes odd: all that is new where day and amount stand already."""
    return tuple(doubt for doubt in doubts if doubt.code == "too_long")


def loans_given(session: Session, person: Person) -> Sequence[Loan]:
    """Loans that a person was given, the newest first."""
    asked = select(Loan).where(Loan.person_id == person.id).order_by(col(Loan.lent_on).desc(), Loan.id)
    return session.exec(asked).all()


def loan_changes(session: Session, person: Person) -> Sequence[LoanChange]:
    """What was done to a person's loans by hand, the newest first."""
    asked = select(LoanChange).where(LoanChange.person_id == person.id).order_by(col(LoanChange.id).desc())
    return session.exec(asked).all()


def loan_and_borrower(session: Session, loan_id: str) -> tuple[Loan, Person]:
    """A person's loan by its id, with the person, among those the session's viewer sees.

    Raises
    ------
    UnknownLoan, LoanTakenBack
        See :func:`lost_loan`.
    """
    found = session.exec(select(Loan, Person).join(Person).where(Loan.id == loan_id)).first()
    if found is None:
        raise lost_loan(session, loan_id)
    return found


def lost_loan(session: Session, loan_id: str, person: Person | None = None) -> UnknownLoan | LoanTakenBack:
    """Why no loan has an id: one of the person, or of anybody whom the session's viewer sees, was taken back, or none.

    Only where no such loan stands: a list may have brought one back that was taken back.
    """
    undone = select(LoanChange.id).join(Person).where(LoanChange.loan == loan_id, LoanChange.what == "undone")
    if person is not None:
        undone = undone.where(LoanChange.person_id == person.id)
    return UnknownLoan(loan_id) if session.exec(undone).first() is None else LoanTakenBack(loan_id)


def told_of(loan: Loan) -> dict[str, str | int | None]:
    """What a loan says, as its history keeps it; the day as ISO text, the amount in VND."""
    said: dict[str, str | int | None] = {"lent_on": loan.lent_on.isoformat(), "amount_vnd": loan.amount_vnd}
    return said | {"months": loan.months, "lender": loan.lender}


def note_loan_change(
    session: Session, loan: Loan, what: str, by: By, *, new: bool = False, reason: str | None = None
) -> None:
    """Write down what is about to be done to a person's loan, with how it stands before; the reason as sealed words."""
    session.add(
        LoanChange(
            person_id=loan.person_id or 0,
            loan=loan.id,
            what=what,
            before={} if new else told_of(loan),
            reason=reason,
            on_date=by.today,
            recorded_by=by.account,
            recorded_at=by.now,
        )
    )


def loan_of(session: Session, person: Person, today: date) -> LoanAnswer:
    """Whether a person may ask for the loan of the day.

    Raises
    ------
    NoSchemeInForce
        If no loan for people is in force.
    """
    borrower = Borrower(person.programme, person.decision_date, youngest_birth(person), papers_at_hand(session, person))
    return check_person(scheme_on(packaged_schemes(), "person", today), borrower, today)


def closing_doors(session: Session, today: date, days: int = DOORS_DAYS) -> list[tuple[date, str]]:
    """Whose years for the loan end within so many days, among those the session's viewer sees: (last day, code)."""
    open_cases = select(Person).where(
        col(Person.decision_date).is_not(None), col(Person.closed_on).is_(None) | (col(Person.closed_on) > today)
    )
    found = session.exec(open_cases).all()
    rows = [(p.code, p.decision_date) for p in found if p.decision_date and p.programme != GENERAL_PROGRAMME]
    return doors_that_close(scheme_on(packaged_schemes(), "person", today), rows, today, today + timedelta(days=days))


def has_people_at(session: Session, employer: Employer) -> bool:
    """Tell whether anybody in the session's sight works, worked or was introduced at an employer."""
    for table in (Placement, Referral):
        asked = select(table.id).join(Opening, col(Opening.id) == col(table.opening_id))
        if session.exec(asked.where(Opening.employer_id == employer.id).limit(1)).first() is not None:
            return True
    return False


def counted_workers(session: Session, employer: Employer, today: date) -> int:
    """How many people of the scheme work for an employer today with a labour contract, as far as is known here."""
    counted = (
        select(func.count(func.distinct(col(Placement.person_id))))
        .join(Opening, col(Opening.id) == col(Placement.opening_id))
        .join(Person, col(Person.id) == col(Placement.person_id))
        .where(
            Opening.employer_id == employer.id,
            col(Opening.contract).in_(WITH_CONTRACT),
            col(Placement.started_on) <= today,
            col(Placement.ended_on).is_(None) | (col(Placement.ended_on) > today),
            func.coalesce(Person.programme, "") != GENERAL_PROGRAMME,
        )
    )
    return session.exec(counted).one()
