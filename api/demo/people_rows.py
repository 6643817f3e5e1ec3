"""The people's list as an office keeps it: who agreed, whose case is closed, and every cell in somebody's hand."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from api.demo.dice import chosen, pick
from api.demo.names import write_name
from api.demo.past import DemoPlacement
from api.demo.people import DemoPerson
from api.demo.province import write_commune
from api.demo.writing import draw_phone, write_amount, write_birth, write_date, write_national_id, write_phone

_WITHOUT_CONSENT, _CLOSED, TREATED = 0.12, 0.08, 0.09
_OLD_PLACE_NAMES = 0.14
WINDOWS = ("06:30-08:00", "06:30-08:00", "07:00-08:00", "06:00-07:30", "07:00-08:30", "16:00-17:00")
_HEALTH = ("không nâng nặng", "không làm trên cao", "không hóa chất", "không đứng lâu")
_LASTING_YEARS = {"A1": 0, "A": 0, "A2": 0, "C": 5, "C1": 10, "B": 10, "B1": 10, "B2": 10}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: the day of consent and the day on which it was closed, each if there is one."""

    consented: date | None
    closed: date | None


def draw_standings(
    rng: random.Random, people: list[DemoPerson], placements: list[DemoPlacement], today: date
) -> dict[str, Standing]:
    """Draw who agreed to job matching and whose case is closed, in agreement with the past.

    Parameters
    ----------
    rng : random.Random
        Chance.
    people, placements : list
        The province; whoever was referred had agreed before, and no case closes before its last event.
    today : datetime.date
        Nothing happens after it.

    Returns
    -------
    dict of str to Standing
        By person code; 12 % of all without consent, 8 % closed.
    """
    first_referral: dict[str, date] = {}
    last_event: dict[str, date] = {}
    for placement in placements:
        code = placement.person.code
        first_referral[code] = min(placement.referred, first_referral.get(code, date.max))
        last_event[code] = max(placement.last_day, last_event.get(code, date.min))
    free = [p.code for p in people if p.code not in first_referral]
    silent = set(chosen(rng, free, round(len(people) * _WITHOUT_CONSENT)))
    closed = set(_closed(rng, people, last_event, today))
    standings: dict[str, Standing] = {}
    for person in people:
        consented = None
        if person.code not in silent:
            consented = _consent_day(rng, person, first_referral.get(person.code), today)
        earliest = max(last_event.get(person.code, date.min), consented or date.min, person.available)
        standings[person.code] = Standing(consented, _day(rng, earliest, today) if person.code in closed else None)
    return standings


def _closed(rng: random.Random, people: list[DemoPerson], last_event: Mapping[str, date], today: date) -> list[str]:
    """Choose the cases to close: home for more than two years, and nothing going on in the last two months."""
    quiet = today - timedelta(days=60)
    old = [p.code for p in people if p.available < today - timedelta(days=730)]
    return chosen(rng, [code for code in old if last_event.get(code, date.min) < quiet], round(len(people) * _CLOSED))


def _consent_day(rng: random.Random, person: DemoPerson, before: date | None, today: date) -> date:
    """Draw the day of consent: before the first referral, or in the last two years (future returns: in the centre)."""
    if before:
        return max(person.available, before - timedelta(days=rng.randrange(1, 40)))
    first = min(max(person.available, today - timedelta(days=700)), today - timedelta(days=20))
    return _day(rng, first, today)


def _day(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange(max((last - first).days, 1)))


def people_rows(
    rng: random.Random,
    people: list[DemoPerson],
    standings: Mapping[str, Standing],
    workers: Mapping[str, tuple[str, ...]],
    today: date,
) -> list[dict[str, str]]:
    """Write the people's list with the English keys of formats.md.

    Parameters
    ----------
    rng : random.Random
        Chance.
    people : list of DemoPerson
        In the order of the list.
    standings : mapping of str to Standing
        By person code.
    workers : mapping of str to tuple of str
        Account names of the case workers, by code of the commune; people of a commune are dealt out in turn.
    today : datetime.date
        The day of the list.
    """
    dealt = dict.fromkeys(workers, 0)
    rows = []
    for person in people:
        accounts = workers[person.commune.code]
        account = accounts[dealt[person.commune.code] % len(accounts)]
        dealt[person.commune.code] += 1
        rows.append(_row(rng, person, standings[person.code], account, today))
    return rows


def _row(rng: random.Random, person: DemoPerson, standing: Standing, account: str, today: date) -> dict[str, str]:
    return {
        "person_code": person.code,
        "full_name": write_name(rng, person.name, person.sex),
        "birth_date": write_birth(rng, person.birth, person.year_only),
        "sex": person.sex,
        "national_id": write_national_id(rng, person.national_id),
        "phone": write_phone(rng, draw_phone(rng), household=True) if rng.random() < 0.86 else "",
        "commune": write_commune(rng, person.commune, _OLD_PLACE_NAMES),
        "address": _address(rng, person),
        "schooling": _schooling(rng, person),
        "ethnicity": person.ethnicity,
        **_driving(rng, person),
        **_return(rng, person, today),
        **_terms(rng, person),
        **_limits(rng, person),
        "wishes": "; ".join(words for words, _, _ in person.wishes),
        "work_history": _work_history(rng, person),
        "consent_date": write_date(rng, standing.consented),
        "case_worker": account,
        "closed_on": write_date(rng, standing.closed),
    }


def _address(rng: random.Random, person: DemoPerson) -> str:
    if person.commune.name.startswith("Phường"):
        return f"Tổ {rng.randrange(1, 20)}, khu phố {rng.randrange(1, 12)}"
    return rng.choice((f"Thôn {rng.randrange(1, 9)}", f"Tổ {rng.randrange(1, 12)}, thôn {rng.randrange(1, 9)}"))


def _schooling(rng: random.Random, person: DemoPerson) -> str:
    grade = person.schooling
    if grade == 0:
        return pick(rng, (("mù chữ", 3), ("Mù chữ", 1)))
    if grade == 3:
        return pick(rng, (("XMC", 3), ("lớp 3", 2)))
    stages = {9: "THCS", 12: "THPT"}
    return pick(rng, ((f"{grade}/12", 7), (f"lớp {grade}", 2), (stages.get(grade, f"{grade}/12"), 1)))


def _driving(rng: random.Random, person: DemoPerson) -> dict[str, str]:
    expiries = [_expiry(issued, _LASTING_YEARS[licence]) for licence, issued in person.licences]
    car_or_any = max(person.licences, key=lambda held: _LASTING_YEARS[held[0]], default=None)
    vehicle = (("xe máy", 62), ("không có", 14), ("xe đạp", 9), ("", 15))
    return {
        "licences": rng.choice(("; ", ", ")).join(licence for licence, _ in person.licences),
        "licence_expires_on": write_date(rng, min((day for day in expiries if day), default=None)),
        "licence_issued_on": write_date(rng, car_or_any[1] if car_or_any else None),
        "vehicle": "xe máy" if person.licences and rng.random() < 0.6 else pick(rng, vehicle),
    }


def _expiry(issued: date, years: int) -> date | None:
    return issued.replace(year=issued.year + years, day=min(issued.day, 28)) if years else None


def _return(rng: random.Random, person: DemoPerson, today: date) -> dict[str, str]:
    """Write the dates of return and of the decision, which follows within three weeks and may still be awaited."""
    decided = person.available + timedelta(days=rng.randrange(21))
    returned = person.programme == "sau cai"
    return {
        "decision_date": write_date(rng, decided) if returned and decided <= today else "",
        "return_date": write_date(rng, person.available),
        "programme": person.programme,
    }


def _terms(rng: random.Random, person: DemoPerson) -> dict[str, str]:
    lowest = rng.choice((40, 45, 50, 50, 55, 60, 60, 65, 70, 75)) * 100_000
    said = rng.random()
    floor = "" if said < 0.25 else write_amount(rng, lowest)
    if said > 0.88:
        floor = f"{lowest // 1_000_000}-{lowest // 1_000_000 + rng.choice((1, 2))} triệu"
    return {
        "wage_floor_vnd": floor,
        "max_commute_km": str(person.max_commute_km or ""),
        "can_relocate": rng.choice(("x", "có", "x", "1"))
        if person.can_relocate
        else rng.choice(("", "không", "ko", "0")),
        "shifts": pick(rng, (("ngày", 42), ("ngày; tối", 24), ("ngày; tối; đêm", 14), ("", 20))),
    }


def _limits(rng: random.Random, person: DemoPerson) -> dict[str, str]:
    """Write busy hours and health limits; other people have busy hours too (children, a sick parent)."""
    busy = rng.random() < (TREATED if person.programme == "sau cai" else TREATED / 2)
    limits = rng.sample(_HEALTH, rng.choice((1, 1, 1, 2))) if rng.random() < 0.14 else []
    return {"treatment_window": rng.choice(WINDOWS) if busy else "", "health_limits": "; ".join(limits)}


def _work_history(rng: random.Random, person: DemoPerson) -> str:
    return "; ".join(f"{words} {_duration(rng, months)}" for words, _, months in person.work)


def _duration(rng: random.Random, months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{years} năm" if not rest and rng.random() < 0.7 else f"{months} tháng"
