"""What an import did, row by row, in words that a clerk can act on."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any

import xlsxwriter

HELD_SHEET = "Dòng chờ sửa"
"""The sheet on which held rows go out to be corrected."""
_ROWS_NAMED = 5
STATUS_WORDS = {"imported": "nhập mới", "updated": "cập nhật", "unchanged": "không đổi", "held": "giữ lại chờ sửa"}


@dataclass(frozen=True)
class HeldRow:
    """A row that was not imported, with its original cells."""

    sheet: str
    number: int
    cells: dict[str, str]
    column: str
    reason: str


@dataclass(frozen=True)
class RowWarning:
    """A row that was imported although something in it was read with doubt."""

    sheet: str
    number: int
    sentence: str


@dataclass(frozen=True)
class RowChange:
    """What one row changes, or with a dry run would change, of a record: the column, and both values in words."""

    sheet: str
    number: int
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One sentence that may be true of many rows: where they are, in words, and how many."""

    where: str
    sentence: str
    rows: int


def place_of(sheet: str, numbers: Iterable[int], *, many_sheets: bool) -> str:
    """Where rows stand: ``Dòng 12, 14``, with the sheet's name in front where the workbook has several."""
    rows = list(numbers)
    shown = ", ".join(map(str, rows[:_ROWS_NAMED])) + (" …" if len(rows) > _ROWS_NAMED else "")
    return f"Trang “{sheet}”, dòng {shown}" if many_sheets else f"Dòng {shown}"


def told_once(rows: Iterable[tuple[str, int, str]], *, many_sheets: bool) -> list[Told]:
    """Say each sentence once a sheet; what most rows share stands first."""
    found: dict[tuple[str, str], list[int]] = {}
    for sheet, number, sentence in rows:
        found.setdefault((sheet, sentence), []).append(number)
    told = [
        Told(place_of(sheet, numbers, many_sheets=many_sheets), sentence, len(numbers))
        for (sheet, sentence), numbers in found.items()
    ]
    return sorted(told, key=lambda one: -one.rows)


@dataclass
class ImportReport:
    """The whole of one import.

    Attributes
    ----------
    counts : dict
        Rows per status: imported, updated, unchanged, held.
    notes : list of str
        What concerns the whole list: unknown columns, dropped columns, repaired letters, skipped rows.
    sheets : list of str
        The workbook's sheets that hold anything; of several, every message names its sheet.
    """

    kind: str
    file: str
    dry_run: bool = False
    headers: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUS_WORDS, 0))
    held: list[HeldRow] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)

    @property
    def many_sheets(self) -> bool:
        """Whether a row's number alone does not say where it stands."""
        return len(self.sheets) > 1

    @property
    def rows(self) -> int:
        """All rows of the list, each counted under exactly one status."""
        return sum(self.counts.values())

    def summary(self) -> str:
        """``412 dòng: 396 nhập mới, 9 cập nhật, 7 giữ lại chờ sửa``."""
        parts = [f"{n} {STATUS_WORDS[status]}" for status, n in self.counts.items() if n]
        would = "Thử, chưa ghi gì. " if self.dry_run else ""
        return f"{would}{self.rows} dòng: {', '.join(parts) if parts else 'không có dòng dữ liệu'}."

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {**asdict(self), "rows": self.rows, "summary": self.summary()}

    def as_json(self) -> str:
        """The report as one JSON document."""
        return json.dumps(self.as_dict(), ensure_ascii=False)

    def grouped_warnings(self) -> list[Told]:
        """Each warning once, with the rows that it is about."""
        return told_once(((w.sheet, w.number, w.sentence) for w in self.warnings), many_sheets=self.many_sheets)

    def grouped_held(self) -> list[Told]:
        """Each reason to hold rows once, with its column and the rows."""
        rows = ((h.sheet, h.number, f"cột {h.column}: {h.reason}") for h in self.held)
        return told_once(rows, many_sheets=self.many_sheets)


def reason_header(headers: Sequence[str]) -> str:
    """The header over the reasons beside held rows: not one that the list itself has."""
    return "Lý do giữ lại" if "Lý do" in headers else "Lý do"


def held_workbook(report: ImportReport) -> bytes:
    """The held rows as a workbook: the list's own columns plus ``Lý do``, ready to correct and import again."""
    headers = list(dict.fromkeys([*report.headers, *(h for row in report.held for h in row.cells)]))
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(HELD_SHEET)
        bold, wrong = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFE9A8"})
        for column, header in enumerate([*headers, reason_header(headers)]):
            sheet.write_string(0, column, header, bold)
        for at, row in enumerate(report.held, start=1):
            for column, header in enumerate(headers):
                sheet.write_string(at, column, row.cells.get(header, ""), wrong if header == row.column else None)
            sheet.write_string(at, len(headers), _reason(report, row))
        sheet.freeze_panes(1, 0)
        sheet.set_column(len(headers), len(headers), 70)
    return out.getvalue()


def _reason(report: ImportReport, row: HeldRow) -> str:
    """Why a row was held, with its place in the list that it came from, so that the clerk finds it there."""
    return f"{place_of(row.sheet, [row.number], many_sheets=report.many_sheets)}: {row.reason}"
