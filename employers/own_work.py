"""Work on one's own at home (tự làm ăn): ranked beside openings, by a posting of nobody's.

A way to work on one's own is a posting without seats under the register's own entry "Tự làm", with a
:class:`~employers.tables.Livelihood` beside it that says what it takes. Past own work hangs on the same entry, so the
ranking remembers how own work went as it remembers an employer.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from employers.errors import OpeningExists, UnknownOpening, WrongCosts
from employers.openings import HISTORICAL, close, find_opening, get_opening, touch_market
from employers.own_entry import OWN_WORK_CORE, OWN_WORK_NAME, is_own_work
from employers.reference.text import fold
from employers.registry import find_employers_by_name, register
from employers.tables import Employer, Livelihood, Opening, OpeningState

OWN_CONTRACT: Final = "own"
CODE_PREFIX: Final = "TL-"
PACKAGED: Final = Path(__file__).parent / "reference" / "own_work.csv"
_LONGEST_CODE: Final = 40


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What one way to work on one's own takes; None is "not known".

    Attributes
    ----------
    isco : tuple of str
        Unit groups, the main one first.
    cost_low_vnd, cost_high_vnd : int or None
        What it takes to start, VND.
    physical : tuple of str
        Properties of the work, of ``matcher.ranking.demands.PHYSICAL``.
    loan_scheme : str or None
        Code of the loan that may pay for the start.
    source : str
        Where the figures come from, and ``stated_on`` when.
    """

    title: str
    isco: tuple[str, ...]
    source: str
    stated_on: date
    cost_low_vnd: int | None = None
    cost_high_vnd: int | None = None
    skills: str | None = None
    premises: str | None = None
    season: str | None = None
    physical: tuple[str, ...] = ()
    licence: str | None = None
    loan_scheme: str | None = None


def is_way_to_work(opening: Opening, employer: Employer) -> bool:
    """Tell whether a posting stands for a way to work on one's own; what only stands for past own work is none."""
    return is_own_work(employer) and opening.contract == OWN_CONTRACT and not opening.code.startswith(HISTORICAL)


def own_work_entry(session: Session, today: date) -> Employer:
    """The register's entry under which work on one's own stands; made where there is none yet."""
    found = [e for e in find_employers_by_name(session, OWN_WORK_NAME) if is_own_work(e)]
    if found:
        return found[0]
    entry = Employer(code="", name=OWN_WORK_NAME, name_core=OWN_WORK_CORE, kind="household", registered_on=today)
    return register(session, entry, today)


def list_own_work(session: Session, *, ended: bool = False) -> Sequence[tuple[Opening, Livelihood]]:
    """Ways to work on one's own that may be suggested, or those that no longer are, in the order of their titles."""
    query = select(Opening, Livelihood).join(Livelihood, col(Livelihood.opening_id) == col(Opening.id))
    state = col(Opening.state) == OpeningState.open
    return session.exec(query.where(~state if ended else state).order_by(Opening.title, Opening.code)).all()


def find_own_work(session: Session, opening_ids: Sequence[int]) -> dict[int, Livelihood]:
    """What the ways to work on one's own among some postings take, by id of the posting."""
    found = session.exec(select(Livelihood).where(col(Livelihood.opening_id).in_(opening_ids))).all()
    return {row.opening_id: row for row in found}


def get_own_work(session: Session, code: str) -> tuple[Opening, Livelihood]:
    """A way to work on one's own, by its code.

    Raises
    ------
    UnknownOpening
        If there is none; a posting of an employer is none.
    """
    opening = get_opening(session, code)
    found = session.get(Livelihood, opening.id)
    if found is None:
        raise UnknownOpening(code)
    return opening, found


def same_own_work(session: Session, title: str, but: str | None = None) -> str | None:
    """The code of a way that is suggested under a title, folded, other than ``but``; what was ended may come anew."""
    wanted = fold(title)
    found = (opening for opening, _ in list_own_work(session) if fold(opening.title) == wanted)
    return next((opening.code for opening in found if opening.code != but), None)


def make_code(session: Session, title: str) -> str:
    """A code that says what it is, as ``TL-NUOI-HEO``; a number at its end where another has it."""
    stem = CODE_PREFIX + "-".join(fold(title).replace("+", " ").replace("#", " ").upper().split())[:_LONGEST_CODE]
    code, number = stem.rstrip("-"), 1
    while find_opening(session, code) is not None:
        number += 1
        code = f"{stem.rstrip('-')}-{number}"
    return code


def add_own_work(
    session: Session, said: OwnWork, today: date, by: tuple[str, datetime], code: str | None = None
) -> Opening:
    """Put a way to work on one's own where it is ranked, from today.

    Parameters
    ----------
    by : (account name, moment)
        Who curates, and when.
    code : str or None
        None: one is made from the title.

    Raises
    ------
    WrongCosts
        If the costs are below zero, or the low end lies above the high one.
    OpeningExists
        If the code is taken.
    """
    _check(said)
    if code is not None and find_opening(session, code) is not None:
        raise OpeningExists(code)
    opening = Opening(
        code=code or make_code(session, said.title),
        employer_id=own_work_entry(session, today).id or 0,
        title=said.title,
        contract=OWN_CONTRACT,
        state=OpeningState.open,
        posted_on=today,
    )
    session.add(opening)
    session.flush()
    beside = Livelihood(
        opening_id=opening.id or 0, source=said.source, stated_on=said.stated_on, curated_by=by[0], curated_at=by[1]
    )
    _write(session, opening, beside, said, by)
    return opening


def change_own_work(session: Session, code: str, said: OwnWork, by: tuple[str, datetime]) -> Opening:
    """Say anew what a way to work on one's own takes; lists follow at the next look.

    Raises
    ------
    WrongCosts, UnknownOpening
        As :func:`add_own_work` and :func:`get_own_work`.
    """
    _check(said)
    opening, beside = get_own_work(session, code)
    opening.revision += 1
    _write(session, opening, beside, said, by)
    return opening


def end_own_work(session: Session, code: str, today: date, reason: str) -> Opening:
    """Suggest a way to work on one's own no longer; who works so goes on.

    Raises
    ------
    UnknownOpening
        If there is none.
    """
    opening, _ = get_own_work(session, code)
    close(session, opening, today, reason)
    return opening


def _check(said: OwnWork) -> None:
    low, high = said.cost_low_vnd, said.cost_high_vnd
    if min(low or 0, high or 0) < 0 or (low is not None and high is not None and low > high):
        raise WrongCosts(low, high)


def _write(session: Session, opening: Opening, beside: Livelihood, said: OwnWork, by: tuple[str, datetime]) -> None:
    opening.title, opening.isco, opening.skills = said.title, list(said.isco), said.skills
    opening.physical, opening.licence = list(said.physical), said.licence
    beside.cost_low_vnd, beside.cost_high_vnd = said.cost_low_vnd, said.cost_high_vnd
    beside.premises, beside.season, beside.loan_scheme = said.premises, said.season, said.loan_scheme
    beside.source, beside.stated_on = said.source, said.stated_on
    beside.curated_by, beside.curated_at = by
    session.add_all([opening, beside])
    touch_market(session)
    session.flush()


@cache
def packaged_own_work() -> tuple[tuple[str, OwnWork], ...]:
    """What the product proposes to start with, each with its code; a supervisor takes it over or not."""
    with PACKAGED.open(encoding="utf-8", newline="") as file:
        return tuple((row["code"], _packaged(row)) for row in csv.DictReader(file))


def _packaged(row: dict[str, str]) -> OwnWork:
    return OwnWork(
        title=row["title"],
        isco=tuple(row["isco"].split(";")),
        source=row["source"],
        stated_on=date.fromisoformat(row["stated_on"]),
        cost_low_vnd=int(row["cost_low_vnd"]),
        cost_high_vnd=int(row["cost_high_vnd"]),
        skills=row["skills"] or None,
        premises=row["premises"] or None,
        season=row["season"] or None,
        physical=tuple(row["physical"].split(";")) if row["physical"] else (),
        loan_scheme=row["loan_scheme"] or None,
    )


def proposed_own_work(session: Session) -> list[tuple[str, OwnWork]]:
    """What the product proposes and nobody has taken over yet; what was ended is not proposed again."""
    return [(code, said) for code, said in packaged_own_work() if find_opening(session, code) is None]


def take_over(session: Session, today: date, by: tuple[str, datetime]) -> int:
    """Take over everything that is proposed, and say how many."""
    proposed = proposed_own_work(session)
    for code, said in proposed:
        add_own_work(session, said, today, by, code)
    return len(proposed)
