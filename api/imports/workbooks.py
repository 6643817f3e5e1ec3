"""Bytes of an uploaded list → sheets of cell values, or one clear sentence of why they cannot be read.

What a file *is* decides, never its name: offices rename. A formula is read by its stored value, a hidden row is data.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import python_calamine as calamine

from api.imports.cell_values import CellValue
from api.imports.csv_files import decode_csv, split_csv
from api.imports.unreadable import UnreadableFile
from api.imports.zip_guard import WorkbookShape, check_zip

__all__ = ["MAX_UPLOAD_BYTES", "CellValue", "Merge", "RawRow", "RawSheet", "UnreadableFile", "open_workbook"]

MAX_UPLOAD_BYTES = 10 * 1024 * 1024  # the office's largest real list is under 2 MB

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The workbook's first record, perhaps a write protection, then FILEPASS ([MS-XLS] 2.4.117). The reader lets the oldest
# cipher through and would give scrambled words.
_XLS_PASSWORD = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
_OTHER_FILES = (
    (b"\x89PNG", "một tấm ảnh"),
    (b"\xff\xd8\xff", "một tấm ảnh"),
    (b"GIF8", "một tấm ảnh"),
    (b"RIFF", "một tấm ảnh hoặc đoạn phim"),
    (b"II*\x00", "một tấm ảnh"),
    (b"MM\x00*", "một tấm ảnh"),
    (b"\x00\x00\x00", "một tấm ảnh hoặc đoạn phim"),
    (b"%PDF", "tệp PDF"),
    (b"{\\rtf", "tệp Word"),
    (b"Rar!", "tệp nén"),
    (b"7z\xbc\xaf", "tệp nén"),
    (b"\x1f\x8b", "tệp nén"),
    (b"PK\x05\x06", "tệp nén rỗng"),
    (b"SQLite format 3", "tệp cơ sở dữ liệu"),
    (b"MZ", "một chương trình"),
    (b"\x7fELF", "một chương trình"),
)
_SAVE_AGAIN = "Anh/chị mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên lần nữa."


class RawRow(NamedTuple):
    """One non-blank row: its 1-based number in the sheet, and its cells from column A (blank cells are None)."""

    number: int
    cells: list[CellValue]


class Merge(NamedTuple):
    """A merged block of cells; rows and columns are 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class RawSheet:
    """The non-blank rows of one sheet.

    Attributes
    ----------
    name : str
        As on the sheet's tab; for a csv file, the file's name.
    rows : sequence of RawRow
        Non-blank rows in order, hidden ones included; a row of white space alone is blank.
    merges : tuple of Merge
        Merged blocks; empty for csv.
    hidden : bool
        Whether the sheet's tab is hidden.
    hidden_rows : frozenset of int
        1-based numbers of hidden (also filtered-out) rows; known for .xlsx only.
    """

    name: str
    rows: Sequence[RawRow]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


def open_workbook(name: str, content: bytes) -> list[RawSheet]:
    """Read an uploaded .xlsx, .xls or .csv file.

    Parameters
    ----------
    name : str
        The file's name; names the sheet of a csv file, and decides nothing.
    content : bytes
        The whole file, at most 10 MB.

    Returns
    -------
    list of RawSheet
        In the workbook's order; blank sheets and chart sheets are included with no rows.

    Raises
    ------
    UnreadableFile
        With a code and one Vietnamese sentence; show it and ask for the file again.
    """
    if len(content) > MAX_UPLOAD_BYTES:
        raise UnreadableFile("too_large", "Tệp lớn hơn 10 MB. Anh/chị tách thành nhiều tệp nhỏ rồi tải lên từng tệp.")
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("empty", "Tệp trống, không có dòng nào. Anh/chị kiểm tra lại tệp rồi tải lên lần nữa.")
    if content.startswith(_ZIP):
        return _open_excel(content, check_zip(content))
    if content.startswith(_OLE):
        _check_ole(content)
        return _open_excel(content, WorkbookShape())
    return [_open_csv(name, content)]


def _check_ole(content: bytes) -> None:
    """Tell an old .xls from an encrypted .xlsx and from Word; all three share one container format."""
    if "EncryptedPackage".encode("utf-16-le") in content or _XLS_PASSWORD.search(content):
        raise UnreadableFile.encrypted()
    if not any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        known_as = "tệp Word" if "WordDocument".encode("utf-16-le") in content else "tệp khác"
        raise UnreadableFile("unknown_type", f"Đây là {known_as}, không phải bảng tính. {_SAVE_AGAIN}")


def _open_excel(content: bytes, shape: WorkbookShape) -> list[RawSheet]:
    try:
        workbook = calamine.load_workbook(io.BytesIO(content))
        sheets = [_read_sheet(workbook, index, shape) for index in range(len(workbook.sheet_names))]
    except calamine.PasswordError as error:
        raise UnreadableFile.encrypted() from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise UnreadableFile.corrupt() from error
    except BaseException as error:
        # A panic inside the Rust reader arrives as a BaseException of its own; Ctrl-C and exits pass through.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile.corrupt() from error
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableFile("empty", "Bảng tính không có ô nào có chữ. Anh/chị kiểm tra lại tệp rồi tải lên lần nữa.")
    return sheets


def _read_sheet(workbook: calamine.CalamineWorkbook, index: int, shape: WorkbookShape) -> RawSheet:
    metadata = workbook.sheets_metadata[index]
    hidden = metadata.visible != calamine.SheetVisibleEnum.Visible
    if metadata.typ != calamine.SheetTypeEnum.WorkSheet:
        return RawSheet(metadata.name, [], hidden=hidden)
    sheet = workbook.get_sheet_by_index(index)
    # The reader starts rows at row 1, yet columns at the first used column.
    left: list[CellValue] = [None] * (sheet.start[1] if sheet.start else 0)
    rows = []
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if not all(map(_is_empty, values)):
            rows.append(RawRow(number, left + [None if value == "" else value for value in values]))
    merges = tuple(Merge(*start, *end) for start, end in sheet.merged_cell_ranges or ())
    return RawSheet(metadata.name, rows, merges, hidden, shape.hidden_rows.get(metadata.name, frozenset()))


def _is_empty(value: CellValue) -> bool:
    return isinstance(value, str) and (not value or value.isspace())


def _open_csv(name: str, content: bytes) -> RawSheet:
    for magic, known_as in _OTHER_FILES:
        if content.startswith(magic):
            raise UnreadableFile("unknown_type", f"Đây là {known_as}, không phải bảng tính. {_SAVE_AGAIN}")
    text = decode_csv(content)
    if text is None:
        raise UnreadableFile("unknown_type", f"Không nhận ra kiểu tệp này. {_SAVE_AGAIN}")
    if text.lstrip()[:1] == "<":
        # Web systems export a page or XML under the name .xls; Excel opens it without a word.
        raise UnreadableFile("unknown_type", f"Đây là trang web hoặc XML, chưa phải bảng tính. {_SAVE_AGAIN}")
    rows = [
        RawRow(number, [cell or None for cell in cells])
        for number, cells in enumerate(split_csv(text), start=1)
        if not all(map(_is_empty, cells))
    ]
    if not rows:
        raise UnreadableFile("empty", "Tệp trống, không có dòng nào. Anh/chị kiểm tra lại tệp rồi tải lên lần nữa.")
    return RawSheet(name, rows)
