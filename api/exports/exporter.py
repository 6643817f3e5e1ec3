"""One way out for every list: what, to which file, in which order."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlmodel import Session

from api.acts.advice import VISIT_HEADERS, visit_rows
from api.acts.class_sheet import ClassAsk, ClassSheet, class_sheet
from api.acts.report import read_report
from api.acts.supervision import kpi_view
from api.exports import case_lists, lists, rankings
from api.exports.class_xlsx import write_class_sheet
from api.exports.report_docx import write_docx
from api.exports.report_xlsx import write_report_workbook
from api.exports.sheets import UnknownFileType, write_file, write_list, write_workbook
from api.policy import visible_fields
from api.service import Caller
from api.wording import Language
from matcher.suggest import ListRequest

Rows = Iterator[Mapping[str, Any]]
KPI_HEADERS = {
    "code": "Mã",
    "name": "Chỉ tiêu",
    "numerator": "Tử số",
    "denominator": "Mẫu số",
    "goal": "Mục tiêu",
    "met": "Đạt",
    "period": "Kỳ",
    "as_of": "Tính đến ngày",
}
TITLES = {
    "suggestions": "Việc phù hợp",
    "plan": "Kế hoạch",
    "blocked": "Chưa đủ điều kiện",
    "people": "Người tìm việc",
    "training": "Kết quả đào tạo",
    "employers": "Người sử dụng lao động",
    "openings": "Vị trí tuyển dụng",
    "placements": "Giới thiệu và nhận việc",
    "counselling": "Tư vấn",
    "loans": "Vay vốn",
    "kpi": "Chỉ tiêu",
    "visits": "Danh sách thăm đơn vị",
}

OFFERED = ("plan", "kpi", "visits", "employers", "openings", "training", "placements", "counselling", "loans")
"""Lists that a supervisor may take out."""


def _kpi_rows(caller: Caller, period: str | None) -> Rows:
    view = kpi_view(caller, period=period)
    for item in view["items"]:
        yield {**item, "period": view["period"], "as_of": view["as_of"]}


def _lists(caller: Caller) -> dict[str, Callable[[Session], Rows]]:
    keys = caller.service.keys
    may_read = "unread" in visible_fields(caller.viewer)
    return {
        "people": lambda s: lists.people_rows(s, keys),
        "training": lambda s: lists.training_rows(s, lists.sealed_beside(s, keys, may_read=may_read)),
        "employers": lambda s: lists.employer_rows(s, lists.beside_market(keys, may_read=may_read)),
        "openings": lambda s: lists.opening_rows(s, lists.beside_market(keys, may_read=may_read)),
        "placements": lambda s: lists.placement_rows(s, lists.sealed_beside(s, keys, may_read=may_read)),
        "counselling": lambda s: case_lists.counselling_rows(s, keys, may_read=may_read),
        "loans": lambda s: case_lists.loan_rows(s, keys, lists.sealed_beside(s, keys, may_read=may_read)),
    }


def _with_columns_beside(headers: dict[str, str], rows: Rows) -> tuple[dict[str, str], Rows]:
    """Give each cell of no field a column under its own header, behind those of the list."""
    told = list(rows)
    more = dict.fromkeys(header for row in told for header in row[lists.BESIDE])
    return headers | {h: h for h in more}, ({**row, **row[lists.BESIDE]} for row in told)


def _rows(
    caller: Caller, session: Session, kind: str, wanted: ListRequest, period: str | None = None
) -> tuple[dict[str, str], Rows]:
    if kind == "suggestions":
        return rankings.SUGGESTION_HEADERS, rankings.suggestion_rows(caller, session, wanted)
    if kind == "plan":
        return rankings.PLAN_HEADERS, rankings.plan_rows(caller, session)
    if kind == "blocked":
        return rankings.BLOCKED_HEADERS, rankings.blocked_rows(caller, session)
    if kind == "visits":
        return VISIT_HEADERS, visit_rows(caller, wanted.limit)
    if kind == "kpi":
        return KPI_HEADERS, _kpi_rows(caller, period)
    return _with_columns_beside(lists.headers_of(kind), _lists(caller)[kind](session))


def export_list(caller: Caller, kind: str, path: Path, wanted: ListRequest, period: str | None = None) -> None:
    """Write a list to a file; the trail says who took which list out before the file is there.

    ``period`` (``2026Q4``, ``2026``) is for ``kpi`` alone.

    Raises
    ------
    UnknownFileType
        If the file's name ends in neither ``.csv`` nor ``.xlsx``.
    OSError
        If the file cannot be written.
    """
    with caller.sessions.write() as session:
        caller.audit(session, "export_list", kind, kind)
    with caller.sessions.read() as session:
        headers, rows = _rows(caller, session, kind, wanted, period)
        write_list(path, headers, rows, TITLES[kind])


def list_as_workbook(caller: Caller, kind: str, wanted: ListRequest) -> bytes:
    """A list as a workbook, for who may take lists out; only what the caller may see stands in it.

    The list of people is not among :data:`OFFERED`: it holds papers and origins that a supervisor may not read.
    """
    caller.require("export_list")
    with caller.sessions.write() as session:
        caller.audit(session, "export_list", kind, kind)
    with caller.sessions.read() as session:
        headers, rows = _rows(caller, session, kind, wanted)
        return write_workbook(headers, rows, TITLES[kind])


def report_as_file(caller: Caller, ending: str, period: str | None, language: Language = "vi") -> tuple[str, bytes]:
    """The report to the province as a file; gives the code of its period and the file's bytes.

    Raises
    ------
    UnknownFileType
        If the ending is neither ``.docx`` nor ``.xlsx``.
    NoSuchPeriod, FuturePeriod
        If there is no such period, or it has not begun.
    """
    writers = {".docx": write_docx, ".xlsx": write_report_workbook}
    if ending not in writers:
        raise UnknownFileType(ending, ("docx", "xlsx"))
    view = read_report(caller, period, language)
    with caller.sessions.write() as session:
        caller.audit(session, "export_list", "report", view.report.period.code)
    return view.report.period.code, writers[ending](view.document)


def export_report(caller: Caller, path: Path, period: str | None) -> str:
    """Write the report to the province to a file by the ending of its name, and say which period it is of."""
    code, content = report_as_file(caller, path.suffix.lower(), period)
    write_file(path, content)
    return code


CLASS_WORDS = (
    "Việc phù hợp",
    "Gửi: {college}. Tính đến ngày {day:%d/%m/%Y}. Đây là gợi ý; nhận việc nào do người học quyết định.",
    ("Số thứ tự", "Số chứng chỉ", "Họ và tên", "Việc {n}"),
)


def export_class(caller: Caller, path: Path, ask: ClassAsk) -> ClassSheet:
    """Write the sheet of a class for its college to an ``.xlsx`` file; gives the sheet with what the desk reads.

    Raises
    ------
    UnknownFileType
        If the file's name does not end in ``.xlsx``.
    UnknownEmployer, OddCollege, UnknownClass, UnreadableFile
        As :func:`api.acts.class_sheet.class_sheet`.
    """
    if path.suffix.lower() != ".xlsx":
        raise UnknownFileType(path.name, ("xlsx",))
    sheet = class_sheet(caller, ask)
    title, lead, headers = CLASS_WORDS
    write_file(path, write_class_sheet(sheet, (title, lead.format(college=sheet.college, day=sheet.as_of), headers)))
    return sheet
