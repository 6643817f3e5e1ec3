"""The report to the province: a page to read and print, the same as a file, and the records behind each figure."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.report import list_periods, read_report, rows_behind
from api.exports.exporter import report_as_file
from api.web.visits import Visit, VisitDep
from employers.reference.places import find_commune

router = APIRouter(include_in_schema=False, prefix="/area/report")
PeriodCode = Annotated[str, Path(max_length=10)]
MEDIA_TYPES: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EVERYBODY: Final = "so_far:returned"
"""The figure that is listed where none is named: who the shares are of."""
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def _page(visit: Visit, period: str | None) -> Response:
    view = read_report(visit.caller, period, visit.language)
    tables = [s.table.code for s in view.document.sections if s.table]
    return visit.page(
        "area/report.html",
        report=view.document,
        code=view.report.period.code,
        periods=list_periods(visit.caller, visit.language),
        numbers={code: number for number, code in enumerate(tables, start=1)},
        roman=ROMAN,
    )


def _file(visit: Visit, period: str, ending: str) -> Response:
    code, content = report_as_file(visit.caller, ending, period, visit.language)
    headers = {"Content-Disposition": f'attachment; filename="bao-cao-{code}{ending}"', "Cache-Control": "no-store"}
    return Response(content, 200, headers, MEDIA_TYPES[ending])


@router.get("")
def last_closed(visit: VisitDep) -> Response:
    """Show the report of the quarter that closed last."""
    return _page(visit, None)


@router.get("/{period}.docx")
def as_document(visit: VisitDep, period: PeriodCode) -> Response:
    """Give the report as a document."""
    return _file(visit, period, ".docx")


@router.get("/{period}.xlsx")
def as_workbook(visit: VisitDep, period: PeriodCode) -> Response:
    """Give the report as a workbook."""
    return _file(visit, period, ".xlsx")


@router.get("/{period}/rows")
def rows(visit: VisitDep, period: PeriodCode, figure: Annotated[str, Query(max_length=60)] = EVERYBODY) -> Response:
    """List the records behind one figure, by code."""
    found = rows_behind(visit.caller, period, figure, visit.language)
    communes = {it["commune_code"]: find_commune(it["commune_code"] or "") for it in found["people"]}
    names = {code: commune.name for code, commune in communes.items() if commune}
    return visit.page("area/report_rows.html", found=found, names=names)


@router.get("/{period}")
def of_period(visit: VisitDep, period: PeriodCode) -> Response:
    """Show the report of one quarter or year."""
    return _page(visit, period)
