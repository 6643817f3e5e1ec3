"""The night in a database: everybody ranked, planned and published, and one new opening for everybody."""

import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from api import clock
from api.benchmark.country import AS_OF, draw_market
from api.benchmark.country_database import fill, opening_row
from api.benchmark.country_people import draw_candidates
from api.benchmark.figures import Figure, Scale, in_child, peak_gb, seconds
from api.db import Database
from employers.openings import touch_market
from employers.tables import Opening
from matcher.known_market import know_market
from matcher.market import load_market
from matcher.rerank import Means, rerank
from matcher.touched import Touched

PEOPLE, OPENINGS, ROWS_EACH = 20_000, 4000, 20
_REASONS = '["trade_near", "commute_short", "wage_above_floor", "training_on_job"]'


def night(scale: Scale) -> Iterator[Figure]:
    """A night, from reading the people to lists that are published; then one opening, new the next morning."""
    n_people, n_openings = scale.of(PEOPLE), scale.of(OPENINGS)
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/country.db")
        fill(database, draw_market(n_openings).demands, draw_candidates(n_people, n_openings))
        database.dispose()
        first, took, again, touched, changed, held = in_child(_measure, f"{folder}/country.db", n_openings)
        anew, same, one = in_child(_measure_market, f"{folder}/country.db")
        bare = min(_insert_plainly(Path(folder) / f"plain{i}.db", n_people) for i in range(3))
    size = f"{n_people:,} x {n_openings:,}"
    yield Figure(f"the night of {size}, the kernel loaded on the way", first, "s", most=scale.bound(60.0))
    yield Figure("  every night after it", took, "s")
    yield Figure("  its peak of memory", held, "GB", most=scale.bound(1.0))
    yield Figure(f"  {ROWS_EACH} plain rows a person into SQLite", bare, "s")
    yield Figure("  the night / the plain rows", took / bare, "x", most=scale.bound(6.0))
    yield Figure("  on a server that remembers the people", again, "s")
    yield Figure(f"one new opening, {n_people:,} people, remembered", touched, "s", most=scale.bound(1.0))
    yield Figure("  lists that it changed", changed, "lists")
    yield Figure(f"the market of {n_openings:,} openings, read anew", anew, "s")
    yield Figure("  found to be as it was / read anew", same / anew, "x")
    yield Figure("  brought up to date after one change / read anew", one / anew, "x")


def _measure(file: str, n_openings: int) -> tuple[float, ...]:
    database, means = Database(f"sqlite:///{file}"), Means()
    first = seconds(lambda: rerank(database, AS_OF, clock.now))
    took = min(seconds(lambda: rerank(database, AS_OF, clock.now)) for _ in range(2))
    held = peak_gb()
    rerank(database, AS_OF, clock.now, means=means)
    again = seconds(lambda: rerank(database, AS_OF, clock.now, means=means))
    times, changed = [], 0
    for number in range(1, 4):
        code = _post(database, n_openings + number)
        began = time.perf_counter()
        changed = rerank(database, AS_OF, clock.now, Touched(opening=code), means).people
        times.append(time.perf_counter() - began)
    database.dispose()
    return first, took, again, sorted(times)[1], float(changed), held


def _measure_market(file: str) -> tuple[float, float, float]:
    database, times = Database(f"sqlite:///{file}"), []
    with database.read() as session:
        known = know_market(session, AS_OF)
        lacking_one = replace(known, facts=dict(list(known.facts.items())[1:]))
        for _ in range(5):
            anew = seconds(lambda: load_market(session, AS_OF))
            same = seconds(lambda: know_market(session, AS_OF, known))
            times.append((anew, same, seconds(lambda: know_market(session, AS_OF, lacking_one))))
            session.expunge_all()
    database.dispose()
    anew, same, one = (statistics.median(column) for column in zip(*times, strict=True))
    return anew, same, one


def _post(database: Database, number: int) -> str:
    """Write one opening that has just come in, of the first firm."""
    drawn = draw_market(number, seed=7).demands[-1]
    row = opening_row(drawn, 1) | {"id": number, "code": f"MOI{number}"}
    with database.write() as session:
        session.execute(insert(Opening), [row])
        touch_market(session)
    return f"MOI{number}"


def _insert_plainly(file: Path, n_people: int) -> float:
    """Time of writing so many plain rows a person in one transaction, as fast as SQLite's own driver does."""
    rows = (
        (1, person, 7 * person + rank, rank, 0.41, 0.3, 0.5, 0.02, _REASONS)
        for person in range(n_people)
        for rank in range(1, ROWS_EACH + 1)
    )
    with closing(sqlite3.connect(file)) as plain:
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute(
            "CREATE TABLE suggestion (run INTEGER, person INTEGER, opening INTEGER, rank INTEGER, chance REAL,"
            " low REAL, high REAL, price REAL, reasons TEXT)"
        )
        began = time.perf_counter()
        with plain:
            plain.executemany("INSERT INTO suggestion VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        return time.perf_counter() - began
