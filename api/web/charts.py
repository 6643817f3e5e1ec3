"""Charts as numbers that a template writes out as SVG; the same numbers stand beside them as words or a table."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

BAR: Final = 240
"""Units of a bar's full length."""
WIDE, HIGH, EDGE = 260, 110, 8
"""Units of the drawing of a model's table, and the margin around it."""
LIKELY: Final = 1.2816
"""Standard errors on both sides that hold 80 % of a normal distribution."""


def share_bar(part: float, whole: float, goal: float | None = None) -> dict[str, float | None]:
    """A bar of a share; what goes beyond the whole fills it.

    Parameters
    ----------
    goal : float or None
        Share of the whole (0 to 1) where the mark of the goal stands.
    """
    filled = min(1.0, part / whole) if whole else 0.0
    return {"width": BAR, "filled": round(filled * BAR, 1), "goal": None if goal is None else round(goal * BAR, 1)}


def share_of(part: float, whole: float) -> float | None:
    """A share, or None where there is nothing to divide by."""
    return part / whole if whole else None


def table_drawing(table: Mapping[str, Any]) -> dict[str, Any]:
    """One table of the model: the expert's line, the fitted line, and the band of 80 % around it.

    Parameters
    ----------
    table : mapping
        As :func:`api.acts.model_card.table_view` gives it; one entry a bin, in log-odds.

    Returns
    -------
    dict
        ``expert`` and ``fitted`` as points of a polyline, ``band`` as points of a polygon, ``zero`` as a height; for
        categories, which no line may join, ``marks``: across, fitted, band's top and bottom, expert.
    """
    expert, fitted, errors = table["expert"], table["fitted"], table["standard_error"]
    upper = [f + LIKELY * e for f, e in zip(fitted, errors, strict=True)]
    lower = [f - LIKELY * e for f, e in zip(fitted, errors, strict=True)]
    top, bottom = max(*upper, *expert, 0.0), min(*lower, *expert, 0.0)
    unit = (HIGH - 2 * EDGE) / max(top - bottom, 1e-9)
    step = (WIDE - 2 * EDGE) / max(len(fitted) - 1, 1)

    def height(value: float) -> int:
        return round(float(EDGE + (top - value) * unit))

    def points(values: Sequence[float], *, backwards: bool = False) -> str:
        placed = [f"{EDGE + step * i:.0f},{height(v)}" for i, v in enumerate(values)]
        return " ".join(reversed(placed) if backwards else placed)

    return {
        "width": WIDE,
        "height": HIGH,
        "zero": height(0.0),
        "marks": [
            (round(EDGE + step * i), height(fitted[i]), height(upper[i]), height(lower[i]), height(expert[i]))
            for i in range(len(fitted))
        ],
        "expert": points(expert),
        "fitted": points(fitted),
        "band": f"{points(upper)} {points(lower, backwards=True)}",
    }
