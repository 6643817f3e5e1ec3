"""The report as a document for a word processor: A4, numbered sections, captions, header rows that repeat."""

from io import BytesIO
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from api.acts.report_document import Document, Section, Table
from api.exports.paper import WIDTH, centred, new_paper, number_pages, printed, sign

TABLE_SIZE: Final = Pt(10)
WORD_WIDTHS: Final = {"targets": (Mm(12), Mm(42), Mm(14), Mm(18)), "loans": (Mm(45),)}
"""Widths of the columns of words, where they are not the usual one."""
USUAL_WORDS: Final = Mm(70)
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def write_docx(report: Document) -> bytes:
    """The report as the bytes of a ``.docx`` file."""
    paper = new_paper()
    number_pages(paper)
    title = paper.add_paragraph(style="Title")
    title.add_run(report.title.upper())
    centred(paper.add_paragraph(report.period), bold=True)
    for line in report.lead:
        paper.add_paragraph(printed(line))
    numbers = iter(range(1, len(report.sections) + 1))
    for roman, section in zip(ROMAN, report.sections, strict=False):
        _write_section(paper, (roman, f"{report.table_word} "), section, numbers)
    sign(paper, report.signed)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _write_section(paper: Any, words: tuple[str, str], section: Section, numbers: Any) -> None:
    roman, table_word = words
    paper.add_heading(f"{roman}. {section.title}", level=1)
    for sentence in section.sentences:
        paragraph = paper.add_paragraph(printed(sentence))
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if section.table is not None:
        caption = paper.add_paragraph(f"{table_word}{next(numbers)}. {section.table.caption}", style="Caption")
        caption.paragraph_format.keep_with_next = True
        _write_table(paper, section.table)
        if section.table.note:
            paper.add_paragraph(section.table.note, style="Caption")


def _write_table(paper: Any, table: Table) -> None:
    made = paper.add_table(rows=0, cols=len(table.headers), style="Table Grid")
    made.autofit = False
    widths = _widths(table)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    _write_row(made, [(header, True) for header in table.headers], widths, header=True, words=table.words)
    for row in table.rows:
        last = row is table.rows[-1] and table.code in ("commune", "trade", "kind", "around_return")
        _write_row(made, [(cell.text, last) for cell in row], widths, header=False, words=table.words)
    paper.add_paragraph().paragraph_format.space_after = Pt(2)


def _widths(table: Table) -> list[int]:
    words = WORD_WIDTHS.get(table.code, (USUAL_WORDS,))
    others = len(table.headers) - len(words)
    return [*words, *([int((WIDTH - sum(words)) / others)] * others)]


def _write_row(made: Any, cells: list[tuple[str, bool]], widths: list[int], *, header: bool, words: int) -> None:
    row = made.add_row()
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(("w:tblHeader",) if header else ())):
        properties.append(OxmlElement(name))
    for at, ((text, bold), width) in enumerate(zip(cells, widths, strict=True)):
        cell = row.cells[at]
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        run = paragraph.add_run(printed(text))
        run.bold, run.font.size = bold, TABLE_SIZE
        if header:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif at >= words:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
