"""Who looks after whom: a person handed over for good, a colleague who stands in for some days."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from matcher.case_tables import Cover, Handover
from matcher.decisions import By
from matcher.errors import NothingToHandOver, UnknownCover, WrongDates
from matcher.tables import Person

HANDOVER_REASONS = ("moved", "workload", "staff_change", "person_asks", "other")
LONGEST_COVER = timedelta(days=92)
"""A cover is for holidays and illness; who is away for longer hands their people over. The product's own choice."""

# Asked at every request, so it is written once.
_COVERS: Final = select(Cover.covered_by, Cover.covered).where(
    col(Cover.covered_by).in_(bindparam("accounts", expanding=True)),
    col(Cover.from_on) <= bindparam("today"),
    col(Cover.until_on) >= bindparam("today"),
    col(Cover.ended_at).is_(None),
)


def hand_over(session: Session, person: Person, to: tuple[str | None, str | None], reason: str, by: By) -> Handover:
    """Hand a person over; ``to`` is the account of another case worker and the code of another commune, either None.

    Raises
    ------
    NothingToHandOver
        If neither changes.
    """
    case_worker, commune = to
    new = {
        name: value
        for name, value in (("case_worker", case_worker), ("commune_code", commune))
        if value is not None and value != getattr(person, name)
    }
    if not new:
        raise NothingToHandOver
    made = Handover(
        person_id=person.id or 0,
        from_case_worker=person.case_worker,
        to_case_worker=new.get("case_worker", person.case_worker),
        from_commune=person.commune_code,
        to_commune=new.get("commune_code", person.commune_code),
        reason=reason,
        on_date=by.today,
        made_by=by.account,
        recorded_at=by.now,
    )
    for name, value in new.items():
        setattr(person, name, value)
    person.revision += 1
    session.add_all([made, person])
    session.flush()
    return made


def handovers_of(session: Session, person: Person) -> list[Handover]:
    """Every hand-over of a person, in the order made."""
    return list(session.exec(select(Handover).where(Handover.person_id == person.id).order_by(col(Handover.id))).all())


def covers_of_many(session: Session, accounts: Sequence[str], today: date) -> dict[str, frozenset[str]]:
    """For which case workers accounts stand in on a day; read at each request, so that a cover ends on its day."""
    if not accounts:
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    for covered_by, covered in session.exec(_COVERS, params={"accounts": accounts, "today": today}).all():
        found[covered_by].add(covered)
    return {account: frozenset(covered) for account, covered in found.items()}


def set_cover(session: Session, covered: str, covered_by: str, days: tuple[date, date], by: By) -> Cover:
    """Let a colleague stand in from a day to a day, both included.

    Raises
    ------
    WrongDates
        If the days are out of order, over already, or more than ``LONGEST_COVER``.
    """
    from_on, until_on = days
    if until_on < from_on or until_on - from_on > LONGEST_COVER:
        raise WrongDates("from_on", "until_on")
    if until_on < by.today:
        raise WrongDates("today", "until_on")
    made = Cover(
        id=secrets.token_hex(9),
        covered=covered,
        covered_by=covered_by,
        from_on=from_on,
        until_on=until_on,
        made_by=by.account,
        made_at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def list_covers(session: Session, today: date) -> list[Cover]:
    """Covers in the session's sight that run or are still to come, the earliest first."""
    standing = select(Cover).where(col(Cover.until_on) >= today, col(Cover.ended_at).is_(None))
    return list(session.exec(standing.order_by(col(Cover.from_on), Cover.id)).all())


def end_cover(session: Session, cover_id: str, by: By) -> Cover:
    """Take a cover back at once; one that is over stays as it is.

    Raises
    ------
    UnknownCover
        If there is none, or the session's viewer may not see it.
    """
    cover = session.exec(select(Cover).where(Cover.id == cover_id)).first()
    if cover is None:
        raise UnknownCover
    if cover.ended_at is None:
        cover.ended_at = by.now
        session.add(cover)
        session.flush()
    return cover


def looks_after_somebody(session: Session, account: str) -> bool:
    """Tell whether a case worker looks after anybody in the session's sight."""
    return session.exec(select(Person.id).where(Person.case_worker == account).limit(1)).first() is not None
