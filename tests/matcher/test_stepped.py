"""The stepped comparison in simulated worlds: a trend is no effect, and an effect is found."""

import numpy as np
import pytest

from matcher.ranking.stepped import compare_begun, count_cases

WORLDS, PLACES, EVERY, CASES = 200, 12, 30, 900


def a_world(rng, *, trend, effect, spread=0.05):
    """Cases of places that begin a month apart; chances rise by ``trend`` over the time, and differ by place."""
    starts = np.datetime64("2027-01-04") + EVERY * np.arange(PLACES)
    place, day = rng.integers(0, PLACES, CASES), rng.integers(0, EVERY * (PLACES - 1), CASES)
    own = rng.normal(0, spread, PLACES)
    begun = day >= EVERY * place
    chance = np.clip(0.3 + own[place] + trend * day / day.max() + effect * begun, 0, 1)
    return count_cases(starts, place, starts[0] + day, rng.random(CASES) < chance)


def answers(**how):
    rng = np.random.default_rng(11)
    gaps = [compare_begun(a_world(rng, **how), 5, orders=200)[2] for _ in range(WORLDS)]
    return np.mean([g.low > 0 for g in gaps]), np.mean([g.high < 0 for g in gaps]), np.mean([g.value for g in gaps])


@pytest.mark.parametrize("trend", [0.2, 0.3, -0.25])
def test_a_trend_without_an_effect_looks_like_none(trend):
    better, worse, gap = answers(trend=trend, effect=0.0)

    assert max(better, worse) <= 0.06
    assert abs(gap) < 0.02


def test_an_effect_is_found_under_a_trend():
    better, worse, gap = answers(trend=0.2, effect=0.2)

    assert better > 0.8
    assert worse == 0
    assert gap == pytest.approx(0.2, abs=0.03)


def test_two_places_can_never_answer():
    starts = np.array(["2027-01-04", "2027-06-04"], dtype="datetime64[D]")
    place = np.repeat([0, 1], 100)

    counted = count_cases(starts, place, np.full(200, starts[0]), place == 0)
    before, after, gap = compare_begun(counted, 1)

    assert counted.sides == (100, 100)
    assert (before.value, after.value, gap.value) == (0.0, 1.0, 1.0)
    assert gap.low <= 0
