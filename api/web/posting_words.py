"""An opening's fields in words, one row each, for whoever checks answers, looks at a posting or compares two."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from api.web.catalogue import Say
from api.web.showing import day, vnd
from api.wording import SHIFT_NAMES, Language, occupation_words
from employers.reference.pay import read_wage
from employers.reference.places import find_commune
from employers.reference.shifts import TimeWindow

Row = tuple[str, str, str]
Rows = list[Row]


def wage_said(words: str | None, say: Say, language: Language) -> str:
    """A wage as it was understood: both ends and per what; the words alone where they name no amount."""
    wage = read_wage(words) if words else None
    if wage is None or (wage.low_vnd is None and wage.high_vnd is None):
        return words or ""
    ends = dict.fromkeys(v for v in (wage.low_vnd, wage.high_vnd) if v is not None)
    money = " – ".join(vnd(v, language) if v >= 1_000_000 else f"{v:,} đ".replace(",", ".") for v in ends)
    only = "posting.wage_from" if wage.high_vnd is None else "posting.wage_to" if wage.low_vnd is None else ""
    said = say(only, money=money) if only else money
    return f"{said} {say(f'posting.per.{wage.per}')}"


def place_said(fields: Mapping[str, Any]) -> str:
    """A workplace: the words as they were written, and the commune that they were read as."""
    commune = find_commune(fields.get("commune_code") or "")
    words = fields.get("place_words") or ""
    if commune is None:
        return words
    name = f"{commune.name}, {commune.province}"
    return name if not words or commune.name in words else f"{words} – {name}"


Wording = Callable[[Any, Say, Language], str]


def _yes_no(value: Any, say: Say, _language: Language) -> str:
    return say("posting.yes" if value else "posting.no")


def _code_of(group: str) -> Wording:
    return lambda value, say, _language: say(f"posting.{group}.{value}")


def _number_of(name: str) -> Wording:
    return lambda value, say, _language: say(f"posting.said.{name}", n=value)


_WORDINGS: Final[Mapping[str, Wording]] = {
    "isco": lambda codes, _say, language: occupation_words(codes[0], language),
    "wage_words": wage_said,
    "contract": _code_of("contracts"),
    "shifts": lambda shifts, _say, language: ", ".join(SHIFT_NAMES[s][0 if language == "vi" else 1] for s in shifts),
    "hours": lambda hours, _say, _language: "; ".join(str(TimeWindow(start, end)) for start, end in hours),
    **dict.fromkeys(("housing", "meals", "transport", "training_on_job"), _yes_no),
    "licence": _code_of("licences"),
    "physical": lambda codes, say, _language: ", ".join(say(f"posting.physicals.{code}") for code in codes),
    "sex": _code_of("sexs"),
    **{name: _number_of(name) for name in ("schooling", "experience_months", "min_age", "max_age")},
    "closes_on": lambda value, _say, _language: day(value),
}
ROWS: Final = (
    "title", "isco", "seats", "wage_words", "contract", "place_words", "shifts", "hours",
    "housing", "meals", "transport", "training_on_job", "licence", "schooling", "experience_months", "physical",
    "sex", "min_age", "max_age", "description", "closes_on",
)  # fmt: skip
"""Fields in the order in which answers are shown."""


def _words_of(name: str, fields: Mapping[str, Any], say: Say, language: Language) -> str:
    if name == "place_words":
        return place_said(fields)
    value = fields.get(name)
    if value is None or value in ("", []):
        return ""
    return _WORDINGS[name](value, say, language) if name in _WORDINGS else str(value)


def posting_rows(fields: Mapping[str, Any], say: Say, language: Language) -> Rows:
    """Every field with its label and its words; empty where nothing is said."""
    return [(name, say(f"posting.label.{name}"), _words_of(name, fields, say, language)) for name in ROWS]


def differences(mine: Mapping[str, Any], theirs: Mapping[str, Any], say: Say, language: Language) -> Rows:
    """What two versions say differently: label, my words, their words."""
    pairs = zip(posting_rows(mine, say, language), posting_rows(theirs, say, language), strict=True)
    return [(label, own, other) for (_, label, own), (_, _, other) in pairs if own != other]
