"""A class's roster in, what suits its people out: a page to check, and the same as a workbook for the college."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.class_sheet import SHOWN, ClassAsk, ClassSheet, OddCollege, UnknownClass, class_sheet, classes
from api.exports.class_xlsx import write_class_sheet
from api.imports.unreadable import UnreadableFile
from api.web.catalogue import Say
from api.web.forms import Form
from api.web.showing import day
from api.web.uploads import Upload, UploadDep
from api.web.visits import Visit, VisitDep
from employers.errors import UnknownEmployer

router = APIRouter(include_in_schema=False, prefix="/area/class")
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CLASSES: Final = 60


@router.get("")
def ask_class(visit: VisitDep) -> Response:
    """Ask for a roster, or for a class on record, and for the college that the sheet goes to."""
    return _page(visit, visit.form(), None)


def _page(visit: Visit, form: Form, sheet: ClassSheet | None) -> Response:
    return visit.page("area/class.html", form=form, found=classes(visit.caller)[:MOST_CLASSES], sheet=sheet)


@router.post("")
def give_class(upload: UploadDep) -> Response:
    """Show the sheet, or give it as a workbook; the roster is read and not kept."""
    posted, visit = upload.posted, upload.posted.visit
    visit.caller.require("take_class_sheet")
    ask, errors = _asked(upload)
    if errors or posted.again:
        return _page(visit, posted.form(errors), None)
    try:
        sheet = class_sheet(visit.caller, ask)
    except UnknownEmployer:
        return _page(visit, posted.form({"college": visit.say("class.no_college")}), None)
    except OddCollege as odd:
        return _page(visit, posted.form({"anyway": visit.say("class.odd_college", name=odd.name)}), None)
    except UnknownClass:
        return _page(visit, posted.form({"course": visit.say("class.choose")}), None)
    except UnreadableFile as refused:
        return _page(visit, posted.form({"file": refused.message}), None)
    return _file(visit.say, sheet) if posted.text("as") == "file" else _page(visit, posted.form({}), sheet)


def _asked(upload: Upload) -> tuple[ClassAsk, dict[str, str]]:
    posted, say = upload.posted, upload.posted.visit.say
    college, course = posted.text("college").strip(), posted.text("course")
    roster = (upload.name, upload.content) if upload.content else None
    errors = {} if college else {"college": say("class.need_college")}
    if roster is None and not course:
        errors["course"] = say("class.choose")
    anyway = posted.text("anyway").strip() == college
    return ClassAsk(college, roster, course, SHOWN, posted.visit.language, anyway), errors


def sheet_words(say: Say, sheet: ClassSheet) -> tuple[str, str, tuple[str, str, str, str]]:
    """Title, lead and headers of the workbook."""
    headers = (say("class.number"), say("class.certificate"), say("class.name"), say("class.work", n="{n}"))
    return say("class.sheet"), say("class.lead", college=sheet.college, day=day(sheet.as_of)), headers


def _file(say: Say, sheet: ClassSheet) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="viec-phu-hop.xlsx"', "Cache-Control": "no-store"}
    return Response(write_class_sheet(sheet, sheet_words(say, sheet)), 200, headers, WORKBOOK)
