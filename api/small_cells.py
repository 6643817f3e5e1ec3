"""Small numbers before they leave the office: who is one of three is soon known (issue 7, "Statistics").

The office's own totals of its targets stay exact; breakdowns, and whatever is released outside, go through here.
"""

from collections.abc import Mapping, Sequence
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


LEAST_READINGS: Final = 3
"""How many counts a hidden cell must still be able to stand for; under it the cell is as good as told."""
LEAST_ROUNDED: Final = 2
"""The same for a rounded cell: it may be guessed nearly, never told exactly."""


def released_part(part: int, whole: int) -> str:
    """A part of a whole whose exact size stands beside it: hidden as well where the whole is small itself."""
    return HIDDEN if 0 < whole <= SMALL else released(part)


def gives_back(cells: Sequence[int], total: int, *, parts: bool = True) -> bool:
    """Tell whether an exact total gives a cell back, by what the other cells leave of it.

    A cell that is hidden must keep ``LEAST_READINGS`` counts that it may stand for, a rounded one ``LEAST_ROUNDED``;
    one that stands alone has a single reading, the total.

    Parameters
    ----------
    cells : sequence of int
        The true counts of every cell of the total.
    total : int
        The total as it is told, exact: everybody once.
    parts : bool, optional
        Whether the cells add up to the total. Without it a person may stand in several of them: the total is at least
        the largest cell and at most their sum. Few do, so where the cells could add up a reader will take it that they
        do, and that must not tell a cell either.
    """
    spans = [_readings(count) for count in cells]
    least, most = sum(low for low, _ in spans), sum(high for _, high in spans)
    limits = [least] if parts else [None, least] if least <= total <= most else [None]
    return any(_is_told(cells, spans, total, added_up) for added_up in limits)


def _is_told(cells: Sequence[int], spans: Sequence[tuple[int, int]], total: int, least: int | None) -> bool:
    """Tell whether a cell keeps too few readings; ``least``: what the cells add up to at least, None where they do not.

    ``spans`` are what each cell may stand for by itself, from and to.
    """
    most = sum(high for _, high in spans)
    for count, (low, high) in zip(cells, spans, strict=True):
        could_be_least = max(low, total - (most - high))
        could_be_most = min(high, total if least is None else total - (least - low))
        needed = LEAST_READINGS if count <= SMALL else LEAST_ROUNDED
        if count and could_be_most - could_be_least + 1 < needed:
            return True
    return False


def _readings(count: int) -> tuple[int, int]:
    """The least and the most that what is told of a count may stand for."""
    if count == 0:
        return 0, 0
    if count <= SMALL:
        return 1, SMALL
    told = int(released(count))
    return max(SMALL + 1, told - STEP // 2), told + STEP // 2


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
