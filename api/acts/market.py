"""Openings and employers as each role reads and changes them."""

import re
import secrets
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.acts.people import ChangedMeanwhile
from api.acts.searching import Sought
from api.acts.suggestions import opening_line
from api.imports.openings import unlawful_words
from api.leaving import POSTING_FIELDS, check_leaving
from api.policy import DESK_ONLY_FIELDS, Role
from api.service import Caller, NotAllowed
from api.wording import Language
from employers.company_names import normalise_company
from employers.errors import EmployerExists, EmployersError, OpeningExists, UnknownEmployer
from employers.openings import change_state, copy_opening, find_opening, get_posting, of_employers, touch_market
from employers.own_entry import of_others
from employers.reference.occupation_linker import link_occupations
from employers.reference.pay import read_wage
from employers.reference.tax_code import masked_tax_code
from employers.registry import find_employer, get_employer, likely_duplicates, public_code, register
from employers.tables import Employer, Opening, OpeningState

DRAWN_CODE: Final = re.compile(r"TD-[0-9A-F]{8}")
"""Codes that we draw: 32 random bits, in which nobody finds another's by trying."""
_INTERNAL = frozenset({"id", "employer_id", "name_core"})


class LikelyTheSame(EmployersError):
    """Employers much like this one are on the register; use one of them, or say that it is another (``force``)."""

    def __init__(self, codes: list[dict[str, Any]]) -> None:
        super().__init__("likely duplicates")
        self.likely = codes


def _hidden(caller: Caller) -> frozenset[str]:
    return _INTERNAL | (DESK_ONLY_FIELDS if caller.viewer.role == Role.employer else frozenset())


def opening_view(caller: Caller, opening: Opening, employer: Employer, language: Language = "vi") -> dict[str, Any]:
    """An opening in full, as the caller may read it."""
    row = opening.model_dump(mode="json", exclude=set(_hidden(caller)) | {"asks_deposit", "keeps_papers"})
    line = opening_line(opening, employer, caller.today, language)
    del line["seats_left"], line["isco"]
    return row | line | {"employer": {"tax_code": public_code(employer), "name": employer.name}}


def employer_view(caller: Caller, employer: Employer) -> dict[str, Any]:
    """An employer in full, as the caller may read it; the ID number of its owner is for the employer itself alone."""
    row = employer.model_dump(mode="json", exclude=set(_hidden(caller)))
    its_own = caller.viewer.role == Role.employer and employer.code == caller.viewer.employer_code
    return row if its_own else row | {"tax_code": masked_tax_code(employer.tax_code)}


def list_openings(caller: Caller, state: str | None, page: int, page_size: int) -> tuple[int, list[dict[str, Any]]]:
    """Openings the caller may see, by code."""
    caller.require("list_openings")
    with caller.sessions.read() as session:
        asked = select(Opening).where(of_employers()).order_by(Opening.code)
        if state:
            asked = asked.where(Opening.state == state)
        total = session.exec(select(func.count()).select_from(asked.subquery())).one()
        found = session.exec(asked.offset((page - 1) * page_size).limit(page_size)).all()
        ids = {o.employer_id for o in found}
        employers = {e.id: e for e in session.exec(select(Employer).where(col(Employer.id).in_(ids))).all()}
        return total, [opening_view(caller, o, employers[o.employer_id]) for o in found]


def read_opening(caller: Caller, code: str) -> tuple[Opening, Employer]:
    """One opening with its employer.

    Raises
    ------
    UnknownOpening
        If there is no such opening for this caller.
    """
    caller.require("list_openings")
    with caller.sessions.read() as session:
        opening = get_posting(session, code)
        return opening, session.get_one(Employer, opening.employer_id)


def _understood(fields: Mapping[str, Any], known: Opening | None = None) -> dict[str, Any]:
    """Work out what follows from the words of a posting, and of what is on record of it: occupation, wage, the law."""
    values = dict(fields)
    if "title" in values and values.get("isco") is None:
        readings = link_occupations(values["title"])
        values["isco"] = [r.code for r in readings]
        values["isco_confidence"] = round(readings[0].confidence, 3) if readings else None
    if "wage_words" in values:
        wage = read_wage(values["wage_words"] or "")
        values |= {"wage_low_vnd": None, "wage_high_vnd": None, "wage_per": None}
        if wage is not None and (wage.low_vnd or wage.high_vnd):
            values |= {"wage_low_vnd": wage.low_vnd, "wage_high_vnd": wage.high_vnd, "wage_per": wage.per}
    if "description" in values or "skills" in values:
        texts = [values.get(name, getattr(known, name, None)) or "" for name in ("description", "skills")]
        asked = unlawful_words(" ".join(texts))
        values["asks_deposit"], values["keeps_papers"] = asked
    return values


def _employer_for(session: Session, caller: Caller, tax_code: str | None) -> Employer:
    if caller.viewer.role == Role.employer:
        own = get_employer(session, caller.viewer.employer_code or "")
        if tax_code not in (None, own.code, own.tax_code):
            raise NotAllowed(caller, "post_opening")
        return own
    named = find_employer(session, tax_code) if tax_code else None
    if named is None:
        raise UnknownEmployer(masked_tax_code(tax_code) or "")
    return named


def _code_for(caller: Caller, wanted: str | None) -> str:
    """The code of a new posting.

    Outside the desk a code is not chosen but drawn: a refusal because it is taken would tell of a posting of somebody
    else, or of a past job on the desk's lists. A draft keeps the one that its form was drawn.
    """
    with caller.sessions.read() as session:
        if wanted and find_opening(session, wanted) is not None:
            raise OpeningExists(wanted)
    if wanted is None or (caller.viewer.role == Role.employer and not DRAWN_CODE.fullmatch(wanted)):
        return new_code()
    with caller.service.ranker_sessions.read() as everyone:
        if find_opening(everyone, wanted) is not None:
            raise OpeningExists(wanted)
    return wanted


def new_code() -> str:
    """Draw a code for a posting; see :data:`DRAWN_CODE`."""
    return f"TD-{secrets.token_hex(4).upper()}"


def check_opening(opening: Opening) -> None:
    """Let an opening go out whose words expose nobody; a draft may still hold them.

    Raises
    ------
    WouldExpose
        If its free text would.
    """
    if opening.state != OpeningState.draft:
        check_leaving({name: getattr(opening, name) for name in POSTING_FIELDS})


def post_opening(caller: Caller, tax_code: str | None, fields: Mapping[str, Any]) -> tuple[Opening, Employer]:
    """Post an opening; it is on offer at once unless ``state`` says draft.

    Raises
    ------
    UnknownEmployer
        If the employer is not on the register.
    OpeningExists
        If the code is taken.
    """
    caller.require("post_opening")
    values = _understood(fields)
    if values.get("state") == OpeningState.draft:
        caller.require("draft_opening")
    code = _code_for(caller, values.pop("code", None))
    with caller.sessions.write() as session:
        employer = _employer_for(session, caller, tax_code)
        values.setdefault("posted_on", caller.today)
        values.setdefault("state", OpeningState.open)
        opening = Opening(code=code, employer_id=employer.id or 0, **values)
        check_opening(opening)
        session.add(opening)
        touch_market(session)
        session.flush()
        caller.audit(session, "post_opening", "opening", code)
        return opening, employer


def copy_of_opening(caller: Caller, code: str) -> tuple[Opening, Employer]:
    """Make a draft like a former posting of the caller's, under a code of its own.

    Raises
    ------
    UnknownOpening
        If there is no such opening for this caller.
    """
    caller.require("draft_opening")
    with caller.sessions.write() as session:
        former = get_posting(session, code)
        made = copy_opening(session, former, new_code())
        caller.audit(session, "copy_opening", "opening", made.code, of=code)
        return made, session.get_one(Employer, made.employer_id)


def change_opening(caller: Caller, code: str, revision: int, fields: Mapping[str, Any]) -> tuple[Opening, Employer]:
    """Change a posting, or its state.

    Raises
    ------
    ChangedMeanwhile
        If the record is no longer the one that was read.
    WrongState
        If the state asked for does not follow from the present one.
    """
    caller.require("change_opening")
    with caller.sessions.write() as session:
        opening = get_posting(session, code)
        if opening.revision != revision:
            raise ChangedMeanwhile
        values = _understood(fields, opening)
        state = values.pop("state", None)
        for name, value in values.items():
            setattr(opening, name, value)
        if state is not None:
            change_state(session, opening, OpeningState(state), caller.today)
        else:
            opening.revision += 1
        if opening.state == OpeningState.open or values.keys() & set(POSTING_FIELDS):
            check_opening(opening)
        session.add(opening)
        touch_market(session)
        caller.audit(session, "change_opening", "opening", code, fields=",".join(sorted(fields)))
        session.flush()
        return opening, session.get_one(Employer, opening.employer_id)


def close_opening(caller: Caller, code: str, reason: str) -> tuple[Opening, Employer]:
    """Take an opening off the market for good; closing again changes nothing."""
    caller.require("change_opening")
    with caller.sessions.write() as session:
        opening = get_posting(session, code)
        change_state(session, opening, OpeningState.closed, caller.today, reason)
        caller.audit(session, "close_opening", "opening", code)
        return opening, session.get_one(Employer, opening.employer_id)


def list_employers(caller: Caller, query: str, page: int, page_size: int) -> tuple[int, list[dict[str, Any]]]:
    """Employers the caller may see, by code; ``query`` finds by code, name or telephone."""
    caller.require("list_employers")
    with caller.sessions.read() as session:
        asked = select(Employer).where(of_others()).order_by(Employer.code)
        first = (page - 1) * page_size
        if query:
            sought = Sought(query)
            named = [e for e in session.exec(asked).all() if _is_meant(sought, e)]
            return len(named), [employer_view(caller, e) for e in named[first : first + page_size]]
        total = session.exec(select(func.count()).select_from(asked.subquery())).one()
        found = session.exec(asked.offset(first).limit(page_size)).all()
        return total, [employer_view(caller, e) for e in found]


def _is_meant(sought: Sought, employer: Employer) -> bool:
    codes = [public_code(employer), employer.code]
    return sought.is_in(" ".join([*codes, employer.name]), codes, [employer.phone])


def read_employer(caller: Caller, code: str) -> dict[str, Any]:
    """One employer.

    Raises
    ------
    UnknownEmployer
        If there is no such employer for this caller.
    """
    caller.require("list_employers")
    with caller.sessions.read() as session:
        return employer_view(caller, get_employer(session, code))


def register_employer(caller: Caller, fields: Mapping[str, Any], *, force: bool) -> dict[str, Any]:
    """Put an employer on the register.

    Raises
    ------
    EmployerExists
        If the tax code is on the register.
    LikelyTheSame
        If names much like it are, and ``force`` is not given.
    """
    caller.require("register_employer")
    if caller.viewer.role == Role.employer and fields.get("tax_code") != caller.viewer.employer_code:
        raise NotAllowed(caller, "register_employer")
    with caller.sessions.write() as session:
        _refuse_duplicates(session, fields, force=force)
        employer = register(session, Employer(**{"code": "", "name_core": "", **fields}), caller.today)
        caller.audit(session, "register_employer", "employer", employer.code)
        return employer_view(caller, employer)


def _refuse_duplicates(session: Session, fields: Mapping[str, Any], *, force: bool) -> None:
    tax_code = fields.get("tax_code")
    known = find_employer(session, tax_code) if tax_code else None
    if known is not None:
        raise EmployerExists(public_code(known))
    likely = [] if force else likely_duplicates(session, fields["name"], tax_code)
    if likely:
        raise LikelyTheSame(
            [{"code": d.employer.code, "name": d.employer.name, "similarity": round(d.similarity, 3)} for d in likely]
        )


def change_employer(caller: Caller, code: str, revision: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Change what is on record of an employer.

    Raises
    ------
    ChangedMeanwhile
        If the record is no longer the one that was read.
    """
    caller.require("change_employer")
    if caller.viewer.role == Role.employer and DESK_ONLY_FIELDS & fields.keys():
        raise NotAllowed(caller, "change_employer")
    with caller.sessions.write() as session:
        employer = get_employer(session, code)
        if employer.revision != revision:
            raise ChangedMeanwhile
        for name, value in fields.items():
            setattr(employer, name, value)
        if "name" in fields:
            employer.name_core = normalise_company(fields["name"]).core
        employer.revision += 1
        session.add(employer)
        touch_market(session)
        caller.audit(session, "change_employer", "employer", employer.code, fields=",".join(sorted(fields)))
        session.flush()
        return employer_view(caller, employer)
