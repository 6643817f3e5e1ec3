import numpy as np
import pytest

from api.reason_words import REASONS, reason_words
from matcher.ranking.features import FEATURE_NAMES
from matcher.ranking.order import score_market, suggest
from matcher.ranking.prior import packaged_prior
from matcher.ranking.profiles import Course, SkillEvidence, Work
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.reasons import (
    WORTH_A_LINE,
    Reason,
    facts_to_mind,
    reason_code,
    split_reasons,
    term_reason,
)
from matcher.ranking.term_weights import weigh_terms
from tests.factories import TODAY, a_course, a_demand, a_market, a_profile, an_availability

NAN = float("nan")
RANKER = AdditiveRanker.from_prior()


def values_of(feature):
    """Every value that matters to a sentence: each level of a category, a grid of a number, and unknown."""
    found = packaged_prior().features[FEATURE_NAMES.index(feature)]
    if found.levels:
        return [*(float(i) for i in range(len(found.levels))), NAN]
    return [*np.linspace(found.low, found.high, 25).tolist(), NAN]


@pytest.mark.parametrize("feature", FEATURE_NAMES)
def test_every_value_of_every_feature_has_a_sentence_in_both_languages(feature):
    for value in values_of(feature):
        reason = term_reason(feature, 0.3, value, a_demand(experience_months=12), None)

        sentences = [reason_words(reason, language) for language in ("vi", "en")]
        assert all(sentences)
        assert sentences[0] != sentences[1] or sentences[0].isascii()
        assert "{" not in "".join(sentences)


def test_terms_without_a_value_of_their_own_have_sentences_too():
    for name in weigh_terms(RANKER, np.full((1, len(FEATURE_NAMES)), NAN), ["NSD00001"]).names:
        assert reason_code(name, NAN) in REASONS


@pytest.mark.parametrize(
    ("value", "code"),
    [(1.0, "trade_match"), (0.98, "trade_near"), (0.5, "trade_near"), (0.49, "trade_other"), (NAN, "trade_unknown")],
)
def test_only_the_very_same_trade_is_called_the_right_one(value, code):
    assert reason_code("trade_nearness", value) == code


def test_the_trade_is_told_with_the_course_it_comes_from():
    course = Course("Kỹ thuật hàn", ("7212",), "sơ cấp", "Khá", 300, TODAY.replace(year=2025, month=4))
    evidence = SkillEvidence("7212", 0.6, "course", course)

    reason = term_reason("trade_nearness", 1.4, 1.0, a_demand(), evidence)

    assert reason_words(reason) == "Đúng nghề đã học: Kỹ thuật hàn (sơ cấp, Khá, 04/2025)"


def test_the_wage_is_told_in_money():
    reason = term_reason("wage_ratio", 0.2, 1.8, a_demand(best_wage_vnd=7_500_000), None)

    assert "7,5 triệu" in reason_words(reason)
    assert "1,8 lần" in reason_words(reason)
    assert "VND 7.5 million" in reason_words(reason, "en")


def test_reasons_for_and_against_stand_in_order_of_weight_and_trifles_are_left_out():
    weights = (0.3, -0.2, WORTH_A_LINE, WORTH_A_LINE - 0.001, -WORTH_A_LINE, -0.9, 0.0)
    reasons = [Reason(f"r{i}", weight) for i, weight in enumerate(weights)]

    good, against = split_reasons(reasons)

    assert [r.weight for r in good] == [0.3, WORTH_A_LINE]
    assert [r.weight for r in against] == [-0.9, -0.2, -WORTH_A_LINE]


def test_no_suggestion_comes_without_a_reason_and_none_is_told_twice():
    reasons = [Reason("a", -0.7), Reason("b", -0.06), Reason("c", -2.0)]

    good, against = split_reasons(reasons)

    assert [r.code for r in good] == ["b"]
    assert [r.code for r in against] == ["c", "a"]


@pytest.mark.parametrize(
    ("wish", "code"),
    [(("sex", "nam"), "wish_sex"), (("min_age", 20), "wish_min_age"), (("max_age", 35), "wish_max_age")],
)
def test_an_employers_wish_is_shown_with_the_law_beside_it(wish, code):
    caution = facts_to_mind(a_demand(wishes=(wish,)))[0]

    assert (caution.code, caution.weight) == (code, 0.0)
    assert "luật không cho" in reason_words(caution)
    assert "law forbids" in reason_words(caution, "en")


@pytest.mark.parametrize(
    ("wish", "age", "told"),
    [
        (("min_age", 18), 18, False),
        (("min_age", 18), 17, True),
        (("min_age", 18), None, True),
        (("max_age", 35), 34, False),
        (("max_age", 35), 35, True),  # a year of birth alone: 35 or 36
        (("max_age", 35), None, True),
        (("sex", "nam"), 30, True),
    ],
)
def test_a_wish_about_age_that_is_surely_met_is_no_caution(wish, age, told):
    assert bool(facts_to_mind(a_demand(wishes=(wish,)), age)) == told


def test_another_wish_comes_last_among_the_cautions_of_the_own_trade():
    other = [Reason("wish_other", -0.4), Reason("commute", -0.3), Reason("shift_night", -0.2)]

    in_own_trade = split_reasons([Reason("trade_match", 1.0), *other])[1]
    elsewhere = split_reasons([Reason("trade_near", 1.0), *other])[1]

    assert [r.code for r in in_own_trade] == ["commute", "shift_night", "wish_other"]
    assert [r.code for r in elsewhere] == ["wish_other", "commute", "shift_night"]


def test_an_ordinary_opening_has_nothing_to_mind():
    assert facts_to_mind(a_demand()) == []


def test_unknown_place_pay_and_hours_caution():
    demand = a_demand(commune=None, best_wage_vnd=None, low_wage_vnd=None, windows=())
    scored = score_market(RANKER, a_profile([a_course("7212")]), an_availability(), a_market(demand))

    cautions = {c.code for c in suggest(RANKER, scored, 1, seed=1)[0].cautions}

    assert {"commute_unknown", "wage_unknown", "shift_unknown"} <= cautions


def test_of_an_opening_without_a_trade_that_is_told_and_nothing_is_said_to_be_missing_of_the_person():
    known = a_profile([a_course("7212")], [Work("thợ hàn", ("7212",), 24)], wishes=("7212",))
    scored = score_market(RANKER, known, an_availability(), a_market(a_demand(isco=())))

    (told,) = suggest(RANKER, scored, 1, 0)

    said = {r.code for r in (*told.reasons, *told.cautions)}
    assert "opening_trade_unknown" in said
    assert not said & {"trade_unknown", "skill_unknown", "experience_unknown", "wish_unknown"}


@pytest.mark.parametrize(
    ("feature", "value"), [("evidence_age_years", 8.9), ("experience_months", 0.0), ("experience_months", 25.0)]
)
def test_what_stands_on_the_jobs_that_were_stated_says_so_since_jobs_recorded_here_are_not_among_them(feature, value):
    reason = term_reason(feature, -0.3, value, a_demand(), None)

    assert "đã khai" in reason_words(reason) and "stated" in reason_words(reason, "en")
