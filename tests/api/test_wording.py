"""Every code that can be emitted has a sentence in both languages, and wording never fails."""

import math
import re
import string

import pytest

from api.domain_problems import ANSWERS
from api.reason_words import REASONS, RULES, reason_words, rule_words
from api.wording import answers_words, million, model_note, occupation_words
from employers import errors as employer_errors
from employers.reference.occupations import search_occupations
from matcher import errors as matcher_errors
from matcher.ranking import reasons as ranking
from matcher.ranking.demands import CONTRACTS, EMPLOYER_KINDS
from matcher.ranking.eligibility import RULES as RULE_CODES
from matcher.ranking.reasons import AT_HOME, Reason, reason_code

LEVELS = {
    "housing": 3,
    "transport": 3,
    "meals": 2,
    "training_on_job": 2,
    "shift_kind": 4,
    "contract": len(CONTRACTS),
    "employer_kind": len(EMPLOYER_KINDS),
}
MORE_FACTS = {"words": "hàn", "level": "sơ cấp", "result": "Khá", "months": 18, "ended": "04/2025", "isco": "7212"}
MONEY = {"wage_vnd": 8_250_000, "minimum_vnd": 4_140_000, "asked": 6}
STIGMA = ("nghiện", "ma túy", "ma tuý", "cai ", "addict", "drug", "hiv", "tiền án", "convict", "rehab")


def emitted_codes():
    """Every code that ranking can give, by asking for each feature at many values and at none."""
    codes = set(ranking.TWO_WAY_CODES.values())
    for feature in ranking._CODES:
        values = range(LEVELS[feature]) if feature in LEVELS else (-1, 0, 0.3, 0.5, 0.7, 0.999, 1, 12, 1e6)
        codes |= {reason_code(feature, float(v)) for v in (*values, math.nan)}
    codes |= set(AT_HOME.values())
    return codes | {
        "closes_before_return",
        "opening_trade_unknown",
        "wish_min_age",
        "wish_max_age",
        "wish_sex",
        "low_end_under_minimum",
        "schooling_preferred",
    }


@pytest.mark.parametrize("code", sorted(emitted_codes()))
def test_every_reason_that_ranking_can_give_has_both_languages(code):
    vietnamese, english = REASONS[code]

    assert vietnamese and english and vietnamese != english


def test_no_reason_is_worded_that_nothing_gives():
    assert set(REASONS) == emitted_codes()


def test_every_rule_has_both_languages_and_no_other_is_worded():
    assert set(RULES) == set(RULE_CODES)
    for code in RULES:
        assert rule_words(code) != rule_words(code, "en")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", REASONS)
@pytest.mark.parametrize(
    "facts",
    [{}, {"value": 0}, {"value": 1.5}, {"value": "nữ"}, {"value": 1e9, **MONEY}, {"value": 0.3, **MORE_FACTS, **MONEY}],
    ids=["nothing", "zero", "fraction", "word", "large", "all"],
)
def test_no_facts_break_a_sentence(code, language, facts):
    words = reason_words(Reason(code, 0.5, facts), language)

    assert words
    assert not re.search(r"[{}]|nan|None", words)


def test_every_fact_that_a_sentence_asks_for_is_made():
    asked = {
        name for pair in REASONS.values() for text in pair for _, name, _, _ in string.Formatter().parse(text) if name
    }
    from api.reason_words import _readable

    assert asked <= _readable({}, "vi").keys()


def test_english_sentences_have_no_vietnamese_words_of_ours():
    facts = {"value": 30.0, **MONEY}
    for code in REASONS:
        words = reason_words(Reason(code, 0.5, facts), "en")
        assert not re.search(r"triệu|tháng|năm|đã học|đã làm", words), code


def test_nothing_that_we_say_stigmatises():
    said = [text for pair in (*REASONS.values(), *RULES.values()) for text in pair]
    said += [sentence for _, _, sentence in ANSWERS.values() if sentence]

    for text in said:
        assert not [word for word in STIGMA if word in text.lower()], text


@pytest.mark.parametrize("module", [employer_errors, matcher_errors])
def test_every_domain_error_has_an_answer(module):
    answered = {*ANSWERS, matcher_errors.NotEligible}
    bases = {employer_errors.EmployersError, matcher_errors.MatcherError}

    errors = {e for e in vars(module).values() if isinstance(e, type) and issubclass(e, Exception)} - bases

    assert {e.__name__ for e in errors if e not in answered} == set()


@pytest.mark.parametrize(
    ("vnd", "vi", "en"),
    [
        (7_500_000, "7,5 triệu", "VND 7.5 million"),
        (10_000_000, "10 triệu", "VND 10 million"),
        (0, "0 triệu", "VND 0 million"),
        (1_200_000_000, "1,2 tỷ", "VND 1.2 billion"),
        (900_000_000_000, "900 tỷ", "VND 900 billion"),
        (1_000_500_000, "1000,5 triệu", "VND 1000.5 million"),
    ],
)
def test_money_is_written_as_people_say_it(vnd, vi, en):
    assert (million(vnd), million(vnd, "en")) == (vi, en)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_odd_numbers_and_unknown_codes_have_words_too(language):
    assert occupation_words(None, language) and occupation_words("0000", language)
    assert answers_words(0, 0, language) and answers_words(4, 5, language)
    assert model_note(0, language) and model_note(112, language)
    assert all(occupation_words(o.code, language) for o in search_occupations("thợ", 10))


@pytest.mark.parametrize(
    "ratio, words, english",
    [
        (1.0, "Lương bằng mức mong muốn", "Wage equal to what is wished for"),
        (1.02, "Lương bằng mức mong muốn", "Wage equal to what is wished for"),
        (1.1, "Lương cao hơn 10 % mức mong muốn", "Wage 10 % above what is wished for"),
        (0.87, "Lương thấp hơn 15 % mức mong muốn", "Wage 15 % below what is wished for"),
        (2.24, "Lương cao gấp 2,2 mức mong muốn", "Wage 2.2 times what is wished for"),
    ],
)
def test_a_wage_stands_beside_the_wish_in_per_cent(ratio, words, english):
    reason = Reason("wage_margin", 0.1, {"value": ratio})

    assert (reason_words(reason), reason_words(reason, "en")) == (words, english)
