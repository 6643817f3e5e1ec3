"""People as a compiled kernel sees them: each a few small integers, and the tables that these point into.

Whatever the rules and the score see of a person alone is coded once per distinct value (a set of licences, a class of
schooling), by the very functions that judge a single person.
"""

from array import array
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from employers.reference.occupations import nearness_matrix
from matcher.ranking.availability import Availability, age_on
from matcher.ranking.coded_openings import CodedOpenings
from matcher.ranking.eligibility import ADULT_AGE, MINIMUM_AGE, OVERRIDABLE, RULES, broken_by
from matcher.ranking.features import FEATURE_NAMES, pair_features
from matcher.ranking.hours import slack_minutes
from matcher.ranking.kernel_arrays import PairTables, PeopleArrays
from matcher.ranking.profiles import SkillProfile, Work
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.ties import mixed_seeds

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

CLASSED_RULES = ("minimum_age", "licence", "schooling", "shift", "health", "wage_floor")
"""Rules that ask one thing of the person and one of the opening, whatever the distance."""
TERMS = ("schooling_margin", "housing", "transport", "shift_kind")
"""Features that depend on few values of the person and few of the opening."""
NOWHERE, ELSEWHERE = -2, -1
"""Classes of a person's commune: not known; known, without an opening in it."""
_DAYS_A_YEAR = 365.25


class Candidate(NamedTuple):
    """One person to rank openings for; ``seed`` decides near-ties."""

    profile: SkillProfile
    availability: Availability
    seed: int


@dataclass(frozen=True)
class CodedPeople:
    """People coded against one market.

    Attributes
    ----------
    homes : ndarray of shape (n_homes, 2)
        Latitude and longitude of each home class.
    """

    arrays: PeopleArrays
    tables: PairTables
    homes: Floats

    def __len__(self) -> int:
        return len(self.arrays.seed)


class _Classes:
    """Numbers distinct keys; keeps the first person of each."""

    def __init__(self) -> None:
        self.numbers: dict[Hashable, int] = {}
        self.first: list[Candidate] = []

    def number(self, key: Hashable, candidate: Candidate) -> int:
        known = self.numbers.get(key)
        if known is None:
            known = self.numbers[key] = len(self.first)
            self.first.append(candidate)
        return known


class _Ragged:
    """Lists of different length, end to end."""

    def __init__(self, **kinds: str) -> None:
        self.starts = array("i", [0])
        self.columns: dict[str, array[Any]] = {name: array(kind) for name, kind in kinds.items()}

    def close(self) -> None:
        self.starts.append(len(next(iter(self.columns.values()))))


def code_people(people: Iterable[Candidate], openings: CodedOpenings, ranker: AdditiveRanker) -> CodedPeople:
    """Code people against a market; they are read once and may come from a generator."""
    coder = _Coder(openings)
    for candidate in people:
        coder.add(candidate)
    return coder.finish(ranker)


class _Coder:
    def __init__(self, openings: CodedOpenings) -> None:
        self.openings = openings
        self.as_of = openings.market.as_of
        self.place_of_row = np.empty(len(openings), dtype=np.int32)
        self.place_of_row[openings.arrays.row] = np.arange(len(openings), dtype=np.int32)
        self.wages = openings.arrays.wages[~np.isnan(openings.arrays.wages)]
        self.columns: dict[str, array[Any]] = {name: array(kind) for name, kind in _COLUMNS.items()}
        self.rules = array("i")
        self.classes = {name: _Classes() for name in (*CLASSED_RULES, "home", "treatment", "terms")}
        self.iscos: dict[str, int] = {}
        self.evidence = _Ragged(isco="i", level="d")
        self.work = _Ragged(isco="i", months="d", ends="B")
        self.wishes = _Ragged(isco="i")
        self.done = _Ragged(place="i")
        self.aside = _Ragged(place="i", rules="i")

    def add(self, candidate: Candidate) -> None:
        self._add_person(candidate)
        self._add_profile(candidate.profile)
        self._add_decisions(candidate.availability)

    def _add_person(self, candidate: Candidate) -> None:
        profile, person, seed = candidate
        columns, classes = self.columns, self.classes
        columns["seed"].append(seed % 2**64)
        columns["home"].append(-1 if person.point is None else classes["home"].number(person.point, candidate))
        columns["reach_km"].append(person.max_commute_km)
        columns["stays"].append(person.can_stay_over)
        columns["island"].append(person.island)
        columns["barred"].append((not person.consented) + 2 * (not person.case_open))
        here = person.commune_code
        columns["commune"].append(NOWHERE if here is None else self.openings.communes.get(here, ELSEWHERE))
        treated = None if person.treatment is None else (person.treatment, person.shifts)
        columns["treatment"].append(-1 if treated is None else classes["treatment"].number(treated, candidate))
        terms = (profile.schooling, person.shifts, person.can_stay_over, person.own_vehicle)
        columns["terms"].append(classes["terms"].number(terms, candidate))
        columns["floor_vnd"].append(float(person.wage_floor_vnd or "nan"))
        columns["evidence_age"].append(_years_since(profile.last_evidence_on, self.as_of))
        columns["has_history"].append(profile.has_work_history)
        for rule, key in zip(CLASSED_RULES, self._rule_keys(person), strict=True):
            self.rules.append(classes[rule].number(key, candidate))

    def _rule_keys(self, person: Availability) -> tuple[Hashable, ...]:
        floor = person.wage_floor_vnd
        return (
            _age_band(person, self.as_of),
            person.licences,
            person.schooling,
            person.shifts,
            person.forbidden_physical,
            None if floor is None else int(self.wages.searchsorted(floor)),
        )

    def _isco(self, code: str) -> int:
        return self.iscos.setdefault(code, len(self.iscos))

    def _add_profile(self, profile: SkillProfile) -> None:
        for skill in profile.evidence:
            self.evidence.columns["isco"].append(self._isco(skill.isco))
            self.evidence.columns["level"].append(skill.level)
        self.evidence.close()
        work = self.work.columns
        for record in dict.fromkeys(e.record for e in profile.evidence if isinstance(e.record, Work)):
            for at, code in enumerate(record.isco):
                work["isco"].append(self._isco(code))
                work["months"].append(float(record.months or 0))
                work["ends"].append(at == len(record.isco) - 1)
        self.work.close()
        for _, codes in profile.wishes:
            for code in codes:
                self.wishes.columns["isco"].append(self._isco(code))
        self.wishes.close()

    def _add_decisions(self, person: Availability) -> None:
        rows = self.openings.market.rows
        for opening in person.done:
            if opening in rows:
                self.done.columns["place"].append(self.place_of_row[rows[opening]])
        self.done.close()
        for opening, rules in person.overrides.items():
            if opening in rows:
                self.aside.columns["place"].append(self.place_of_row[rows[opening]])
                self.aside.columns["rules"].append(sum(1 << RULES.index(rule) for rule in rules & OVERRIDABLE))
        self.aside.close()

    def finish(self, ranker: AdditiveRanker) -> CodedPeople:
        columns = {name: np.array(values) for name, values in self.columns.items()}
        ages, levels = columns.pop("evidence_age"), np.array(self.evidence.columns["level"])
        masks, broken, rules = self._masks()
        arrays = PeopleArrays(
            **columns | {"seed": mixed_seeds(columns["seed"])},
            rules=rules,
            evidence_age=_codes_of("evidence_age_years", ages, ranker),
            evidence_start=np.array(self.evidence.starts),
            evidence_isco=np.array(self.evidence.columns["isco"]),
            evidence_weight=0.5 + 0.5 * levels,
            evidence_code=_codes_of("skill_coverage", levels, ranker),
            work_start=np.array(self.work.starts),
            work_isco=np.array(self.work.columns["isco"]),
            work_months=np.array(self.work.columns["months"]),
            work_ends=np.array(self.work.columns["ends"]),
            wish_start=np.array(self.wishes.starts),
            wish_isco=np.array(self.wishes.columns["isco"]),
            done_start=np.array(self.done.starts),
            done=np.array(self.done.columns["place"]),
            aside_start=np.array(self.aside.starts),
            aside=np.array(self.aside.columns["place"]),
            aside_rules=np.array(self.aside.columns["rules"]),
        )
        near, terms = self._nearness(), self._terms(ranker)
        tables = PairTables(
            masks,
            broken,
            self._slack(),
            terms,
            np.asarray(sum(ranker.tables_.one_way[f][terms[..., i]] for i, f in enumerate(_TERMS_COLUMNS))),
            near,
            np.array([bool(codes) for codes in self.openings.trades], dtype=np.uint8),
            _codes_of("trade_nearness", np.where(near < 0, np.nan, near), ranker),
            _codes_of("wish_nearness", np.where(near < 0, np.nan, near), ranker),
        )
        homes = [c.availability.point for c in self.classes["home"].first]
        return CodedPeople(arrays, tables, np.array(homes, dtype=np.float64).reshape(-1, 2))

    def _masks(self) -> tuple[NDArray[np.uint64], Ints, Ints]:
        """Masks of every class of every rule, what each breaks, and each person's rows among them."""
        market = self.openings.market
        rules = np.array(self.rules, dtype=np.int32).reshape(-1, len(CLASSED_RULES))
        masks: list[NDArray[np.uint64]] = []
        broken: list[int] = []
        for column, rule in enumerate(CLASSED_RULES):
            rules[:, column] += len(masks)
            for candidate in self.classes[rule].first:
                hit = broken_by(rule, candidate.availability, market)
                masks.append(self.openings.pack(~hit))
                broken.append(int(hit.sum()))
        n_words = len(self.openings.bits.on_offer)
        return np.array(masks, dtype=np.uint64).reshape(len(masks), n_words), np.array(broken, dtype=np.int32), rules

    def _slack(self) -> Ints:
        table = np.empty((len(self.classes["treatment"].first), len(self.openings.windows)), dtype=np.int32)
        for row, candidate in enumerate(self.classes["treatment"].first):
            person = candidate.availability
            assert person.treatment is not None
            for column, windows in enumerate(self.openings.windows):
                table[row, column] = slack_minutes(windows, person.treatment, person.shifts)
        return table

    def _terms(self, ranker: AdditiveRanker) -> Bytes:
        market = self.openings.terms
        table = np.empty((len(self.classes["terms"].first), len(market), len(TERMS)), dtype=np.uint8)
        for row, candidate in enumerate(self.classes["terms"].first):
            if len(market):
                blank = SkillProfile(schooling=candidate.profile.schooling)
                features = pair_features(blank, candidate.availability, market)
                table[row] = ranker.bins_.codes(features.X)[_TERMS_COLUMNS].T
        return table

    def _nearness(self) -> Floats:
        asked = self.openings.market.iscos
        table = np.full((len(self.iscos), len(self.openings.trades)), -1.0)
        between = nearness_matrix([*self.iscos, *asked])[: len(self.iscos), len(self.iscos) :]
        place = {code: i for i, code in enumerate(asked)}
        for column, codes in enumerate(self.openings.trades):
            if codes:
                table[:, column] = between[:, [place[code] for code in codes]].max(axis=1)
        return table


_TERMS_COLUMNS = [FEATURE_NAMES.index(name) for name in TERMS]
_COLUMNS = {
    "seed": "Q",
    "home": "i",
    "reach_km": "d",
    "stays": "B",
    "island": "B",
    "barred": "B",
    "commune": "i",
    "treatment": "i",
    "terms": "i",
    "floor_vnd": "d",
    "evidence_age": "d",
    "has_history": "B",
}


def _years_since(day: date | None, as_of: date) -> float:
    return float("nan") if day is None else max(0, (as_of - day).days) / _DAYS_A_YEAR


def _age_band(person: Availability, as_of: date) -> Hashable:
    """What the rule on age can tell apart; a minor's depends on the shifts they can work."""
    if person.youngest_birth is None:
        return "adult"
    age = age_on(person.youngest_birth, max(person.starts_on, as_of))
    if age >= ADULT_AGE:
        return "adult"
    return "child" if age < MINIMUM_AGE else person.shifts


def _codes_of(feature: str, values: Floats, ranker: AdditiveRanker) -> Bytes:
    """Bins of values of one feature, of any shape."""
    column = FEATURE_NAMES.index(feature)
    codes = ranker.bins_.edges[column].searchsorted(values, side="right")
    return np.where(np.isnan(values), ranker.bins_.sizes[column], codes).astype(np.uint8)
