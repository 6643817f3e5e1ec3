"""Two worlds that differ only in what a viewer must not know give that viewer the same bytes."""

import random
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tests.security import deltas_employer
from tests.security.house import House
from tests.security.replay import Asked, Replayer, Reply, get_paths
from tests.security.size import FULL, size, tell
from tests.security.steady import steady
from tests.security.world import Delta, make_world
from tests.security.views import employer_requests

CHANGES_A_WORLD = (2, 7)


def _differing(base: Sequence[Reply], other: Sequence[Reply], asked: Sequence[Asked]) -> list[str]:
    return [
        f"{one.who} {one.method} {one.path}: {a.status} {len(a.body)} bytes, {b.status} {len(b.body)} bytes"
        for one, a, b in zip(asked, base, other, strict=True)
        if a != b
    ]


def _chosen(deltas: Sequence[Delta], seed: int) -> list[Delta]:
    """A few changes for each of many worlds; every one of them at once where only a sample is tried."""
    dice = random.Random(seed)
    chosen = dice.sample(deltas, dice.randint(*CHANGES_A_WORLD) if FULL else len(deltas))
    return sorted(chosen, key=deltas.index)


def _worlds(house: House, folder: Path, deltas: Sequence[Delta], asked: list[Asked], number: int) -> list[str]:
    """Make worlds, ask each, and name what differs from the house as it stands."""
    found = []
    with steady() as dice:
        replayer = Replayer(house, dice)
        with replayer.world(make_world(house.folder, folder / "base", [], 0)):
            base = replayer.ask(asked)
        for seed in range(number):
            chosen = _chosen(deltas, seed)
            dice.reset(f"world {seed}")
            with replayer.world(make_world(house.folder, folder / str(seed), chosen, seed)):
                told = _differing(base, replayer.ask(asked), asked)
            shutil.rmtree(folder / str(seed))
            found += [f"world {seed} ({', '.join(d.__name__ for d in chosen)}): {line}" for line in told]
    return found


def test_an_employer_cannot_tell_two_worlds_apart(house, tmp_path):
    asked, number = employer_requests(house), size(4, 1000)

    found = _worlds(house, tmp_path, deltas_employer.DELTAS, asked, number)

    tell(f"{number} employer worlds, {len(deltas_employer.DELTAS)} kinds of change, {len(asked)} requests each: "
         f"{len(found)} replies differ")  # fmt: skip
    assert not found, "\n".join(found[:40])
