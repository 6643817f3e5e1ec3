"""An hour's morning in three minutes, and the server's memory meanwhile: ``python -m tests.chaos.soak``."""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.chaos.figures import Figure, main
from tests.chaos.load import CLIENTS, morning
from tests.chaos.office import Process, served, workers_of
from tests.chaos.wire import drive
from tests.e2e.server import fill

SECONDS = 180
WARM = 1 / 3
"""Of the time: kept lists, compiled code and the store's page cache fill first."""
GROWTH_MB = 10.0
"""MiB an hour's morning may add after that; the store's own cache and freed pages move by some."""


class Watch(threading.Thread):
    """Notes the memory of a process once a second."""

    def __init__(self, process: Process) -> None:
        super().__init__(daemon=True)
        self.process, self.over = process, threading.Event()
        self.seen: list[tuple[float, float]] = []

    def run(self) -> None:
        began = time.monotonic()
        while not self.over.wait(1):
            self.seen.append((time.monotonic() - began, self.process.resident_mb))


def growth(seen: Sequence[tuple[float, float]]) -> float:
    """MiB gained over the time after warming up, by the slope through all points: one high reading moves it little."""
    late = seen[int(len(seen) * WARM) :]
    times, sizes = [at for at, _ in late], [size for _, size in late]
    return statistics.linear_regression(times, sizes).slope * (times[-1] - times[0])


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Serve a province for so many seconds."""
    with tempfile.TemporaryDirectory() as temporary:
        filled = Path(temporary) / "filled"
        filled.mkdir()
        with served(fill(filled), Path(temporary) / "copy", options.fault) as (process, at):
            workers, watch = workers_of(at), Watch(process)
            watch.start()
            clients = [morning(workers[i % len(workers)], i) for i in range(CLIENTS)]
            figures = drive(process.port, clients, options.size, lambda reply: reply.status >= 500)
            watch.over.set()
    grown, words = growth(watch.seen), f"soak: {figures.total} requests in {figures.seconds:.0f} s"
    memory = f"memory {watch.seen[0][1]:.0f} to {watch.seen[-1][1]:.0f} MiB, after warming up {grown:+.1f} MiB"
    yield Figure(f"{words}: {memory}", f"less than {GROWTH_MB:.0f}", grown < GROWTH_MB)
    yield Figure(f"{words}: server errors {figures.errors or 0}", "0", not figures.errors)


if __name__ == "__main__":
    main(run, SECONDS, ("hoarding",))
