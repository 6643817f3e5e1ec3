"""Whom the rows of a class's list speak of: by code, ID number, or name and birth, as the importers know people."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, select

from api.identities import Identities
from api.imports.parsing import ImportRequest, ParsedRow, parse_list
from api.imports.unreadable import UnreadableFile
from api.keys import KEPT_FORMS
from api.service import Caller
from api.vault import VaultError, open_text_of, seal_text
from matcher.merging import people_merged_into, surviving_person
from matcher.people import find_person
from matcher.tables import Person, TrainingRecord

KINDS = ("training", "people")
"""Lists that a roster may be: a class list of a college, or a list of people."""
WHO = frozenset({"person_code", "full_name", "birth_date"})
NOT_FOUND = "Chưa có hồ sơ nào khớp với dòng này trong địa bàn. Anh/chị xem lại mã, số CCCD, họ tên và ngày sinh."
SEVERAL = "Có {n} hồ sơ khớp với dòng này. Anh/chị ghi mã hồ sơ."
HELD_FOR: Final = timedelta(hours=8)
"""How long a roster that was read need not be chosen again: a working day."""
TWICE = "Người này đã đứng ở một dòng trên của danh sách."


@dataclass(frozen=True, slots=True)
class Pupil:
    """One row of a roster: its number, the certificate's number that the college gave, and who it is.

    ``wrong`` says in a sentence why nobody was found; it is for the desk alone.
    """

    number: int
    certificate_no: str | None
    person: Person | None
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A class on record, found by what its certificates say of it."""

    course: str
    ended_on: date
    people: int

    @property
    def key(self) -> str:
        """As a form carries it."""
        return f"{self.ended_on.isoformat()} {self.course}"


def read_roster(caller: Caller, session: Session, name: str, content: bytes) -> list[Pupil]:
    """Read a roster and find its people among those the session's viewer sees; nothing of it is kept.

    A list that reads as two kinds is taken as the one by which more people are found.

    Raises
    ------
    UnreadableFile
        If the file is no list of either kind.
    """
    refused: list[UnreadableFile] = []
    readings: list[list[Pupil]] = []
    for kind in KINDS:
        request = ImportRequest(kind, name, content, (caller.viewer.name, caller.now()), dry_run=True)
        try:
            rows, _ = parse_list(request, caller.read_context())
        except UnreadableFile as error:
            refused.append(error)
        else:
            readings.append(_pupils(Identities(session, caller.service.keys), rows))
    if not readings:
        raise refused[0]
    return max(readings, key=lambda pupils: sum(pupil.person is not None for pupil in pupils))


@dataclass(frozen=True, slots=True)
class HeldRoster:
    """A roster that was read, as the form that asks on carries it: sealed for whoever read it, nothing kept here.

    Attributes
    ----------
    name : str
        The file's name.
    rows : list of (row number, certificate's number, code of the person, why nobody was found)
    sealed : str
        The same in the form.
    """

    name: str
    rows: list[tuple[int, str | None, str | None, str | None]]
    sealed: str


def hold_roster(caller: Caller, name: str, content: bytes) -> HeldRoster:
    """Read a roster for the questions that come before its sheet.

    Raises
    ------
    UnreadableFile
        If the file is no list of either kind.
    """
    caller.require("take_class_sheet")
    with caller.sessions.read() as session:
        pupils = read_roster(caller, session, name, content)
        rows = [(p.number, p.certificate_no, p.person.code if p.person else None, p.wrong) for p in pupils]
    text = json.dumps({"at": caller.now().isoformat(), "name": name, "rows": rows})
    key = caller.service.keys.sealing_keys(KEPT_FORMS)[0]
    return HeldRoster(name, rows, urlsafe_b64encode(seal_text(text, _held_by(caller), key)).decode())


def open_roster(caller: Caller, sealed: str) -> HeldRoster | None:
    """What :func:`hold_roster` read; None where it was another's, is too old, or no roster of this service."""
    try:
        raw = urlsafe_b64decode(sealed.encode("ascii"))
        found: dict[str, Any] = json.loads(
            open_text_of(raw, _held_by(caller), caller.service.keys.sealing_keys(KEPT_FORMS))
        )
    except (ValueError, VaultError):
        return None
    age = caller.now() - datetime.fromisoformat(found["at"])
    rows = [(number, certificate, code, wrong) for number, certificate, code, wrong in found["rows"]]
    return HeldRoster(found["name"], rows, sealed) if age <= HELD_FOR else None


def pupils_held(session: Session, held: HeldRoster) -> list[Pupil]:
    """The rows of a roster that is held, with its people as the session's viewer sees them now."""
    found = [(row, find_person(session, row[2]) if row[2] else None) for row in held.rows]
    return [
        Pupil(number, certificate, surviving_person(session, person) if person else None, wrong or _gone(person))
        for (number, certificate, _, wrong), person in found
    ]


def _gone(person: Person | None) -> str | None:
    return None if person else NOT_FOUND


def _held_by(caller: Caller) -> str:
    return f"class roster:{caller.viewer.name}"


def _pupils(identities: Identities, rows: list[ParsedRow]) -> list[Pupil]:
    met: set[int] = set()
    pupils = []
    for number, row in enumerate(rows, start=1):
        person, wrong = _found(identities, row)
        if person is not None and person.id in met:
            person, wrong = None, TWICE
        met.update({person.id or 0} if person else ())
        pupils.append(Pupil(number, row.reading.values.get("certificate_no"), person, wrong))
    return pupils


def _found(identities: Identities, row: ParsedRow) -> tuple[Person | None, str | None]:
    told = [problem.sentence for problem in row.reading.problems if problem.key in WHO]
    if told:
        return None, told[0]
    session = identities.session
    people = {p.id: p for p in (surviving_person(session, p) for p in _alike(identities, row))}
    if len(people) == 1:
        return next(iter(people.values())), None
    return None, SEVERAL.format(n=len(people)) if people else NOT_FOUND


def _alike(identities: Identities, row: ParsedRow) -> list[Person]:
    values, identity = row.reading.values, row.reading.identity
    code = values.get("person_code") or values.get("code")
    if code:
        found = find_person(identities.session, code)
        return [found] if found else []
    if identity.get("national_id") and (known := identities.of_number(identity["national_id"])):
        return known
    born = identity.get("birth_year") or (values["birth_date"].year if values.get("birth_date") else None)
    if not identity.get("full_name") or born is None:
        return []
    alike = identities.namesakes(identity["full_name"], born)
    here = [p for p in alike if p.commune_code == values.get("commune_code")]
    return here or alike


def list_courses(session: Session) -> list[Course]:
    """Classes on record among the people whom the session's viewer sees, the last to end first."""
    rows = session.exec(select(TrainingRecord).where(col(TrainingRecord.end_date).is_not(None))).all()
    people: dict[tuple[date, str], set[int]] = defaultdict(set)
    for row in rows:
        if row.end_date is not None:
            people[row.end_date, row.course].add(row.person_id)
    ordered = sorted(people, key=lambda of: (-of[0].toordinal(), of[1]))
    return [Course(course, ended, len(people[ended, course])) for ended, course in ordered]


def pupils_of(session: Session, key: str) -> list[Pupil]:
    """Who was in a class on record, by name of their certificates; empty where there is no such class."""
    gone = people_merged_into(session)
    asked = (
        select(TrainingRecord, Person)
        .join(Person, col(Person.id) == col(TrainingRecord.person_id))
        .where(col(TrainingRecord.end_date).is_not(None))
        .order_by(TrainingRecord.certificate_no, Person.code)
    )
    rows = [(r, p) for r, p in session.exec(asked).all() if p.id not in gone]
    of_class = {p.id: (r, p) for r, p in rows if r.end_date and f"{r.end_date.isoformat()} {r.course}" == key}
    return [Pupil(n, r.certificate_no, p) for n, (r, p) in enumerate(of_class.values(), start=1)]
