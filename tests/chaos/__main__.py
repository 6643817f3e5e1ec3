"""Every harness at full size: ``make chaos``. Each runs in a process of its own, two at once where nothing is timed.

``python -m tests.chaos writes wal`` runs those named; ``--faults`` runs every defect put in on purpose against the
harness that must see it (``seen.py``). It ends with an error where a promise is broken; a timing is told, no more.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tests import postgresql_server as postgresql
from tests.chaos import seen

_ON_A_SERVER = ("--store", "postgresql")
HARNESSES: dict[str, tuple[tuple[str, ...], ...]] = {
    "fuzz": (("--only", "described"), ("--only", "lives"), ("--only", "uploads"), ("--only", "inputs")),
    "batches": (
        ("--only", "import"),
        ("--only", "rerank"),
        ("--only", "import", "--size", "60", *_ON_A_SERVER),
        ("--only", "rerank", "--size", "60", *_ON_A_SERVER),
        ("--only", "train"),
        ("--only", "rotate"),
    ),
    "scheduling": (("--only", "double"), ("--only", "leader"), *(("--only", o) for o in ("stops", "clocks", "zones"))),
    "writes": ((), ("--size", "60", *_ON_A_SERVER)),
    "refusals": ((),),
    "updates": ((), _ON_A_SERVER),
    "wal": ((),),
    "network": ((),),
    "restore": ((),),
    "soak": ((),),
    "load": ((),),
}
"""What there is, and the ways of running it; the longest first."""
ALONE = ("network", "restore", "soak", "load")
"""What is timed has the machine to itself, after all others."""
NEED_A_SERVER = ("network",)


@dataclass(frozen=True)
class Told:
    """What came of one harness."""

    name: str
    lines: list[str]
    code: int
    seconds: float


def _ways(names: Sequence[str], alone: bool) -> Iterator[tuple[str, ...]]:
    without = postgresql.why_not() is not None
    for name, ways in HARNESSES.items():
        if (names and name not in names) or (name in ALONE) != alone:
            continue
        yield from ((name, *way) for way in ways if not (without and ("postgresql" in way or name in NEED_A_SERVER)))


def _run(words: tuple[str, ...]) -> Told:
    """Run one harness, and pass on what it says as it says it."""
    name, began, lines = " ".join(words), time.perf_counter(), []
    command = [sys.executable, "-u", "-m", f"tests.chaos.{words[0]}", *words[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    return Told(name, lines, process.returncode, time.perf_counter() - began)


def _conclude(told: Iterable[Told]) -> int:
    """How long each took, every figure that was missed, and whether a promise was broken."""
    told = list(told)
    print("\nchaos: how long each took")
    for one in told:
        print(f"  {one.seconds:5.0f} s  {one.name}{f' (ended with {one.code})' if one.code else ''}")
    missed = [line for one in told for line in one.lines if "MISSED" in line]
    figures = sum(line.startswith("chaos: ") for one in told for line in one.lines)
    broken = [one.name for one in told if one.code]
    print(
        f"chaos: {figures} lines, {len(missed)} MISSED, broken promises: {', '.join(broken) or 'none'}",
        *missed,
        sep="\n",
    )
    return 1 if broken else 0


def main() -> int:
    """Run what is asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", choices=[*HARNESSES, []], help="only these")
    options.add_argument("--faults", action="store_true", help="put each defect in, and tell who saw it")
    options.add_argument("--at-once", type=int, default=2, help="how many run beside each other")
    wanted = options.parse_args()
    if (reason := postgresql.why_not()) is not None:
        print(f"chaos: without PostgreSQL: {reason}")
    if wanted.faults:
        return seen.tell(wanted.names)
    with ThreadPoolExecutor(wanted.at_once) as lanes:
        beside = list(lanes.map(_run, _ways(wanted.names, alone=False)))
    return _conclude([*beside, *map(_run, _ways(wanted.names, alone=True))])


if __name__ == "__main__":
    sys.exit(main())
