"""Which way the lists of everybody are made: by the kernel, or person by person where that is right or all there is."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from api.benchmark.country import draw_market
from api.benchmark.country_people import draw_candidates
from matcher.ranking import bulk
from matcher.ranking.bulk import rank_everyone, rank_one_by_one
from matcher.ranking.kernel_blocks import knows
from matcher.ranking.prior import packaged_prior
from matcher.ranking.ranker import AdditiveRanker
from tests.factories import a_demand, a_market
from tests.matcher.test_bulk import CAST, EXPERT

MARKET = draw_market(200, seed=2)
PEOPLE = list(draw_candidates(60, 200, seed=2))


@pytest.fixture
def impatient(monkeypatch):
    """Two people are many already."""
    monkeypatch.setattr(bulk, "_TO_LOAD", 0.0)
    monkeypatch.setattr(bulk, "_TO_CODE", 0.0)
    bulk._kernel.cache_clear()
    yield
    bulk._kernel.cache_clear()


def assert_equal(ours, theirs):
    for name, left, right in zip(ours._fields, ours, theirs, strict=True):
        np.testing.assert_array_equal(left, right, err_msg=name)


def of_prior(**changes):
    return AdditiveRanker.from_prior(replace(packaged_prior(), **changes))


def test_many_people_are_ranked_by_the_kernel_and_few_without_loading_it(impatient, monkeypatch):
    by_kernel = rank_everyone(EXPERT, iter(PEOPLE), MARKET, 10)
    loaded = bulk._kernel.cache_info().currsize
    bulk._kernel.cache_clear()
    monkeypatch.setattr(bulk, "_TO_LOAD", 3.0)

    plainly = rank_everyone(EXPERT, iter(PEOPLE), MARKET, 10)

    assert (loaded, bulk._kernel.cache_info().currsize) == (1, 0)
    assert_equal(by_kernel, plainly)


def test_without_a_compiler_everybody_is_ranked_and_one_sentence_says_so(impatient, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "matcher.ranking.kernel_blocks", None)
    monkeypatch.delattr("matcher.ranking.kernel_blocks", raising=False)

    first = rank_everyone(EXPERT, PEOPLE, MARKET, 10)
    rank_everyone(EXPERT, PEOPLE, MARKET, 10)

    assert_equal(first, rank_one_by_one(EXPERT, PEOPLE, MARKET, 10))
    assert [r.message for r in caplog.records] == [
        "the compiled kernel cannot be used (ModuleNotFoundError): people are ranked one by one"
    ]


def test_a_model_that_the_kernel_does_not_know_is_added_up_plainly(impatient):
    joint = packaged_prior().two_way
    other = replace(joint[0], features=("commute_km", "meals"), second=(0.0, 1.0), values=tuple(
        (0.3, -0.2) for _ in joint[0].first
    ))  # fmt: skip
    strange = of_prior(two_way=(*joint, other))
    twice = of_prior(two_way=(*joint, joint[0]))

    assert knows(EXPERT) and knows(of_prior(two_way=())) and knows(of_prior(two_way=joint[::-1]))
    assert not knows(strange)
    assert not knows(twice)
    assert_equal(rank_everyone(strange, PEOPLE, MARKET, 10), rank_one_by_one(strange, PEOPLE, MARKET, 10))


def test_a_score_is_the_same_alone_and_among_others():
    X = np.random.default_rng(3).uniform(0, 2, (40, len(packaged_prior().features)))
    X = np.where(np.random.default_rng(4).random(X.shape) < 0.2, np.nan, np.floor(X))

    together = EXPERT.decision_function(X)

    assert [EXPERT.decision_function(row[None])[0] for row in X] == together.tolist()


def test_a_market_of_one_opening_gives_the_kernel_and_the_plain_way_one_score(impatient):
    market = a_market(a_demand(1))

    assert_equal(rank_everyone(EXPERT, CAST, market, 3), rank_one_by_one(EXPERT, CAST, market, 3))
