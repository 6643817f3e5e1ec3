"""A backup of a filled service, proved, restored and moved by the commands that an office gives: nothing is missing.

``--size`` is the number of people: the province is invented, goes through the importers and is ranked first, so that
lists, trail and training are there too. What came back is counted and digested table by table, beside what was there.
"""

import argparse
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sqlmodel import func, select

from api.backups.archive import PASSING
from api.backups.rows import table_forms, tallies
from api.db import Database
from api.row_security import speak_for_service
from api.service import Service
from matcher.tables import PersonIdentity
from tests import postgresql_server as postgresql
from tests.chaos import processes
from tests.chaos.figures import Figure, main, say, within
from tests.chaos.offices import base_of, office, server

PEOPLE, SECONDS = 20_000, 60.0
"""A province, and how long its way back may take (issue 8)."""
LONGEST: Final = 1800.0
"""Seconds after which a command counts as one that does not end."""
TRAIL = "audit_event"
Tallies = Mapping[str, list[Any]]


def _rows_of(database: Database) -> Tallies:
    """Rows and digest of every table that a backup holds."""
    with database.transaction() as connection:
        speak_for_service(connection)
        return tallies(connection, table_forms(connection, PASSING))


def _differ(before: Tallies, after: Tallies, acts: int) -> list[str]:
    """Tables that are not what they were; the trail has grown by so many acts and by nothing else."""
    others = [name for name in before if name != TRAIL and before[name] != after.get(name)]
    grown = after[TRAIL][0] - before[TRAIL][0] if TRAIL in after else None
    return others if grown == acts else [*others, f"{TRAIL} {grown:+}" if grown is not None else TRAIL]


def _given(service: Service, *words: str, fault: str | None = None, **settings: str) -> tuple[float, int]:
    """Give a command; seconds and exit code."""
    begun = time.perf_counter()
    code = processes.ended(processes.noiviec(service, *words, fault=fault, **settings), LONGEST)
    return time.perf_counter() - begun, code


def _restored(service: Service, file: Path, before: Tallies, size: int) -> Iterator[Figure]:
    places = {"SQLite": f"sqlite:///{base_of(service)}/restored.sqlite"}
    if (reason := postgresql.why_not()) is None:
        places["PostgreSQL"] = server().create(f"{base_of(service).name}-restored")
    else:
        say(f"restore: PostgreSQL is left out: {reason}")
    for name, url in places.items():
        took, code = _given(service, "restore", str(file), NOIVIEC_DATABASE_URL=url)
        yield within(f"restore: {size} people into {name}", took, SECONDS * max(1.0, size / PEOPLE))
        database = Database(url)
        wrong = _differ(before, _rows_of(database), 2) if code == 0 else [processes.said(service)[-300:]]
        database.dispose()
        yield Figure(f"restore: into {name}: tables that are not what they were {wrong or 0}", "0", not wrong)


def _moved(service: Service, before: Tallies) -> Iterator[Figure]:
    if postgresql.why_not() is not None:
        return
    url = server().create(f"{base_of(service).name}-moved")
    took, code = _given(service, "move", "--to", url)
    say(f"restore: moving to PostgreSQL took {took:.1f} s")
    database = Database(url)
    wrong = _differ(before, _rows_of(database), 2) if code == 0 else [processes.said(service)[-300:]]
    database.dispose()
    yield Figure(f"restore: moved to PostgreSQL: tables that are not what they were {wrong or 0}", "0", not wrong)


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Back up, prove, restore into each store there is, move."""
    processes.warm()
    with office("sqlite", options.size, max(50, options.size // 5)) as service:
        before, file = _rows_of(service.database), base_of(service) / "s.nvb"
        with service.database.transaction() as connection:
            sealed = connection.execute(select(func.count()).select_from(PersonIdentity)).scalar_one()
        took, code = _given(service, "backup", str(file), fault=options.fault)
        rows = sum(number for number, _ in before.values())
        words = f"restore: {rows} rows of {len(before)} tables backed up in {took:.1f} s"
        say(f"{words}, {file.stat().st_size / 1e6:.1f} MB")
        took, proved = _given(service, "restore", str(file), "--verify")
        words = f"restore: on trial, with the trail and {sealed} sealed identities: ended with {code} and {proved}"
        yield Figure(f"{words}, {took:.1f} s", "0 and 0", (code, proved) == (0, 0))
        yield from _restored(service, file, before, options.size)
        service.close()
        yield from _moved(service, before)


if __name__ == "__main__":
    main(run, PEOPLE, ("leaves_rows_out",))
