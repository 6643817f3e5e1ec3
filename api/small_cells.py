"""Small numbers before they leave the office: who is one of three is soon known (issue 7, "Statistics").

The office's own totals of its targets stay exact; breakdowns, and whatever is released outside, go through here.
"""

from collections.abc import Mapping
from typing import Final

SMALL: Final = 7
"""The largest count that is hidden; ``0`` stays, since nobody is in it."""
STEP: Final = 5
"""What larger counts are rounded to, so that no difference of two tables gives a small one back."""
HIDDEN: Final = "*"


def released(count: int) -> str:
    """A count as it may be released: ``0``, ``*`` for 1 to 7, else the nearest multiple of five.

    Parameters
    ----------
    count : int
        People, or what stands for people, in one cell of a table; 0 or more.

    Raises
    ------
    ValueError
        If the count is negative: it is no count.
    """
    if count < 0:
        raise ValueError("a count is 0 or more")
    if count == 0:
        return "0"
    return HIDDEN if count <= SMALL else str((count + STEP // 2) // STEP * STEP)


def rounded(count: int | None) -> int | None:
    """The same as a number, for figures that are shown beside others; None where it is hidden."""
    told = HIDDEN if count is None else released(count)
    return None if told == HIDDEN else int(told)


def released_table(cells: Mapping[str, int]) -> tuple[dict[str, str], str]:
    """A breakdown with its total, each rounded on its own.

    The total is rounded from the exact sum, never added up from rounded cells, and it hides nothing that the cells
    tell: with one hidden cell, what the others leave of the total is still unknown by up to two in each.

    Returns
    -------
    (cells, total)
    """
    return {name: released(n) for name, n in cells.items()}, released(sum(cells.values()))


def released_share(part: int, whole: int) -> str:
    """A share in whole percent, from 0 to 100, or ``*`` where either number of it, or what is left, is small.

    Raises
    ------
    ValueError
        If the part exceeds the whole, or either is negative.
    """
    if not 0 <= part <= whole:
        raise ValueError("a part is between 0 and its whole")
    if whole == 0:
        return "0 %"
    if HIDDEN in (released(part), released(whole), released(whole - part)):
        return HIDDEN
    return f"{round(100 * int(released(part)) / int(released(whole)))} %"
