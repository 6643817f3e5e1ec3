"""Held rows out as a workbook, and in again: what the product wrote beside them, and what the clerk answered.

Most held rows go in once a cell is corrected. Some hold a question: the list contradicts itself, or what was edited by
hand. Such a row carries a mark of its cells; as long as these are untouched and the question is not answered, it stays
held.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from io import BytesIO

import xlsxwriter

from api.imports.cell_values import CellValue, is_blank, to_text
from api.imports.headers import header_key
from api.imports.lists import LISTS
from api.imports.report import HeldRow, ImportReport, place_of
from employers.reference.text import fold

HELD_SHEET = "Dòng chờ sửa"
"""The sheet on which held rows go out to be corrected."""
_REASON, _OTHER_REASON = "Lý do", "Lý do giữ lại"
_ANSWER, _MARK = "Trả lời", "Dấu dòng (không sửa)"
_OPEN_QUESTION = "?"
_ACCEPTS = frozenset({"nhap", "dong y", "lay", "co", "x", "ok"})


class Answer(Enum):
    """What a clerk said to the question that a held row was."""

    none = auto()
    """The row asks nothing: its list's own row, or a held one that was corrected."""
    open = auto()
    """The row came back as it went out."""
    accepted = auto()
    """What the row says is to be taken."""


@dataclass(frozen=True)
class OwnColumns:
    """Which columns of a table the product itself wrote beside held rows."""

    headers: frozenset[str] = frozenset()

    def answer(self, cells: Mapping[str, CellValue]) -> Answer:
        """What the clerk answered in a row; ``cells`` are all of its cells, the product's own among them."""
        mark = to_text(cells.get(_MARK)) if _MARK in self.headers else ""
        if not mark:
            return Answer.none
        if fold(to_text(cells.get(_ANSWER))) in _ACCEPTS:
            return Answer.accepted
        listed = {h: to_text(v) for h, v in cells.items() if h not in self.headers and not is_blank(v)}
        return Answer.open if mark == _mark(listed) else Answer.none


def own_columns(kind: str, sheet: str, header: Sequence[str]) -> OwnColumns:
    """Find the columns that the product wrote; "Lý do" is one only where no field of the list is called so."""
    marked = _MARK in header
    own = {_OTHER_REASON, _MARK} | ({_ANSWER} if marked else set())
    if marked or (sheet == HELD_SHEET and header and header[-1] == _REASON):
        own.add(reason_header(kind))
    return OwnColumns(frozenset(own.intersection(header)))


def reason_header(kind: str) -> str:
    """The header over the reasons beside held rows: never one by which the list has a field of its own."""
    known = {header_key(name) for field in LISTS[kind] for name in field.names()}
    return _OTHER_REASON if header_key(_REASON) in known else _REASON


def held_workbook(report: ImportReport) -> bytes:
    """The held rows as a workbook: the list's own columns plus ``Lý do``, ready to correct and import again.

    Where a row holds a question, a column to answer it stands before the reason.
    """
    headers = list(dict.fromkeys([*report.headers, *(h for row in report.held for h in row.cells)]))
    asked = [_MARK, _ANSWER] if any(row.asks for row in report.held) else []
    own = [*asked, reason_header(report.kind)]
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(HELD_SHEET)
        bold, wrong = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFE9A8"})
        for column, header in enumerate([*headers, *own]):
            sheet.write_string(0, column, header, bold)
        for at, row in enumerate(report.held, start=1):
            for column, header in enumerate(headers):
                sheet.write_string(at, column, row.cells.get(header, ""), wrong if header == row.column else None)
            for column, words in enumerate(_own_cells(report, row, own), start=len(headers)):
                sheet.write_string(at, column, words)
        if asked:
            sheet.set_column(len(headers), len(headers), None, None, {"hidden": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(len(headers) + len(own) - 1, len(headers) + len(own) - 1, 70)
    return out.getvalue()


def _own_cells(report: ImportReport, row: HeldRow, own: Collection[str]) -> list[str]:
    """Mark, answer and reason of a row, as far as the workbook has these columns.

    The reason names the row's place in the list that it came from, and what else of the row is in doubt.
    """
    told = [f"{place_of(row.sheet, [row.number], many_sheets=report.many_sheets)}: {row.reason}"]
    told += ["Ngoài ra:", *row.doubts] if row.doubts else []
    beside = [_mark(row.cells), _OPEN_QUESTION] if row.asks else ["", ""]
    return [*beside[: len(own) - 1], " ".join(told)]


def _mark(cells: Mapping[str, str]) -> str:
    """A short digest of a row's cells, by which a row that came back untouched is known."""
    written = repr(sorted((header, words) for header, words in cells.items() if words))
    return hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
