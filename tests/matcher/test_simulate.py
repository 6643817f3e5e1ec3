import numpy as np
import pytest

from matcher.ranking.evaluation import expected_calibration_error, interval_coverage, ndcg_at
from matcher.ranking.prior import packaged_prior
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.simulate import FURTHEST_KM, refer, simulate_market
from matcher.ranking.simulated_pairs import MarketSize
from matcher.ranking.simulated_truth import TRUTHS

NAMES = packaged_prior().names
SMALL = MarketSize(n_people=40, n_openings=120, n_employers=30)


def quality(market, ranker):
    employers = np.broadcast_to(market.employer, market.chance.shape).ravel()
    scores = ranker.decision_function(market.X.reshape(-1, len(NAMES)), employers)
    return ndcg_at(10, market.chance, scores.reshape(market.chance.shape), market.eligible)


@pytest.mark.parametrize("truth", TRUTHS)
def test_a_market_is_drawn_alike_from_the_same_seed_and_otherwise_from_another(truth):
    first, again, other = (simulate_market(seed, truth, SMALL) for seed in (1, 1, 2))

    np.testing.assert_array_equal(first.X, again.X)
    np.testing.assert_array_equal(first.chance, again.chance)
    assert not np.array_equal(first.chance, other.chance)
    np.testing.assert_array_equal(refer(first, 30).y, refer(again, 30).y)


def test_every_column_stays_in_its_range_and_levels_have_names():
    X = simulate_market(1, "additive", SMALL).X.reshape(-1, len(NAMES))

    for feature, column in zip(packaged_prior().features, X.T, strict=True):
        known = column[~np.isnan(column)]
        if feature.is_category:
            assert set(known) <= set(range(len(feature.levels))), feature.name
        else:
            assert known.min() >= 0, feature.name


def test_what_is_unknown_of_a_person_is_unknown_in_every_pair():
    X = simulate_market(1, "additive", SMALL).X

    unknown = np.isnan(X[:, :, NAMES.index("trade_nearness")])

    assert (unknown.all(axis=1) | ~unknown.any(axis=1)).all()
    np.testing.assert_array_equal(unknown, np.isnan(X[:, :, NAMES.index("skill_coverage")]))


def test_nobody_is_referred_too_far_without_a_bed():
    referrals = refer(simulate_market(1, "additive", SMALL), 300)

    far = referrals.X[:, NAMES.index("commute_km")] > FURTHEST_KM

    assert (referrals.X[far, NAMES.index("housing")] == 1).all()


def test_case_workers_refer_better_than_at_random_and_worse_than_the_best():
    market = simulate_market(1, "additive", SMALL)

    referred = refer(market, 1000).chance.mean()

    assert market.chance[market.eligible].mean() * 1.5 < referred < market.chance.max(axis=1).mean()


def test_a_longer_history_begins_like_a_shorter_one():
    market = simulate_market(1, "employers", SMALL)

    short, long = refer(market, 30), refer(market, 90).first(30)

    np.testing.assert_array_equal(short.X, long.X)
    np.testing.assert_array_equal(short.y, long.y)


def test_outcomes_follow_the_true_chances():
    for truth in TRUTHS:
        referrals = refer(simulate_market(4, truth), 6000)

        assert expected_calibration_error(referrals.y, referrals.chance) < 0.03, truth


def test_only_where_they_are_strong_have_employers_effects_of_their_own():
    spreads = {truth: simulate_market(1, truth).truth.employer_effects.std() for truth in TRUTHS}

    assert 0.7 < spreads.pop("employers") < 1.3
    assert set(spreads.values()) == {0.0}


def test_an_unknown_truth_is_refused():
    with pytest.raises(ValueError, match="interactions"):
        simulate_market(1, "true", SMALL)


def test_the_expert_is_good_where_the_truth_is_additive_and_worse_where_the_expert_is_wrong():
    prior = AdditiveRanker.from_prior()

    decent, wrong = (
        np.mean([quality(simulate_market(seed, truth, SMALL), prior) for seed in range(4)])
        for truth in ("additive", "wrong_prior")
    )

    assert decent > wrong


@pytest.mark.parametrize("truth", TRUTHS)
def test_two_thousand_outcomes_make_it_better_than_the_expert(truth):
    gains = []
    for seed in range(3):
        market = simulate_market(seed, truth, SMALL)
        seen = refer(market, 2000)
        fitted = AdditiveRanker().fit(seen.X, seen.y, employers=seen.employer)
        gains.append(quality(market, fitted) - quality(market, AdditiveRanker.from_prior()))

    assert np.mean(gains) > 0


def test_intervals_cover_about_what_they_promise():
    covered = []
    for seed in range(4):
        market = simulate_market(seed, "additive", SMALL)
        seen, fresh = refer(market, 300), refer(market, 400, stream=1)
        fitted = AdditiveRanker().fit(seen.X, seen.y, employers=seen.employer)
        covered.append(interval_coverage(fresh.chance, *fitted.predict_interval(fresh.X, fresh.employer)))

    assert 0.7 < np.mean(covered) < 0.97
