"""Shares and means of few cases, with how far they may be off: what every figure on the model card stands beside."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

LEVEL = 0.95
"""Share of samples in which an interval holds the truth; the usual choice where people are compared."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or mean with the interval that the cases allow; ``low <= value <= high``."""

    value: float
    low: float
    high: float


def _z(level: float) -> float:
    return float(ndtri(0.5 + level / 2))


def share(hits: float, cases: float, level: float = LEVEL) -> Figure:
    """Return a share with its score interval, which stays between 0 and 1 and is honest for few cases.

    Wilson 1927, Journal of the American Statistical Association 22, 209-212.

    Parameters
    ----------
    hits : float
        From 0 to ``cases``; weighted outcomes may give a fraction.
    cases : float
        Above 0.

    Raises
    ------
    ValueError
        If there are no cases: a share of nothing is not a share. Say that it is not known.
    """
    if cases <= 0:
        raise ValueError("a share needs at least one case")
    z2 = _z(level) ** 2
    value = hits / cases
    middle = (value + z2 / (2 * cases)) / (1 + z2 / cases)
    half = float(np.sqrt(value * (1 - value) / cases + z2 / (4 * cases**2))) * _z(level) / (1 + z2 / cases)
    return Figure(value, min(value, max(0.0, middle - half)), max(value, min(1.0, middle + half)))


def mean(values: NDArray[np.float64], level: float = LEVEL) -> Figure:
    """Return a mean with its normal interval, in the values' own unit; a single case says nothing of its spread.

    Raises
    ------
    ValueError
        If there are fewer than two values.
    """
    if len(values) < 2:
        raise ValueError("the spread of a mean needs at least two values")
    half = _z(level) * float(values.std(ddof=1) / np.sqrt(len(values)))
    value = float(values.mean())
    return Figure(value, value - half, value + half)


def difference(first: Figure, second: Figure) -> Figure:
    """Return ``first - second`` with the interval that follows from the two (they must not share cases).

    Newcombe 1998, Statistics in Medicine 17, 873-890, method 10; for two means it is the usual unpooled interval.
    """
    gap = first.value - second.value
    down = np.hypot(first.value - first.low, second.high - second.value)
    up = np.hypot(first.high - first.value, second.value - second.low)
    return Figure(gap, gap - float(down), gap + float(up))


def smallest_difference(base: float, per_side: float, power: float = 0.8, level: float = LEVEL) -> float | None:
    """Return the smallest rise over a share that two groups would show with a given power, or None if none would.

    Two independent shares, normal approximation (Fleiss, Levin & Paik 2003, "Statistical Methods for Rates and
    Proportions", 3rd ed., eq. 4.14 without continuity correction). Cases of one commune are taken as independent,
    which flatters: the true figure is larger.

    Parameters
    ----------
    base : float
        Share of the group that is compared with, between 0 and 1.
    per_side : float
        Cases in each of the two groups.
    """
    if per_side <= 0:
        return None
    rises = np.arange(0.001, 1.0 - base, 0.001)
    other = base + rises
    pooled = base + rises / 2
    by_chance = _z(level) * np.sqrt(2 * pooled * (1 - pooled))
    if_true = float(ndtri(power)) * np.sqrt(base * (1 - base) + other * (1 - other))
    seen = rises * np.sqrt(per_side) >= by_chance + if_true
    return float(rises[seen.argmax()]) if seen.any() else None
