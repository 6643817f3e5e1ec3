"""What an import did, row by row, in words that a clerk can act on."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

_ROWS_NAMED = 5
STATUS_WORDS = {"imported": "nhập mới", "updated": "cập nhật", "unchanged": "không đổi", "held": "giữ lại chờ sửa"}


@dataclass(frozen=True)
class HeldRow:
    """A row that was not imported, with its original cells.

    Attributes
    ----------
    doubts : list of str
        What else of the row was read with doubt: seen now, it need not be a second round.
    asks : bool
        The row holds a question that can be answered: it contradicts the record, or another row.
    """

    sheet: str
    number: int
    cells: dict[str, str]
    column: str
    reason: str
    doubts: list[str] = field(default_factory=list)
    asks: bool = False


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
        """Each doubt once, with the rows that it is about, held ones too."""
        imported = ((w.sheet, w.number, w.sentence) for w in self.warnings)
        held = ((h.sheet, h.number, doubt) for h in self.held for doubt in h.doubts)
        return told_once((*imported, *held), many_sheets=self.many_sheets)

    def grouped_held(self) -> list[Told]:
        """Each reason to hold rows once, with its column and the rows."""
        rows = ((h.sheet, h.number, f"cột {h.column}: {h.reason}") for h in self.held)
        return told_once(rows, many_sheets=self.many_sheets)
