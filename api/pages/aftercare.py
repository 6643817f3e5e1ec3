"""Soft cautions of one person: what is told beside suggestions, switched off or on with a note."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.aftercare import see_cautions, switch
from api.text_fields import LongText
from api.web.asking import Part, Question, ask
from api.web.forms import Form, check_text
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.aftercare import CAUTIONS

router = APIRouter(include_in_schema=False, prefix="/people/{person}")
PersonCode = Annotated[str, Path(max_length=64)]


@router.get("/cautions")
def cautions(visit: VisitDep, person: PersonCode) -> Response:
    """Show which soft cautions are on, and why others were switched off."""
    return _page(visit, person, None)


def _page(visit: Visit, person: str, form: Form | None) -> Response:
    say, found = visit.say, see_cautions(visit.caller, person, visit.language)
    on = [it["code"] for it in found["items"] if not it["off"]]
    notes = [("", say("cautions.off", words=it["text"], note=it["note"] or "–")) for it in found["items"] if it["off"]]
    question = Question(
        say("cautions.heading", name=found["name"]),
        person,
        f"/people/{person}/cautions",
        say("cautions.keep"),
        (f"/people/{person}/suggestions", say("suggestions.title", code=person)),
        (
            Part("boxes", "on", say("cautions.told"), options=[(it["code"], it["text"]) for it in found["items"]]),
            Part("area", "note", say("cautions.note"), say("cautions.note_hint")),
        ),
        (("", say("cautions.what")), *notes),
    )
    return ask(visit, question, form or visit.form({"on": on}))


@router.post("/cautions")
def keep(posted: PostedDep, person: PersonCode) -> Response:
    """Switch what was ticked on and the others off; what is switched off needs its note."""
    visit, wanted = posted.visit, set(posted.all("on"))
    before = {it["code"] for it in see_cautions(visit.caller, person)["items"] if it["off"]}
    note, wrong = check_text(posted.text("note"), visit.say, LongText)
    errors = {"note": wrong} if wrong else {}
    if not note and set(CAUTIONS) - wanted - before:
        errors["note"] = visit.say("cautions.note_missing")
    if errors or posted.again:
        return _page(visit, person, posted.form(errors))

    def act() -> str:
        for caution in sorted(before ^ (set(CAUTIONS) - wanted)):  # a note is of what it switches
            switch(visit.caller, person, caution, caution not in wanted, note or None)
        return f"/people/{person}/suggestions"

    return posted.once(act)
