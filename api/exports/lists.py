"""The lists as they come out: the five that go in, and what ranking makes of them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from api.beside import Beside as SealedBeside
from api.identities import Identities
from api.imports.lists import LISTS
from api.imports.opening_words import STATE_WORDS
from api.imports.value_words import OUTCOME_WORDS
from api.keys import KeyStore
from employers.merging import merged_into
from employers.own_entry import is_own_work, of_others
from employers.reference.licences import written_licences
from employers.reference.places import find_commune
from employers.reference.shifts import TimeWindow
from employers.reference.tax_code import is_own_code
from employers.reference.text import fold
from employers.reference.work_terms import (
    CONTRACT_KINDS,
    EMPLOYER_KINDS,
    HEALTH_LIMITS,
    PHYSICAL_PROPERTIES,
    VEHICLES,
    Terms,
)
from employers.registry import public_code
from employers.tables import Employer, Opening, OpeningState
from matcher.consents import consent_acts, last_act
from matcher.merging import people_merged_into
from matcher.tables import Person, Placement, Purpose, Referral, ReferralState, TrainingRecord

BESIDE = "unread"
"""Key of a row under which its cells of no field stand, by header; they go out as columns of their own."""
Beside = Callable[[int, str], Mapping[str, str]]
"""Gives what is sealed beside one record of a person: row id of the person, and the record's name."""


BesideMarket = Callable[[Employer | Opening], Mapping[str, str]]
"""Gives what is sealed beside an employer or opening."""


def beside_market(keys: KeyStore, *, may_read: bool) -> BesideMarket:
    """What is sealed beside employers and openings; nothing for who may not read it."""
    return SealedBeside(keys).of if may_read else lambda _record: {}


def sealed_beside(session: Session, keys: KeyStore, *, may_read: bool, told: Collection[str] = ()) -> Beside:
    """What is sealed beside records; for who may not read it, only the cells under the headers of ``told``."""
    identities = Identities(session, keys).everyone() if may_read or told else {}

    def beside(person_id: int, record: str) -> Mapping[str, str]:
        sealed = identities[person_id].unread_of.get(record, {}) if person_id in identities else {}
        return sealed if may_read else {header: words for header, words in sealed.items() if header in told}

    return beside


def with_beside(kind: str, row: dict[str, Any], unread: Mapping[str, str]) -> dict[str, Any]:
    """A row with the words that no field holds: in their own field's cell where that is blank or was cut, else beside.

    So a list goes in again as it was: what was not understood is not understood again, and nothing is lost.
    """
    keys = {name: field.key for field in LISTS[kind] for name in (field.header, field.key) if field.exported}
    beside = {}
    for header, words in unread.items():
        key = keys.get(header)
        if key is None:
            beside[header] = words
        elif row.get(key) is None or "…" in str(row[key]):
            row[key] = words
        elif key == "physical":
            row[key] = f"{row[key]}; {words}"
    return {**row, BESIDE: beside}


def headers_of(kind: str) -> dict[str, str]:
    """English key → Vietnamese header of a list that goes in again."""
    return {f.key: f.header for f in LISTS[kind] if f.exported}


def day_words(value: date | None, precision: str | None = "day") -> str | None:
    """A date as lists write it, as far as it is known; None where there is none."""
    if value is None:
        return None
    return value.strftime({"year": "%Y", "month": "%m/%Y"}.get(precision or "day", "%d/%m/%Y"))


def _commune(code: str | None, words: str | None) -> str | None:
    commune = find_commune(code) if code else None
    return f"{commune.name}, {commune.province}" if commune else words


def _terms(terms: Terms, codes: list[str] | None) -> str | None:
    return "; ".join(terms[c].shown for c in codes) if codes else None


def _window(window: list[int]) -> str | None:
    return str(TimeWindow(window[0], window[1] % 1440)) if window else None


def people_rows(session: Session, keys: KeyStore) -> Iterator[dict[str, Any]]:
    """Everyone, as the list of people that goes in again; a record that was merged into another is nobody."""
    gone = people_merged_into(session)
    identities = Identities(session, keys).everyone()
    for person in session.exec(select(Person).order_by(Person.code)).all():
        if person.id in gone:
            continue
        identity = identities.get(person.id or 0)
        consent = last_act(consent_acts(session, person.id or 0), Purpose.matching)
        alias = f" ({identity.alias})" if identity and identity.alias else ""
        phones = [f"{p.number} ({p.note})" if p.note else p.number for p in identity.phones] if identity else []
        row = {
            "person_code": person.code,
            "full_name": f"{identity.full_name}{alias}" if identity else None,
            "birth_date": day_words(person.birth_date, person.birth_precision),
            "sex": person.sex.capitalize() if person.sex else None,
            "national_id": identity.national_id if identity else None,
            "phone": "; ".join(phones) or None,
            "commune": _commune(person.commune_code, person.place_words),
            "address": identity.address if identity else None,
            "consent_date": day_words(consent.on_date) if consent and consent.given else None,
            **_person_columns(person),
        }
        yield with_beside("people", row, identity.unread if identity else {})


def _person_columns(person: Person) -> dict[str, Any]:
    return {
        "schooling": None if person.schooling is None else f"{person.schooling}/12",
        "ethnicity": person.ethnicity,
        "licences": written_licences(person.licences, person.licence_issued_on) or None,
        "licence_expires_on": day_words(person.licence_expires_on),
        "licence_issued_on": day_words(person.licence_issued_on),
        "vehicle": _terms(VEHICLES, [person.vehicle] if person.vehicle else None),
        "decision_date": day_words(person.decision_date),
        "return_date": day_words(person.return_date),
        "programme": person.programme,
        "wage_floor_vnd": person.wage_floor_vnd,
        "max_commute_km": person.max_commute_km,
        "can_relocate": person.can_relocate,
        "shifts": "; ".join(person.shifts) or None,
        "treatment_window": _window(person.treatment_window),
        "health_limits": _terms(HEALTH_LIMITS, person.health_limits),
        "wishes": "; ".join(w["words"] for w in person.wishes) or None,
        "work_history": "; ".join(_work(w) for w in person.work_history) or None,
        "case_worker": person.case_worker or person.case_worker_words,
        "closed_on": day_words(person.closed_on),
    }


def _work(work: Mapping[str, Any]) -> str:
    months, ended = work.get("months"), work.get("ended_on")
    parts = [str(work["words"]), f"{months} tháng" if months else ""]
    if ended:
        last = date.fromisoformat(ended).year
        parts.append(f"{last - -(-(months or 0) // 12)}-{last}")
    return " ".join(part for part in parts if part)


def training_rows(session: Session, beside: Beside) -> Iterator[dict[str, Any]]:
    """Every course, as the list of training results."""
    query = select(TrainingRecord, Person.code).join(Person, col(Person.id) == col(TrainingRecord.person_id))
    for record, code in session.exec(query.order_by(Person.code, col(TrainingRecord.id))).all():
        row = {
            "person_code": code,
            "course": record.course,
            "provider": record.provider,
            "level": record.level,
            "start_date": day_words(record.start_date),
            "end_date": day_words(record.end_date),
            "hours": record.hours,
            "result": record.result,
            "certificate_no": record.certificate_no,
        }
        day = record.end_date or record.start_date or ""
        yield with_beside("training", row, beside(record.person_id, f"training|{fold(record.course)}|{day}"))


def listed_code(employer: Employer) -> str | None:
    """What stands for an employer in a list that goes in again: its tax code, or our own where others read none."""
    code = public_code(employer)
    readable = code == employer.tax_code or is_own_code(code)
    return code if readable and not is_own_work(employer) else None


def employer_rows(session: Session, beside: BesideMarket) -> Iterator[dict[str, Any]]:
    """Every employer, as the list of employers; a record that was merged into another is none, nor is own work."""
    gone = merged_into(session)
    for e in session.exec(select(Employer).where(of_others()).order_by(Employer.code)).all():
        if e.id in gone:
            continue
        row = e.model_dump(include={f.key for f in LISTS["employers"]})
        kind = _terms(EMPLOYER_KINDS, [e.kind] if e.kind else None)
        row |= {"tax_code": listed_code(e), "kind": kind, "commune": _commune(e.commune_code, e.place_words)}
        yield with_beside("employers", row, beside(e))


def opening_rows(session: Session, beside: BesideMarket) -> Iterator[dict[str, Any]]:
    """Every opening, as the list of openings; closed historical postings too."""
    query = select(Opening, Employer).join(Employer, col(Employer.id) == col(Opening.employer_id))
    for o, e in session.exec(query.order_by(Opening.code)).all():
        row = o.model_dump(include={f.key for f in LISTS["openings"]})
        hours = "; ".join(str(TimeWindow(start, end % 1440)) for start, end in o.hours)
        preferred = "ưu tiên " if o.schooling_preferred else ""
        row |= {
            "opening_code": o.code,
            "tax_code": listed_code(e),
            "employer_name": e.name,
            "wage": o.wage_words,
            "shifts": "; ".join(o.shifts) or None,
            "hours": hours or None,
            "contract": _terms(CONTRACT_KINDS, [o.contract] if o.contract else None),
            "commune": _commune(o.commune_code, o.place_words),
            "schooling": None if o.schooling is None else f"{preferred}{o.schooling}/12",
            "sex": o.sex.capitalize() if o.sex else None,
            "physical": _terms(PHYSICAL_PROPERTIES, o.physical),
            "posted_on": day_words(o.posted_on),
            "closes_on": day_words(o.closes_on),
            "state": STATE_WORDS[OpeningState(o.state)],
        }
        yield with_beside("openings", row, beside(o))


def placement_rows(session: Session, beside: Beside) -> Iterator[dict[str, Any]]:
    """Every referral with what came of it, as the list of placements."""
    placed = {p.referral_id: p for p in session.exec(select(Placement)).all()}
    query = (
        select(Referral, Person.code, Opening.code, Opening.title)
        .join(Person, col(Person.id) == col(Referral.person_id))
        .join(Opening, col(Opening.id) == col(Referral.opening_id))
    )
    for referral, person, opening, title in session.exec(query.order_by(Person.code, Opening.code)).all():
        placement = placed.get(referral.id)
        row = {
            "person_code": person,
            "opening_code": opening,
            "title": title,
            "referred_on": day_words(referral.referred_on),
            "outcome": OUTCOME_WORDS[ReferralState(referral.state)],
            "reason": referral.reason,
            "started_on": day_words(placement.started_on) if placement else None,
            "ended_on": day_words(placement.ended_on) if placement else None,
            "leaving_reason": placement.leaving_reason if placement else None,
            "confirmed_on": day_words(placement.confirmed_on) if placement else None,
        }
        yield with_beside("placements", row, beside(referral.person_id, f"placements|{opening}"))
