"""Advertisements as they are pasted: a Zalo message or a newspaper line becomes draft openings. Pure.

Nothing read here is published or rules anyone out before a person confirmed it; every field carries the very words.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from employers.ads.drafts import DraftOpening, drafts_of
from employers.ads.filling import FILLABLE, Fill, description_fills
from employers.ads.message import Passage, clean
from employers.ads.offers import offers_work, without_closed
from employers.ads.splitting import split_openings
from employers.ads.unlawful import unlawful_asks
from employers.ads.wishes import wished_words

__all__ = [
    "FILLABLE", "LONGEST_MESSAGE", "DraftOpening", "Fill", "description_fills", "read_ad", "unlawful_asks",
    "wished_words",
]  # fmt: skip

LONGEST_MESSAGE: Final = 20_000
"""Characters of a message that are read; a post of several pages has fewer, and more is a file pasted by mistake."""

_NOTHING_TAUGHT: Final[Mapping[str, str]] = MappingProxyType({})


def read_ad(
    text: str, home_province: str | None = None, taught: Mapping[str, str] = _NOTHING_TAUGHT
) -> tuple[DraftOpening, ...]:
    """Read a pasted message into draft openings.

    Parameters
    ----------
    text : str
        One message; lines, pictures, capitals, shorthand, with or without accents. What stands after
        ``LONGEST_MESSAGE`` characters is not read.
    home_province : str, optional
        Province (of either map) to which a workplace must belong; without it any commune of the country counts.
    taught : mapping of str to str, optional
        A curator's words and their codes, as for ``link_occupations``.

    Returns
    -------
    tuple of DraftOpening
        In the order of the message; empty when it offers no work (things for sale, rooms, courses, people who look for
        work, "đã đủ người").
    """
    message = Passage(clean(text[:LONGEST_MESSAGE]))
    if not offers_work(message):
        return ()
    message = without_closed(message)
    return drafts_of(split_openings(message, taught), home_province)
