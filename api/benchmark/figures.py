"""A measured figure beside its target, and how to measure one."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of ``noiviec benchmark``.

    Attributes
    ----------
    value : float
        In ``unit``; NaN where it was not measured, and ``skipped`` then says why.
    most, least : float or None
        The target, where there is one.
    """

    name: str
    value: float = float("nan")
    unit: str = ""
    most: float | None = None
    least: float | None = None
    skipped: str = ""

    @property
    def verdict(self) -> str:
        """``reached``, ``MISSED``, why it was skipped, or nothing where there is no target."""
        if self.skipped:
            return f"skipped: {self.skipped}"
        if self.most is None and self.least is None:
            return ""
        above = self.least is None or self.value >= self.least
        return "reached" if above and (self.most is None or self.value <= self.most) else "MISSED"

    @property
    def line(self) -> str:
        """The row as it is printed."""
        shown = "" if self.skipped else f"{self.value:,.4g} {self.unit}"
        bound = "" if self.most is None else f"<= {self.most:g}"
        bound = bound if self.least is None else f">= {self.least:g}"
        return f"{self.name:74} {shown:>16} {bound:>9}  {self.verdict}".rstrip()


@dataclass(frozen=True, slots=True)
class Scale:
    """How large to measure: a quick run is a tenth of the size, and has no targets."""

    quick: bool = False

    def of(self, number: int) -> int:
        """A number of people or openings at this scale."""
        return number // 10 if self.quick else number

    def bound(self, target: float) -> float | None:
        """A target that is meant for the full size."""
        return None if self.quick else target


def find_peer(name: str) -> Any:
    """A library to measure against, or None where it is not installed (``make peers`` installs them)."""
    try:
        return import_module(name)
    except ImportError:
        return None


def seconds(work: Callable[[], object]) -> float:
    """Time one call, by the wall clock."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def work_seconds(work: Callable[[], object]) -> float:
    """The processor's seconds of one call, over all threads: whatever else the machine does is left out."""
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def interleaved(
    works: Sequence[Callable[[], object]], rounds: int = 3, watch: Callable[[Callable[[], object]], float] = seconds
) -> list[list[float]]:
    """Time several calls in turn, so that whatever else the machine does falls on all of them; a list a call."""
    for work in works:
        work()
    turns = [[watch(work) for work in works] for _ in range(rounds)]
    return [list(times) for times in zip(*turns, strict=True)]


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of turns."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def in_child(work: Callable[..., Any], *arguments: object) -> Any:
    """Call a function in a process of its own, so that its peak of memory is its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def peak_gb() -> float:
    """The most memory that this process has held, GB; NaN where the system does not say."""
    if not _STATUS.exists():
        return float("nan")
    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
    return float(lines["VmHWM"].split()[0]) * 1024 / 1e9
