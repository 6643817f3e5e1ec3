"""Putting a person on record, and changing what is known of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.people import ChangedMeanwhile, add_person, change_person, read_person
from api.person_bodies import NewPerson, PersonChange
from api.policy import visible_fields
from api.text_fields import sent
from api.web.forms import Form, check
from api.web.person_fields import BIRTH, BOX_OF, birth_words, changed, fields_of, merged, readable, values_of
from api.web.visits import Posted, PostedDep, Visit, VisitDep
from employers.reference.places import list_communes
from matcher.errors import PersonExists

router = APIRouter(include_in_schema=False, prefix="/people")
PersonCode = Annotated[str, Path(max_length=64)]
# The boxes from top to bottom: what is wrong is listed in the same order.
ORDER = (
    "code", "full_name", "birth_date", "sex", "phone", "commune_code", "schooling", "licences", "vehicle", "work",
    "wishes", "wage_floor", "commute", "stay", "shifts", "busy", "health_limits", "decision_date", "return_date",
    "notes",
)  # fmt: skip


def _page(visit: Visit, form: Form, status: int | None = None, /, **facts: Any) -> Response:
    province = visit.caller.service.settings.home_province
    communes = [(c.code, c.name) for c in sorted(list_communes(province), key=lambda c: c.name)]
    told = {"code": None, "revision": "", "theirs": [], **facts}
    told["fields_seen"] = visible_fields(visit.caller.viewer)
    return visit.page("people/record.html", status, form=form, communes=communes, **told)


@router.get("/new")
def ask_new(visit: VisitDep) -> Response:
    """Ask for a new person's record."""
    visit.caller.require("add_person")
    return _page(visit, visit.form())


@router.post("/new")
def add(posted: PostedDep) -> Response:
    """Put a new person on record, and lead on to their consent."""
    visit = posted.visit
    visit.caller.require("add_person")
    fields, errors = _read(posted, NewPerson, {"code": posted.text("code").strip()})
    if errors or posted.again:
        return _page(visit, posted.form(errors))

    def act() -> str:
        return f"/people/{add_person(visit.caller, fields)['code']}/consent"

    try:
        return posted.once(act)
    except PersonExists:
        return _page(visit, posted.form({"code": visit.say("record.code_taken")}))


def _read(posted: Posted, kind: type[PersonChange], more: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields that were typed, cleaned as the API cleans them; errors under the boxes' own names."""
    say = posted.visit.say
    fields, errors = fields_of(posted.values, posted.visit.caller.today, say)
    body, refused = check(kind, fields | more, say)
    if not fields["full_name"]:
        refused["full_name"] = say("errors.empty_text")
    errors = {BOX_OF.get(name, name): words for name, words in refused.items()} | errors
    in_order = sorted(errors, key=lambda box: ORDER.index(box) if box in ORDER else len(ORDER))
    return (sent(body) if body is not None else {}), {box: errors[box] for box in in_order}


@router.get("/{person}/change")
def ask_change(visit: VisitDep, person: PersonCode) -> Response:
    """Show a person's record, to be changed."""
    visit.caller.require("change_person")
    record = read_person(visit.caller, person)
    return _page(visit, visit.form(values_of(record)), code=person, revision=record["revision"])


@router.post("/{person}/change")
def change(posted: PostedDep, person: PersonCode) -> Response:
    """Keep what was changed; who comes second is shown both versions and decides."""
    visit = posted.visit
    record = read_person(visit.caller, person)
    fields, errors = _read(posted, PersonChange, {})
    facts = {"code": person, "revision": posted.text("revision")}
    if errors or posted.again:
        return _page(visit, posted.form(errors), **facts)
    new = merged(record, changed(record, {name: value for name, value in fields.items() if name in record}))
    revision = posted.text("revision")
    read = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 12 else -1

    def act() -> str:
        if new:
            change_person(visit.caller, person, read, new)
        return f"/people/{person}"

    try:
        return posted.once(act)
    except ChangedMeanwhile:
        return _both(posted, person, read_person(visit.caller, person), new)


def _both(posted: Posted, person: str, record: dict[str, Any], new: dict[str, Any]) -> Response:
    """Show what stands on record now beside what was typed; sending again keeps what was typed."""
    visit, say = posted.visit, posted.visit.say
    differences = [
        (say(f"record.name.{name}"), readable(name, value, say), readable(name, record.get(name), say))
        for name, value in new.items()
        if name not in BIRTH
    ]
    if not new.keys().isdisjoint(BIRTH):
        typed, now = (birth_words(version) or say("people.unknown") for version in (record | new, record))
        differences.append((say("record.name.birth_date"), typed, now))
    form = posted.form({"": say("record.changed_meanwhile")})
    return _page(visit, form, 409, code=person, revision=record["revision"], theirs=differences)
