"""What a supervisor asks: the plan, the targets, the runs, the model."""

from typing import Any

from sqlmodel import col, select

from api.service import Caller
from api.wording import Language
from matcher.planning import CaseloadPlan, plan_caseload
from matcher.ranking_tables import RerankRun
from matcher.targets import count_targets

_TARGET_WORDS = {
    "counselled": ("Đã tư vấn", "Counselled"),
    "trained": ("Đã học nghề", "Trained"),
    "stable_jobs": ("Việc ổn định trong năm", "Stable jobs this year"),
}


def make_plan(caller: Caller) -> CaseloadPlan:
    """Who of the caller's people goes where."""
    caller.require("see_plan")
    seekers, market = caller.seekers(), caller.service.market()
    return caller.service.kept("plan", seekers, lambda model: plan_caseload(seekers, market, model))


def plan_view(caller: Caller) -> dict[str, Any]:
    """The plan as it leaves; every person in it is in the trail."""
    plan = make_plan(caller)
    with caller.sessions.write() as session:
        caller.audit(session, "see_plan", "person", *[p.person for p in plan.pairs])
    return {
        "as_of": caller.today.isoformat(),
        "expected_jobs": round(plan.expected_jobs, 3),
        "items": [{"person": p.person, "opening": p.opening, "chance": round(p.chance, 4)} for p in plan.pairs],
        "unplaced": list(plan.unplaced),
    }


def kpi_view(caller: Caller, language: Language = "vi") -> dict[str, Any]:
    """The scheme's targets among the caller's people."""
    caller.require("see_kpi")
    say = 0 if language == "vi" else 1
    with caller.sessions.read() as session:
        targets = count_targets(session, caller.today, caller.service.settings.stable_after_days)
    return {
        "as_of": caller.today.isoformat(),
        "stable_after_days": caller.service.settings.stable_after_days,
        "items": [
            {
                "code": t.code,
                "name": _TARGET_WORDS[t.code][say],
                "numerator": t.numerator,
                "denominator": t.denominator,
                "goal": t.goal,
            }
            for t in targets
        ],
    }


def run_view(run: RerankRun) -> dict[str, Any]:
    """A re-rank run as it leaves."""
    return run.model_dump(mode="json", exclude={"id"}) | {"version": run.id}


def list_runs(caller: Caller, limit: int = 50) -> list[dict[str, Any]]:
    """Re-rank runs, the newest first."""
    caller.require("see_runs")
    with caller.sessions.read() as session:
        rows = session.exec(select(RerankRun).order_by(col(RerankRun.id).desc()).limit(limit)).all()
        return [run_view(r) for r in rows]
