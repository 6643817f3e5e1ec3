"""How long a long list takes, and how much memory: ``python -m tests.bench.imports [--rows 20000]``.

The list is drawn and written by another process, so that the memory measured is the import's own; each file is brought
in twice, first new and then unchanged, each time by a process of its own. A workbook is read by a child of the import:
their memory is added up, as it was at each moment (of /proc, so on Linux only).
"""

import argparse
import csv
import io
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import xlsxwriter

from api import migrate
from api.db import Database
from api.demo import demo_lists
from api.imports.importer import import_list
from api.imports.parsing import ImportRequest
from api.imports.reading import ReadContext
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.scoping import ViewerSessions

TODAY = date(2026, 11, 23)
MOST_SECONDS, MOST_MB = 30.0, 500.0
FORMS = ("csv", "xlsx")


def draw(folder: Path, rows: int) -> None:
    """Write the same list as csv and as a workbook."""
    people = demo_lists(1, people=rows, openings=50, today=TODAY).people[:rows]
    header = list(dict.fromkeys(key for row in people for key in row))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows(people)
    (folder / "people.csv").write_bytes(out.getvalue().encode("utf-8-sig"))
    with xlsxwriter.Workbook(str(folder / "people.xlsx"), {"constant_memory": True, "strings_to_formulas": False}) as b:
        sheet = b.add_worksheet()
        for number, row in enumerate([dict(zip(header, header, strict=True)), *people]):
            for column, name in enumerate(header):
                sheet.write_string(number, column, row.get(name, ""))


def _resident_mb(pid: int) -> float:
    """Memory of a process and its children now; zero for what has just ended."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 2**20 + sum(_resident_mb(int(child)) for child in children)


def bring_in(file: Path) -> None:
    """Import one file in this process, into the database that lies beside it."""
    database = Database(f"sqlite:///{file}.db")
    migrate.upgrade(database)
    sessions = ViewerSessions(database, Viewer("bench", Role.operator))
    request = ImportRequest("people", file.name, file.read_bytes(), ("bench", datetime.now(UTC)))
    start = time.perf_counter()
    report = import_list(sessions, KeyStore(Path(f"{file}.keys")), request, ReadContext(TODAY, "Lâm Đồng"))
    print(f"{time.perf_counter() - start:.1f}\t{report.summary()}")


def measure(rows: int) -> list[tuple[str, float, float]]:
    """What, seconds and peak megabytes of each import."""
    told = []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.imports", "--folder", folder, "--rows", str(rows)]
        subprocess.run([*command, "--draw"], check=True)
        for form, what in product(FORMS, ("first time", "again")):
            with subprocess.Popen([*command, "--form", form], stdout=subprocess.PIPE, text=True) as importer:
                peak = 0.0
                while importer.poll() is None:
                    peak = max(peak, _resident_mb(importer.pid))
                    time.sleep(0.02)
                assert importer.stdout is not None
                seconds, summary = importer.stdout.read().rstrip("\n").split("\t")
            told.append((f"{form}, {what}", float(seconds), peak))
            print(f"{rows:,} rows x 28 columns, {form}, {what}: {seconds} s, {peak:.0f} MB  {summary}", flush=True)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("--form", choices=FORMS)
    given = parser.parse_args()
    if given.draw:
        draw(given.folder, given.rows)
    elif given.form:
        bring_in(given.folder / f"people.{given.form}")
    else:
        measure(given.rows)


if __name__ == "__main__":
    main()
