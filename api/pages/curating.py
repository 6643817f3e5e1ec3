"""The curator's queue: words that were not understood, taught once by a checked choice, and taken back as simply."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.curation import forget_phrase, list_phrases, list_texts, teach_phrase
from api.acts.refusals import refusal_words
from api.acts.unread_places import list_unread_places
from api.problems import problem
from api.text_fields import CleanStr, Page
from api.web.addresses import with_query
from api.web.forms import Form, check_text
from api.web.posting_form import occupation_options
from api.web.visits import Posted, PostedDep, Visit, VisitDep
from employers.curation import PhraseUnusable
from employers.reference.occupations import UnknownOccupation, find_occupation

router = APIRouter(include_in_schema=False, prefix="/curation")
PAGE_SIZE = 20
NOT_WORK, SEARCH = "none", "search"


@router.get("")
def texts(visit: VisitDep, page: Annotated[Page, Query()] = 1) -> Response:
    """List what was not understood, what waits for people first, then the most frequent."""
    total, items = list_texts(visit.caller, page, PAGE_SIZE)
    last = max(1, -(-total // PAGE_SIZE))
    return visit.page("curation/texts.html", items=items, total=total, page=min(page, last), last=last)


@router.get("/places")
def places(visit: VisitDep, page: Annotated[Page, Query()] = 1) -> Response:
    """List words for a place that name no commune, with the records on which they are set right."""
    total, items = list_unread_places(visit.caller, page, PAGE_SIZE)
    last = max(1, -(-total // PAGE_SIZE))
    return visit.page("curation/places.html", items=items, total=total, page=min(page, last), last=last)


@router.get("/phrases")
def phrases(visit: VisitDep) -> Response:
    """List what was taught."""
    return visit.page("curation/phrases.html", items=list_phrases(visit.caller))


@router.get("/teach")
def ask_meaning(
    visit: VisitDep, text: Annotated[CleanStr, Query()] = "", query: Annotated[CleanStr, Query()] = ""
) -> Response:
    """Ask what words mean, with the likeliest occupations to choose from."""
    visit.caller.require("curate")
    return _ask(visit, visit.form({"phrase": [text]}), query or text)


def _ask(visit: Visit, form: Form, query: str) -> Response:
    options = occupation_options(query, visit.caller.read_context()) if query else []
    facts = {"options": options, "query": query, "none": NOT_WORK}
    return visit.page("curation/teach.html", form=form, **facts)


@router.post("/teach")
def check_meaning(posted: PostedDep) -> Response:
    """Show what was chosen before it is taught; teach it once it was checked."""
    visit = posted.visit
    visit.caller.require("curate")
    chosen, query = posted.text("isco"), posted.text("query")
    phrase, wrong = check_text(posted.text("phrase"), visit.say)
    errors = {"phrase": wrong or ""} if wrong or not phrase else {}
    if errors and not errors["phrase"]:
        errors["phrase"] = visit.say("curation.phrase_missing")
    if chosen != NOT_WORK and find_occupation(chosen) is None:
        errors["isco"] = visit.say("curation.choose")
    if errors or posted.again:
        return _ask(visit, posted.form(errors), query or phrase)
    if posted.text("checked") != "yes":
        occupation = find_occupation(chosen)
        name = occupation.name_vi if occupation else ""
        form = posted.form({})
        return visit.page("curation/check.html", form=form, phrase=phrase, isco=chosen, query=query, name=name)
    return _teach(posted, phrase, chosen, query)


def _teach(posted: Posted, phrase: str, chosen: str, query: str) -> Response:
    def act() -> str:
        taught = teach_phrase(posted.visit.caller, phrase, [] if chosen == NOT_WORK else [chosen])
        return with_query("/curation/phrases", **{name: str(n) for name, n in taught["relinked"].items()})

    try:
        return posted.once(act)
    except (PhraseUnusable, UnknownOccupation) as refused:
        words = refusal_words(refused, posted.visit.language)
        return _ask(posted.visit, posted.form({"phrase": words}), query or phrase)


@router.post("/phrases/{phrase_id}/forget")
def take_back(posted: PostedDep, phrase_id: Annotated[str, Path(max_length=12)]) -> Response:
    """Take a phrase back; what was read by it is read anew."""
    caller = posted.visit.caller
    caller.require("curate")
    if not phrase_id.isdecimal():
        raise problem(404)
    if posted.again:
        return phrases(posted.visit)

    def act() -> str:
        forget_phrase(caller, int(phrase_id))
        return "/curation/phrases"

    return posted.once(act)
