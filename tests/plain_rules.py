"""The hard rules a second time, in loops and ifs, from formats.md alone.

Nothing of ``matcher`` decides a rule here: rows of the database go in, rule codes come out.
"""

import csv
import math
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import employers.reference.places
from employers.tables import Employer, Opening
from matcher.tables import Person
from tests.factories import TODAY

REFERENCE = Path(employers.reference.places.__file__).parent
# Decree 293/2025, in force from 2026-01-01 (domain.md, "Minimum wage").
MINIMUM_2026 = {"I": 5_310_000, "II": 4_730_000, "III": 4_140_000, "IV": 3_700_000}
SERVED_BY = {  # class asked for → classes that serve it (Law 36/2024/QH15, Art. 57)
    "A1": {"A1", "A", "B1"},
    "A": {"A"},
    "B1": {"B1"},
    "B": {"B", "C1", "C", "D1", "D2", "D", "BE", "C1E", "CE", "D1E", "D2E", "DE"},
    "C1": {"C1", "C", "D1", "D2", "D", "C1E", "CE", "D1E", "D2E", "DE"},
    "C": {"C", "D1", "D2", "D", "CE", "D1E", "D2E", "DE"},
    "CE": {"CE"},
    "D1": {"D1", "D2", "D", "D1E", "D2E", "DE"},
    "D2": {"D2", "D", "D2E", "DE"},
    "D": {"D", "DE"},
}
USUAL_HOURS = {"ngày": (420, 960), "tối": (840, 1320), "đêm": (1320, 1800)}
FORBIDDEN_BY = {
    "no_heavy_lifting": "heavy_lifting",
    "no_heights": "heights",
    "no_chemicals": "chemicals",
    "no_long_standing": "long_standing",
}


def table(name, key):
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


COMMUNES = table("places.csv", "code")
OCCUPATIONS = table("occupations.csv", "code")


@dataclass
class OnRecord:
    """One person and one opening with all that is on record about either."""

    person: Person
    opening: Opening
    employer: Employer
    courses: list = field(default_factory=list)
    consents: list = field(default_factory=list)
    decisions: list = field(default_factory=list)
    referrals: list = field(default_factory=list)
    placements: list = field(default_factory=list)


def plain_kilometres(a, b):
    phi1, phi2 = math.radians(a[0]), math.radians(b[0])
    s = math.sin((phi2 - phi1) / 2) ** 2
    s += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 1.3 * 2 * 6371.0088 * math.asin(math.sqrt(s))


def plain_home(pair):
    row = COMMUNES.get(pair.person.commune_code or "")
    return None if row is None else (float(row["latitude"]), float(row["longitude"]))


def plain_commune_of_work(pair):
    opening, firm = pair.opening, pair.employer
    if opening.commune_code or opening.latitude is not None:
        return opening.commune_code
    return firm.commune_code


def plain_workplace(pair):
    opening, firm = pair.opening, pair.employer
    if opening.latitude is not None and opening.longitude is not None:
        return opening.latitude, opening.longitude
    if not opening.commune_code and opening.latitude is None and firm.latitude is not None:
        return firm.latitude, firm.longitude
    row = COMMUNES.get(plain_commune_of_work(pair) or "")
    return None if row is None else (float(row["latitude"]), float(row["longitude"]))


def plain_commute(pair):
    home, work = plain_home(pair), plain_workplace(pair)
    return None if home is None or work is None else plain_kilometres(home, work)


def plain_shift_of(start):
    if 360 <= start < 840:
        return "ngày"
    return "tối" if 840 <= start < 1320 else "đêm"


def plain_hours(pair):
    """Hours by shift; a stretch that begins in a shift not named belongs to the stretch before it."""
    named = list(pair.opening.shifts) or [plain_shift_of(start) for start, _ in pair.opening.hours]
    found = {}
    before = None
    for start, end in pair.opening.hours:
        shift = plain_shift_of(start)
        if shift in named:
            before = shift
        if before is not None:
            found.setdefault(before, []).append((start, end if end > start else end + 1440))
    for shift in named:
        if shift not in found:
            found[shift] = [USUAL_HOURS[shift]]
    return found


def plain_workable(pair):
    found = plain_hours(pair)
    return {s: h for s, h in found.items() if not pair.person.shifts or s in pair.person.shifts}


def minutes_meet(hours, start, end):
    """Does any minute of the working hours lie in the stretch, on the circle of the day?"""
    for minute in range(hours[0], hours[1]):
        for day in (-1440, 0, 1440, 2880):
            if minute + day + 1 > start and minute + day < end:
                return True
    return False


def plain_best(pair):
    opening = pair.opening
    amount = opening.wage_high_vnd if opening.wage_high_vnd is not None else opening.wage_low_vnd
    if amount is None or opening.wage_per in (None, "piece"):
        return None
    return amount * {"month": 1, "day": 26, "hour": 208}[opening.wage_per]


def plain_seats_left(pair):
    left = pair.opening.seats
    here = [p for p in pair.placements if p.opening_id == pair.opening.id]
    for placement in here:
        if placement.started_on <= TODAY and (placement.ended_on is None or placement.ended_on > TODAY):
            left -= 1
    started = {p.referral_id for p in here if p.started_on <= TODAY}
    for referral in pair.referrals:
        if referral.opening_id == pair.opening.id and referral.state == "accepted" and referral.id not in started:
            left -= 1
    return left


def breaks_closed(pair):
    opening, person = pair.opening, pair.person
    if person.closed_on is not None and person.closed_on <= TODAY:
        return True
    if opening.state not in ("open", "paused"):
        return True
    if opening.closes_on is not None and opening.closes_on < TODAY:
        return True
    if opening.posted_on is not None and opening.posted_on > TODAY:
        return True
    return plain_seats_left(pair) < 1


def breaks_consent(pair):
    last = None
    for act in pair.consents:
        if act.person_id == pair.person.id and act.purpose == "matching":
            last = act
    if last is None or not last.given or last.on_date > TODAY:
        return True
    return last.expires_on is not None and last.expires_on < TODAY


def plain_age(pair):
    born, start = pair.person.birth_date, pair.person.return_date or TODAY
    start = max(start, TODAY)
    if pair.person.birth_precision == "year":
        born = date(born.year, 12, 31)
    age = start.year - born.year
    if (start.month, start.day) < (born.month, born.day):
        age -= 1
    return age


def plain_barred_to_minors(pair):
    for code in pair.opening.isco:
        if code in OCCUPATIONS and OCCUPATIONS[code]["minor_barred"]:
            return True
    if "chemicals" in pair.opening.physical:
        return True
    nights = 0
    workable = plain_workable(pair)
    for stretches in workable.values():
        if any(minutes_meet(stretch, 1320, 1800) for stretch in stretches):
            nights += 1
    return nights > 0 and nights == len(workable)


def breaks_minimum_age(pair):
    if pair.person.birth_date is None:
        return False
    age = plain_age(pair)
    return age < 15 or (age < 18 and plain_barred_to_minors(pair))


def breaks_illegal(pair):
    if pair.opening.asks_deposit or pair.opening.keeps_papers:
        return True
    best, row = plain_best(pair), COMMUNES.get(plain_commune_of_work(pair) or "")
    return bool(best is not None and row and row["wage_region"] and best < MINIMUM_2026[row["wage_region"]])


def breaks_licence(pair):
    asked, person = pair.opening.licence, pair.person
    if asked is None:
        return False
    if person.licence_expires_on is not None and person.licence_expires_on < TODAY:
        return True
    return not any(held in SERVED_BY[asked] for held in person.licences)


def breaks_schooling(pair):
    reached = pair.person.schooling
    for course in pair.courses:
        passed = course.result not in ("Không đạt", "Bỏ học") and (course.end_date is None or course.end_date <= TODAY)
        if course.person_id == pair.person.id and course.schooling is not None and passed:
            reached = course.schooling if reached is None else max(reached, course.schooling)
    asked = pair.opening.schooling
    return bool(asked is not None and not pair.opening.schooling_preferred and reached is not None and asked > reached)


def breaks_shift(pair):
    return bool(plain_hours(pair)) and not plain_workable(pair)


def breaks_treatment(pair):
    if not pair.person.treatment_window:
        return False
    start, end = pair.person.treatment_window
    end = end if end > start else end + 1440
    way = (plain_commute(pair) or 0.0) / 25.0 * 60.0
    workable = plain_workable(pair)
    for stretches in workable.values():
        if not any(minutes_meet(stretch, start - way, end + way) for stretch in stretches):
            return False
    return bool(workable)


def breaks_health(pair):
    return any(FORBIDDEN_BY[limit] in pair.opening.physical for limit in pair.person.health_limits)


def breaks_distance(pair):
    if pair.opening.housing and pair.person.can_relocate:
        return False
    home, work = COMMUNES.get(pair.person.commune_code or ""), COMMUNES.get(plain_commune_of_work(pair) or "")
    if home and work and home["code"] != work["code"] and (home["island"] or work["island"]):
        return True
    if pair.opening.transport:
        return False
    commute, most = plain_commute(pair), pair.person.max_commute_km
    return commute is not None and commute > (30.0 if most is None else most)


def breaks_wage_floor(pair):
    best, floor = plain_best(pair), pair.person.wage_floor_vnd
    return best is not None and floor is not None and best < floor


def breaks_employer(pair):
    return pair.employer.state in ("suspended", "paused") or pair.opening.state == "paused"


def breaks_already(pair):
    for referral in pair.referrals:
        if referral.person_id == pair.person.id and referral.opening_id == pair.opening.id:
            return True
    dismissed = False
    for decision in pair.decisions:
        if decision.person_id == pair.person.id and decision.opening_id == pair.opening.id:
            if decision.kind == "dismiss":
                dismissed = True
            if decision.kind == "take_back":
                dismissed = False
    return dismissed


PLAIN_RULES = {
    "closed": breaks_closed,
    "consent": breaks_consent,
    "minimum_age": breaks_minimum_age,
    "illegal": breaks_illegal,
    "licence": breaks_licence,
    "schooling": breaks_schooling,
    "shift": breaks_shift,
    "treatment": breaks_treatment,
    "health": breaks_health,
    "distance": breaks_distance,
    "wage_floor": breaks_wage_floor,
    "employer": breaks_employer,
    "already": breaks_already,
}


def plain_rules(pair):
    found = [rule for rule, breaks in PLAIN_RULES.items() if breaks(pair)]
    set_aside = set()
    for decision in pair.decisions:
        same = decision.person_id == pair.person.id and decision.opening_id == pair.opening.id
        if same and decision.kind == "override":
            set_aside |= set(decision.rules) & {"treatment", "distance", "shift", "wage_floor"}
    return tuple(rule for rule in found if rule not in set_aside)
