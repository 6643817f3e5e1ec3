"""Small builders with sane defaults: say only what a test is about.

``a_demand``, ``an_availability`` and ``a_profile`` are what the pure ranking sees; ``an_employer``, ``an_opening``,
``a_person`` and the others are rows, added to a session and flushed.
"""

from datetime import UTC, date, datetime
from itertools import count

from employers.reference.places import get_commune
from employers.reference.shifts import DEFAULT_HOURS, TimeWindow
from employers.tables import Employer, EmployerState, Opening, OpeningState
from matcher.decisions import By
from matcher.model_store import CurrentModel
from matcher.ranking.availability import Availability
from matcher.ranking.demands import Demand, Market
from matcher.ranking.profiles import Course, Work, build_profile
from matcher.ranking.ranker import AdditiveRanker
from matcher.tables import CheckIn, Consent, Person, Placement, Purpose, Referral, TrainingRecord

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BY = By("canbo.hai", TODAY, NOW)

PHAN_THIET, HAM_KIEM, HAM_LIEM, TIEN_THANH = "22945", "23128", "23095", "22954"
LA_GI, DUC_LINH, TANH_LINH, PHU_QUY, LIEN_HUONG = "23235", "23191", "23149", "23272", "22969"

_numbers = count(1)


def point_of(commune):
    return get_commune(commune).latitude, get_commune(commune).longitude


def clock():
    return NOW


def windows(*shifts, **hours):
    """Windows of a demand: default hours by shift, or ``đêm="22:00-06:00"`` style pairs of minutes by keyword."""
    named = {shift: (DEFAULT_HOURS[shift],) for shift in shifts}
    named |= {shift: tuple(TimeWindow(*pair) for pair in pairs) for shift, pairs in hours.items()}
    return tuple(named.items())


def a_demand(opening_id=1, commune=HAM_KIEM, **changes):
    """A lawful day job of unskilled packing in Hàm Kiệm, with one seat."""
    known = {
        "code": f"TD{opening_id:05d}",
        "employer": f"NSD{opening_id:05d}",
        "isco": ("9321",),
        "employer_kind": "factory",
        "best_wage_vnd": 7_000_000,
        "low_wage_vnd": 6_000_000,
        "windows": windows("ngày"),
        "contract": "fixed",
        "posted_on": date(2026, 11, 1),
    }
    if commune is not None:
        place = get_commune(commune)
        known |= {"point": point_of(commune), "commune_code": commune, "island": place.island}
        known["region_minimum_vnd"] = {"II": 4_730_000, "III": 4_140_000, "IV": 3_700_000}[place.wage_region]
    return Demand(opening_id=opening_id, **(known | changes))


def a_market(*demands, as_of=TODAY):
    return Market(tuple(demands), as_of)


def an_availability(commune=HAM_KIEM, **changes):
    """A consenting adult of Hàm Kiệm with nothing that stands in the way."""
    known = {"starts_on": TODAY, "youngest_birth": date(1990, 5, 1), "schooling": 9}
    if commune is not None:
        known |= {"point": point_of(commune), "commune_code": commune, "island": get_commune(commune).island}
    return Availability(**(known | changes))


def a_course(isco, **changes):
    known = {"level": "sơ cấp", "result": "Khá", "ended_on": date(2026, 5, 1)}
    return Course("Kỹ thuật", (isco,) if isinstance(isco, str) else isco, **(known | changes))


def some_work(isco, months=12, **changes):
    return Work("việc đã làm", (isco,) if isinstance(isco, str) else isco, months, **changes)


def a_profile(courses=(), work=(), wishes=(), schooling=9, today=TODAY):
    asked = [(f"muốn làm {isco}", (isco,)) for isco in wishes]
    return build_profile(courses, work, asked, schooling, today)


def the_expert(version=0):
    """The model in force before any training."""
    return CurrentModel(version, AdditiveRanker.from_prior(), 0)


def _added(session, row):
    session.add(row)
    session.flush()
    return row


def an_employer(session, **changes):
    number = next(_numbers)
    known = {
        "code": f"NSD{number:05d}",
        "name": f"Công ty TNHH Hoa Mai {number}",
        "name_core": f"hoa mai {number}",
        "kind": "factory",
        "commune_code": HAM_KIEM,
        "state": EmployerState.verified,
        "registered_on": date(2026, 1, 5),
    }
    return _added(session, Employer(**(known | changes)))


def an_opening(session, employer=None, **changes):
    """An open posting for two packers on day shift."""
    number = next(_numbers)
    firm = employer or an_employer(session)
    known = {
        "code": f"TD{number:05d}",
        "employer_id": firm.id,
        "state": OpeningState.open,
        "title": "Nhân viên đóng gói",
        "isco": ["9321"],
        "seats": 2,
        "wage_low_vnd": 6_000_000,
        "wage_high_vnd": 7_000_000,
        "wage_per": "month",
        "shifts": ["ngày"],
        "contract": "fixed",
        "commune_code": HAM_KIEM,
        "posted_on": date(2026, 11, 1),
    }
    return _added(session, Opening(**(known | changes)))


def a_person(session, *, consented=True, **changes):
    """An adult of Hàm Kiệm whose consent to matching stands."""
    number = next(_numbers)
    known = {
        "code": f"HS{number:05d}",
        "birth_date": date(1990, 5, 1),
        "birth_precision": "day",
        "commune_code": HAM_KIEM,
        "schooling": 9,
        "vehicle": "motorbike",
        "registered_on": date(2026, 2, 1),
    }
    person = _added(session, Person(**(known | changes)))
    if consented:
        a_consent(session, person)
    return person


def a_consent(session, person, purpose=Purpose.matching, **changes):
    known = {"given": True, "on_date": date(2026, 3, 1), "recorded_by": BY.account, "recorded_at": NOW}
    return _added(session, Consent(person_id=person.id, purpose=purpose, **(known | changes)))


def a_referral(session, person, opening, **changes):
    number = next(_numbers)
    known = {"id": f"gt{number}", "alias": f"KM {1000 + number}", "referred_on": TODAY, "referred_by": BY.account}
    return _added(session, Referral(person_id=person.id, opening_id=opening.id, **(known | changes)))


def a_placement(session, person, opening, **changes):
    known = {"id": f"nv{next(_numbers)}", "started_on": date(2026, 9, 1)}
    return _added(session, Placement(person_id=person.id, opening_id=opening.id, **(known | changes)))


def a_training_record(session, person, **changes):
    known = {"course": "Kỹ thuật hàn", "isco": ["7212"], "result": "Khá", "recorded_on": date(2026, 6, 1)}
    return _added(session, TrainingRecord(person_id=person.id, **(known | changes)))


def a_check_in(session, placement, on, outcome="still_there", **changes):
    known = {"on_date": on, "outcome": outcome, "recorded_by": BY.account}
    return _added(session, CheckIn(placement_id=placement.id, **(known | changes)))
