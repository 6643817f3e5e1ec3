"""The report as a document for a word processor: A4, numbered sections, captions, header rows that repeat."""

from io import BytesIO
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from api.acts.report_document import Document, Section, Table

FONT: Final = "Times New Roman"
"""What official papers are set in (Decree 30/2020/NĐ-CP, annex I); LibreOffice sets its own of the same width."""
TEXT_SIZE, TABLE_SIZE = Pt(13), Pt(10)
MARGINS: Final = {"top": Mm(20), "bottom": Mm(20), "left": Mm(30), "right": Mm(15)}
"""Of the same annex."""
WIDTH: Final = Mm(210 - 30 - 15)
WORD_WIDTHS: Final = {"targets": (Mm(10), Mm(48), Mm(14), Mm(20)), "loans": (Mm(45),)}
"""Widths of the columns of words, where they are not the usual one."""
USUAL_WORDS: Final = Mm(70)
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def write_docx(report: Document) -> bytes:
    """The report as the bytes of a ``.docx`` file."""
    paper = _paper()
    title = paper.add_paragraph(style="Title")
    title.add_run(report.title.upper())
    _centred(paper.add_paragraph(report.period), bold=True)
    for line in report.lead:
        paper.add_paragraph(line)
    numbers = iter(range(1, len(report.sections) + 1))
    for roman, section in zip(ROMAN, report.sections, strict=False):
        _write_section(paper, roman, section, numbers)
    _sign(paper, report.signed)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _paper() -> Any:
    paper = docx.Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = MARGINS["top"], MARGINS["bottom"]
    page.left_margin, page.right_margin = MARGINS["left"], MARGINS["right"]
    for name, size, bold in (
        ("Normal", TEXT_SIZE, False),
        ("Title", Pt(15), True),
        ("Heading 1", Pt(13), True),
        ("Caption", Pt(12), False),
    ):
        style = paper.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, size, bold
        style.font.color.rgb, style.font.italic = None, name == "Caption"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
        color = style.element.rPr.find(qn("w:color"))
        if color is not None:
            style.element.rPr.remove(color)
        style.paragraph_format.space_after = Pt(6)
    title = paper.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = title.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        title.element.pPr.remove(border)
    _number_pages(page)
    return paper


def _number_pages(page: Any) -> None:
    """The page's number in the middle of its foot, as a field that the word processor fills in."""
    paragraph = page.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _centred(paragraph: Any, *, bold: bool = False) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in paragraph.runs:
        run.bold = bold


def _write_section(paper: Any, roman: str, section: Section, numbers: Any) -> None:
    paper.add_heading(f"{roman}. {section.title}", level=1)
    for sentence in section.sentences:
        paragraph = paper.add_paragraph(sentence)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if section.table is not None:
        caption = paper.add_paragraph(f"Bảng {next(numbers)}. {section.table.caption}", style="Caption")
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


def _sign(paper: Any, roles: tuple[str, str]) -> None:
    """Room for two signatures, side by side and never on a page of their own."""
    paper.paragraphs[-1].paragraph_format.keep_with_next = True
    row = paper.add_table(rows=1, cols=2).rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, role in zip(row.cells, roles, strict=True):
        cell.paragraphs[0].add_run(role)
        _centred(cell.paragraphs[0], bold=True)
        cell.add_paragraph("\n\n\n")


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
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, TABLE_SIZE
        if header:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif at >= words:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
