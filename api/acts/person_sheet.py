"""The person's own sheet: what was suggested and why, in plain words, and what is held about them.

It is printed, lies on a table at home and is passed on. So it names no programme, no date of return, nothing of health,
no score and no internal state; of what is held beyond that it says that it is held, and where to ask.
"""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from api.acts.suggestions import Shown, opening_line, show_suggestions
from api.case_words import ANSWERS, word_of
from api.identities import Identities
from api.reason_words import reason_words
from api.service import Caller
from api.sheet_words import HELD, PURPOSES, RIGHTS, VEHICLES, own_work_words, wage_words
from api.vault import Identity
from api.wording import SHIFT_NAMES, Language
from employers.reference.places import find_commune
from matcher.answers import last_answers
from matcher.consents import consent_acts, stands
from matcher.people import get_person
from matcher.suggest import ListRequest
from matcher.tables import Consent, Person, TrainingRecord

SHOWN = 5


def person_sheet(caller: Caller, code: str, language: Language = "vi") -> dict[str, Any]:
    """The sheet of one person; what stands on it counts as shown to them.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("print_sheet")
    shown = show_suggestions(caller, code, ListRequest(SHOWN, "fair"))
    with caller.sessions.write() as session:
        person = get_person(session, code)
        identity = Identities(session, caller.service.keys).of(person.id or 0)
        said = {opening.code: answer.answer for answer, opening in last_answers(session, person)}
        held = _held(session, person, identity, language)
        consents = [_consent(c, caller, language) for c in consent_acts(session, person.id or 0)]
        caller.audit(session, "print_sheet", "person", code)
    return {
        "person": code,
        "name": identity.full_name if identity else None,
        "as_of": caller.today.isoformat(),
        "suggestions": _suggestions(shown, said, language),
        "held": held,
        "consents": consents,
        "rights": list(RIGHTS[0 if language == "vi" else 1]),
    }


def _suggestions(shown: Shown, said: Mapping[str, str], language: Language) -> list[dict[str, Any]]:
    lines = []
    for item in shown.found.items:
        opening, employer = shown.openings[item.demand.opening_id]
        line = opening_line(opening, employer, shown.found.as_of, language)
        answer = said.get(opening.code)
        lines.append(
            {
                "title": opening.title,
                "occupation": line["occupation"],
                "employer": None if item.demand.at_home else employer.name,
                "commune": line["commune"],
                "wage": None if item.demand.at_home else wage_words(line["wage"], language),
                "own_work": own_work_words(shown.own_work.get(item.demand.opening_id), opening, language),
                "shifts": [SHIFT_NAMES[s][0 if language == "vi" else 1] for s in opening.shifts],
                "why": [reason_words(r, language) for r in item.reasons],
                "mind": [reason_words(r, language) for r in item.cautions],
                "your_answer": word_of(ANSWERS, answer, language) if answer else None,
            }
        )
    return lines


def _held(session: Session, person: Person, identity: Identity | None, language: Language) -> list[dict[str, Any]]:
    courses = session.exec(select(TrainingRecord).where(TrainingRecord.person_id == person.id)).all()
    commune = find_commune(person.commune_code) if person.commune_code else None
    say = 0 if language == "vi" else 1
    values: dict[str, list[str]] = {
        "full_name": [identity.full_name] if identity else [],
        "birth_date": [_birth(person)] if person.birth_date else [],
        "phones": [p.number for p in identity.phones] if identity else [],
        "address": [identity.address] if identity and identity.address else [],
        "commune": [commune.name] if commune else [],
        "schooling": [f"{person.schooling}/12"] if person.schooling is not None else [],
        "licences": list(person.licences),
        "vehicle": [VEHICLES[person.vehicle][say]] if person.vehicle else [],
        "shifts": [SHIFT_NAMES[s][say] for s in person.shifts],
        "wishes": [str(w["words"]) for w in person.wishes],
        "work_history": [str(w["words"]) for w in person.work_history],
        "courses": [c.course for c in courses],
    }
    return [
        {"code": code, "label": word_of(HELD, code, language), "values": held} for code, held in values.items() if held
    ]


def _birth(person: Person) -> str:
    """The birth date as far as it is known: a year alone stays a year."""
    assert person.birth_date is not None
    form = {"year": "%Y", "month": "%m/%Y"}.get(person.birth_precision or "day", "%d/%m/%Y")
    return person.birth_date.strftime(form)


def _consent(act: Consent, caller: Caller, language: Language) -> dict[str, Any]:
    return {
        "purpose": word_of(PURPOSES, act.purpose, language),
        "given": act.given,
        "on": act.on_date.isoformat(),
        "stands": stands(act, caller.today),
    }
