"""How figures differ between groups of people, with intervals, and with cells too small to print left out.

Groups and figures come in as plain columns; nothing here knows what a person is. What is measured never weighs: the
ranking model has no access to it (``tests/matcher/test_forbidden_inputs.py``).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.shares import Figure, difference, mean, share

SMALLEST_CELL = 8
"""Groups of fewer people are hidden (issue 3/8, "Fairness"): a figure of so few would speak of persons."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One group's figure.

    Attributes
    ----------
    group : str
    people : int or None
        How many the figure is of; None where the cell is hidden.
    figure : Figure or None
        None where the cell is hidden.
    gap : Figure or None
        The figure minus that of the reference group; None for the reference itself and where either is hidden.
    """

    group: str
    people: int | None
    figure: Figure | None
    gap: Figure | None = None


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """One measure compared over the groups of one attribute; ``reference`` is the largest group, or None."""

    attribute: str
    measure: str
    reference: str | None
    cells: tuple[Cell, ...]


def shown_groups(sizes: dict[str, int]) -> set[str]:
    """Groups that may be printed.

    Groups under :data:`SMALLEST_CELL` are hidden. Where that hides one alone, the smallest of the others is hidden too:
    the one would follow by subtraction from the whole caseload. A group of nobody hides nothing.
    """
    shown = {group for group, size in sizes.items() if size >= SMALLEST_CELL}
    hidden = [group for group, size in sizes.items() if 0 < size < SMALLEST_CELL]
    if len(hidden) == 1 and shown:
        shown.discard(min(shown, key=lambda group: (sizes[group], group)))
    return shown


def _figure(values: NDArray[np.float64], *, is_share: bool) -> Figure:
    return share(float(values.sum()), len(values)) if is_share else mean(values)


def compare_groups(
    attribute: str, measure: str, groups: Sequence[str], values: NDArray[np.float64], *, is_share: bool
) -> GroupComparison:
    """Compare a measure between groups.

    Parameters
    ----------
    groups : sequence of str, length n_people
        Which group each person is in.
    values : ndarray of shape (n_people,)
        0 or 1 where ``is_share``, else a number; NaN leaves a person out of this measure.

    Returns
    -------
    GroupComparison
        Cells in the order of their names; a hidden cell keeps its name alone.
    """
    known = ~np.isnan(values)
    labels = np.array(groups, dtype=object)[known]
    measured = values[known]
    sizes = dict.fromkeys(sorted(set(groups)), 0) | dict(sorted(Counter(labels.tolist()).items()))
    shown = shown_groups(sizes)
    figures = {group: _figure(measured[labels == group], is_share=is_share) for group in sizes if group in shown}
    reference = max(figures, key=lambda group: (sizes[group], group), default=None)
    return GroupComparison(
        attribute, measure, reference, tuple(_cell(group, sizes[group], figures, reference) for group in sizes)
    )


def _cell(group: str, size: int, figures: dict[str, Figure], reference: str | None) -> Cell:
    figure = figures.get(group)
    if figure is None or reference is None:
        return Cell(group, None, None)
    gap = None if group == reference else difference(figure, figures[reference])
    return Cell(group, size, figure, gap)
