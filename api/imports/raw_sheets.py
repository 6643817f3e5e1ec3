"""What reading a file gives: sheets of cells, and what a guard learnt of a workbook on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from api.imports.cell_values import CellValue
from api.imports.unreadable import UnreadableFile

MAX_RECTANGLE = 8_000_000
"""Cells of one sheet's rectangle; the reader takes 24 to 32 bytes for each, filled or not."""

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xlsx and an .xls begin."""

At: TypeAlias = tuple[int, int]
"""Row and column of a cell, both counted from 1."""


def is_empty(value: CellValue) -> bool:
    """Tell whether a cell is blank or holds white space alone."""
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


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
        1-based numbers of hidden (also filtered-out) rows.
    """

    name: str
    rows: Sequence[RawRow]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class WorkbookShape:
    """What a guard learnt, by sheet name.

    Attributes
    ----------
    hidden_rows : mapping of str to frozenset of int
        1-based numbers of the rows that the office hid.
    errors : mapping of str to dict
        Cells whose formula failed, with the word that Excel shows there (``#N/A``), or was never calculated
        (``cell_values.NOT_CALCULATED``): the reader gives them as blank.
    cut : mapping of str to bytes
        By part of the file: sheets without the blank rows below their last filled cell, where these were many.
    """

    hidden_rows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    errors: Mapping[str, dict[At, str]] = field(default_factory=dict)
    cut: Mapping[str, bytes] = field(default_factory=dict)


def check_rectangle(rows: int, columns: int) -> None:
    """Refuse a sheet whose filled cells lie so far apart that the rectangle around them would fill the memory.

    Raises
    ------
    UnreadableFile
        ``too_large``.
    """
    if rows * columns > MAX_RECTANGLE:
        raise UnreadableFile(
            "too_large",
            f"Bảng trải tới dòng {rows:,} và cột thứ {columns:,}".replace(",", ".")
            + ". Anh/chị xóa các ô thừa ở xa phía dưới hoặc bên phải rồi lưu và tải lên lần nữa.",
        )
