"""Lists in and out: a list is tried first, its report read, then imported; held rows and exports come as workbooks."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.imports import carry_out, held_rows, list_imports, see_import, try_list
from api.exports.exporter import OFFERED, list_as_workbook
from api.imports.importer import KINDS
from api.imports.report import told_once
from api.imports.unreadable import UnreadableFile
from api.problems import problem
from api.web.forms import Form
from api.web.uploads import UploadDep
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.suggest import ListRequest

router = APIRouter(include_in_schema=False, prefix="/lists")
ImportId = Annotated[str, Path(max_length=64)]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 30
MOST_VISITS = 50


def _file(name: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, 200, headers, WORKBOOK)


def _page(visit: Visit, form: Form) -> Response:
    made = list_imports(visit.caller)
    facts = {"kinds": list(KINDS), "offered": OFFERED, "made": made, "form": form}
    return visit.page("lists/home.html", **facts)


@router.get("")
def lists(visit: VisitDep) -> Response:
    """Show which lists go in and come out, and what was brought in lately."""
    return _page(visit, visit.form())


@router.post("")
def try_out(upload: UploadDep) -> Response:
    """Try a list: every row is read and reported, nothing is written."""
    posted, visit = upload.posted, upload.posted.visit
    visit.caller.require("import_list")
    kind = posted.text("kind")
    errors = {} if kind in KINDS else {"kind": visit.say("lists.choose_kind")}
    if not upload.content:
        errors["file"] = visit.say("lists.choose_file")
    if errors or posted.again:
        return _page(visit, posted.form(errors))

    def act() -> str:
        new = "yes" in posted.all("create_employers")
        made = try_list(visit.caller, kind, upload.name, upload.content, create_employers=new)
        return f"/lists/imports/{made}"

    try:
        return posted.once(act)
    except UnreadableFile as refused:
        return _page(visit, posted.form({"file": refused.message}))


@router.get("/imports/{import_id}")
def report(visit: VisitDep, import_id: ImportId) -> Response:
    """Show what an import did, or a trial would do, row by row."""
    found = see_import(visit.caller, import_id)
    imported = ((w["sheet"], w["number"], w["sentence"]) for w in found["warnings"])
    held = ((h["sheet"], h["number"], doubt) for h in found["held"] for doubt in h.get("doubts", ()))
    warned = told_once((*imported, *held), many_sheets=len(found.get("sheets", ())) > 1)
    return visit.page("lists/report.html", form=visit.form(), report=found, warned=warned, most=MOST_SHOWN)


@router.post("/imports/{import_id}")
def import_(posted: PostedDep, import_id: ImportId) -> Response:
    """Import what was tried."""
    caller = posted.visit.caller
    caller.require("import_list")
    if posted.again:
        return report(posted.visit, import_id)
    return posted.once(lambda: f"/lists/imports/{carry_out(caller, import_id)}")


@router.get("/imports/{import_id}/held.xlsx")
def held(visit: VisitDep, import_id: ImportId) -> Response:
    """Give the rows that were held, to be corrected and brought in again."""
    return _file(f"cho-sua-{import_id[:6]}.xlsx", held_rows(visit.caller, import_id))


@router.get("/{list_kind}.xlsx")
def take_out(visit: VisitDep, list_kind: Annotated[str, Path(max_length=20)]) -> Response:
    """Give a list as a workbook."""
    visit.caller.require("export_list")
    if list_kind not in OFFERED:
        raise problem(404)
    return _file(f"{list_kind}.xlsx", list_as_workbook(visit.caller, list_kind, ListRequest(MOST_VISITS)))
