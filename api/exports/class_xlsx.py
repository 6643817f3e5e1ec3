"""The sheet of a class for its college, as a workbook that prints on A4: the lines of the page, and no others."""

from io import BytesIO
from typing import Final

import xlsxwriter

from api.acts.class_sheet import ClassSheet
from api.exports.sheets import harmless

WIDTHS: Final = (6, 16, 26)
"""Of number, certificate and name, in characters."""
WORK_WIDTH: Final = 40


def write_class_sheet(sheet: ClassSheet, words: tuple[str, str, tuple[str, str, str, str]]) -> bytes:
    """The sheet as the bytes of an ``.xlsx`` file.

    Parameters
    ----------
    words : (title, lead, headers)
        Headers of number, certificate and name, and what a column of work is called, with ``{n}``.
    """
    title, lead, headers = words
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "font_size": 14})
        header = book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"})
        cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        page = book.add_worksheet(title[:31])
        page.set_paper(9)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.write_string(0, 0, harmless(title), bold)
        page.write_string(1, 0, harmless(lead))
        named = [*headers[:3], *(headers[3].format(n=n) for n in range(1, sheet.columns + 1))]
        for column, name in enumerate(named):
            page.set_column(column, column, WIDTHS[column] if column < len(WIDTHS) else WORK_WIDTH)
            page.write_string(3, column, harmless(name), header)
        for at, row in enumerate(sheet.rows, start=4):
            page.write_number(at, 0, row.number, cell)
            work = [*row.work, *[""] * (sheet.columns - len(row.work))]
            for column, text in enumerate((row.certificate_no or "", row.name or "", *work), start=1):
                page.write_string(at, column, harmless(text), cell)
        page.repeat_rows(3)
        page.freeze_panes(4, 3)
    return out.getvalue()
