"""One contract for every ranker: a toy world whose answer is obvious."""

import numpy as np
import pytest

from matcher.ranking.baselines import (
    BoostedOnPseudoOutcomes,
    Logistic,
    Nearest,
    PriorOnly,
    TradeThenNearest,
    boosted,
)
from matcher.ranking.prior import packaged_prior
from matcher.ranking.ranker import AdditiveRanker

NAMES = packaged_prior().names
RANKERS = {
    "additive": AdditiveRanker,
    "additive, one-way only": lambda: AdditiveRanker(two_way=False),
    "prior only": PriorOnly,
    "nearest": Nearest,
    "trade, then nearest": TradeThenNearest,
    "logistic": Logistic,
    "logistic, told by the expert": lambda: Logistic(told_by_expert=True),
    "boosted additive": lambda: boosted(additive=True, max_iter=30),
    "boosted free": lambda: boosted(additive=False, max_iter=30),
    "boosted on pseudo-outcomes": BoostedOnPseudoOutcomes,
}


def toy_world(seed=0, n_pairs=120):
    """Half of the pairs are the person's own trade two kilometres away and end well; the rest are neither."""
    rng = np.random.default_rng(seed)
    X = np.repeat(np.array([[feature.reference for feature in packaged_prior().features]]), n_pairs, axis=0)
    good = np.arange(n_pairs) % 2 == 0
    X[:, NAMES.index("trade_nearness")] = np.where(good, 1.0, 0.1) - rng.uniform(0, 0.05, n_pairs)
    X[:, NAMES.index("commute_km")] = np.where(good, 2.0, 30.0) + rng.uniform(0, 4, n_pairs)
    X[:, NAMES.index("seats")] = rng.integers(1, 20, n_pairs)
    y = (rng.random(n_pairs) < np.where(good, 0.95, 0.05)).astype(int)
    return X, y, good


def share_in_order(chance, good):
    return (chance[good][:, None] > chance[~good]).mean()


@pytest.fixture(params=RANKERS.values(), ids=RANKERS.keys())
def ranker(request):
    return request.param()


def test_it_tells_good_from_bad(ranker):
    X, y, _ = toy_world()
    fresh, _, good = toy_world(seed=1)

    chance = ranker.fit(X, y).predict_proba(fresh)[:, 1]

    assert share_in_order(chance, good) > 0.95


def test_its_chances_are_chances(ranker):
    X, y, _ = toy_world()

    proba = ranker.fit(X, y).predict_proba(X)

    assert proba.shape == (len(X), 2)
    assert np.isfinite(proba).all()
    assert ((proba >= 0) & (proba <= 1)).all()
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)


def test_the_same_data_give_the_same_chances(ranker):
    from sklearn.base import clone

    X, y, _ = toy_world()
    twin = clone(ranker)

    first, second = (model.fit(X, y).predict_proba(X) for model in (ranker, twin))

    np.testing.assert_array_equal(first, second)


def test_it_bears_unknown_values_even_a_whole_column(ranker):
    X, y, _ = toy_world()
    rng = np.random.default_rng(2)
    X[rng.random(X.shape) < 0.3] = np.nan
    X[:, NAMES.index("wish_nearness")] = np.nan

    chance = ranker.fit(X, y).predict_proba(X)[:, 1]

    assert np.isfinite(chance).all()


def test_a_weight_of_almost_nothing_counts_for_almost_nothing(ranker):
    X, y, _ = toy_world()
    contradicted = np.vstack([X, X])
    answers = np.r_[y, 1 - y]
    weights = np.r_[np.ones(len(y)), np.full(len(y), 1e-6)]
    fresh, _, good = toy_world(seed=1)

    chance = ranker.fit(contradicted, answers, sample_weight=weights).predict_proba(fresh)[:, 1]

    assert share_in_order(chance, good) > 0.95


def test_it_does_not_change_what_it_is_given(ranker):
    X, y, _ = toy_world()
    before = X.copy()

    ranker.fit(X, y).predict_proba(X)

    np.testing.assert_array_equal(X, before)
