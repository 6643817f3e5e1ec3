"""Introductions as an employer answers them: under an alias, with what the person agreed to show, and nothing else."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.own_introductions import answer_introduction, list_introductions, see_introduction
from api.text_fields import Page
from api.web.forms import Form
from api.web.visits import Posted, PostedDep, Visit, VisitDep, see
from matcher.decisions import DECLINE_REASONS
from matcher.tables import ReferralState

router = APIRouter(include_in_schema=False, prefix="/employer/introductions")
Id = Annotated[str, Path(max_length=64)]
_STATES = {
    "accept": ReferralState.accepted,
    "decline": ReferralState.declined,
    "more_time": ReferralState.more_time,
}


@router.get("")
def introductions(visit: VisitDep, page: Annotated[Page, Query()] = 1) -> Response:
    """List the introductions to this employer, those that wait first."""
    return visit.page("employer/introductions.html", found=list_introductions(visit.caller, page))


@router.get("/{referral}")
def one(visit: VisitDep, referral: Id) -> Response:
    """Show one introduction."""
    found = see_introduction(visit.caller, referral, visit.language)
    return visit.page("employer/introduction.html", introduction=found)


def _ask(visit: Visit, referral: str, kind: str, form: Form) -> Response:
    """The page on which one kind of answer is confirmed; one that was answered already only shows how."""
    found = see_introduction(visit.caller, referral, visit.language)
    if not found["answerable"] or (kind == "more_time" and not found["longer"]):
        return see(f"/employer/introductions/{referral}")
    reasons = [(code, visit.say(f"introductions.reason.{code}")) for code in DECLINE_REASONS]
    facts = {"introduction": found, "kind": kind, "reasons": reasons}
    return visit.page("employer/answer.html", form=form, **facts)


def _answered(posted: Posted, referral: str, kind: str, reason: str | None = None) -> Response:
    def act() -> str:
        return f"/employer/introductions/{answer_introduction(posted.visit.caller, referral, _STATES[kind], reason)}"

    return posted.confirmed(partial(_ask, posted.visit, referral, kind), act)


@router.get("/{referral}/accept")
def ask_accept(visit: VisitDep, referral: Id) -> Response:
    """Ask whether the person is really taken on."""
    return _ask(visit, referral, "accept", visit.form())


@router.post("/{referral}/accept")
def accept(posted: PostedDep, referral: Id) -> Response:
    """Accept an introduction."""
    return _answered(posted, referral, "accept")


@router.get("/{referral}/decline")
def ask_decline(visit: VisitDep, referral: Id) -> Response:
    """Ask why a person is not taken on."""
    return _ask(visit, referral, "decline", visit.form())


@router.post("/{referral}/decline")
def decline(posted: PostedDep, referral: Id) -> Response:
    """Decline an introduction, with a reason of the closed list."""
    reason = posted.text("reason")
    errors = {} if reason in DECLINE_REASONS else {"reason": posted.visit.say("introductions.reason_missing")}
    if errors:
        return _ask(posted.visit, referral, "decline", posted.form(errors))
    return _answered(posted, referral, "decline", reason)


@router.get("/{referral}/more-time")
def ask_more_time(visit: VisitDep, referral: Id) -> Response:
    """Ask whether more time is needed."""
    return _ask(visit, referral, "more_time", visit.form())


@router.post("/{referral}/more-time")
def more_time(posted: PostedDep, referral: Id) -> Response:
    """Move the day by which an answer is due."""
    return _answered(posted, referral, "more_time")
