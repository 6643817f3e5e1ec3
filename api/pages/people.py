"""The caseload, one person with what is known and missing, their consent, and a sheet for a visit."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.caseload import FILTERS, caseload
from api.acts.decisions import CONSENT_WORDING
from api.acts.placements import list_placements
from api.acts.profiles import record_consent, see_profile
from api.acts.reminders import reminders_of
from api.text_fields import CleanStr, Page
from api.web.addresses import with_query
from api.web.forms import check_text, read_when
from api.web.visits import Posted, PostedDep, Visit, VisitDep
from matcher.consents import ConsentAct
from matcher.tables import Purpose

router = APIRouter(include_in_schema=False, prefix="/people")
PersonCode = Annotated[str, Path(max_length=64)]
FilterName = Literal[
    "open", "no_consent", "no_suggestion", "waiting", "working", "left", "before_return", "silent", "closed"
]
assert set(FilterName.__args__) == set(FILTERS)  # type: ignore[attr-defined]  # a Literal knows its members at run time
PURPOSES = (Purpose.matching, Purpose.learning)


@router.get("")
def people(
    visit: VisitDep,
    filter: Annotated[FilterName, Query()] = "open",
    query: Annotated[CleanStr, Query()] = "",
    page: Annotated[Page, Query()] = 1,
) -> Response:
    """List the caller's people as a ready filter and a search show them."""
    found = caseload(visit.caller, filter, query, page, visit.language)
    place = with_query("/people", filter=filter, query=query)
    return visit.page("people/list.html", found=found, filter=filter, query=query, filters=list(FILTERS), place=place)


@router.get("/{person}")
def one(visit: VisitDep, person: PersonCode) -> Response:
    """Show one person: what is known with its evidence, what is missing, what happened."""
    found = see_profile(visit.caller, person, visit.language)
    own = visit.may("decide")
    jobs = [p for p in list_placements(visit.caller) if p["person"] == person and not p["ended_on"]] if own else []
    reminders = reminders_of(visit.caller, person) if own else []
    facts: dict[str, Any] = {"may_suggest": own, "jobs": jobs, "reminders": reminders}
    return visit.page("people/one.html", person=found, back=visit.back_to("/people"), **facts)


@router.get("/{person}/sheet")
def sheet(visit: VisitDep, person: PersonCode) -> Response:
    """Show a sheet for a visit, to print: what to ask, and room for the answers; by code, not by name."""
    return visit.page("people/sheet.html", person=see_profile(visit.caller, person, visit.language))


@router.get("/{person}/consent")
def ask_consent(visit: VisitDep, person: PersonCode) -> Response:
    """Ask what a person agrees to; nothing is ticked beforehand."""
    return _consent_page(visit, person, visit.form())


def _consent_page(visit: Visit, person: str, form: object) -> Response:
    found = see_profile(visit.caller, person, visit.language)
    return visit.page("people/consent.html", person=found, form=form, purposes=PURPOSES)


@router.post("/{person}/consent")
def keep_consent(posted: PostedDep, person: PersonCode) -> Response:
    """Record what a person agreed to, and lead on to what suits them."""
    visit = posted.visit
    how, purposes, errors = _consent_given(posted)
    if how is None or errors or posted.again:
        return _consent_page(visit, person, posted.form(errors))

    def act() -> str:
        record_consent(visit.caller, person, purposes, how)
        return f"/people/{person}/suggestions" if visit.may("see_suggestions") else f"/people/{person}"

    return posted.once(act)


def _consent_given(posted: Posted) -> tuple[ConsentAct | None, list[Purpose], dict[str, str]]:
    say, today = posted.visit.say, posted.visit.caller.today
    errors: dict[str, str] = {}
    purposes = [p for p in PURPOSES if p in posted.all("purposes")]
    if Purpose.matching not in purposes:
        errors["purposes"] = say("consent.choose")
    day, wrong_day = read_when(posted.values, "given", today, say)
    errors |= wrong_day
    proof, wrong = check_text(posted.text("proof"), say)
    errors |= {"proof": wrong} if wrong else {}
    if errors or day is None:
        return None, purposes, errors
    return ConsentAct(day, proof=proof or None, wording=CONSENT_WORDING), purposes, errors
