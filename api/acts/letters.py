"""One referral as the desk sees it, and the plain letter that the person takes along: neutral, as far as was agreed."""

from datetime import date
from typing import Any, Final

from sqlmodel import Session, select

from api.acts.caseload import commune_name
from api.acts.introductions import agreed_fields, disclosed
from api.identities import Identities
from api.leaving import check_leaving
from api.policy import CONFIRMER, INTRODUCER
from api.scoping import ViewerSessions
from api.service import Caller, Service
from api.wording import Language
from employers.tables import Employer, Opening
from matcher.case_tables import IntroductionLetter
from matcher.consents import consent_acts, last_act, stands
from matcher.decisions import ended_on, get_referral
from matcher.errors import AlreadyAnswered, ConsentMissing
from matcher.letters import find_letter, is_letter_due, letter_code, number_letter, receive_letter, written_number
from matcher.tables import Consent, Person, Placement, Purpose, Referral

LETTERS: Final = "letters"
"""Name of the master key that letters' codes come from."""


def _about(session: Session, referral: Referral) -> dict[str, Any]:
    opening = session.get_one(Opening, referral.opening_id)
    employer = session.get_one(Employer, opening.employer_id)
    return {
        "id": referral.id,
        "alias": referral.alias,
        "state": referral.state,
        "referred_on": referral.referred_on,
        "answer_by": referral.answer_by,
        "answered_on": referral.answered_on,
        "answers": [(date.fromisoformat(a["on_date"]), a["answer"]) for a in referral.answers],
        "reason": referral.reason,
        "opening": opening.code,
        "title": opening.title,
        "employer": employer.name,
        "employer_phone": employer.phone,
        "employer_contact": employer.contact_name,
        "employer_address": employer.address or commune_name(employer.commune_code),
        "place": commune_name(opening.commune_code) or opening.place_words or commune_name(employer.commune_code),
    }


def see_referral(caller: Caller, referral_id: str) -> dict[str, Any]:
    """One referral of the caller's people.

    Raises
    ------
    UnknownReferral
        If there is no such referral for this caller.
    """
    caller.require("see_referral")
    with caller.sessions.write() as session:
        referral = get_referral(session, referral_id)
        person = session.get_one(Person, referral.person_id)
        identity = Identities(session, caller.service.keys).of(referral.person_id)
        consent = session.get(Consent, referral.consent_id) if referral.consent_id else None
        caller.audit(session, "see_person", "person", person.code, because="referral")
        return _about(session, referral) | {
            "person": person.code,
            "name": identity.full_name if identity else person.code,
            "fields": consent.fields if consent and _stands(session, consent, caller) else [],
            "ended": ended_on(session, referral, caller.today),
            "letter": _letter_of(session, referral),
            "placement": session.exec(select(Placement.id).where(Placement.referral_id == referral.id)).first(),
        }


def _stands(session: Session, consent: Consent, caller: Caller) -> bool:
    """Whether the consent under a referral was neither taken back nor has ended."""
    acts = consent_acts(session, consent.person_id)
    return stands(last_act(acts, Purpose.meet_employer, consent.recipient_id), caller.today)


def _letter_of(session: Session, referral: Referral) -> dict[str, Any] | None:
    given = session.get(IntroductionLetter, referral.id)
    if given is None:
        return None
    return {"number": written_number(given), "issued_on": given.issued_on, "received_on": given.received_on}


def letter(caller: Caller, referral_id: str, language: Language) -> dict[str, Any]:
    """What a letter of introduction says: the fields that the person agreed to for this employer, and no others.

    Raises
    ------
    UnknownReferral
        If there is no such referral for this caller.
    AlreadyAnswered
        If the introduction is over: a letter would be checked in vain.
    ConsentMissing
        If the person took back the consent to meet this employer, or it has ended.
    WouldExpose
        If the opening's own words would expose the person; they are to be changed first.
    """
    caller.require("see_referral")
    with caller.sessions.write() as session:
        referral = get_referral(session, referral_id)
        about = _about(session, referral)
        check_leaving({name: about[name] for name in ("title", "employer_contact", "place")})
        person = session.get_one(Person, referral.person_id)
        caller.audit(session, "print_letter", "person", person.code)
    with ViewerSessions(caller.service.database, INTRODUCER).read() as session:
        identities = Identities(session, caller.service.keys)
        consent = session.get(Consent, referral.consent_id) if referral.consent_id else None
        if consent is not None and not _stands(session, consent, caller):
            raise ConsentMissing(Purpose.meet_employer)
        if not is_letter_due(referral):
            raise AlreadyAnswered(referral.state)
        fields = agreed_fields(session, consent, caller) if consent else []
        told = disclosed(session, identities, person, fields, language)
    return about | {"told": told} | _numbered(caller, referral)


def _numbered(caller: Caller, referral: Referral) -> dict[str, Any]:
    """Number, day and code of a referral's letter; counted among everybody's, whoever prints it."""
    code = letter_code(caller.service.keys.master(LETTERS), referral.id)
    with ViewerSessions(caller.service.database, INTRODUCER).write() as session:
        given = number_letter(session, referral, code, caller.by)
        return {"number": written_number(given), "issued_on": given.issued_on, "code": code, "link": f"/confirm/{code}"}


def show_letter(service: Service, code: str) -> dict[str, Any]:
    """What a letter's code tells who holds the letter: that it is real. Nobody's name; nothing changes.

    Raises
    ------
    UnknownConfirmation
        If the code is unknown or out of date, or the introduction is over.
    """
    caller = Caller(service, CONFIRMER)
    with caller.sessions.read() as session:
        given, referral = find_letter(session, code, caller.today)
        return {
            "number": written_number(given),
            "issued_on": given.issued_on.isoformat(),
            "alias": referral.alias,
            "title": session.get_one(Opening, referral.opening_id).title,
            "received_on": given.received_on and given.received_on.isoformat(),
        }


def receive(service: Service, code: str) -> None:
    """Record that the employer has the letter.

    Raises
    ------
    UnknownConfirmation
        As :func:`show_letter`.
    """
    caller = Caller(service, CONFIRMER)
    with caller.sessions.write() as session:
        given = receive_letter(session, code, caller.today)
        caller.audit(session, "employer_confirms", "referral", given.referral_id, answer="received")
