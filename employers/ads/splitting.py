"""One message, several openings: where each begins, what belongs to it alone, and what is said once for all.

Openings are listed on lines ("1/ Thợ mộc: 3 người"), inside one sentence ("2 thợ hàn, 3 phụ hồ và 1 kế toán"), or
called for one sentence after the other. What stands before the first and after the last is common to all.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Final

from employers.ads.clauses import clauses, sentences
from employers.ads.message import Passage, Twin, Wording
from employers.ads.naming import is_rank, occupation_of
from employers.ads.offers import CALL
from employers.ads.sharing import Stretch, share
from employers.ads.title import Title, read_title
from employers.reference.text import fold

_ITEM: Final = re.compile(
    r"(?:^|\n)[^\S\n]*(?:[^\w\s]{1,3}\s*)*(?:\d{1,2}\s?[/).:-](?!\d)\s*|[a-h][/)]\s*)?"
    r"|(?<=[\s:,;.])\(?\d{1,2}\s?(?:[/)]|\.(?=\s?[^\W\d]))(?!\d)\s*(?=[^\W\d])"
)
_DUTIES = Wording(
    r"(?:mô tả|nội dung|nhiệm vụ|công việc|yêu cầu|quyền lợi|chế độ|mô tả công việc|trách nhiệm"
    r"|đãi ngộ)(?: \w+){0,3}\s?:?"
)
# "Công nhân may chưa có tay nghề: 50 người"
_COUNT_AT_END: Final = re.compile(r"[^\d:\n]{0,40}[:–-]\s?0?([1-9]\d{0,2})\s?(?:nguoi|ng|ban|lao dong|cn)\b")
_EMPLOYER_FIRST = Twin(
    r"\s*(?:\d{1,2}\s?[/).:-]|[-+•*])\s*(?:cty|công ty|dntn|htx|hợp tác xã|doanh nghiệp|cơ sở|xưởng|tiệm|quán|nhà hàng"
    r"|khách sạn|resort|trại|trang trại|hkd|nhà máy|cửa hàng|siêu thị|trường|vựa|shop|nông trại)\b[^:\n]{2,80}:\s"
)
_JOINS: Final = re.compile(
    r",(?!\d)|;|:\s(?=\d{1,2} [a-z])|\s-\s(?=(?:phu|tho|nhan vien|cong nhan|tai xe|bao ve) )|\s\+\s?|\s&\s"
    r"|(?<=[a-z])(?<!can)(?<!tuyen)(?<!tim)(?<!gap)(?<!them)(?<!nhan)(?<!thieu)(?<!kiem)(?<!dung)(?<!ngay)(?<!muon)(?<!va)"
    r"(?<!luong)(?<!dong)(?<!khoang)(?<!du)(?<!sung)(?<!ca)\s(?=\d{1,2} (?:tho|phu|nv|nhan vien|cong nhan|cn|nu|tai xe|bao ve|ke toan|thu ngan|hoc viec|lai xe) )"
    r"|\bva\b|\n|/(?=\s?\d+ [a-z])|\s[-]\s(?=\d+ [a-z])|\.\s(?=\d+ [a-z])"
)
_INVITES = Wording(
    r"ai ở [^.;?!\n]{2,40}? (?:nhận|làm|đi|qua|muốn)(?: làm)?|(?:ai|(?:bạn|anh chị|anh em|anh|chị|cô|chú|bác|em|mọi người|ace) nào)(?: (?:đang |còn )?(?:rảnh|rỗi))?"
    r"(?: (?:có bằng|bằng) \w+(?: (?:hoặc|hay) \w+)?)?(?: (?:buổi )?(?:sáng|chiều|tối|đêm|ngày))?"
    r"(?: (?:có tay nghề|có nghề|biết nghề|biết|biết làm|làm được|làm|muốn làm|đi làm|đi|qua|nhận))?"
)
_SURE: Final = 0.55  # confidence from which a listed title is taken for an opening of its own
_MOST_TITLES: Final = 300  # readings of titles a message; a longer list is no message
_TERMS_AFTER: Final = re.compile(
    r"\s*(?:\([^()\n]*\))?\s*[:,(-]?\s*(?:(?:luong |muc luong |tu |thu nhap )?\d|(?:bang|hang) [a-f]\d?\b|khong luong"
    r"|(?:co|khong|ko|k|chua)(?: can| yeu cau)?(?: co)? (?:kn|kinh nghiem|tay nghe)\b)"
)
_PAID_AFTER: Final = re.compile(
    r"[^.;\n]{0,45}?\b\d[\d.,]*\s?(?:tr|trieu|k|nguoi|ngan)(?![a-z])|(?: viec)? ?:? ?\d{3}(?= *(?:[.,;\n]|$))"
)
_HELPERS: Final = re.compile(r"(?:tho )?phu(?: viec)?|(?:tho )?hoc viec")
_PERSON: Final = re.compile(r"\s*(?:nguoi|ban|cn|nhan vien) ")
_AND_SOMEONE: Final = re.compile(r"\bva \W*(?:\d+ )?nguoi ")
_PERSONS: Final = re.compile(r"\b(?:người|bạn|nam|nữ|nv|cn|em|anh|chị|cô|chú|nguoi|ban|nu|chi|co)\b")
_IN_BRACKETS: Final = re.compile(r"\([^()\n]*\)")


def split_openings(message: Passage, taught: Mapping[str, str]) -> tuple[Stretch, ...]:
    """Find the openings of a message, in its order; none where no words of work stand."""
    for find in (_listed, _enumerated, _called):
        several = find(message, taught)
        if len(several) > 1:
            return share(message, _named(message, several, taught))
    single = _single(message, taught)
    if single is not None:
        several = _distinct(message, [single, *_followers(message, single, taught)])
        if len(several) > 1:
            return share(message, _named(message, several, taught))
        single = _named(message, [single], taught)[0]
    return (Stretch(single, message, None, message.text[single.start : single.end]),) if single else ()


def _named(message: Passage, titles: list[Title], taught: Mapping[str, str]) -> list[Title]:
    """Give each title the occupation that it names beside the others and its employer."""
    return [replace(title, isco=occupation_of(message, title, titles, taught)) for title in titles]


def _listed(message: Passage, taught: Mapping[str, str]) -> list[Title]:
    """Titles at the beginning of lines or after numbers inside a line, outside lists of duties."""
    found: list[Title] = []
    for start, end in _items(message):
        if found and _DUTIES.first(message.part(start, min(end, start + 30))) is not None and not found[-1].seats:
            break
        title = _title_of_item(message, start, end, taught)
        if title is not None:
            found.append(title)
    return _distinct(message, found)


def _title_of_item(message: Passage, start: int, end: int, taught: Mapping[str, str]) -> Title | None:
    """Read an item's title at its beginning, else after its employer ("1. Cty Đại Lộc: công nhân may, 10 người")."""
    title = read_title(message, start, end, taught)
    counted = _COUNT_AT_END.search(message.plain, title.end, end) if title and title.seats is None else None
    if title is not None and counted is not None:
        title = replace(title, seats=int(counted[1]))
    if title is not None and (counted or _opens_item(message, title, end)):
        return title if title.isco or title.headed else None
    employer = _EMPLOYER_FIRST.match(message, start, end)
    title = read_title(message, employer.end(), end, taught) if employer else None
    return replace(title, at=start) if title is not None and title.isco and title.confidence >= _SURE else None


def _items(message: Passage) -> list[tuple[int, int]]:
    starts = [m.start() + (message.text[m.start() : m.start() + 1] == "\n") for m in _ITEM.finditer(message.plain)]
    starts = sorted(set(starts))[:_MOST_TITLES]
    return [(s, min(e, _line_end(message, s))) for s, e in pairwise([*starts, len(message.text)])]


def _line_end(message: Passage, start: int) -> int:
    end = message.text.find("\n", start)
    return len(message.text) if end < 0 else end


def _opens_item(message: Passage, title: Title, end: int) -> bool:
    """Tell whether a listed title is an opening: counted or headed, and nothing but its conditions follows."""
    if (title.isco is None or title.confidence < _SURE) and not (title.headed and title.seats is not None):
        return False
    after = message.plain[title.end : end]
    if re.match(r"\W*(?:(?:\d{1,2}|[a-h])\s?[/).:-]|[-+•*]\s*\d)", message.plain[title.at : title.start]):
        return True
    closed = (
        re.match(r"\s*(?:$|[:(,;.\n|*+-]|[^\w\s]|\d|(?:luong|nam|nu|co|lam|bao|sl|tu|tai|x|so luong|can)\b)", after)
        is not None
    )
    numbered = (
        re.match(r"\W*(?:(?:\d{1,2}|[a-h])\s?[/).:-]|n(?:am|u)\s)", message.plain[title.at : title.start]) is not None
    )
    return closed and (title.seats is not None or title.headed or numbered)


def _distinct(message: Passage, titles: list[Title]) -> list[Title]:
    """Leave out titles said again."""
    kept: dict[str, Title] = {}
    for title in titles:
        counted_apart = f" {title.at}" if title.seats and "\n" in message.text[: title.at] else ""
        kept.setdefault(fold(message.text[title.start : title.end]) + counted_apart, title)
    return list(kept.values())


def _enumerated(message: Passage, taught: Mapping[str, str]) -> list[Title]:
    """Titles joined by commas, "và" or "+" in a sentence that calls for people."""
    for start, end in _calling_sentences(message):
        found = _in_sentence(message, start, end, taught)
        if len(found) > 1:
            return found
    return []


def _calling_sentences(message: Passage) -> list[tuple[int, int]]:
    """From each call to the end of its line; what stands before the call names the employer."""
    spans = [(hit.start, _line_end(message, hit.start)) for hit in CALL.hits(message)[:20]]
    return spans or [(s, e) for s, e in sentences(message)[:3]]


def _in_sentence(message: Passage, start: int, end: int, taught: Mapping[str, str]) -> list[Title]:
    found: list[Title] = []
    unbroken = True
    for piece_start, piece_end in _pieces(message, start, end):
        title = read_title(message, piece_start, piece_end, taught)
        if title is None or not _is_work(message, title, listed=bool(found)):
            if not found and message.plain[piece_end : piece_end + 1] != ":":
                return []
            unbroken = False
        elif not found or _goes_on(message, found[-1], title, unbroken=unbroken):
            found.append(title)
        else:
            unbroken = False
    return _distinct(message, _without_heading(message, found))


def _without_heading(message: Passage, found: list[Title]) -> list[Title]:
    """Leave out what only heads a list of counted openings ("Cần thợ khoan giếng: 1 thợ chính, 2 phụ")."""
    heads = found and found[0].seats is None and message.plain[found[0].end : found[0].end + 1] == ":"
    return found[1:] if heads and len(found) > 2 and all(title.seats for title in found[1:]) else found


def _is_work(message: Passage, title: Title, *, listed: bool) -> bool:
    """Tell whether a title names work; counted in a list ("1 phụ"), a few words do."""
    if _is_name(message, title):
        return False
    if title.isco is not None and title.confidence >= _SURE:
        return True
    words = message.text[title.start : title.end]
    person = _PERSONS.search(message.low[title.at : title.start]) is not None and len(words.split()) <= 4
    named = is_rank(words) or (title.headed and len(words.split()) > 1) or person
    if listed and _AND_SOMEONE.search(message.plain, max(0, title.at - 6), title.start) and len(words.split()) <= 4:
        return True
    return (listed and title.seats is not None and named) or (title.headed and 2 <= len(words.split()) <= 4)


def _goes_on(message: Passage, before: Title, title: Title, *, unbroken: bool) -> bool:
    """Tell whether a title further on in a sentence is an opening of its own, not a duty of the one before."""
    if title.seats is not None:
        return True
    if before.seats is not None and not (_has_terms(message, title) and _has_terms(message, before)):
        return False
    if _is_same_trade(message, before, title):
        return False
    differs = title.isco is None or title.isco != before.isco
    if unbroken and differs and title.isco is not None and _PERSON.match(message.plain, title.at):
        return True
    if (unbroken or message.plain[max(0, title.at - 2) : title.at].strip()[-1:] == ";") and title.headed and differs:
        return True
    both_headed = title.headed and before.headed
    return differs and _has_terms(message, title) and (both_headed or (unbroken and _has_terms(message, before)))


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


def _called(message: Passage, taught: Mapping[str, str]) -> list[Title]:
    """Titles of different work, each with a call of its own."""
    found: list[Title] = []
    for hit in CALL.hits(message)[:40]:
        title = read_title(message, hit.start, _line_end(message, hit.start), taught)
        if title is None or title.isco is None or title.confidence < _SURE:
            continue
        if all(title.isco != other.isco for other in found):
            found.append(title)
    return found


def _single(message: Passage, taught: Mapping[str, str]) -> Title | None:
    """The one title: after a call, else at the head of a line or clause; an occupation beats bare words."""
    after_calls = [
        title
        for hit in CALL.hits(message)[:20]
        if (title := read_title(message, hit.start, _line_end(message, hit.start), taught))
    ]
    sure = next((t for t in after_calls if t.confidence >= _SURE), None)
    if sure is not None:
        return sure
    heads = [t for s, e in clauses(message)[:40] if (t := read_title(message, s, e, taught))]
    before = after_calls[0].at if after_calls else len(message.text)
    named = next(
        (t for t in heads if t.at < before and t.isco is not None and (t.headed or t.confidence >= _SURE)), None
    )
    if named is not None and after_calls and not named.headed:
        return after_calls[0]
    return named or _invited(message, taught) or (after_calls[0] if after_calls else None)


def _followers(message: Passage, first: Title, taught: Mapping[str, str]) -> list[Title]:
    """Find later clauses that begin with other work and its own wage or number: "Phụ máy 6tr8, chưa biết dạy."."""
    found: list[Title] = []
    for start, end in [span for span in clauses(message)[:60] if span[0] > first.end]:
        title = read_title(message, start, end, taught)
        if title is None or title.start - start > 2:
            continue
        others = [first, *found]
        if _is_other_work(message, title, others) and _PAID_AFTER.match(message.plain, title.end, end):
            found.append(title)
    return found


def _is_other_work(message: Passage, title: Title, others: list[Title]) -> bool:
    """Tell whether a clause begins with work that was not named before: a trade, or the helper of one."""
    words = message.plain[title.start : title.end]
    if _HELPERS.fullmatch(words.strip()):
        named = " ".join(message.plain[other.start : other.end] for other in others)
        return re.search(r"\bphu\b|\bhoc viec\b", named) is None
    if title.isco is None or title.confidence < _SURE or is_rank(words) or _is_name(message, title):
        return False
    if any(set(words.split()) <= set(message.plain[other.start : other.end].split()) for other in others):
        return False
    return all(title.isco != other.isco for other in others) and len(words.split()) > 1


def _is_name(message: Passage, title: Title) -> bool:
    """Tell whether all words have a capital, as names of people and streets have ("Trần Hưng Đạo")."""
    words = message.text[title.start : title.end].split()
    return not title.headed and len(words) > 1 and all(w[0].isupper() and not w.isupper() for w in words)


def _invited(message: Passage, taught: Mapping[str, str]) -> Title | None:
    """Find the work in a question to whoever may do it: "Ai biết lái xe nâng alo mình", "ai có bằng C chạy xe ben"."""
    for hit in _INVITES.hits(message)[:5]:
        title = read_title(message, hit.end, _line_end(message, hit.end), taught)
        if title is not None and title.isco is not None and title.confidence >= _SURE:
            return title
    return None
