"""The sheet about a person's work: to read and print, and the same as a document; who has not agreed is asked first."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.work_sheets import work_sheet
from api.exports.letter_docx import DOCX, square_code, write_letter
from api.web.visits import Visit, VisitDep, see
from api.web.work_sheet_lines import sheet_lines
from matcher.errors import ConsentMissing

router = APIRouter(include_in_schema=False, prefix="/people/{person}/work-sheet")
Code = Annotated[str, Path(max_length=64)]


def _lines(visit: Visit, sheet: dict[str, Any]) -> Any:
    link = f"{str(visit.request.base_url).rstrip('/')}{sheet['link']}"
    return sheet_lines(sheet, link, visit.say, visit.language)


@router.get("")
def of_person(visit: VisitDep, person: Code) -> Response:
    """Show the sheet, ready to print; the first time of a day it is given its number."""
    try:
        sheet = work_sheet(visit.caller, person)
    except ConsentMissing:
        return see(f"/people/{person}/work-sheet/agree")
    lines = _lines(visit, sheet)
    return visit.page("people/work_sheet.html", sheet=sheet, lines=lines, drawn=square_code(lines.link))


@router.get(".docx")
def as_document(visit: VisitDep, person: Code) -> Response:
    """Give the sheet as a document."""
    sheet = work_sheet(visit.caller, person)
    name = sheet["number"].replace("/", "-")
    headers = {
        "Content-Disposition": f'attachment; filename="phieu-lam-viec-{name}.docx"',
        "Cache-Control": "no-store",
    }
    return Response(write_letter(_lines(visit, sheet)), 200, headers, DOCX)
