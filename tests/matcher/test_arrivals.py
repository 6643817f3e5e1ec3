from dataclasses import replace

import numpy as np
import pytest

from matcher.ranking.arrivals import Place, draw_years, expected_jobs, guided, hindsight, take_best

SMALL = Place(n_people=40, n_openings=30, n_earlier=2)


@pytest.fixture(scope="module")
def years():
    return draw_years(3, SMALL)


def ways(years):
    this = years.this
    return [take_best(this, this.chance), guided(years, foresight=False), guided(years, foresight=True)]


def test_no_way_of_working_fills_a_seat_twice_or_breaks_a_rule(years):
    for taken in ways(years):
        placed = np.flatnonzero(taken >= 0)

        assert (np.bincount(taken[placed], minlength=30) <= years.this.seats).all()
        assert not np.isnan(years.this.chance[placed, taken[placed]]).any()


def test_nobody_is_sent_to_an_opening_that_is_not_there_while_they_are(years):
    this = years.this
    for taken in ways(years):
        for person in np.flatnonzero(taken >= 0):
            opening = taken[person]

            assert max(this.comes[person], this.opens[opening]) <= min(this.goes[person], this.closes[opening])


def test_no_way_of_working_beats_hindsight(years):
    best = hindsight(years.this)

    for taken in ways(years):
        assert expected_jobs(years.this, taken) <= best + 1e-9


def test_the_later_days_of_this_year_are_not_looked_at(years):
    """Whoever comes and whatever opens in the second half may change, and nothing before it does."""
    half = 182
    this = years.this
    late = this.opens > half
    changed = replace(years, this=replace(this, seats=np.where(late, this.seats + 5, this.seats)))
    early = [p for p in range(40) if this.goes[p] <= half]

    before, after = guided(years, foresight=True), guided(changed, foresight=True)

    assert before[early].tolist() == after[early].tolist()
    assert (before >= 0).any()


def test_a_year_without_openings_places_nobody():
    years = draw_years(1, SMALL)
    empty = replace(years, this=replace(years.this, seats=np.zeros(30, dtype=np.int64)))

    assert all((taken == -1).all() for taken in ways(empty))
    assert hindsight(empty.this) == 0.0
