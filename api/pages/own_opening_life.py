"""Closing, pausing and offering again one of an employer's openings, each on a page that asks first; its JSON-LD."""

import json
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.market import close_opening, read_opening
from api.acts.own_openings import see_own, set_state
from api.exports.job_posting import job_posting
from api.web.forms import Form
from api.web.rendering import PAGE_HEADERS
from api.web.visits import Posted, PostedDep, Visit, VisitDep, see
from employers.openings import ALLOWED_FROM
from employers.tables import OpeningState

router = APIRouter(include_in_schema=False, prefix="/employer/openings")
Code = Annotated[str, Path(max_length=64)]
CLOSE_REASONS: Final = ("filled", "not_needed", "changed", "mistake")
_LEADS_TO: Final = {"close": OpeningState.closed, "pause": OpeningState.paused, "resume": OpeningState.open}


def _ask(visit: Visit, opening: str, act: str, form: Form) -> Response:
    """The page on which a step is confirmed; where it no longer follows, the opening as it stands."""
    found = see_own(visit.caller, opening, visit.language)
    if found["state"] not in ALLOWED_FROM[_LEADS_TO[act]]:
        return see(f"/employer/openings/{opening}")
    if act == "resume" and found["closes_on"] and found["closes_on"] < visit.caller.today:
        return see(f"/employer/openings/{opening}/change#closes_on")
    reasons = [(code, visit.say(f"life.reason.{code}")) for code in CLOSE_REASONS]
    return visit.page("employer/life.html", form=form, opening=found, act=act, reasons=reasons)


@router.get("/{opening}/close")
def ask_close(visit: VisitDep, opening: Code) -> Response:
    """Ask why an opening is closed for good, or a draft given up."""
    return _ask(visit, opening, "close", visit.form())


@router.post("/{opening}/close")
def close(posted: PostedDep, opening: Code) -> Response:
    """Close an opening for good."""
    visit, reason = posted.visit, posted.text("reason")
    see_own(visit.caller, opening, visit.language)
    errors = {} if reason in CLOSE_REASONS else {"reason": visit.say("introductions.reason_missing")}
    if errors or posted.again:
        return _ask(visit, opening, "close", posted.form(errors))

    def act() -> str:
        close_opening(visit.caller, opening, reason)
        return f"/employer/openings/{opening}?done=closed"

    return posted.once(act)


def _set(posted: Posted, opening: str, act: str) -> Response:
    """Bring an opening into the state that a step leads to."""
    state = _LEADS_TO[act]

    def done() -> str:
        return f"/employer/openings/{set_state(posted.visit.caller, opening, state)}?done={state}"

    return posted.confirmed(partial(_ask, posted.visit, opening, act), done)


@router.get("/{opening}/pause")
def ask_pause(visit: VisitDep, opening: Code) -> Response:
    """Ask whether nobody else is to be introduced for this opening."""
    return _ask(visit, opening, "pause", visit.form())


@router.post("/{opening}/pause")
def pause(posted: PostedDep, opening: Code) -> Response:
    """Pause an opening."""
    return _set(posted, opening, "pause")


@router.get("/{opening}/resume")
def ask_resume(visit: VisitDep, opening: Code) -> Response:
    """Ask whether an opening is to be offered again."""
    return _ask(visit, opening, "resume", visit.form())


@router.post("/{opening}/resume")
def resume(posted: PostedDep, opening: Code) -> Response:
    """Offer an opening again."""
    return _set(posted, opening, "resume")


@router.get("/{opening}/job-posting")
def as_job_posting(visit: VisitDep, opening: Code) -> Response:
    """One opening as schema.org JobPosting, to be taken to another portal."""
    visit.caller.require("see_own_openings")
    found, employer = read_opening(visit.caller, opening)
    body = json.dumps(job_posting(found, employer, visit.caller.today), ensure_ascii=False, indent=1)
    name = {"Content-Disposition": f'attachment; filename="{found.code}.jsonld"'}
    return Response(body, headers={**PAGE_HEADERS, **name}, media_type="application/ld+json")
