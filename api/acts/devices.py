"""What a browser or program calls itself, in few enough words that it tells one's own apart and no more."""

import re
from typing import Final

_BROWSERS: Final = (
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"))
_MORE_SYSTEMS: Final = (("Mac OS", "macOS"), ("Linux", "Linux"))
_PROGRAM: Final = re.compile(r"[A-Za-z][\w.-]{0,30}")


def device_words(agent: str) -> str:
    """Browser and system of a ``User-Agent``: enough to tell one's own apart, and no more is kept."""
    browser = next((words for sign, words in _BROWSERS if sign in agent), "")
    system = next((words for sign, words in (*_SYSTEMS, *_MORE_SYSTEMS) if sign in agent), "")
    program = _PROGRAM.match(agent)
    return ", ".join(filter(None, (browser, system))) or (program[0] if program else "")
