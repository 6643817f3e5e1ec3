"""The same randomness, moment and disk for every replay, so that two replies differ by what they say alone."""

import hashlib
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

import time_machine

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class Dice:
    """Stands in for the system's random bytes: SHA-256 of a seed and a counter."""

    def __init__(self) -> None:
        self.reset("")

    def reset(self, seed: str) -> None:
        """Begin again; what follows depends on the seed and on how much is drawn, on nothing else."""
        self._seed, self._count = seed, count()

    def __call__(self, n: int) -> bytes:
        """Draw ``n`` bytes."""
        drawn = b""
        while len(drawn) < n:
            drawn += hashlib.sha256(f"{self._seed}:{next(self._count)}".encode()).digest()
        return drawn[:n]


@contextmanager
def steady() -> Iterator[Dice]:
    """Fix the clock and the system's randomness; ``secrets`` and ``os`` both draw from the dice given."""
    dice, real, drawn, disk = Dice(), os.urandom, random._urandom, shutil.disk_usage
    os.urandom = random._urandom = dice
    now = disk("/")
    shutil.disk_usage = lambda _path: now  # other programs fill it meanwhile
    try:
        with time_machine.travel(NOW, tick=False):
            yield dice
    finally:
        os.urandom, random._urandom, shutil.disk_usage = real, drawn, disk
