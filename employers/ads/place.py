"""The commune where the work is, out of a message full of other names.

A name counts with its kind ("xã"), a word of place before it ("ở", "KCN") or its capitals; a bare district or city is a
set of communes and gives None, and so do streets, routes, pick-up points, employers' and people's names.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from employers.ads.clauses import around, clauses, sentences
from employers.ads.message import Passage, Said, Twin, Wording
from employers.reference.place_names import communes_of_home, gazetteer, syllable, targets, word_key
from employers.reference.place_reader import read_place
from employers.reference.places import Commune, OldCommune, list_communes
from employers.reference.text import strip_accents

_LONGEST: Final = 5  # words of the longest commune name of a province
_WORD: Final = re.compile(r"[^\W_]+")
# What stands right before a name, on its line.
_KIND_BEFORE = Twin(r"(?:\b(?:xã|phường|thị trấn|tt|đặc khu|đảo)|(?:(?<=\W)|^)[xpf]\.?)[ .:]{0,2}$")
_PLACE_BEFORE = Twin(
    r"(?:\b(?:ở|tại|kcn|khu công nghiệp|ccn|cụm công nghiệp|địa chỉ|đ/c|đc|khu vực|kv|chợ|gần|bên|ngay"
    r"|nơi làm việc|nơi làm|chi nhánh|trung tâm|khu|biển|công trình|công trường|nông trường|lâm trường"
    r"|thôn \w+|khu phố \d+|kp ?\d+|ấp \d+|làm việc|nhiệt điện|cảng|cảng cá|ngã ba|ngã tư|cầu|làm|về|ga|bến cá"
    r"|bến xe|bx"
    r"|yến sào"
    r"|resort|đất|lò|vườn|kho|ql ?\w+|ubnd|uỷ ban|đảo|khách sạn|homestay|nhà nghỉ|quán|tiệm|xưởng|trại|trường"
    r"|siêu thị|salon|spa|garage|gara|cây xăng|vựa|hồ|bãi|dự án|chùa|trạm|sân bóng|nhà máy|thôn|xóm)|@|[,(:>-]|^)"
    r"[ :,]*$"
)
_ELSEWHERE = Twin(
    r"\b(?:đường(?! (?:ở|tại|trong|biển) )|tập trung[^,.;\n]{0,20} (?:ở|tại)(?: cầu| ngã ba| chợ)?|tuyến|đón từ|đón ở"
    r"|đón tại|(?:đón|rước|chở|đưa)[^,.;\n]{0,20} (?:tại|ở|từ)(?: chợ| ngã ba| ngã tư| cầu| bến xe)?|đón khách"
    r"|cán bộ(?: \w+){0,4}|rước từ"
    r"|rước ở|rước tại|quê|giao hàng (?:đi|ở|tại|ra|quanh)?|chạy (?:đi|ra|tuyến|vô)?|đi giao|đi tỉnh|ship"
    r"|ưu tiên (?:người |bạn |lđ |lao động )?(?:ở|tại|gần|quê|có nhà ở)|có nhà (?:ở|gần)|(?:đưa đón|đưa rước|đón"
    r"|rước)(?: \w+){0,3}|xe (?:từ|đi)|hẻm|(?<!nhà )(?<!khu )(?<!thành )phố|điểm đón"
    r"|(?:tàu|xe|chuyến|đi|ghe)(?: cao tốc| khách)? (?:đi|ra)|tư vấn|giới thiệu)[ :]*(?:từ |ở |tại |đi )?"
    r"(?:ubnd )?(?:thị trấn |xã |phường )?$|\bđường(?: (?!ở |tại |xã |phường |gần |chợ |kcn )[^\W\d]+){1,2} $"
)
_OWN_WORDS: Final = (
    r"(?: (?!ở |tại |cần |tuyển |thị trấn |xã |phường |kcn |thôn |gần |chợ |bên |ngay |khu |đầu |trên "
    r"|nông trường )\w+)"
)
_NAMED_AFTER = Twin(
    rf"\b(?:cty|công ty|tnhh|dntn|cửa hàng|nhà xe|mtv|thương hiệu|tập đoàn){_OWN_WORDS}{{0,4}} $"
    r"|(?<!ngã )(?<!\w)(?:anh|chị|chú|cô|bác|dì|mr|ms|gặp|ông|bà|a|c|em|thầy) $"
)
# Work that is bound to its place, after which its company is called ("Công ty điện gió Hòa Thắng").
_BOUND_WORK = Twin(
    r"\b(?:điện gió|điện mặt trời|cảng|khai thác|titan|mỏ|cấp nước|thủy điện|thủy lợi|nhiệt điện|cao su|lâm nghiệp)"
    r"(?: (?:đá|cát|titan|vùng cao|biển|cá))* $"
)
_ROUTE_BEFORE = Twin(
    r"\b(?:chạy|tuyến|chuyến|tài)\b[^,.;:\n]{0,25} (?:-|đi|đến|về|ra|vô|vào) ?(?:kcn |khu công nghiệp |xã |phường )?$"
)
# A commune's office that passes on what an employer asks for.
_OFFICE_BEFORE = Twin(
    r"\b(?:ubnd|uỷ ban|ủy ban nhân dân|uỷ ban nhân dân|hội phụ nữ|đoàn|đài truyền thanh)(?: xã| phường| thị trấn)? $"
)
_OFFICE_NAMED: Final = re.compile(r"\b(?:ubnd|uy ban(?: nhan dan)?) $")
_ANNOUNCES: Final = re.compile(r"[ \-–:]{0,3}(?:xin )?(?:thong bao|gioi thieu|thong tin|bao tin|loa)\b")
_ROUTE_AFTER: Final = re.compile(
    r"^\s?(?:-|–|->|=>|di|den)\s?(?:sai gon|sg|tp ?hcm|hcm|da lat|nha trang|ha noi|binh duong|dong nai|vung tau"
    r"|da nang)"
)
_KIND = Wording(r"(?:xã|phường|thị trấn)\s[^\W\d_]+(?:\s[^\W\d_]+){0,3}")


@dataclass(frozen=True)
class _Name:
    """A stretch that names communes of the home province, and how sure it is to be the workplace (3 is surest).

    Of several communes the one that was a town is meant where nothing else is said.
    """

    start: int
    end: int
    codes: frozenset[str]
    strength: int
    town: str | None


def read_workplace(passage: Passage, home_province: str | None) -> Said[str] | None:
    """Read the code of the commune where the work is; None for none, several alike, or another province."""
    names = sorted(_names(passage, home_province), key=lambda name: (-name.strength, name.start))
    for name in names:
        code = _decide(passage, name, home_province)
        if code is not None:
            return Said(code, passage.words(name.start, name.end))
    return _mistyped(passage, home_province) if home_province else None


def read_district(passage: Passage, home_province: str | None) -> Said[tuple[str, ...]] | None:
    """Read the communes that a bare former district or city of the home became, where the work is said to be there.

    Returns
    -------
    Said of tuple of str, or None
        Codes of today's map, likeliest first ("làm ở Phan Thiết" gives the commune of that name and the city's others).
    """
    tokens = [(m.start(), m.end()) for m in _WORD.finditer(passage.text)]
    for at, (start, _) in enumerate(tokens):
        line = passage.text.rfind("\n", 0, start) + 1
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            end = tokens[at + length - 1][1]
            if _is_district(passage.text[start:end]) and _said_to_be_there(passage, line, start, end):
                named = passage.text[start:end] + _wider_names_after(passage, end)
                codes = _codes_of_district(named, home_province)
                if codes:
                    return Said(codes, passage.words(start, end))
    return None


def _is_district(words: str) -> bool:
    named = gazetteer().names.get("".join(word_key(w) for w in _WORD.findall(words)))
    return named is not None and bool(named.districts) and len(words.split()) > 1


def _said_to_be_there(passage: Passage, line: int, start: int, end: int) -> bool:
    first = max(line, start - 40)
    if _ELSEWHERE.search(passage, first, start) or _NAMED_AFTER.search(passage, first, start):
        return False
    return _PLACE_BEFORE.search(passage, first, start) is not None or _stands_alone(passage, start, end)


@lru_cache(maxsize=1024)
def _codes_of_district(words: str, home_province: str | None) -> tuple[str, ...]:
    reading = read_place(words, home_province)
    found = [commune for commune in (reading.best, *reading.alternatives) if commune is not None]
    here = communes_of_home(home_province) if home_province else None
    return tuple(dict.fromkeys(c.code for c in found if here is None or c.code in here))


def _names(passage: Passage, home_province: str | None) -> Iterator[_Name]:
    tokens = [(m.start(), m.end()) for m in _WORD.finditer(passage.text)]
    keys = [word_key(passage.text[s:e]) for s, e in tokens]
    known, at = _communes_by_key(home_province), 0
    while at < len(tokens):
        length, key = _longest_name(keys, at, known)
        span = (tokens[at][0], tokens[at + max(length, 1) - 1][1])
        found = _name(passage, span, known[key], home_province) if key in known else None
        if found is not None:
            yield found
        # A district's name ("Hàm Thuận Nam") is not searched for the commune's inside it ("Thuận Nam").
        at += length if found is not None or length > 2 else 1


def _longest_name(keys: list[str], at: int, known: Collection[str]) -> tuple[int, str]:
    """Give how many words from a place on name a commune of the home or any district, and their key; 0 for none."""
    for length in range(min(_LONGEST, len(keys) - at), 0, -1):
        key = "".join(keys[at : at + length])
        if key in known or (length > 2 and key in gazetteer().names and gazetteer().names[key].districts):
            return length, key
    return 0, ""


def _name(
    passage: Passage, span: tuple[int, int], units: tuple[Commune | OldCommune, ...], home: str | None
) -> _Name | None:
    start, end = span
    if re.search(r"[^\w\s'-]", passage.text[start:end]):
        return None
    fitting = [unit for unit in units if _spelled(passage, start, end, unit)]
    if not fitting:
        return None
    strength, first = _strength(passage, start, end, home)
    if strength == 0:
        return None
    codes = frozenset(c.code for unit in fitting for c in targets(unit))
    towns = {c.code for unit in fitting if unit.name.lower().startswith("thị trấn") for c in targets(unit)}
    return _Name(first, end, codes, strength, next(iter(towns)) if len(towns) == 1 else None)


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


def _strength(passage: Passage, start: int, end: int, home: str | None) -> tuple[int, int]:
    """Weigh the words before a name, and give the place from which it is quoted."""
    line = passage.text.rfind("\n", 0, start) + 1
    first = max(line, start - 40)
    if (
        _ELSEWHERE.search(passage, first, start)
        or (_OFFICE_BEFORE.search(passage, first, start) and _ANNOUNCES.match(passage.plain, end))
        or _lists_elsewhere(passage, line, start)
        or _on_route(passage, first, start, end)
    ):
        return 0, start
    kind = _KIND_BEFORE.search(passage, first, start)
    if kind:
        return 3, kind.start()
    named_after = _NAMED_AFTER.search(passage, first, start) and not _BOUND_WORK.search(passage, first, start)
    placed = _PLACE_BEFORE.search(passage, first, start)
    wider = _also_wider(passage.text[start:end], home) and not (placed and _is_one_commune(passage.text[start:end]))
    if wider or named_after:
        return 0, start
    if _stands_alone(passage, start, end):
        return 2, start
    capital = all(w[0].isupper() for w in passage.text[start:end].split())
    if placed:
        return (2 if capital or " " in passage.text[start:end] else 1), start
    named = capital and not passage.text[max(0, start - 20) : end].isupper()
    return int(named or _ends_employer(passage, line, start, end)), start


_SITE = Twin(
    r"[^\w]*(?:cần|tuyển)?[^\w]*(?:trại|trang trại|nông trường|nông trại|htx|hợp tác xã|nhà máy|lò|vườn|farm|vựa"
    r"|trạm|cảng|nhà thùng"
    r"|mỏ|bãi|lâm trường|ban quản lý|chợ|bến|hãng nước đá|trường)\b"
)


def _ends_employer(passage: Passage, line: int, start: int, end: int) -> bool:
    """Tell whether a name ends the name of a fixed site ("TRẠI HEO CÔNG NGHỆ CAO SÔNG LŨY") at a line's beginning."""
    after = re.match(r"\s*(?:$|\n|[-–:,(]|can\b|tuyen\b|dang\b|[^\w\s])", passage.plain[end : end + 12])
    return after is not None and _SITE.match(passage, line, start) is not None


@lru_cache(maxsize=4)
def _communes_by_key(home_province: str | None) -> dict[str, tuple[Commune | OldCommune, ...]]:
    home = communes_of_home(home_province) if home_province else frozenset(c.code for c in list_communes())
    names = gazetteer().names
    kept = {
        key: tuple(u for u in (*named.communes, *named.earlier) if any(c.code in home for c in targets(u)))
        for key, named in names.items()
    }
    return {key: units for key, units in kept.items() if units and not key.isdigit()}


_EARLIER_NAMES = Twin(
    r"((?:đưa đón|đưa rước|đón|rước|tuyến|giao hàng|xe từ|ship)(?: \w+){0,4}?(?: (?:từ|ở|tại|khu vực|tuyến|các xã|đi"
    r"|quanh))?)"
    r"(?: [^\W\d]+){2,4}(?:(?:,| và| -|/) ?[^\W\d]+(?: [^\W\d]+){1,3}){0,4}(?:,| và| -|/) ?$"
)


def _lists_elsewhere(passage: Passage, line: int, start: int) -> bool:
    """Tell whether a name goes on a list of pick-up points or destinations ("xe đón từ Hàm Liêm, Hàm Đức")."""
    return _EARLIER_NAMES.search(passage, max(line, start - 90), start) is not None


def _on_route(passage: Passage, first: int, start: int, end: int) -> bool:
    return bool(_ROUTE_AFTER.match(passage.plain[end : end + 20]) or _ROUTE_BEFORE.search(passage, first, start))


def _stands_alone(passage: Passage, start: int, end: int) -> bool:
    """Tell whether a clause is nothing but the name, and a district or a province after it ("tan ha duc linh")."""
    first, last = around(clauses(passage), start)
    rest = passage.plain[end:last].strip(" -:")
    return not passage.plain[first:start].strip(" -:@") and (not rest or _is_wider(rest) or rest == "cu")


def _is_wider(words: str) -> bool:
    named = gazetteer().names.get("".join(word_key(w) for w in _WORD.findall(words)))
    return named is not None and bool(named.districts or named.provinces)


@lru_cache(maxsize=4096)
def _also_wider(words: str, home: str | None) -> bool:
    """Tell whether a name is a district's or a province's of the home too, which alone is no point."""
    named = gazetteer().names.get("".join(word_key(w) for w in _WORD.findall(words)))
    if named is None:
        return False
    here = communes_of_home(home) if home else frozenset()
    became = [{c.code for unit in district.communes for c in targets(unit)} for district in named.districts]
    return bool(named.provinces) or any(not home or codes & here for codes in became)


@lru_cache(maxsize=256)
def _is_one_commune(words: str) -> bool:
    """Tell whether a district's name is that of the one commune that all of it became (Phú Quý)."""
    named = gazetteer().names.get("".join(word_key(w) for w in _WORD.findall(words)))
    became = (
        [{c.code for unit in district.communes for c in targets(unit)} for district in named.districts] if named else []
    )
    return bool(became) and all(len(codes) == 1 for codes in became)


def _decide(passage: Passage, name: _Name, home_province: str | None) -> str | None:
    if _abroad(passage, name):
        return None
    words = passage.text[name.start : name.end]
    best = read_place(words + _wider_names_after(passage, name.end), home_province).best
    if best is not None:
        return best.code if best.code in name.codes else None
    alone = read_place(words, home_province).best
    if alone is not None and alone.code in name.codes:
        return alone.code
    return next(iter(name.codes)) if len(name.codes) == 1 else name.town


_NEXT_WORDS: Final = re.compile(
    r"[\s,(–-]{1,3}(?:(?:huyện|thị xã|thành phố|tỉnh|tp|tx|h|t|huyen|thi xa|tinh)[. ]{1,2})?"
    r"((?:[^\W\d_]+\.?){1}(?: [^\W\d_]+){0,3})",
    re.IGNORECASE,
)


def _wider_names_after(passage: Passage, end: int) -> str:
    """Quote the districts and provinces that follow a name, of whatever else follows nothing."""
    at = end
    while (match := _NEXT_WORDS.match(passage.text, at)) is not None:
        words = match[1].split(" ")
        length = next((n for n in range(len(words), 0, -1) if _is_wider(" ".join(words[:n]))), 0)
        if length == 0:
            break
        at = match.start(1) + len(" ".join(words[:length]))
    return passage.text[end:at]


# Places outside the home where work is often offered to its people.
_ABROAD: Final = re.compile(
    r"(?:^|\b(?:o|tai|lam viec|kcn|khu cong nghiep)|[,(:.-]) ?(?:tp\.? ?|tinh |thanh pho |q\.? ?\d+,? )*"
    r"(?:sai gon|sg|tp ?hcm|hcm|ho chi minh|binh duong|dong nai|bien hoa|vung tau|ba ria|long an|tay ninh"
    r"|nha trang|khanh hoa|cam ranh|ninh thuan|phan rang|ha noi|da nang|tien giang|binh phuoc|thu duc"
    r"|nhat ban|nhat|han quoc|dai loan)\b"
)


def _abroad(passage: Passage, name: _Name) -> bool:
    """Tell whether the clauses around a name say that the work is in another province."""
    start, end = around(sentences(passage), name.start)
    return _ABROAD.search(passage.plain[max(start, name.start - 40) : min(end, name.end + 40)]) is not None


def _mistyped(passage: Passage, home_province: str) -> Said[str] | None:
    """Read a name with typing errors, only right after "xã", "phường" or "thị trấn"."""
    home = communes_of_home(home_province)
    if _ABROAD.search(passage.plain):
        return None
    for hit in _KIND.hits(passage):
        if _ELSEWHERE.search(passage, max(0, hit.start - 40), hit.start) or _OFFICE_NAMED.search(
            passage.plain, max(0, hit.start - 40), hit.start
        ):
            continue
        reading = read_place(passage.text[hit.start : hit.end], home_province)
        if reading.best is not None and reading.best.code in home and reading.confidence >= 0.5:
            return Said(reading.best.code, passage.words(hit.start, hit.end))
    return None
