"""An hour's morning in three minutes, and the server's memory meanwhile: ``python -m tests.chaos.soak``."""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests.chaos.load import CLIENTS, morning
from tests.chaos.office import Process, served, workers_of
from tests.chaos.verdicts import FAILED, tell
from tests.chaos.wire import drive
from tests.e2e.server import fill

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


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a province for three minutes' morning."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--filled", type=Path)
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        (Path(temporary) / "filled").mkdir()
        filled = wanted.filled or fill(Path(temporary) / "filled")
        with served(filled, Path(temporary) / "copy") as (process, at):
            workers, watch = workers_of(at), Watch(process)
            watch.start()
            clients = [morning(workers[i % len(workers)], i) for i in range(CLIENTS)]
            figures = drive(process.port, clients, wanted.seconds, lambda reply: reply.status >= 500)
            watch.over.set()
    grown = growth(watch.seen)
    tell(f"soak: {figures.total} requests in {figures.seconds:.0f} s, memory {watch.seen[0][1]:.0f} to"
         f" {watch.seen[-1][1]:.0f} MiB, slope after warming up {grown:+.1f} MiB (target under {GROWTH_MB:.0f}),"
         f" server errors {figures.errors or 0}", grown < GROWTH_MB and not figures.errors)  # fmt: skip
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
