from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.list_items import unpack
from matcher.lists import SeatsPriced, price_seats, rank, stored_lists, suitable_people
from matcher.market import load_market
from matcher.people import Seeker, list_seekers
from matcher.ranking.demands import Market
from matcher.ranking.fair_order import Pricing
from matcher.ranking.features import wished_for
from matcher.suggest import KEPT, ListRequest, StoredSuggestion, suggest_openings, suggest_people
from tests.factories import TODAY, a_market, the_expert
from tests.personas import MARKET, PERSONAS

PEOPLE = [Seeker(i, p.name, 1, p.profile, p.availability) for i, p in enumerate(PERSONAS, start=1)]


def one_by_one(seekers, market, model, priced):
    """The same lists as a case worker would get them, one person after another."""
    for seeker in seekers:
        pricing = Pricing(
            lambda ids: {i: priced.prices[i] for i in ids if i in priced.prices}, priced.planned.get(seeker.person_id)
        )
        yield suggest_openings(seeker, market, model, ListRequest(KEPT), pricing=pricing)


def same(published, shown):
    stored = [StoredSuggestion(*item) for item in unpack(published.items)]
    assert [s.opening_id for s in stored] == [i.demand.opening_id for i in shown.items]
    assert [s.tied for s in stored] == [i.tied for i in shown.items]
    assert [s.seat_price for s in stored] == [i.seat_price for i in shown.items]
    assert np.allclose([s.score for s in stored], [i.score for i in shown.items], atol=1e-6)
    assert (published.blocked, published.blocked_total) == (shown.blocked, shown.blocked_total)


def test_what_is_published_is_what_would_be_shown_to_each_persona():
    model = the_expert()
    ranked = rank(PEOPLE, MARKET, model)
    priced = price_seats(ranked)

    for published, shown in zip(stored_lists(ranked, priced), one_by_one(PEOPLE, MARKET, model, priced), strict=True):
        same(published, shown)


def test_what_is_published_is_what_would_be_shown_to_the_province(province):
    with province.read() as session:
        market, seekers = load_market(session, TODAY), list_seekers(session, TODAY)
    ranked = rank(seekers, market, the_expert())
    priced = price_seats(ranked)

    shown = one_by_one(seekers, market, the_expert(), priced)

    for published, one in zip(stored_lists(ranked, priced), shown, strict=True):
        same(published, one)
    assert any(price > 0 for price in priced.prices.values())


@settings(max_examples=40, deadline=None, database=None, derandomize=True)
@given(st.lists(st.integers(0, len(MARKET) - 1), unique=True, max_size=12), st.randoms(use_true_random=False))
def test_on_any_part_of_the_market_at_any_prices_bulk_and_single_agree(rows, random):
    market = a_market(*(MARKET.demands[i] for i in rows))
    prices = {d.opening_id: round(random.random(), 3) for d in market.demands}
    planned = {s.person_id: random.choice(market.demands).opening_id for s in PEOPLE if market.demands}
    priced, model = SeatsPriced(prices, planned), the_expert()
    ranked = rank(PEOPLE, market, model)

    for published, one in zip(stored_lists(ranked, priced), one_by_one(PEOPLE, market, model, priced), strict=True):
        same(published, one)


def test_own_work_that_nobody_wished_for_takes_two_of_the_first_ten_places_in_bulk_as_one_by_one():
    demands = [replace(d, at_home=i % 3 != 0) for i, d in enumerate(MARKET.demands[:24])]
    market, model = a_market(*demands), the_expert()
    wishing = replace(PEOPLE[0], profile=replace(PEOPLE[0].profile, wishes=(("việc", tuple(demands[1].isco)),)))
    people = [*PEOPLE[1:], replace(wishing, person_id=99)]
    ranked = rank(people, market, model)
    priced = price_seats(ranked)
    shown = list(one_by_one(people, market, model, priced))

    for published, one in zip(stored_lists(ranked, priced), shown, strict=True):
        same(published, one)
    for seeker, one in zip(people, shown, strict=True):
        own = [i.demand.at_home and not wished_for(seeker.profile, a_market(i.demand))[0] for i in one.items]
        jobs = len(own) - sum(own)
        assert sum(own[: min(10, jobs + 2)]) <= 2
        assert len(own) == len({i.demand.opening_id for i in one.items})
    assert any(sum(i.demand.at_home for i in one.items) > 2 for one in shown)


def test_no_opening_is_planned_beyond_its_seats():
    priced = price_seats(rank(PEOPLE, MARKET, the_expert()))

    planned = list(priced.planned.values())
    for demand in MARKET.demands:
        assert planned.count(demand.opening_id) <= max(0, demand.seats)
    assert planned


@pytest.mark.parametrize("market", [a_market(), MARKET], ids=["no openings", "no people"])
def test_nobody_or_nowhere_gives_empty_lists(market):
    people = [] if len(market) else PEOPLE
    ranked = rank(people, market, the_expert())

    found = list(stored_lists(ranked, price_seats(ranked)))

    assert len(found) == len(people)
    assert all(unpack(one.items) == [] and one.least_score is None and one.blocked_total == 0 for one in found)


def test_the_least_score_is_that_of_the_last_by_chance_on_a_full_list():
    ranked = rank(PEOPLE, MARKET, the_expert(), k=3)

    for one in stored_lists(ranked, price_seats(ranked)):
        full = len(unpack(one.items)) == 3
        assert one.least_score == (min(score for _, score, _, _ in unpack(one.items)) if full else None) or full
        assert not full or abs(one.least_score - min(score for _, score, _, _ in unpack(one.items))) < 0.02


@pytest.mark.parametrize("row", range(0, len(MARKET), 7))
def test_whom_an_opening_suits_is_the_same_in_bulk_as_one_by_one(row):
    model, only = the_expert(), Market((MARKET.demands[row],), MARKET.as_of)

    assert suitable_people(PEOPLE, only, model, 3) == suggest_people(PEOPLE, only, model, 3)
