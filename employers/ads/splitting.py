"""One message, several openings: where each begins, what belongs to it alone, and what is said once for all.

Openings are listed on lines (``items``), named in one breath (``series``), or called for one sentence after the other.
What stands before the first and after the last is common to all (``sharing``).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from employers.ads.clauses import clauses, line_end
from employers.ads.duties import is_people, widened
from employers.ads.items import EMPLOYER_FIRST, listed
from employers.ads.message import Passage, Wording
from employers.ads.naming import is_rank, occupation_of
from employers.ads.offers import calls
from employers.ads.series import enumerated
from employers.ads.sharing import Stretch, share
from employers.ads.title import SURE, Title, distinct, is_name, read_title

_INVITES = Wording(
    r"ai ở [^.;?!\n]{2,40}? (?:nhận|làm|đi|qua|muốn)(?: làm)?|(?:ai|(?:bạn|anh chị|anh em|anh|chị|cô|chú|bác|em"
    r"|mọi người|ace) nào)(?: (?:đang |còn )?(?:rảnh|rỗi)(?: tay| rang| việc)?)?"
    r"(?: (?:qua|ra|vô|vào|lên|xuống|tới|đến|về)(?: (?:giúp|phụ))?(?: (?:nhà|vườn|rẫy|xưởng|vựa|chỗ|bên|kho|trại|lò))?"
    r"(?: (?:mình|em|tui|tôi|chị|anh|cô|chú|bên em))?(?:(?: (?:ở|tại)(?: [^\W\d]+){1,4}?)? (?:ngồi|làm|để"
    r"|mà))?)?"
    r"(?: (?:có bằng|bằng) \w+(?: (?:hoặc|hay) \w+)?)?(?: (?:buổi )?(?:sáng|chiều|tối|đêm|ngày))?"
    r"(?: (?:có tay nghề|có nghề|biết nghề|biết|biết làm|làm được|làm|muốn làm|đi làm|đi|qua|nhận))?"
)
_PAID_AFTER: Final = re.compile(
    r"[^.;\n]{0,45}?\b\d[\d.,]*\s?(?:tr|trieu|k|nguoi|ngan)(?![a-z])|(?: viec)? ?:? ?\d{3}(?= *(?:[.,;\n]|$))"
)
_HELPERS: Final = re.compile(r"(?:tho )?phu(?: viec)?|(?:tho )?hoc viec")


def split_openings(message: Passage, taught: Mapping[str, str]) -> tuple[Stretch, ...]:
    """Find the openings of a message, in its order; none where no words of work stand."""
    for find in (listed, enumerated, _called):
        several = find(message, taught)
        if len(several) > 1:
            return share(message, _named(message, several, taught))
    single = _single(message, taught)
    if single is not None:
        several = distinct(message, [single, *_followers(message, single, taught)])
        if len(several) > 1:
            return share(message, _named(message, several, taught))
        single = _named(message, [single], taught)[0]
    return (Stretch(single, message, None, message.text[single.start : single.end]),) if single else ()


def _named(message: Passage, titles: list[Title], taught: Mapping[str, str]) -> list[Title]:
    """Give each title the occupation that it names beside the others and its employer, and the duties joined to it."""
    named = [replace(title, isco=occupation_of(message, title, titles, taught)) for title in titles]
    starts = sorted(title.at for title in titles)
    ends = {at: after for at, after in zip(starts, [*starts[1:], len(message.text)], strict=True)}
    return [widened(message, title, ends[title.at], taught) for title in named]


def _called(message: Passage, taught: Mapping[str, str]) -> list[Title]:
    """Titles of different work, each with a call of its own."""
    found: list[Title] = []
    for hit in calls(message)[:40]:
        title = read_title(message, hit.start, line_end(message, hit.start), taught)
        if title is None or title.isco is None or title.confidence < SURE:
            continue
        if all(title.isco != other.isco for other in found):
            found.append(title)
    return found


def _single(message: Passage, taught: Mapping[str, str]) -> Title | None:
    """The one title: after a call, else at the head of a line or clause; an occupation beats bare words."""
    after_calls = [
        title
        for hit in calls(message)[:20]
        if (title := read_title(message, hit.start, line_end(message, hit.start), taught))
    ]
    sure = next((t for t in after_calls if t.confidence >= SURE), None)
    if sure is not None:
        return sure
    heads = [t for s, e in _heads(message) if (t := read_title(message, s, e, taught))]
    before = after_calls[0].at if after_calls else len(message.text)
    named = next(
        (t for t in heads if t.at < before and t.isco is not None and (t.headed or t.confidence >= SURE)), None
    )
    if named is not None and after_calls and not named.headed:
        return after_calls[0]
    invited = _invited(message, taught)
    if named is not None and invited is not None and invited.at < named.at:
        return invited
    return named or invited or (after_calls[0] if after_calls else None)


def _heads(message: Passage) -> list[tuple[int, int]]:
    """Where a title may stand without a call: at the head of a clause, or after an employer and a colon."""
    spans = []
    for start, end in clauses(message)[:40]:
        employer = EMPLOYER_FIRST.match(message, start, line_end(message, start))
        spans += [(start, end), (employer.end(), line_end(message, start))] if employer else [(start, end)]
    return spans


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
    if title.isco is None or title.confidence < SURE or is_rank(words) or is_name(message, title):
        return False
    if any(set(words.split()) <= set(message.plain[other.start : other.end].split()) for other in others):
        return False
    return all(title.isco != other.isco for other in others) and len(words.split()) > 1


def _invited(message: Passage, taught: Mapping[str, str]) -> Title | None:
    """Find the work in a question to whoever may do it: "Ai biết lái xe nâng alo mình", "ai có bằng C chạy xe ben"."""
    for hit in _INVITES.hits(message)[:5]:
        title = read_title(message, hit.end, line_end(message, hit.end), taught)
        if title is not None and title.isco is not None and title.confidence >= SURE:
            return title
    return None
