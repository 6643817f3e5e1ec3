"""The commune where the work is, out of a message full of other names.

A name counts with its kind ("xã"), a word of place before it ("ở", "KCN") or its capitals; a bare district or city is a
set of communes and gives None, and so do streets, routes, pick-up points, employers' and people's names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from employers.ads.message import Passage, Said, Wording
from employers.reference.place_names import communes_of_home, gazetteer, syllable, targets, word_key
from employers.reference.place_reader import read_place
from employers.reference.places import Commune, OldCommune, list_communes
from employers.reference.text import strip_accents

_LONGEST: Final = 5  # words of the longest commune name of a province
_WORD: Final = re.compile(r"[^\W_]+")
_KIND_BEFORE: Final = re.compile(r"(?:\b(?:xa|phuong|thi tran|tt|dac khu)|(?:(?<=\W)|^)[xpf]\.?)[ .:]{0,2}$")
_PLACE_BEFORE: Final = re.compile(
    r"(?:\b(?:o|tai|kcn|khu cong nghiep|ccn|cum cong nghiep|dia chi|d/c|dc|khu vuc|kv|cho|gan|ben|ngay"
    r"|noi lam viec|noi lam|chi nhanh|trung tam|khu|bien|cong trinh"
    r"|nong truong|thon \w+|khu pho \d+|kp ?\d+|ap \d+|lam viec|nhiet dien|cang|nga ba|nga tu|cau|lam|ve|ga"
    r"|resort|dat|lo|vuon|kho|ql ?\w+)|@|[,(:>-]|^)[ :,]*$"
)
_ELSEWHERE: Final = re.compile(
    r"\b(?:duong|tuyen|don tu|don o|don tai|don khach|ruoc tu|ruoc o|ruoc tai|que|giao hang (?:di|o|tai|ra"
    r"|quanh)?|chay (?:di|ra|tuyen|vo)?|di giao|di tinh|ship"
    r"|uu tien (?:nguoi |ban |ld |lao dong )?(?:o|tai|gan|que|co nha o)|co nha (?:o|gan)|(?:dua don|dua ruoc|don"
    r"|ruoc)(?: \w+){0,3}|xe (?:tu|di)|hem|pho|diem don)[ :]*(?:tu |o |tai |di )?(?:thi tran |xa |phuong )?$"
)
_OWN_WORDS: Final = (
    r"(?: (?!o |tai |can |tuyen |thi tran |xa |phuong |kcn |thon |gan |cho |ben |ngay |khu |dau |tren "
    r"|nong truong )\w+)"
)
_NAMED_AFTER: Final = re.compile(
    rf"\b(?:(?:cty|cong ty|tnhh|dntn|quan|nha hang|khach san|cua hang|garage|gara|shop|salon|spa|hotel|nha xe|mtv"
    rf"|sieu thi|nha thuoc"
    rf"|tra sua|resort|hkd|homestay){_OWN_WORDS}{{0,4}}|anh|chi|chu|co|bac|mr|ms|gap|ong|ba|a|c|em) $"
)
_ROUTE_AFTER: Final = re.compile(
    r"^\s?(?:-|–|->|=>|di|den)\s?(?:sai gon|sg|tp ?hcm|hcm|da lat|nha trang|ha noi|binh duong|dong nai|vung tau"
    r"|da nang)"
)
_KIND = Wording(r"(?:xã|phường|thị trấn)\s[^\W\d_]+(?:\s[^\W\d_]+){0,3}")


@dataclass(frozen=True)
class _Name:
    """A stretch that names communes of the home province, and how sure it is to be the workplace (3 is surest)."""

    start: int
    end: int
    codes: frozenset[str]
    strength: int


def read_workplace(passage: Passage, home_province: str | None) -> Said[str] | None:
    """Read the code of the commune where the work is; None for none, several alike, or another province."""
    names = sorted(_names(passage, home_province), key=lambda name: (-name.strength, name.start))
    for name in names:
        code = _decide(passage, name, home_province)
        if code is not None:
            return Said(code, passage.words(name.start, name.end))
    return _mistyped(passage, home_province) if home_province else None


def _names(passage: Passage, home_province: str | None) -> Iterator[_Name]:
    tokens = [(m.start(), m.end()) for m in _WORD.finditer(passage.text)]
    keys = [word_key(passage.text[s:e]) for s, e in tokens]
    known, at = _communes_by_key(home_province), 0
    while at < len(tokens):
        length = next(
            (n for n in range(min(_LONGEST, len(tokens) - at), 0, -1) if "".join(keys[at : at + n]) in known), 0
        )
        if length == 0:
            at += 1
            continue
        found = _name(passage, (tokens[at][0], tokens[at + length - 1][1]), known["".join(keys[at : at + length])])
        if found is not None:
            yield found
        at += length if found is not None else 1


def _name(passage: Passage, span: tuple[int, int], units: tuple[Commune | OldCommune, ...]) -> _Name | None:
    start, end = span
    if re.search(r"[^\w\s'-]", passage.text[start:end]):
        return None
    fitting = [unit for unit in units if _spelled(passage, start, end, unit)]
    if not fitting:
        return None
    strength, first = _strength(passage, start, end)
    if strength == 0:
        return None
    codes = frozenset(c.code for unit in fitting for c in targets(unit))
    return _Name(first, end, codes, strength)


def _spelled(passage: Passage, start: int, end: int, unit: Commune | OldCommune) -> bool:
    written = [syllable(w) for w in _WORD.findall(passage.text[start:end])]
    bare = written == [strip_accents(w) for w in written]
    if written == [_bare_syllable(w) if bare else syllable(w) for w in _WORD.findall(unit.bare_name)]:
        return True
    # Names of before an earlier merger are kept without accents alone.
    key = "".join(word_key(w) for w in _WORD.findall(passage.text[start:end]))
    return isinstance(unit, OldCommune) and key in unit.earlier_names


def _bare_syllable(word: str) -> str:
    return syllable(strip_accents(word))


def _strength(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """Weigh the words before a name, and give the place from which it is quoted."""
    before = passage.plain[max(0, start - 40) : start].rsplit("\n", 1)[-1]
    if _ELSEWHERE.search(before) or _ROUTE_AFTER.match(passage.plain[end : end + 20]):
        return 0, start
    kind = _KIND_BEFORE.search(before)
    if kind:
        return 3, start - len(before) + kind.start()
    if _also_wider(passage.text[start:end]) or _NAMED_AFTER.search(before):
        return 0, start
    capital = all(w[0].isupper() for w in passage.text[start:end].split())
    if _PLACE_BEFORE.search(before):
        return (2 if capital or " " in passage.text[start:end] else 1), start
    return (1 if capital and not passage.text[max(0, start - 20) : end].isupper() else 0), start


@lru_cache(maxsize=4)
def _communes_by_key(home_province: str | None) -> dict[str, tuple[Commune | OldCommune, ...]]:
    home = communes_of_home(home_province) if home_province else frozenset(c.code for c in list_communes())
    names = gazetteer().names
    kept = {
        key: tuple(u for u in (*named.communes, *named.earlier) if any(c.code in home for c in targets(u)))
        for key, named in names.items()
    }
    return {key: units for key, units in kept.items() if units and not key.isdigit()}


def _also_wider(words: str) -> bool:
    """Tell whether a name is a district's or a province's too, which alone is no point."""
    named = gazetteer().names.get("".join(word_key(w) for w in _WORD.findall(words)))
    return named is not None and bool(named.districts or named.provinces)


_CONTEXT: Final = 60  # characters after a name in which its district and province stand


def _decide(passage: Passage, name: _Name, home_province: str | None) -> str | None:
    following = re.split(
        r"\n|(?<!\b[A-Za-zĐđ])(?<!\b[A-Z]{2})\. |;|\||\d{4}", passage.text[name.end : name.end + _CONTEXT]
    )[0]
    words = passage.text[name.start : name.end]
    best = read_place(f"{words}{following}", home_province).best
    if best is not None and best.code in name.codes:
        return best.code
    alone = read_place(words, home_province).best
    if alone is not None and alone.code in name.codes and best is None:
        return alone.code
    return next(iter(name.codes)) if len(name.codes) == 1 and best is None else None


def _mistyped(passage: Passage, home_province: str) -> Said[str] | None:
    """Read a name with typing errors, only right after "xã", "phường" or "thị trấn"."""
    home = communes_of_home(home_province)
    for hit in _KIND.hits(passage):
        if _ELSEWHERE.search(passage.plain[max(0, hit.start - 40) : hit.start]):
            continue
        reading = read_place(passage.text[hit.start : hit.end], home_province)
        if reading.best is not None and reading.best.code in home and reading.confidence >= 0.5:
            return Said(reading.best.code, passage.words(hit.start, hit.end))
    return None
