"""Shifts and working hours of a message: when to call or to rest is none of them."""

import re
from collections.abc import Sequence
from typing import Final

from employers.ads.clauses import clauses, sentences
from employers.ads.conditions import NOT
from employers.ads.message import Passage, Said, Wording
from employers.reference.shifts import SHIFTS, TimeWindow, read_hours

_NAMED: Final[tuple[tuple[Wording, frozenset[str]], ...]] = (
    (
        Wording(
            r"(?:làm |đi |chạy |theo |luân phiên |xoay )?(?:3|ba) ?ca(?! làm)(?: 4 kíp| 4 kíp| xoay| luân phiên)?"
            r"|(?:ca |làm )?ngày,? tối,? đêm|ca nào cũng|24/24"
        ),
        frozenset(SHIFTS),
    ),
    (
        Wording(
            r"(?:giờ |ca |làm )?(?:giờ )?hành (?:chính|chánh)|(?:giờ|ca|làm) hc|hc|(?:làm |ca |buổi )?ban ngày"
            r"|(?:ca|buổi|làm) (?:ngày|sáng)(?! (?:công|nghỉ|tháng|\d{1,2}(?:[.,]\d)? ?(?:tiếng|giờ|h|g)(?! ?(?:-"
            r"|–|\d))))"
            r"|(?<!tăng )ca 1(?!\s?[.,:(=]?\s?(?:từ )?\d|(?: \d)? (?:tiếng|giờ|người))|làm (?:buổi )?sáng|(?:ca"
            r"|buổi) sáng"
        ),
        frozenset(("ngày",)),
    ),
    (
        Wording(
            r"(?:ca|buổi|làm|phụ|bán) (?:buổi )?(?:tối|chiều tối)|(?:mỗi|hằng|hàng) tối|ca chiều tối"
            r"|ca 2(?!\s?[:(=]?\s?(?:từ )?\d| (?:tiếng|giờ|người))|ban tối|tối(?= \(?(?:từ )?\d{1,2} ?(?:h|g"
            r"|:)\d{0,2} ?(?:-|–|đến|tới|~))|ca (?:từ )?\d{1,2} ?(?:h|g|:)\d{0,2} ?(?:-|–|đến|tới) ?\d{1,2} ?(?:h|g"
            r"|:)?\d{0,2} tối"
        ),
        frozenset(("tối",)),
    ),
    (
        Wording(
            r"(?:ca|làm|trực|chạy|bán|gác|canh|phụ|buổi|ban) (?:ca |ban |xuyên )?(?:đêm|khuya)"
            r"|ca 3(?!\s?[:(=]?\s?(?:từ )?\d| (?:tiếng|giờ|người))|làm khuya|(?:thức|canh|gác|trực|ngủ|coi|trông"
            r"|giữ|chạy hàng|đi) (?:trắng |ban )?đêm|thức khuya|(?:mỗi|hằng|hàng) đêm"
            r"|xuyên đêm|tăng ca đêm|đêm nay|(?:bảo vệ|trực ca|gác|ca) đêm|ca (?:từ )?\d{1,2} ?(?:h|g"
            r"|:)\d{0,2} ?(?:-|–|đến|tới) ?"
            r"\d{1,2} ?(?:h|g|:)?\d{0,2} (?:đêm|khuya)|đêm(?= \(?(?:từ )?\d{1,2} ?(?:h|g|:)\d{0,2} ?(?:-|–|đến|tới|~))"
        ),
        frozenset(("đêm",)),
    ),
    (
        Wording(
            r"ca (?:ngày|sáng)(?: và|,| hoặc|/|-|\+| hay| lẫn|) ?(?:ca )?(?:đêm)|ngày ?(?:và |, ?|/ ?|hoặc |hay |lẫn "
            r"|- ?)?đêm"
        ),
        frozenset(("ngày", "đêm")),
    ),
    (
        Wording(
            r"ca (?:ngày|sáng)(?: và|,| hoặc|/|-|\+| hay|) ?(?:ca )?(?:chiều )?tối|(?:ca |buổi )?sáng(?: và|,| hoặc|/"
            r"|-|\+| hay) ?(?:ca |buổi )?tối|(?<!h )(?<!\d )(?<!giờ )sáng tối"
        ),
        frozenset(("ngày", "tối")),
    ),
    (Wording(r"ca tối(?: và|,| hoặc|/|-|\+| hay) ?(?:ca )?đêm"), frozenset(("tối", "đêm"))),
)
_REFUSED = Wording(
    rf"{NOT} (?:phải |có |làm |đi |cần |nhận |tăng )*(?:ca |tăng ca |ban |buổi )?(?:đêm|tối|khuya)|(?:trừ"
    rf"|nghỉ) (?:ca )?(?:đêm|tối)"
    r"|(?:ăn|cơm|bữa|nghỉ|lương|thưởng)(?: ca)? (?:tối|sáng|đêm|ca)|ca (?:đêm|tối)\s?(?:\+|thêm|phụ cấp|cộng|tính"
    r"|được cộng|có phụ cấp|lương)[^,.;\n]{0,25}\d+"
    r"|(?:có |được )?tăng ca (?:buổi )?(?:tối|đêm)(?! (?:suốt|luôn))|thức khuya(?=,? dậy)"
    r"|làm sáng(?= (?:từ )?\d{1,2} ?(?:h|g|giờ|:)[^;.\n]{1,16} chiều (?:từ )?\d)"
    r"|phụ cấp (?:ca |làm )?(?:đêm|tối)|(?:ngày|tuần|tháng) làm (?:ngày|\d)|làm ngày nào|đi làm ngay|làm ngay"
    r"|ca tối (?:đa|thiểu)|(?:gọi|lh|liên hệ|liên lạc|nghe máy|alo|nộp|hồ sơ|tư vấn"
    r"|phỏng vấn)[^,.;\n]{0,20} (?:giờ )?hành chính"
    r"|(?:phòng|p\.?|tc|tổ chức|nv|nhân viên|khối|phòng tc|trưởng phòng)[ -]{0,2}(?:hc|hành chính)(?: nhân sự)?"
    r"|hành chính[ -]{1,3}(?:nhân sự|văn phòng|kế toán)"
    r"|(?:chiều|tối|sáng)(?: tối)? (?:trả|lãnh|nhận|phát|thanh toán)"
    r"|(?:thứ \w+|t[2-7]|chủ nhật|cn)(?: chỉ)? (?:làm |nghỉ )?(?:buổi |ca )?(?:sáng|chiều|tối)"
)


_AFTERNOON = Wording(r"(?:ca|buổi) chiều(?! tối)")
_DAWN, _NOON, _EVENING, _NIGHT, _LATE = (hour * 60 for hour in (4, 12, 19, 22, 26))  # 26 is 02:00 of the next day


def read_named_shifts(passage: Passage) -> Said[tuple[str, ...]] | None:
    """Read the shifts that words name; hours alone, or turns alone ("xoay ca"), name none. An afternoon is a day's."""
    return _named(passage, (*_NAMED, (_AFTERNOON, frozenset(("ngày",)))))


def read_offered_shifts(passage: Passage) -> Said[tuple[str, ...]] | None:
    """Read the shifts that words name, else those of the stated hours; "ca chiều" is what its hours make it."""
    hours = read_working_hours(passage)
    if hours is None:
        return read_named_shifts(passage)
    named = _named(passage, _NAMED)
    if named is not None and not _AFTERNOON.stands_in(passage):
        return named
    timed = {shift_by_clock(w) for w in hours.value if named is None or w.start_minute >= _NOON}
    shifts = timed.union(named.value if named else ())
    return Said(tuple(s for s in SHIFTS if s in shifts), hours.words) if shifts else None


def shift_by_clock(window: TimeWindow) -> str:
    """Name the shift of hours as people call it.

    Begun in the morning (from 04:00) or over by 19:00 it is a day's; begun after noon and lasting beyond 02:00, or
    begun from 22:00, a night's. (The hard rules ask in which shift hours begin: ``employers.reference.shifts``.)
    """
    start, end = window.start_minute, window.end_minute
    if _DAWN <= start < _NOON or (start >= _NOON and end <= _EVENING):
        return "ngày"
    return "tối" if _NOON <= start < _NIGHT and end <= _LATE else "đêm"


def _named(passage: Passage, wordings: Sequence[tuple[Wording, frozenset[str]]]) -> Said[tuple[str, ...]] | None:
    rest = passage.without(_REFUSED.hits(passage))
    named: set[str] = set()
    words: list[str] = []
    for wording, shifts in wordings:
        for hit in wording.hits(rest)[:1]:
            named |= shifts
            words.append(passage.words(hit.start, hit.end))
    return Said(tuple(s for s in SHIFTS if s in named), "; ".join(dict.fromkeys(words))) if named else None


_NOT_WORKING = Wording(
    r"(?:nghỉ trưa|nghỉ|phỏng vấn|liên hệ|gọi|lh|hồ sơ|nộp|alo|nhận đồ|liên lạc|mở cửa|nghỉ giữa ca|gọi giờ"
    r"|gọi từ|lh giờ|nhận hồ sơ|nghỉ ngơi)[^,.;\n]{0,12}\d{1,2} ?(?:h|g|giờ|:)\d{0,2} ?"
    r"(?:-|–|đến|tới|~) ?\d{1,2} ?(?:h|g|giờ|:)?\d{0,2}"
)


def read_working_hours(passage: Passage) -> Said[tuple[TimeWindow, ...]] | None:
    """Read the stated working hours, in the order of the text; when to call and the noon rest are none."""
    rest = passage.without(_NOT_WORKING.hits(passage))
    windows: list[TimeWindow] = []
    words: list[str] = []
    for start, end in sentences(rest):
        found = [w for w in _windows(rest.text[start:end]) if w not in windows]
        if found:
            windows += found
            first, last = _hour_clause(rest.part(start, end), len(_windows(rest.text[start:end])))
            words.append(passage.words(start + first, start + last))
    return Said(tuple(windows), "; ".join(words)) if windows else None


# "sáng 7h-11h chiều 13h-17h": the word of the day belongs to the hours after it.
_NEXT_HALF: Final = re.compile(r"\s(?=(?:chiều|chieu|tối|toi|sáng|sang|đêm|dem)\s?(?:từ\s)?\d)", re.I)


# One end stands with each half of the day: "sáng 7h chiều 5h", "4h30 sáng đi làm tới 11h".
_CLOCK: Final = r"\d{1,2}\s?(?:h|g|giờ|gio|:)\s?(?:\d\d)?"
_FROM_TO: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        re.compile(
            rf"(?:sáng|sang)\s(?:từ\s|vô\s|vào\s|đi\s)?({_CLOCK})\s?,?\s?(?:đến\s|tới\s)?(?:chiều|chieu|tối|toi)\s"
            rf"(?:về\s|ra\s|tan\s|nghỉ\s|đến\s|tới\s)?(\d{{1,2}})(\s?(?:h|g|giờ|gio|:)\s?(?:\d\d)?)(?!\s?[-–])",
            re.I,
        ),
        r"\1 - \2\3 chiều",
    ),
    (
        re.compile(
            rf"({_CLOCK}(?:\s(?:sáng|sang|khuya|đêm|chiều|chieu|tối|toi))?),?\s(?:đi làm|di lam|làm|lam|bắt đầu"
            rf"|vào ca|vô|vô ca|đi|di)?\s?"
            rf"(?:tới|toi|đến|den|về|làm tới|làm đến|lam toi|lam den|nghỉ|tan|xong|ra về|ra|đi"
            rf"|di)\s(?:khoảng\s)?({_CLOCK})",
            re.I,
        ),
        r"\1 - \2",
    ),
)


# "chiều 2h tới 5h": the reader of hours knows the word of the day after an hour.
_AFTER_NOON: Final = re.compile(
    r"\b(chiều|chieu|tối|toi)\s(?:từ\s)?(\d{1,2}\s?(?:h|g|giờ|gio|:)(?:\d\d)?)(?=\s?(?:-|–|đến|tới|den|toi)\s?\d)", re.I
)


def _windows(words: str) -> tuple[TimeWindow, ...]:
    for pattern, plainer in _FROM_TO:
        words = pattern.sub(plainer, words)
    return read_hours(_NEXT_HALF.sub(", ", _AFTER_NOON.sub(r", \2 \1", words)))


def _hour_clause(sentence: Passage, windows: int) -> tuple[int, int]:
    """Find the clause that names all the hours, else the sentence."""
    for start, end in clauses(sentence):
        if len(_windows(sentence.text[start:end])) == windows:
            return start, end
    return 0, len(sentence.text)
