"""Why an opening stands where it stands: every term of a score as a :class:`Reason`, and what to look out for.

A reason is a code, the term's exact share of the score, and the facts that its sentence needs; the sentences stand in
the application, in both languages.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from matcher.ranking.demands import CONTRACTS, EMPLOYER_KINDS, Demand
from matcher.ranking.profiles import SkillEvidence

Fact = str | int | float
SAME_TRADE = 0.999
NEAR_TRADE = 0.5
# Terms smaller than this, in log-odds, change a chance by about one percentage point or less and are not worth a line.
WORTH_A_LINE = 0.05


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason or caution.

    Attributes
    ----------
    code : str
        Names the sentence; closed list in ``api.wording``.
    weight : float
        Log-odds against the model's reference pair; 0 for a fact that the score does not use.
    facts : mapping
        What the sentence needs: words, kilometres, VND, rates.
    """

    code: str
    weight: float
    facts: Mapping[str, Fact] = field(default_factory=dict)


def _trade_code(value: float) -> str:
    if value >= SAME_TRADE:
        return "trade_match"
    return "trade_near" if value >= NEAR_TRADE else "trade_other"


def _level(names: Sequence[str], prefix: str) -> Callable[[float], str]:
    return lambda value: f"{prefix}_{names[int(value)]}"


_CODES: dict[str, Callable[[float], str]] = {
    "trade_nearness": _trade_code,
    "skill_coverage": lambda v: "skill_strong" if v >= 0.6 else "skill_some",
    "experience_months": lambda v: "experience" if v >= 1 else "experience_none",
    "experience_gap": lambda v: "experience_gap" if v > 0 else "experience_enough",
    "schooling_margin": lambda _: "schooling_enough",
    "wish_nearness": lambda v: "wish_match" if v >= SAME_TRADE else ("wish_near" if v >= NEAR_TRADE else "wish_other"),
    "commute_km": lambda _: "commute",
    "wage_ratio": lambda _: "wage",
    "wage_margin": lambda _: "wage_margin",
    "seats": lambda _: "seats",
    "posting_age_days": lambda _: "posting_age",
    "evidence_age_years": lambda _: "evidence_age",
    "answer_rate": lambda _: "answer_rate",
    "housing": _level(("none", "can_stay", "cannot_stay"), "housing"),
    "transport": _level(("provided", "own", "none"), "transport"),
    "meals": _level(("no", "yes"), "meals"),
    "training_on_job": _level(("no", "yes"), "training_on_job"),
    "shift_kind": _level(("day", "evening", "night", "rotating"), "shift"),
    "contract": _level(CONTRACTS, "contract"),
    "employer_kind": _level(EMPLOYER_KINDS, "employer_kind"),
    "employer": lambda _: "employer_memory",
}
_UNKNOWN = {
    "trade_nearness": "trade_unknown",
    "skill_coverage": "skill_unknown",
    "experience_months": "experience_unknown",
    "experience_gap": "experience_unknown_asked",
    "schooling_margin": "schooling_unknown",
    "wish_nearness": "wish_unknown",
    "commute_km": "commute_unknown",
    "wage_ratio": "wage_unknown",
    "wage_margin": "wage_margin_unknown",
    "seats": "seats_unknown",
    "posting_age_days": "posting_age_unknown",
    "evidence_age_years": "evidence_age_unknown",
    "answer_rate": "answer_rate_unknown",
    "housing": "housing_unknown",
    "transport": "transport_unknown",
    "meals": "meals_unknown",
    "training_on_job": "training_on_job_unknown",
    "shift_kind": "shift_unknown",
    "contract": "contract_unknown",
    "employer_kind": "employer_kind_unknown",
    "employer": "employer_memory",
}
NO_TRADE = "opening_trade_unknown"
"""What keeps a trade from being compared where it is the opening that names none, whatever is known of the person."""
AT_HOME = {
    "commute_km": "own_home",
    "transport": "own_no_way",
    "shift_kind": "own_hours",
    "housing": "own_lodging",
    "wage_ratio": "own_income",
    "wage_margin": "own_income_margin",
    "seats": "own_no_seats",
    "posting_age_days": "own_no_posting",
    "answer_rate": "own_no_answer",
    "contract": "own_alone",
    "employer_kind": "own_household",
    "employer": "own_memory",
}
"""What terms are called of work on one's own at home, where there is no employer to speak of."""
TWO_WAY_CODES = {
    "commute_km x housing": "commute_with_housing",
    "trade_nearness x skill_coverage": "trade_with_skill",
}


def reason_code(feature: str, value: float) -> str:
    """Name the sentence of one term; a two-way term has one code, whatever its value."""
    if feature in TWO_WAY_CODES:
        return TWO_WAY_CODES[feature]
    return _UNKNOWN[feature] if math.isnan(value) else _CODES[feature](value)


def _evidence_facts(evidence: SkillEvidence | None) -> dict[str, Fact]:
    if evidence is None:
        return {}
    record = evidence.record
    facts: dict[str, Fact] = {"source": evidence.source, "words": record.words, "isco": evidence.isco}
    for name in ("level", "result", "months"):
        value = getattr(record, name, None)
        if value is not None:
            facts[name] = value
    if record.ended_on:
        facts["ended"] = f"{record.ended_on:%m/%Y}"
    return facts


def term_reason(feature: str, weight: float, value: float, demand: Demand, evidence: SkillEvidence | None) -> Reason:
    """Turn one term of a score into a reason with the facts its sentence needs; ``value`` is NaN when unknown."""
    if feature == "trade_nearness" and not demand.isco:
        return Reason(NO_TRADE, weight)
    facts: dict[str, Fact] = {} if math.isnan(value) else {"value": round(value, 4)}
    if feature in ("trade_nearness", "skill_coverage"):
        facts |= _evidence_facts(evidence)
    if feature.startswith("wage") and demand.best_wage_vnd is not None:
        facts["wage_vnd"] = demand.best_wage_vnd
    if feature == "experience_gap" and demand.experience_months:
        facts["asked"] = demand.experience_months
    if feature == "employer":
        facts["better"] = int(weight > 0)
    own = AT_HOME.get(feature) if demand.at_home else None
    return Reason(own or reason_code(feature, value), weight, facts)


def _is_met(wish: str, value: str | int, age: int | None) -> bool:
    """Tell whether an employer's wish about age is surely met; of sex ranking knows nothing, so that wish is told."""
    if age is None or isinstance(value, str):
        return False
    # A year of birth alone counts as its last day: the person may be a year older than ``age``.
    return age >= value if wish == "min_age" else age + 1 <= value


def facts_to_mind(demand: Demand, age: int | None = None) -> list[Reason]:
    """List what a case worker should know of an opening although the score does not use it; weights are 0.

    Parameters
    ----------
    age : int or None
        The least full years of age that the person may have; None where the birth is not on record. A wish that is
        surely met is no caution.
    """
    wishes = [(name, value) for name, value in demand.wishes if not _is_met(name, value, age)]
    cautions = [Reason(f"wish_{name}", 0.0, {"value": value}) for name, value in wishes]
    low, minimum = demand.low_wage_vnd, demand.region_minimum_vnd
    if low is not None and minimum is not None and low < minimum:
        cautions.append(Reason("low_end_under_minimum", 0.0, {"wage_vnd": low, "minimum_vnd": minimum}))
    if demand.schooling_preferred and demand.schooling is not None:
        cautions.append(Reason("schooling_preferred", 0.0, {"value": demand.schooling}))
    return cautions


def closes_before_return(closes_on: date | None, home_on: date | None, today: date) -> list[Reason]:
    """Tell that an opening takes nobody any more when a person who is still away comes home; the weight is 0.

    Of the programme: for the case worker's side alone, never for an employer's.

    Parameters
    ----------
    closes_on : date or None
        The opening's last day; None where it has none.
    home_on : date or None
        The day on which the person comes home.
    """
    if closes_on is None or home_on is None or not today < home_on or closes_on >= home_on:
        return []
    days: dict[str, Fact] = {"closes": f"{closes_on:%d/%m/%Y}", "home": f"{home_on:%d/%m/%Y}"}
    return [Reason("closes_before_return", 0.0, days)]


NEVER_FOR = (
    (frozenset(_UNKNOWN.values()) - {"employer_memory"})
    | frozenset(TWO_WAY_CODES.values())
    | {
        NO_TRADE,
        "trade_other",
        "wish_other",
        "experience_none",
        "experience_gap",
        "housing_none",
        "housing_cannot_stay",
        "transport_none",
        "meals_no",
        "training_on_job_no",
        "contract_seasonal",
        "shift_night",
        "own_no_way",
        "own_lodging",
        "own_income",
        "own_income_margin",
        "own_no_seats",
        "own_no_posting",
        "own_alone",
        "own_household",
    }
)
"""What a case worker would not call a reason, even where it weighs a little more than the reference pair does."""
NEVER_AGAINST = frozenset(TWO_WAY_CODES.values()) | {
    "trade_match",
    "wish_match",
    "skill_strong",
    "experience_enough",
    "schooling_enough",
    "housing_can_stay",
    "transport_provided",
    "meals_yes",
    "training_on_job_yes",
    "contract_indefinite",
    "own_home",
    "own_no_way",
    "own_hours",
    "own_lodging",
    "own_income_margin",
    "own_no_seats",
    "own_no_posting",
    "own_no_answer",
    "own_household",
}
"""What nobody would take for a caution, even where the reference pair has it more strongly."""


ALWAYS_TOLD = (NO_TRADE, "wage_unknown", "own_income", "commute_unknown", "shift_unknown")
"""Unknown trade, pay, place and hours never block, they caution (formats.md), whatever they weigh in the score."""


_SKILL_CODES = frozenset({"skill_strong", "skill_some", "skill_unknown"})
_SAID_OF_NO_TRADE = frozenset({"skill_unknown", "experience_unknown", "wish_unknown"})
"""What cannot be compared with an opening that names no trade: said once, of the opening, and not of the person."""


def _divide(codes: Sequence[str], weights: Sequence[float]) -> tuple[list[int], list[int]]:
    """Rows that speak for an opening and rows that speak against, the weightiest first, trifles left out.

    At least one line always stands under "for", so that no suggestion comes without its reason.
    """
    # How well another trade is mastered tells a case worker nothing about this one.
    beside_the_point = _SKILL_CODES if "trade_other" in codes else frozenset()
    if NO_TRADE in codes:
        beside_the_point = _SAID_OF_NO_TRADE
    shown = [i for i in range(len(codes)) if codes[i] not in beside_the_point]
    order = sorted(shown, key=lambda i: -weights[i])
    speaks_for = [i for i in order if codes[i] not in NEVER_FOR]
    good = [i for i in speaks_for if weights[i] >= WORTH_A_LINE] or speaks_for[:1] or order[:1]
    speaks_against = [i for i in reversed(order) if codes[i] not in NEVER_AGAINST]
    told = [i for i in speaks_against if weights[i] <= -WORTH_A_LINE or codes[i] in ALWAYS_TOLD]
    against = [i for i in told if i not in good]
    if "trade_match" in codes:
        # A wish for other work matters, but what could hinder the person's own trade comes first.
        against.sort(key=lambda i: codes[i] == "wish_other")
    return good, against


def split_reasons(reasons: Sequence[Reason]) -> tuple[list[Reason], list[Reason]]:
    """Divide terms into what speaks for an opening and what speaks against."""
    good, against = _divide([r.code for r in reasons], [r.weight for r in reasons])
    return [reasons[i] for i in good], [reasons[i] for i in against]
