"""The invented country in a database: rows as the importers would write them, put there in bulk."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from api.benchmark.country import AS_OF
from api.db import Database
from api.migrate import METADATA
from employers.tables import Employer, EmployerState, Opening, OpeningState
from matcher.ranking.coded_people import Candidate
from matcher.ranking.demands import Demand
from matcher.ranking.profiles import Course, Work
from matcher.tables import Consent, Person, Purpose, Referral, TrainingRecord

_AT_ONCE = 5000
_LIMIT_BEHIND = {
    "heavy_lifting": "no_heavy_lifting",
    "heights": "no_heights",
    "chemicals": "no_chemicals",
    "long_standing": "no_long_standing",
}
_NOON = datetime.combine(AS_OF, time(12), UTC)


def fill(database: Database, demands: Iterable[Demand], people: Iterable[Candidate]) -> None:
    """Create the tables and write the country's openings and people."""
    METADATA.create_all(database.writer)
    with database.write() as session:
        _write_openings(session, demands)
        _write_people(session, people)


def _insert(session: Session, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    rest = iter(rows)
    while batch := list(islice(rest, _AT_ONCE)):
        session.execute(insert(table), batch)


def _write_openings(session: Session, demands: Iterable[Demand]) -> None:
    known = list(demands)
    firms = {d.employer: d for d in known}
    numbers = {code: number for number, code in enumerate(firms, 1)}
    _insert(session, Employer, (_employer(numbers[code], firms[code]) for code in numbers))
    _insert(session, Opening, (opening_row(d, numbers[d.employer]) for d in known))


def _employer(number: int, demand: Demand) -> dict[str, Any]:
    assert demand.point is not None
    return {
        "id": number,
        "code": demand.employer,
        "name": f"Đơn vị {number}",
        "name_core": f"don vi {number}",
        "kind": demand.employer_kind,
        "commune_code": demand.commune_code,
        "latitude": demand.point[0],
        "longitude": demand.point[1],
        "state": EmployerState.verified if demand.employer_ready else EmployerState.suspended,
        "registered_on": AS_OF,
    }


def opening_row(demand: Demand, employer: int) -> dict[str, Any]:
    """One opening as a row."""
    same = ("code", "contract", "schooling", "schooling_preferred", "licence", "experience_months", "seats")
    offered = ("housing", "transport", "meals", "training_on_job", "posted_on")
    return {name: getattr(demand, name) for name in (*same, *offered)} | {
        "id": demand.opening_id,
        "employer_id": employer,
        "state": OpeningState.open,
        "title": "Vị trí tuyển dụng",
        "isco": list(demand.isco),
        "wage_low_vnd": demand.low_wage_vnd,
        "wage_high_vnd": demand.best_wage_vnd,
        "wage_per": None if demand.best_wage_vnd is None else "month",
        "shifts": [name for name, _ in demand.windows],
        "hours": sorted({(w.start_minute, w.end_minute) for _, stretches in demand.windows for w in stretches}),
        "physical": sorted(demand.physical),
        "commune_code": demand.commune_code,
        "latitude": demand.point[0] if demand.point else None,
        "longitude": demand.point[1] if demand.point else None,
    }


def _write_people(session: Session, people: Iterable[Candidate]) -> None:
    rest = enumerate(people, 1)
    while batch := list(islice(rest, _AT_ONCE)):
        _insert(session, Person, (_person(number, candidate) for number, candidate in batch))
        _insert(session, TrainingRecord, (row for number, c in batch for row in _courses(number, c)))
        _insert(session, Consent, (_consent(number) for number, c in batch if c.availability.consented))
        _insert(session, Referral, (row for number, c in batch for row in _referrals(number, c)))


def _person(number: int, candidate: Candidate) -> dict[str, Any]:
    profile, person, _ = candidate
    treated = person.treatment
    return {
        "id": number,
        "code": f"HS{number:06d}",
        "birth_date": person.youngest_birth,
        "birth_precision": "day",
        "commune_code": person.commune_code,
        "schooling": profile.schooling,
        "licences": sorted(person.licences),
        "vehicle": None if person.own_vehicle is None else "motorbike" if person.own_vehicle else "none",
        "wage_floor_vnd": person.wage_floor_vnd,
        "max_commute_km": person.max_commute_km,
        "can_relocate": person.can_stay_over,
        "shifts": sorted(person.shifts),
        "treatment_window": [] if treated is None else [treated.start_minute, treated.end_minute],
        "health_limits": [_LIMIT_BEHIND[name] for name in sorted(person.forbidden_physical)],
        "wishes": [{"words": words, "isco": list(codes)} for words, codes in profile.wishes],
        "work_history": [
            {"words": w.words, "isco": list(w.isco), "months": w.months}
            for w in _records(candidate)
            if isinstance(w, Work)
        ],
        "registered_on": AS_OF,
    }


def _records(candidate: Candidate) -> Iterator[Course | Work]:
    yield from dict.fromkeys(e.record for e in candidate.profile.evidence)


def _courses(number: int, candidate: Candidate) -> Iterator[dict[str, Any]]:
    for record in _records(candidate):
        if isinstance(record, Course):
            yield {
                "person_id": number,
                "course": record.words,
                "isco": list(record.isco),
                "level": record.level,
                "result": record.result,
                "end_date": record.ended_on,
                "recorded_on": AS_OF,
            }


def _consent(number: int) -> dict[str, Any]:
    given = {"purpose": Purpose.matching, "given": True, "on_date": AS_OF, "recorded_by": "list"}
    return given | {"person_id": number, "recorded_at": _NOON}


def _referrals(number: int, candidate: Candidate) -> Iterator[dict[str, Any]]:
    for opening in candidate.availability.done:
        yield {
            "id": f"{number}-{opening}",
            "person_id": number,
            "opening_id": opening,
            "alias": f"NTV {number}",
            "referred_on": AS_OF,
            "referred_by": "list",
        }
