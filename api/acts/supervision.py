"""What a supervisor asks: the plan, the targets, the runs, the model."""

from typing import Any

from sqlmodel import col, select

from api.service import Caller
from api.wording import Language
from matcher.planning import CaseloadPlan, plan_caseload
from matcher.ranking_tables import RerankRun
from matcher.report_facts import load_facts
from matcher.report_periods import read_period, running_year
from matcher.targets import Target, count_targets

_TARGET_WORDS = {
    "counselled": ("Đã tư vấn", "Counselled"),
    "trained": ("Đã học nghề", "Trained"),
    "stable_jobs": ("Việc ổn định", "Stable jobs"),
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


def kpi_view(caller: Caller, language: Language = "vi", period: str | None = None) -> dict[str, Any]:
    """The three targets of one period, as the report states them; of the running year where none is named.

    Raises
    ------
    NoSuchPeriod, FuturePeriod
        As :func:`the_period`.
    """
    caller.require("see_kpi")
    close_day, stable_after = caller.service.settings.report_day, caller.service.settings.stable_after_days
    asked = read_period(period, close_day, caller.today) if period else running_year(close_day, caller.today)
    with caller.sessions.read() as session:
        targets = count_targets(load_facts(session, stable_after), asked, caller.today)
    return {
        "as_of": targets[0].as_of.isoformat(),
        "period": asked.code,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "provisional": asked.runs(caller.today),
        "stable_after_days": stable_after,
        "items": [_item(t, language) for t in targets],
    }


def _item(target: Target, language: Language) -> dict[str, Any]:
    return {
        "code": target.code,
        "name": _TARGET_WORDS[target.code][language != "vi"],
        "numerator": target.numerator,
        "denominator": target.denominator,
        "goal": target.goal if target.of is None else target.goal / 100,
        "strict": target.strict,
        "met": target.met,
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
