"""Repeatable chance: one stream per part of the province, exact quotas, and the word tables beside this file."""

import csv
import random
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_HERE = Path(__file__).parent


def dice(seed: int, part: str) -> random.Random:
    """Give the stream of chance of one part of the province.

    Parameters
    ----------
    seed : int
        The seed of the whole province.
    part : str
        Name of the part, so that more draws in one part do not move the others.

    Returns
    -------
    random.Random
        Seeded from text by SHA-512, hence the same in every process and on every machine.
    """
    return random.Random(f"{seed}/{part}")  # noqa: S311 — invented people need repeatable chance, not secrecy


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Read one word table of this folder; the rows are shared and must not be changed."""
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def scaled(reference_count: int, size: int, reference_size: int) -> int:
    """Scale a head count of the real province to a province of another size, rounded."""
    return round(reference_count * size / reference_size)


def pick(rng: random.Random, weighted: Iterable[tuple[T, float]]) -> T:
    """Draw one value; each comes with its weight (0 or more, not all 0)."""
    values, weights = zip(*weighted, strict=True)
    drawn: T = rng.choices(values, weights)[0]
    return drawn


def chosen(rng: random.Random, among: Sequence[T], count: int) -> list[T]:
    """Draw exactly ``count`` different values (all of them when there are fewer)."""
    return rng.sample(among, min(count, len(among)))


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Divide a total into whole shares by weight (largest remainder), so that they add up exactly.

    Parameters
    ----------
    total : int
        What to divide, 0 or more.
    weights : sequence of float
        Positive, one per share.
    """
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in by_remainder[: total - sum(whole)]:
        whole[i] += 1
    return whole
