"""Decisions on suggestions."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.acts.decisions import CONSENT_WORDING, Wanted, decide
from api.deps import CallerDep
from api.once import OnceRoute
from api.person_bodies import DecisionBody
from api.problems import problem
from matcher.consents import ConsentAct
from matcher.decisions import DISMISS_REASONS
from matcher.tables import DecisionKind, Referral

router = APIRouter(prefix="/people", tags=["decisions"], route_class=OnceRoute)


@router.post("/{code}/decisions", status_code=201)
def make_decision(caller: CallerDep, code: Annotated[str, Path(max_length=64)], body: DecisionBody) -> dict[str, Any]:
    """Refer, dismiss, take a dismissal back, or set rules aside with a reason."""
    kind = DecisionKind(body.decision)
    reason, note = body.reason, body.note
    if kind == DecisionKind.dismiss and reason not in DISMISS_REASONS:
        reason, note = "other", f"{body.reason}\n{note}" if note else body.reason
    if kind == DecisionKind.override and not body.rules:
        raise problem(422, "Cần nêu điều kiện được bỏ qua (rules).")
    consent = None
    if body.consent is not None:
        given = body.consent
        consent = ConsentAct(given.given_on, tuple(given.fields), given.proof, given.expires_on, CONSENT_WORDING)
    done = decide(caller, code, Wanted(body.opening, kind, reason, note, consent, body.rules))
    view: dict[str, Any] = {"person": code, "opening": body.opening, "decision": body.decision, "reason": reason}
    if isinstance(done, Referral):
        return view | {"referral": done.id, "alias": done.alias, "answer_by": str(done.answer_by)}
    return view
