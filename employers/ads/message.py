"""A pasted message as the readers of advertisements see it: its words as typed, and two views of the same length.

Zalo and Facebook letters are brought to plain ones (𝐓𝐔𝐘Ể𝐍, ①, 1️⃣), lines are kept, and a place in one view is the same
place in the others, so that every reading can quote the very words it came from.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

from employers.reference.text import strip_accents, tidy

T = TypeVar("T")

_KEYCAP: Final = re.compile(r"(\d)\ufe0f?\u20e3")  # the emoji "1️⃣" numbers an item
_DECORATION: Final = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")  # variation selectors, skin tones
_BLANKS: Final = re.compile(r"[^\S\n]+")
# Both places of the tone mark are in use; the readers know the older one ("hóa", "thủy").
_TONE_PLACES: Final = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe",
    "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_NEW_TONE: Final = re.compile("|".join(_TONE_PLACES))


@dataclass(frozen=True)
class Said(Generic[T]):
    """A value and the very words that it was read from."""

    value: T
    words: str


@dataclass(frozen=True)
class Hit:
    """Where a wording stands in a passage.

    Attributes
    ----------
    start, end : int
        Character positions; the same in every view.
    groups : tuple of (str or None)
        What the groups of the wording caught, in lower case.
    """

    start: int
    end: int
    groups: tuple[str | None, ...]


def clean(text: str) -> str:
    """Bring a message to one Unicode form, line by line, without decoration; a numbered emoji becomes ``1)``."""
    text = _KEYCAP.sub(r"\1) ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFKC", _DECORATION.sub("", text))
    return "\n".join(tidy(_BLANKS.sub(" ", line)) for line in text.split("\n")).strip()


# "hỏi" and "ngã" sound alike in the south; these words are often typed with the other one.
_SOUTHERN: Final = {
    "tuyễn": "tuyển", "nghĩ": "nghỉ", "cũa": "của", "chũ": "chủ", "phãi": "phải", "tuỗi": "tuổi", "buỗi": "buổi",
    "hõi": "hỏi", "trã": "trả", "bão vệ": "bảo vệ", "bỗ sung": "bổ sung", "giõi": "giỏi", "khõe": "khỏe", "đễ": "để",
    "chổ": "chỗ", "hổ trợ": "hỗ trợ", "sữa xe": "sửa xe", "sữa chữa": "sửa chữa", "sữa máy": "sửa máy",
    "rữa": "rửa", "kỷ thuật": "kỹ thuật", "kỷ sư": "kỹ sư", "nử": "nữ", "củng": "cũng",
    "mổi": "mỗi", "sẻ": "sẽ", "bửa": "bữa", "ngũ lại": "ngủ lại",
}  # fmt: skip
_MISTYPED: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_SOUTHERN)})(?!\w)")


def one_tone_place(text: str) -> str:
    """Write the tone mark at its older place, letter for letter: ``hoá`` becomes ``hóa``."""
    return _NEW_TONE.sub(lambda match: _TONE_PLACES[match.group()], text)


def right_tones(text: str) -> str:
    """Write lower-case words that are often typed with the other tone as they should be: ``tuyễn`` is ``tuyển``."""
    return _MISTYPED.sub(lambda match: _SOUTHERN[match.group()], text)


_WORDS: Final = re.compile(r"\S+")
# Vietnamese writes these vowels with a mark ("tuyển", "lương", "việc"): without one, whoever typed it typed none.
_UNMARKED: Final = re.compile(r"[iy]e|uo")
_MOSTLY: Final = 0.5  # share of marked words under which a line is an unaccented one with a name; usual are 0.7
_FEW_WORDS: Final = 3


def bare_stretches(line: str, plain: str) -> list[tuple[int, int]]:
    """Find where a line was typed without accents: all of it, or the words around a name copied with them.

    Parameters
    ----------
    line, plain : str
        The same line in lower case, with accents and without.

    Returns
    -------
    list of (int, int)
        Start and end of each stretch, in order. A word that is never written so ("tuyen") must stand in it, or in a
        line most of whose words have no mark.
    """
    if line == plain:
        return [(0, len(line))]
    runs: list[list[re.Match[str]]] = [[]]
    for word in _WORDS.finditer(line):
        if word.group() == plain[word.start() : word.end()]:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    runs = [run for run in runs if run]
    told = [any(_UNMARKED.search(word.group()) for word in run) for run in runs]
    mixed = sum(map(len, runs)) > _MOSTLY * len(line.split()) and any(told)
    return [
        (run[0].start(), run[-1].end())
        for run, tells in zip(runs, told, strict=True)
        if mixed or (tells and len(run) >= _FEW_WORDS)
    ]


@dataclass(frozen=True)
class Passage:
    """A stretch of a message.

    Attributes
    ----------
    text : str
        As typed, cleaned (:func:`clean`).
    """

    text: str

    @cached_property
    def low(self) -> str:
        """Lower case with accents, the tone mark at its older place, common slips of tone mended."""
        return right_tones(one_tone_place("".join(_lower(c) for c in self.text)))

    @cached_property
    def plain(self) -> str:
        """Lower case without accents."""
        return "".join(_bare(c) for c in self.low)

    @cached_property
    def _bare(self) -> tuple[list[int], list[int]]:
        """Where the stretches typed without accents start and end, in order."""
        starts, ends, at = [], [], 0
        for line in self.low.split("\n"):
            for start, end in bare_stretches(line, self.plain[at : at + len(line)]):
                starts.append(at + start)
                ends.append(at + end)
            at += len(line) + 1
        return starts, ends

    def typed_bare_at(self, position: int) -> bool:
        """Tell whether the words at a position were typed without accents."""
        starts, ends = self._bare
        stretch = bisect_right(starts, position) - 1
        return stretch >= 0 and position <= ends[stretch]

    def bare_from(self, start: int, end: int) -> int | None:
        """Give the first position inside a stretch of a line at which words were typed without accents, or None."""
        starts, ends = self._bare
        return next((max(s, start) for s, e in zip(starts, ends, strict=True) if e > start and s < end), None)

    def part(self, start: int, end: int) -> "Passage":
        """Cut a stretch out."""
        return Passage(self.text[start:end])

    def words(self, start: int, end: int) -> str:
        """Quote a stretch as it was typed, without marks at its ends."""
        return self.text[start:end].strip(" \n,.;:!?-+*/|([")

    def without(self, hits: "list[Hit]") -> "Passage":
        """Blank stretches out, letter for letter, so that positions stay."""
        letters = list(self.text)
        for hit in hits:
            letters[hit.start : hit.end] = "·" * (hit.end - hit.start)
        return Passage("".join(letters)) if hits else self


class Wording:
    """A wording to look for, written in accented Vietnamese as a regular expression.

    It is found accented, and unaccented where the line was typed so; in an accented line several words may still lack
    their accents together, a single one may not, for "nam" is not "năm".

    Parameters
    ----------
    pattern : str
        In lower case; words begin and end at word boundaries.
    """

    def __init__(self, pattern: str) -> None:
        self._accented = re.compile(rf"(?<!\w)(?:{one_tone_place(pattern)})(?!\w)")
        self._bare = re.compile(rf"(?<!\w)(?:{strip_accents(pattern)})(?!\w)")

    def hits(self, passage: Passage) -> list[Hit]:
        """Find every place, from left to right."""
        found = {m.start(): Hit(m.start(), m.end(), m.groups()) for m in self._accented.finditer(passage.low)}
        for hit in self._bare_hits(passage):
            found.setdefault(hit.start, hit)
        return [found[start] for start in sorted(found)]

    def first(self, passage: Passage) -> Hit | None:
        """Find the first place, or None."""
        return next(iter(self.hits(passage)), None)

    def stands_in(self, passage: Passage) -> bool:
        """Tell whether it stands anywhere."""
        return self.first(passage) is not None

    def _bare_hits(self, passage: Passage) -> Iterator[Hit]:
        for match in self._bare.finditer(passage.plain):
            start, end = match.span()
            if passage.typed_bare_at(start) or (passage.low[start:end] == match.group() and " " in match.group()):
                yield Hit(start, end, match.groups())


class Twin:
    """A pattern on lines typed with accents, and the same without accents on lines typed without any."""

    def __init__(self, pattern: str) -> None:
        self._accented = re.compile(one_tone_place(pattern))
        self._bare = re.compile(strip_accents(pattern))

    def match(self, passage: Passage, start: int, end: int) -> re.Match[str] | None:
        """Match at the start of a stretch of one line; ``$`` is its end."""
        if passage.typed_bare_at(start):
            return self._bare.match(passage.plain, start, end)
        return self._accented.match(passage.low, start, end)

    def search(self, passage: Passage, start: int, end: int) -> re.Match[str] | None:
        """Search a stretch of one line; ``$`` is its end."""
        if passage.typed_bare_at(start):
            return self._bare.search(passage.plain, start, end)
        found = self._accented.search(passage.low, start, end)
        bare = passage.bare_from(start, end)
        unaccented = self._bare.search(passage.plain, bare, end) if bare is not None else None
        if unaccented is None or not passage.typed_bare_at(unaccented.start()):
            return found
        return unaccented if found is None or unaccented.start() < found.start() else found


def _lower(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else letter


def _bare(letter: str) -> str:
    if letter.isascii():
        return letter
    bare = strip_accents(letter)
    return bare if len(bare) == 1 else letter
