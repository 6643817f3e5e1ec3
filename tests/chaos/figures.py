"""What a harness says: one line per figure, and ``MISSED`` where it was not reached."""

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One promise, in words with the number that was seen, and whether it holds."""

    words: str
    reached: bool

    def __str__(self) -> str:
        return f"chaos: {self.words}: {'reached' if self.reached else 'MISSED'}"


def missed(figures: Iterable[Figure]) -> list[str]:
    """Print every figure, and give the lines of those that were not reached."""
    said = list(figures)
    for figure in said:
        print(figure, flush=True)
    return [str(figure) for figure in said if not figure.reached]


def main(run: Callable[[argparse.Namespace], Iterable[Figure]], size: int, faults: Iterable[str] = ()) -> None:
    """Run a harness from the command line: ``--size``, ``--store``, ``--seed``, and ``--fault`` to see it go wrong."""
    options = argparse.ArgumentParser()
    options.add_argument("--size", type=int, default=size, help="how many kills, cuts or updates")
    options.add_argument("--seed", type=int, default=1, help="another seed tries other moments")
    options.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--fault", choices=sorted(faults), help="a defect put in on purpose, which must be caught")
    options.add_argument("--only", default="", help="part of a harness, by its name")
    sys.exit(1 if missed(run(options.parse_args())) else 0)
