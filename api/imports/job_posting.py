"""A schema.org JobPosting as other portals write it, into the fields of an opening; what is not understood is left out.

Source: schema.org/JobPosting. Pasted code may be one object, a list, an ``@graph``, or the script element of a page.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any, Final

from employers.reference.occupations import find_occupation
from employers.reference.pay import Wage, WagePeriod, wage_words
from employers.reference.text import tidy

_SCRIPT: Final = re.compile(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_BREAK: Final = re.compile(r"<(?:br|/p|/li|/h[1-6]|/div)[^>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")
_PER: Final[Mapping[str, WagePeriod]] = {"MONTH": "month", "DAY": "day", "HOUR": "hour"}
_TEMPORARY: Final = "TEMPORARY"
"""The one type of employment that tells of the contract; full time may be for a term, and a contractor has none."""
_SOURCES: Final[Mapping[str, str]] = {
    "title": "title",
    "description": "description",
    "jobLocation": "place_words",
    "totalJobOpenings": "seats",
    "baseSalary": "wage_words",
    "employmentType": "contract",
    "experienceRequirements": "experience_months",
    "occupationalCategory": "isco",
    "validThrough": "closes_on",
}
"""Property of a posting → the field that it is read into."""
_TAKEN_ELSEWHERE: Final = frozenset({"@context", "@type", "@id", "identifier", "hiringOrganization", "datePosted"})
_MOST_SEATS: Final = 10_000
_DEEPEST: Final = 5
_MOST_TOLD: Final = 50


def looks_like_code(text: str) -> bool:
    """Tell whether a pasted text is JSON-LD rather than a message."""
    return text.lstrip()[:1] in ("{", "[") or _SCRIPT.search(text) is not None


def read_job_postings(text: str) -> list[dict[str, Any]]:
    """Every JobPosting of a pasted text as fields of a draft; empty where there is none that has a title."""
    found = []
    for block in _SCRIPT.findall(text) or [text]:
        try:
            document = json.loads(block)
        except (ValueError, RecursionError):
            continue
        found += [fields for posting in _postings(document, 0) if (fields := _fields(posting))["title"]]
    return found


def list_job_postings(document: Any) -> list[Mapping[str, Any]]:
    """Every JobPosting of a parsed JSON-LD document, as it is."""
    return list(_postings(document, 0))


def posting_fields(posting: Mapping[str, Any]) -> dict[str, Any]:
    """One JobPosting as fields of an opening: those that it states, with the day on which it was posted."""
    stated = {name: value for name, value in _fields(posting).items() if value not in (None, [], "")}
    if posting.get("totalJobOpenings") is None:
        stated.pop("seats", None)
    posted = _day(posting.get("datePosted"))
    return stated | ({"posted_on": posted} if posted else {})


def employer_of_posting(posting: Mapping[str, Any]) -> str | None:
    """What names the employer on a register: the organisation's code or tax code; None where neither stands."""
    organisation = _first(posting.get("hiringOrganization"))
    for name in ("identifier", "taxID", "vatID"):
        value = organisation.get(name)
        if words := _words(value.get("value") if isinstance(value, dict) else value):
            return words
    return None


def not_understood(posting: Mapping[str, Any], fields: Mapping[str, Any]) -> list[str]:
    """Properties of a posting that nothing was read from, by name; what is no plain word stands as ``?``."""
    found = []
    for name, value in posting.items():
        read = name in _TAKEN_ELSEWHERE or (name in _SOURCES and fields.get(_SOURCES[name]) not in (None, [], ""))
        if not read and value not in (None, [], "", {}):
            found.append(name if re.fullmatch(r"[@A-Za-z]{1,40}", name) else "?")
    return found[:_MOST_TOLD]


def _postings(node: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for one in node:
            yield from _postings(one, depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type")
        if "JobPosting" in (kinds if isinstance(kinds, list) else [kinds]):
            yield node
        yield from _postings(node.get("@graph"), depth + 1)


def _words(value: Any) -> str:
    return tidy(unescape(_TAG.sub(" ", value))) if isinstance(value, str) else ""


def _lines(value: Any) -> str:
    """HTML as plain lines."""
    if not isinstance(value, str):
        return ""
    plain = unescape(_TAG.sub(" ", _BREAK.sub("\n", value)))
    return "\n".join(line for line in (tidy(line) for line in plain.splitlines()) if line)


def _first(value: Any) -> Mapping[str, Any]:
    one = value[0] if isinstance(value, list) and value else value
    return one if isinstance(one, dict) else {}


def _number(value: Any) -> int | None:
    """A whole number, written as one or as text; None where it is none or below nought."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if 0 <= number <= 1e12 else None


def _wage(salary: Mapping[str, Any]) -> str | None:
    """A wage in words, as the form shows it and as it is read again."""
    value = salary.get("value")
    amounts: Mapping[str, Any] = value if isinstance(value, dict) else {"value": value, **salary}
    per = _PER.get(str(amounts.get("unitText", salary.get("unitText", ""))).upper())
    only = _number(amounts.get("value"))
    low, high = _number(amounts.get("minValue")) or only, _number(amounts.get("maxValue")) or only
    if per is None or not (low or high) or salary.get("currency", "VND") != "VND":
        return None
    return wage_words(Wage(low_vnd=low, high_vnd=high, per=per, words="", negotiable=False))


def _place(location: Mapping[str, Any]) -> str | None:
    address = location.get("address")
    if isinstance(address, str):
        return _words(address) or None
    parts = _first(address)
    names = ("streetAddress", "addressLocality", "addressRegion")
    return ", ".join(words for name in names if (words := _words(parts.get(name)))) or None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _fields(posting: Mapping[str, Any]) -> dict[str, Any]:
    kinds = posting.get("employmentType")
    code = str(posting.get("occupationalCategory") or "")[:4]
    asked = _first(posting.get("experienceRequirements")).get("monthsOfExperience")
    seats, months = _number(posting.get("totalJobOpenings")), _number(asked)
    return {
        "title": _words(posting.get("title")),
        "isco": [code] if find_occupation(code) else [],
        "seats": seats if seats and seats <= _MOST_SEATS else 1,
        "wage_words": _wage(_first(posting.get("baseSalary"))),
        "contract": "seasonal" if _TEMPORARY in (kinds if isinstance(kinds, list) else [kinds]) else None,
        "place_words": _place(_first(posting.get("jobLocation"))),
        "experience_months": months if months is not None and months <= 600 else None,
        "description": _lines(posting.get("description")),
        "closes_on": _day(posting.get("validThrough")),
    }
