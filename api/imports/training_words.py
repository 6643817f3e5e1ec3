"""The closed lists of the training roster: levels and results, with the other words that offices use for them."""

import re
from collections.abc import Mapping
from typing import Final

from employers.reference.text import contains_phrase, fold, says

LEVELS: Mapping[str, str] = {
    "duoi 3 thang": "dưới 3 tháng",
    "ngan han": "dưới 3 tháng",
    "thuong xuyen": "dưới 3 tháng",
    "3 thang": "dưới 3 tháng",
    "so cap": "sơ cấp",
    "trung cap": "trung cấp",
    "cao dang": "cao đẳng",
}
_FAILED, _LEFT, _PASSED = "Không đạt", "Bỏ học", "Đạt"
NOT_YET: Final = (
    *("dang hoc", "con hoc", "con dang hoc", "van hoc", "hoc tiep", "bao luu", "dang ky", "da dang ky", "moi dang ky"),
    *("dang ki", "cho thi", "cho khai giang", "cho hoc", "tam hoan", "xin hoan", "hoan hoc", "hoan thi", "bi hoan"),
    *("chua hoc", "chua hoc xong", "chua xong", "chua thi", "chua khai giang", "chua mo lop", "chua tot nghiep"),
    *("chua ket thuc", "chua di hoc", "tam nghi", "tam dung", "hoan", "cho xep lop"),
)
"""A course that goes on, was put off or has not begun: nobody finished it, so it stands as not passed until it is."""
RESULTS: Mapping[str, str] = {
    **dict.fromkeys(NOT_YET, _FAILED),
    **dict.fromkeys(
        ("khong dat", "chua dat", "khong hoan thanh", "chua hoan thanh", "truot", "rot", "hong", "thi lai"), _FAILED
    ),
    **dict.fromkeys(("hoc lai", "khong dau", "khong tot nghiep", "khong qua", "khong du dieu kien"), _FAILED),
    **dict.fromkeys(
        ("bo hoc", "nghi hoc", "thoi hoc", "nghi giua chung", "bo giua chung", "bo do", "nghi ngang"), _LEFT
    ),
    **dict.fromkeys(("nghi luon", "bo lop", "bo thi", "khong hoc", "khong di hoc", "khong tham gia"), _LEFT),
    "xuat sac": "Giỏi",
    "gioi": "Giỏi",
    "kha": "Khá",
    "trung binh kha": "Khá",
    "trung binh": "TB",
    "tb": "TB",
    "tbk": "Khá",
    **dict.fromkeys(("hoan thanh", "hoan tat", "tot nghiep", "hoc xong", "da xong", "dat", "dau"), _PASSED),
}
_NEGATED = ("chưa", "chờ", "sắp", "nếu", "sẽ", "đang")
_UNDONE: Final = frozenset({"khong", *map(fold, _NEGATED)})
# These say little without their marks: "đau" and "đầu" are no "đậu", "giới thiệu" is no "giỏi", "học lái" no "học lại".
_SPELT: Final = {
    fold(spelt): spelt
    for spelt in (
        *("đạt", "đậu", "giỏi", "khá", "hoãn", "rớt", "hỏng", "trượt", "thi lại", "học lại", "bỏ dở"),
        *_NEGATED,
    )
}
_SHORT_NO: Final = re.compile(r"\b(ko|k|kg)\b")


def read_level(words: str) -> str | None:
    """The level that words name; None where they are not understood."""
    folded = fold(words)
    return next((LEVELS[p] for p in sorted(LEVELS, key=len, reverse=True) if contains_phrase(folded, p)), None)


def read_result(words: str) -> tuple[str | None, bool]:
    """What a course ended in.

    Returns
    -------
    (result, not_yet)
        One of the closed list, or None where the words are not understood or tell two things, such as "không" beside
        a pass; and whether the course is not over.
    """
    rest, found = _SHORT_NO.sub("khong", fold(words)), []
    for phrase in sorted(RESULTS, key=len, reverse=True):
        if contains_phrase(rest, phrase) and _spelt_so(phrase, words):
            found.append(phrase)
            rest = f" {rest} ".replace(f" {phrase} ", " | ").strip()
    results = [RESULTS[phrase] for phrase in found]
    passed = [result for result in results if result not in (_FAILED, _LEFT)]
    negated = any(_spelt_so(word, words) for word in _UNDONE & set(rest.split()))
    if not results or negated or 0 < len(passed) < len(results):
        return None, False
    return results[0], found[0] in NOT_YET


def _spelt_so(phrase: str, words: str) -> bool:
    return phrase not in _SPELT or says(words, _SPELT[phrase])
