"""The words of pages: one TOML file a noun and language under ``api/locale``, Vietnamese first.

``api/locale/vi/people.toml`` with ``title = "Hồ sơ"`` gives the key ``people.title``; a table ``[state]`` in it gives
``people.state.open``. A sentence may hold facts in braces. Both languages have the same keys, which a test holds.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from api.wording import Language

LANGUAGES: Final = ("vi", "en")
_FOLDER: Final = Path(__file__).parent.parent / "locale"
Say = Callable[..., str]


class Unnamed(str):
    """A sentence that may stand at any field and so names none; who shows it away from its field names it first."""

    __slots__ = ()


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}.{name}", value)
        else:
            yield f"{prefix}.{name}", str(value)


@cache
def words(language: Language) -> Mapping[str, str]:
    """Every sentence of one language by its key."""
    files = sorted((_FOLDER / language).glob("*.toml"))
    return dict(pair for file in files for pair in _flat(file.stem, tomllib.loads(file.read_text(encoding="utf-8"))))


def sayer(language: Language) -> Say:
    """A function from key and facts to the sentence in one language; a key that is not there is a defect of ours.

    Raises
    ------
    KeyError
        By the function, for a key or a fact that is missing.
    """
    known = words(language)

    def say(key: str, **facts: Any) -> str:
        sentence = known[key].format(**facts) if facts else known[key]
        return Unnamed(sentence) if key.startswith("errors.") else sentence

    return say
