import itertools
from functools import cache

import numpy as np
import pytest

from api.reason_words import REASONS, reason_words
from matcher.ranking.eligibility import check_rules
from matcher.ranking.features import FEATURE_NAMES, pair_features
from matcher.ranking.order import order_rows, score_market, suggest
from matcher.ranking.ranker import AdditiveRanker
from tests.personas import DEMANDS, MARKET, PERSONAS

RANKER = AdditiveRanker.from_prior()
by_name = pytest.mark.parametrize("persona", PERSONAS, ids=[p.name for p in PERSONAS])


def scored(persona):
    return score_market(RANKER, persona.profile, persona.availability, MARKET)


def suggested(persona, limit=50):
    return suggest(RANKER, scored(persona), limit, seed=1)


@cache
def pairs():
    return np.vstack([scored(p).features.X for p in PERSONAS])


def column(name):
    return pairs()[:, FEATURE_NAMES.index(name)]


@by_name
def test_each_gets_the_first_suggestion_a_case_worker_would_expect(persona):
    best = suggested(persona, 5)

    assert best[0].demand.code in persona.expected, [(s.demand.code, round(s.score, 2)) for s in best]


@by_name
def test_nobody_is_suggested_what_a_rule_removes(persona):
    eligible = check_rules(persona.availability, MARKET).eligible

    codes = {s.demand.code for s in suggested(persona)}

    assert codes == {d.code for d, free in zip(DEMANDS, eligible, strict=True) if free}


@by_name
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_and_caution_renders(persona, language):
    for one in suggested(persona):
        assert one.reasons, "no suggestion comes without its reason"
        for reason in (*one.reasons, *one.cautions):
            sentence = reason_words(reason, language)
            assert sentence and not set(sentence) & set("{}")
            assert "nan" not in sentence.split()
            assert "None" not in sentence


@by_name
def test_the_parts_of_every_score_sum_to_it(persona):
    found = scored(persona)

    for row, demand in enumerate(DEMANDS):
        explained = RANKER.explain(found.features.X[row], demand.employer)
        assert explained.base + sum(t.weight for t in explained.terms) == pytest.approx(found.score[row], abs=1e-9)


def test_every_feature_varies_over_the_cast():
    for name in FEATURE_NAMES:
        values = column(name)

        assert np.unique(values[~np.isnan(values)]).size > 1, name


def test_no_two_features_always_agree():
    compared = 0

    for first, second in itertools.combinations(FEATURE_NAMES, 2):
        a, b = column(first), column(second)
        known = ~np.isnan(a) & ~np.isnan(b)
        if min(np.unique(a[known]).size, np.unique(b[known]).size) < 2:
            continue
        compared += 1
        agreement = abs(np.corrcoef(a[known], b[known])[0, 1])
        assert agreement < 0.99, f"{first} and {second} say the same: {agreement:.3f}"

    assert compared > 180  # of 190 pairs


def test_the_ranker_tells_people_apart():
    first = {p.name: suggested(p, 1)[0].demand.code for p in PERSONAS}
    orders = {tuple(order_rows(scored(p), 1, shuffle_ties=False)[0]) for p in PERSONAS}

    assert len(set(first.values())) >= len(PERSONAS) - 3
    assert len(orders) == len(PERSONAS)


def test_who_is_unknown_gets_wider_intervals_than_who_is_known():
    widths = {p.name: np.mean([s.high - s.low for s in suggested(p)]) for p in PERSONAS}
    known = scored(PERSONAS[1])
    blank = scored(next(p for p in PERSONAS if p.name == "chưa biết gì"))

    assert np.isnan(blank.features.X[:, FEATURE_NAMES.index("trade_nearness")]).all()
    assert not np.isnan(known.features.X[:-1, FEATURE_NAMES.index("trade_nearness")]).any()
    assert widths["chưa biết gì"] > 0


def test_chances_lie_inside_their_intervals():
    for persona in PERSONAS:
        for one in suggested(persona):
            assert 0 < one.low <= one.chance <= one.high < 1


def test_no_reason_code_of_the_cast_is_missing_from_the_wording():
    codes = {r.code for p in PERSONAS for s in suggested(p) for r in (*s.reasons, *s.cautions)}

    assert codes <= set(REASONS)
    assert len(codes) > 25


def test_features_describe_the_cast_as_their_stories_say():
    welder = PERSONAS[0]
    rows = {d.code: i for i, d in enumerate(DEMANDS)}

    found = pair_features(welder.profile, welder.availability, MARKET).X[:, FEATURE_NAMES.index("trade_nearness")]

    assert found[rows["han-nhe"]] == 1.0
    assert 0.5 <= found[rows["cua-sat"]] < 1.0
    assert found[rows["cat-toc"]] < 0.35
    assert np.isnan(found[rows["khong-ro"]])
