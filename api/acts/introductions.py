"""What each side reads of a referral: the desk its people, the employer an alias and what the person agreed to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from api.case_words import ANSWER_STATES, word_of
from api.identities import Identities
from api.leaving import without_tellings
from api.policy import INTRODUCER, Role
from api.scoping import ViewerSessions
from api.service import Caller, NotAllowed, Service
from api.wording import SHIFT_NAMES, Language, occupation_words
from employers.reference.places import find_commune
from employers.tables import Opening
from matcher.consents import stands
from matcher.decisions import answer_referral, ended_on, get_referral
from matcher.errors import AlreadyAnswered, UnknownReferral
from matcher.tables import Consent, Person, Referral, ReferralState, TrainingRecord

NOT_HIRED = frozenset({ReferralState.declined, ReferralState.person_declined})
"""Answers after which an employer reads nothing more of a person (Law 91/2025/QH15, Art. 25)."""


def _base(referral: Referral, opening: Opening, language: Language = "vi", ended: date | None = None) -> dict[str, Any]:
    state, answered_on = shown_state(referral, ended)
    return {
        "id": referral.id,
        "alias": referral.alias,
        "opening": opening.code,
        "title": opening.title,
        "referred_on": referral.referred_on.isoformat(),
        "state": state,
        "state_words": word_of(ANSWER_STATES, state, language),
        "answer_by": referral.answer_by.isoformat() if referral.answer_by else None,
        "answered_on": answered_on.isoformat() if answered_on else None,
    }


def shown_state(referral: Referral, ended: date | None) -> tuple[str, date | None]:
    """How an employer reads an introduction: one that ended reads as one that the person declined, and tells no why."""
    return (ReferralState.person_declined, ended) if ended else (referral.state, referral.answered_on)


def find_endings(service: Service, referrals: Sequence[Referral], today: date) -> dict[str, date]:
    """Which introductions are over without an answer, and since when; see :func:`matcher.decisions.ended_on`."""
    with ViewerSessions(service.database, INTRODUCER).read() as session:
        days = {r.id: ended_on(session, r, today) for r in referrals}
    return {referral_id: day for referral_id, day in days.items() if day is not None}


def _experience(person: Person, language: Language) -> list[str]:
    """Experience as durations only: no dates, no gaps."""
    lines = []
    for work in person.work_history:
        if work.get("isco") and work.get("months"):
            unit = "tháng" if language == "vi" else "months"
            lines.append(f"{occupation_words(work['isco'][0], language)}: {work['months']} {unit}")
    return lines


def disclosed(
    session: Session, identities: Identities, person: Person, fields: list[str], language: Language
) -> dict[str, Any]:
    """What an employer may read of a person: exactly the fields that the person's consent lists.

    Words on record since before they were screened, and that would expose the person, are left out here as well.
    """
    identity = identities.of(person.id or 0)
    courses = session.exec(select(TrainingRecord).where(TrainingRecord.person_id == person.id)).all()
    trades = dict.fromkeys(code for c in courses for code in c.isco if c.result not in ("Không đạt", "Bỏ học"))
    commune = find_commune(person.commune_code) if person.commune_code else None
    say = 0 if language == "vi" else 1
    known: dict[str, Any] = {
        "given_name": identity.given_name if identity else None,
        "full_name": identity.full_name if identity else None,
        "phone": identity.phones[0].number if identity and identity.phones else None,
        "commune": commune.name if commune else None,
        "skills": [occupation_words(code, language) for code in trades],
        "licences": person.licences,
        "shifts": [SHIFT_NAMES[s][say] for s in person.shifts] if person.shifts else None,
        "experience": _experience(person, language),
        "status_sentence": identity.status_sentence if identity else None,
    }
    return {name: without_tellings(known[name]) for name in known if name in fields}


def list_referrals(caller: Caller, language: Language = "vi") -> list[dict[str, Any]]:
    """Referrals as the caller may read them, the newest first."""
    caller.require("list_referrals")
    with caller.sessions.read() as session:
        rows = session.exec(
            select(Referral, Opening)
            .join(Opening, col(Opening.id) == col(Referral.opening_id))
            .order_by(col(Referral.referred_on).desc(), col(Referral.id))
        ).all()
    if caller.viewer.role == Role.employer:
        return _for_employer(caller, [r for r, _ in rows], language)
    return _for_desk(caller, [(r, o) for r, o in rows], language)


def _for_desk(caller: Caller, rows: list[tuple[Referral, Opening]], language: Language) -> list[dict[str, Any]]:
    with caller.sessions.read() as session:
        ids = {r.person_id for r, _ in rows}
        codes = {p.id: p.code for p in session.exec(select(Person).where(col(Person.id).in_(ids))).all()}
    return [
        {**_base(r, o, language), "person": codes.get(r.person_id), "reason": r.reason, "from_list": bool(r.shown)}
        for r, o in rows
    ]


def _for_employer(caller: Caller, referrals: list[Referral], language: Language) -> list[dict[str, Any]]:
    """An employer's introductions; each disclosure is in the trail before it is answered."""
    current = [r for r in referrals if r.shown.get("source") != "list"]
    with ViewerSessions(caller.service.database, INTRODUCER).write() as session:
        identities = Identities(session, caller.service.keys)
        views = [_introduction(session, identities, caller, r, language) for r in current]
        caller.audit(session, "read_introductions", "referral", *[r.id for r in current])
        return views


def read_introduction(caller: Caller, referral_id: str, language: Language = "vi") -> dict[str, Any]:
    """One of an employer's introductions; the disclosure is in the trail before it is answered.

    Raises
    ------
    UnknownReferral
        If there is no such introduction to this employer, or it stood on a list of the past.
    """
    caller.require("see_introductions")
    with caller.sessions.read() as session:
        referral = get_referral(session, referral_id)
    found = _for_employer(caller, [referral], language)
    if not found:
        raise UnknownReferral(referral_id)
    return found[0]


def _introduction(
    session: Session, identities: Identities, caller: Caller, referral: Referral, language: Language
) -> dict[str, Any]:
    opening = session.get_one(Opening, referral.opening_id)
    consent = session.get(Consent, referral.consent_id) if referral.consent_id else None
    person = session.get_one(Person, referral.person_id)
    ended = ended_on(session, referral, caller.today)
    unused = person.restricted_on is not None or person.erased_on is not None
    hidden = ended is not None or unused or referral.state in NOT_HIRED
    fields = agreed_fields(session, consent, caller) if consent is not None and not hidden else []
    told = disclosed(session, identities, person, fields, language)
    return {**_base(referral, opening, language, ended), "person": told}


def agreed_fields(session: Session, consent: Consent, caller: Caller) -> list[str]:
    """Give the fields of a consent that no later act withdrew or left out, none once it has run out."""
    later = select(Consent).where(
        Consent.person_id == consent.person_id,
        Consent.purpose == consent.purpose,
        Consent.recipient_id == consent.recipient_id,
    )
    last = session.exec(later.order_by(col(Consent.id))).all()[-1]
    if not (stands(consent, caller.today) and stands(last, caller.today)):
        return []
    return [field for field in consent.fields if field in last.fields]


def answer(caller: Caller, referral_id: str, state: ReferralState, reason: str | None) -> dict[str, Any]:
    """Record an answer to an introduction.

    Raises
    ------
    UnknownReferral
        If there is no such referral for this caller.
    AlreadyAnswered
        If it was answered otherwise before, or, for an employer, is over as if the person had declined.
    NotAllowed
        If an employer answers in the person's stead.
    """
    caller.require("answer_referral")
    if state == ReferralState.person_declined and caller.viewer.role == Role.employer:
        raise NotAllowed(caller, "answer_referral")
    with caller.sessions.write() as session:
        referral = get_referral(session, referral_id)
        if caller.viewer.role == Role.employer and find_endings(caller.service, [referral], caller.today):
            raise AlreadyAnswered(ReferralState.person_declined)
        referral = answer_referral(session, referral, state, caller.by, reason)
        opening = session.get_one(Opening, referral.opening_id)
        caller.audit(session, "answer_referral", "referral", referral_id, state=state)
        return _base(referral, opening)
