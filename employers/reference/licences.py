"""Driving-licence classes: what a card says, what it serves today, what an opening asks for.

Classes are those of Law 36/2024/QH15 (Art. 57, in force 2025-01-01). Cards issued before keep their old letters
and stay valid; they are read as the class they would be exchanged for (same law, transitional provisions, Art. 89).
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from employers.reference.text import REMEMBERED, fold, strip_accents, tidy

NEW_CLASSES_FROM: Final = date(2025, 1, 1)

# What each class serves besides itself. Art. 57: a car class serves the lower ones; a trailer class pulls a trailer
# behind the vehicles of its own class, hence behind the smaller ones too. CE alone covers articulated lorries, so no DE
# serves CE. Motorbikes (A1, A), three-wheelers (B1, with A1) and cars are separate families.
_SERVES_ALSO: Final[dict[str, tuple[str, ...]]] = {
    "A1": (),
    "A": ("A1",),
    "B1": ("A1",),
    "B": (),
    "C1": ("B",),
    "C": ("C1", "B"),
    "D1": ("C", "C1", "B"),
    "D2": ("D1", "C", "C1", "B"),
    "D": ("D2", "D1", "C", "C1", "B"),
    "BE": ("B",),
    "C1E": ("BE", "C1", "B"),
    "CE": ("C1E", "BE", "C", "C1", "B"),
    "D1E": ("BE", "D1", "C", "C1", "B"),
    "D2E": ("D1E", "BE", "D2", "D1", "C", "C1", "B"),
    "DE": ("D2E", "D1E", "BE", "D", "D2", "D1", "C", "C1", "B"),
}
CLASSES: Final = tuple(_SERVES_ALSO)

# Art. 89: the class an old card is exchanged for. An old D drove 10 to 30 seats and becomes D2; an old E becomes D.
_OLD_TO_NEW: Final[dict[str, str]] = {
    "A1": "A1",
    "A2": "A",
    "A3": "B1",
    "B1": "B",
    "B11": "B",
    "B12": "B",
    "B2": "B",
    "C": "C",
    "D": "D2",
    "E": "D",
    "FB1": "BE",
    "FB2": "BE",
    "FC": "CE",
    "FD": "D2E",
    "FE": "DE",
}
# What B1 and D are called on a card that is not known to be new: there the letters alone mean a car and a small bus.
_WRITTEN_OLD: Final = {"B1": "A3", "D": "E"}
_ONLY_OLD: Final = frozenset(_OLD_TO_NEW) - frozenset(CLASSES)
_TRACTOR: Final = "A4"  # a small tractor; since 2025 a training certificate, no longer a licence class

_AUTOMATIC = "Bằng B1 số tự động: chỉ lái xe số tự động, không lái xe thuê."
_PRIVATE = "Bằng B1 cấp trước 2025 không dùng để lái xe thuê; đổi sang hạng B thì được."
_UNDATED_B1 = (
    "B1 không có ngày cấp: trước 2025 là ô tô (nay đọc là B), từ 2025 là xe ba bánh. Ghi ngày cấp để đọc đúng."
)
_UNDATED_D = (
    "D không có ngày cấp: trước 2025 đến 30 chỗ (nay đọc là D2), từ 2025 là trên 29 chỗ. Ghi ngày cấp để đọc đúng."
)

# Longest first, so that FB2 is not read as B2. The old printed code of the automatic B1 is B11, of the manual one B12.
_CLASS_WORDS = sorted({*CLASSES, *_OLD_TO_NEW, _TRACTOR, "F"}, key=len, reverse=True)
_CLASS = "|".join(_CLASS_WORDS)
# Atomic groups: D1E is never tried again as D1 and E, which would take forever on long nonsense.
_GLUED = re.compile(rf"(?<![A-Z0-9])(?>{_CLASS})++(?![A-Z0-9])")
_ONE = re.compile(_CLASS)
_SPACED_DIGIT = re.compile(r"\b([ABCDF]B?)[ .-](?=[1-4]\b)")
_LONGEST_TEXT: Final = 1_000  # characters; classes stand in a cell or near the top of an advertisement
_NONE_HELD = frozenset(
    {"", "khong", "ko", "k", "khong co", "ko co", "chua", "chua co", "0", "khong bang lai", "khong gplx", "x khong"}
)
_FILLER = re.compile(
    r"\b(?:BANG|GPLX|GIAY PHEP LAI XE|GIAY PHEP|LAI XE|LAI|HANG|LOAI|DAU|VA|CO|XE MAY|XE MO TO|O TO|SO TU DONG|TU DONG"
    r"|SO SAN|XE|BLX|TRO LEN|HOAC)\b"
)
_AUTOMATIC_WORD = re.compile(r"\b(?:so )?tu dong\b|\bb11\b")


@dataclass(frozen=True)
class LicenceReading:
    """The classes a card serves today.

    Attributes
    ----------
    classes : frozenset of str
        Classes of Law 36/2024, members of ``CLASSES``; empty when none is held.
    doubt : str or None
        A Vietnamese sentence naming the other reading, or the words that were not understood.
    """

    classes: frozenset[str]
    doubt: str | None


@lru_cache(maxsize=REMEMBERED)
def read_licences(text: str, issued_on: date | None = None) -> LicenceReading:
    """Read the licences a person holds.

    Parameters
    ----------
    text : str
        ``A1``, ``B2``, ``B; C``, ``FC``, ``bằng lái xe máy``…
    issued_on : date or None
        Day of issue of the card; without it an undated ``B1`` or ``D`` is read with doubt.
    """
    folded = fold(text[:_LONGEST_TEXT])
    if folded in _NONE_HELD:
        return LicenceReading(frozenset(), None)
    capitals = _capitals(text)
    automatic = bool(_AUTOMATIC_WORD.search(folded))
    read: dict[str, str | None] = {}
    for written in _written_classes(capitals):
        found, doubt = _as_of_today(written, issued_on, automatic)
        read[found or ""] = doubt
    if not read:
        read = _from_vehicle_words(folded)
    doubts = [doubt for doubt in read.values() if doubt]
    if unread := _unread(capitals, bool(read)):
        doubts.append(f"Không đọc được giấy phép lái xe: {unread}.")
    return LicenceReading(frozenset(read) - {""}, " ".join(doubts) or None)


def written_licences(classes: Collection[str], issued_on: date | None) -> str:
    """Write classes of today so that :func:`read_licences` with the same day of issue reads them back, without doubt.

    ``B1`` without a day of issue would be read as a car: it is written ``A3``, and ``D`` likewise ``E``.
    """
    if issued_on is not None and issued_on >= NEW_CLASSES_FROM:
        return "; ".join(classes)
    return "; ".join(_WRITTEN_OLD.get(one, one) for one in classes)


def _capitals(text: str) -> str:
    return _SPACED_DIGIT.sub(r"\1", strip_accents(tidy(text[:_LONGEST_TEXT])).upper())


def _written_classes(capitals: str) -> Iterator[str]:
    for glued in _GLUED.finditer(capitals):
        yield from _ONE.findall(glued.group())


def _as_of_today(written: str, issued_on: date | None, automatic: bool) -> tuple[str | None, str | None]:
    """Give the class of today for a written one, with the sentence of doubt if there is one."""
    old_card = issued_on is not None and issued_on < NEW_CLASSES_FROM
    if written in (_TRACTOR, "F"):
        return None, f"Hạng {written} không quy được sang hạng hiện nay; ghi lại hạng trên giấy phép."
    if written in ("B1", "B11", "B12"):
        return _read_b1(written, issued_on, automatic)
    if written in _ONLY_OLD:
        late = issued_on is not None and not old_card
        doubt = (
            f"Hạng {written} không còn cấp từ 2025, đọc là {_OLD_TO_NEW[written]}; xem lại ngày cấp." if late else None
        )
        return _OLD_TO_NEW[written], doubt
    if written == "D" and issued_on is None:
        return "D2", _UNDATED_D
    return (_OLD_TO_NEW.get(written, written) if old_card else written), None


def _read_b1(written: str, issued_on: date | None, automatic: bool) -> tuple[str, str | None]:
    if issued_on is not None and issued_on >= NEW_CLASSES_FROM and written == "B1" and not automatic:
        return "B1", None
    if automatic or written == "B11":
        return "B", _AUTOMATIC
    return "B", (_PRIVATE if issued_on is not None or written == "B12" else _UNDATED_B1)


def _from_vehicle_words(folded: str) -> dict[str, str | None]:
    """Read ``bằng lái xe máy`` and ``bằng ô tô``, which name no class."""
    read: dict[str, str | None] = {}
    if re.search(r"\b(?:xe may|mo to|xe gan may|honda)\b", folded):
        read["A1"] = None
    if re.search(r"\b(?:o to|oto|xe hoi|xe con)\b", folded):
        read["B"] = "Giấy phép lái ô tô không ghi hạng, đọc là B; ghi hạng trên giấy phép để đọc đúng."
    return read


def _unread(capitals: str, something_read: bool) -> str:
    rest = _FILLER.sub(" ", _GLUED.sub(" ", capitals))
    rest = " ".join(re.findall(r"[A-Z0-9]+", rest))
    return rest if rest or something_read else capitals


def serves(held: Collection[str], required: str) -> bool:
    """Tell whether one of the held classes serves the required one; a higher class serves a lower of its family."""
    return any(required == one or required in _SERVES_ALSO.get(one, ()) for one in held)


_NOT_ASKED = re.compile(
    r"\b(?:khong|ko|k) (?:can |yeu cau |doi hoi |bat buoc )+(?:co )?(?:bang|gplx|giay phep)"
    r"|^(?:khong|ko|k)(?: yeu cau| can)?$"
)
# A letter is a class only beside a word for the card or for driving: "trình độ B", "lô B2" and "bằng cấp 3" are not.
_CUE = r"(?:BANG(?: LAI)?(?: XE)?|GPLX|BLX|GIAY PHEP LAI XE|HANG|DAU|LAI XE|TAI XE)"
_BESIDE_CUE = re.compile(
    rf"\b{_CUE}(?: XE)?(?: O TO| OTO| TAI| KHACH| MAY)?(?: HANG| LOAI| DAU)?[ :(]*"
    rf"((?:{_CLASS})(?:(?: ?[,/+&-] ?| HOAC | VA | ){{1}}(?:HANG )?(?:{_CLASS})(?![A-Z0-9]))*)(?![A-Z0-9])"
    r"(?! (?:TIN|ANH|TIENG|NGOAI|VI TINH|VAN PHONG))"
)
_OF_A_LANGUAGE = re.compile(r"(?:TIENG [A-Z]+|TIN HOC|NGOAI NGU|ANH VAN|VI TINH)(?: TRINH DO)?[ :,-]*$")
_GOODS = re.compile(r"\bhàng\b", re.IGNORECASE)  # unaccented it would be "hạng", class
_ORDER: Final = ("A1", "A", "B1", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D1E", "D2", "D2E", "D", "DE")


def read_required_licence(text: str) -> str | None:
    """Read the licence class that an opening requires.

    Of several (``B2, C``) the lowest car class is the requirement, for any of them is taken. Advertisements still use
    the old letters: ``B2`` asks for B, ``E`` for D, and a ``D`` beside such an old letter for D2.

    Returns
    -------
    str or None
        One of ``CLASSES``; None when no class is asked for or none can be told.
    """
    folded = fold(text)
    if _NOT_ASKED.search(folded):
        return None
    capitals = _capitals(_GOODS.sub("#", tidy(text[:_LONGEST_TEXT])))
    written = _required_words(capitals)
    if not written:
        return _required_vehicle(folded)
    old_style = not _ONLY_OLD.isdisjoint(written)
    classes = {c for w in written if (c := _required_class(w, old_style))}
    cars = classes - {"A1", "A", "B1"}
    return min(cars or classes, key=_ORDER.index, default=None)


def _required_words(capitals: str) -> list[str]:
    if not re.sub(r"[^A-Z0-9]", "", _FILLER.sub(" ", _GLUED.sub(" ", capitals))):
        return list(_written_classes(capitals))
    found = _BESIDE_CUE.finditer(capitals)
    beside = [m.group(1) for m in found if not _OF_A_LANGUAGE.search(capitals[: m.start()])]
    return [w for words in beside for w in _written_classes(words)]


def _required_class(written: str, old_style: bool) -> str | None:
    if written in (_TRACTOR, "F"):
        return None
    if written == "B1":
        return "B"  # an advertisement that asks for B1 asks for a car driver; three-wheelers are named in words
    if written in _ONLY_OLD or (old_style and written == "D"):
        return _OLD_TO_NEW[written]
    return written


def _required_vehicle(folded: str) -> str | None:
    asked = re.search(
        r"\b(?:bang lai|gplx|blx|bang|giay phep lai)(?: xe)? "
        r"(?P<v>may|mo to|gan may|honda|xe may|o to|oto|hoi|xe hoi|tai)\b",
        folded,
    )
    if asked is None or "xe nang" in folded:
        return None
    return "A1" if asked["v"] in ("may", "mo to", "gan may", "honda", "xe may") else "B"
