from datetime import timedelta
from itertools import product

import pytest

from employers.errors import UnknownOpening, WrongState
from employers.openings import (
    ALLOWED_FROM,
    change_state,
    close,
    expire_past,
    find_opening,
    get_opening,
    list_open_openings,
    market_revision,
    on_offer,
    publish,
    touch_market,
)
from employers.tables import OpeningState
from tests.factories import TODAY, an_opening

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_an_opening_is_found_by_code_or_named_as_unknown(session):
    opening = an_opening(session, code="TD00031")

    assert get_opening(session, "TD00031") is opening
    assert find_opening(session, "TD99999") is None
    with pytest.raises(UnknownOpening):
        get_opening(session, "TD99999")


@pytest.mark.parametrize(
    ("change", "offered"),
    [
        ({}, True),
        ({"state": OpeningState.paused}, True),  # shown as paused, removed by the rule "employer"
        ({"state": OpeningState.draft}, False),
        ({"state": OpeningState.filled}, False),
        ({"state": OpeningState.closed}, False),
        ({"state": OpeningState.expired}, False),
        ({"posted_on": TOMORROW}, False),
        ({"posted_on": TODAY}, True),
        ({"posted_on": None}, True),
        ({"closes_on": TODAY}, True),
        ({"closes_on": YESTERDAY}, False),
        ({"closes_on": None}, True),
    ],
)
def test_an_opening_is_on_offer_from_its_first_to_its_last_day(session, change, offered):
    opening = an_opening(session, **change)

    assert on_offer(opening, TODAY) is offered
    assert (opening in list_open_openings(session, TODAY)) is offered


def test_open_openings_come_in_the_order_of_their_codes(session):
    for code in ("TD3", "TD1", "TD2"):
        an_opening(session, code=code)

    assert [o.code for o in list_open_openings(session, TODAY)] == ["TD1", "TD2", "TD3"]


@pytest.mark.parametrize(("before", "after"), list(product(OpeningState, OpeningState)))
def test_the_life_of_an_opening_goes_only_the_ways_there_are(session, before, after):
    opening = an_opening(session, state=before)
    allowed = before == after or before in ALLOWED_FROM.get(after, set())

    if allowed:
        change_state(session, opening, after, TODAY)
        assert opening.state == after
    else:
        with pytest.raises(WrongState):
            change_state(session, opening, after, TODAY)
        assert opening.state == before


def test_what_is_closed_stays_closed(session):
    opening = an_opening(session)
    close(session, opening, TODAY, "đủ người")

    with pytest.raises(WrongState):
        publish(session, opening, TODAY)

    assert (opening.closed_on, opening.close_reason) == (TODAY, "đủ người")


def test_publishing_a_draft_dates_it_today_and_keeps_a_day_already_set(session):
    draft, dated = an_opening(session, state="draft", posted_on=None), an_opening(session, state="draft")
    day = dated.posted_on

    publish(session, draft, TODAY)
    publish(session, dated, TODAY)

    assert (draft.posted_on, dated.posted_on) == (TODAY, day)


def test_an_opening_that_is_offered_again_is_no_longer_closed(session):
    opening = an_opening(session, closes_on=YESTERDAY)
    expire_past(session, TODAY)
    opening.closes_on = None

    publish(session, opening, TODAY)

    assert (opening.state, opening.closed_on, opening.close_reason) == (OpeningState.open, None, None)


def test_what_is_past_its_last_day_expires_and_nothing_else(session):
    past = an_opening(session, closes_on=YESTERDAY)
    paused = an_opening(session, closes_on=YESTERDAY, state=OpeningState.paused)
    draft = an_opening(session, closes_on=YESTERDAY, state=OpeningState.draft)
    last_day, lasting = an_opening(session, closes_on=TODAY), an_opening(session)

    number = expire_past(session, TODAY)

    assert number == 2
    assert [o.state for o in (past, paused, draft, last_day, lasting)] == [
        "expired",
        "expired",
        "draft",
        "open",
        "open",
    ]
    assert past.closed_on == YESTERDAY
    assert expire_past(session, TODAY) == 0


def test_every_change_of_the_market_is_counted_and_no_other(session):
    opening = an_opening(session, closes_on=YESTERDAY)
    seen = [market_revision(session)]

    for act in (
        lambda: touch_market(session),
        lambda: expire_past(session, TODAY),
        lambda: expire_past(session, TODAY),
        lambda: close(session, opening, TODAY, ""),
        lambda: close(session, opening, TODAY, ""),
    ):
        act()
        seen.append(market_revision(session))

    assert seen == [0, 1, 2, 2, 3, 3]


def test_a_change_of_state_is_a_new_revision_of_the_opening(session):
    opening = an_opening(session)

    change_state(session, opening, OpeningState.paused, TODAY)
    change_state(session, opening, OpeningState.paused, TODAY)

    assert opening.revision == 2
