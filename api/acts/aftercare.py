"""Soft cautions of after-care: on the case worker's side alone, and switched off for a person with a note."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from api.case_words import AFTERCARE, word_of
from api.identities import Identities
from api.notes import open_note, seal_note
from api.service import Caller
from api.wording import Language
from matcher.aftercare import (
    CAUTIONS,
    cautions_of,
    of_after_care,
    switch_caution,
    switched_off,
    switches_of,
)
from matcher.people import get_person
from matcher.ranking.demands import Demand
from matcher.tables import Person

Codes = Mapping[int, tuple[str, ...]]


def soft_cautions(session: Session, person: Person, demands: Sequence[Demand], with_others: frozenset[str]) -> Codes:
    """Soft cautions of the openings shown to a person, by id of the opening; without what is switched off.

    Parameters
    ----------
    with_others : frozenset of str
        Codes of employers where people of the scheme work.
    """
    if not of_after_care(person) or not demands:
        return {}
    off = switched_off(session, person)
    return {d.opening_id: tuple(c for c in cautions_of(d, with_others) if c not in off) for d in demands}


def caution_views(codes: Sequence[str], language: Language) -> list[dict[str, Any]]:
    """Soft cautions as they stand beside the others: they weigh nothing."""
    return [{"code": f"aftercare_{c}", "text": word_of(AFTERCARE, c, language), "weight": 0.0} for c in codes]


def see_cautions(caller: Caller, code: str, language: Language = "vi") -> dict[str, Any]:
    """Which soft cautions are on for one of the caller's people, and why others were switched off.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("switch_cautions")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        identities = Identities(session, caller.service.keys)
        switches = switches_of(session, person)
        last = {s.caution: s for s in switches}
        why_off = {s.caution: s for s in switches if s.off and s.note_sealed}
        caller.audit(session, "see_cautions", "person", code)
        items = []
        for caution in CAUTIONS:
            row = last.get(caution)
            noted = why_off.get(caution, row) if row and row.off else row
            note = open_note(identities, noted.note_key_id, noted.note_sealed) if noted else None
            words = word_of(AFTERCARE, caution, language)
            items.append({"code": caution, "text": words, "off": bool(row and row.off), "note": note})
        identity = identities.of(person.id or 0)
        return {"person": code, "name": identity.full_name if identity else code, "items": items}


def switch(caller: Caller, code: str, caution: str, off: bool, note: str | None) -> dict[str, Any]:
    """Switch a soft caution off or on for one of the caller's people, with a note that is sealed.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("switch_cautions")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        sealed = seal_note(Identities(session, caller.service.keys), person.id or 0, note)
        if switch_caution(session, person, caution, off, sealed, caller.by):
            caller.audit(session, "switch_caution", "person", code, caution=caution, off=int(off))
    return see_cautions(caller, code)
