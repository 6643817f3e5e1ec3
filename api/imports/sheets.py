"""Find the table in each sheet: titles above, header, data rows, and what is no data with the reason why.

Nothing is lost: every non-blank row of a sheet is a title, part of the header, a `TableRow` or a `SkippedRow`.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from api.imports.cell_values import CellValue, is_blank, to_text
from api.imports.encodings import Preview, repair_column
from api.imports.headers import header_key
from api.imports.sheet_headers import column_letters, find_header, name_columns
from api.imports.sheet_rows import RowReader
from api.imports.unreadable import UnreadableFile
from api.imports.workbooks import Merge, RawRow, RawSheet

NO_TABLE = "trang tính không có dòng tiêu đề nào nhận ra được"
_COUNTING = frozenset({"stt", "tt", "sott", "sothutu"})


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of data: its 1-based number in the sheet, header → value, and the group it stands under.

    ``name_or_place`` tells that it holds one name and nothing says whether a person's or a commune's.
    """

    number: int
    cells: dict[str, CellValue]
    block_title: str | None = None
    name_or_place: bool = False


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no data: its 1-based number, its non-blank cells, and why (Vietnamese)."""

    number: int
    cells: tuple[CellValue, ...]
    why: str


@dataclass(frozen=True, slots=True)
class RepairedColumn:
    """A column whose letters were of an old font: which one, and up to three values before and after.

    ``rows`` are the numbers of the rows that were changed, ``kept`` of those whose marked letters were proper.
    """

    column: str
    encoding: str
    preview: Preview
    rows: tuple[int, ...]
    kept: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """The table of one sheet.

    Attributes
    ----------
    sheet : str
        The sheet's name.
    header : list of str
        Column names, each once, left to right; empty for a sheet without a table.
    rows : list of TableRow
        Data, in order.
    titles : list of str
        Rows above the header: a class list names its course and dates there.
    skipped : list of SkippedRow
        Totals, signatures, repeated headers, group titles; every row of a sheet without a table.
    encodings : list of RepairedColumn
        Columns that were repaired; empty for proper Unicode.
    hidden : bool
        The sheet's tab is hidden; its rows are read all the same.
    hidden_rows : frozenset of int
        Numbers of rows that the office hid.
    """

    sheet: str
    header: list[str]
    rows: list[TableRow]
    titles: list[str] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    encodings: list[RepairedColumn] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


def find_tables(sheets: Sequence[RawSheet], known_headers: Collection[str]) -> list[Table]:
    """Find one table per sheet.

    Parameters
    ----------
    sheets : sequence of RawSheet
        Of one workbook.
    known_headers : collection of str
        Every header that a list may have, in any spelling (see ``headers.known_header_keys``).

    Returns
    -------
    list of Table
        In the workbook's order. Blank sheets are left out; a sheet with rows but no header comes with an empty
        ``header`` and all its rows in ``skipped``, for the report.

    Raises
    ------
    UnreadableFile
        ``not_a_table`` when no sheet has a header row.
    """
    known = frozenset(map(header_key, known_headers))
    tables = [_find_table(sheet, known) for sheet in sheets if sheet.rows]
    if not any(table.header for table in tables):
        raise UnreadableFile(
            "not_a_table",
            "Không tìm thấy dòng tiêu đề của bảng. Anh/chị thêm dòng tên cột, ví dụ Họ và tên, Ngày sinh.",
        )
    return tables


def _find_table(sheet: RawSheet, known: frozenset[str]) -> Table:
    width = max(len(row.cells) for row in sheet.rows)
    rows, encodings = _repair(sheet.rows, width)
    rows = [row for row in rows if not all(map(is_blank, row.cells))]
    sheet = RawSheet(sheet.name, rows, sheet.merges, sheet.hidden, sheet.hidden_rows)
    header = find_header(sheet, width, known)
    if header is None:
        skipped = [_skip(row, NO_TABLE) for row in rows]
        return Table(sheet.name, [], [], [], skipped, encodings, sheet.hidden, sheet.hidden_rows)
    below = _fill_down(rows[header.first + header.levels :], sheet.merges)
    names = name_columns(header.texts, below)
    data, skipped = _read_rows(below, rows[header.first : header.first + header.levels], names, sheet.merges)
    titles = [_line(row) for row in rows[: header.first]]
    return Table(
        sheet.name,
        [name for name in names if name],
        data,
        titles,
        skipped,
        [_named(repair, names) for repair in encodings],
        sheet.hidden,
        sheet.hidden_rows,
    )


def _read_rows(
    rows: Sequence[RawRow], header_rows: Sequence[RawRow], names: list[str], merges: Sequence[Merge]
) -> tuple[list[TableRow], list[SkippedRow]]:
    counting = frozenset(column for column, name in enumerate(names) if header_key(name) in _COUNTING)
    columns = [(column, name) for column, name in enumerate(names) if name]
    spread = frozenset(m.top + 1 for m in merges if m.left == 0 and 2 * (m.right + 1) > len(columns))
    reader = RowReader(header_rows, len(columns), counting, spread, rows)
    data: list[TableRow] = []
    skipped: list[SkippedRow] = []
    for row in rows:
        why = reader.why_skipped(row)
        if why is not None:
            skipped.append(_skip(row, why))
            continue
        cells = row.cells + [None] * (len(names) - len(row.cells))
        named = {name: cells[column] for column, name in columns}
        data.append(TableRow(row.number, named, reader.block, reader.is_name_or_place(row)))
    return data, skipped


def _repair(rows: Sequence[RawRow], width: int) -> tuple[list[RawRow], list[RepairedColumn]]:
    """Repair the letters column by column; the rows given stay as they are."""
    repaired = [RawRow(row.number, list(row.cells)) for row in rows]
    found = []
    lonely = []
    for column in range(width):
        marked = [row for row in repaired if _is_marked(row, column)]
        values, encoding, preview = repair_column([str(row.cells[column]) for row in marked])
        changed = {row.number for row, value in zip(marked, values, strict=True) if _differs(row.cells[column], value)}
        for row, value in zip(marked, values, strict=True):
            row.cells[column] = value
        if encoding != "unicode":
            kept = tuple(row.number for row in marked if row.number not in changed)
            found.append(RepairedColumn(column_letters(column), encoding, preview, tuple(sorted(changed)), kept))
        elif len(marked) == 1:
            lonely.append((marked[0], column))
    return repaired, found + _repair_lonely(lonely, rows)


def _repair_lonely(lonely: list[tuple[RawRow, int]], rows: Sequence[RawRow]) -> list[RepairedColumn]:
    """Repair the only marked cell of a column, most often its header, by the other cells of its row.

    ``Sè CCCD`` above bare numbers could be proper or TCVN3; beside ``Hä vµ tªn`` it is TCVN3.
    """
    found = []
    originals = {row.number: row for row in rows}
    for row, column in lonely:
        texts = [str(cell) for cell in originals[row.number].cells if isinstance(cell, str) and not cell.isascii()]
        values, encoding, _ = repair_column(texts)
        before = str(originals[row.number].cells[column])
        after = values[texts.index(before)]
        if encoding != "unicode" and after != before:
            row.cells[column] = after
            found.append(RepairedColumn(column_letters(column), encoding, [(before, after)], (row.number,)))
    return found


def _is_marked(row: RawRow, column: int) -> bool:
    return column < len(row.cells) and isinstance(text := row.cells[column], str) and not text.isascii()


def _differs(before: CellValue, after: str) -> bool:
    """Tell a repaired letter from one that was only composed."""
    return unicodedata.normalize("NFC", str(before)) != after


def _fill_down(rows: list[RawRow], merges: Sequence[Merge]) -> list[RawRow]:
    """Repeat the value of a cell merged over several data rows (one commune beside its people) on each of them."""
    numbers = [row.number for row in rows]
    done: dict[int, int] = {}
    for merge in sorted(merges):
        if merge.right != merge.left or merge.top <= done.get(merge.left, -1):
            continue  # sideways, or overlapping another, which Excel does not allow
        done[merge.left] = merge.bottom
        covered = rows[bisect_left(numbers, merge.top + 1) : bisect_right(numbers, merge.bottom + 1)]
        if len(covered) < 2 or covered[0].number != merge.top + 1 or merge.left >= len(covered[0].cells):
            continue
        for row in covered[1:]:
            row.cells.extend([None] * (merge.left + 1 - len(row.cells)))
            row.cells[merge.left] = covered[0].cells[merge.left]
    return rows


def _named(repair: RepairedColumn, names: list[str]) -> RepairedColumn:
    column = next(index for index in range(len(names)) if column_letters(index) == repair.column)
    return replace(repair, column=names[column] or f"Cột {repair.column}")


def _skip(row: RawRow, why: str) -> SkippedRow:
    return SkippedRow(row.number, tuple(value for value in row.cells if not is_blank(value)), why)


def _line(row: RawRow) -> str:
    return " | ".join(to_text(value) for value in row.cells if not is_blank(value))
