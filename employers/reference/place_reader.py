"""Words of an address → the commune of today's map, with every doubt shown.

The map changed on 2025-07-01 and names came back with another meaning: "Tuy Phong" was a district and is now a commune.
The rule: a word huyện, thị xã, thành phố, thị trấn or quận, or a province that no longer exists, means the old map; a
province of the new map without a district means the new one; else both readings are offered, the new one first. A bare
district or province is a set of communes, never a point: ``best`` is then None.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from employers.reference.place_mentions import LONGEST_NAME, Address, read_address
from employers.reference.place_names import District, accent_misses, communes_of_home, gazetteer
from employers.reference.place_scores import KIND_AGREES, Judge, Reading, communes_of
from employers.reference.place_typos import mistyped_mentions
from employers.reference.places import Commune, OldCommune, get_commune, search_places
from employers.reference.text import fold, has_accents

KindOfReading = Literal["new", "old", "district", "province", "unknown"]

TIE = 0.3  # points: two readings closer than this cannot be told apart
CLOSE = 1.0  # points: the reading behind is nearly as good
RIVAL = 2.0  # points: a reading further behind than this is not worth showing
MOST_ALTERNATIVES = 20
# Confidence: of a reading without any doubt, and the most that is left when a doubt of that kind remains.
UNREAD_WORDS = 0.75  # factor: words are left that may name the commune
SURE, CLOSE_RIVAL, SOME_RIVAL, MAYBE_DISTRICT, SPLIT, TIED = 0.98, 0.65, 0.78, 0.75, 0.6, 0.3


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What was understood of an address.

    Attributes
    ----------
    best : Commune or None
        Today's commune; None for a province, a district that became several communes, a name that cannot be decided,
        or words that name no place.
    confidence : float
        From 0 to 1; under 0.8 a person should look.
    alternatives : tuple of Commune
        Other communes that the words may mean, likeliest first; for a split commune every part, ``best`` included; for
        a bare district all that it became.
    old_name : str or None
        The old commune or district that was recognised, with its district and province.
    kind_of_reading : str
        ``new``, ``old``, ``district``, ``province`` or ``unknown``.
    words : str
        The words as they were written, tidied.
    """

    best: Commune | None
    confidence: float
    alternatives: tuple[Commune, ...]
    old_name: str | None
    kind_of_reading: KindOfReading
    words: str


REMEMBERED = 20_000
"""Addresses kept read: a list of people repeats its communes all the way down."""


@lru_cache(maxsize=REMEMBERED)
def read_place(text: str, home_province: str | None = None) -> PlaceReading:
    """Read an address, however it is written, into today's commune.

    Parameters
    ----------
    text : str
        One address or place name: old or new, abbreviated, unaccented, in any order, with typing errors.
    home_province : str, optional
        Province (of either map) to prefer when the words name none.

    Returns
    -------
    PlaceReading
        ``best`` is None rather than a guess; ``alternatives`` hold what the words may also mean.
    """
    address = read_address(text, gazetteer())
    if _says_none(address):
        return PlaceReading(None, 0.0, (), None, "unknown", address.words)
    home = communes_of_home(home_province) if home_province else frozenset()
    readings = Judge(address, address.mentions, home).readings()
    if address.tokens and _may_be_mistyped(address, readings):
        more = mistyped_mentions(address, gazetteer(), home)
        readings = Judge(address, (*address.mentions, *more), home).readings() if more else readings
    reading = _decide(address, [r for r in readings if not _is_other_name(r, readings[0], home)])
    if reading.kind_of_reading == "unknown" and len(address.tokens) <= LONGEST_NAME:
        begun = search_places(address.words, MOST_ALTERNATIVES, home_province)  # "Phan Rí": Phan Rí Cửa, Phan Rí Thành
        return replace(reading, alternatives=begun or reading.alternatives)
    return reading


def _may_be_mistyped(address: Address, readings: Sequence[Reading]) -> bool:
    """Tell whether no commune was found that the words agree with outright, and words are left that may be one."""
    best = readings[0] if readings else None
    if best is not None and isinstance(best.unit, Commune | OldCommune):
        return best.mention.trails or (best.score < KIND_AGREES and not _covers(address, best))
    return best is None or not _covers(address, best)


# What stands in a cell of a commune where none is known, after the kind word: two errors away lies a real name.
_NONE_SAID = frozenset(
    {"khong", "khong co", "khong ro", "khong biet", "khong noi cu tru", "ko co", "ko ro", "ko biet"}
    | {"chua ro", "chua co", "chua biet", "chua xac dinh", "khac", "xa khac", "tinh khac", "ngoai tinh"}
    | {"vang lai", "lang thang", "vo gia cu"}
)


def _says_none(address: Address) -> bool:
    """Tell whether the words say that no place is known (``xã Không Có``)."""
    kinds = {i for marker in address.markers for i in range(marker.start, marker.end)}
    rest = " ".join(token.text for i, token in enumerate(address.tokens) if i not in kinds)
    return fold(rest) in _NONE_SAID or fold(address.words) in _NONE_SAID


def _is_other_name(reading: Reading, top: Reading, home: frozenset[str]) -> bool:
    """Tell whether a reading is ruled out beside one that is written right to the letter and lies at home.

    "xã Đức Linh" of the home province is not Đức Lĩnh of another; and an office that writes "xã Lương Sơn", with no
    province, means its own, whatever communes of the name there are elsewhere.
    """
    if reading is top or isinstance(reading.unit, str) or isinstance(top.unit, str) or not home.intersection(top.codes):
        return False
    if not (top.mention.flaw == 0 and _misses(top) == 0 and has_accents(" ".join(top.mention.words))):
        return False
    elsewhere = home.isdisjoint(reading.codes) and _is_named_whole(top)
    return elsewhere or (reading.mention.words == top.mention.words and _misses(reading) > 0)


def _is_named_whole(reading: Reading) -> bool:
    """Tell whether a commune of today's map stands with its own kind word, or alone."""
    unit, mention = reading.unit, reading.mention
    if not isinstance(unit, Commune):
        return False
    return mention.fills if mention.marker is None else mention.marker.kind == unit.kind


def _misses(reading: Reading) -> float:
    name = reading.unit if isinstance(reading.unit, str) else reading.unit.bare_name
    return accent_misses(reading.mention.words, name, accented=True)


def _covers(address: Address, reading: Reading) -> bool:
    """Tell whether kind words, numbers, provinces and a reading's own words are all that stands there."""
    known = set(range(reading.mention.start, reading.mention.end))
    for marker in address.markers:
        known.update(range(marker.start, marker.end))
    for mention in address.mentions:
        if mention.named.provinces or (mention.named.districts and mention.level == "district"):
            known.update(range(mention.start, mention.end))
    return all(i in known or token.key.isdigit() for i, token in enumerate(address.tokens))


def _decide(address: Address, readings: Sequence[Reading]) -> PlaceReading:
    top, words = readings[0] if readings else None, address.words
    if top is None or top.score <= 0.0:
        return PlaceReading(None, 0.0, _communes(communes_of(readings)), None, "unknown", words)
    if isinstance(top.unit, Commune | OldCommune):
        return _decide_commune(words, top, readings)
    confidence = _rounded(SURE * top.trust * (1.0 if _covers(address, top) else UNREAD_WORDS))
    if isinstance(top.unit, str):
        others = _communes(communes_of(_rivals(top, readings)))
        return PlaceReading(None, confidence, others, None, "province", words)
    name = f"{top.unit.name}, {top.unit.province}"
    only = get_commune(top.codes[0]) if len(top.codes) == 1 else None  # Phú Quý was a district, and is one commune
    return PlaceReading(only, confidence, _communes(top.codes), name, "district", words)


def _decide_commune(words: str, top: Reading, readings: Sequence[Reading]) -> PlaceReading:
    kind: KindOfReading = "old" if isinstance(top.unit, OldCommune) else "new"
    rivals = _rivals(top, readings)
    others = tuple(code for code in communes_of(rivals) if code != top.codes[0])
    confidence = min(SURE * top.trust, _ceiling(top, rivals))
    if confidence == TIED:
        return PlaceReading(None, TIED, _communes((*top.codes, *others)), _old_name(top), kind, words)
    shown = (*top.codes, *others) if len(top.codes) > 1 else others
    best = get_commune(top.codes[0])
    return PlaceReading(best, _rounded(confidence), _communes(shown), _old_name(top), kind, words)


def _rivals(top: Reading, readings: Sequence[Reading]) -> list[Reading]:
    """List the readings close behind the best one that mean something else."""
    return [r for r in readings if r.score > top.score - RIVAL and set(r.codes) - set(top.codes)]


def _ceiling(top: Reading, rivals: Sequence[Reading]) -> float:
    """Give the most confidence that the readings close behind, and a split, leave to the best one."""
    ceiling = SPLIT if len(top.codes) > 1 else 1.0
    for rival in rivals:
        margin = top.score - rival.score
        if isinstance(rival.unit, District):
            ceiling = min(ceiling, MAYBE_DISTRICT)
        elif top.codes[0] not in rival.codes and margin < TIE:
            return TIED
        else:
            ceiling = min(ceiling, CLOSE_RIVAL if margin < CLOSE else SOME_RIVAL)
    return ceiling


def _old_name(reading: Reading) -> str | None:
    unit = reading.unit
    if not isinstance(unit, OldCommune):
        return None
    return ", ".join(dict.fromkeys((unit.name, unit.district, unit.province)))


def _communes(codes: Iterable[str]) -> tuple[Commune, ...]:
    return tuple(get_commune(code) for code in dict.fromkeys(codes))[:MOST_ALTERNATIVES]


def _rounded(confidence: float) -> float:
    return round(max(0.0, min(1.0, confidence)), 2)
