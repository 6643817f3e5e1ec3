"""What each of several openings says of itself, and what the message says of all.

An opening's own words follow its title up to the next one; clauses further on may be its own too (``claims``).
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from employers.ads.claims import claims
from employers.ads.clauses import clauses, sentences
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
    claimed = claims(after, [message.low[title.start : title.end] for title in titles])
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
