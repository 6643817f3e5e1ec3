"""Drawings as numbers that a template writes out as SVG: a map of home and workplaces, a chance with its range."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

SIZE: Final = 360
"""Units of the drawing's side."""
_MARGIN: Final = 26
_NICE_KM: Final = (1, 2, 5, 10, 20, 30, 50, 100, 200, 400)
_RINGS: Final = 3
_SAME: Final = 14
"""Places nearer to each other than this many units share a mark."""


def map_of(items: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Lay out workplaces around home.

    Parameters
    ----------
    items : sequence
        Suggestions with ``rank`` and ``offset``, kilometres to the east and north, or None where not known.

    Returns
    -------
    dict or None
        ``rings`` (radius in units, kilometres) and ``places`` (x, y, words, half width); None where nothing is known.
    """
    known = [(item["rank"], item["offset"]) for item in items if item["offset"] is not None]
    if not known:
        return None
    far = max(2.0, *((east**2 + north**2) ** 0.5 for _, (east, north) in known))
    unit = (SIZE / 2 - _MARGIN) / far
    rings = [(round(km * unit, 1), km) for km in _NICE_KM if km * unit <= SIZE / 2 - 8][-_RINGS:]
    return {"size": SIZE, "middle": SIZE / 2, "rings": rings, "places": _marks(known, unit)}


def _marks(known: Sequence[tuple[int, tuple[float, float]]], unit: float) -> list[dict[str, Any]]:
    """One mark for the places that would cover each other, with the ranks of all of them."""
    cells: dict[tuple[float, float], list[int]] = defaultdict(list)
    for rank, (east, north) in known:
        x, y = SIZE / 2 + east * unit, SIZE / 2 - north * unit
        cell = next((c for c in cells if abs(c[0] - x) < _SAME and abs(c[1] - y) < _SAME), (x, y))
        cells[cell].append(rank)
    return [_mark(x, y, ranks) for (x, y), ranks in cells.items()]


def _mark(x: float, y: float, ranks: list[int]) -> dict[str, Any]:
    words = ", ".join(map(str, ranks[:3])) + ("…" if len(ranks) > 3 else "")
    half = max(11.0, 4.0 * len(words) + 5)
    inside = min(max(x, half), SIZE - half)
    return {"x": round(inside, 1), "y": round(min(max(y, 11), SIZE - 11), 1), "words": words, "half": round(half, 1)}


def range_of(item: Mapping[str, Any], width: int = 200) -> dict[str, float]:
    """Where a chance and its range lie on a line of so many units."""
    low, high, chance = (round(item[name] * width, 1) for name in ("low", "high", "chance"))
    return {"width": width, "low": low, "span": round(max(high - low, 1), 1), "chance": chance}
