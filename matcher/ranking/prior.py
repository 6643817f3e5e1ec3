"""The expert's tables: read from ``prior.toml`` into typed values.

All table values are log-odds of "a referral ends in a job still held after the stability period".
"""

import hashlib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PACKAGED = Path(__file__).with_name("prior.toml")


class PriorUnreadable(ValueError):
    """The expert's tables cannot be used as written; the message names the table and what to change in it."""


@dataclass(frozen=True, slots=True)
class FeaturePrior:
    """What the expert says of one feature.

    Parameters
    ----------
    name : str
        The feature's name, as in ``FEATURE_NAMES``.
    knots : tuple of (float, float)
        For a continuous feature: value in its own unit and log-odds; straight lines between. Empty for a category.
    levels : tuple of (str, float)
        For a category: level and log-odds, in code order. Empty for a continuous feature.
    unknown : float
        Log-odds when the value is unknown (NaN).
    doubt : float
        How far the expert may be wrong: the fitted table's prior standard deviation is ``doubt / sqrt(tau)`` log-odds.
    reference : float
        The reference pair's value (for a category: the level's code).
    monotone : int
        1 never falls, -1 never rises, 0 free.
    low, high : float
        Natural range; values beyond it count as its end.
    spacing : str
        ``linear`` or ``log``: how bins are spread over the range.
    unit, why, source : str
        For people who read the table.
    """

    name: str
    knots: tuple[tuple[float, float], ...]
    levels: tuple[tuple[str, float], ...]
    unknown: float
    doubt: float
    reference: float
    monotone: int = 0
    low: float = 0.0
    high: float = 1.0
    spacing: str = "linear"
    unit: str = ""
    why: str = ""
    source: str = ""

    @property
    def is_category(self) -> bool:
        """Whether values are codes of levels instead of amounts."""
        return bool(self.levels)


@dataclass(frozen=True, slots=True)
class TwoWayPrior:
    """What the expert adds where two features act together.

    ``values[i][j]`` is the increment in log-odds at knot i of the first and knot (or level code) j of the second.
    """

    features: tuple[str, str]
    first: tuple[float, ...]
    second: tuple[float, ...]
    values: tuple[tuple[float, ...], ...]
    doubt: float
    why: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """The table's name in explanations, for example ``commute_km x housing``."""
        return f"{self.features[0]} x {self.features[1]}"


@dataclass(frozen=True, slots=True)
class Prior:
    """All that the expert says, before any outcome.

    ``intercept`` is the log-odds where every table is 0; ``sha256`` identifies the text it was read from ("" when it
    was built in code).
    """

    intercept: float
    intercept_doubt: float
    features: tuple[FeaturePrior, ...]
    two_way: tuple[TwoWayPrior, ...] = ()
    sha256: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Feature names in column order."""
        return tuple(feature.name for feature in self.features)


@cache
def packaged_prior() -> Prior:
    """Return the expert's tables that come with the product."""
    return load_prior(PACKAGED)


def load_prior(path: Path) -> Prior:
    """Read the expert's tables from a TOML file.

    Raises
    ------
    PriorUnreadable
        If a table is missing, out of order or against its own direction; the message names the table. Correct the file.
    """
    content = path.read_bytes()
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PriorUnreadable(f"{path.name} is not readable TOML: {error}") from error
    return prior_from_document(document, hashlib.sha256(content).hexdigest())


def prior_from_document(document: Mapping[str, Any], sha256: str = "") -> Prior:
    """Build a :class:`Prior` from a parsed TOML or JSON document of the same shape.

    Raises
    ------
    PriorUnreadable
        As :func:`load_prior`.
    """
    try:
        features = tuple(_read_feature(entry) for entry in document["features"])
        by_name = {feature.name: feature for feature in features}
        _check_doubt("intercept", float(document["intercept_doubt"]))
        two_way = tuple(_read_two_way(entry, by_name) for entry in document.get("two_way", ()))
        return Prior(float(document["intercept"]), float(document["intercept_doubt"]), features, two_way, sha256)
    except KeyError as error:
        raise PriorUnreadable(f"the expert's tables lack {error}: add it") from error
    except (TypeError, AttributeError) as error:
        raise PriorUnreadable(f"the expert's tables hold a value of the wrong kind: {error}") from error


def prior_to_document(prior: Prior) -> dict[str, Any]:
    """Return the prior as a plain document that :func:`prior_from_document` reads back."""
    return {
        "intercept": prior.intercept,
        "intercept_doubt": prior.intercept_doubt,
        "features": [_feature_document(feature) for feature in prior.features],
        "two_way": [
            {
                "features": list(table.features),
                "first": list(table.first),
                "second": list(table.second),
                "values": [list(row) for row in table.values],
                "doubt": table.doubt,
                "why": table.why,
                "source": table.source,
            }
            for table in prior.two_way
        ],
    }


def _feature_document(feature: FeaturePrior) -> dict[str, Any]:
    texts = {key: getattr(feature, key) for key in ("name", "unknown", "doubt", "unit", "why", "source")}
    if feature.is_category:
        reference = feature.levels[int(feature.reference)][0]
        return texts | {"kind": "category", "levels": dict(feature.levels), "reference": reference}
    return texts | {
        "kind": "continuous",
        "monotone": feature.monotone,
        "range": [feature.low, feature.high],
        "spacing": feature.spacing,
        "knots": [list(knot) for knot in feature.knots],
        "reference": feature.reference,
    }


def _read_feature(entry: Mapping[str, Any]) -> FeaturePrior:
    parts = {key: entry[key] for key in ("name", "why", "source")} | {"unit": entry.get("unit", "")}
    parts |= {"unknown": float(entry["unknown"]), "doubt": float(entry["doubt"])}
    if entry["kind"] == "category":
        levels = tuple((str(level), float(value)) for level, value in entry["levels"].items())
        names = [level for level, _ in levels]
        parts |= {"knots": (), "levels": levels, "reference": float(names.index(entry["reference"]))}
    else:
        low, high = (float(bound) for bound in entry["range"])
        knots = tuple((float(x), float(value)) for x, value in entry["knots"])
        parts |= {"knots": knots, "levels": (), "low": low, "high": high, "reference": float(entry["reference"])}
        parts |= {"monotone": int(entry["monotone"]), "spacing": entry.get("spacing", "linear")}
    feature = FeaturePrior(**parts)
    _check_feature(feature)
    return feature


def _check_feature(feature: FeaturePrior) -> None:
    _check_doubt(feature.name, feature.doubt)
    problems = []
    if not feature.is_category:
        xs = [x for x, _ in feature.knots]
        values = [value * feature.monotone for _, value in feature.knots]
        if xs != sorted(set(xs)) or len(xs) < 2:
            problems.append("knots must rise, and be two or more")
        if feature.monotone and values != sorted(values):
            problems.append("knots go against the direction that monotone names")
        if feature.spacing not in ("linear", "log") or not feature.low < feature.high:
            problems.append("spacing must be linear or log, over a range that rises")
    if not all(math.isfinite(value) for _, value in feature.knots + feature.levels):
        problems.append("log-odds must be finite")
    if problems:
        raise PriorUnreadable(f"table {feature.name}: {'; '.join(problems)}")


def _check_doubt(name: str, doubt: float) -> None:
    if not 0 < doubt < math.inf:
        raise PriorUnreadable(f"table {name}: doubt must be above 0, it is {doubt}")


def _read_two_way(entry: Mapping[str, Any], by_name: Mapping[str, FeaturePrior]) -> TwoWayPrior:
    first, second = (by_name[name] for name in entry["features"])
    table = TwoWayPrior(
        features=(first.name, second.name),
        first=_axis(first, entry["first"]),
        second=_axis(second, entry["second"]),
        values=tuple(tuple(float(value) for value in row) for row in entry["values"]),
        doubt=float(entry["doubt"]),
        why=entry["why"],
        source=entry["source"],
    )
    _check_doubt(table.name, table.doubt)
    shape = {len(row) for row in table.values}
    if len(table.values) != len(table.first) or shape != {len(table.second)}:
        raise PriorUnreadable(f"table {table.name}: values must have one row per first and one column per second knot")
    return table


def _axis(feature: FeaturePrior, knots: list[Any]) -> tuple[float, ...]:
    names = [level for level, _ in feature.levels]
    return tuple(float(names.index(knot)) if isinstance(knot, str) else float(knot) for knot in knots)
