"""What a row below the header is: data, a total, a signature, a repeated header, column numbers, a block title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from api.imports.cell_values import CellValue, is_blank, to_text
from api.imports.headers import header_key
from api.imports.sheet_headers import is_words
from api.imports.workbooks import RawRow
from employers.reference.place_reader import read_place
from employers.reference.text import fold

TOTAL = "dòng tổng cộng"
SIGNATURE = "dòng ký tên hoặc ghi chú cuối bảng"
REPEATED_HEADER = "dòng tiêu đề lặp lại"
COLUMN_NUMBERS = "dòng đánh số cột"
BLOCK_TITLE = "dòng tên nhóm, áp dụng cho các dòng bên dưới"
COUNTED_ONLY = "dòng chỉ có số thứ tự"

_TOTAL = re.compile(
    r"(?:tong cong|tong so|tong|cong|cong chung|tong chung|luy ke)"
    r"(?: (?:\d+|[a-z]+) ?(?:nguoi|luot(?: nguoi)?|khoan|hoc vien|lao dong|truong hop)?)?"
)
_ACCENTED_TOTAL = re.compile(r"(?:tổng|cộng|luỹ kế|lũy kế)\b", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"(?:nguoi lap(?: bieu| bang| danh sach)?|can bo lap|lap bieu|lap bang|ky ten|ky ghi ro|ghi ro ho ten|thu truong"
    r"|thu ky|truong (?:phong|khoa|ban|cong an|tram)|pho truong phong|giam doc|pho giam doc|hieu truong|hieu pho"
    r"|chu tich|pho chu tich|ke toan(?: truong)?|giao vien(?: chu nhiem| phu trach)?|xac nhan cua|dai dien don vi"
    r"|tm uy ban|tm ubnd|t m|kt chu tich|k t|tl chu tich|thu quy|noi nhan|danh sach (?:nay )?(?:co|gom)|ghi chu|luu y"
    r"|bang chu|nguoi kiem tra|nguoi duyet|phe duyet|can bo phu trach)\b"
)
_SIGNING_DATE = re.compile(r"(?:^| )ngay(?: \d{1,2})? thang(?: \d{1,2})? nam(?: \d{2,4})?$")
_PLACE = re.compile(
    r"(?:[ivx]{1,5} |\d{1,2} |[a-h] )?"
    r"(?:xa|phuong|thi tran|tt|dac khu|huyen|thi xa|thanh pho|tp|thon|khu pho|ap|ban) \S"
)
_COMMUNE = re.compile(r"\b(?:xa|phuong|thi tran|tt|dac khu) (?P<name>\S.*)")
# With their accents: folded, the family name Tô is the group word "tổ".
_GROUP_WORDS = re.compile(r"(?:tổ|lớp|khóa|khoá|nhóm|đội|khu|buôn|làng|đợt|cơ sở|trung tâm|công ty)\b", re.IGNORECASE)
_GROUP = re.compile(r"(?:[IVX]{1,5}|[A-H])[.)/\s-]+\S")
_COUNTER = re.compile(r"[IVXivx]{1,5}|[A-Ha-h]|\d{1,4}")
_MAY_BE_PLACE = 0.5  # a bare name that two provinces have may be a place all the same


@dataclass
class RowReader:
    """Tell rows apart, from the top of the table to its end.

    Attributes
    ----------
    header_rows : sequence of RawRow
        The one or two rows of the header.
    width : int
        Number of columns with a header.
    counting : frozenset of int
        Columns that hold serial numbers only.
    spread : frozenset of int
        Numbers of the rows with a cell merged across most of the table.
    rows : sequence of RawRow
        All rows below the header: what one calls a commune, another may name alone.
    block : str or None
        The group title last seen.
    """

    header_rows: Sequence[RawRow]
    width: int
    counting: frozenset[int] = frozenset()
    spread: frozenset[int] = frozenset()
    rows: Sequence[RawRow] = ()
    block: str | None = None
    _signed: bool = False
    _rows_seen: int = 0
    _headers: list[set[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._headers = [{header_key(to_text(v)) for v in row.cells} - {""} for row in self.header_rows]

    def why_skipped(self, row: RawRow) -> str | None:
        """Give the reason why a row is no data, or None when it is."""
        filled = [(column, value) for column, value in enumerate(row.cells) if not is_blank(value)]
        few = len(filled) <= max(2, self.width // 2)
        self._rows_seen += 1
        if not few:
            self._signed = False
        if self._rows_seen <= 2 and _are_column_numbers([value for _, value in filled]):
            return COLUMN_NUMBERS
        if self._repeats_header(filled):
            return REPEATED_HEADER
        first = next((to_text(value) for _, value in filled[:3] if is_words(value)), None)
        if first and _is_total(first) and sum(is_words(value) for _, value in filled) <= 2:
            return TOTAL
        title = block_title(filled, self.width, spread=row.number in self.spread)
        if title is None and may_be_place(filled, self.width) and fold(to_text(filled[0][1])) in self._communes:
            title = to_text(filled[0][1])
        if title:
            self.block = title
            self._signed = False
            return BLOCK_TITLE
        return self._why_short(filled) if few else None

    def is_name_or_place(self, row: RawRow) -> bool:
        """Tell whether a row of data holds one name that may be a person's or a commune's: nothing says which."""
        filled = [(column, value) for column, value in enumerate(row.cells) if not is_blank(value)]
        return may_be_place(filled, self.width)

    @cached_property
    def _communes(self) -> frozenset[str]:
        """Folded names that stand with their kind word somewhere in the sheet: "Hàm Kiệm" of "xã Hàm Kiệm"."""
        texts = {fold(value) for row in self.rows for value in row.cells if isinstance(value, str) and len(value) < 60}
        return frozenset(found["name"] for text in texts if (found := _COMMUNE.fullmatch(text)))

    def _why_short(self, filled: list[tuple[int, CellValue]]) -> str | None:
        words = [to_text(value) for _, value in filled if is_words(value)]
        if not words and all(column in self.counting for column, _ in filled):
            return COUNTED_ONLY
        if len(words) == len(filled) and any(map(_is_signature, words)):
            self._signed = True
            return SIGNATURE
        return SIGNATURE if self._signed and len(filled) <= 3 and len(words) == len(filled) else None

    def _repeats_header(self, filled: list[tuple[int, CellValue]]) -> bool:
        # Two cells of a header tell it from data at once; most rows go no further.
        if not any(isinstance(value, str) and self._in_header(value) for _, value in filled[:2]):
            return False
        texts = {header_key(to_text(value)) for _, value in filled} - {""}
        return any(len(texts & header) > 0.7 * max(len(texts), min(len(header), 2)) for header in self._headers)

    def _in_header(self, text: str) -> bool:
        key = header_key(text) if len(text) <= 60 else ""
        return any(key in header for header in self._headers)


def block_title(filled: Sequence[tuple[int, CellValue]], width: int, *, spread: bool = False) -> str | None:
    """Give the title of a row that holds only a place or a group ("Xã Hàm Kiệm", "II. Lớp hàn"), else None.

    A counter before it and numbers behind it are allowed: ``II | Xã Hàm Kiệm | 12``. A name alone in its row is a
    person of whom nothing else is known, unless it is ``spread`` over the table; a commune says that it is one.
    """
    if width < 3 or len(filled) > 4:
        return None
    words = [
        (column, to_text(value))
        for column, value in filled
        if is_words(value) and not _COUNTER.fullmatch(to_text(value))
    ]
    if len(words) != 1:
        return None
    column, text = words[0]
    before = [to_text(value) for place, value in filled if place < column]
    if len(before) <= 1 and all(map(_COUNTER.fullmatch, before)) and _PLACE.match(fold(text)):
        return text
    if len(filled) > 1:
        return None
    return text if _GROUP.match(text) or (column == 0 and (spread or _GROUP_WORDS.match(text))) else None


def names_place(text: str) -> bool:
    """Tell whether a group's title names the commune of its rows; "II. Lớp hàn" does not."""
    return _COMMUNE.search(fold(text)) is not None or _reads_as_place(text)


def may_be_place(filled: Sequence[tuple[int, CellValue]], width: int) -> bool:
    """Tell whether a row holds one bare name, in the first column, that a commune has too ("Hoàng Văn Thụ")."""
    if width < 3 or len(filled) != 1 or filled[0][0] != 0 or not is_words(filled[0][1]):
        return False
    return _reads_as_place(to_text(filled[0][1]))


def _reads_as_place(text: str) -> bool:
    place = read_place(text)
    return place.kind_of_reading in ("new", "old", "district") and place.confidence >= _MAY_BE_PLACE


def _are_column_numbers(values: list[CellValue]) -> bool:
    """Recognise ``(1) | (2) | (3)`` and ``A | B | 1 | 2`` under a header."""
    texts = [to_text(value).strip("()[] ") for value in values]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) <= 3]
    letters = [text for text in texts if re.fullmatch("[A-Ha-h]", text)]
    if len(values) < 3 or len(numbers) + len(letters) != len(values) or not numbers:
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2


def _is_total(text: str) -> bool:
    if len(text) > 40:
        return False
    words = fold(text)
    return _TOTAL.fullmatch(words) is not None and (_ACCENTED_TOTAL.match(text) is not None or text.isascii())


def _is_signature(text: str) -> bool:
    words = fold(text)
    return _SIGNATURE.match(words) is not None or _SIGNING_DATE.search(words) is not None
