"""Clauses of a message that belong to one of its openings, because they begin with words of its title alone.

"Thợ xây 500k, phụ hồ 350k" below a list of openings says of each its own.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from employers.ads.contact import phone_hits
from employers.ads.message import Passage

# Words that tell no title from another, as typed with accents and without.
_COMMON: Final = frozenset(
    re.findall(
        r"\w+",
        """
    nhân viên nv công nhân cn người làm nam nữ bạn anh chị cô chú em và cho lao động một
    nhan vien cong nhan nguoi lam nu ban chi co chu va lao dong mot
""",
    )
)
_BEFORE: Final = (
    r"(?:^|[,;.\n(:/+|•-]|\d\s?(?:k|tr|triệu|trieu|củ|cu|ngàn|ngan)?(?:/\w+)?[ ,;]"
    r"|\b(?:và|còn|riêng|lương|vị trí|va|con|rieng|luong|vi tri))\s*"
)
# "cơ bản" and "bảo hiểm" begin with words of "cơ điện" and "bảo vệ".
_NO_OTHER_WORD: Final = r"(?! (?:bản|hiểm|cấp|hội|đón|đưa|ban|hiem|cap)\b)"
_AFTER: Final = r"[^,;\n]*?(?=$|[,;\n]|\.(?:\s|$))"


def claims(after: Passage, titles: list[str]) -> list[tuple[int, int, int]]:
    """Find the clauses that begin with words of one title alone: start, end and the title's index, in their order."""
    headed = list(_headed(after, titles))
    starts = sorted({(at, owner) for owner, words in enumerate(_own_words(titles)) for at in _begins(after, words)})
    starts = [(at, owner) for at, owner in starts if not any(s <= at < e for s, e, _ in headed)]
    found = list(headed)
    for (start, owner), (following, _) in pairwise([*starts, (len(after.text), -1)]):
        clause = re.compile(_AFTER).match(after.low, start, following)
        end = clause.end() if clause else following
        numbers = after.part(start, end)
        numbers = numbers.without(phone_hits(numbers))
        if end - start > _SHORTEST_CLAIM and (re.search(r"\d", numbers.text) or _DEMANDS.search(numbers.low)):
            found.append((start, end, owner))
    return sorted(found)


# A line, or a sentence, that begins with the words of one title and a colon says all that follows of it.
_HEADED: Final = re.compile(r"(?:^|\n|[.!;]\s)[^\w\n]*([^\W\d][^:\n.,;()]{1,40}?)\s?:(?=\s)")


def _headed(after: Passage, titles: list[str]) -> Iterator[tuple[int, int, int]]:
    heads = []
    for match in _HEADED.finditer(after.low):
        words = set(re.findall(r"\w+", match[1]))
        owners = [i for i, title in enumerate(titles) if words <= set(re.findall(r"\w+", title))]
        if len(owners) != 1:  # "thợ" may be any of them: who shares no word but common ones with another is meant
            owners = [i for i, title in enumerate(titles) if (words - _COMMON) & set(re.findall(r"\w+", title))]
        heads.append((match.start(1), owners[0] if len(owners) == 1 else None))
    for (start, owner), (following, _) in pairwise([*heads, (len(after.text), None)]):
        line = after.text.find("\n", start, following)
        end = line if line >= 0 else following
        if owner is not None:
            stop = re.search(r"[.!](?:\s|$)", after.plain[start:end])
            opens_line = not after.text[:start].rpartition("\n")[2].strip(" -+*•")
            yield start, start + stop.start() if stop and not opens_line else end, owner


_DEMANDS: Final = re.compile(r"\b(?:phải|cần|yêu cầu|có bằng|biết|bằng lái|phai|can|yeu cau|co bang|biet|bang lai)\b")
_SHORTEST_CLAIM: Final = 4  # characters


def _own_words(titles: list[str]) -> list[frozenset[str]]:
    """List the words of each title that no other has."""
    words = [set(re.findall(r"[^\W\d_]+", title)) - _COMMON for title in titles]
    return [
        frozenset(own.difference(*(other for j, other in enumerate(words) if j != i))) for i, own in enumerate(words)
    ]


def _begins(after: Passage, words: frozenset[str]) -> Iterator[int]:
    """Find where a clause, or what follows an amount, begins with one of the words or has it second."""
    if not words:
        return
    either = "|".join(sorted(map(re.escape, words)))
    for match in re.finditer(rf"{_BEFORE}((?:[^\W\d]+ )?(?:{either})(?!\w)){_NO_OTHER_WORD}", after.low):
        yield match.start(1)
