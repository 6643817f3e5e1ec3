"""Courses as class lists write them: ``link_course("Lớp hàn cơ bản K12 (3 tháng)")`` reads the trade ``hàn``.

What stands around the trade says which class it was: its level, how long it ran, its number, its year, whom it was for.
None of these words changes what was learnt, so they are taken off before the trade is read. In a job's title the same
words mean other things ("lái xe nâng" is a trade, "nâng cao" beside "hàn" is a level), hence a reader of courses' own.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from employers.reference.occupation_linker import OccupationReading, link_occupations
from employers.reference.text import contains_phrase, fold, strip_accents, tidy

_NOTHING_TAUGHT: Final[Mapping[str, str]] = MappingProxyType({})
# A lock is mended or opened, and a lift is worked: "sửa khóa 2", "vận hành xe nâng cao" stay whole.
_NO_LOCK: Final = "".join(f"(?<!{verb} )" for verb in ("sửa", "mở", "làm", "thay", "lắp", "ổ", "chìa"))
_NO_LIFT: Final = "".join(f"(?<!{verb} {what} )" for verb in ("vận hành", "điều khiển") for what in ("xe", "máy"))
_LEVEL: Final = (
    rf"(?:cơ bản|căn bản|{_NO_LIFT}nâng cao|chuyên sâu|chuyên nghiệp|(?:sơ cấp|trung cấp|cao đẳng)(?: nghề)?)"
)
_NUMBER: Final = r"(?: ?(?:số|thứ|[.:#-])? ?\d+[a-z]?(?: ?[/.-] ?\d+)*|[ :.-]{1,3}(?:[ivx]+|[a-h])(?: ?[/.-] ?\d+)*)"
_COHORT: Final = (
    rf"(?:(?:{_NO_LOCK}(?:khóa|khoá)|lớp|đợt|bậc|học phần|mô đun){_NUMBER}|k ?[.-]? ?\d+[a-z]?(?: ?[/.-] ?\d+)*)"
)
_COUNT: Final = r"(?:\d+(?:[.,]\d+)?(?: ?(?:-|đến) ?\d+)?|(?:một|hai|ba|bốn|sáu|chín)(?= ))"
_AFTER: Final = (
    rf"{_LEVEL}(?: \d)?",
    _COHORT,
    rf"(?:(?:dưới|trên|trong|thời gian|khoảng)[ :]*)*{_COUNT} ?(?:tháng|tuần|ngày|giờ|tiết|buổi|năm|h)",
    r"ngắn hạn|dài hạn|ngắn ngày|cấp tốc|thường xuyên|tại chỗ|tại cơ sở|lưu động|buổi tối",
    r"(?:lý thuyết|lí thuyết|thực hành)",
    r"(?:năm học|năm)? ?(?:19|20)\d\d(?: ?- ?(?:20)?\d\d)?",
    r"(?:(?:ngày|tháng) ?)?\d{1,2} ?[/.-] ?(?:\d{1,2} ?[/.-] ?)?(?:20)?\d\d",
    r"cho (?:lao động\b.*|lđnt|người mới(?: bắt đầu| học)?|thanh niên|phụ nữ|nông dân|học viên)",
)
_BETWEEN: Final = r"(?:\b(?:và|từ|đến|hệ|trình độ|mức|chương trình)\b|[ (\[,;:/|.–-])*"
_BEFORE: Final = (
    _COHORT,
    r"(?:lớp|khóa|khoá)(?= (?:học|đào tạo|dạy|nghề|bồi dưỡng|tập huấn|sơ cấp|trung cấp|ngắn hạn|k ?\d|kỹ thuật)\b)",
    r"(?:học|dạy|đào tạo|bồi dưỡng|nâng cao|tập huấn)(?= (?:tay )?nghề\b)",
    r"tay(?= nghề\b)|nghề(?= ?:)|(?:đào tạo|bồi dưỡng|tập huấn)(?= )|học(?= (?!viện|viên|sinh|phần|kỳ|tập|việc))",
    r"(?:chứng chỉ|chứng nhận)|(?:sơ cấp(?! cứu)|trung cấp|cao đẳng|ngắn hạn)",
)
_DEGREES: Final = ("trung cấp", "cao đẳng")
"""Levels that make another occupation where the phrase table knows them: "dược sĩ trung cấp" is no pharmacist."""
_MARKS: Final = " ()[],;:/|.–-"
_LONGEST: Final = 200  # characters; a longer cell is a story, and names its course at the left


def link_course(text: str, taught: Mapping[str, str] = _NOTHING_TAUGHT) -> tuple[OccupationReading, ...]:
    """Read the occupations that a course teaches; as :func:`link_occupations`, without the words of its class.

    Parameters
    ----------
    text : str
        The course as written.
    taught : mapping of str to str, optional
        A curator's phrases and their codes. One that holds words of the class ("hàn cơ bản") is read where it stands.
    """
    trade = trade_of_course(text)
    whole, bare = fold(text), fold(trade)
    readings = link_occupations(text, taught)
    if any(level in reading.words for reading in readings for level in _DEGREES):
        return readings
    if any(contains_phrase(whole, said) and not contains_phrase(bare, said) for said in map(fold, taught)):
        return readings
    return link_occupations(trade, taught)


@lru_cache(maxsize=20_000)
def trade_of_course(text: str) -> str:
    """The words of a course that name what is learnt; the whole text where nothing else is left.

    ``"Lớp hàn cơ bản K12 (3 tháng)"`` → ``"hàn"``, ``"Sơ cấp nghề may – khóa 2/2026"`` → ``"nghề may"``.
    """
    whole = tidy(text)
    if len(whole) > _LONGEST:
        return whole
    rest, before = whole.strip(_MARKS), None
    while rest != before:
        before = rest
        rest = _shorter(rest).strip(_MARKS)
    return rest if fold(rest) else whole


def _shorter(text: str) -> str:
    lower = text.lower()
    last = _ends().search(lower)
    if last:
        return text[: last.start()]
    first = _begins().match(lower)
    return text[first.end() :] if first else text


@lru_cache(maxsize=1)
def _ends() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[ (\[,;:/|.–-])){_BETWEEN}(?:{'|'.join(map(_either, _AFTER))})$")


@lru_cache(maxsize=1)
def _begins() -> re.Pattern[str]:
    # Without its accents "lop" is as often "lợp", the covering of a roof.
    return re.compile(rf"(?:{'|'.join(map(_either, _BEFORE))}|lớp)(?=[ (\[,;:/|.–-])")


def _either(pattern: str) -> str:
    """A pattern whose every word may stand without its accents too, as people type half of them."""
    return re.sub(r"[^\W\d_]+", lambda word: _spellings(word[0]), pattern)


def _spellings(word: str) -> str:
    bare = strip_accents(word)
    return word if bare == word else f"(?:{word}|{bare})"
