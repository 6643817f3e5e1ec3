"""People as the desk reads and changes them: rows by the policy, fields by the policy, every look in the trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api.acts.searching import Sought
from api.acts.words_left_open import ON_THE_SPOT
from api.case_words import FILTERS as FILTER_WORDS
from api.case_words import STATES as STATE_WORDS
from api.case_words import word_of
from api.identities import Identities, note_stop
from api.leaving import check_leaving
from api.policy import Role, visible_fields
from api.row_security import giving_away
from api.service import Caller
from api.vault import Identity
from api.wording import Language
from employers.reference.occupation_linker import link_occupations
from matcher.caseload import FILTERS, filtered, load_standings
from matcher.consents import ConsentAct, consent_acts, give_consent, withdraw_consent
from matcher.errors import PersonExists, WrongDates
from matcher.people import find_person, get_person
from matcher.tables import Person, Purpose, Referral

IDENTITY_FIELDS = frozenset(
    {"full_name", "alias", "national_id", "phones", "address", "notes", "contact", "status_sentence"}
)
_ONE_FORM = (Purpose.matching, Purpose.learning)
_OLD_STATES = ("open", "closed", "referred", "before_return")


class ChangedMeanwhile(Exception):
    """Somebody else changed the record since it was read. Read it again, then decide."""


@dataclass(frozen=True, slots=True)
class Caseload:
    """One page of people."""

    total: int
    items: list[dict[str, Any]]


def masked_id(national_id: str | None) -> str | None:
    """An ID number as it is shown: its last three digits (domain.md, "ID")."""
    return f"•••••••••{national_id[-3:]}" if national_id else None


def person_view(caller: Caller, person: Person, identity: Identity | None) -> dict[str, Any]:
    """A person as the caller may read them; fields that the policy does not list are not there."""
    known = identity.model_dump(mode="json") if identity else {}
    known["national_id"] = masked_id(known.get("national_id"))
    row = person.model_dump(mode="json", exclude={"id"})
    row["unread"] = known.get("unread", {}) | row["unread"]
    seen = visible_fields(caller.viewer)
    known.pop("contact_note", None)
    if known.get("contact") and "contact_note" not in seen:
        del known["contact"]["note"]
    view = {"code": person.code, **{k: v for k, v in (known | row).items() if k in seen}}
    return {k: view.get(k) for k in sorted(view, key=lambda k: (k != "code", k))}


def _state_filter(state: str, caller: Caller) -> Any:
    today = caller.today
    referred = select(Referral.person_id)
    return {
        "open": (col(Person.closed_on).is_(None)) | (col(Person.closed_on) > today),
        "closed": col(Person.closed_on) <= today,
        "referred": col(Person.id).in_(referred),
        "before_return": col(Person.return_date) > today,
    }.get(state)


def list_people(
    caller: Caller, query: str, state: str | None, page: int, page_size: int, language: Language = "vi"
) -> Caseload:
    """The caller's people, by code, each with where they stand; ``query`` finds by code, name or telephone."""
    caller.require("list_people")
    with caller.sessions.write() as session:
        asked = _asked(session, caller, state)
        if query:
            people = _named_like(session, caller, list(session.exec(asked).all()), query)
            total, people = len(people), people[(page - 1) * page_size : page * page_size]
        else:
            total = session.exec(select(func.count()).select_from(asked.subquery())).one()
            people = list(session.exec(asked.offset((page - 1) * page_size).limit(page_size)).all())
        identities = Identities(session, caller.service.keys).of_many(p.id or 0 for p in people)
        caller.audit(session, "list_people", "person", *[p.code for p in people])
        standings = load_standings(session, caller.today, people)
        return Caseload(
            total,
            [
                person_view(caller, s.person, identities.get(s.person.id or 0))
                | {"state": s.state, "state_words": word_of(STATE_WORDS, s.state, language)}
                for s in standings
            ],
        )


def _asked(session: Session, caller: Caller, state: str | None) -> SelectOfScalar[Person]:
    asked = select(Person).order_by(Person.code)
    if state is not None and state in FILTERS and state not in _OLD_STATES:
        found = filtered(session, caller.today)[state]
        return asked.where(col(Person.id).in_([p.id for p in found]))
    condition = _state_filter(state, caller) if state else None
    return asked if condition is None else asked.where(condition)


def caseload_counts(caller: Caller, language: Language = "vi") -> list[dict[str, Any]]:
    """How many of the caller's people each ready filter shows, in the order in which filters are offered."""
    caller.require("list_people")
    with caller.sessions.read() as session:
        found = filtered(session, caller.today)
    return [
        {"state": name, "words": word_of(FILTER_WORDS, name, language), "people": len(people)}
        for name, people in found.items()
    ]


def _named_like(session: Session, caller: Caller, people: list[Person], query: str) -> list[Person]:
    sought = Sought(query)
    identities = Identities(session, caller.service.keys).of_many(p.id or 0 for p in people)
    return [p for p in people if is_meant(sought, p, identities.get(p.id or 0))]


def is_meant(sought: Sought, person: Person, identity: Identity | None) -> bool:
    """Tell whether somebody is looked for: by code, name, other name, or a telephone."""
    if identity is None:
        return sought.is_in(person.code, [person.code])
    names = f"{person.code} {identity.full_name or ''} {identity.alias or ''}"
    return sought.is_in(names, [person.code], [phone.number for phone in identity.phones])


def read_person(caller: Caller, code: str) -> dict[str, Any]:
    """One of the caller's people in full.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's; another's and an absent one look the same.
    """
    caller.require("read_person")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        identity = Identities(session, caller.service.keys).of(person.id or 0)
        caller.audit(session, "see_person", "person", code)
        return person_view(caller, person, identity)


def _linked(caller: Caller, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Wishes and jobs with the unit groups that their words name, as an import would link them."""
    values, taught = dict(fields), caller.read_context().taught
    for name in ("wishes", "work_history"):
        for entry in values.get(name) or ():
            entry["isco"] = [r.code for r in link_occupations(entry["words"], taught)]
            if entry.get("ended_on"):
                entry["ended_on"] = entry["ended_on"].isoformat()
    return values


def _decided_by_now(caller: Caller, fields: Mapping[str, Any]) -> None:
    """Refuse a decision of the future: nothing can be counted from it yet."""
    if (decided := fields.get("decision_date")) is not None and decided > caller.today:
        raise WrongDates("decision_date", "today")


def _neutral_words(fields: Mapping[str, Any]) -> None:
    """Refuse a sentence for employers that would tell them what nobody may know."""
    check_leaving({"status_sentence": fields.get("status_sentence")})


def add_person(caller: Caller, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Put a new person on record; a case worker's own from the start.

    Raises
    ------
    PersonExists
        If the code is taken, whoever's it is.
    WrongDates
        If the decision's day has not come yet.
    WouldExpose
        If the sentence for employers would expose the person.
    """
    caller.require("add_person")
    _decided_by_now(caller, fields)
    _neutral_words(fields)
    code = fields["code"]
    with caller.service.ranker_sessions.read() as everyone:
        if find_person(everyone, code) is not None:
            raise PersonExists(code)
    with caller.sessions.write() as session:
        row = {k: v for k, v in _linked(caller, fields).items() if k not in IDENTITY_FIELDS | {"consent_date"}}
        if caller.viewer.role == Role.case_worker:
            row["case_worker"] = caller.viewer.name
        person = Person(registered_on=caller.today, **row)
        session.add(person)
        session.flush()
        identities = Identities(session, caller.service.keys)
        identities.keep(person, {k: v for k, v in fields.items() if k in IDENTITY_FIELDS})
        if fields.get("consent_date"):
            for purpose in _ONE_FORM:
                act = ConsentAct(fields["consent_date"], proof=ON_THE_SPOT)
                give_consent(session, person, purpose, act, (caller.viewer.name, caller.now()))
        session.flush()
        caller.audit(session, "add_person", "person", code)
        return person_view(caller, person, identities.of(person.id or 0))


def change_person(caller: Caller, code: str, revision: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Change what is on record of a person.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    ChangedMeanwhile
        If the record is no longer the one that was read (``revision``).
    WrongDates
        If the decision's day has not come yet.
    WouldExpose
        If the sentence for employers would expose the person.
    """
    caller.require("change_person")
    _decided_by_now(caller, fields)
    _neutral_words(fields)
    with caller.sessions.write() as session:
        person = get_person(session, code)
        if person.revision != revision:
            raise ChangedMeanwhile
        if fields.get("consent_withdrawn_on"):
            _withdraw_all(session, caller, person, fields["consent_withdrawn_on"])
        identity = _change(session, caller, person, fields)
        caller.audit(session, "change_person", "person", code, fields=",".join(sorted(fields)))
        return person_view(caller, person, identity)


def _change(session: Session, caller: Caller, person: Person, fields: Mapping[str, Any]) -> Identity | None:
    """Write the record and identity at once: with another commune somebody may leave a supervisor's area."""
    identities = Identities(session, caller.service.keys)
    identity = identities.of(person.id or 0)
    known = identity.model_dump(mode="json") if identity else {}
    values = _linked(caller, _with_unseen_note(caller, fields, known))
    with giving_away(session), session.no_autoflush:
        for name in values.keys() - IDENTITY_FIELDS - {"consent_date", "consent_withdrawn_on"}:
            setattr(person, name, values[name])
        person.revision += 1
        session.add(person)
        identities.keep(person, {**known, **{k: v for k, v in values.items() if k in IDENTITY_FIELDS}})
        return identities.of(person.id or 0)


def _with_unseen_note(caller: Caller, fields: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is to be written, with the note of the safe contact kept where the caller could not read it."""
    said, before = fields.get("contact"), known.get("contact")
    if not said or not before or said.get("note") or "contact_note" in visible_fields(caller.viewer):
        return fields
    return {**fields, "contact": {**said, "note": before["note"]}}


def _withdraw_all(session: Session, caller: Caller, person: Person, on: date) -> None:
    """Record that a person took everything back: matching, learning, and whatever else they agreed to with anybody."""
    by = (caller.viewer.name, caller.now())
    last = {(act.purpose, act.recipient_id): act for act in consent_acts(session, person.id or 0)}
    given = sorted((key for key, act in last.items() if act.given and key[0] not in _ONE_FORM), key=str)
    for purpose, recipient in (*((purpose, None) for purpose in _ONE_FORM), *given):
        note_stop(session, caller.service.keys, person.id or 0, purpose, recipient)
        withdraw_consent(session, person, Purpose(purpose), on, by, recipient)
