"""Bytes of an .xlsx or .xls → sheets of cell values. It runs in a process of its own; see ``excel_apart``.

A formula is read by its stored value, a hidden row is data, and a formula that failed says so (``#N/A``).
"""

import io
import unicodedata

import python_calamine as calamine

from api.imports.cell_values import CellValue
from api.imports.raw_sheets import ZIP, Merge, RawRow, RawSheet, WorkbookShape, is_empty
from api.imports.unreadable import UnreadableFile
from api.imports.xls_guard import check_xls
from api.imports.zip_guard import check_zip, without_tails


def read_excel(content: bytes) -> list[RawSheet]:
    """Read a workbook, measured first.

    Parameters
    ----------
    content : bytes
        A file that starts as an .xlsx or .xls does.

    Raises
    ------
    UnreadableFile
        With a code and one Vietnamese sentence.
    """
    shape = check_zip(content) if content.startswith(ZIP) else check_xls(content)
    try:
        workbook = calamine.load_workbook(io.BytesIO(without_tails(content, shape.cut)))
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
    name = unicodedata.normalize("NFC", metadata.name)
    hidden = metadata.visible != calamine.SheetVisibleEnum.Visible
    if metadata.typ != calamine.SheetTypeEnum.WorkSheet:
        return RawSheet(name, [], hidden=hidden)
    sheet = workbook.get_sheet_by_index(index)
    # The reader starts rows at row 1, yet columns at the first used column.
    left: list[CellValue] = [None] * (sheet.start[1] if sheet.start else 0)
    failed: dict[int, dict[int, str]] = {}
    for (number, column), word in shape.errors.get(metadata.name, {}).items():
        failed.setdefault(number, {})[column] = word
    rows = []
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number in failed or not all(map(is_empty, values)):
            cells = left + [None if value == "" else value for value in values]
            rows.append(RawRow(number, _with_errors(cells, failed.pop(number, {}))))
    # Rows of nothing but uncalculated formulas may lie below all that the reader gives.
    rows += [RawRow(number, _with_errors([], failed[number])) for number in sorted(failed)]
    merges = tuple(Merge(*start, *end) for start, end in sheet.merged_cell_ranges or ())
    return RawSheet(name, rows, merges, hidden, shape.hidden_rows.get(metadata.name, frozenset()))


def _with_errors(cells: list[CellValue], failed: dict[int, str]) -> list[CellValue]:
    cells.extend([None] * (max(failed, default=0) - len(cells)))
    for column, word in failed.items():
        if cells[column - 1] is None:
            cells[column - 1] = word
    return cells
