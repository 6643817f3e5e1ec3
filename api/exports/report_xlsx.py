"""The report as a workbook: one sheet a table, its caption above it, exact figures as numbers; method on the last."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from api.acts.report_document import Document, Table
from api.exports.sheets import harmless

NARROW, WIDE = 14, 44
"""Widths of a column of figures and of the first column of words, in characters."""
METHOD_WIDTH: Final = 110


def write_report_workbook(report: Document) -> bytes:
    """The report as the bytes of an ``.xlsx`` file, ready to print on A4."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "header": book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"}),
            "words": book.add_format({"text_wrap": True, "border": 1, "valign": "top"}),
            "number": book.add_format({"border": 1, "align": "right", "valign": "top"}),
            "signed": book.add_format(
                {"border": 1, "align": "right", "valign": "top", "num_format": "+#,##0;−#,##0;0"}
            ),
            "note": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for section in report.sections:
            if section.table is not None:
                _write_table(book.add_worksheet(section.title[:31].replace("/", "-")), report, section.table, looks)
        sheet = book.add_worksheet(report.notes_word)
        sheet.set_column(0, 0, METHOD_WIDTH)
        lines = [report.title, report.period, *report.lead, *_sentences(report)]
        for at, line in enumerate(lines):
            sheet.write_string(at, 0, harmless(line), looks["note"])
    return out.getvalue()


def _sentences(report: Document) -> Iterable[str]:
    for section in report.sections:
        if section.sentences:
            yield section.title
            yield from section.sentences


def _write_table(sheet: Any, report: Document, table: Table, looks: dict[str, Any]) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, harmless(f"{report.title} – {report.period}"), looks["title"])
    sheet.write_string(1, 0, harmless(table.caption))
    widest = 1 if table.words > 1 else 0
    for column, header in enumerate(table.headers):
        sheet.set_column(column, column, WIDE if column == widest else NARROW)
        sheet.write_string(3, column, harmless(header), looks["header"])
    for at, row in enumerate(table.rows, start=4):
        for column, cell in enumerate(row):
            if cell.value is not None:
                sheet.write_number(at, column, float(cell.value), looks["signed" if cell.signed else "number"])
            else:
                look = looks["words" if column < table.words else "number"]
                sheet.write_string(at, column, harmless(cell.text), look)
    if table.note:
        sheet.write_string(5 + len(table.rows), 0, harmless(table.note))
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, widest + 1)
