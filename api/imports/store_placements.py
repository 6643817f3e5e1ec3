"""Rows of the placements list into records: a past referral and the placement that followed."""

import hashlib
import secrets
from typing import Any

from sqlmodel import select

from api.imports.memory import Held
from api.imports.reading import RowReading
from api.imports.store import StoreContext, Stored, changed_words, plan, settle
from api.imports.store_market import employer_of, openings_on_record
from api.imports.store_people import keep_beside, seal_with
from api.wording import not_home_words
from employers.openings import HISTORICAL
from employers.own_entry import says_own_work
from employers.own_work import own_work_entry
from employers.reference.text import fold
from employers.tables import Opening, OpeningState
from matcher.decisions import make_alias
from matcher.merging import surviving_person
from matcher.people import find_person
from matcher.placements import is_away
from matcher.tables import Person, Placement, Referral, ReferralState

_PLACED = "{}|placement"
"""Under which key a list's words on a job are remembered, beside those on its referral."""


def _is_own_work(values: dict[str, Any]) -> bool:
    return any(says_own_work(values.get(key, "")) for key in ("employer_name", "title"))


def _historical_code(employer: str, values: dict[str, Any]) -> str:
    words = f"{employer}|{fold(values['title'])}|{values.get('commune_code', '')}"
    return f"{HISTORICAL}{hashlib.sha256(words.encode()).hexdigest()[:10]}"


def _historical_opening(context: StoreContext, values: dict[str, Any]) -> Opening:
    """The closed posting that stands for a past job of which no advert is on record."""
    if _is_own_work(values):
        employer = own_work_entry(context.session, context.read.today)
    else:
        employer = employer_of(context, None, values.get("employer_name"), values.get("commune_code"))
    # A household business was once known by its owner's number: what was made under that is still the same posting.
    codes = [_historical_code(known, values) for known in (employer.code, employer.tax_code) if known]
    found = next(filter(None, map(openings_on_record(context).get, codes)), None)
    if found is not None:
        return found
    code = codes[0]
    opening = Opening(
        code=code,
        employer_id=employer.id or 0,
        title=values["title"],
        isco=values.get("isco", []),
        isco_confidence=values.get("isco_confidence"),
        commune_code=values.get("commune_code"),
        contract="own" if _is_own_work(values) else None,
        state=OpeningState.closed,
        seats=1,
        closes_on=values["referred_on"],
        closed_on=values["referred_on"],
        close_reason="lịch sử",
    )
    context.session.add(opening)
    context.session.flush()
    openings_on_record(context)[code] = opening
    return opening


def _person_of(context: StoreContext, code: str, doubts: list[str]) -> Person:
    people = context.known.setdefault("placed", {})
    if code not in people:
        found = find_person(context.session, code)
        people[code] = found and surviving_person(context.session, found)
    person: Person | None = people[code]
    if person is not None and person.code != code:
        doubts.append(f"Hồ sơ {code} đã được gộp vào {person.code}; dòng này được ghi vào {person.code}.")
    if person is None or (context.communes is not None and person.commune_code not in context.communes):
        raise Held("person_code", f"Chưa có hồ sơ mã {code}. Anh/chị nhập người này trước, hoặc sửa mã.")
    return person


def store_placement(context: StoreContext, reading: RowReading) -> Stored:
    """Make or update one past referral and, where the person was taken on, the placement that followed."""
    values = dict(reading.values)
    doubts: list[str] = []
    person = _person_of(context, values["person_code"], doubts)
    if "started_on" in values and is_away(person, values["started_on"], context.read.today):
        raise Held("started_on", not_home_words(person.return_date or context.read.today))
    seal_with(context, person.id or 0, "placements", reading)
    values = dict(reading.values)
    if "opening_code" in values:
        opening = openings_on_record(context).get(values["opening_code"])
        if opening is None:
            raise Held(
                "opening_code", f"Chưa có vị trí mã {values['opening_code']}. Anh/chị nhập tin trước, hoặc sửa mã."
            )
    else:
        opening = _historical_opening(context, values)
    key = f"{values['person_code']}|{opening.code}"
    referral, is_new = _referral(context, person, opening, values)
    said: dict[str, Any] = {k: values[k] for k in ("state", "reason", "referred_on") if k in values}
    placement = None if is_new else _placement_of(context, referral)
    if placement is not None:  # a row is held whole, or not at all
        known = {n: v for n, v in _said_of_placement(values).items() if not _is_later_confirmation(placement, n, v)}
        plan(context, placement, _PLACED.format(key), known)
    changed = settle(context, referral, key, said, is_new=is_new)
    context.session.flush()
    changed += _placement(context, referral, placement, key, values)
    if keep_beside(context, person.id or 0, f"placements|{opening.code}", reading.identity.get("unread", {})):
        changed.append("unread")
    if changed:
        person.revision += 1
        context.session.add(person)
        context.known["market_touched"] = True
    return changed_words(is_new, changed, doubts)


def _referral(context: StoreContext, person: Person, opening: Opening, values: dict[str, Any]) -> tuple[Referral, bool]:
    found = context.session.exec(
        select(Referral).where(Referral.person_id == person.id, Referral.opening_id == opening.id)
    ).first()
    if found is not None:
        return found, False
    made = Referral(
        id=secrets.token_urlsafe(12),
        person_id=person.id or 0,
        opening_id=opening.id or 0,
        alias=make_alias(),
        referred_on=values["referred_on"],
        referred_by="danh sách",
        shown={"source": "list"},
    )
    return made, True


def _placement_of(context: StoreContext, referral: Referral) -> Placement | None:
    return context.session.exec(select(Placement).where(Placement.referral_id == referral.id)).first()


def _said_of_placement(values: dict[str, Any]) -> dict[str, Any]:
    """What a row says of the job itself, where it says that there is one."""
    if values["state"] != ReferralState.accepted or "started_on" not in values:
        return {}
    return {k: values[k] for k in ("started_on", "ended_on", "leaving_reason", "confirmed_on") if k in values}


def _placement(
    context: StoreContext, referral: Referral, placement: Placement | None, key: str, values: dict[str, Any]
) -> list[str]:
    said = _said_of_placement(values)
    if not said:
        return []
    is_new = placement is None
    if placement is None:
        placement = Placement(
            id=secrets.token_urlsafe(12),
            person_id=referral.person_id,
            opening_id=referral.opening_id,
            referral_id=referral.id,
            started_on=values["started_on"],
            own_work=_is_own_work(values),
        )
    if is_new and "confirmed_on" not in said:
        # formats.md: an empty end means still there up to the last confirmation, without one up to this import.
        said["confirmed_on"] = values.get("ended_on", context.read.today)
    later = [name for name, value in said.items() if _is_later_confirmation(placement, name, value)]
    for name in later:
        setattr(placement, name, said[name])
    return later + settle(context, placement, _PLACED.format(key), said, is_new=is_new)


def _is_later_confirmation(placement: Placement, name: str, said: Any) -> bool:
    """Tell a confirmation later than the one on record: two visits are no conflict between a hand and a list."""
    return name == "confirmed_on" and placement.confirmed_on is not None and said > placement.confirmed_on
