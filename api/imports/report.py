"""What an import did, row by row, in words that a clerk can act on."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any

import xlsxwriter

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


@dataclass
class ImportReport:
    """The whole of one import.

    Attributes
    ----------
    counts : dict
        Rows per status: imported, updated, unchanged, held.
    notes : list of str
        What concerns the whole list: unknown columns, dropped columns, repaired letters, skipped rows.
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

    def grouped_warnings(self) -> list[tuple[str, int]]:
        """Warnings with how often each stands, the most frequent first."""
        return Counter(w.sentence for w in self.warnings).most_common()


def held_workbook(report: ImportReport) -> bytes:
    """The held rows as a workbook: the list's own columns plus ``Lý do``, ready to correct and import again."""
    headers = report.headers or list(dict.fromkeys(h for row in report.held for h in row.cells))
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Dòng chờ sửa")
        bold, wrong = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFE9A8"})
        for column, header in enumerate([*headers, "Lý do" if "Lý do" not in headers else "Lý do giữ lại"]):
            sheet.write_string(0, column, header, bold)
        for at, row in enumerate(report.held, start=1):
            for column, header in enumerate(headers):
                sheet.write_string(at, column, row.cells.get(header, ""), wrong if header == row.column else None)
            sheet.write_string(at, len(headers), row.reason)
        sheet.freeze_panes(1, 0)
        sheet.set_column(len(headers), len(headers), 70)
    return out.getvalue()
