"""Describe pairs of a person and an opening in numbers, the only ones the ranking model ever sees.

Name, sex, ethnicity, religion, health, treatment, conviction, programme and age are not here and must not come here;
``tests/matcher/test_forbidden_inputs.py`` proves it by changing them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from employers.reference.occupations import nearness_matrix
from matcher.ranking.availability import Availability
from matcher.ranking.demands import SHIFTS, Market
from matcher.ranking.eligibility import commute_km, stays_over
from matcher.ranking.profiles import SkillEvidence, SkillProfile, Work

FEATURE_NAMES = (
    "trade_nearness",
    "skill_coverage",
    "experience_months",
    "experience_gap",
    "schooling_margin",
    "wish_nearness",
    "commute_km",
    "wage_ratio",
    "wage_margin",
    "seats",
    "posting_age_days",
    "evidence_age_years",
    "answer_rate",
    "housing",
    "transport",
    "meals",
    "training_on_job",
    "shift_kind",
    "contract",
    "employer_kind",
)
# Work in an occupation nearer than this counts as experience, in proportion to its nearness. Expert judgement.
NEAR_ENOUGH = 0.5
_DAYS_A_YEAR = 365.25

Column = NDArray[np.float64]


@dataclass(frozen=True)
class PairFeatures:
    """One person against a market.

    Attributes
    ----------
    X : ndarray of shape (n_openings, n_features)
        Columns follow :data:`FEATURE_NAMES`; NaN means unknown.
    nearest : tuple of length n_openings
        The evidence that the trade columns of each row stand on, or None.
    """

    X: NDArray[np.float64]
    nearest: tuple[SkillEvidence | None, ...]


def _nearness_to(codes: list[str], market: Market) -> NDArray[np.float64]:
    """Nearness of given codes to each opening's nearest code, shape (n_codes, n_openings); NaN where none is known."""
    if not market.iscos:
        return np.full((len(codes), len(market)), np.nan)
    table = nearness_matrix([*codes, *market.iscos])[: len(codes), len(codes) :]
    padded = np.hstack([table, np.full((len(codes), 1), -1.0)])  # index −1, "no code", is the last column
    best = padded[:, market.isco_rows].max(axis=2)
    return np.where(best < 0, np.nan, best)


def _trade(profile: SkillProfile, market: Market) -> tuple[Column, Column, tuple[SkillEvidence | None, ...]]:
    unknown = np.full(len(market), np.nan)
    if not profile.evidence:
        return unknown, unknown, (None,) * len(market)
    near = _nearness_to([e.isco for e in profile.evidence], market)
    levels = np.array([e.level for e in profile.evidence])[:, None]
    best = np.where(np.isnan(near), -1.0, near * (0.5 + 0.5 * levels)).argmax(axis=0)
    across = np.arange(len(market))
    nearness = near[best, across]
    known = ~np.isnan(nearness)
    held = (*profile.evidence, None)
    nearest = tuple(map(held.__getitem__, np.where(known, best, -1).tolist()))
    return nearness, np.where(known, levels[best, 0], np.nan), nearest


def _experience(profile: SkillProfile, market: Market) -> Column:
    if not profile.has_work_history:
        return np.full(len(market), np.nan)
    months = np.zeros(len(market))
    # In a fixed order, each record once: the order of a sum decides its last bit.
    for work in dict.fromkeys(e.record for e in profile.evidence if isinstance(e.record, Work)):
        near = np.nan_to_num(_nearness_to(list(work.isco), market), nan=0.0).max(axis=0)
        months += np.where(near >= NEAR_ENOUGH, near * float(work.months or 0), 0.0)
    trade_known = (market.isco_rows >= 0).any(axis=1)
    return np.where(trade_known, months, np.nan)


def wished_for(profile: SkillProfile, market: Market) -> NDArray[np.bool_]:
    """Tell which openings come near something that a person wishes for, shape (n_openings,)."""
    return np.asarray(np.nan_to_num(_wish(profile, market)) >= NEAR_ENOUGH, dtype=np.bool_)


def _wish(profile: SkillProfile, market: Market) -> Column:
    codes = [code for _, iscos in profile.wishes for code in iscos]
    if not codes:
        return np.full(len(market), np.nan)
    return np.asarray(_nearness_to(codes, market).max(axis=0))


def _housing(person: Availability, market: Market) -> Column:
    offered = market.columns["housing"] == 1
    return np.where(offered, np.where(stays_over(person, market), 1.0, 2.0), 0.0)


def _transport(person: Availability, market: Market) -> Column:
    own = np.nan if person.own_vehicle is None else (1.0 if person.own_vehicle else 2.0)
    no_need = market.flags["at_home"]
    return np.where(market.columns["transport"] == 1, 0.0, np.where(no_need, 1.0, own))


def shift_kinds(person: Availability, market: Market) -> Column:
    """The kind of shift the person would work: 0 day, 1 evening, 2 night, 3 several in turn, NaN unknown.

    Who works at home chooses their hours: day.
    """
    can = np.stack([market.flags[f"shift:{n}"] & (not person.shifts or n in person.shifts) for n in SHIFTS])
    kinds = np.where(can.sum(axis=0) == 1, can.argmax(axis=0).astype(float), 3.0)
    return np.where(can.any(axis=0), kinds, np.where(market.flags["at_home"], 0.0, np.nan))


def _evidence_age(profile: SkillProfile, market: Market) -> Column:
    if profile.last_evidence_on is None:
        return np.full(len(market), np.nan)
    days = (market.as_of - profile.last_evidence_on).days
    return np.full(len(market), max(0, days) / _DAYS_A_YEAR)


def pair_features(profile: SkillProfile, person: Availability, market: Market) -> PairFeatures:
    """Describe one person against every opening of a market.

    Parameters
    ----------
    profile : SkillProfile
        Skills from 0 to 1 with their evidence; an absent skill means no evidence, not zero.
    person : Availability
        Home, shifts and readiness to stay over; nothing about health or treatment is read here.
    market : Market
        Openings as columns, length n_openings.

    Returns
    -------
    PairFeatures
        Never raises: a person of whom nothing is known gets NaN columns and wide intervals.
    """
    columns = market.columns
    nearness, coverage, nearest = _trade(profile, market)
    experience = _experience(profile, market)
    asked = np.nan_to_num(columns["experience"], nan=0.0)
    gap = np.where(asked == 0, 0.0, np.maximum(asked - experience, 0.0))
    needed = np.nan_to_num(columns["schooling"], nan=0.0)
    margin = np.full(len(market), np.nan) if profile.schooling is None else profile.schooling - needed
    floor = np.nan if not person.wage_floor_vnd else float(person.wage_floor_vnd)
    table = {
        "trade_nearness": nearness,
        "skill_coverage": coverage,
        "experience_months": experience,
        "experience_gap": gap,
        "schooling_margin": margin,
        "wish_nearness": _wish(profile, market),
        "commute_km": commute_km(person, market),
        "wage_ratio": columns["best_wage"] / columns["region_minimum"],
        "wage_margin": columns["best_wage"] / floor,
        "seats": columns["seats"],
        "posting_age_days": columns["posting_age"],
        "evidence_age_years": _evidence_age(profile, market),
        "answer_rate": columns["answer_rate"],
        "housing": _housing(person, market),
        "transport": _transport(person, market),
        "meals": columns["meals"],
        "training_on_job": columns["training_on_job"],
        "shift_kind": shift_kinds(person, market),
        "contract": columns["contract"],
        "employer_kind": columns["employer_kind"],
    }
    return PairFeatures(np.column_stack([table[name] for name in FEATURE_NAMES]), nearest)
