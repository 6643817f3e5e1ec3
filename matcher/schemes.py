"""Loan schemes as dated rules, read from ``data/schemes.toml``; whoever asks names the day.

A change of a rule is a new version in the file; this module knows the kinds of rules, never their numbers.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from matcher.errors import NoSchemeInForce, SchemesUnreadable

PACKAGED: Final = Path(__file__).parent / "data" / "schemes.toml"
RULES: Final = frozenset(
    {
        "scheme_person",
        "years_after_decision",
        "least_age",
        "on_police_list",
        "completed",
        "law_abiding",
        "least_share",
        "small_or_medium",
        "labour_contracts",
    }
)
"""Every kind of rule that a version may hold."""
_NUMBER: Final = {"years_after_decision": "most", "least_age": "least", "least_share": "least"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of a scheme.

    Attributes
    ----------
    number : float or None
        Years, age, or a share from 0 to 1, as the kind of rule wants it.
    paper : str or None
        The paper that proves it, where only a paper can.
    source : str
        Where it is written, in the words that the page shows.
    """

    code: str
    source: str
    number: float | None = None
    paper: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Interest a year, 0 to 1, from a day to a day."""

    yearly: float
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """One version of a scheme, in force from a day to a day (both included; no end where none is known)."""

    code: str
    version: str
    decision: str
    valid_from: date
    valid_to: date | None
    lender: str
    most_vnd: int
    most_months: int | None
    rates: tuple[Rate, ...]
    confirmed: bool
    source: str
    rules: tuple[Rule, ...]

    def in_force(self, day: date) -> bool:
        """Tell whether this version counts on a day."""
        return _counts(self, day)

    def rate_on(self, day: date) -> Rate | None:
        """The interest that counts on a day; None where none is on record."""
        return next((rate for rate in self.rates if _counts(rate, day)), None)


def _counts(dated: Scheme | Rate, day: date) -> bool:
    return dated.valid_from <= day and (dated.valid_to is None or day <= dated.valid_to)


def scheme_on(schemes: Iterable[Scheme], code: str, day: date) -> Scheme:
    """The version of a scheme that counts on a day.

    Raises
    ------
    NoSchemeInForce
        If the scheme had ended by then, or not begun; the message names the version nearest to the day.
    """
    versions = [s for s in schemes if s.code == code]
    for scheme in versions:
        if scheme.in_force(day):
            return scheme
    last = max((s for s in versions if s.valid_from <= day), key=lambda s: s.valid_from, default=None)
    raise NoSchemeInForce(code, day, last.valid_to if last else None)


@cache
def packaged_schemes() -> tuple[Scheme, ...]:
    """Every version of the file that comes with the product."""
    return read_schemes(PACKAGED.read_text(encoding="utf-8"))


def read_schemes(text: str) -> tuple[Scheme, ...]:
    """Read versions of schemes from TOML, each scheme's oldest first.

    Raises
    ------
    SchemesUnreadable
        If two versions of one scheme overlap, an end lies before its beginning, or a rule is none of :data:`RULES` or
        lacks its number. Mend the line that the message names.
    """
    try:
        data = tomllib.loads(text)
        rates = data.get("rate", [])
        found = [_scheme(row, rates) for row in data.get("scheme", [])]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise SchemesUnreadable(f"cannot be read: {error}") from error
    found.sort(key=lambda s: (s.code, s.valid_from))
    for former, later in pairwise(found):
        if former.code == later.code and (former.valid_to is None or later.valid_from <= former.valid_to):
            raise SchemesUnreadable(f"{former.code}: versions {former.version} and {later.version} overlap")
    return tuple(found)


def _scheme(row: Mapping[str, Any], rates: list[dict[str, Any]]) -> Scheme:
    ends = row.get("valid_to")
    if ends is not None and ends < row["valid_from"]:
        raise SchemesUnreadable(f"{row['code']} {row['version']}: valid_to lies before valid_from")
    return Scheme(
        code=row["code"],
        version=row["version"],
        decision=row["decision"],
        valid_from=row["valid_from"],
        valid_to=ends,
        lender=row["lender"],
        most_vnd=row["most_vnd"],
        most_months=row.get("most_months"),
        rates=tuple(_rate(r) for r in rates if r["code"] == row["rate"]),
        confirmed=row["confirmed"],
        source=row["source"],
        rules=tuple(_rule(r) for r in row.get("rule", [])),
    )


def _rate(row: Mapping[str, Any]) -> Rate:
    return Rate(row["yearly"], row["valid_from"], row.get("valid_to"), row["source"])


def _rule(row: Mapping[str, Any]) -> Rule:
    code = row["code"]
    if code not in RULES:
        raise SchemesUnreadable(f"rule {code!r} is not known")
    number = row[_NUMBER[code]] if code in _NUMBER else None
    return Rule(code, row["source"], number, row.get("paper"))
