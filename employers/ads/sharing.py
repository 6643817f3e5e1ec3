"""What each of several openings says of itself, and what the message says of all.

An opening's own words follow its title up to the next one. A clause further on that begins with words of one title alone
("thợ xây 500k, phụ hồ 350k" below the list) is that opening's own too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from employers.ads.clauses import clauses, sentences
from employers.ads.contact import phone_hits
from employers.ads.message import Passage
from employers.ads.title import Title


@dataclass(frozen=True)
class Stretch:
    """One opening in the message.

    Attributes
    ----------
    title : Title
        Its title; places are those of the whole message.
    own : Passage
        What is said of this opening alone; the whole message where it is the only one.
    common : Passage or None
        What is said of all; None where it is the only one.
    title_words : str
        The title as typed.
    """

    title: Title
    own: Passage
    common: Passage | None
    title_words: str


def share(message: Passage, titles: list[Title]) -> tuple[Stretch, ...]:
    """Give each opening what follows its title up to the next one; the last as much as the longest of the others."""
    titles = sorted(titles, key=lambda title: title.at)
    ends = [title.at for title in titles[1:]]
    ends.append(_last_end(message, titles))
    after = message.part(ends[-1], len(message.text))
    claimed = _claims(after, [message.low[title.start : title.end] for title in titles])
    rest = after.text
    for start, end, _ in claimed:
        rest = rest[:start] + "·" * (end - start) + rest[end:]
    common = Passage(f"{message.text[: titles[0].at]}\n{rest}")
    owns = [message.text[title.at : end] for title, end in zip(titles, ends, strict=True)]
    for start, end, owner in claimed:
        owns[owner] += f"\n{after.text[start:end]}"
    return tuple(
        Stretch(title, Passage(own), common, message.text[title.start : title.end])
        for title, own in zip(titles, owns, strict=True)
    )


# What follows the last of several titles without a pause is its own: "2 bạn chia hàng ca đêm (22h-5h)".
_BRACKET: Final = re.compile(r"(?: ?\([^()\n]{1,80}\))?")
_RIGHT_AFTER: Final = re.compile(rf"(?: ca (?:dem|toi|ngay|sang|chieu|hanh chinh|hc))?{_BRACKET.pattern}")


def _last_end(message: Passage, titles: list[Title]) -> int:
    """Where the last opening ends: after as many lines or clauses as the longest of the others has."""
    last = titles[-1].at
    if not any(re.search(r"\w", message.plain[a.end : b.at].replace(" va", "")) for a, b in pairwise(titles)):
        counted = titles[-1].seats is not None
        own = (_RIGHT_AFTER if counted else _BRACKET).match(message.plain, titles[-1].end)
        return own.end() if own else titles[-1].end
    if all("\n" in message.text[a.at : b.at] for a, b in pairwise(titles)):
        lines = max(message.text[a.at : b.at].strip().count("\n") + 1 for a, b in pairwise(titles))
        end = last
        for _ in range(lines):
            end = min(len(message.text), message.text.find("\n", end) + 1 or len(message.text))
        return end
    count = max(len(clauses(message.part(a.at, b.at))) for a, b in pairwise(titles))
    sentence = next((e for _, e in sentences(message) if e > last), len(message.text))
    spans = [e for s, e in clauses(message) if e > titles[-1].start][:count]
    end = min(sentence, max(spans[-1] if spans else titles[-1].end, titles[-1].end))
    return _closed_bracket(message, titles[-1].end, end)


def _closed_bracket(message: Passage, start: int, end: int) -> int:
    """Move an end out of the bracket that it cuts ("(1 nam, 2 năm kinh nghiệm)")."""
    inside = message.text[start:end]
    closing = message.text.find(")", end, end + _LONGEST_BRACKET)
    opens = inside.count("(") > inside.count(")") or message.text[end : end + 2].strip().startswith("(")
    return closing + 1 if opens and closing >= 0 else end


_LONGEST_BRACKET: Final = 80  # characters
# Words that tell no title from another, as typed with accents and without.
_COMMON: Final = frozenset(re.findall(r"\w+", """
    nhân viên nv công nhân cn người làm nam nữ bạn anh chị cô chú em và cho lao động một
    nhan vien cong nhan nguoi lam nu ban chi co chu va lao dong mot
"""))
_BEFORE: Final = (
    r"(?:^|[,;.\n(:/+|•-]|\d\s?(?:k|tr|triệu|trieu|củ|cu|ngàn|ngan)?(?:/\w+)?[ ,;]"
    r"|\b(?:và|còn|riêng|lương|vị trí|va|con|rieng|luong|vi tri))\s*"
)
# "cơ bản" and "bảo hiểm" begin with words of "cơ điện" and "bảo vệ".
_NO_OTHER_WORD: Final = r"(?! (?:bản|hiểm|cấp|hội|đón|đưa|ban|hiem|cap)\b)"
_AFTER: Final = re.compile(rf"(?: ca (?:dem|toi|ngay|sang|chieu|hanh chinh|hc))?{_BRACKET.pattern}")


def _last_end(message: Passage, titles: list[Title]) -> int:
    """Where the last opening ends: after as many lines or clauses as the longest of the others has."""
    last = titles[-1].at
    if not any(re.search(r"\w", message.plain[a.end : b.at].replace(" va", "")) for a, b in pairwise(titles)):
        counted = titles[-1].seats is not None
        own = (_RIGHT_AFTER if counted else _BRACKET).match(message.plain, titles[-1].end)
        return own.end() if own else titles[-1].end
    if all("\n" in message.text[a.at : b.at] for a, b in pairwise(titles)):
        lines = max(message.text[a.at : b.at].strip().count("\n") + 1 for a, b in pairwise(titles))
        end = last
        for _ in range(lines):
            end = min(len(message.text), message.text.find("\n", end) + 1 or len(message.text))
        return end
    count = max(len(clauses(message.part(a.at, b.at))) for a, b in pairwise(titles))
    sentence = next((e for _, e in sentences(message) if e > last), len(message.text))
    spans = [e for s, e in clauses(message) if e > titles[-1].start][:count]
    end = min(sentence, max(spans[-1] if spans else titles[-1].end, titles[-1].end))
    return _closed_bracket(message, titles[-1].end, end)


def _closed_bracket(message: Passage, start: int, end: int) -> int:
    """Move an end out of the bracket that it cuts ("(1 nam, 2 năm kinh nghiệm)")."""
    inside = message.text[start:end]
    closing = message.text.find(")", end, end + _LONGEST_BRACKET)
    opens = inside.count("(") > inside.count(")") or message.text[end : end + 2].strip().startswith("(")
    return closing + 1 if opens and closing >= 0 else end


_LONGEST_BRACKET: Final = 80  # characters
# Words that tell no title from another.
_COMMON: Final = frozenset(
    [
        "nhan",
        "vien",
        "nv",
        "cong",
        "nhan",
        "cn",
        "nguoi",
        "lam",
        "nam",
        "nu",
        "ban",
        "anh",
        "chi",
        "co",
        "chu",
        "em",
        "va",
        "cho",
        "lao",
        "dong",
        "mot",
    ]
)
_BEFORE: Final = r"(?:^|[,;.\n(:/+|•-]|\d\s?(?:k|tr|trieu|cu|ngan)?(?:/\w+)?[ ,;]|\b(?:va|con|rieng|luong|vi tri))\s*"
# "cơ bản" and "bảo hiểm" begin with words of "cơ điện" and "bảo vệ".
_NO_OTHER_WORD: Final = r"(?! (?:bản|hiểm|cấp|hội|đón|đưa|ban|hiem|cap)\b)"
_AFTER: Final = r"[^,;\n]*?(?=$|[,;\n]|\.(?:\s|$))"


def _claims(after: Passage, titles: list[str]) -> list[tuple[int, int, int]]:
    """Find the clauses that begin with words of one title alone: start, end and the title's index, in their order."""
    starts = sorted({(at, owner) for owner, words in enumerate(_own_words(titles)) for at in _begins(after, words)})
    claims = []
    for (start, owner), (following, _) in pairwise([*starts, (len(after.text), -1)]):
        clause = re.compile(_AFTER).match(after.low, start, following)
        end = clause.end() if clause else following
        numbers = after.part(start, end)
        numbers = numbers.without(phone_hits(numbers))
        if end - start > _SHORTEST_CLAIM and re.search(r"\d", numbers.text):
            claims.append((start, end, owner))
    return claims


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
