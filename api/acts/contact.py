"""Calling somebody without disclosing anything, and what they themselves say to a suggestion."""

from typing import Any

from api.acts.opened import opened
from api.case_words import MESSAGE, RELATIONS, SAY_TO_OTHERS, SAY_TO_PERSON, word_of
from api.identities import Identities
from api.notes import open_note, seal_note
from api.service import Caller
from api.vault import SafeContact
from api.wording import Language
from employers.openings import get_opening
from matcher.answers import last_answers, record_answer
from matcher.case_tables import PersonAnswer
from matcher.decisions import Pair
from matcher.people import get_person


def safe_contact(caller: Caller, code: str, language: Language = "vi") -> dict[str, Any]:
    """How to call somebody: numbers, who may answer, and the neutral words to say and to send.

    Where nothing was agreed, the least may be said.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("contact")
    with opened(caller, code, "see_contact") as (_, person, identities):
        identity = identities.of(person.id or 0)
    agreed = identity.contact if identity and identity.contact else None
    contact = agreed or SafeContact()
    return {
        "person": code,
        "phones": [p.model_dump() for p in identity.phones] if identity else [],
        "agreed": agreed is not None,
        "may_answer": [{"code": r, "words": word_of(RELATIONS, r, language)} for r in contact.may_answer],
        "may_say": contact.may_say,
        "best_time": contact.best_time,
        "note": contact.note,
        "say_to_person": word_of(SAY_TO_PERSON, contact.may_say, language),
        "say_to_others": word_of(SAY_TO_OTHERS, contact.may_say, language),
        "message": word_of(MESSAGE, contact.may_say, language),
    }


def _answer_view(identities: Identities, opening: str, answer: PersonAnswer) -> dict[str, Any]:
    return {
        "opening": opening,
        "answer": answer.answer,
        "reason": answer.reason,
        "note": open_note(identities, answer.note_key_id, answer.note_sealed),
        "on": answer.on_date.isoformat(),
        "recorded_by": answer.recorded_by,
    }


def person_says(
    caller: Caller, code: str, opening_code: str, said: tuple[str, str | None], note: str | None
) -> dict[str, Any]:
    """Record what a person says to an opening: ``said`` is the answer and the code of its reason.

    Raises
    ------
    UnknownPerson, UnknownOpening
        If one of the two is not there for this caller.
    ReasonMissing
        If a no has no reason.
    """
    caller.require("record_answer")
    with caller.sessions.write() as session:
        pair = Pair(get_person(session, code), get_opening(session, opening_code))
        identities = Identities(session, caller.service.keys)
        made = record_answer(session, pair, said, seal_note(identities, pair.person.id or 0, note), caller.by)
        caller.audit(session, "record_answer", "person", code, opening=opening_code, answer=said[0])
        return _answer_view(identities, opening_code, made)


def answers_of(caller: Caller, code: str) -> list[dict[str, Any]]:
    """A person's last word on each opening.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("record_answer")
    with opened(caller, code, "see_answers") as (session, person, identities):
        return [_answer_view(identities, o.code, a) for a, o in last_answers(session, person)]
