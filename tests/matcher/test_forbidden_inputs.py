"""What must never weigh is changed on the rows themselves, over the whole province; nothing may move."""

from dataclasses import fields
from datetime import date

import numpy as np
import pytest
from sqlmodel import select

from matcher.market import load_market
from matcher.people import Seeker, load_records, make_seeker
from matcher.ranking.availability import Availability
from matcher.ranking.demands import Demand
from matcher.ranking.eligibility import RULES
from matcher.ranking.features import FEATURE_NAMES
from matcher.ranking.order import score_market
from matcher.ranking.profiles import SkillProfile
from matcher.ranking.ranker import AdditiveRanker
from matcher.tables import Person
from tests.factories import TODAY

RANKER = AdditiveRanker.from_prior()
# A column of people → another value than any row has.
NEVER_AT_ALL = {
    "sex": "khác",
    "ethnicity": "Raglai",
    "programme": "sau cai lần hai",
    "decision_date": date(2019, 1, 1),
    "return_date": date(2021, 1, 1),
    "licence_issued_on": date(2010, 1, 1),
    "place_words": "gần chợ",
    "case_worker": "ai.do",
    "case_worker_words": "ai đó",
    "registered_on": date(2020, 1, 1),
    "unread": {"tiền án": "có"},
    "code": "HS-KHAC",
}
# A column of people → (another value, the rule through which alone it may act).
ONLY_THROUGH_A_RULE = {
    "health_limits": (["no_heavy_lifting", "no_chemicals", "no_heights", "no_long_standing"], "health"),
    "treatment_window": ([420, 480], "treatment"),
    "birth_date": (date(2010, 1, 1), "minimum_age"),
}


@pytest.fixture(scope="module")
def caseload(province):
    """The first sixty open cases, their records, and the market; the rows are loose from any session."""
    with province.read() as session:
        people = session.exec(select(Person).where(Person.closed_on.is_(None)).order_by(Person.code).limit(60)).all()
        records = load_records(session)
        market = load_market(session, TODAY)
        session.expunge_all()
    return people, records, market


def judged(person, records, market):
    seeker = make_seeker(person, records[person.id], TODAY)
    scored = score_market(RANKER, seeker.profile, seeker.availability, market)
    return scored.features.X, scored.score, scored.eligibility.broken


def changed(person, **columns):
    return Person(**(person.model_dump() | columns))


@pytest.mark.parametrize("column", NEVER_AT_ALL)
def test_it_changes_no_feature_no_score_and_no_rule(caseload, column):
    people, records, market = caseload
    moved = 0

    for person in people:
        if column == "return_date" and person.return_date and person.return_date > TODAY:
            continue  # a return still to come is the day work could start
        other = changed(person, **{column: NEVER_AT_ALL[column]})
        moved += getattr(person, column) != NEVER_AT_ALL[column]
        for before, after in zip(judged(person, records, market), judged(other, records, market), strict=True):
            np.testing.assert_array_equal(before, after)

    assert moved >= 40, "the change must be one"


@pytest.mark.parametrize("column", ONLY_THROUGH_A_RULE)
def test_it_acts_through_its_rule_and_nothing_else(caseload, column):
    people, records, market = caseload
    value, rule = ONLY_THROUGH_A_RULE[column]
    ruled_out = 0

    for person in people:
        X, score, broken = judged(person, records, market)
        other_X, other_score, other_broken = judged(changed(person, **{column: value}), records, market)
        np.testing.assert_array_equal(X, other_X)
        np.testing.assert_array_equal(score, other_score)
        differs = [r for r, a, b in zip(RULES, broken, other_broken, strict=True) if (a != b).any()]
        assert set(differs) <= {rule}
        ruled_out += bool(differs)

    assert ruled_out > 0, "the rule itself must act"


def test_what_ranking_sees_has_no_place_for_them():
    seen = {f.name for kind in (Seeker, Availability, SkillProfile, Demand) for f in fields(kind)} | set(FEATURE_NAMES)

    for word in ("name", "sex", "gender", "ethnic", "religion", "programme", "convict", "hiv", "substance", "decision"):
        assert not [field for field in seen if word in field.lower()], word


def test_no_feature_speaks_of_health_or_treatment():
    words = {word for name in FEATURE_NAMES for word in name.split("_")}

    assert not words & {"health", "treatment", "physical", "birth", "limits", "window", "person"}


def test_an_employers_wish_for_age_or_sex_is_shown_and_never_weighs(caseload):
    people, records, market = caseload
    wishing = type(market)(
        tuple(
            type(d)(**{f.name: getattr(d, f.name) for f in fields(d)} | {"wishes": (("sex", "nam"), ("max_age", 30))})
            for d in market.demands
        ),
        TODAY,
    )

    for person in people[:10]:
        for before, after in zip(judged(person, records, market), judged(person, records, wishing), strict=True):
            np.testing.assert_array_equal(before, after)
