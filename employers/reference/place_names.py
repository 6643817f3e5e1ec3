"""The gazetteer behind the place reader: folded names of communes, districts and provinces, old and new.

Names are keyed by their letters alone (no accents, no spaces, ``y`` as ``i`` where both spellings occur), so
``Phan Rý Cửa``, ``phan ri cua`` and ``PhanRíCửa`` meet. Accents are compared afterwards, by :func:`accent_misses`.
"""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from employers.reference.places import (
    Commune,
    OldCommune,
    get_commune,
    list_communes,
    list_earlier_districts,
    list_old_communes,
)
from employers.reference.text import strip_accents

DISTRICT_KINDS = ("huyện", "quận", "thị xã", "thành phố")
# Cities of province rank on both maps: "TP" before one of them says nothing of the old map.
CITIES = frozenset({"Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế"})
# Short names that people write for provinces; BT and B.Thuận are the domain's own, the rest are on every envelope.
PROVINCE_SHORT_NAMES = {
    "Bình Thuận": ("bt", "bthuan"),
    "Lâm Đồng": ("ld", "ldong"),
    "Hồ Chí Minh": ("hcm", "sg", "saigon", "tphcm"),
    "Hà Nội": ("hn", "hnoi"),
    "Đà Nẵng": ("dnang",),
    "Đồng Nai": ("dnai",),
    "Bình Dương": ("bd", "bduong"),
    "Ninh Thuận": ("nt", "nthuan"),
    "Khánh Hòa": ("kh", "khoa"),
    "Bà Rịa - Vũng Tàu": ("brvt", "vungtau", "baria"),
    "Đắk Lắk": ("daclac",),
    "Đắk Nông": ("dacnong",),
    "Thừa Thiên Huế": ("tth", "tthue"),
    "Huế": ("thuathienhue", "tth", "tthue"),
}
# Districts written by initials alone, in this product's home region only: elsewhere initials name too many places.
DISTRICT_SHORT_NAMES = {
    ("Thành phố Phan Thiết", "Bình Thuận"): ("pt",),
    ("Huyện Hàm Thuận Bắc", "Bình Thuận"): ("htb",),
    ("Huyện Hàm Thuận Nam", "Bình Thuận"): ("htn",),
    ("Huyện Bắc Bình", "Bình Thuận"): ("bb",),
    ("Huyện Tuy Phong", "Bình Thuận"): ("tp",),
    ("Huyện Tánh Linh", "Bình Thuận"): ("tl",),
    ("Huyện Đức Linh", "Bình Thuận"): ("dl",),
    ("Huyện Hàm Tân", "Bình Thuận"): ("ht",),
    ("Thị xã La Gi", "Bình Thuận"): ("lg", "lagi"),
    ("Huyện Phú Quí", "Bình Thuận"): ("pq",),
}
_LETTERS = {
    code: "".join(c for c in strip_accents(chr(code)).lower() if c.isalnum())
    for code in (*range(0x20, 0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00), 0x2019)
}
PLAIN_MISS = 0.35  # "Thanh" in an accented text is rather Thanh than Thạnh
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class District:
    """A district of the old map, which is a set of communes and not a point."""

    name: str
    province: str
    communes: tuple[OldCommune, ...]

    @property
    def kind(self) -> str:
        """``huyện``, ``quận``, ``thị xã`` or ``thành phố``."""
        return next(k for k in DISTRICT_KINDS if self.name.lower().startswith(k))

    @property
    def bare_name(self) -> str:
        """Name without its kind."""
        return self.name[len(self.kind) + 1 :]


@dataclass(slots=True)
class Named:
    """Everything that one key may name."""

    communes: list[Commune | OldCommune] = field(default_factory=list)
    earlier: list[OldCommune] = field(default_factory=list)
    districts: list[District] = field(default_factory=list)
    provinces: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names by key, the same by first initial, and how the two maps hang together.

    Attributes
    ----------
    names : dict
        Key of a full name → what it names.
    initialled : dict
        The same with the first word cut to its initial ("đlinh"), to be asked only for "Đ. Linh" in two words or more.
    short_names : dict
        Abbreviations of districts and provinces ("bt").
    new_provinces : frozenset of str
        Provinces of the map since 2025-07-01.
    ancestry : dict
        New commune's code → its (old district, old province) pairs.
    """

    names: dict[str, Named]
    initialled: dict[str, Named]
    short_names: dict[str, Named]
    new_provinces: frozenset[str]
    ancestry: dict[str, frozenset[tuple[str, str]]]

    def old_provinces(self, code: str) -> frozenset[str]:
        """Provinces of the old map from which a new commune came."""
        return frozenset(province for _, province in self.ancestry.get(code, ()))


def letters(text: str) -> str:
    """Reduce text to lower-case unaccented letters and digits, nothing between them."""
    return text.translate(_LETTERS)


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """Key one word: letters, no leading zeros, and ``y`` as ``i`` except in ``ay`` (tây is not tài)."""
    plain = letters(word)
    if plain.isdigit():
        return plain.lstrip("0") or "0"
    return plain.replace("ay", "a\0").replace("y", "i").replace("\0", "y")


def name_key(name: str) -> str:
    """Key a name: the keys of its words, joined."""
    return "".join(word_key(word) for word in name.replace("-", " ").replace("'", " ").split())


@lru_cache(maxsize=65536)
def syllable(word: str) -> str:
    """Write one syllable with its tone last, so that ``hoà`` and ``hòa`` are the same and ``hoa`` is not."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tone = "".join(c for c in decomposed if c in _TONES)
    base = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    return base.replace("ay", "a\0").replace("ây", "â\0").replace("y", "i").replace("\0", "y") + tone


def accent_misses(written: tuple[str, ...], name: str, *, accented: bool) -> float:
    """Count the written syllables whose marks contradict a name's.

    Parameters
    ----------
    written : tuple of str
        The words of the name as typed.
    name : str
        A name as the tables write it.
    accented : bool
        True when the address was typed with accents somewhere; in a plain one a plain syllable contradicts nothing.

    Returns
    -------
    float
        0 when every mark agrees; a plain syllable amid accents counts ``PLAIN_MISS``.
    """
    marked = [word != letters(word) for word in (w.lower() for w in written)]
    if not accented and not any(marked):
        return 0.0
    words = name.replace("-", " ").replace("'", " ").split()
    if len(words) != len(written):
        return 0.0
    misses = 0.0
    for own, has_mark, theirs in zip(written, marked, words, strict=True):
        # Other letters are another spelling or an earlier name, which marks cannot contradict.
        if word_key(own) == word_key(theirs) and syllable(own) != syllable(theirs):
            misses += 1.0 if has_mark else PLAIN_MISS
    return misses


def _initialled(name: str) -> str | None:
    words = name.replace("-", " ").split()
    return word_key(words[0])[:1] + "".join(map(word_key, words[1:])) if len(words) > 1 else None


def _list_districts() -> list[District]:
    members: dict[tuple[str, str], list[OldCommune]] = defaultdict(list)
    for commune in list_old_communes():
        members[commune.district, commune.province].append(commune)
    return [District(name, province, tuple(communes)) for (name, province), communes in members.items()]


def _add_communes(names: dict[str, Named], initialled: dict[str, Named]) -> None:
    communes: list[Commune | OldCommune] = [*list_communes(), *list_old_communes()]
    for commune in communes:
        bare_name = commune.bare_name
        names[name_key(bare_name)].communes.append(commune)
        if " - " in bare_name:  # "Xuân Hương - Đà Lạt" is written "P. Xuân Hương, Đà Lạt"
            names[name_key(bare_name.split(" - ")[0])].communes.append(commune)
        if key := _initialled(bare_name):
            initialled[key].communes.append(commune)
    for old in list_old_communes():
        for key in old.earlier_names:
            names[word_key(key)].earlier.append(old)


def _add_districts(names: dict[str, Named], initialled: dict[str, Named], short: dict[str, Named]) -> None:
    districts = _list_districts()
    by_name = {(district.name, district.province): district for district in districts}
    for earlier, name, province in list_earlier_districts():
        names[word_key(earlier)].districts.append(by_name[name, province])
    for district in districts:
        names[name_key(district.bare_name)].districts.append(district)
        if key := _initialled(district.bare_name):
            initialled[key].districts.append(district)
        for short_name in DISTRICT_SHORT_NAMES.get((district.name, district.province), ()):
            short[word_key(short_name)].districts.append(district)


def _add_provinces(names: dict[str, Named], short: dict[str, Named]) -> None:
    for province in sorted({c.province for c in list_communes()} | {o.province for o in list_old_communes()}):
        names[name_key(province)].provinces.append(province)
        for key in PROVINCE_SHORT_NAMES.get(province, ()):
            short[word_key(key)].provinces.append(province)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Build the index once (about a quarter of a second) and keep it."""
    names, initialled, short = (defaultdict[str, Named](Named) for _ in range(3))
    _add_communes(names, initialled)
    _add_districts(names, initialled, short)
    _add_provinces(names, short)
    ancestry: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for old in list_old_communes():
        for code in old.new_codes:
            ancestry[code].add((old.district, old.province))
    return Gazetteer(
        dict(names),
        dict(initialled),
        dict(short),
        frozenset(c.province for c in list_communes()),
        {code: frozenset(pairs) for code, pairs in ancestry.items()},
    )


@lru_cache(maxsize=4)
def communes_of_home(home_province: str) -> frozenset[str]:
    """Give the codes of the new communes of a province of either map; none for an unknown name.

    An old province's name keeps to what came from it: "Bình Thuận" is 45 communes, "Lâm Đồng" the whole new province.
    """
    wanted = name_key(home_province)
    of_new = frozenset(c.code for c in list_communes() if name_key(c.province) == wanted)
    return of_new or frozenset(
        code for old in list_old_communes() if name_key(old.province) == wanted for code in old.new_codes
    )


@lru_cache(maxsize=4)
def provinces_of(codes: frozenset[str]) -> frozenset[str]:
    """Give the provinces of both maps to which some new communes belong or belonged."""
    ancestry = gazetteer().ancestry
    old = {province for code in codes for _, province in ancestry.get(code, ())}
    return frozenset(old | {get_commune(code).province for code in codes})


def targets(unit: Commune | OldCommune) -> tuple[Commune, ...]:
    """Give the new communes that a commune of either map stands for today."""
    return (unit,) if isinstance(unit, Commune) else tuple(get_commune(code) for code in unit.new_codes)
