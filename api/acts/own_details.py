"""What is on record of the employer who asks, as it reads and changes it itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.acts.market import change_employer, employer_view, register_employer
from api.acts.own_openings import find_own_employer
from api.service import Caller
from employers.errors import UnknownEmployer
from employers.reference.places import find_commune
from employers.reference.tax_code import is_own_code


def own_details(caller: Caller) -> dict[str, Any]:
    """The employer's own record as it may read it; empty until it is on the register."""
    caller.require("see_own_openings")
    with caller.sessions.read() as session:
        employer = find_own_employer(session)
        if employer is None:
            return {}
        commune = find_commune(employer.commune_code or "")
        place = employer.place_words or (f"{commune.name}, {commune.province}" if commune else None)
        paused = employer.paused_until is not None and employer.paused_until >= caller.today
        return employer_view(caller, employer) | {
            "place_words": place,
            "paused_until": employer.paused_until if paused else None,
        }


def keep_details(caller: Caller, fields: Mapping[str, Any], revision: int | None) -> None:
    """Change the employer's own record; without a revision it is put on the register under its account's tax code.

    Raises
    ------
    ChangedMeanwhile
        If the record is no longer the one that was read.
    UnknownEmployer
        If the account stands under a code of ours: such an employer is on the register, or was never.
    """
    caller.require("see_own_openings")
    code = caller.viewer.employer_code or ""
    if revision is None and is_own_code(code):
        raise UnknownEmployer(code)
    if revision is None:
        register_employer(caller, {**fields, "tax_code": code}, force=True)
    else:
        change_employer(caller, code, revision, fields)


def pause_introductions(caller: Caller, until: date | None) -> str:
    """Take no introductions until a day, that day included; None goes on at once. Gives the page that tells of it."""
    caller.require("see_own_openings")
    found = own_details(caller)
    if found and found["paused_until"] != until:
        change_employer(caller, found["code"], found["revision"], {"paused_until": until})
    return "/employer"
