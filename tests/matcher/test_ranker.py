import json

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.utils.estimator_checks import parametrize_with_checks

from matcher.ranking.binning import bins_of
from matcher.ranking.model_file import read_model, write_model
from matcher.ranking.prior import packaged_prior
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.sealed import ModelFileDamaged
from matcher.ranking.simulate import refer, simulate_market
from matcher.ranking.simulated_pairs import MarketSize

NAMES = packaged_prior().names
SMALL = MarketSize(n_people=40, n_openings=80, n_employers=20)


@pytest.fixture(scope="module")
def referrals():
    return refer(simulate_market(1, "employers", SMALL), 500)


@pytest.fixture(scope="module")
def fitted(referrals):
    return AdditiveRanker().fit(referrals.X, referrals.y, employers=referrals.employer)


@parametrize_with_checks([AdditiveRanker()])
def test_it_is_a_scikit_learn_citizen(estimator, check):
    check(estimator)


def test_without_outcomes_it_says_what_the_expert_says():
    ranker = AdditiveRanker.from_prior()
    reference = np.array([[feature.reference for feature in packaged_prior().features]])

    score = ranker.decision_function(reference)[0]

    assert score == pytest.approx(packaged_prior().intercept, abs=0.15)
    assert ranker.n_outcomes_ == 0


def test_the_parts_of_a_score_sum_to_it(fitted, referrals):
    for row in range(20):
        explained = fitted.explain(referrals.X[row], referrals.employer[row])

        total = explained.base + sum(term.weight for term in explained.terms)

        assert total == pytest.approx(explained.score, abs=1e-9)
        score = fitted.decision_function(referrals.X[row : row + 1], referrals.employer[row : row + 1])[0]
        assert explained.score == pytest.approx(score, abs=1e-9)


def test_an_explanation_names_every_table_the_bin_and_the_employer(fitted, referrals):
    explained = fitted.explain(referrals.X[0], referrals.employer[0])

    names = [term.feature for term in explained.terms]

    assert names == [*NAMES, "commute_km x housing", "trade_nearness x skill_coverage", "employer"]
    commute = explained.terms[NAMES.index("commute_km")]
    low, high = (float(bound) for bound in commute.bin.removesuffix(" km").split("–"))
    assert low - 0.1 <= commute.value <= high + 0.1


def test_the_reference_pair_explains_itself_by_nothing(fitted):
    prior = AdditiveRanker.from_prior()
    reference = np.array([feature.reference for feature in packaged_prior().features])

    explained = prior.explain(reference)

    assert all(term.weight == 0 for term in explained.terms)
    assert explained.base == explained.score


@pytest.mark.parametrize("name", ["commute_km", "trade_nearness", "skill_coverage", "wage_ratio", "experience_gap"])
def test_a_table_never_turns_whatever_the_outcomes_say(referrals, name):
    ranker = AdditiveRanker(tau=2).fit(referrals.X, 1 - referrals.y)
    feature = packaged_prior().features[NAMES.index(name)]
    rng = np.random.default_rng(0)
    rows = np.repeat(referrals.X[rng.integers(len(referrals.X), size=20)], 50, axis=0).reshape(20, 50, -1)
    rows[:, :, NAMES.index(name)] = np.linspace(feature.low, feature.high, 50)

    scores = ranker.decision_function(rows.reshape(1000, -1)).reshape(20, 50)

    assert (np.diff(scores, axis=1) * feature.monotone >= -1e-5).all()


def test_a_good_and_a_bad_month_move_an_employer_and_one_outcome_hardly_does():
    X = np.repeat(np.array([[feature.reference for feature in packaged_prior().features]]), 41, axis=0)
    employers = ["kept"] * 20 + ["lost"] * 20 + ["once"]
    y = [1] * 20 + [0] * 20 + [0]

    ranker = AdditiveRanker().fit(X, y, employers=employers)
    kept, lost, once, unseen = ranker.decision_function(X[:4], ["kept", "lost", "once", "new"])

    assert kept > once + 0.3
    assert lost < kept - 1
    assert unseen == ranker.decision_function(X[:1])[0]
    assert abs(once - unseen) < 0.5 * abs(lost - unseen)


def test_an_unseen_employer_has_a_wider_interval_than_a_well_known_one(fitted, referrals):
    best_known = np.bincount(referrals.employer).argmax()
    row = referrals.X[:1]

    known = np.ptp(logit(fitted.predict_interval(row, [best_known])))
    unseen = np.ptp(logit(fitted.predict_interval(row, ["never seen"])))

    assert unseen > known
    assert fitted.memory_.variance[-1] > fitted.memory_.variance[:-1].max()


def test_intervals_shrink_as_outcomes_come(referrals):
    few = AdditiveRanker().fit(referrals.X[:50], referrals.y[:50])
    many = AdditiveRanker().fit(referrals.X, referrals.y)

    widths = [
        np.ptp(model.predict_interval(referrals.X), axis=0).mean() for model in (AdditiveRanker.from_prior(), few, many)
    ]

    assert widths == sorted(widths, reverse=True)


def test_the_interval_holds_the_chance_and_widens_with_its_share(fitted, referrals):
    chance = fitted.predict_proba(referrals.X, referrals.employer)[:, 1]
    low, high = fitted.predict_interval(referrals.X, referrals.employer)
    wider = AdditiveRanker(interval=0.95).fit(referrals.X, referrals.y, employers=referrals.employer)

    wide_low, wide_high = wider.predict_interval(referrals.X, referrals.employer)

    assert ((low < chance) & (chance < high)).all()
    assert ((wide_low < low) & (high < wide_high)).all()


def test_an_undecided_outcome_is_one_row_as_kept_and_one_as_lost():
    market = simulate_market(3, "additive", SMALL)
    seen = refer(market, 60)
    doubled = np.vstack([seen.X, seen.X])
    answers = np.r_[np.ones(60), np.zeros(60)]
    weights = np.r_[seen.chance, 1 - seen.chance]

    ranker = AdditiveRanker().fit(doubled, answers, sample_weight=weights)

    assert ranker.n_outcomes_ == pytest.approx(60)
    fitted_mean = ranker.predict_proba(seen.X)[:, 1].mean()
    assert fitted_mean == pytest.approx(seen.chance.mean(), abs=0.05)


def test_all_failures_are_outcomes_too(referrals):
    ranker = AdditiveRanker().fit(referrals.X[:50], np.zeros(50, dtype=int))

    lower = ranker.predict_proba(referrals.X)[:, 1] < AdditiveRanker.from_prior().predict_proba(referrals.X)[:, 1]

    assert lower.mean() > 0.95


def test_unknown_is_a_bin_of_its_own_and_not_the_worst():
    rows = np.repeat(np.array([[feature.reference for feature in packaged_prior().features]]), 3, axis=0)
    rows[:, NAMES.index("commute_km")] = [5.0, np.nan, 60.0]

    near, unknown, far = AdditiveRanker.from_prior().decision_function(rows)

    assert near > unknown > far


def test_a_level_that_does_not_exist_is_refused_by_its_column():
    row = np.array([[feature.reference for feature in packaged_prior().features]])
    row[0, NAMES.index("contract")] = 9

    with pytest.raises(ValueError, match="column 18"):
        AdditiveRanker.from_prior().decision_function(row)


def test_a_model_read_back_says_exactly_the_same(fitted, referrals):
    text = write_model(fitted, "2026-11-23", {"numpy": "2.0"})

    again = read_model(text)

    for method in ("decision_function", "predict_proba", "predict_interval", "predict"):
        ours = getattr(fitted, method)(referrals.X, referrals.employer)
        theirs = getattr(again, method)(referrals.X, referrals.employer)
        np.testing.assert_array_equal(ours, theirs)
    ours, theirs = (model.explain(referrals.X[0], referrals.employer[0]) for model in (fitted, again))
    assert [(term.feature, term.weight, term.bin) for term in ours.terms] == [
        (term.feature, term.weight, term.bin) for term in theirs.terms
    ]
    assert again.provenance_["fitted_on"] == "2026-11-23"
    assert again.provenance_["prior_sha256"] == packaged_prior().sha256
    assert write_model(again, "2026-11-23", {"numpy": "2.0"}) == text


def test_a_model_file_is_readable():
    document = json.loads(write_model(AdditiveRanker.from_prior()))

    assert [entry["feature"] for entry in document["one_way"]] == list(NAMES)
    assert document["prior"]["features"][0]["why"].startswith("A person who learned")
    assert all(len(entry["table"]) == len(entry["edges"]) + 2 for entry in document["one_way"])


@pytest.mark.parametrize("harm", ["cut", "digit", "other format", "not an object", "empty"])
def test_a_damaged_model_file_is_never_used(harm):
    text = write_model(AdditiveRanker.from_prior())
    damaged = {
        "cut": text[: len(text) // 2],
        "digit": text.replace('"intercept": -1.8', '"intercept": -1.7'),
        "other format": text.replace("additive-ranker/1", "additive-ranker/2"),
        "not an object": "[1, 2]",
        "empty": "",
    }[harm]

    assert damaged != text
    with pytest.raises(ModelFileDamaged):
        read_model(damaged)


def test_a_sealed_file_that_lacks_a_part_is_damaged_too():
    from matcher.ranking.sealed import seal, unseal

    document = unseal(write_model(AdditiveRanker.from_prior()))
    del document["posterior"]

    with pytest.raises(ModelFileDamaged, match="posterior"):
        read_model(seal(document))


def test_coded_tables_give_the_same_score_by_plain_look_ups(fitted, referrals):
    tables = fitted.coded_tables()
    expected = fitted.decision_function(referrals.X)

    for row, score in zip(referrals.X[:50], expected, strict=False):
        codes = [
            int(size) if np.isnan(x) else int(np.sum(edges <= x))
            for x, edges, size in zip(row, tables.edges, tables.sizes, strict=True)
        ]
        total = tables.intercept + sum(table[code] for table, code in zip(tables.one_way, codes, strict=True))
        for first, second, table in zip(tables.first, tables.second, tables.two_way, strict=True):
            total += table[codes[first], codes[second]]
        assert total == pytest.approx(score, abs=1e-9)


def test_continuous_tables_have_at_least_64_bins_and_one_for_unknown():
    bins = bins_of(packaged_prior())

    assert (bins.sizes[~bins.is_category] >= 64).all()
    tables = AdditiveRanker.from_prior().tables_.one_way
    assert [table.size for table in tables] == (bins.sizes + 1).tolist()


def test_the_two_way_tables_can_be_left_out(referrals):
    plain = AdditiveRanker(two_way=False).fit(referrals.X, referrals.y)

    assert plain.tables_.two_way == ()
    assert read_model(write_model(plain)).tables_.two_way == ()


def test_a_rare_level_stays_near_the_expert(referrals):
    X = referrals.X[:112].copy()
    column = NAMES.index("employer_kind")
    X[:, column] = 0
    X[0, column] = 8
    y = referrals.y[:112].copy()
    y[0] = 0

    ranker = AdditiveRanker().fit(X, y)

    moved = ranker.tables_.one_way[column] - AdditiveRanker.from_prior().tables_.one_way[column]
    assert abs(moved[8]) < 0.1


def test_the_laplace_posterior_matches_a_fit_by_a_general_optimiser(referrals):
    from scipy.optimize import minimize

    from matcher.ranking.fitting import Answers, Outcomes, fit_posterior

    ranker = AdditiveRanker.from_prior()
    codes = ranker.bins_.codes(referrals.X[:100])
    design, offset = ranker.basis_.design(codes), ranker.tables_.score(codes)
    kept = referrals.y[:100].astype(float)
    answers = Answers(kept, np.ones(100), np.full(100, -1), ())

    def loss(u):
        score = offset + design @ u
        return np.sum(np.logaddexp(0, score) - kept * score) + 0.5 * u @ u

    def slope(u):
        return design.T @ (expit(offset + design @ u) - kept) + u

    found = minimize(loss, np.zeros(design.shape[1]), jac=slope, method="BFGS", options={"gtol": 1e-6})
    posterior = fit_posterior(Outcomes(design, offset, answers), 0.5, 50)

    np.testing.assert_allclose(posterior.mean, found.x, atol=1e-4)
    curvature = design.T @ (design * (p := expit(offset + design @ found.x))[:, None] * (1 - p)[:, None])
    np.testing.assert_allclose(posterior.covariance, np.linalg.inv(curvature + np.eye(design.shape[1])), atol=1e-4)


def test_employers_eliminated_first_give_the_same_fit_as_employers_as_columns(referrals):
    from matcher.ranking.fitting import Answers, Outcomes, fit_posterior

    rng = np.random.default_rng(0)
    n_pairs, n_employers, sd = 300, 12, 0.8
    design, offset = rng.normal(size=(n_pairs, 5)), rng.normal(size=n_pairs)
    employer = rng.integers(-1, n_employers, n_pairs)
    kept = (rng.random(n_pairs) < expit(offset)).astype(float)
    names = tuple(map(str, range(n_employers)))

    ours = fit_posterior(Outcomes(design, offset, Answers(kept, np.ones(n_pairs), employer, names)), sd, 50)

    columns = np.where(employer[:, None] == np.arange(n_employers), ours.employer_sd, 0.0)
    nobody = Answers(kept, np.ones(n_pairs), np.full(n_pairs, -1), ())
    plain = fit_posterior(Outcomes(np.hstack([design, columns]), offset, nobody), sd, 50)

    np.testing.assert_allclose(ours.mean, plain.mean[:5], atol=2e-3)
    np.testing.assert_allclose(ours.effects, plain.mean[5:] * ours.employer_sd, atol=2e-3)
    z = rng.normal(size=5)
    wide = np.hstack([design, np.where(employer[:, None] == np.arange(n_employers), 1.0, 0.0)])
    chance = expit(offset + wide @ np.r_[ours.mean, ours.effects])
    belief = np.r_[np.ones(5), np.full(n_employers, ours.unseen_sd**-2)]
    covariance = np.linalg.inv(wide.T @ (wide * (chance * (1 - chance))[:, None]) + np.diag(belief))
    row = np.r_[z, np.eye(n_employers)[3]]
    variance = ours.own_variance[3] + (z - ours.links[3]) @ ours.covariance @ (z - ours.links[3])
    assert variance == pytest.approx(row @ covariance @ row, rel=1e-9)


def test_how_far_employers_differ_is_found_out_from_outcomes():
    from matcher.ranking.fitting import Answers, Outcomes, fit_posterior

    rng = np.random.default_rng(0)
    n_pairs, names = 1500, tuple(map(str, range(60)))
    employer = rng.integers(0, 60, n_pairs)
    found = []

    for spread in (0.0, 1.0):
        own = spread * rng.normal(size=60)
        kept = (rng.random(n_pairs) < expit(own[employer] - 0.5)).astype(float)
        answers = Answers(kept, np.ones(n_pairs), employer, names)
        found.append(fit_posterior(Outcomes(np.ones((n_pairs, 1)), np.zeros(n_pairs), answers), 0.4, 50))

    alike, unlike = found
    assert alike.employer_sd < 0.15
    assert 0.7 < unlike.employer_sd < 1.4
    assert all(posterior.unseen_sd >= posterior.employer_sd for posterior in found)
