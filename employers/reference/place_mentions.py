"""Words of an address → words that say a kind ("xã", "H.", "kp") and every stretch that names some place.

Nothing is decided here: a stretch may name a commune, a district and a province at once, and stretches may overlap.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from employers.reference.place_names import Gazetteer, Named, letters, word_key
from employers.reference.text import tidy

LONGEST_NAME = 6  # words of the longest commune name ("Văn Miếu - Quốc Tử Giám")
ABBREVIATED = 0.6  # flaw of "Đ. Linh" or "BT"
MOST_LETTERS = 1000
MAX_WORDS = 60  # an address has about 20 words; what follows is not an address, and reading stays quick

# Kind words as written, by what they announce. Below-commune words announce a hamlet, a street or a landmark.
_COMMUNE_KINDS = {
    "xã": "xã",
    "x": "xã",
    "phường": "phường",
    "p": "phường",
    "f": "phường",
    "thị trấn": "thị trấn",
    "tt": "thị trấn",
    "đặc khu": "đặc khu",
    "đk": "đặc khu",
}
_DISTRICT_KINDS = {
    "huyện": "huyện",
    "huyện đảo": "huyện",
    "h": "huyện",
    "quận": "quận",
    "q": "quận",
    "thị xã": "thị xã",
    "tx": "thị xã",
    "thành phố": "thành phố",
    "tp": "thành phố",
    "tph": "thành phố",
}
_PROVINCE_KINDS = {"tỉnh": "tỉnh", "t": "tỉnh"}
_BELOW_WORDS = (
    "thôn,ấp,xóm,tổ,kp,khu phố,khu,làng,bản,buôn,bon,sóc,đội,đường,đ,phố,số,hẻm,ngõ,ngách,kiệt,quốc lộ,ql,tỉnh lộ,dt,"
    "kdc,khu dân cư,kđt,cầu,chùa,trường,bệnh viện,công ty,cty,hồ,biển,thác"
)
# Landmarks that mostly bear the name of the commune they stand in: a hint where nothing better is written.
_LANDMARK_WORDS = "khu công nghiệp,kcn,ccn,cụm công nghiệp,chợ,ubnd,trạm y tế,trung tâm"
_NUMBERED_WORDS = {"thôn", "ấp", "xóm", "tổ", "kp", "khu phố", "khu", "bản", "buôn", "đội", "xã", "phường"}
_LEVELS = (
    *((words, "commune", kind) for words, kind in _COMMUNE_KINDS.items()),
    *((words, "district", kind) for words, kind in _DISTRICT_KINDS.items()),
    *((words, "province", kind) for words, kind in _PROVINCE_KINDS.items()),
    *((words, "below", words) for words in _BELOW_WORDS.split(",")),
    *((words, "landmark", words) for words in _LANDMARK_WORDS.split(",")),
)
_WORD = re.compile(r"\d+|[^\W\d_]+")
_BREAK = re.compile(r"[,;/|()\[\].-]")
_HARD_BREAK = re.compile(r"[,;/|()\[\].]")  # a hyphen may stand inside a name ("Bà Rịa - Vũng Tàu")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number, and the separator before it.

    Attributes
    ----------
    text, key : str
        As written, and as :func:`word_key` gives it.
    breaks : bool
        A separator of any kind stands before it.
    parts : bool
        One that no name reaches across.
    dashed : bool
        A hyphen between spaces, which only names written with a hyphen reach across.
    """

    text: str
    key: str
    breaks: bool
    parts: bool
    dashed: bool


@dataclass(frozen=True, slots=True)
class Marker:
    """A kind word: ``level`` is commune, district, province, landmark or below; it covers ``start`` to ``end``."""

    start: int
    end: int
    level: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of tokens that names something.

    Attributes
    ----------
    start, end : int
        Tokens covered, the end excluded.
    words : tuple of str
        Those tokens as written.
    named : Named
        What the stretch may name.
    marker : Marker or None
        The kind word right before it.
    flaw : float
        0 for the full name, 0.6 for an abbreviation, 1.2 for each letter mistyped.
    fills : bool
        True when the stretch, with its marker, is all that stands between two commas.
    numbered : bool
        True when a house number stands before it, so that it is a street ("12 Lê Lợi", not "thôn 2 Vĩnh Tân").
    trails : bool
        True when the word after it belongs to nothing known, so that the name may go on ("Hàm Thuận ắc").
    """

    start: int
    end: int
    words: tuple[str, ...]
    named: Named
    marker: Marker | None
    flaw: float
    fills: bool
    numbered: bool = False
    trails: bool = False

    @property
    def level(self) -> str | None:
        """What the kind word before it announces, or None without one."""
        return self.marker.level if self.marker else None

    def overlaps(self, other: "Mention") -> bool:
        """Tell whether two stretches share a token."""
        return self.start < other.end and other.start < self.end

    def lies_within(self, other: "Mention") -> bool:
        """Tell whether this stretch is a proper part of another."""
        return other.start <= self.start and self.end <= other.end and self.end - self.start < other.end - other.start


@dataclass(frozen=True, slots=True)
class Address:
    """A tokenised address: its words, kind words and mentions."""

    words: str
    tokens: tuple[Token, ...]
    markers: tuple[Marker, ...]
    mentions: tuple[Mention, ...]


@lru_cache(maxsize=1)
def _marker_words() -> dict[tuple[str, ...], tuple[tuple[str, ...], str, str]]:
    """Key each kind word by its folded words; keep the accented words, the level and the kind."""
    return {
        tuple(word_key(w) for w in words.split()): (tuple(words.split()), level, kind) for words, level, kind in _LEVELS
    }


def tokenise(text: str) -> tuple[Token, ...]:
    """Cut text into words and numbers (``P1`` is two), remembering where a separator stood."""
    tokens: list[Token] = []
    end = 0
    for match in _WORD.finditer(text):
        if len(tokens) == MAX_WORDS:
            break
        gap = text[end : match.start()]
        end = match.end()
        # A point after a short word abbreviates it ("P. Rí"), after a long one it ends a part ("xã Vũ Hòa. Đức Linh").
        abbreviates = gap.startswith(".") and tokens != [] and len(tokens[-1].text) <= 2
        breaks = bool(_BREAK.search(gap)) and not abbreviates
        parts = bool(_HARD_BREAK.search(gap)) and not abbreviates
        tokens.append(Token(match.group(), word_key(match.group()), breaks, parts, " - " in gap))
    return tuple(tokens)


def _marker_at(tokens: tuple[Token, ...], start: int) -> Marker | None:
    for length in (3, 2, 1):
        piece = tokens[start : start + length]
        known = _marker_words().get(tuple(t.key for t in piece))
        following = tokens[start + length : start + length + 1]
        if known is None or len(piece) < length or any(t.parts for t in piece[1:]):
            continue
        if (
            not following or following[0].parts or following[0].dashed
        ):  # nothing follows that it could be the kind of ("xã Phú Tinh, …")
            continue
        words, level, kind = known
        if all(_could_be(t.text, word) for t, word in zip(piece, words, strict=True)):
            return Marker(start, start + length, level, kind)
    return None


def _could_be(written: str, word: str) -> bool:
    """Tell whether a written word can be this kind word: the same marks, or none ("xa", but not "xạ")."""
    lower = written.lower()
    return lower == word or lower == letters(word) or letters(lower) == lower


def _belongs_to_name(before: Marker, marker: Marker) -> bool:
    """Tell whether a hamlet's or street's kind word begins the name ("xã Bản Hồ", "phường Chợ Quán")."""
    return before.level in {"commune", "district"} and marker.level in {"below", "landmark"}


def find_markers(tokens: tuple[Token, ...]) -> tuple[Marker, ...]:
    """Find every kind word, the longest at each place ("thị xã" is not a "xã")."""
    markers: list[Marker] = []
    position = 0
    while position < len(tokens):
        marker = _marker_at(tokens, position)
        if marker and not (markers and markers[-1].end == position and _belongs_to_name(markers[-1], marker)):
            markers.append(marker)
        position = marker.end if marker else position + 1
    return tuple(markers)


def stretch(
    address: tuple[tuple[Token, ...], dict[int, Marker]], start: int, end: int, named: Named, flaw: float
) -> Mention:
    """Describe tokens ``start`` to ``end`` as a mention, with the kind word before it and whether it fills its part."""
    tokens, ending = address
    marker = ending.get(start)
    first = marker.start if marker else start
    fills = (first == 0 or tokens[first].breaks) and (end == len(tokens) or tokens[end].breaks)
    words = tuple(t.text for t in tokens[start:end])
    return Mention(start, end, words, named, marker, flaw, fills, _is_numbered(tokens, start, ending))


def _is_numbered(tokens: tuple[Token, ...], start: int, ending: dict[int, Marker]) -> bool:
    if start == 0 or tokens[start].breaks or not tokens[start - 1].key.isdigit():
        return False
    before = ending.get(start - 1)
    return before is None or before.kind not in _NUMBERED_WORDS


def _windows(tokens: tuple[Token, ...]) -> Iterator[tuple[int, int, str]]:
    for start in range(len(tokens)):
        key = ""
        for end in range(start + 1, min(start + LONGEST_NAME, len(tokens)) + 1):
            if end > start + 1 and tokens[end - 1].parts:
                break
            key += tokens[end - 1].key
            yield start, end, key


def _hyphenated(named: Named) -> Named | None:
    """Keep what is written with a hyphen: "Bà Rịa - Vũng Tàu", but not "Tiến Thành" in "Hàm Tiến - Thành phố"."""
    kept = Named(
        [unit for unit in named.communes if "-" in unit.name],
        [],
        [district for district in named.districts if "-" in district.name],
        [province for province in named.provinces if "-" in province],
    )
    return kept if kept.communes or kept.districts or kept.provinces else None


def _lookup(
    tokens: tuple[Token, ...], window: tuple[int, int, str], gazetteer: Gazetteer
) -> Iterator[tuple[Named, float]]:
    """Look a window up as a full name, else as an abbreviation and as a name with an initial; give the flaw with it."""
    start, end, key = window
    whole = gazetteer.names.get(key)
    if any(token.dashed for token in tokens[start + 1 : end]):
        if whole is not None and (hyphenated := _hyphenated(whole)):
            yield hyphenated, 0.0
        return
    if whole is not None:
        yield whole, 0.0
        return
    short = gazetteer.short_names.get(key)
    if short is not None:
        yield short, ABBREVIATED
    initialled = gazetteer.initialled.get(key)
    if initialled is not None and len(tokens[start].key) == 1 and end - start > 1:
        yield initialled, ABBREVIATED


def find_mentions(tokens: tuple[Token, ...], markers: tuple[Marker, ...], gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Find every stretch that names a commune, district or province, whole or abbreviated.

    A number names a commune or district only after "phường" or "quận"; an abbreviation that is also a kind word ("TP",
    "H") names something only where it stands last or before a separator.
    """
    ending = {marker.end: marker for marker in markers}
    starting = {marker.start for marker in markers}
    mentions = []
    for start, end, key in _windows(tokens):
        if key.isdigit() and (start not in ending or ending[start].level in {"below", "landmark"}):
            continue
        is_kind_word = end - start == 1 and start in starting and end < len(tokens) and not tokens[end].breaks
        mentions += [
            stretch((tokens, ending), start, end, named, flaw)
            for named, flaw in _lookup(tokens, (start, end, key), gazetteer)
            if not (flaw > 0 and is_kind_word)
        ]
    known = {i for m in mentions for i in range(m.start, m.end)} | {i for m in markers for i in range(m.start, m.end)}
    return tuple(replace(m, trails=_trails(tokens, m.end, known)) for m in mentions)


def _trails(tokens: tuple[Token, ...], end: int, known: set[int]) -> bool:
    return end < len(tokens) and not tokens[end].breaks and end not in known and not tokens[end].key.isdigit()


def read_address(text: str, gazetteer: Gazetteer) -> Address:
    """Tokenise text, at most ``MOST_LETTERS`` of it, and find its kind words and mentions."""
    words = tidy(text[:MOST_LETTERS].replace("\n", ", "))
    tokens = tokenise(words)
    markers = find_markers(tokens)
    return Address(words, tokens, markers, find_mentions(tokens, markers, gazetteer))
