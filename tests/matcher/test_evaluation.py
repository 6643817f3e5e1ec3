from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss as reference_log_loss
from sklearn.metrics import ndcg_score

from matcher.ranking.baselines import PriorOnly
from matcher.ranking.evaluation import (
    Dated,
    choose_tau,
    expected_calibration_error,
    interval_coverage,
    log_loss,
    ndcg_at,
    order_of_one_list,
    walk_forward,
)
from matcher.ranking.outcomes import Ending, ReferralOutcome, chance_to_reach, outcome_weights
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.simulate import refer, simulate_market
from matcher.ranking.simulated_pairs import MarketSize

SMALL = MarketSize(n_people=40, n_openings=80, n_employers=20)


def test_log_loss_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    y, chance, weight = rng.integers(0, 2, 50), rng.random(50), rng.random(50)

    ours = log_loss(y, chance, weight)

    assert ours == pytest.approx(reference_log_loss(y, chance, sample_weight=weight))


def test_ndcg_agrees_with_scikit_learn_where_all_are_eligible():
    rng = np.random.default_rng(0)
    relevance, score = rng.random((8, 30)), rng.random((8, 30))

    assert ndcg_at(10, relevance, score) == pytest.approx(ndcg_score(relevance, score, k=10))


def test_ndcg_of_the_true_order_is_one_and_ineligible_openings_do_not_count():
    relevance = np.array([[0.9, 0.5, 0.1, 0.7]])
    eligible = np.array([[False, True, True, True]])

    assert ndcg_at(2, relevance, np.array([[9.0, 2, 1, 3]]), eligible) == pytest.approx(1.0)
    assert ndcg_at(2, relevance, np.array([[9.0, 2, 1, 0]]), eligible) < 1


def test_calibration_error_is_zero_for_the_truth_and_the_bias_for_a_shifted_one():
    chance = np.linspace(0.1, 0.6, 200)

    assert expected_calibration_error(chance, chance) == pytest.approx(0.0)
    assert expected_calibration_error(chance, chance + 0.2) == pytest.approx(0.2)


def test_coverage_counts_what_lies_between():
    truth = np.array([0.1, 0.5, 0.9, 0.5])

    assert interval_coverage(truth, np.full(4, 0.2), np.array([0.6, 0.6, 0.8, 0.4])) == 0.25


def dated(n_referrals=400, lag=30):
    seen = refer(simulate_market(2, "additive", SMALL), n_referrals)
    days = np.arange(n_referrals)
    return Dated(seen.X, seen.y, days, days + lag)


class Spy:
    """Remembers what it was shown."""

    shown: list

    def __init__(self, shown):
        self.shown = shown

    def fit(self, X, y, sample_weight=None):
        self.known = len(X)
        return self

    def predict_proba(self, X):
        self.shown.append((self.known, len(X)))
        return np.full((len(X), 2), 0.5)


def test_walking_forward_never_teaches_what_was_not_known_yet():
    shown = []

    walk_forward(dated(400, lag=30), {"spy": lambda: Spy(shown)}, n_folds=3)

    assert shown == [(70, 100), (170, 100), (270, 100)]


class Remembers(Spy):
    """Takes employers too."""

    def fit(self, X, y, sample_weight=None, employers=None):
        self.known = list(employers)
        return self

    def predict_proba(self, X, employers=None):
        self.shown.append((self.known, list(employers)))
        return np.full((len(X), 2), 0.5)


def test_walking_forward_tells_employers_to_who_remembers_them_and_never_those_to_come():
    shown, plain = [], []
    outcomes = replace(dated(40, lag=0), employers=tuple(f"firm {day}" for day in range(40)))

    walk_forward(outcomes, {"memory": lambda: Remembers(shown), "spy": lambda: Spy(plain)}, n_folds=1, least_known=5)

    assert shown == [(list(outcomes.employers[:20]), list(outcomes.employers[20:]))]
    assert plain == [(20, 20)]


def test_what_lies_ahead_changes_nothing_that_is_judged_before_it():
    outcomes = dated(400, lag=30)
    firms = tuple(str(number % 7) for number in range(400))
    rng = np.random.default_rng(0)
    answers, shuffled = outcomes.y.copy(), list(firms)
    answers[300:] = rng.permutation(1 - answers[300:])
    shuffled[300:] = rng.permutation(firms[300:]).tolist()

    def walked(y, employers):
        changed = replace(outcomes, y=y, employers=tuple(employers))
        return walk_forward(changed, {"additive": AdditiveRanker}, n_folds=3)["additive"]

    before, after = walked(outcomes.y, firms), walked(answers, shuffled)

    assert before.losses[:2] == after.losses[:2]
    assert before.orders[:2] == after.orders[:2]
    assert before.losses[2] != after.losses[2]


def test_the_order_of_a_fold_is_judged_as_one_list():
    y, weight = np.array([1, 0, 0, 1]), np.ones(4)

    assert order_of_one_list(y, np.array([0.9, 0.2, 0.1, 0.8]), weight) == pytest.approx(1.0)
    assert order_of_one_list(y, np.array([0.1, 0.8, 0.9, 0.2]), weight) < 0.8
    assert order_of_one_list(np.zeros(4), y + 0.1, weight) == 1.0


def test_walking_forward_finds_the_better_ranker():
    outcomes = dated(600)
    backwards = type(
        "Backwards", (PriorOnly,), {"predict_proba": lambda self, X: PriorOnly.predict_proba(self, X)[:, ::-1]}
    )

    scores = walk_forward(outcomes, {"prior": PriorOnly, "backwards": backwards})

    assert scores["prior"].mean < scores["backwards"].mean
    assert len(scores["prior"].losses) == 5
    assert scores["prior"].standard_error > 0


def test_too_few_outcomes_to_judge_is_said_so():
    with pytest.raises(ValueError, match="30 known outcomes"):
        walk_forward(dated(20), {"prior": PriorOnly})


def test_tau_is_chosen_between_two_and_eight():
    outcomes = dated(300)

    tau = choose_tau(outcomes, lambda tau: AdditiveRanker(tau=tau))

    assert 2 <= tau <= 8


def job(ending, days, kind="factory"):
    return ReferralOutcome(Ending(ending), days, kind)


def test_endings_that_are_certain_are_one_row_each_and_silence_is_none():
    referrals = [
        job("refused", 0),
        job("declined", 0),
        job("unanswered", 0),
        job("left", 20),
        job("running", 200),
        job("left", 190),
    ]

    rows = outcome_weights(referrals)

    assert rows.referral.tolist() == [0, 1, 3, 4, 5]
    assert rows.y.tolist() == [0, 0, 0, 1, 1]
    assert (rows.weight == 1).all()


def test_a_young_running_job_counts_on_both_sides_by_how_such_jobs_went():
    past = [job("left", 100)] * 5 + [job("running", 200)] * 15
    rows = outcome_weights([*past, job("running", 30)])

    young = rows.referral == 20

    assert rows.y[young].tolist() == [1, 0]
    assert rows.weight[young].sum() == pytest.approx(1.0)
    assert rows.weight[young][0] == pytest.approx(0.75)


def test_the_longer_a_job_has_lasted_the_likelier_it_lasts_on():
    past = [job("left", day) for day in (10, 30, 60, 100, 150)] + [job("running", 300)] * 5

    chances = [chance_to_reach(past, "factory", days, 180) for days in (0, 20, 70, 120, 179)]

    assert chances == sorted(chances)
    assert chances[0] == pytest.approx(0.5)
    assert chances[-1] == 1.0


def test_a_kind_with_few_jobs_is_drawn_to_all_and_one_with_many_is_itself():
    others = [job("running", 300, "shop")] * 200
    few = [job("left", 30, "farm")] * 2
    many = [job("left", 30, "farm")] * 100

    with_few = chance_to_reach([*others, *few], "farm", 0, 180)
    with_many = chance_to_reach([*others, *many], "farm", 0, 180)

    assert with_few > 0.8
    assert with_many < 0.2


def test_no_job_at_all_leaves_nothing_to_learn_from():
    rows = outcome_weights([job("unanswered", 0)])

    assert rows.referral.size == rows.y.size == rows.weight.size == 0


@given(
    st.lists(
        st.builds(
            ReferralOutcome,
            st.sampled_from(Ending),
            st.integers(0, 400).map(float),
            st.sampled_from(["factory", "shop"]),
        ),
        max_size=30,
    )
)
def test_every_answered_referral_weighs_one_in_all(referrals):
    rows = outcome_weights(referrals)

    totals = np.bincount(rows.referral, rows.weight, minlength=len(referrals))
    answered = [referral.ending is not Ending.UNANSWERED for referral in referrals]
    np.testing.assert_allclose(totals, np.array(answered, dtype=float))
    assert (rows.weight > 0).all()
