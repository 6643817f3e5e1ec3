"""A class's roster in, what suits its people out: a page to check, and the same as a workbook for the college."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.class_roster import HeldRoster, hold_roster, open_roster
from api.acts.class_sheet import SHOWN, ClassAsk, ClassSheet, OddCollege, UnknownClass, class_sheet, classes
from api.exports.class_xlsx import write_class_sheet
from api.imports.unreadable import UnreadableFile
from api.web.catalogue import Say
from api.web.colleges import college_hint
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
    return _page(visit, visit.form())


def _page(visit: Visit, form: Form, *, sheet: ClassSheet | None = None, held: HeldRoster | None = None) -> Response:
    found = classes(visit.caller)[:MOST_CLASSES]
    hint = college_hint(visit)
    return visit.page("area/class.html", form=form, found=found, sheet=sheet, held=held, hint=hint)


@router.post("")
def give_class(upload: UploadDep) -> Response:
    """Show the sheet, or give it as a workbook; the roster is read once, and what was read is held by the form."""
    posted, visit = upload.posted, upload.posted.visit
    visit.caller.require("take_class_sheet")
    try:
        ask, errors = _asked(upload)
    except UnreadableFile as refused:
        return _page(visit, posted.form({"file": refused.message}))
    form = posted.form(errors)
    if ask.held:
        form = replace(form, values={**form.values, "course": [""]})
    sheet = None
    if not form.errors and not posted.again:
        sheet, wrong = _sheet(visit, ask)
        form = replace(form, errors=wrong)
    if sheet and posted.text("as") == "file":
        return _file(visit.say, sheet)
    return _page(visit, form, sheet=sheet, held=ask.held)


def _sheet(visit: Visit, ask: ClassAsk) -> tuple[ClassSheet | None, dict[str, str]]:
    """The sheet, or what is wrong with what was asked."""
    try:
        return class_sheet(visit.caller, ask), {}
    except UnknownEmployer:
        return None, {"college": visit.say("class.no_college")}
    except OddCollege as odd:
        return None, {"anyway": visit.say("class.odd_college", name=odd.name)}
    except UnknownClass:
        return None, {"course": visit.say("class.choose")}


def _asked(upload: Upload) -> tuple[ClassAsk, dict[str, str]]:
    """What was asked, and what is wrong with it; a file chosen now comes before a class, and that before one held.

    Raises
    ------
    UnreadableFile
        If the file is no list.
    """
    posted, visit = upload.posted, upload.posted.visit
    college, course, carried = posted.text("college").strip(), posted.text("course"), posted.text("roster")
    held = None
    if upload.content:
        held = hold_roster(visit.caller, upload.name, upload.content)
    elif carried and not course:
        held = open_roster(visit.caller, carried)
    errors = {} if college else {"college": visit.say("class.need_college")}
    if held is None and not course:
        errors["file" if carried else "course"] = visit.say("class.roster_gone" if carried else "class.choose")
    anyway = posted.text("anyway").strip() == college
    return ClassAsk(college, None, course, SHOWN, visit.language, anyway, held), errors


def sheet_words(say: Say, sheet: ClassSheet) -> tuple[str, str, tuple[str, str, str, str]]:
    """Title, lead and headers of the workbook."""
    headers = (say("class.number"), say("class.certificate"), say("class.name"), say("class.work", n="{n}"))
    return say("class.sheet"), say("class.lead", college=sheet.college, day=day(sheet.as_of)), headers


def _file(say: Say, sheet: ClassSheet) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="viec-phu-hop.xlsx"', "Cache-Control": "no-store"}
    return Response(write_class_sheet(sheet, sheet_words(say, sheet)), 200, headers, WORKBOOK)
