"""Introductions, as each side may read them, and their answers."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.acts import introductions as acts
from api.deps import CallerDep, LanguageDep
from api.market_bodies import AnswerBody
from api.once import OnceRoute
from api.problems import problem
from matcher.tables import ReferralState

router = APIRouter(prefix="/referrals", tags=["referrals"], route_class=OnceRoute)
_STATES = {
    "accept": ReferralState.accepted,
    "decline": ReferralState.declined,
    "more_time": ReferralState.more_time,
    "person_declined": ReferralState.person_declined,
}


@router.get("")
def list_referrals(caller: CallerDep, language: LanguageDep) -> dict[str, Any]:
    """List introductions, the newest first."""
    items = acts.list_referrals(caller, language)
    return {"total": len(items), "items": items}


@router.post("/{referral_id}/answer")
def answer_referral(
    caller: CallerDep, referral_id: Annotated[str, Path(max_length=64)], body: AnswerBody
) -> dict[str, Any]:
    """Accept, decline with a reason, or ask for more time."""
    if body.answer == "decline" and not body.reason:
        raise problem(422, "Khi chưa tiếp nhận, cần ghi lý do.")
    return acts.answer(caller, referral_id, _STATES[body.answer], body.reason)
