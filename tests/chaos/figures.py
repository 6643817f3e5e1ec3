"""What a harness says: one line per figure with its target, and ``MISSED`` where that was not reached."""

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

UNBEARABLE = 3
"""Times as long as wanted: from there on something hangs."""


@dataclass(frozen=True)
class Figure:
    """What was seen, in words with the number; what was wanted; whether it was reached.

    A ``timing`` depends on the machine and on who else works on it: it is told, and decides nothing.
    """

    words: str
    target: str
    reached: bool
    timing: bool = False

    def __str__(self) -> str:
        verdict = "reached" if self.reached else "MISSED (a timing)" if self.timing else "MISSED"
        return f"chaos: {self.words} (target: {self.target}): {verdict}"


def timed(words: str, target: str, measured: float, most: float) -> Figure:
    """What was measured in any unit and should be so much at most; three times as much is no matter of the machine."""
    return Figure(words, target, measured <= most, timing=measured <= UNBEARABLE * most)


def within(words: str, seconds: float, most: float) -> Figure:
    """What took so many seconds and should take so many at most."""
    return timed(f"{words} {seconds:.1f} s", f"at most {most:.0f} s", seconds, most)


def say(words: str) -> None:
    """Print what is measured and has no target."""
    print(f"chaos: {words}", flush=True)


def missed(figures: Iterable[Figure]) -> list[str]:
    """Print every figure when it is known, and give the lines of the promises that were not kept."""
    broken = []
    for figure in figures:
        print(figure, flush=True)
        if not (figure.reached or figure.timing):
            broken.append(str(figure))
    return broken


def main(run: Callable[[argparse.Namespace], Iterable[Figure]], size: int, faults: Iterable[str] = ()) -> None:
    """Run a harness from the command line: ``--size``, ``--store``, ``--seed``, and ``--fault`` to see it go wrong."""
    options = argparse.ArgumentParser()
    options.add_argument("--size", type=int, default=size, help="how many kills, cuts or updates")
    options.add_argument("--seed", type=int, default=1, help="another seed tries other moments")
    options.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--fault", choices=sorted(faults), help="a defect put in on purpose, which must be caught")
    options.add_argument("--only", default="", help="part of a harness, by its name")
    sys.exit(1 if missed(run(options.parse_args())) else 0)
