"""Whether lists, chances and the plan differ between groups of people: the one place that reads who belongs to which.

Sex and ethnicity are read here, by the jobs' own role, for figures over groups; no ranking module receives them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sqlmodel import Session, col, select

from employers.reference.places import find_commune
from employers.reference.text import fold
from matcher.model_store import CurrentModel
from matcher.people import Records, Seeker, load_records, make_seeker
from matcher.planning import plan_caseload
from matcher.ranking.demands import Market
from matcher.ranking.fairness import GroupComparison, compare_groups
from matcher.ranking.order import score_market
from matcher.tables import Person

UNKNOWN = "unknown"
# Last class of primary, lower and upper secondary school (Education Law 2019, Art. 28).
_SCHOOLING_BANDS = ((5, "primary"), (9, "lower_secondary"), (12, "upper_secondary"))
_COMMUNE_KINDS = {"phường": "ward", "xã": "commune", "đặc khu": "special_zone"}
_SEXES = {"nam": "male", "nu": "female"}
ATTRIBUTES = ("sex", "ethnicity", "commune_kind", "schooling")

# What a fair ranking must not see at all → another value to try it with.
PROTECTED: Mapping[str, tuple[Any, ...]] = {
    "sex": ("nam", "nữ", None),
    "ethnicity": ("Kinh", "K'Ho", None),
    "programme": ("sau cai", "tự nguyện", None),
}
PAIRED_PEOPLE = 50


def groups_of(person: Person, schooling: int | None) -> dict[str, str]:
    """The group of a person under each of :data:`ATTRIBUTES`; ``unknown`` where nothing is on record."""
    commune = find_commune(person.commune_code) if person.commune_code else None
    ethnicity = fold(person.ethnicity or "")
    band = next((name for last, name in _SCHOOLING_BANDS if schooling is not None and schooling <= last), None)
    return {
        "sex": _SEXES.get(fold(person.sex or ""), UNKNOWN),
        "ethnicity": ("kinh" if ethnicity == "kinh" else "other") if ethnicity else UNKNOWN,
        "commune_kind": _COMMUNE_KINDS[commune.kind] if commune else UNKNOWN,
        "schooling": UNKNOWN if schooling is None else (band or "upper_secondary"),
    }


@dataclass(frozen=True)
class Fairness:
    """Figures over groups, and the paired-profile test.

    Attributes
    ----------
    comparisons : tuple of GroupComparison
        ``suggested`` and ``planned`` are shares of people, ``best_chance`` is the mean chance of each person's best
        opening (0 to 1), ``seat_price`` the mean price of the seat planned (0 to 1) of those who have one.
    people : int
        Open cases that were measured.
    changed_by : dict of protected attribute to int
        People (of :data:`PAIRED_PEOPLE` at most) for whom changing that attribute alone changed any score or rule.
    """

    comparisons: tuple[GroupComparison, ...]
    people: int
    changed_by: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """The figures as plain values, as they are kept with the model that they describe."""
        return asdict(self)


@dataclass(frozen=True)
class _Caseload:
    people: Sequence[Person]
    seekers: Sequence[Seeker]


def _caseload(session: Session, today: date) -> _Caseload:
    records = load_records(session)
    everyone = session.exec(select(Person).order_by(col(Person.code))).all()
    people = [p for p in everyone if p.closed_on is None or p.closed_on > today]
    return _Caseload(people, [make_seeker(p, records[p.id or 0], today) for p in people])


def _best_chances(seekers: Iterable[Seeker], market: Market, model: CurrentModel) -> NDArray[np.float64]:
    """Chance of each person's best opening; NaN for those to whom none can be suggested."""
    best = []
    for seeker in seekers:
        scored = score_market(model.ranker, seeker.profile, seeker.availability, market)
        eligible = scored.among_eligible.score
        best.append(float(expit(eligible.max())) if eligible.size else np.nan)
    return np.array(best)


def _measures(caseload: _Caseload, market: Market, model: CurrentModel) -> dict[str, tuple[NDArray[np.float64], bool]]:
    """Each measure as a column over people, and whether it is a share."""
    best = _best_chances(caseload.seekers, market, model)
    prices = {pair.person: pair.seat_price for pair in plan_caseload(caseload.seekers, market, model).pairs}
    return {
        "suggested": ((~np.isnan(best)).astype(float), True),
        "best_chance": (best, False),
        "planned": (np.array([float(s.code in prices) for s in caseload.seekers]), True),
        "seat_price": (np.array([prices.get(s.code, np.nan) for s in caseload.seekers]), False),
    }


def measure_fairness(session: Session, market: Market, model: CurrentModel, today: date) -> Fairness:
    """Compare what groups of people get from the ranking, over every open case.

    Parameters
    ----------
    session : Session
        Of the ranker's role: everybody's records, nobody's identity.
    market : Market
        Openings on offer today.
    """
    caseload = _caseload(session, today)
    groups = [groups_of(p, s.availability.schooling) for p, s in zip(caseload.people, caseload.seekers, strict=True)]
    measures = _measures(caseload, market, model)
    comparisons = []
    for attribute in ATTRIBUTES:
        labels = [of_person[attribute] for of_person in groups]
        for name, (values, is_share) in measures.items():
            comparisons.append(compare_groups(attribute, name, labels, values, is_share=is_share))
    return Fairness(tuple(comparisons), len(caseload.people), changed_by_protected(session, market, model, today))


def _judged(person: Person, records: Records, market: Market, model: CurrentModel, today: date) -> tuple[bytes, bytes]:
    seeker = make_seeker(person, records, today)
    scored = score_market(model.ranker, seeker.profile, seeker.availability, market)
    return scored.score.tobytes(), scored.eligibility.eligible.tobytes()


def _with(person: Person, attribute: str, value: object) -> Person:
    """A loose copy of a row with one column changed; it never enters the session."""
    return Person(**(person.model_dump() | {attribute: value}))


def changed_by_protected(
    session: Session, market: Market, model: CurrentModel, today: date, people: int = PAIRED_PEOPLE
) -> dict[str, int]:
    """Change one protected attribute at a time and count the people for whom any score or rule changed (must be 0)."""
    records = load_records(session)
    open_case = col(Person.closed_on).is_(None) | (col(Person.closed_on) > today)
    rows = session.exec(select(Person).where(open_case).order_by(col(Person.code)).limit(people)).all()
    before = {p.code: _judged(p, records[p.id or 0], market, model, today) for p in rows}
    return {
        attribute: sum(
            any(
                _judged(_with(p, attribute, v), records[p.id or 0], market, model, today) != before[p.code]
                for v in values
                if v != getattr(p, attribute)
            )
            for p in rows
        )
        for attribute, values in PROTECTED.items()
    }
