"""One message, several openings: where each begins, what belongs to it alone, and what is said once for all.

Openings are listed on lines (``items``), named in one breath (``series``), or called for one sentence after the other.
What stands before the first and after the last is common to all (``sharing``).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from employers.ads.clauses import clauses, line_end
from employers.ads.duties import is_duty, is_people, widened
from employers.ads.items import EMPLOYER_FIRST, listed
from employers.ads.message import Passage, Twin, Wording
from employers.ads.naming import is_rank, occupation_of
from employers.ads.offers import calls
from employers.ads.series import enumerated
from employers.ads.sharing import Stretch, share
from employers.ads.title import SURE, Title, distinct, is_name, read_title
from employers.ads.unlawful import DEPOSIT

_WHO: Final = (
    r"(?:(?:có )?ai(?! ở)|những ai|(?:bạn|anh chị|anh em|chị em|anh|chị|cô|chú|bác|em|mọi người|ace|ae|bà con|cô chú"
    r"|nhà|thợ|người"
    r"|chị em phụ nữ|em gái|em trai|bé)(?: \w+)? nào|ai ở [^.;?!\n]{2,40}?(?= (?:nhận|làm|đi|qua|muốn|biết|rảnh|cần"
    r"|có) )|bà con|mời (?:bà con|anh chị|các bạn|mọi người))"
)
# What may stand between who is asked and what is to be done: time, leave, wish, knowledge, the way there.
_BETWEEN: Final = (
    r"(?:đang|còn|rảnh|rỗi|tay|rang|việc|muốn|cần|có nhu cầu|có|nhu cầu|thích|biết|có thể|có tay nghề|có nghề"
    r"|biết nghề|tay nghề"
    r"|nghề|khả năng|được|chịu|đi|nhận|qua|phụ (?:e|em|m|mình|a|anh|c|chị|cô|chú|tui)|ra|vô|vào|lên|xuống|tới|đến|về"
    r"|giúp|phụ|sang|kiếm|tìm|học|đăng ký|thì"
    r"|(?:nhà|vườn|rẫy|xưởng|vựa|chỗ|bên|kho|trại|lò) (?:mình|em|tui|tôi|chị|anh|cô|chú|bên em)|mình|em|tui|tôi"
    r"|(?:ở|tại)(?: [^\W\d]+){1,4}?(?= (?:ngồi|làm|để|mà|nhận|đi|qua|phụ|biết|rảnh|có) )|(?:có )?bằng \w+(?: (?:hoặc"
    r"|hay) \w+)?|(?:buổi )?(?:sáng|chiều|tối|đêm|ngày|mai|nay)"
    r"|(?:sáng|chiều|tối|ngày) (?:mai|nay|mốt)|ngồi|làm|để|mà|được nghề|công việc|chuyên|rành|từng)"
)
_ASKED = Wording(_WHO)
_WISH = Twin(
    r"(?:đang|còn|rảnh|rỗi|muốn|cần|có|thích|biết|được|chịu|qua|ra|vô|vào|lên|xuống|tới|đến|về|giúp|sang|kiếm|tìm|ở|tại|ngồi"
    r"|phụ (?:e|em|m|mình|a|anh|c|chị|cô|chú|tui)|nhận (?:may|làm|đan|sửa|hàn))(?!\w)"
)
_STEP = Wording(rf"{_BETWEEN}(?= )")
_PAID_AFTER: Final = re.compile(
    r"[^.;\n]{0,45}?\b\d[\d.,]*\s?(?:tr|trieu|k|nguoi|ngan)(?![a-z])|(?: viec)? ?:? ?\d{3}(?= *(?:[.,;\n]|$))"
)
_ANY_MACHINE: Final = re.compile(r"(?:dung|chay|van hanh|truc) (?:may|ca)")
_HELPERS: Final = re.compile(r"(?:tho )?phu(?: viec)?|(?:tho )?hoc viec")


def split_openings(message: Passage, taught: Mapping[str, str]) -> tuple[Stretch, ...]:
    """Find the openings of a message, in its order; none where no words of work stand."""
    lines, breath = listed(message, taught), enumerated(message, taught)
    several = breath if _explained_below(message, breath, lines) else lines
    for found in (several, breath):
        if len(found) > 1:
            return share(message, _named(message, found, taught))
    called = _called(message, taught)
    if len(called) > 1:
        return share(message, _named(message, called, taught))
    single = _single(message, taught)
    if single is not None:
        several = distinct(message, [single, *_followers(message, single, taught)])
        if len(several) > 1:
            return share(message, _named(message, several, taught))
        single = _named(message, [single], taught)[0]
    return (Stretch(single, message, None, message.text[single.start : single.end]),) if single else ()


def _explained_below(message: Passage, breath: list[Title], lines: list[Title]) -> bool:
    """Tell whether lines only say more of openings named in one breath above ("2 đầu bếp Á, 3 phục vụ" … "Bếp: …")."""
    if not lines or len(breath) < max(2, len(lines)) or breath[-1].end > lines[0].at:
        return False
    named = [set(message.plain[title.start : title.end].split()) for title in breath]
    return all(any(words & set(message.plain[line.start : line.end].split()) for words in named) for line in lines)


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
    sure = next((t for t in after_calls if t.confidence >= SURE and not _names_people(message, t)), None)
    if sure is not None:
        return sure
    people = next((t for t in after_calls if _names_people(message, t)), None)
    doing = _doing_of(message, people, taught) if people is not None else None
    if people is not None and doing is not None:
        return replace(doing, at=people.at if people.at < doing.at else doing.at, seats=people.seats or doing.seats)
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


def _names_people(message: Passage, title: Title) -> bool:
    return is_people(message.text[title.start : title.end])


def _doing_of(message: Passage, people: Title, taught: Mapping[str, str]) -> Title | None:
    """Find what people who are called without a trade are to do: "cần 5 lao động nam, đứng máy ép gạch"."""
    for start, end in [span for span in clauses(message)[:40] if span[0] >= people.end][:_CLAUSES_ON]:
        title = read_title(message, start, end, taught)
        if title is None or title.isco is None or title.confidence < SURE or _names_people(message, title):
            continue
        if title.headed or is_duty(message, title):
            return title
    return None


_CLAUSES_ON: Final = 6


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
    asked = [hit.start for hit in DEPOSIT.hits(message)]
    for start, end in [span for span in clauses(message)[:60] if span[0] > first.end]:
        title = read_title(message, start, end, taught)
        if title is None or title.start - start > 2 or title.start in asked:
            continue
        others = [first, *found]
        if _is_other_work(message, title, others) and _PAID_AFTER.match(message.plain, title.end, end):
            found.append(title)
    return found


def _is_other_work(message: Passage, title: Title, others: list[Title]) -> bool:
    """Tell whether a clause begins with work that was not named before: a trade, or the helper of one."""
    words = message.plain[title.start : title.end]
    if _ANY_MACHINE.fullmatch(words.strip()):
        return False
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
    for hit in _ASKED.hits(message)[:5]:
        end = line_end(message, hit.end)
        starts = [hit.end, *_steps(message, hit.end, end)]
        readings = [title for start in starts if (title := read_title(message, start, end, taught))]
        sure = [title for title in readings if title.confidence >= SURE and not _WISH.match(message, title.start, end)]
        if sure:
            return sure[0]
    return None


def _steps(message: Passage, start: int, end: int) -> list[int]:
    """Give where a doing may begin after who is asked: after each word of wish, leave, knowledge or way."""
    steps: list[int] = []
    while len(steps) < _MOST_STEPS:
        step = next((h for h in _STEP.hits(message.part(start, min(end, start + 60))) if h.start <= 1), None)
        if step is None:
            break
        start += step.end
        steps.append(start)
    return steps


_MOST_STEPS: Final = 8
