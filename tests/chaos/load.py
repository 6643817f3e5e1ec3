"""A working morning of many case workers at once, against the bare framework: ``python -m tests.chaos.load``.

The service and the bare framework are served the same way, one after the other, round after round, and asked by the
same clients over plain sockets. What is timed is told, on a machine at rest; it decides nothing until it is three times
as long as wanted.
"""

import argparse
import itertools
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.chaos.figures import Figure, missed, say, timed
from tests.chaos.office import Process, Worker, bare_server, served, workers_of
from tests.chaos.wire import Client, Figures, drive, request
from tests.e2e.server import fill

ROUNDS = 5
CLIENTS, WRITERS = 20, 16
SHARE, LIST_MS, WRITE_MS = 0.5, 50, 100


def opening_lists(worker: Worker, begin: int) -> Client:
    """Open list after list of one's people."""
    for i in itertools.count(begin):
        yield request("suggestions", "GET", f"{_person(worker, i)}/suggestions", worker.token)


def asking_bare() -> Client:
    """Ask the bare framework."""
    while True:
        yield request("bare", "GET", "/bare")


def writing(worker: Worker, begin: int) -> Client:
    """Write what a morning brings: a check-in where somebody works, a suggestion put aside, a reminder."""
    for i in itertools.count(begin):
        if worker.placements:
            where = f"/api/v1/placements/{worker.placements[i % len(worker.placements)]}/check-ins"
            found = {"on": "2026-11-23", "outcome": "not_reached"}
            yield request("check-in", "POST", where, worker.token, json=found)
        reminder = {"due_on": "2026-11-30", "note": "gọi lại buổi sáng"}
        yield request("reminder", "POST", f"{_person(worker, i)}/reminders", worker.token, json=reminder)


def morning(worker: Worker, begin: int) -> Client:
    """Today's tasks, a search, a list, somebody introduced, somebody asked after; then the next person."""
    yield request("sign-in", "POST", "/api/v1/token", form={"username": worker.name, "password": worker.password})
    for i in itertools.count(begin):
        yield request("today", "GET", "/api/v1/today", worker.token)
        yield request("search", "GET", f"/api/v1/people?query={worker.people[i % len(worker.people)]}", worker.token)
        found = yield request("suggestions", "GET", f"{_person(worker, i)}/suggestions", worker.token)
        items = found.json["items"] if found.status == 200 else []
        if items and i % 5 == 0:
            consent = {"fields": ["given_name", "skills"], "given_on": "2026-11-23"}
            wanted = {"opening": items[-1]["opening"]["code"], "decision": "refer", "reason": "hợp việc"}
            body = {**wanted, "consent": consent}
            yield request("refer", "POST", f"{_person(worker, i)}/decisions", worker.token, json=body)
        if worker.placements:
            where = f"/api/v1/placements/{worker.placements[0]}/check-ins"
            said = {"on": "2026-11-23", "outcome": "not_reached"}
            yield request("check-in", "POST", where, worker.token, json=said)


def each_list_once(worker: Worker) -> Client:
    """Open every list of one's people once."""
    for i in range(len(worker.people)):
        yield request("suggestions", "GET", f"{_person(worker, i)}/suggestions", worker.token)


def _person(worker: Worker, i: int) -> str:
    return f"/api/v1/people/{worker.people[i % len(worker.people)]}"


def _first_list(process: Process, worker: Worker) -> object:
    found = []

    def once() -> Client:
        found.append((yield request("one", "GET", f"{_person(worker, 0)}/suggestions", worker.token)).json)

    drive(process.port, [once()], 1)
    return found[0]


def _rounds(of: Sequence[tuple[str, Process, int]], workers: Sequence[Worker], seconds: float) -> Iterator[Figures]:
    for name, process, clients in of:
        make = (lambda _w, _i: asking_bare()) if name == "bare" else opening_lists
        before = process.cpu_seconds
        figures = drive(process.port, [make(workers[i % len(workers)], i * 7) for i in range(clients)], seconds)
        cpu = (process.cpu_seconds - before) / figures.total * 1e6
        own = figures.own_cpu / figures.total * 1e6
        say(f"load: {name}: {figures.per_second:.0f}/s, p50 {figures.quantile(0.5):.1f} ms, p99"
            f" {figures.quantile(0.99):.1f} ms; server {cpu:.0f} µs, generator {own:.0f} µs of processor a"
             f" request; errors {figures.errors or 0}")  # fmt: skip
        yield figures


def compare(process: Process, bare: Process, workers: Sequence[Worker], seconds: float) -> Iterator[Figure]:
    """Lists against the bare framework, taking turns."""
    pairs = [list(_rounds([("bare", bare, CLIENTS), ("suggestions", process, CLIENTS)], workers, seconds))
             for _ in range(ROUNDS)]  # fmt: skip
    share = statistics.median(ours.per_second / theirs.per_second for theirs, ours in pairs)
    slow = statistics.median(ours.quantile(0.99) for _, ours in pairs)
    words = f"load: suggestions {share:.0%} of the requests per second of a bare endpoint, median of {ROUNDS} rounds"
    yield timed(words, f"at least {SHARE:.0%}", 1 / share, 1 / SHARE)
    words = f"load: suggestions p99 {slow:.1f} ms at {CLIENTS} clients"
    yield timed(words, f"at most {LIST_MS} ms", slow, LIST_MS)
    errors = [figures.errors for pair in pairs for figures in pair if figures.errors]
    yield Figure(f"load: suggestions: errors {errors or 0}", "0", not errors)


def write(process: Process, workers: Sequence[Worker], seconds: float) -> Iterator[Figure]:
    """Sixteen who write at once."""
    first = sorted(workers, key=lambda w: not w.placements)
    runs = [drive(process.port, [writing(first[i % len(first)], i) for i in range(WRITERS)], seconds)
            for _ in range(ROUNDS)]  # fmt: skip
    slow = statistics.median(f.quantile(0.99) for f in runs)
    rate = statistics.median(f.per_second for f in runs)
    words = f"load: writes p99 {slow:.1f} ms at {WRITERS} clients, {rate:.0f}/s"
    yield timed(words, f"at most {WRITE_MS} ms", slow, WRITE_MS)
    errors = [f.errors for f in runs if f.errors]
    yield Figure(f"load: writes: errors {errors or 0}", "0", not errors)


def mixed(process: Process, workers: Sequence[Worker], seconds: float) -> Iterator[Figure]:
    """The whole morning, every kind of request told apart."""
    figures = drive(
        process.port,
        [morning(workers[i % len(workers)], i) for i in range(CLIENTS)],
        seconds,
        lambda reply: reply.status >= 500,
    )
    for kind, took in sorted(figures.took.items()):
        say(f"load: morning: {kind}: {len(took)} requests, p50 {figures.quantile(0.5, kind):.0f} ms,"
            f" p99 {figures.quantile(0.99, kind):.0f} ms")  # fmt: skip
    errors = figures.errors
    yield Figure(f"load: morning: {figures.total} requests, server errors {errors or 0}", "0", not errors)


def run(seconds: float, filled: Path | None = None) -> Iterator[Figure]:
    """Fill a province, unless a folder filled before is given; serve it; measure each thing for so many seconds."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with served(filled or fill(_made(folder / "filled")), folder / "copy") as (process, at):
            workers = workers_of(at)
            drive(process.port, [each_list_once(w) for w in workers], 120)
            with bare_server(_first_list(process, workers[0]), folder) as bare:
                yield from compare(process, bare, workers, seconds)
            yield from mixed(process, workers, 6 * seconds)  # signing in alone takes the first seconds: argon2id
            yield from write(process, workers, seconds)  # last: it leaves reminders by the thousand


def main() -> int:
    """Measure what is asked for; an error where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--filled", type=Path, help="a folder filled before")
    wanted = parser.parse_args()
    return 1 if missed(run(wanted.seconds, wanted.filled)) else 0


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
