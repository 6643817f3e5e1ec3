"""What suits the people of a class, as a sheet for their college: whoever agreed to that, and nobody else.

The college must learn nothing but what a person agreed to tell it. So whoever did not agree, is not on record, is
closed, or has no suggestion stands on the sheet in the very same way: a number and an empty line. No name stands
there without consent, no chance, no reason, no code of ours; a class on record lists nobody but those who agreed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from api.acts.class_roster import Course, HeldRoster, Pupil, list_courses, pupils_held, pupils_of, read_roster
from api.acts.suggestions import as_rolled_out, opening_line
from api.identities import Identities
from api.leaving import WouldExpose, check_leaving
from api.policy import visible_fields
from api.service import Caller
from api.sheet_words import wage_words
from api.wording import Language
from employers.merging import surviving
from employers.registry import get_employer, public_code, says_that_it_teaches
from employers.tables import Employer, Opening
from matcher.consents import consent_acts, last_act, stands
from matcher.people import load_seeker
from matcher.rollout import list_steps
from matcher.suggest import ListRequest, current_suggestions
from matcher.tables import Person, Purpose

SHOWN: Final = 3
"""Suggestions a person on the sheet; more are the case worker's talk."""
MOST_SHOWN: Final = 10
MOST_COLLEGES: Final = 6
"""A province has a handful; a longer line is read by nobody."""
CONSENT_FIELDS: Final = ("suggestions", "full_name")
"""What a person may agree to tell the college of their class."""


class UnknownClass(LookupError):
    """No class on record has this name and last day. Choose one of those listed, or bring the roster."""


class OddCollege(ValueError):
    """Nothing on record says that this employer (``name``) teaches. Look at the code again, or say that it does."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def college_named(session: Session, code: str, *, anyway: bool) -> Employer:
    """The college with a code, which whoever tells it of people is asked about first where it may be none.

    Raises
    ------
    UnknownEmployer
        If there is none on the register.
    OddCollege
        If nothing says that it teaches, and it is not to be told anyway.
    """
    college = get_employer(session, code)
    if not anyway and not says_that_it_teaches(college):
        raise OddCollege(college.name)
    return college


@dataclass(frozen=True, slots=True)
class ClassAsk:
    """Which class, for which college, how many suggestions a person.

    ``anyway``: the college is right although nothing on record says that it teaches.
    ``roster`` is a file's name and content, ``held`` one that was read before; without either ``course`` names a class
    on record (:attr:`Course.key`).
    """

    college: str
    roster: tuple[str, bytes] | None = None
    course: str = ""
    limit: int = SHOWN
    language: Language = "vi"
    anyway: bool = False
    held: HeldRoster | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the sheet; ``work`` is empty wherever nothing may be told, whatever the cause."""

    number: int
    certificate_no: str | None
    name: str | None
    work: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassSheet:
    """The sheet, and beside it what the desk alone reads.

    Attributes
    ----------
    unknown : list of (row number, sentence)
    not_agreed : list of str
        Codes of people who have not agreed to tell this college.
    screened : list of str
        Codes of openings left out because their own words would expose people.
    """

    college: str
    as_of: date
    columns: int
    rows: list[SheetRow]
    unknown: list[tuple[int, str]]
    not_agreed: list[str]
    screened: list[str]


def classes(caller: Caller) -> list[Course]:
    """Classes on record in the caller's area, to choose from."""
    caller.require("take_class_sheet")
    with caller.sessions.read() as session:
        return list_courses(session)


def known_colleges(caller: Caller) -> list[str]:
    """Employers whose name or line of business says that they teach, each as name and code; a form offers them."""
    caller.require("change_person")
    with caller.sessions.read() as session:
        teach = filter(says_that_it_teaches, session.exec(select(Employer).order_by(Employer.name)).all())
        standing = [e for e in teach if surviving(session, e).id == e.id]
        return [f"{e.name} ({public_code(e)})" for e in standing[:MOST_COLLEGES]]


def class_sheet(caller: Caller, ask: ClassAsk) -> ClassSheet:
    """Work the sheet out; for each person told of, and for the college, the trail says so before it is there.

    Raises
    ------
    UnknownEmployer
        If the college is not on the register: consent names who may be told.
    OddCollege
        If it may be none, see :func:`college_named`.
    UnknownClass
        If no roster came along and there is no such class on record.
    UnreadableFile
        If the roster is no list.
    """
    caller.require("take_class_sheet")
    with caller.sessions.write() as session:
        college = college_named(session, ask.college, anyway=ask.anyway)
        pupils, listed = _pupils(caller, session, ask), ask.roster is not None or ask.held is not None
        desk = _Desk(caller, session, ask, college)
        rows = [desk.row(pupil) for pupil in pupils]
        if not listed:
            rows = [row for row in rows if row.work]
        caller.audit(session, "take_class_sheet", "employer", college.code, people=len(desk.told))
        if desk.told:
            caller.audit(session, "tell_college", "person", *desk.told, college=college.code)
        unknown = [(pupil.number, pupil.wrong) for pupil in pupils if pupil.wrong]
        return ClassSheet(
            college.name, caller.today, ask.limit, rows, unknown, desk.not_agreed, sorted(set(desk.screened))
        )


def _pupils(caller: Caller, session: Session, ask: ClassAsk) -> list[Pupil]:
    if ask.roster is not None:
        return read_roster(caller, session, *ask.roster)
    if ask.held is not None:
        return pupils_held(session, ask.held)
    pupils = pupils_of(session, ask.course)
    if not pupils:
        raise UnknownClass(ask.course)
    return pupils


class _Desk:
    """Works out the rows of one sheet within one session."""

    def __init__(self, caller: Caller, session: Session, ask: ClassAsk, college: Employer) -> None:
        self.caller, self.session, self.ask, self.college = caller, session, ask, college
        self.identities = Identities(session, caller.service.keys)
        self.model = caller.service.model()
        with caller.service.ranker_sessions.read() as ranking:
            self.steps = list_steps(ranking)
        self.told: list[str] = []
        self.not_agreed: list[str] = []
        self.screened: list[str] = []

    def row(self, pupil: Pupil) -> SheetRow:
        bare = SheetRow(pupil.number, pupil.certificate_no, None)
        person = pupil.person
        if person is None:
            return bare
        act = last_act(consent_acts(self.session, person.id or 0), Purpose.tell_college, self.college.id)
        if act is None or not stands(act, self.caller.today) or "suggestions" not in act.fields:
            self.not_agreed.append(person.code)
            return bare
        work = self._work(person)
        if not work:
            return bare
        self.told.append(person.code)
        name = self._name(person) if "full_name" in act.fields else None
        return SheetRow(pupil.number, pupil.certificate_no, name, work)

    def _name(self, person: Person) -> str | None:
        identity = self.identities.of(person.id or 0) if "full_name" in visible_fields(self.caller.viewer) else None
        return identity.full_name if identity else None

    def _work(self, person: Person) -> tuple[str, ...]:
        """The first openings of a person's list as of now; work on one's own is no opening and not the college's."""
        caller, today = self.caller, self.caller.today
        if person.restricted_on is not None or (person.closed_on is not None and person.closed_on <= today):
            return ()
        wanted = as_rolled_out(ListRequest(self.ask.limit * 3), self.steps, person.commune_code, today)
        seeker = load_seeker(self.session, person, today)
        found = current_suggestions(self.session, seeker, self.model, today, wanted, caller.service.market)
        ids = [item.demand.opening_id for item in found.items if not item.demand.at_home]
        lines = (self._line(opening_id) for opening_id in ids)
        return tuple(line for line in lines if line)[: self.ask.limit]

    def _line(self, opening_id: int) -> str | None:
        """An opening in a line, or None where its words would expose people: those are told the desk."""
        opening, employer = self.session.exec(
            select(Opening, Employer)
            .join(Employer, col(Employer.id) == col(Opening.employer_id))
            .where(Opening.id == opening_id)
        ).one()
        line: dict[str, Any] = opening_line(opening, employer, self.caller.today, self.ask.language)
        told = {"title": opening.title, "employer": employer.name, "place": line["commune"]}
        try:
            check_leaving(told)
        except WouldExpose:
            self.screened.append(opening.code)
            return None
        parts = (told["title"], told["employer"], told["place"], wage_words(line["wage"], self.ask.language))
        return " – ".join(part for part in parts if part)
