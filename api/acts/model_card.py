"""The model card: what the ranking model predicts, from how much, how surely, where it fails, whom it treats how.

What must describe the day of the fit (losses, fairness, width of intervals) was stored with the model by the training
job; tables, versions and comparisons are read as they are now.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from api.acts.model_words import (
    ATTRIBUTES,
    COMPARED,
    FAIRNESS_NOT_MEASURED,
    GROUPS,
    LIMITS,
    MEASURES,
    NOTHING_SHOWN,
    PREDICTS,
    RANKERS,
    STATES,
    Words,
    known_words,
)
from api.acts.rollout import rollout_view, share_words
from api.service import Caller
from api.small_cells import rounded
from api.wording import VERDICTS, Language, damaged_note, model_note
from matcher.comparison import Comparison, Ended, compare_rules
from matcher.fairness import measure_fairness
from matcher.model_store import CurrentModel, list_models, promote
from matcher.ranking.drawn_tables import DrawnTable, DrawnTwoWay, drawn_tables, drawn_two_way
from matcher.ranking.fairness import SMALLEST_CELL
from matcher.ranking_tables import RankingModel

HIDDEN = "*"


def _in(language: Language, words: Words) -> str:
    return words[0 if language == "vi" else 1]


def _numbers(values: Sequence[float]) -> list[float]:
    return [round(float(v), 4) for v in values]


def table_view(table: DrawnTable) -> dict[str, Any]:
    """One table to draw, in log-odds, one entry a bin; the last bin is "unknown"."""
    return {
        "feature": table.feature,
        "unit": table.unit,
        "monotone": table.monotone,
        "why": table.why,
        "source": table.source,
        "bins": list(table.bins),
        "middle": [None if m is None else round(m, 4) for m in table.middle],
        "expert": _numbers(table.expert.tolist()),
        "fitted": _numbers(table.fitted.tolist()),
        "standard_error": _numbers(table.standard_error.tolist()),
    }


def two_way_view(table: DrawnTwoWay) -> dict[str, Any]:
    """One table of two features, in log-odds: rows are bins of the first."""
    return {
        "features": list(table.features),
        "bins": [list(words) for words in table.bins],
        "expert": [_numbers(row) for row in table.expert.tolist()],
        "fitted": [_numbers(row) for row in table.fitted.tolist()],
    }


def _cell_view(cell: Mapping[str, Any], language: Language) -> dict[str, Any]:
    figure, gap = cell["figure"], cell["gap"]
    return {
        "group": cell["group"],
        "name": _in(language, GROUPS[cell["group"]]),
        "people": rounded(cell["people"]),
        "value": figure and round(figure["value"], 4),
        "low": figure and round(figure["low"], 4),
        "high": figure and round(figure["high"], 4),
        "gap": gap and {name: round(bound, 4) for name, bound in gap.items()},
        "shown": share_words(figure["value"], language) if figure else HIDDEN,
    }


def fairness_view(stored: Mapping[str, Any], measured_on: str, language: Language) -> dict[str, Any]:
    """Figures over groups as they leave: a hidden cell has no number and is shown as ``*``."""
    return {
        "measured_on": measured_on,
        "people": stored["people"],
        "smallest_cell": SMALLEST_CELL,
        "paired_profiles_changed": {
            _in(language, ATTRIBUTES[name]): count for name, count in stored["changed_by"].items()
        },
        "comparisons": [
            {
                "attribute": c["attribute"],
                "attribute_name": _in(language, ATTRIBUTES[c["attribute"]]),
                "measure": c["measure"],
                "measure_name": _in(language, MEASURES[c["measure"]]),
                "reference": c["reference"],
                "cells": [_cell_view(cell, language) for cell in c["cells"]],
            }
            for c in stored["comparisons"]
        ],
    }


def _version_view(row: RankingModel, language: Language) -> dict[str, Any]:
    verdict = str(row.report.get("verdict", ""))
    return {
        "version": row.version,
        "state": row.state,
        "state_name": _in(language, STATES[row.state]),
        "outcomes": row.outcomes,
        "created_at": row.created_at.isoformat(),
        "verdict": verdict or None,
        "verdict_text": _in(language, VERDICTS[verdict]) if verdict in VERDICTS else None,
    }


def _ended_view(ended: Ended, language: Language) -> dict[str, Any]:
    figure = ended.lasted if ended.outcomes >= SMALLEST_CELL else None
    return {
        "outcomes": ended.outcomes,
        "lasted": figure and round(figure.value, 4),
        "low": figure and round(figure.low, 4),
        "high": figure and round(figure.high, 4),
        "shown": share_words(figure.value, language) if figure else HIDDEN,
    }


def comparison_view(comparison: Comparison, language: Language) -> dict[str, Any]:
    """What simpler rules would have shown, beside what was shown."""
    return {
        "displays": comparison.displays,
        "referred_unseen": comparison.referred_unseen,
        "note": _in(language, COMPARED if comparison.displays else NOTHING_SHOWN),
        "rules": [
            {
                "rule": r.rule,
                "name": _in(language, RANKERS[r.rule]),
                "overlap": None if r.overlap is None else round(r.overlap, 4),
                "also_by_rule": _ended_view(r.also_by_rule, language),
                "only_shown": _ended_view(r.only_shown, language),
            }
            for r in comparison.rules
        ],
    }


def _losses_view(report: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    losses = sorted(report.get("losses", {}).items(), key=lambda entry: entry[1][0])
    orders = report.get("orders", {})
    rows = []
    for name, (loss, error) in losses:
        order, order_error = orders.get(name, (None, None))
        row = {"ranker": name, "name": _in(language, RANKERS[name]), "loss": loss, "standard_error": error}
        rows.append(row | {"ndcg": order, "ndcg_standard_error": order_error})
    return rows


def _fairness(session: Session, caller: Caller, model: CurrentModel, measure: bool) -> tuple[Mapping[str, Any], str]:
    """Figures of a version that was never trained: measured now where that is asked for, else none."""
    if not measure:
        return {}, ""
    measured = measure_fairness(session, caller.service.market(), model, caller.today)
    return measured.as_dict(), caller.today.isoformat()


def fairness_card(caller: Caller, language: Language = "vi", *, measure: bool = False) -> dict[str, Any] | None:
    """Figures over groups of the model in force alone; None where training stored none and none are measured now."""
    caller.require("see_model")
    model = caller.service.model()
    with caller.service.ranker_sessions.read() as session:
        report = next((v.report for v in list_models(session) if v.version == model.version), {})
        fairness, measured_on = report.get("fairness") or {}, report.get("fitted_on", "")
        if not fairness:
            fairness, measured_on = _fairness(session, caller, model, measure)
    return fairness_view(fairness, measured_on, language) if fairness else None


def model_card(caller: Caller, language: Language = "vi", *, measure: bool = False) -> dict[str, Any]:
    """The card of the model in force.

    Parameters
    ----------
    measure : bool
        Measure fairness now where no training stored it: seconds for a province, so not on every request.
    """
    caller.require("see_model")
    model = caller.service.model()
    stable = caller.service.settings.stable_after_days
    with caller.service.ranker_sessions.read() as session:
        versions = list_models(session)
        report = next((v.report for v in versions if v.version == model.version), {})
        fairness, measured_on = report.get("fairness") or {}, report.get("fitted_on", "")
        if not fairness:
            fairness, measured_on = _fairness(session, caller, model, measure)
        comparison = compare_rules(session, caller.today, stable)
    width = report.get("mean_width")
    if width is None:
        width = caller.service.interval_width(model)
    return {
        "version": model.version,
        "outcomes": model.outcomes,
        "note": model_note(model.outcomes, language),
        "known_on_the_day": known_words(model.outcomes, report.get("snapshots", 0), language),
        "predicts": _in(language, PREDICTS),
        "stable_after_days": stable,
        "fitted_on": report.get("fitted_on") or None,
        "tau": report.get("tau", model.ranker.tau),
        "mean_interval_width": round(width, 4),
        "interval": model.ranker.interval,
        "losses": _losses_view(report, language),
        "tables": [table_view(t) for t in drawn_tables(model.ranker)],
        "two_way": [two_way_view(t) for t in drawn_two_way(model.ranker)],
        "limits": [_in(language, words) for words in LIMITS],
        "fairness": fairness_view(fairness, measured_on, language) if fairness else None,
        "fairness_note": None if fairness else _in(language, FAIRNESS_NOT_MEASURED),
        "comparison": comparison_view(comparison, language),
        "rollout": rollout_view(caller, language),
        "versions": [_version_view(v, language) for v in versions],
        "damaged_versions": list(model.damaged),
        "damaged_note": damaged_note(model.version, model.damaged, language),
    }


def list_versions(caller: Caller, language: Language = "vi") -> list[dict[str, Any]]:
    """Every version of the model that was fitted here."""
    caller.require("see_model")
    with caller.service.ranker_sessions.read() as session:
        return [_version_view(row, language) for row in list_models(session)]


def use_version(caller: Caller, version: int) -> None:
    """Put one version of the model in force; lists follow with the next ranking.

    Raises
    ------
    NoUsableModel
        If there is no such version, or it is damaged.
    """
    caller.require("use_model")
    with caller.sessions.write() as session:
        promote(session, version)
        caller.audit(session, "use_model", "model", str(version))
