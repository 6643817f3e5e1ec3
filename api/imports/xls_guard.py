"""Look into an old .xls before the reader opens it: walk its records, measure its sheets, find what the reader drops.

An .xls is a small file system ([MS-CFB]) with one stream of records ([MS-XLS]). The reader allots one slot per cell of
the rectangle around all filled cells of a sheet, so that rectangle is measured here; hidden rows and failed formulas,
which the reader does not tell, are found on the way.
"""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from api.imports.raw_sheets import At, WorkbookShape, check_rectangle
from api.imports.unreadable import UnreadableFile

_SECTOR_ENDS = 0xFFFFFFFA  # numbers from here on are marks, not sectors ([MS-CFB] 2.1)
_SMALL = 4096  # bytes; shorter streams lie in sectors of 64 bytes inside the root's own stream
_BOF, _EOF, _SHEET_NAME, _PASSWORD, _ROW = 0x809, 0x0A, 0x85, 0x2F, 0x208
_FORMULA, _ERROR, _CODE_PAGE = 0x06, 0x205, 0x42
# Records of one filled cell: NUMBER, LABEL, LABELSST, RK, BOOLERR, FORMULA, RSTRING ([MS-XLS] 2.3).
_CELLS = frozenset({0x203, 0x204, 0xFD, 0x27E, _ERROR, _FORMULA, 0xD6})
_MANY_CELLS = 0xBD  # MULRK
_ERROR_WORDS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_SAVE_AGAIN = "Anh/chị mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên lần nữa."


@dataclass
class _Sheet:
    rows: int = 0
    columns: int = 0
    hidden: set[int] = field(default_factory=set)
    errors: dict[At, str] = field(default_factory=dict)


def check_xls(content: bytes) -> WorkbookShape:
    """Refuse an OLE file that is no workbook, asks for a password, is damaged, or would fill the memory.

    Parameters
    ----------
    content : bytes
        A file that starts as an OLE container does.

    Raises
    ------
    UnreadableFile
        ``unknown_type``, ``encrypted``, ``corrupt`` or ``too_large``.
    """
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableFile.encrypted()
    if not any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        known_as = "tệp Word" if "WordDocument".encode("utf-16-le") in content else "tệp khác"
        raise UnreadableFile("unknown_type", f"Đây là {known_as}, không phải bảng tính. {_SAVE_AGAIN}")
    try:
        return _measure(_Container(content).workbook())
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableFile.corrupt() from error


class _Container:
    """The streams of an OLE container; a chain that runs in a circle or out of the file is a ValueError."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        (shift,) = struct.unpack_from("<H", content, 30)
        if shift not in (9, 12):
            raise ValueError("sectors are of 512 or 4,096 bytes")
        self.size = 1 << shift
        self.fat = self._numbers(self._fat_sectors())
        directory = self._chain(struct.unpack_from("<I", content, 48)[0])
        self.entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.content):
            raise ValueError("a sector lies outside the file")
        return self.content[start : start + self.size]

    def _numbers(self, sectors: list[int]) -> list[int]:
        joined = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4]))

    def _fat_sectors(self) -> list[int]:
        """The first 109 are named in the header, further ones in a chain of sectors."""
        found = list(struct.unpack_from("<109I", self.content, 76))
        (following,) = struct.unpack_from("<I", self.content, 68)
        for _ in range(len(self.content) // self.size):
            if following >= _SECTOR_ENDS:
                break
            *more, following = self._numbers([following])
            found += more
        return [number for number in found if number < _SECTOR_ENDS]

    def _chain(self, first: int) -> bytes:
        parts = []
        while first < _SECTOR_ENDS:
            parts.append(self._sector(first))
            if len(parts) > len(self.content) // self.size:
                raise ValueError("a chain of sectors runs in a circle")
            first = self.fat[first]
        return b"".join(parts)

    def workbook(self) -> bytes:
        """The stream of records."""
        for entry in self.entries:
            length, first, size = *struct.unpack_from("<H", entry, 64), *struct.unpack_from("<II", entry, 116)
            if entry[: max(0, length - 2)].decode("utf-16-le", "replace") in ("Workbook", "Book"):
                return (self._chain(first) if size >= _SMALL else self._small(first, size))[:size]
        raise ValueError("no stream of this name")

    def _small(self, first: int, size: int) -> bytes:
        inside = self._chain(struct.unpack_from("<I", self.entries[0], 116)[0])
        table = self._chain(struct.unpack_from("<I", self.content, 60)[0])
        parts: list[bytes] = []
        while first < _SECTOR_ENDS and len(parts) * 64 < size:
            parts.append(inside[first * 64 : first * 64 + 64])
            (first,) = struct.unpack_from("<I", table, first * 4)
        return b"".join(parts)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and length of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == length == 0:
            return  # what is left of the last sector
        yield kind, at + 4, length
        at += 4 + length


def _measure(stream: bytes) -> WorkbookShape:
    names: dict[int, str] = {}
    sheets: dict[int, _Sheet] = {}
    sheet = _Sheet()
    page = _code_page(stream)
    for kind, at, length in _records(stream):
        if kind == _BOF:
            sheet = sheets.setdefault(at - 4, _Sheet())
        elif kind == _PASSWORD:
            # The reader lets the oldest cipher through and would give scrambled words.
            raise UnreadableFile.encrypted()
        elif kind == _SHEET_NAME:
            start = struct.unpack_from("<I", stream, at)[0]
            names[start] = _name(stream[at + 6 : at + length], page)
        elif kind in _CELLS or kind == _MANY_CELLS:
            _note_cell(sheet, kind, stream[at : at + length])
        elif kind == _ROW and stream[at + 12] & 0x20:
            sheet.hidden.add(struct.unpack_from("<H", stream, at)[0] + 1)
    for found in sheets.values():
        check_rectangle(found.rows, found.columns)
    named = {name: sheets[start] for start, name in names.items() if start in sheets}
    return WorkbookShape(
        {name: frozenset(s.hidden) for name, s in named.items() if s.hidden},
        {name: s.errors for name, s in named.items() if s.errors},
    )


def _note_cell(sheet: _Sheet, kind: int, record: bytes) -> None:
    row, column = struct.unpack_from("<HH", record)
    last = struct.unpack_from("<H", record, len(record) - 2)[0] if kind == _MANY_CELLS else column
    sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, last + 1)
    if kind == _ERROR and record[7]:
        sheet.errors[row + 1, column + 1] = _ERROR_WORDS.get(record[6], "#N/A")
    elif kind == _FORMULA and record[6] == 2 and record[12:14] == b"\xff\xff":
        sheet.errors[row + 1, column + 1] = _ERROR_WORDS.get(record[8], "#N/A")


def _name(record: bytes, page: str) -> str:
    """A sheet's name; Excel 95 writes it without the byte that says whether its letters are wide."""
    count = record[0]
    if len(record) == 1 + count:
        return record[1:].decode(page, "replace")
    wide = record[1] & 1
    return record[2 : 2 + count * 2].decode("utf-16-le") if wide else record[2 : 2 + count].decode("latin-1")


def _code_page(stream: bytes) -> str:
    """Which letters the bytes of an Excel 95 workbook are; it says so before its first sheet."""
    for kind, at, _ in _records(stream):
        if kind == _CODE_PAGE:
            try:
                return codecs.lookup(f"cp{struct.unpack_from('<H', stream, at)[0]}").name
            except LookupError:
                break
        if kind == _EOF:
            break
    return "latin-1"
