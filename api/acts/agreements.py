"""What a person agrees to beside matching: that their class's college is told, that a sheet about their work is made.

Each is an act of its own, with its own recipient and fields; ``api.acts.profiles`` takes any of them back.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from api.acts.class_sheet import CONSENT_FIELDS as COLLEGE_FIELDS
from api.acts.class_sheet import college_named
from api.identities import Identities
from api.notes import put_away
from api.service import Caller
from matcher.consents import ConsentAct, give_consent
from matcher.people import get_person
from matcher.tables import Purpose
from matcher.work_sheets import FIELDS as SHEET_FIELDS

FIELDS: Final[Mapping[Purpose, tuple[str, ...]]] = {
    Purpose.tell_college: COLLEGE_FIELDS,
    Purpose.work_sheet: SHEET_FIELDS,
}
"""What may be agreed to, by purpose; each field is ticked alone."""


def agree(
    caller: Caller,
    code: str,
    purpose: Purpose,
    how: ConsentAct,
    college: str | None = None,
    *,
    anyway: bool = False,
) -> None:
    """Record that a person agreed, to the fields ticked and to nothing else.

    Parameters
    ----------
    anyway : bool
        Whether the college is right although nothing on record says that it teaches.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    UnknownEmployer
        If the college is not on the register.
    OddCollege
        If it may be none, and is not to be told anyway; nothing is kept.
    """
    caller.require("change_person")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        recipient = college_named(session, college, anyway=anyway).id if college else None
        proof = put_away(Identities(session, caller.service.keys), person.id or 0, how.proof)
        fields = tuple(field for field in FIELDS[purpose] if field in how.fields)
        act = replace(how, proof=proof, fields=fields)
        give_consent(session, person, purpose, act, (caller.viewer.name, caller.now()), recipient)
        caller.audit(session, "record_consent", "person", code, purposes=purpose)
