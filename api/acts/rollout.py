"""The stepped roll-out by commune: drawn once, shown with what it could see, and reported honestly."""

from dataclasses import asdict
from typing import Any

from sqlmodel import col, select

from api.acts.model_words import NO_DIFFERENCE_VISIBLE, POWER, POWER_UNKNOWN, ROLLOUT
from api.service import Caller
from api.wording import Language
from employers.reference.places import find_commune
from matcher.ranking.shares import Figure
from matcher.ranking_tables import RolloutStep
from matcher.rollout import FEWEST_A_SIDE, Draw, Power, RolloutReport, draw_rollout, report_rollout
from matcher.tables import Person


def share_words(share: float, language: Language = "vi") -> str:
    """A share as people write it: ``34,2 %`` or ``34.2 %``."""
    text = f"{share * 100:.1f} %"
    return text.replace(".", ",") if language == "vi" else text


def open_communes(caller: Caller) -> tuple[str, ...]:
    """Communes where somebody with an open case lives."""
    with caller.service.ranker_sessions.read() as session:
        codes = session.exec(select(Person.commune_code).where(col(Person.closed_on).is_(None)).distinct()).all()
    return tuple(sorted(c for c in codes if c))


def draw(caller: Caller, wanted: Draw) -> list[RolloutStep]:
    """Draw the order for good and leave it in the trail.

    Raises
    ------
    RolloutRefused
        If one was drawn before, or the draw cannot be one.
    """
    caller.require("draw_rollout")
    with caller.sessions.write() as session:
        steps = draw_rollout(session, wanted, caller.today, caller.now())
        caller.audit(session, "draw_rollout", "rollout", str(wanted.seed), communes=len(steps))
        return steps


def power_words(power: Power, language: Language = "vi") -> str:
    """What difference could be seen at all, in one sentence."""
    say = 0 if language == "vi" else 1
    if power.base is None:
        return POWER_UNKNOWN[say]
    smallest = NO_DIFFERENCE_VISIBLE[say]
    if power.smallest is not None:
        smallest = f"{share_words(power.base, language)} → {share_words(power.base + power.smallest, language)}"
    return POWER[say].format(
        referrals=power.referrals_a_year, base=share_words(power.base, language), smallest=smallest
    )


def _figure(figure: Figure | None) -> dict[str, float] | None:
    if figure is None:
        return None
    return {name: round(bound, 4) for name, bound in asdict(figure).items()}


def step_view(step: RolloutStep) -> dict[str, Any]:
    """One commune's start as it leaves."""
    commune = find_commune(step.commune_code)
    return {
        "commune": step.commune_code,
        "name": commune.name if commune else step.commune_code,
        "order": step.drawn_order,
        "starts_on": step.starts_on.isoformat(),
    }


def report_view(report: RolloutReport, language: Language = "vi") -> dict[str, Any]:
    """How the roll-out stands, as it leaves."""
    say = 0 if language == "vi" else 1
    day = report.look_on.strftime("%d/%m/%Y") if report.look_on else "—"
    numbers = {"least": FEWEST_A_SIDE, "before": report.n_before, "after": report.n_after, "day": day}
    return {
        "state": report.state,
        "answer": ROLLOUT[report.state][say].format(**numbers),
        "power": power_words(report.power, language),
        "look_on": report.look_on.isoformat() if report.look_on else None,
        "outcomes_before": report.n_before,
        "outcomes_after": report.n_after,
        "before": _figure(report.before),
        "after": _figure(report.after),
        "gap": _figure(report.gap),
        "seed": report.steps[0].drawn_seed if report.steps else None,
        "steps": [step_view(s) for s in report.steps],
    }


def rollout_view(caller: Caller, language: Language = "vi") -> dict[str, Any]:
    """Whether the lists help, or that it cannot be said yet; over everybody, so read with the jobs' role."""
    caller.require("see_rollout")
    with caller.service.ranker_sessions.read() as session:
        report = report_rollout(session, caller.today, caller.service.settings.stable_after_days)
        return report_view(report, language)
