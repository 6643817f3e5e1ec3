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
_MOST_SEATS: Final = 10_000
_DEEPEST: Final = 5


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
