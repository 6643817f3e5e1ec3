"""What an analyst may have: rows of people and jobs made alike, and counts of needs and openings; no identity, no code.

There is no number that would lead from one table to another, so what two tables say of one person cannot be joined.
"""

import secrets
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, col, select

from api.anonymous import LEAST_ALIKE, made_alike
from api.exports.sheets import UnknownFileType, write_csv, write_file
from api.service import Caller
from api.small_cells import released
from employers.openings import list_open_openings
from employers.own_entry import is_own_work
from employers.tables import Employer, Opening
from matcher.advice import area_of
from matcher.market import workplace
from matcher.report_facts import Facts, PersonFacts, load_facts
from matcher.tables import Person, Placement

AGES: Final = ((30, "18-29"), (45, "30-44"), (200, "45+"))
LONGEST_WEEKS: Final = 104
"""Jobs are followed for two years at most: the longest few would tell who holds them."""
UNKNOWN: Final = "unknown"
READ_ME: Final = """Nối Việc: số liệu cho người phân tích, lập ngày {day}
Analysis extract of Nối Việc, made on {day}

people.csv    one row a person of the scheme who has returned: area, age band, whether a course was finished, how many
              months ago they returned (in years), whether a job began, whether one lasted {days} days
jobs.csv      one row a job: kind of employer, own work, year of the start, whether a course was finished before it,
              weeks known to have lasted (at most {weeks}), whether it is known to have ended
needs.csv     area by group of trades: people without a running job who finished a course in it or wish for it; seats on
              offer in it. Counts of people: 0 stays, 1 to 7 is *, larger to the nearest 5
openings.csv  one row a posting on offer: area, group of trades, kind of employer, seats, low end of the wage, month

Left out, and why: names, codes, numbers, addresses and notes (they name); sex, people, health, treatment, programme,
conviction (they harm, and no question here needs them); dates and communes (they find one person among few); employers'
names and codes of postings (what one of them did is not an analyst's); any number that leads from a row of one table to
another. Rows stand in random order. In people.csv and jobs.csv each row agrees with at least {least} in every column
that could tell who it is; where it did not, columns were withheld (*): {withheld}. Rows left out: {left_out}.
What this does not stop: where all {least} share one outcome, it is known of each.
"""


def analysis_zip(caller: Caller) -> bytes:
    """The extract as the bytes of a ``.zip``; what was taken is in the trail."""
    caller.require("take_analysis")
    stable_after = caller.service.settings.stable_after_days
    with caller.sessions.write() as session:
        caller.audit(session, "export_list", "analysis", "analysis")
    with caller.sessions.read() as session:
        facts = load_facts(session, stable_after)
        telling = ("age", "area", "years_home", "trained")
        people, fewer_people = made_alike(_people(session, facts, caller.today), telling)
        jobs, fewer_jobs = made_alike(_jobs(session, facts, caller.today), ("started", "kind", "trained"))
        tables = {
            "people": people,
            "jobs": jobs,
            "needs": _needs(session, facts, caller.today),
            "openings": _openings(session, caller.today),
        }
    withheld = sum("*" in row.values() for row in (*people, *jobs))
    told = READ_ME.format(
        day=caller.today.isoformat(),
        days=stable_after,
        weeks=LONGEST_WEEKS,
        least=LEAST_ALIKE,
        withheld=withheld,
        left_out=fewer_people + fewer_jobs,
    )
    return _packed(tables, told)


def export_analysis(caller: Caller, path: Path) -> None:
    """Write the extract to a ``.zip`` file.

    Raises
    ------
    UnknownFileType
        If the name ends otherwise.
    """
    if path.suffix.lower() != ".zip":
        raise UnknownFileType(path.name, ("zip",))
    write_file(path, analysis_zip(caller))


def _packed(tables: Mapping[str, list[dict[str, Any]]], told: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.txt", told)
        for name, rows in tables.items():
            ordered = sorted(rows, key=lambda _row: secrets.randbits(64))
            packed.writestr(f"{name}.csv", write_csv(list(rows[0]) if rows else ["empty"], ordered))
    return out.getvalue()


def group_of(trade: str) -> str:
    """The minor group of a unit group (three digits of ISCO-08); what is no occupation stays as it is."""
    return trade[:3] if trade.isdigit() else trade


def _people(session: Session, facts: Facts, today: date) -> list[dict[str, Any]]:
    born = {p.id: p.birth_date for p in session.exec(select(Person)).all()}
    return [_person(person, born.get(person.id), today) for person in facts.people if _is_home(person, today)]


def _is_home(person: PersonFacts, today: date) -> bool:
    return person.returned is not None and person.returned <= today and not person.erased


def _person(person: PersonFacts, born: date | None, today: date) -> dict[str, Any]:
    age = None if born is None else (today - born).days // 365
    assert person.returned is not None
    return {
        "age": UNKNOWN if age is None else next(words for most, words in AGES if age < most),
        "area": area_of(person.commune) or UNKNOWN,
        "trained": int(any(course.day <= today for course in person.trained)),
        "years_home": min(5, (today - person.returned).days // 365),
        "began_work": int(any(job.day <= today for job in person.started)),
        "stable": int(any(job.day <= today for job in person.stable)),
    }


def _jobs(session: Session, facts: Facts, today: date) -> list[dict[str, Any]]:
    people = {p.id: p for p in facts.people}
    asked = (
        select(Placement, Opening, Employer)
        .join(Opening, col(Opening.id) == col(Placement.opening_id))
        .join(Employer, col(Employer.id) == col(Opening.employer_id))
    )
    rows = []
    for job, opening, employer in session.exec(asked).all():
        if job.person_id not in people or job.started_on > today:
            continue
        own = job.own_work or opening.contract == "own" or is_own_work(employer)
        last = job.ended_on or job.confirmed_on or job.started_on
        weeks = (min(last, today) - job.started_on).days // 7
        rows.append(
            {
                "kind": "own" if own else employer.kind or UNKNOWN,
                "started": job.started_on.year,
                "trained": int(any(course.day <= job.started_on for course in people[job.person_id].trained)),
                "weeks": min(weeks, LONGEST_WEEKS),
                "ended": int(job.ended_on is not None and weeks < LONGEST_WEEKS),
            }
        )
    return rows


def _needs(session: Session, facts: Facts, today: date) -> list[dict[str, Any]]:
    """Area by group of trades: people without a running job, trained in it or wishing for it, and seats on offer."""
    people = {p.id: p for p in facts.people if _is_home(p, today)}
    found: dict[tuple[str, str], list[set[int]]] = defaultdict(lambda: [set(), set()])
    seats: dict[tuple[str, str], int] = defaultdict(int)
    asked = select(Placement.person_id).where(col(Placement.ended_on).is_(None))
    working = set(session.exec(asked).all())
    for row in session.exec(select(Person).where(col(Person.closed_on).is_(None))).all():
        person = people.get(row.id or 0)
        if person is None or person.id in working:
            continue
        area = area_of(person.commune) or UNKNOWN
        for trade in {group_of(course.trade) for course in person.trained}:
            found[area, trade][0].add(person.id)
        for trade in {group_of(code) for wish in row.wishes for code in wish["isco"]}:
            found[area, trade][1].add(person.id)
    for posting in _openings(session, today):
        seats[posting["area"], posting["trade"]] += posting["seats"]
    return [
        {
            "area": area,
            "trade": trade,
            "trained": released(len(found[area, trade][0])),
            "wish": released(len(found[area, trade][1])),
            "seats": seats[area, trade],
        }
        for area, trade in sorted({*found, *seats})
    ]


def _openings(session: Session, today: date) -> list[dict[str, Any]]:
    employers = {e.id: e for e in session.exec(select(Employer)).all()}
    rows = []
    for opening in list_open_openings(session, today):
        employer = employers[opening.employer_id]
        commune = workplace(opening, employer)[1]
        rows.append(
            {
                "area": area_of(commune.code if commune else None) or UNKNOWN,
                "trade": group_of(next(iter(opening.isco), UNKNOWN)),
                "kind": employer.kind or UNKNOWN,
                "seats": opening.seats,
                "wage_low_vnd": opening.wage_low_vnd if opening.wage_per == "month" else None,
                "posted": f"{opening.posted_on:%Y-%m}" if opening.posted_on else "",
            }
        )
    return rows
