"""Rows about people made alike until each stands among enough others (k-anonymity, Sweeney 2002)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

WITHHELD: Final = "*"
LEAST_ALIKE: Final = 8
"""Rows that must agree in everything that could tell who somebody is: one more than the largest count we hide."""


def made_alike(
    rows: Sequence[Mapping[str, Any]], telling: Sequence[str], least: int = LEAST_ALIKE
) -> tuple[list[dict[str, Any]], int]:
    """Withhold what tells people apart, column by column, only in rows that stand in too small a group.

    Parameters
    ----------
    rows : sequence of mapping
        One a person or job.
    telling : sequence of str
        Columns by which somebody could be found, in the order in which they are given up.
    least : int
        How many rows must agree in all of them.

    Returns
    -------
    (rows, left_out)
        Copies, and how many rows were left out because even with every such column withheld too few agreed.
    """
    made = [dict(row) for row in rows]
    for column in telling:
        small = _small_groups(made, telling, least)
        for row in made:
            if _group(row, telling) in small:
                row[column] = WITHHELD
    small = _small_groups(made, telling, least)
    kept = [row for row in made if _group(row, telling) not in small]
    return kept, len(made) - len(kept)


def _group(row: Mapping[str, Any], telling: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[column] for column in telling)


def _small_groups(rows: Sequence[Mapping[str, Any]], telling: Sequence[str], least: int) -> set[tuple[Any, ...]]:
    counted = Counter(_group(row, telling) for row in rows)
    return {group for group, n in counted.items() if n < least}
