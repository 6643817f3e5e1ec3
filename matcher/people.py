"""People as ranking sees them: records read once, put together into one :class:`Seeker` each."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from employers.questions import written_once
from employers.reference.places import find_commune
from employers.reference.shifts import TimeWindow
from employers.reference.work_terms import forbidden_work
from matcher.consents import last_act, stands
from matcher.errors import UnknownPerson
from matcher.ranking.availability import DEFAULT_MAX_COMMUTE_KM, Availability, age_on
from matcher.ranking.profiles import Course, SkillProfile, Work, build_profile
from matcher.tables import Consent, Decision, DecisionKind, Person, Purpose, Referral, TrainingRecord

YOUNGEST: Final = 12
"""Years: the schemes for people who come home begin at this age (domain.md, the loan for "aged 12 or over")."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """One person as ranking sees them: no name, no programme, no health record."""

    person_id: int
    code: str
    revision: int
    profile: SkillProfile
    availability: Availability


@dataclass
class Records:
    """What is on record of one person beside their own row."""

    courses: list[TrainingRecord] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)


_PERSON: Final = written_once(select(Person).where(Person.code == bindparam("code")))


def find_person(session: Session, code: str) -> Person | None:
    """The person with this code, or None."""
    return session.exec(_PERSON, params={"code": code}).first()


def get_person(session: Session, code: str) -> Person:
    """The person with this code.

    Raises
    ------
    UnknownPerson
        If there is none, or the session's viewer may not see them.
    """
    person = find_person(session, code)
    if person is None:
        raise UnknownPerson(code)
    return person


def _known(earlier: date | None, day: date) -> bool:
    return earlier is None or earlier <= day


def _courses(records: Iterable[TrainingRecord], day: date) -> list[Course]:
    return [
        Course(r.course, tuple(r.isco), r.level, r.result, r.hours, r.end_date)
        for r in records
        if _known(r.end_date or r.start_date, day)
    ]


def _work(history: Iterable[dict[str, Any]]) -> list[Work]:
    return [
        Work(
            words=w["words"],
            isco=tuple(w.get("isco", ())),
            months=w.get("months"),
            ended_on=date.fromisoformat(w["ended_on"]) if w.get("ended_on") else None,
        )
        for w in history
    ]


def _schooling(person: Person, courses: Sequence[TrainingRecord], day: date) -> int | None:
    """Class reached on a day: what is on record, or more where a course of literacy was passed since."""
    taught = [
        c.schooling
        for c in courses
        if c.schooling is not None and _known(c.end_date, day) and c.result not in ("Không đạt", "Bỏ học")
    ]
    reached = [s for s in (person.schooling, *taught) if s is not None]
    return max(reached, default=None)


def _done_openings(records: Records) -> frozenset[int]:
    """Openings already referred or dismissed; a dismissal that was taken back no longer counts."""
    done = {r.opening_id for r in records.referrals}
    last: dict[int, str] = {}
    for decision in records.decisions:
        if decision.kind in (DecisionKind.dismiss, DecisionKind.take_back):
            last[decision.opening_id] = decision.kind
    return frozenset(done | {opening for opening, kind in last.items() if kind == DecisionKind.dismiss})


def _overrides(records: Records) -> dict[int, frozenset[str]]:
    """Rules set aside for each opening; a later override adds to an earlier one."""
    found: dict[int, frozenset[str]] = {}
    for decision in records.decisions:
        if decision.kind == DecisionKind.override:
            found[decision.opening_id] = found.get(decision.opening_id, frozenset()) | frozenset(decision.rules)
    return found


def home_point(person: Person) -> tuple[float, float] | None:
    """Where a person lives: the point of their new commune, in degrees; None where it is not known."""
    commune = find_commune(person.commune_code) if person.commune_code else None
    return (commune.latitude, commune.longitude) if commune else None


def availability_of(person: Person, records: Records, today: date) -> Availability:
    """Put together what the hard rules need to know of a person on a day."""
    commune = find_commune(person.commune_code) if person.commune_code else None
    valid = person.licence_expires_on is None or person.licence_expires_on >= today
    window = TimeWindow(*person.treatment_window) if person.treatment_window else None
    return Availability(
        starts_on=max(today, person.return_date or today),
        consented=person.restricted_on is None and stands(last_act(records.consents, Purpose.matching), today),
        case_open=person.closed_on is None or person.closed_on > today,
        point=home_point(person),
        commune_code=person.commune_code,
        island=bool(commune and commune.island),
        max_commute_km=DEFAULT_MAX_COMMUTE_KM if person.max_commute_km is None else person.max_commute_km,
        can_stay_over=bool(person.can_relocate),
        own_vehicle=None if person.vehicle is None else person.vehicle == "motorbike",
        shifts=frozenset(person.shifts),
        treatment=window,
        forbidden_physical=forbidden_work(person.health_limits),
        wage_floor_vnd=person.wage_floor_vnd,
        licences=frozenset(person.licences) if valid else frozenset(),
        schooling=_schooling(person, records.courses, today),
        youngest_birth=youngest_birth(person),
        done=_done_openings(records),
        overrides=_overrides(records),
    )


def youngest_birth(person: Person) -> date | None:
    """The latest day on which a person may have been born; a year alone counts as its last day."""
    born = person.birth_date
    if born is None or person.birth_precision == "day":
        return born
    if person.birth_precision == "month":
        return date(born.year, born.month, monthrange(born.year, born.month)[1])
    return date(born.year, 12, 31)


def too_young_on(person: Person, day: date) -> bool:
    """Tell whether a person cannot have been counselled or taught on a day: under :data:`YOUNGEST`, or not yet born.

    A birth date that is known by its month or year alone counts as that span's first day; an unknown one rules
    nothing out.
    """
    return person.birth_date is not None and age_on(person.birth_date, day) < YOUNGEST


def make_seeker(person: Person, records: Records, today: date) -> Seeker:
    """Put together what ranking sees of a person on a day; a future return date counts as the day work could start."""
    assert person.id is not None
    wishes = [(w["words"], tuple(w.get("isco", ()))) for w in person.wishes]
    profile = build_profile(
        _courses(records.courses, today),
        _work(person.work_history),
        wishes,
        _schooling(person, records.courses, today),
        today,
    )
    return Seeker(person.id, person.code, person.revision, profile, availability_of(person, records, today))


def load_records(session: Session, person_ids: Sequence[int] | SelectOfScalar[int] | None = None) -> dict[int, Records]:
    """Read what is on record of the given people (ids, or a query of them), or of all, in one query a table."""
    found: dict[int, Records] = defaultdict(Records)
    tables = (
        (TrainingRecord, "courses"),
        (Consent, "consents"),
        (Decision, "decisions"),
        (Referral, "referrals"),
    )
    for table, name in tables:
        query: Any = select(table)
        if person_ids is not None:
            query = query.where(col(table.person_id).in_(person_ids))
        for row in session.exec(query.order_by(col(table.id))).all():
            getattr(found[row.person_id], name).append(row)
    return found


def load_seeker(session: Session, person: Person, today: date) -> Seeker:
    """What ranking sees of one person today."""
    assert person.id is not None
    return make_seeker(person, load_records(session, [person.id])[person.id], today)


@dataclass(frozen=True)
class Everyone:
    """Everybody's rows read once; each :class:`Seeker` is put together when it is asked for."""

    people: tuple[Person, ...]
    records: dict[int, Records]
    today: date

    def seeker(self, person: Person) -> Seeker:
        """What ranking sees of one of them."""
        return make_seeker(person, self.records.get(person.id or 0, Records()), self.today)


def load_everyone(session: Session, today: date) -> Everyone:
    """Everyone whose case is not closed, in the order of their codes."""
    people = session.exec(select(Person).order_by(Person.code)).all()
    open_cases = tuple(p for p in people if p.closed_on is None or p.closed_on > today)
    return Everyone(open_cases, load_records(session), today)


def list_seekers(session: Session, today: date) -> list[Seeker]:
    """What ranking sees of everyone whose case is not closed, in the order of their codes."""
    everyone = load_everyone(session, today)
    return [everyone.seeker(person) for person in everyone.people]
