"""Bytes of an uploaded list → sheets of cell values, or one clear sentence of why they cannot be read.

What a file *is* decides, never its name: offices rename. Workbooks are opened in a
process of their own (``excel_apart``), csv files here.
"""

from api.imports.cell_values import CellValue
from api.imports.csv_files import decode_csv, split_csv
from api.imports.excel_apart import read_apart
from api.imports.raw_sheets import OLE, ZIP, Merge, RawRow, RawSheet, is_empty
from api.imports.unreadable import UnreadableFile

__all__ = ["MAX_UPLOAD_BYTES", "CellValue", "Merge", "RawRow", "RawSheet", "UnreadableFile", "open_workbook"]

MAX_UPLOAD_BYTES = 10 * 1024 * 1024  # the office's largest real list is under 2 MB

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
    if content.startswith((ZIP, OLE)):
        return read_apart(content)
    return [_open_csv(name, content)]


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
        if not all(map(is_empty, cells))
    ]
    if not rows:
        raise UnreadableFile("empty", "Tệp trống, không có dòng nào. Anh/chị kiểm tra lại tệp rồi tải lên lần nữa.")
    return RawSheet(name, rows)
