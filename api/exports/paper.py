"""A4 paper for a word processor, set as official papers are: font, sizes, margins, signatures."""

import re
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT: Final = "Times New Roman"
"""What official papers are set in (Decree 30/2020/NĐ-CP, annex I); LibreOffice sets its own of the same width.

Font, margins and where page numbers stand were compared on 2026-11-28 with a summary of the decree ("Đã có Nghị định
mới hướng dẫn cách trình bày văn bản hành chính", luatvietnam.vn, 2020), not with its text.
"""
TEXT_SIZE: Final = Pt(13)
MARGINS: Final = {"top": Mm(20), "bottom": Mm(20), "left": Mm(30), "right": Mm(15)}
"""Of the same annex."""
WIDTH: Final = Mm(210 - 30 - 15)
_STYLES: Final = (
    ("Normal", TEXT_SIZE, False),
    ("Title", Pt(15), True),
    ("Heading 1", Pt(13), True),
    ("Caption", Pt(12), False),
)


_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What a document cannot hold (XML 1.0, 2.2); texts of before these were refused may still have some."""


def printed(text: str) -> str:
    """A text without the characters that a document cannot hold."""
    return _NO_CHARACTER.sub("", text)


def new_paper() -> Any:
    """An empty document with the styles ``Title``, ``Heading 1``, ``Caption`` and plain text."""
    paper = docx.Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = MARGINS["top"], MARGINS["bottom"]
    page.left_margin, page.right_margin = MARGINS["left"], MARGINS["right"]
    for name, size, bold in _STYLES:
        _set_style(paper.styles[name], size, bold=bold, italic=name == "Caption")
    title = paper.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = title.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        title.element.pPr.remove(border)
    return paper


def _set_style(style: Any, size: Any, *, bold: bool, italic: bool) -> None:
    """Set one style in black Times, whatever the template's theme says."""
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, size, bold, italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    color = style.element.rPr.find(qn("w:color"))
    if color is not None:
        style.element.rPr.remove(color)
    style.paragraph_format.space_after = Pt(6)


def number_pages(paper: Any) -> None:
    """Number the pages from the second on, in the middle of the top margin, by a field that the word processor fills.

    Source: Decree 30/2020/NĐ-CP, annex I: Arabic, size 13 to 14, not shown on the first page.
    """
    paper.sections[0].different_first_page_header_footer = True
    paragraph = paper.sections[0].header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind in ("begin", "PAGE", "end"):
        mark = OxmlElement("w:instrText" if kind == "PAGE" else "w:fldChar")
        if kind == "PAGE":
            mark.text = kind
        else:
            mark.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(mark)


def centred(paragraph: Any, *, bold: bool = False) -> None:
    """Centre a paragraph."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in paragraph.runs:
        run.bold = bold


def sign(paper: Any, roles: tuple[str, str]) -> None:
    """Leave room for two signatures, side by side and never on a page of their own."""
    paper.paragraphs[-1].paragraph_format.keep_with_next = True
    row = paper.add_table(rows=1, cols=2).rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, role in zip(row.cells, roles, strict=True):
        cell.paragraphs[0].add_run(role)
        centred(cell.paragraphs[0], bold=True)
        cell.add_paragraph("\n\n\n")
