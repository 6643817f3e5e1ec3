"""How long a long list takes, and how much memory: ``python -m tests.bench.imports [--rows 20000]``."""

import argparse
import csv
import io
import resource
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from api import migrate
from api.db import Database
from api.demo import demo_lists
from api.imports.importer import ImportRequest, import_list
from api.imports.reading import ReadContext
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.scoping import ViewerSessions

TODAY = date(2026, 11, 23)


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    rows = parser.parse_args().rows
    people = demo_lists(1, people=rows, openings=50, today=TODAY).people[:rows]
    content = as_csv(people)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        migrate.upgrade(database)
        sessions = ViewerSessions(database, Viewer("bench", Role.operator))
        keys = KeyStore(Path(folder) / "keys.db")
        for what in ("first time", "again"):
            request = ImportRequest("people", "people.csv", content, ("bench", datetime.now(UTC)))
            start = time.perf_counter()
            report = import_list(sessions, keys, request, ReadContext(TODAY, "Lâm Đồng"))
            seconds = time.perf_counter() - start
            print(f"{len(people)} rows x {len(people[0])} columns, {what}: {seconds:.1f} s  {report.summary()}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
