"""Who writes and until when: the person to ask for, the employer's name, further numbers, the last day to apply."""

import re
from typing import Final

from employers.ads.contact import phone_hits, phones
from employers.ads.message import Passage, Said, Twin, Wording

_TITLES: Final = (
    r"(?:anh|chị|cô|chú|bác|ông|bà|dì|cậu|thầy|em|mr|mrs|ms|a|c|e|mình|quản lý|chỉ huy|chủ|đội trưởng|tổ trưởng)"
)
_CALLED = Twin(
    rf"(?:(?:gặp|lh|liên hệ|liên lạc|gọi|alo|zalo|ib|inbox|nhắn|hotline|sđt|đt|dt|tel|call)(?: cho| qua| số"
    rf"| gặp)*[ :.]+)?"
    rf"{_TITLES}\.?(?: {_TITLES})?[. ]{{1,2}}(?P<name>[^\W\d_]+(?: [^\W\d_]+){{0,2}})"
)
_NEAR: Final = 24  # characters between a name and a number
# Words that follow a form of address and name nobody.
_NO_NAME: Final = frozenset(
    re.findall(
        r"\w+",
        """
    nào cần tuyển tìm theo qua số nhé nha ạ em anh chị cô chú để với gặp xin trước ở tại cho là và nhà chủ trả lo bao
    khi nao can tuyen tim theo so nhe cho la va nha em anh chi chu de voi gap o tai zalo sdt dt ngay trực tiếp truc tiep
""",
    )
)
_COMPANY = Twin(
    r"(?<!\w)(?:tổng công ty|công ty|cty|dntn|doanh nghiệp|htx|hợp tác xã|hkd|hộ kinh doanh|tập đoàn|xí nghiệp|nhà máy"
    r"|nhà hàng|khách sạn|resort|homestay|siêu thị|trường|bệnh viện|trang trại|trại|xưởng|cơ sở|cửa hàng|tiệm|quán"
    r"|shop|spa"
    r"|salon|garage|gara|vựa|karaoke|nhà thuốc|đại lý|chuỗi)(?= )"
)
_COMPANY_END = Twin(
    r"[,:;.!?()|\n\u2190-\U0010ffff]|\s[-–]\s|(?<!\w)(?:cần|tuyển|đang|tìm|thiếu|kiếm|hiện|thông báo|ở|tại|nhận|mở"
    r"|xin|muốn|mới"
    r"|chi nhánh|lương|bao|có|của|làm|gần|mình|em|tui|đường)(?!\w)"
)
_LONGEST_NAME: Final = 60  # characters
_DEADLINE = Wording(
    r"(?:hạn (?:chót |cuối )?(?:nộp|nhận|đăng ký|tuyển)?(?: hồ sơ)?|nhận (?:hồ sơ|đơn)(?: tới| đến)(?: hết)?|(?:đến"
    r"|tới) hết(?: ngày)?"
    r"|nộp (?:hồ sơ|đơn) (?:trước|đến|tới)(?: hết)?|đăng ký (?:trước|đến|tới)(?: hết)?|trước ngày|hết hạn|deadline"
    r"|hạn chót)"
    r"(?: ngày| là| đến| tới| hết| cuối| :|:)* ?(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?(20\d\d))?(?![\d/.-]*\d)"
)


def read_contact_name(passage: Passage) -> Said[str] | None:
    """Read whom to ask for: a form of address and a name beside a telephone number, or after a word for calling."""
    numbers = phone_hits(passage)
    for hit in numbers:
        line = passage.text.rfind("\n", 0, hit.start) + 1
        spans = [(max(line, hit.start - _NEAR - 16), hit.start), (hit.end, min(len(passage.text), hit.end + _NEAR))]
        for start, end in spans:
            if (said := _name_in(passage, start, end)) is not None:
                return said
        alone = _NAME_ALONE.match(passage.text, hit.end)
        if alone is not None and alone[1].split()[0].lower() not in _NO_NAME:
            return Said(alone[1], alone[1])
    return None


_NAME_ALONE: Final = re.compile(
    r"[ \-–(:]{1,3}([A-ZĐÀ-Ỹ][^\W\d_]+(?: [A-ZĐÀ-Ỹ][^\W\d_]+){0,2})\)?[.!]?[^\S\n]*(?=\n|$)"
)


def _name_in(passage: Passage, start: int, end: int) -> Said[str] | None:
    at, found = start, None
    while (match := _CALLED.search(passage, at, end)) is not None:
        at = match.start() + 1
        if match.start() > start and passage.text[match.start() - 1].isalnum():
            continue
        words = passage.text[match.start("name") : match.end("name")].split()
        bare = passage.typed_bare_at(match.start("name"))
        kept = _name_words(words, bare=bare)
        if kept:
            title = passage.text[match.start() : match.start("name")]
            address = re.search(r"\S+\s*$", title)
            found = Said(
                f"{address.group().strip() if address else ''} {kept}".strip(" .:"),
                passage.words(match.start(), match.start("name") + len(kept)),
            )
    return found


def _name_words(words: list[str], *, bare: bool) -> str:
    """Keep the words of a name: those with a capital, in a message without capitals the first."""
    kept: list[str] = []
    for word in words:
        if word.lower() in _NO_NAME or not (word[0].isupper() or (bare and not kept)):
            break
        kept.append(word)
    return " ".join(kept)


def read_company(passage: Passage) -> Said[str] | None:
    """Read the employer's name as typed, from its kind to the call: "Cty may Đại Lộc", "Quán phở Bắc"."""
    for line in re.finditer(r"[^\n]+", passage.text):
        kind = _COMPANY.search(passage, line.start(), line.end())
        if kind is None:
            continue
        stop = _COMPANY_END.search(passage, kind.end(), min(line.end(), kind.start() + _LONGEST_NAME))
        end = stop.start() if stop else min(line.end(), kind.start() + _LONGEST_NAME)
        words = passage.words(kind.start(), end)
        named = passage.text[kind.end() : end].split()
        opens = passage.typed_bare_at(kind.start()) and kind.start() == line.start()
        if named and (opens or any(word[0].isupper() for word in named)):
            return Said(words, words)
    return None


def read_other_phones(passage: Passage) -> Said[tuple[str, ...]] | None:
    """Read the numbers beside the one that is called first."""
    first, found = None, phones(passage)
    first = min(found, key=lambda number: number.value.startswith("02"), default=None)
    others = [number for number in found if first is not None and number.value != first.value]
    values = tuple(dict.fromkeys(number.value for number in others))
    return Said(values, "; ".join(dict.fromkeys(number.words for number in others))) if values else None


def read_apply_by(passage: Passage) -> Said[str] | None:
    """Read the last day to apply as written, day/month or day/month/year with leading zeros."""
    for hit in _DEADLINE.hits(passage):
        day, month, year = hit.groups[:3]
        if 1 <= int(day or 0) <= 31 and 1 <= int(month or 0) <= 12:
            date = f"{int(day or 0):02}/{int(month or 0):02}" + (f"/{year}" if year else "")
            return Said(date, passage.words(hit.start, hit.end))
    return None
