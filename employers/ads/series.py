"""Openings in one breath: "2 thợ hàn, 3 phụ hồ và 1 kế toán" — which pieces are openings and which only duties."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from employers.ads.clauses import line_end
from employers.ads.duties import is_duty
from employers.ads.message import Passage, Twin
from employers.ads.naming import is_rank
from employers.ads.offers import calls
from employers.ads.title import SURE, Title, distinct, is_name, read_title

_JOINS: Final = re.compile(
    r",(?!\d)|;|:\s(?=\d{1,2} [a-z])|\s-\s(?=(?:phu|tho|nhan vien|cong nhan|tai xe|bao ve) )|\s\+\s?|\s&\s"
    r"|(?<=[a-z])"
    r"(?<!can)(?<!tuyen)(?<!tim)(?<!gap)(?<!them)(?<!nhan)(?<!thieu)(?<!kiem)(?<!dung)(?<!ngay)(?<!muon)(?<!va)"
    r"(?<!luong)(?<!dong)(?<!khoang)(?<!du)(?<!sung)(?<!ca)(?<!cho)(?<!hon)(?<!moi)\s(?=\d{1,2} (?:tho|phu|nv"
    r"|nhan vien|cong nhan|cn|nu"
    r"|tai xe|bao ve|ke toan|thu ngan|hoc viec|lai xe) )"
    r"|\bva\b|\bvoi(?= \d{1,2} [a-z])|\n|/(?=\s?\d+ [a-z])|\s[-]\s(?=\d+ [a-z])|\.\s(?=\d+ [a-z])"
)
_TERMS_AFTER: Final = re.compile(
    r"\s*(?:\([^()\n]*\))?\s*[:,(-]?\s*(?:(?:luong |muc luong |tu |thu nhap )?\d|(?:bang|hang) [a-f]\d?\b|khong luong"
    r"|(?:co|khong|ko|k|chua)(?: can| yeu cau)?(?: co)? (?:kn|kinh nghiem|tay nghe)\b)"
)
_PERSON: Final = re.compile(r"\s*(?:nguoi|ban|cn|nhan vien) ")
_AND_SOMEONE: Final = re.compile(r"\bva \W*(?:\d+ )?nguoi ")
_PERSONS: Final = re.compile(r"\b(?:người|bạn|nam|nữ|nv|cn|em|anh|chị|cô|chú|nguoi|ban|nu|chi|co)\b")
_IN_BRACKETS: Final = re.compile(r"\([^()\n]*\)")


def enumerated(message: Passage, taught: Mapping[str, str]) -> list[Title]:
    """Titles joined by commas, "và" or "+" in a sentence that calls for people."""
    for start, end in _calling_sentences(message):
        found = _in_sentence(message, start, end, taught)
        if len(found) > 1:
            return found
    return []


def _calling_sentences(message: Passage) -> list[tuple[int, int]]:
    """From each call to the end of its line; what stands before the call names the employer."""
    spans = [(hit.start, line_end(message, hit.start)) for hit in calls(message)[:20]]
    return spans or _first_lines(message)


def _first_lines(message: Passage) -> list[tuple[int, int]]:
    starts = [0, *(m.end() for m in re.finditer("\n", message.text))][:3]
    return [(start, line_end(message, start)) for start in starts]


def _in_sentence(message: Passage, start: int, end: int, taught: Mapping[str, str]) -> list[Title]:
    found: list[Title] = []
    unbroken = True
    for piece_start, piece_end in _pieces(message, start, end):
        title = read_title(message, piece_start, piece_end, taught)
        if title is None or not _is_work(message, title, listed=bool(found)):
            if not found and message.plain[piece_end : piece_end + 1] != ":":
                return []
            unbroken = False
        elif found and title.seats is None and _repeats(message, found[-1], title):
            unbroken = False
        elif not found or _goes_on(message, found[-1], title, unbroken=unbroken):
            found.append(title)
        else:
            unbroken = False
    return distinct(message, _without_heading(message, found))


def _without_heading(message: Passage, found: list[Title]) -> list[Title]:
    """Leave out what only heads a list of counted openings ("Cần thợ khoan giếng: 1 thợ chính, 2 phụ")."""
    if len(found) < 3 or found[0].seats is not None or not all(title.seats for title in found[1:]):
        return found
    between = message.plain[found[0].end : found[1].at]
    return found[1:] if _HEADS.match(between) else found


_HEADS: Final = re.compile(r"[^,;.\n\d]{0,40}: ?(?=$|\d)")


def _is_work(message: Passage, title: Title, *, listed: bool) -> bool:
    """Tell whether a title names work; counted in a list ("1 phụ"), a few words do."""
    if is_name(message, title):
        return False
    if title.isco is not None and title.confidence >= SURE:
        return True
    words = message.text[title.start : title.end]
    person = _PERSONS.search(message.low[title.at : title.start]) is not None and len(words.split()) <= 4
    named = is_rank(words) or (title.headed and len(words.split()) > 1) or person
    if listed and _AND_SOMEONE.search(message.plain, max(0, title.at - 6), title.start) and len(words.split()) <= 4:
        return True
    return (listed and title.seats is not None and named) or (
        title.headed and 2 <= len(words.split()) <= (_LONGEST_COUNTED if title.seats is not None else 4)
    )


_LONGEST_COUNTED: Final = 8  # words of a counted title whose trade is not known


def _goes_on(message: Passage, before: Title, title: Title, *, unbroken: bool) -> bool:
    """Tell whether a title further on in a sentence is an opening of its own, not a duty of the one before."""
    if title.seats is not None and (title.seats_before or not _is_duty_of(message, before, title)):
        return True
    if _is_duty_of(message, before, title) and not _has_terms(message, title):
        return False
    duty_of_counted = before.seats is not None and not (_has_terms(message, title) and _has_terms(message, before))
    if duty_of_counted or _is_same_trade(message, before, title):
        return False
    differs = title.isco is None or title.isco != before.isco
    if unbroken and differs and title.isco is not None and _PERSON.match(message.plain, title.at):
        return True
    if (unbroken or message.plain[max(0, title.at - 2) : title.at].strip()[-1:] == ";") and title.headed and differs:
        return True
    both_headed = title.headed and before.headed
    return differs and _has_terms(message, title) and (both_headed or (unbroken and _has_terms(message, before)))


def _repeats(message: Passage, before: Title, title: Title) -> bool:
    """Tell whether a title only repeats words of the one before ("nhân viên kho 2 người … kho 7tr5")."""
    own, named = (set(message.plain[t.start : t.end].split()) for t in (title, before))
    return own < named


_WORKERS = Twin(r"(?:nhân viên|nv|công nhân|cn|lao động|lđpt|ldpt|ktv|kỹ thuật viên|người|bạn|thợ)(?!\w)")


_NAMES_WORKER = Twin(
    r"(?:nhân viên|nv|công nhân|cn|lao động|lđpt|ldpt|ktv|kỹ thuật viên|người|bạn|thợ|phụ|giữ xe|rửa (?:chén|xe|bát)"
    r"|lái xe"
    r"|bốc xếp|bán hàng|giao hàng|bảo trì|nấu ăn|chạy bàn)(?!\w)"
)


def _is_duty_of(message: Passage, before: Title, title: Title) -> bool:
    """Tell whether a doing follows a worker of another doing: "nhân viên thu hoạch và đóng gói rau" is one opening."""
    return (
        _WORKERS.match(message, before.start, before.end) is not None
        and _NAMES_WORKER.match(message, title.start, title.end) is None
        and is_duty(message, title)
    )


def _is_same_trade(message: Passage, before: Title, title: Title) -> bool:
    """Tell whether a bare rank ("thợ chính 550k") repeats, with its wage, the craftsman called before."""
    words = message.plain[title.start : title.end].strip()
    trade = message.text[before.start : before.end]
    return words in ("tho", "tho chinh") and before.headed and not is_rank(trade)


def _pieces(message: Passage, start: int, end: int) -> list[tuple[int, int]]:
    """Cut at joining marks outside brackets."""
    plain = _IN_BRACKETS.sub(lambda m: "(" + "·" * (len(m.group()) - 2) + ")", message.plain[start:end])
    cuts = [m.span() for m in _JOINS.finditer(plain)][:40]
    bounds = [(0, 0), *cuts, (len(plain), len(plain))]
    return [(start + before[1], start + after[0]) for before, after in pairwise(bounds) if before[1] < after[0]]


def _has_terms(message: Passage, title: Title) -> bool:
    return _TERMS_AFTER.match(message.plain, title.end) is not None
