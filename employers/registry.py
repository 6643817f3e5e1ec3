"""The register of employers: who hires, how far they are known, and whether they are there already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import or_
from sqlmodel import Session, col, select

from employers.company_names import LIKELY_DUPLICATE, company_similarity, normalise_company
from employers.errors import EmployerExists, UnknownEmployer
from employers.merging import surviving
from employers.openings import touch_market
from employers.own_entry import is_own_work, of_others
from employers.reference.tax_code import OWN_CODE, is_personal_id, masked_tax_code
from employers.reference.text import fold
from employers.tables import Employer, EmployerState

_TEACHING: Final = (
    "cao dang",
    "trung cap",
    "dai hoc",
    "hoc vien",
    "dao tao",
    "day nghe",
    "truong nghe",
    "giao duc",
    "day lai",
    "truong cd",
    "gdnn",
)
"""Folded words by which a name or line of business says that somebody teaches a trade; "trường" alone may be a farm."""


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """An employer on the register that may be the one being entered."""

    employer: Employer
    similarity: float
    """From 0 (nothing alike) to 1 (the same name, or the same tax code)."""


def public_code(employer: Employer) -> str:
    """The code by which others know an employer: its tax code, or our own where it has none but its owner's ID."""
    return employer.code if is_personal_id(employer.tax_code) else employer.tax_code or employer.code


def says_that_it_teaches(employer: Employer) -> bool:
    """Tell whether an employer's name or line of business says that it teaches a trade; its kind does not tell."""
    said = f" {fold(employer.name)} {fold(employer.industry or '')} "
    return any(f" {words} " in said for words in _TEACHING)


def find_record(session: Session, code: str) -> Employer | None:
    """The record with this code or tax code as it is, even if it was merged into another; or None."""
    return session.exec(select(Employer).where(or_(col(Employer.code) == code, col(Employer.tax_code) == code))).first()


def find_employer(session: Session, code: str) -> Employer | None:
    """The employer with this code or tax code as a list or form names it, an owner's ID number too; or None.

    The entry of work on one's own is no employer, whatever asks.
    """
    found = find_record(session, code)
    return None if found is None or is_own_work(found) else surviving(session, found)


def get_employer(session: Session, code: str) -> Employer:
    """The employer of an address: by its code or tax code, never by its owner's ID number.

    Raises
    ------
    UnknownEmployer
        If there is none, the session's viewer may not see it, or a personal ID number was put into the address.
    """
    employer = None if is_personal_id(code) else find_employer(session, code)
    if employer is None:
        raise UnknownEmployer(masked_tax_code(code) or "")
    return employer


def find_employers_by_name(session: Session, name: str, commune_code: str | None = None) -> Sequence[Employer]:
    """Employers whose name is the same but for legal form, case and accents; several when the name is not unique."""
    found = records_by_name(session, name)
    here = [e for e in found if commune_code and e.commune_code == commune_code]
    return list({e.id: e for e in (surviving(session, e) for e in here or found)}.values())


def records_by_name(session: Session, name: str) -> Sequence[Employer]:
    """Records of the same name but for legal form, case and accents, those merged into others too."""
    core = normalise_company(name).core
    return session.exec(select(Employer).where(Employer.name_core == core).order_by(Employer.code)).all()


def likely_duplicates(
    session: Session, name: str, tax_code: str | None = None, limit: int = 5
) -> list[LikelyDuplicate]:
    """Employers on the register that may be the same as one being entered, the likeliest first.

    Names that share a word of their core are compared; the same tax code counts as certain.
    """
    words = [w for w in normalise_company(name).core.split() if len(w) > 1][:6]
    alike = [col(Employer.name_core).contains(word) for word in words]
    asked = or_(col(Employer.tax_code) == tax_code, *alike) if tax_code else or_(*alike) if alike else None
    if asked is None:
        return []
    found = [
        LikelyDuplicate(e, 1.0 if tax_code and e.tax_code == tax_code else company_similarity(name, e.name))
        for e in session.exec(select(Employer).where(asked, of_others())).all()
    ]
    likely = [d for d in found if d.similarity >= LIKELY_DUPLICATE]
    return sorted(likely, key=lambda d: (-d.similarity, d.employer.code))[:limit]


def register(session: Session, employer: Employer, today: date) -> Employer:
    """Put an employer on the register, unverified; a code is made where there is no tax code that others may read.

    Raises
    ------
    EmployerExists
        If the tax code is on the register already.
    """
    known = find_employer(session, employer.tax_code) if employer.tax_code else None
    if known is not None:
        raise EmployerExists(public_code(known))
    employer.name_core = normalise_company(employer.name).core
    employer.registered_on = today
    shown = None if is_personal_id(employer.tax_code) else employer.tax_code
    employer.code = shown or employer.code or next_code(session)
    session.add(employer)
    touch_market(session)
    session.flush()
    return employer


def next_code(session: Session) -> str:
    """A code for an employer without a tax code that others may read: NSD00001, NSD00002 and so on."""
    used = session.exec(select(Employer.code).where(col(Employer.code).startswith(OWN_CODE))).all()
    numbers = [int(code[len(OWN_CODE) :]) for code in used if code[len(OWN_CODE) :].isdigit()]
    return f"{OWN_CODE}{max(numbers, default=0) + 1:05d}"


def change_employer_state(session: Session, employer: Employer, state: EmployerState, reason: str = "") -> None:
    """Verify, pause or suspend an employer, or take that back; its openings follow at the next look."""
    if employer.state == state:
        return
    employer.state = state
    employer.state_reason = reason or None
    employer.revision += 1
    session.add(employer)
    touch_market(session)
    session.flush()
