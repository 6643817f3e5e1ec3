"""Telephone numbers in any writing, several in a cell, with words beside them."""

import re
from dataclasses import dataclass

from api.imports.cell_values import CellValue, Read, cell_reader, says_none, shown, to_text

# Eleven-digit mobile numbers became ten digits from 2018-09-15 (plan of the Ministry of Information, 798/QĐ-BTTTT).
_NEW_PREFIXES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_OLD_MOBILE = re.compile(r"01[2689]\d{8}")
_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{9}")
_OLD_LANDLINE = re.compile(r"062(\d{7})")  # Bình Thuận's area code until 2017-06-17
_HOTLINE = re.compile(r"1[89]00\d{4,6}")
_ABROAD = re.compile(r"\+(?!84)[1-9]\d{7,14}")  # as ITU-T E.164 writes the numbers of other countries
_PIECE = re.compile(r"\+?\d+|[^\d+]+|\+")
_NEXT_NUMBER = re.compile(r"[;/|]|, | - |,$")
_PARTED = re.compile(r"([^;/|,]*)([;/|,]?)(.*)", re.DOTALL)
_MAX_GROUPS = 12  # digit groups tried as one number; "09 12 34 56 78" has five
_LABELS = frozenset(
    {"đt", "sđt", "dt", "sdt", "tel", "phone", "di động", "dđ", "và", "hoặc", "hay", "zalo", "số", "or"}
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as dialled in Vietnam (leading 0, digits only), and the words that stood beside it (``mẹ``)."""

    number: str
    note: str | None = None


@cell_reader
def read_phones(raw: CellValue) -> Read[tuple[Phone, ...]]:
    """Read every telephone number of a cell.

    Parameters
    ----------
    raw : CellValue
        ``0912.345.678``, ``912345678``, ``+84 912…``, ``0168…`` of before 2018, ``0252 3822 123``, ``… (mẹ)``.

    Returns
    -------
    Read of tuple of Phone
        In the order typed. What cannot be dialled stands in the doubt; a phone number never holds a row.
    """
    if says_none(raw):
        return Read((), says_none=True)
    text = to_text(raw)[:400]
    phones, unread, changed = _assemble(_runs(text))
    doubts = []
    if unread:
        doubts.append(f"{shown(', '.join(unread))} không gọi được; anh/chị xem lại số.")
    if changed:
        doubts.append(f"Số cũ {shown(', '.join(changed))} được đổi sang đầu số mới.")
    if not phones and not doubts:
        doubts.append(f"{shown(raw)} không có số điện thoại; anh/chị xem lại ô.")
    return Read(tuple(phones) or None, doubt=" ".join(doubts) or None)


def dialled(words: str) -> str | None:
    """A number as it is dialled in Vietnam, however it was typed; several are parted by ``; ``.

    Returns
    -------
    str or None
        None where a part cannot be dialled, or there is no number at all; ``+855 …`` of another country stays as it is.
    """
    if _ABROAD.fullmatch(plain := re.sub(r"[\s.()-]", "", words)):
        return plain
    phones, unread, _ = _assemble(_runs(words[:400]))
    return "; ".join(p.number for p in phones) if phones and not unread else None


@dataclass(slots=True)
class _Run:
    """Digit groups that stand together, with the words before and after them."""

    groups: list[str]
    before: str = ""
    after: str = ""

    def note(self) -> str | None:
        return " ".join(word for word in (self.before, self.after) if word) or None


def _runs(text: str) -> list[_Run]:
    runs: list[_Run] = []
    waiting = ""
    together = False
    for piece in _PIECE.findall(text):
        if not piece.lstrip("+").isdecimal():
            after, before = _words_between(piece, has_number=bool(runs), labels_first=bool(runs and runs[0].before))
            if runs:
                runs[-1].after = f"{runs[-1].after} {after}".strip()
            waiting = f"{waiting} {before}".strip()
            together = together and not (after or before or _NEXT_NUMBER.search(piece))
        elif together:
            runs[-1].groups.append(piece)
        else:
            runs.append(_Run([piece], before=waiting))
            waiting, together = "", True
    if waiting and runs:
        runs[-1].after = f"{runs[-1].after} {waiting}".strip()
    return runs


def _words_between(piece: str, *, has_number: bool, labels_first: bool) -> tuple[str, str]:
    """Part the words between two numbers: those of the number before, and those of the number after."""
    if not has_number:
        return "", _words(piece)
    behind, separator, ahead = _PARTED.match(piece).groups()  # type: ignore[union-attr]  # it matches any text
    if separator:
        return _words(behind), _words(ahead)
    return ("", _words(piece)) if labels_first or piece.rstrip().endswith(":") else (_words(piece), "")


def _words(piece: str) -> str:
    words = " ".join(re.findall(r"[^\W\d_][\w'. -]*", piece)).strip(" .-")
    return "" if words.lower() in _LABELS else words


def _assemble(runs: list[_Run]) -> tuple[list[Phone], list[str], list[str]]:
    phones: list[Phone] = []
    unread: list[str] = []
    changed: list[str] = []
    for run in runs:
        numbers = _split(tuple(run.groups)) if len(run.groups) <= _MAX_GROUPS else None
        if numbers is None:
            unread.append(" ".join(run.groups))
            continue
        phones += [Phone(_dialled(number) or number, run.note()) for number in numbers]
        changed += [number for number in numbers if _is_old(number)]
    return phones, unread, changed


def _split(groups: tuple[str, ...]) -> list[str] | None:
    """Join neighbouring digit groups so that every joined number can be dialled; None when that is impossible."""
    if not groups:
        return []
    for end in range(1, len(groups) + 1):
        number = "".join(groups[:end])
        if _dialled(number) is not None:
            rest = _split(groups[end:])
            if rest is not None:
                return [number, *rest]
    return None


def _national(number: str) -> str:
    """Give the number with its leading 0, whatever stood before it."""
    digits = number.lstrip("+")
    if digits.startswith("0084"):
        digits = digits[2:]
    if number.startswith("+") or (digits.startswith("84") and len(digits) in (11, 12)):
        digits = digits.removeprefix("84").removeprefix("0")
    return digits if digits.startswith("0") or _HOTLINE.fullmatch(digits) else "0" + digits


def _is_old(number: str) -> bool:
    digits = _national(number)
    return _OLD_MOBILE.fullmatch(digits) is not None or _OLD_LANDLINE.fullmatch(digits) is not None


def _dialled(number: str) -> str | None:
    digits = _national(number)
    if any(kind.fullmatch(digits) for kind in (_MOBILE, _LANDLINE, _HOTLINE)):
        return digits
    if _OLD_MOBILE.fullmatch(digits) and digits[:4] in _NEW_PREFIXES:
        return _NEW_PREFIXES[digits[:4]] + digits[4:]
    old = _OLD_LANDLINE.fullmatch(digits)
    return f"0252{old[1]}" if old else None
