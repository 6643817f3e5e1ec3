"""Records that look alike: both sides shown, made one or called different on a page that asks, and parted again."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.duplicates import DIFFERENT, EMPLOYERS, PEOPLE, judge, list_duplicates
from api.acts.merging import list_merges, merge, undo
from api.acts.refusals import TOLD, refusal_words
from api.problems import problem
from api.text_fields import CleanStr, Page
from api.web.forms import Form
from api.web.visits import PostedDep, Visit, VisitDep

router = APIRouter(include_in_schema=False, prefix="/duplicates")
Kind = Literal["employers", "people"]
Record = Annotated[CleanStr, Query(max_length=64)]
MergeId = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
PAGE_SIZE = 10
# What both sides show, in order; ``commune`` and counts tell records of one name apart.
SHOWN = {
    EMPLOYERS: ("name", "tax_code", "kind", "address", "commune", "contact_name", "phone", "openings"),
    PEOPLE: ("full_name", "birth_date", "sex", "commune", "case_worker", "courses", "referrals", "placements"),
}


@router.get("")
def pairs(visit: VisitDep, kind: Annotated[Kind, Query()] = "people", page: Annotated[Page, Query()] = 1) -> Response:
    """List pairs that look alike, both sides shown."""
    total, items = list_duplicates(visit.caller, kind, page, PAGE_SIZE)
    facts: dict[str, Any] = {"shown": SHOWN[kind], "last": max(1, -(-total // PAGE_SIZE)), "merges": visit.may("merge")}
    return visit.page("duplicates/list.html", kind=kind, items=items, total=total, page=page, **facts)


@router.get("/decide")
def ask_which(
    visit: VisitDep,
    kind: Annotated[Kind, Query()] = "people",
    first: Record = "",
    second: Record = "",
) -> Response:
    """Ask which of two records stays, or whether they are different."""
    visit.caller.require("merge")
    return _ask(visit, (kind, first, second), visit.form())


def _ask(visit: Visit, pair: tuple[str, str, str], form: Form) -> Response:
    kind, first, second = pair
    _, items = list_duplicates(visit.caller, kind, 1, 1_000)
    found = next((i for i in items if {i["first"]["code"], i["second"]["code"]} == {first, second}), None)
    facts: dict[str, Any] = {"kind": kind, "pair": found, "shown": SHOWN[kind], "first": first, "second": second}
    return visit.page("duplicates/decide.html", form=form, **facts)


@router.post("/decide")
def decide(posted: PostedDep) -> Response:
    """Make two records one, or call them different."""
    visit = posted.visit
    visit.caller.require("merge")
    kind = EMPLOYERS if posted.text("kind") == EMPLOYERS else PEOPLE
    first, second, keep = posted.text("first")[:64], posted.text("second")[:64], posted.text("keep")
    if posted.again:
        return _ask(visit, (kind, first, second), posted.form({}))
    if keep not in (first, second, DIFFERENT):
        return _ask(visit, (kind, first, second), posted.form({"keep": visit.say("duplicates.choose")}))

    def act() -> str:
        if keep == DIFFERENT:
            judge(visit.caller, kind, (first, second), DIFFERENT)
            return f"/duplicates?kind={kind}"
        merge(visit.caller, kind, keep, second if keep == first else first)
        return "/duplicates/merges"

    try:
        return posted.once(act)
    except TOLD as refused:
        return _ask(visit, (kind, first, second), posted.form({"keep": refusal_words(refused, visit.language)}))


@router.get("/merges")
def merges(visit: VisitDep) -> Response:
    """List what was made one, with the way to part it again."""
    items = list_merges(visit.caller)[:100]
    return visit.page("duplicates/merges.html", items=items, merges=visit.may("merge"))


@router.get("/merges/{merge_id}/undo")
def ask_undo(visit: VisitDep, merge_id: MergeId) -> Response:
    """Ask whether two records are to be parted again."""
    visit.caller.require("merge")
    if merge_id not in {m["id"] for m in list_merges(visit.caller)}:
        raise problem(404)
    return visit.page("duplicates/undo.html", merge_id=merge_id, form=visit.form())


@router.post("/merges/{merge_id}/undo")
def part(posted: PostedDep, merge_id: MergeId) -> Response:
    """Part what a merge made one."""
    caller = posted.visit.caller
    caller.require("merge")
    if posted.again:
        return posted.visit.page("duplicates/undo.html", merge_id=merge_id, form=posted.form({}))

    def act() -> str:
        undo(caller, merge_id)
        return "/duplicates/merges"

    try:
        return posted.once(act)
    except TOLD as refused:
        form = posted.form({"": refusal_words(refused, posted.visit.language)})
        return posted.visit.page("duplicates/undo.html", merge_id=merge_id, form=form)
