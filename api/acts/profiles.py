"""A person as their case worker's page shows them: what is known with its evidence, what is missing, what happened."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from api.acts.break_glass import openings_of
from api.acts.caseload import commune_name
from api.acts.people import person_view
from api.identities import Identities, note_stop
from api.notes import put_away
from api.policy import may
from api.service import Caller
from api.wording import SHIFT_NAMES, Language, million, occupation_words
from employers.tables import Employer, Opening
from matcher.consents import ConsentAct, consent_acts, give_consent, last_act, stands, withdraw_consent
from matcher.counselling import marks_of
from matcher.loans import loans_given
from matcher.people import Records, get_person, load_records, make_seeker, youngest_birth
from matcher.ranking.availability import age_on
from matcher.tables import CheckIn, Consent, Person, Placement, Purpose, Referral

# What is not on record of a person, the most telling first: each has its words in profile.toml.
MISSING = ("consent", "commune", "courses", "work", "shifts", "vehicle", "wage_floor", "schooling", "phones", "wishes")


def see_profile(caller: Caller, code: str, language: Language) -> dict[str, Any]:
    """One of the caller's people with evidence, gaps and history.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("read_person")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        identity = Identities(session, caller.service.keys).of(person.id or 0)
        records = load_records(session, [person.id or 0])[person.id or 0]
        view = person_view(caller, person, identity)
        caller.audit(session, "see_person", "person", code)
        return view | {
            "commune": commune_name(person.commune_code) or person.place_words,
            "age": _age(person, caller.today),
            "shift_words": [SHIFT_NAMES[s][0 if language == "vi" else 1] for s in person.shifts],
            "evidence": _evidence(person, records, caller.today, language),
            "courses": [c.model_dump() for c in records.courses],
            "missing": list(_missing(view, records, caller.today)),
            "consents": _standing_consents(session, records, caller.today),
            "timeline": _timeline(session, person, records, language),
        }


def _age(person: Person, today: date) -> int | None:
    born = youngest_birth(person)
    return age_on(born, today) if born else None


def _evidence(person: Person, records: Records, today: date, language: Language) -> list[dict[str, Any]]:
    """Each occupation that something speaks for, the strongest first, with the words on record."""
    profile = make_seeker(person, records, today).profile
    best: dict[str, dict[str, Any]] = {}
    for found in sorted(profile.evidence, key=lambda e: -e.level):
        line = best.setdefault(
            found.isco, {"occupation": occupation_words(found.isco, language), "level": found.level, "from": []}
        )
        ended = found.record.ended_on
        line["from"].append({"source": found.source, "words": found.record.words, "ended_on": ended})
    return list(best.values())


def _missing(view: dict[str, Any], records: Records, today: date) -> Iterator[str]:
    consent = stands(last_act(records.consents, Purpose.matching), today)
    known = {
        "consent": consent,
        "commune": view.get("commune_code"),
        "courses": records.courses,
        "work": view.get("work_history"),
        "shifts": view.get("shifts"),
        "vehicle": view.get("vehicle"),
        "wage_floor": view.get("wage_floor_vnd") is not None,
        "schooling": view.get("schooling") is not None,
        "phones": view.get("phones"),
        "wishes": view.get("wishes"),
    }
    return (name for name in MISSING if not known[name])


def _standing_consents(session: Session, records: Records, today: date) -> list[dict[str, Any]]:
    """The last act for each purpose and employer, given or withdrawn."""
    last: dict[tuple[str, int | None], Consent] = {(c.purpose, c.recipient_id): c for c in records.consents}
    names = _employer_names(session, {recipient for _, recipient in last if recipient})
    return [
        {
            "purpose": purpose,
            "employer": names.get(recipient or 0),
            "stands": stands(act, today),
            "given": act.given,
            "on": act.on_date,
            "until": act.expires_on,
            "fields": act.fields,
        }
        for (purpose, recipient), act in last.items()
    ]


def _employer_names(session: Session, ids: set[int]) -> dict[int, str]:
    return {e.id or 0: e.name for e in session.exec(select(Employer).where(col(Employer.id).in_(ids))).all()}


def _timeline(session: Session, person: Person, records: Records, language: Language) -> list[dict[str, Any]]:
    """What happened, the newest first: each entry with its day, its kind and what it speaks of."""
    placements = session.exec(select(Placement).where(Placement.person_id == person.id)).all()
    checks = session.exec(select(CheckIn).where(col(CheckIn.placement_id).in_([p.id for p in placements]))).all()
    ids = {r.opening_id for r in records.referrals} | {d.opening_id for d in records.decisions}
    ids |= {p.opening_id for p in placements}
    titles = {o.id or 0: o.title for o in session.exec(select(Opening).where(col(Opening.id).in_(ids))).all()}
    of = {p.id: p for p in placements}
    entries = [{"on": person.registered_on, "kind": "registered", "title": ""}]
    entries += [{"on": c.on_date, "kind": _consent_kind(c), "title": ""} for c in records.consents]
    entries += [{"on": c.end_date, "kind": "course", "title": c.course} for c in records.courses if c.end_date]
    entries += [
        {"on": d.decided_on, "kind": d.kind, "title": titles.get(d.opening_id, "")}
        for d in records.decisions
        if d.kind != "refer"
    ]
    entries += [{"on": m.on_date, "kind": f"counselled_{m.topic}", "title": ""} for m in marks_of(session, person)]
    entries += [
        {"on": n.lent_on, "kind": "loan", "title": million(n.amount_vnd, language)}
        for n in loans_given(session, person)
    ]
    entries += [entry for r in records.referrals for entry in _of_referral(r, titles)]
    entries += [entry for p in placements for entry in _of_placement(p, titles)]
    entries += [
        {"on": c.on_date, "kind": f"check_{c.outcome}", "title": titles.get(of[c.placement_id].opening_id, "")}
        for c in checks
        if c.outcome != "left"
    ]
    return sorted(entries, key=lambda e: e["on"], reverse=True)


def _consent_kind(consent: Consent) -> str:
    return f"{'consent' if consent.given else 'withdrawn'}_{consent.purpose}"


def _of_referral(referral: Referral, titles: dict[int, str]) -> Iterator[dict[str, Any]]:
    title = titles.get(referral.opening_id, "")
    yield {"on": referral.referred_on, "kind": "refer", "title": title, "referral": referral.id}
    for answer in referral.answers:
        on, kind = date.fromisoformat(answer["on_date"]), f"answer_{answer['answer']}"
        yield {"on": on, "kind": kind, "title": title, "referral": referral.id}
    if referral.answered_on and not referral.answers:
        yield {"on": referral.answered_on, "kind": f"answer_{referral.state}", "title": title, "referral": referral.id}


def _of_placement(placement: Placement, titles: dict[int, str]) -> Iterator[dict[str, Any]]:
    title = titles.get(placement.opening_id, "")
    yield {"on": placement.started_on, "kind": "started", "title": title, "placement": placement.id}
    if placement.ended_on:
        yield {"on": placement.ended_on, "kind": "left", "title": title, "placement": placement.id}


def record_consent(caller: Caller, code: str, purposes: list[Purpose], how: ConsentAct) -> None:
    """Record that a person agreed to be matched, or that the outcome may be learned from; one act a purpose.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("change_person")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        proof = put_away(Identities(session, caller.service.keys), person.id or 0, how.proof)
        how = replace(how, proof=proof)
        for purpose in purposes:
            give_consent(session, person, purpose, how, (caller.viewer.name, caller.now()))
        caller.audit(session, "record_consent", "person", code, purposes=",".join(purposes))


def _key(consent: Consent) -> str:
    return f"{consent.purpose}-{consent.recipient_id}" if consent.recipient_id else str(consent.purpose)


def _standing(session: Session, person: Person, today: date) -> list[Consent]:
    """The last act for each purpose and employer, where it stands."""
    last = {_key(act): act for act in consent_acts(session, person.id or 0)}
    return [act for act in last.values() if stands(act, today)]


def consents_that_stand(caller: Caller, code: str) -> list[tuple[str, str, str | None]]:
    """What a person could take back: a key, the purpose, and the employer's name where there is one.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("change_person")
    with caller.sessions.write() as session:
        standing = _standing(session, get_person(session, code), caller.today)
        names = _employer_names(session, {act.recipient_id for act in standing if act.recipient_id})
        caller.audit(session, "see_person", "person", code, because="consent")
        return [(_key(act), act.purpose, names.get(act.recipient_id or 0)) for act in standing]


def withdraw(caller: Caller, code: str, keys: Collection[str], on: date) -> None:
    """Record that a person took consents back; they stop counting with this very transaction.

    Parameters
    ----------
    keys : collection of str
        Of those that :func:`consents_that_stand` gives; others change nothing.
    """
    caller.require("withdraw_consent")
    with caller.sessions.write() as session:
        person, by = get_person(session, code), (caller.viewer.name, caller.now())
        for act in _standing(session, person, caller.today):
            if _key(act) in keys:
                note_stop(session, caller.service.keys, act.person_id, act.purpose, act.recipient_id)
                withdraw_consent(session, person, Purpose(act.purpose), on, by, act.recipient_id)
        caller.audit(session, "withdraw_consent", "person", code)


def withdraw_purpose(caller: Caller, code: str, purpose: Purpose, employer: str | None, on: date | None) -> int:
    """Record that a person took one consent back: of one purpose, of one employer, or to meet every employer.

    Returns
    -------
    int
        How many consents stood and no longer do.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("withdraw_consent")
    with caller.sessions.read() as session:
        standing = _standing(session, get_person(session, code), caller.today)
        of_code = select(Employer.id).where(Employer.code == employer) if employer else None
        recipient = session.exec(of_code).first() if of_code is not None else None
    wanted = [act for act in standing if act.purpose == purpose and (not employer or act.recipient_id == recipient)]
    withdraw(caller, code, [_key(act) for act in wanted], on or caller.today)
    return len(wanted)


def see_rights(caller: Caller, code: str) -> dict[str, Any]:
    """What a person's page about rights begins with: whether their data may be used, who opened their notes.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    caller.require("record_request")
    with caller.sessions.write() as session:
        person = get_person(session, code)
        caller.audit(session, "see_person", "person", code, because="rights")
        return {
            "restricted_on": person.restricted_on,
            "openings": openings_of(session, caller, person),
            "may_erase": may(caller.viewer, "erase_person"),
            "may_see_number": may(caller.viewer, "see_national_id"),
        }
