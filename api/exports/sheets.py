"""Writing lists: CSV that Excel opens right, or a workbook; no cell can run as a formula."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import xlsxwriter

from api.imports.cell_values import GUARD, could_run
from api.private_files import write_private


class UnknownFileType(ValueError):
    """An export is asked for in a format that is not written here; the message says which are."""

    def __init__(self, name: str, endings: tuple[str, ...] = ("csv", "xlsx")) -> None:
        wanted = " hoặc ".join(f".{ending}" for ending in endings)
        super().__init__(f"Không ghi được loại tệp này: {name}. Hãy đặt tên tệp kết thúc bằng {wanted}.")


def harmless(value: object) -> str:
    """Write a value as text that no spreadsheet runs; plain numbers stay as they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else "không"
    if isinstance(value, int | float):
        return f"{int(value) if value == int(value) else value}"
    text = str(value)
    return f"{GUARD}{text}" if could_run(text) else text


def write_csv(headers: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as UTF-8 with a byte-order mark, so that Excel opens it right."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(header) for header in headers])  # a list's own columns go out too
    writer.writerows([harmless(row.get(h)) for h in headers] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_workbook(headers: Mapping[str, str], rows: Iterable[Mapping[str, Any]], title: str) -> bytes:
    """Rows as a workbook with Vietnamese headers; every text cell is written as text."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True})
        for column, header in enumerate(headers.values()):
            sheet.write_string(0, column, harmless(header), bold)
        for at, row in enumerate(rows, start=1):
            for column, key in enumerate(headers):
                value = row.get(key)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(at, column, value)
                elif value is not None:
                    sheet.write_string(at, column, harmless(value)[:32_767])
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def write_list(path: Path, headers: Mapping[str, str], rows: Iterable[Mapping[str, Any]], title: str) -> None:
    """Write a list to a file by the ending of its name; the file appears whole or not at all.

    Raises
    ------
    UnknownFileType
        If the name ends in neither ``.csv`` nor ``.xlsx``.
    """
    ending = path.suffix.lower()
    if ending == ".csv":
        content = write_csv(list(headers), rows)
    elif ending == ".xlsx":
        content = write_workbook(headers, rows, title)
    else:
        raise UnknownFileType(path.name)
    write_file(path, content)


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; only its owner reads it (0600)."""
    partial = path.with_name(f".{path.name}.partial")
    write_private(partial, content)
    partial.replace(path)
