"""Addresses with what was asked: filters and pages live in the address, so that going back loses nothing."""

import re
from typing import Final
from urllib.parse import quote, urlencode

_INNER: Final = re.compile(r"/(?!/)[A-Za-z0-9/_.~%&=?+-]*")
_LONGEST: Final = 500


def inner_address(words: str) -> str | None:
    """An address to lead on to, if it stays within this service."""
    return words if len(words) <= _LONGEST and _INNER.fullmatch(words) else None


def with_query(path: str, **asked: str | int | None) -> str:
    """A path with what was asked, the empty left out."""
    given = {name: value for name, value in asked.items() if value not in ("", None)}
    return f"{path}?{urlencode(given)}" if given else path


def quoted(place: str) -> str:
    """An address as the value of another's query."""
    return quote(place, safe="/")
