"""The letter of introduction as a document, and the square code that leads to where it is checked."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

import segno
from docx.shared import Mm

from api.exports.paper import centred, new_paper, printed, sign

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
QR_SIZE: Final = Mm(26)


@dataclass(frozen=True, slots=True)
class LetterLines:
    """A letter in words; it says nothing that the person did not agree to."""

    office: str
    number: str
    heading: str
    to: str
    address: str | None
    body: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    check: str
    link: str
    signed: tuple[str, str]


def square_code(link: str) -> dict[str, int | str]:
    """A link as a square code for a page to draw: ``size`` in dots with its quiet edge, ``path`` of the dark ones."""
    rows = [list(row) for row in segno.make(link, error="m", micro=False).matrix_iter(border=4)]
    dots = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"size": len(rows), "path": "".join(dots)}


def write_letter(lines: LetterLines) -> bytes:
    """The letter as the bytes of a ``.docx`` file."""
    paper = new_paper()
    centred_lines = ((lines.office, True), (lines.number, False))
    for text, bold in centred_lines:
        centred(paper.add_paragraph(printed(text)), bold=bold)
    paper.add_paragraph(printed(lines.heading.upper()), style="Title")
    for text in (lines.to, *filter(None, (lines.address, lines.body))):
        paper.add_paragraph(printed(text))
    for name, value in lines.facts:
        fact = paper.add_paragraph()
        fact.add_run(printed(f"{name}: ")).bold = True
        fact.add_run(printed(value))
    for text in (*lines.notes, lines.check, lines.link):
        paper.add_paragraph(printed(text))
    picture = BytesIO()
    segno.make(lines.link, error="m", micro=False).save(picture, kind="png", scale=6, border=4)
    picture.seek(0)
    paper.add_paragraph().add_run().add_picture(picture, width=QR_SIZE)
    sign(paper, lines.signed)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()
