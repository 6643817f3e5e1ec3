"""What a person agreed to, for what and with whom; the last act counts, and silence is not consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from matcher.tables import Consent, Person, Purpose


@dataclass(frozen=True, slots=True)
class ConsentAct:
    """How a consent was given: for which fields, on which day, proved by what, until when."""

    given_on: date
    fields: tuple[str, ...] = ()
    proof: str | None = None
    expires_on: date | None = None
    wording: str | None = None


def stands(consent: Consent | None, on: date) -> bool:
    """Tell whether an act is a consent that holds on a day."""
    if consent is None or not consent.given or consent.on_date > on:
        return False
    return consent.expires_on is None or consent.expires_on >= on


def consent_acts(session: Session, person_id: int) -> Sequence[Consent]:
    """Every act of a person, in the order in which they were recorded."""
    query = select(Consent).where(Consent.person_id == person_id).order_by(col(Consent.id))
    return session.exec(query).all()


def last_act(
    acts: Sequence[Consent], purpose: Purpose, recipient_id: int | None = None, on: date | None = None
) -> Consent | None:
    """The last act for a purpose and recipient; with ``on``, the last that was made by that day."""
    of_purpose = [a for a in acts if a.purpose == purpose and a.recipient_id == recipient_id]
    known = [a for a in of_purpose if on is None or a.on_date <= on]
    return known[-1] if known else None


def has_consent(
    session: Session, person_id: int, purpose: Purpose, today: date, recipient_id: int | None = None
) -> bool:
    """Tell whether a person's consent for a purpose (and employer) stands today."""
    return stands(last_act(consent_acts(session, person_id), purpose, recipient_id), today)


def _record(session: Session, person: Person, act: Consent) -> Consent:
    person.revision += 1
    session.add(person)
    session.add(act)
    session.flush()
    return act


def consent_values(
    person_id: int, purpose: Purpose, how: ConsentAct, by: tuple[str, datetime], recipient_id: int | None = None
) -> dict[str, Any]:
    """An act of giving consent as the values of a row, not yet recorded; ``by`` is who records it and when."""
    recorded_by, recorded_at = by
    return {
        "person_id": person_id,
        "purpose": purpose,
        "recipient_id": recipient_id,
        "given": True,
        "on_date": how.given_on,
        "expires_on": how.expires_on,
        "fields": list(how.fields),
        "wording": how.wording,
        "proof": how.proof,
        "recorded_by": recorded_by,
        "recorded_at": recorded_at,
    }


def give_consent(
    session: Session,
    person: Person,
    purpose: Purpose,
    how: ConsentAct,
    by: tuple[str, datetime],
    recipient_id: int | None = None,
) -> Consent:
    """Record that a person agreed; ``by`` is who recorded it and when."""
    assert person.id is not None
    return _record(session, person, Consent(**consent_values(person.id, purpose, how, by, recipient_id)))


def withdraw_consent(
    session: Session,
    person: Person,
    purpose: Purpose,
    on: date,
    by: tuple[str, datetime],
    recipient_id: int | None = None,
) -> Consent:
    """Record that a person took a consent back; it stops counting with this very transaction."""
    assert person.id is not None
    recorded_by, recorded_at = by
    act = Consent(
        person_id=person.id,
        purpose=purpose,
        recipient_id=recipient_id,
        given=False,
        on_date=on,
        recorded_by=recorded_by,
        recorded_at=recorded_at,
    )
    return _record(session, person, act)
