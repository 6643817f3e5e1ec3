"""The last look at free text before it leaves the desk: openings, postings for the public, letters to employers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from employers.reference.giveaways import giveaways

POSTING_FIELDS = ("title", "description", "skills", "place_words", "wage_words")
"""Free text of an opening that others read."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Words of our list in one field, and what to write instead (empty: leave them out)."""

    field: str
    words: str
    instead: str


class WouldExpose(Exception):
    """A text that is about to leave would expose who it is about; write it otherwise, as ``found`` says."""

    def __init__(self, found: tuple[Telling, ...]) -> None:
        super().__init__(", ".join(f"{f.field}: {f.words}" for f in found))
        self.found = found

    @property
    def sentence(self) -> str:
        """What is wrong and what to do; only words of our own list stand in it, and it says the same to everybody."""
        first = self.found[0]
        better = f"hãy viết “{first.instead}”" if first.instead else "hãy bỏ chữ đó"
        return f"Chữ “{first.words}” không dùng khi nói về người tìm việc; {better}."


def check_leaving(texts: Mapping[str, str | None]) -> None:
    """Let texts pass that give nobody away.

    Parameters
    ----------
    texts : mapping
        Field name → what stands in it.

    Raises
    ------
    WouldExpose
        If any of them holds words that would expose the group.
    """
    found = [Telling(field, g.words, g.instead) for field, text in texts.items() for g in giveaways(text or "")]
    if found:
        raise WouldExpose(tuple(found))


def without_tellings(told: Any) -> Any:
    """The same words or list of words for whoever reads them outside, without those that would expose the group.

    A sentence goes as a whole: what is left of one after a word is cut out may say the same.
    """
    if isinstance(told, list):
        return [one for one in told if not giveaways(one)]
    return None if isinstance(told, str) and giveaways(told) else told
