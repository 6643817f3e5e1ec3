"""What the title rows of a class list say of every row below: the course, its level, when it ran.

Colleges keep one sheet a class, "DANH SÁCH HỌC VIÊN LỚP KỸ THUẬT HÀN – SƠ CẤP, từ 01/02/2026 đến 30/04/2026" above
the table and no course column in it (domain.md, "Lists that really exist").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.imports.training_words import LEVELS
from employers.reference.text import contains_phrase, fold, tidy

_COURSE = re.compile(
    r"(?:nghề đào tạo|tên nghề|nghề|lớp học|lớp|khóa học|khoá học|khóa|khoá|môn)\s*(?:học|đào tạo)?\s*:?\s*"
    r"(?P<course>[^\d:;,.()–—-][^:;,()–—]*?)"
    r"(?=\s*(?:[-–—;,:(]|\b(?:trình độ|hệ|khóa|khoá|k\d|năm|từ|thời gian|tháng|sơ cấp|trung cấp|cao đẳng|dưới)\b|$))",
    re.IGNORECASE,
)
_PROVIDER = re.compile(r"^(?:trường|trung tâm|cơ sở)\b.+", re.IGNORECASE)
_DATE = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}"
_SPAN = re.compile(rf"({_DATE})\s*(?:-|–|—|đến|den|tới)\s*(?:ngày\s*)?({_DATE})", re.IGNORECASE)
_NOT_A_COURSE = frozenset({"hoc vien", "hoc", "dao tao", "nghe", "ket qua", "tot nghiep", "hoc nghe", ""})


@dataclass(frozen=True, slots=True)
class ClassTitle:
    """What a class list's titles say; None where they say nothing."""

    course: str | None = None
    level: str | None = None
    provider: str | None = None
    start_date: str | None = None
    end_date: str | None = None


def read_class_titles(titles: Sequence[str]) -> ClassTitle:
    """Read the rows above a class list's header, in any order."""
    lines = [tidy(line) for line in titles]
    folded = fold(" ".join(lines))
    span = next((found for line in lines if (found := _SPAN.search(line))), None)
    return ClassTitle(
        course=_course(lines),
        level=next((level for phrase, level in LEVELS.items() if contains_phrase(folded, phrase)), None),
        provider=next((found.group() for line in lines if (found := _PROVIDER.match(line))), None),
        start_date=span[1] if span else None,
        end_date=span[2] if span else None,
    )


def _course(lines: Sequence[str]) -> str | None:
    for line in lines:
        for found in _COURSE.finditer(line):
            words = tidy(found["course"]).strip(" .")
            if fold(words) not in _NOT_A_COURSE and len(words) > 2:
                return words
    return None
