"""Soft cautions of after-care: what a case worker may want to weigh for a person of the scheme; never a rule or a term.

They stand beside the reasons on the case worker's side alone, with weight 0, and one can be switched off for a person.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlmodel import Session, col, func, select

from employers.own_entry import of_others
from employers.reference.shifts import is_night
from employers.tables import Employer, Opening
from matcher.case_tables import CautionSwitch
from matcher.decisions import By
from matcher.ranking.demands import Demand
from matcher.report_facts import GENERAL_PROGRAMME
from matcher.tables import Person, Placement

CAUTIONS: Final = ("night_work", "same_cohort_housing", "bars_and_cash")
# Work around bars, betting and loose cash: bartenders, cashiers, tellers, croupiers. Expert judgement.
_BARS_AND_CASH: Final = frozenset({"5132", "5230", "4211", "4212"})


def of_after_care(person: Person) -> bool:
    """Tell whether soft cautions are for this person: of the scheme, not of the general programme or of none."""
    return person.programme is not None and person.programme != GENERAL_PROGRAMME


def switched_off(session: Session, person: Person) -> frozenset[str]:
    """Cautions that are off for a person: the last switch counts."""
    last = {s.caution: s.off for s in switches_of(session, person)}
    return frozenset(caution for caution, off in last.items() if off)


def switches_of(session: Session, person: Person) -> Sequence[CautionSwitch]:
    """Every switch of a person's cautions, the oldest first."""
    asked = select(CautionSwitch).where(CautionSwitch.person_id == person.id)
    return session.exec(asked.order_by(col(CautionSwitch.id))).all()


def switch_caution(
    session: Session, person: Person, caution: str, off: bool, note: tuple[str | None, bytes | None], by: By
) -> bool:
    """Switch a caution off or on for a person, and tell whether that changes anything; a new note is a change, too.

    ``note`` is the name of its key and the sealed words, or two None.

    Raises
    ------
    ValueError
        If the caution is none of :data:`CAUTIONS`.
    """
    if caution not in CAUTIONS:
        raise ValueError(f"caution {caution!r} is none of {', '.join(CAUTIONS)}")
    key_id, sealed = note
    if off == (caution in switched_off(session, person)) and not (off and sealed):
        return False
    session.add(
        CautionSwitch(
            person_id=person.id or 0,
            caution=caution,
            off=off,
            on_date=by.today,
            note_key_id=key_id,
            note_sealed=sealed,
            recorded_by=by.account,
            recorded_at=by.now,
        )
    )
    person.revision += 1  # the list shows cautions
    session.add(person)
    session.flush()
    return True


def employers_with_others(session: Session, today: date) -> frozenset[str]:
    """Codes of employers where people of the scheme work today; the session must see everybody's jobs."""
    asked = (
        select(Employer.code)
        .join(Opening, col(Opening.employer_id) == col(Employer.id))
        .join(Placement, col(Placement.opening_id) == col(Opening.id))
        .join(Person, col(Person.id) == col(Placement.person_id))
        .where(
            col(Placement.started_on) <= today,
            col(Placement.ended_on).is_(None) | (col(Placement.ended_on) > today),
            func.coalesce(Person.programme, GENERAL_PROGRAMME) != GENERAL_PROGRAMME,
            of_others(),
        )
    )
    return frozenset(session.exec(asked.distinct()).all())


def cautions_of(demand: Demand, with_others: frozenset[str]) -> tuple[str, ...]:
    """Which soft cautions an opening calls for.

    Parameters
    ----------
    with_others : frozenset of str
        From :func:`employers_with_others`.
    """
    night = any(name == "đêm" or any(is_night(w) for w in windows) for name, windows in demand.windows)
    together = demand.housing is True and demand.employer in with_others
    loose = bool(_BARS_AND_CASH & set(demand.isco))
    return tuple(name for name, hit in zip(CAUTIONS, (night, together, loose), strict=True) if hit)
