"""The lists of an invented office, ten rows each, written by hand with the mixed writing of real ones.

``csv_of`` gives a list as saved from Excel; ``workbook_of`` gives the same rows as a workbook with what offices add:
a merged title, a bold header, numbers typed as numbers, a second and blank sheet.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

KINDS = ("employers", "openings", "people", "training", "counselling", "loans", "placements")
"""In the order in which they go in: a list names what the lists before it brought."""
FOLDER = Path(__file__).parent


def csv_of(kind: str) -> bytes:
    """A list as UTF-8 with a byte-order mark."""
    return (FOLDER / f"{kind}.csv").read_text(encoding="utf-8").encode("utf-8-sig")


def rows_of(kind: str) -> list[dict[str, str]]:
    """The data rows of a list, without titles, totals and signatures."""
    lines = list(csv.reader(StringIO((FOLDER / f"{kind}.csv").read_text(encoding="utf-8"))))
    top = next(i for i, line in enumerate(lines) if sum(1 for cell in line if cell) > 3)
    header = lines[top]
    return [dict(zip(header, line, strict=True)) for line in lines[top + 1 :] if sum(1 for cell in line if cell) > 2]


def csv_from(rows: Iterable[Mapping[str, object]]) -> bytes:
    """Rows as a CSV file; every column that some row names."""
    rows = list(rows)
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _typed(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 and not text.startswith("0") else text


def workbook_from(rows: Sequence[Mapping[str, str]], title: str = "DANH SÁCH") -> bytes:
    """Rows as a workbook: a merged title, an empty line, a bold header, a signature below, a blank second sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    header = list(dict.fromkeys(key for row in rows for key in row))
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(header))
    sheet.append([])
    sheet.append(header)
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([_typed(row.get(name, "")) or None for name in header])
    sheet.append([])
    sheet.append([None, "Người lập biểu"])
    book.create_sheet("Sheet2")
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def workbook_of(kind: str) -> bytes:
    """A list as a workbook."""
    return workbook_from(rows_of(kind), f"DANH SÁCH {kind.upper()} THÁNG 11/2026")
