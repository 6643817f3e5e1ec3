"""Openings listed one a line or behind numbers ("1/ Thợ mộc: 3 người"): where each begins, and its title."""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from employers.ads.clauses import line_end
from employers.ads.message import Passage, Twin, Wording
from employers.ads.title import SURE, Title, distinct, read_title

_ITEM: Final = re.compile(
    r"(?:^|\n)[^\S\n]*(?:[^\w\s]{1,3}\s*)*(?:\d{1,2}\s?[/).:-](?!\d)\s*|[a-h][/)]\s*)?"
    r"|(?<=[\s:,;.])\(?\d{1,2}\s?(?:[/)]|\.(?=\s?[^\W\d]))(?!\d)[^\S\n]*(?=[^\W\d])"
)
_DUTIES = Wording(
    r"(?:mô tả|nội dung|nhiệm vụ|công việc|yêu cầu|quyền lợi|chế độ|mô tả công việc|trách nhiệm"
    r"|đãi ngộ)(?: \w+){0,3}\s?:?"
)
# How many are wanted may stand at an item's end: "Công nhân may chưa có tay nghề" 50 "người".
_COUNT_AT_END: Final = re.compile(r"[^\d:\n]{0,40}[:–-]\s?0?([1-9]\d{0,2})\s?(?:nguoi|ng|ban|lao dong|cn)\b")
EMPLOYER_FIRST = Twin(
    r"\s*(?:\d{1,2}\s?[/).:-]|[-+•*])?\s*(?:cty|công ty|dntn|htx|hợp tác xã|doanh nghiệp|cơ sở|xưởng|tiệm|quán|nhà hàng"
    r"|khách sạn|resort|trại|trang trại|hkd|nhà máy|cửa hàng|siêu thị|trường|vựa|shop|nông trại)\b[^:\n]{2,80}:\s"
)
_MOST_TITLES: Final = 300  # readings of titles a message; a longer list is no message


def listed(message: Passage, taught: Mapping[str, str]) -> list[Title]:
    """Titles at the beginning of lines or after numbers inside a line, outside lists of duties."""
    found: list[Title] = []
    for start, end in _items(message):
        if found and _DUTIES.first(message.part(start, min(end, start + 30))) is not None and not found[-1].seats:
            break
        title = _title_of_item(message, start, end, taught)
        if title is not None:
            found.append(title)
    return distinct(message, found)


def _title_of_item(message: Passage, start: int, end: int, taught: Mapping[str, str]) -> Title | None:
    """Read an item's title at its beginning, else after its employer ("1. Cty Đại Lộc: công nhân may, 10 người")."""
    title = read_title(message, start, end, taught)
    counted = _COUNT_AT_END.search(message.plain, title.end, end) if title and title.seats is None else None
    if title is not None and counted is not None:
        title = replace(title, seats=int(counted[1]))
    if title is not None and (counted or _opens_item(message, title, end)):
        return title if title.isco or title.headed or _counts_persons(message, title) else None
    employer = EMPLOYER_FIRST.match(message, start, end)
    title = read_title(message, employer.end(), end, taught) if employer else None
    return replace(title, at=start) if title is not None and title.isco and title.confidence >= SURE else None


_PERSONS_AT_HEAD: Final = re.compile(
    r"\W*(?:\d{1,2}\s?[/).:-]\s*|[-+•*]\s?)(?:can |tuyen )?\d{1,3} (?:nguoi|ban|lao dong|ld|nam|nu|cong nhan|cn"
    r"|chi|anh|em)\b"
)


def _counts_persons(message: Passage, title: Title) -> bool:
    """Tell whether a line begins with people in numbers ("- 4 người vắt sữa")."""
    return _PERSONS_AT_HEAD.match(message.plain, title.at, title.start) is not None


def _items(message: Passage) -> list[tuple[int, int]]:
    starts = [m.start() + (message.text[m.start() : m.start() + 1] == "\n") for m in _ITEM.finditer(message.plain)]
    starts = sorted(set(starts))[:_MOST_TITLES]
    return [(s, min(e, line_end(message, s))) for s, e in pairwise([*starts, len(message.text)])]


def _opens_item(message: Passage, title: Title, end: int) -> bool:
    """Tell whether a listed title is an opening: counted or headed, and nothing but its conditions follows."""
    counted = title.seats is not None and (title.headed or _counts_persons(message, title))
    if (title.isco is None or title.confidence < SURE) and not counted:
        return False
    after = message.plain[title.end : end]
    if re.match(
        r"\W*(?:(?:(?:vi tri|bo phan|chuc danh|cong viec|muc|viec)(?: so| thu)? )?(?:\d{1,2}|[a-h])\s?[/).:-]"
        r"|[-+•*]\s*\d)",
        message.plain[title.at : title.start],
    ):
        return True
    closed = (
        re.match(
            r"\s*(?:$|[:(,;.\n|*+-]|[^\w\s]|\d|(?:luong|nam|nu|co|lam|bao|sl|tu|tai|x|so luong|can|ca|full|part"
            r"|theo|kn|khong|ko|chua)\b)",
            after,
        )
        is not None
    )
    numbered = (
        re.match(r"\W*(?:(?:\d{1,2}|[a-h])\s?[/).:-]|n(?:am|u)\s)", message.plain[title.at : title.start]) is not None
    )
    return closed and (title.seats is not None or title.headed or numbered)
