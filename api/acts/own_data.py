"""Everything that is held about one person, for that person: with who looked and what was told to whom."""

from typing import Any

from sqlmodel import Session, col, select

from api.audit import looks_at
from api.identities import Identities
from api.notes import open_note, with_words
from api.policy import PERSON_FIELDS, Role, visible_fields
from api.service import Caller
from employers.tables import Employer, Opening
from matcher.case_tables import (
    CautionSwitch,
    CounsellingMark,
    Handover,
    Loan,
    LoanChange,
    PersonAnswer,
    PersonPaper,
    PersonRequest,
    Reminder,
    TaskResult,
    WorkSheet,
)
from matcher.people import get_person
from matcher.tables import CheckIn, Consent, Decision, Person, Placement, Referral, TrainingRecord

_OF_PERSON = (
    ("training", TrainingRecord),
    ("consents", Consent),
    ("decisions", Decision),
    ("introductions", Referral),
    ("placements", Placement),
    ("answers", PersonAnswer),
    ("reminders", Reminder),
    ("results", TaskResult),
    ("handovers", Handover),
    ("requests", PersonRequest),
    ("counselling", CounsellingMark),
    ("papers", PersonPaper),
    ("loans", Loan),
    ("loan_changes", LoanChange),
    ("cautions", CautionSwitch),
    ("work_sheets", WorkSheet),
)
_INSIDE = frozenset(
    {
        "id",
        "person_id",
        "employer_id",
        "consent_id",
        "note_key_id",
        "note_sealed",
        "shown",
        "known",
        "alias",
        "code_sha256",
    }
)


def own_data(caller: Caller, code: str) -> dict[str, Any]:
    """Put together what is held of one of the caller's people; handing it out is itself on the trail.

    Returns
    -------
    dict
        ``identity``, ``record``, a list for each kind of row, and ``looks``: when, who, in which role and what for.
        It is the person's own: hand it to nobody else. What the caller may not read is named in ``left_out``; the
        operator's command gives it.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("export_person")
    left_out = PERSON_FIELDS[Role.operator] - visible_fields(caller.viewer)
    with caller.sessions.write() as session:
        person = get_person(session, code)
        identities = Identities(session, caller.service.keys)
        identity = identities.of(person.id or 0)
        notes = None if "notes" in left_out else identities
        rows = {name: _rows(session, notes, table, person) for name, table in _OF_PERSON}
        places = select(Placement.id).where(Placement.person_id == person.id)
        checks = session.exec(select(CheckIn).where(col(CheckIn.placement_id).in_(places))).all()
        referrals = session.exec(select(Referral.id).where(Referral.person_id == person.id)).all()
        # Who looked is asked beside the policy: nobody reads the trail, but a person is told of their own part of it.
        looks = looks_at(session, {"person": [code], "referral": list(referrals)})
        caller.audit(session, "export_person", "person", code)
        return {
            "person": code,
            "as_of": caller.today.isoformat(),
            "identity": identity.model_dump(mode="json", exclude_defaults=True, exclude=_sealed_apart(left_out))
            if identity
            else None,
            "record": person.model_dump(mode="json", exclude={"id", "revision"} | left_out),
            **rows,
            "check_ins": [with_words(notes, c.model_dump(mode="json", exclude={"id", "placement_id"})) for c in checks],
            "looks": looks,
            "left_out": sorted(left_out),
        }


def _sealed_apart(left_out: frozenset[str]) -> dict[str, Any]:
    """What of an identity the caller is not given, as pydantic's ``exclude``: whole fields, and the contact's note."""
    within = {"contact": {"note"}} if "contact_note" in left_out else {}
    return within | dict.fromkeys(left_out, True)


def _rows(session: Session, identities: Identities | None, table: Any, person: Person) -> list[dict[str, Any]]:
    found = session.exec(select(table).where(table.person_id == person.id)).all()
    openings = {getattr(row, "opening_id", None) for row in found} - {None}
    titles = {o.id: o.title for o in session.exec(select(Opening).where(col(Opening.id).in_(openings))).all()}
    employers = {getattr(row, "recipient_id", None) for row in found} - {None}
    names = {e.id: e.name for e in session.exec(select(Employer).where(col(Employer.id).in_(employers))).all()}
    return [_row(identities, row, titles, names) for row in found]


def _row(identities: Identities | None, row: Any, titles: dict[Any, str], names: dict[Any, str]) -> dict[str, Any]:
    view: dict[str, Any] = row.model_dump(mode="json", exclude=_INSIDE)
    if "opening_id" in view:
        view["opening"] = titles.get(view.pop("opening_id"))
    if "recipient_id" in view:
        view["recipient"] = names.get(view.pop("recipient_id"))
    if identities is not None and getattr(row, "note_sealed", None) is not None:
        view["note"] = open_note(identities, row.note_key_id, row.note_sealed)
    return with_words(identities, view)
