"""Loan schemes as dated rules, read from ``data/schemes.toml``; whoever asks names the day.

A change of a rule is a new version in the file; this module knows the kinds of rules, never their numbers.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from matcher.errors import NoSchemeInForce
from matcher.scheme_values import SchemeTable, unreadable

PACKAGED: Final = Path(__file__).parent / "data" / "schemes.toml"
RULES: Final[Mapping[str, frozenset[str]]] = {
    "person": frozenset(
        ("scheme_person", "years_after_decision", "least_age", "on_police_list", "completed", "law_abiding")
    ),
    "employer": frozenset(("least_share", "small_or_medium", "labour_contracts")),
}
"""Every kind of rule that a version of a scheme may hold, by the scheme's code."""
PAPERS: Final = {
    "on_police_list": "list",
    "completed": "completion",
    "law_abiding": "law_abiding",
    "small_or_medium": "size",
    "labour_contracts": "contracts",
}
"""Rules that only a paper can prove, with its code."""
_NUMBER: Final = {
    "years_after_decision": ("most", 1, 100),
    "least_age": ("least", 1, 100),
    "least_share": ("least", 0.0001, 1),
}
"""Rules with a number: its key, and from what to what it makes sense."""
_MOST_VND: Final = 10**12
_MOST_MONTHS: Final = 600
_RATE_KEYS: Final = ("code", "yearly", "valid_from", "valid_to", "confirmed", "source")
_SCHEME_KEYS: Final = (
    *("code", "version", "for", "decision", "valid_from", "valid_to", "lender", "most_vnd", "most_months"),
    *("rate", "confirmed", "source", "rule"),
)


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
    """Every version of the file that comes with the product; a file once read well is not read again.

    Raises
    ------
    SchemesUnreadable
        If the file cannot be opened or used as written.
    """
    try:
        text = PACKAGED.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise unreadable("không mở được tệp, hoặc tệp không phải chữ UTF-8") from None
    return read_schemes(text)


def read_schemes(text: str) -> tuple[Scheme, ...]:
    """Read versions of schemes from TOML, each scheme's oldest first.

    Raises
    ------
    SchemesUnreadable
        If anything is missing, misspelled, of another kind or beyond reason, an end lies before its beginning, or two
        versions of one scheme overlap. The message is a sentence that names the version and the key to mend.
    """
    try:
        whole = SchemeTable("phần đầu tệp", tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"at line (\d+)", str(error))
        raise unreadable(f"{f'dòng {place[1]}' if place else 'cuối tệp'}: viết chưa đúng dạng TOML") from None
    whole.only(("rate", "scheme"))
    rates = [_rate(table) for table in whole.tables("rate", "lãi suất")]
    found = [_scheme(table, rates) for table in whole.tables("scheme", "chương trình")]
    _apart([(f"lãi suất {code}", rate) for code, rate in rates])
    _apart([(f"chương trình {scheme.code}", scheme) for scheme in found])
    return tuple(sorted(found, key=lambda s: (s.code, s.valid_from)))


def _apart(dated: Sequence[tuple[str, Scheme | Rate]]) -> None:
    """Refuse two versions of one thing that both count on some day."""
    for (name, former), (other, later) in pairwise(sorted(dated, key=lambda d: (d[0], d[1].valid_from))):
        if name == other and (former.valid_to is None or later.valid_from <= former.valid_to):
            versions = [f"{getattr(v, 'version', 'bản')} từ {v.valid_from}" for v in (former, later)]
            raise unreadable(
                f"{name}: {versions[0]} và {versions[1]} chồng ngày nhau; khóa valid_to của bản trước phải trước"
                f" {later.valid_from}"
            )


def _scheme(table: SchemeTable, rates: Sequence[tuple[str, Rate]]) -> Scheme:
    code, version = table.text("code", RULES), table.text("version")
    table = SchemeTable(f"chương trình {code} {version}", table.row)
    table.only(_SCHEME_KEYS)
    table.text("for", (code,))
    begins, ends = table.period()
    rate = table.text("rate", {name for name, _ in rates})
    return Scheme(
        code=code,
        version=version,
        decision=table.text("decision"),
        valid_from=begins,
        valid_to=ends,
        lender=table.text("lender"),
        most_vnd=table.whole("most_vnd", _MOST_VND),
        most_months=table.whole("most_months", _MOST_MONTHS) if "most_months" in table.row else None,
        rates=tuple(found for name, found in rates if name == rate),
        confirmed=table.yes_no("confirmed"),
        source=table.text("source"),
        rules=_rules(table, code),
    )


def _rate(table: SchemeTable) -> tuple[str, Rate]:
    code = table.text("code")
    table = SchemeTable(f"lãi suất {code}", table.row)
    table.only(_RATE_KEYS)
    table.yes_no("confirmed")
    begins, ends = table.period()
    return code, Rate(table.number("yearly", 0, 1), begins, ends, table.text("source"))


def _rules(scheme: SchemeTable, of: str) -> tuple[Rule, ...]:
    rules = tuple(_rule(table, scheme.where, of) for table in scheme.tables("rule", f"{scheme.where}, điều kiện"))
    codes = [rule.code for rule in rules]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise unreadable(f"{scheme.where}: điều kiện {twice} đứng hai lần")
    if of == "employer" and "least_share" not in codes:
        raise unreadable(f"{scheme.where}: thiếu điều kiện least_share")
    return rules


def _rule(table: SchemeTable, scheme: str, of: str) -> Rule:
    code = table.text("code", RULES[of])
    table = SchemeTable(f"{scheme}, điều kiện {code}", table.row)
    key, low, high = _NUMBER.get(code, (None, 0, 0))
    table.only(["code", "source", *([key] if key else []), *(["paper"] if code in PAPERS else [])])
    number = table.number(key, low, high) if key else None
    paper = table.text("paper", (PAPERS[code],)) if code in PAPERS else None
    return Rule(code, table.text("source"), number, paper)
