import re

import numpy as np
import pytest

from matcher.ranking.prior import (
    PACKAGED,
    PriorUnreadable,
    load_prior,
    packaged_prior,
    prior_from_document,
    prior_to_document,
)
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.score_tables import expert_tables

NAMES = packaged_prior().names


def pair(**values):
    """The reference pair, with some values changed (levels by name)."""
    row = np.array([feature.reference for feature in packaged_prior().features])
    for name, value in values.items():
        feature = packaged_prior().features[NAMES.index(name)]
        levels = [level for level, _ in feature.levels]
        row[NAMES.index(name)] = levels.index(value) if isinstance(value, str) else value
    return row


def chances(*pairs):
    return AdditiveRanker.from_prior().predict_proba(np.array(pairs))[:, 1]


def test_every_column_has_a_table_a_reason_and_a_source():
    prior = packaged_prior()

    assert len(prior.features) == 20
    assert len(set(prior.names)) == 20
    for table in (*prior.features, *prior.two_way):
        assert table.why.endswith("."), table.name
        assert table.source, table.name
        assert table.doubt > 0, table.name


def test_the_columns_are_those_that_features_are_built_in():
    features = pytest.importorskip("matcher.ranking.features")

    assert packaged_prior().names == features.FEATURE_NAMES


def test_a_well_matched_local_job_lasts_in_about_one_case_in_three():
    good = pair(trade_nearness=1, skill_coverage=0.7, commute_km=4, wage_ratio=np.nan, wage_margin=np.nan)
    good[NAMES.index("answer_rate")] = np.nan
    good[NAMES.index("wish_nearness")] = np.nan

    (chance,) = chances(good)

    assert 0.25 <= chance <= 0.40


def test_a_mismatch_is_unlikely_and_the_best_is_not_certain():
    mismatch = pair(trade_nearness=0, commute_km=30, shift_kind="night")
    best = pair(trade_nearness=1, skill_coverage=1, commute_km=1, wish_nearness=1, wage_ratio=2, contract="indefinite")

    low, high = chances(mismatch, best)

    assert low < 0.05
    assert 0.5 < high < 0.85


def test_same_trade_near_home_comes_before_near_trade_before_training_before_far_away():
    ordered = chances(
        pair(trade_nearness=1, commute_km=3),
        pair(trade_nearness=0.6, commute_km=3),
        pair(trade_nearness=0, commute_km=3, training_on_job="yes"),
        pair(trade_nearness=1, commute_km=50),
        pair(trade_nearness=0, commute_km=50),
    )

    assert list(ordered) == sorted(ordered, reverse=True)


def test_trade_matters_most_then_the_road_then_shift_contract_wage_and_wish():
    spans = {
        "trade": np.ptp(chance_scores("trade_nearness", (0, 1))),
        "road": np.ptp(chance_scores("commute_km", (1, 25))),
        "shift": np.ptp(chance_scores("shift_kind", (0, 2))),
        "contract": np.ptp(chance_scores("contract", (0, 2))),
        "wage": np.ptp(chance_scores("wage_ratio", (0.8, 2.0))),
        "wish": np.ptp(chance_scores("wish_nearness", (0, 1))),
    }

    assert list(spans.values()) == sorted(spans.values(), reverse=True), spans


def chance_scores(name, values):
    column = NAMES.index(name)
    rows = np.array([pair() for _ in values])
    rows[:, column] = values
    return AdditiveRanker.from_prior().decision_function(rows)


def test_no_sum_of_the_experts_tables_turns_against_its_direction():
    prior, tables = packaged_prior(), expert_tables(packaged_prior())

    for first, second, increment in tables.two_way:
        surface = tables.one_way[first][:, None] + tables.one_way[second] + increment
        for axis, column in enumerate((first, second)):
            direction = prior.features[column].monotone
            steps = np.diff(np.moveaxis(surface, axis, 0)[:-1], axis=0) * direction
            assert (steps >= -1e-9).all(), prior.names[column]


def test_distance_weighs_less_for_who_can_stay_at_work():
    far, near, far_stay, near_stay = (
        AdditiveRanker.from_prior()
        .decision_function(
            np.array(
                [
                    pair(commute_km=40),
                    pair(commute_km=5),
                    pair(commute_km=40, housing="offered_can_stay"),
                    pair(commute_km=5, housing="offered_can_stay"),
                ]
            )
        )
        .tolist()
    )

    assert near_stay - far_stay < 0.5 * (near - far)


def test_a_prior_survives_the_way_to_a_document_and_back():
    prior = packaged_prior()

    again = prior_from_document(prior_to_document(prior), prior.sha256)

    assert again == prior


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("monotone = 1\n", "monotone = -1\n", "trade_nearness"),
        ("intercept_doubt = ", "intercept_doubt = -", "intercept: doubt"),
        ("\ndoubt = ", "\ndoubt = -", "trade_nearness: doubt"),
        ("intercept = ", "interceptt = ", "intercept"),
        ("version = 1", "version = ", "TOML"),
        ('spacing = "log"', 'spacing = "curved"', "spacing"),
        ("first = [0.0, 8.0,", "first = [0.0,", "commute_km x housing"),
    ],
)
def test_a_damaged_prior_is_refused_by_a_sentence_that_names_the_table(tmp_path, was, becomes, says):
    text = PACKAGED.read_text(encoding="utf-8")
    path = tmp_path / "prior.toml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")

    with pytest.raises(PriorUnreadable, match=re.escape(says)):
        load_prior(path)
