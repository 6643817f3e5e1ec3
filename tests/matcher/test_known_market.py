"""A market brought up to date: the same as one read anew after every change, and nothing made twice."""

from datetime import timedelta

import pytest

from employers.tables import EmployerState, Livelihood, OpeningState
from matcher.known_market import know_market
from matcher.market import load_market
from matcher.tables import ReferralState
from tests.factories import NOW, TODAY, a_person, a_placement, a_referral, an_employer, an_opening

LONG_AGO = TODAY - timedelta(days=40)


def _set(session, row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()


def _introduced(session, opening, **values):
    return a_referral(session, a_person(session), opening, **{"referred_on": TODAY, **values})


CHANGES = {
    "a wage": lambda s, o, _: _set(s, o, wage_low_vnd=9_000_000),
    "words of the place": lambda s, o, _: _set(s, o, place_words="gần chợ"),
    "hours": lambda s, o, _: _set(s, o, hours=[[420, 960]]),
    "a pause of the opening": lambda s, o, _: _set(s, o, state=OpeningState.paused),
    "its end": lambda s, o, _: _set(s, o, state=OpeningState.closed),
    "its last day": lambda s, o, _: _set(s, o, closes_on=TODAY - timedelta(days=1)),
    "another code": lambda s, o, _: _set(s, o, code="A-0"),
    "a new opening": lambda s, _, e: an_opening(s, e, code="V-00"),
    "the employer's name": lambda s, _, e: _set(s, e, name="Xưởng Bàn Ghế Hòa Bình"),
    "its pause": lambda s, _, e: _set(s, e, paused_until=TODAY),
    "its suspension": lambda s, _, e: _set(s, e, state=EmployerState.suspended),
    "a limit that is reached": lambda s, _, e: _set(s, e, monthly_limit=0),
    "an accepted introduction": lambda s, o, _: _introduced(s, o, state=ReferralState.accepted),
    "an answer": lambda s, o, _: _introduced(s, o, state=ReferralState.declined),
    "an answer that is due": lambda s, o, _: _introduced(s, o, referred_on=LONG_AGO),
    "a start": lambda s, o, _: a_placement(s, a_person(s), o, started_on=TODAY),
    "somebody of the scheme at work": lambda s, o, _: a_placement(
        s, a_person(s, programme="sau cai"), o, started_on=TODAY
    ),
}


@pytest.fixture
def offered(session):
    """Three openings of two employers, the first of which takes what the tests change."""
    first, other = an_employer(session), an_employer(session)
    openings = [an_opening(session, e, code=f"V-{i}", seats=3) for i, e in enumerate((first, first, other), 1)]
    return openings[0], first


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_is_seen_and_the_market_is_as_if_read_anew(session, offered, change):
    before = know_market(session, TODAY)

    change(session, *offered)

    after = know_market(session, TODAY, before)
    assert after.stamp is not before.stamp
    assert after.market.demands == load_market(session, TODAY).demands


def test_demands_that_did_not_change_are_not_made_again(session, offered):
    before = know_market(session, TODAY)

    _set(session, offered[0], wage_low_vnd=9_000_000)

    after = know_market(session, TODAY, before)
    assert [old is new for old, new in zip(before.market.demands, after.market.demands, strict=True)] == [
        False,
        True,
        True,
    ]


def test_an_introduction_that_takes_no_seat_leaves_the_market_as_it_was(session, offered):
    before = know_market(session, TODAY)

    _introduced(session, offered[0])

    assert know_market(session, TODAY, before) is before


def test_what_own_work_takes_is_part_of_it(session, offered):
    entry = Livelihood(opening_id=offered[0].id, source="s", stated_on=TODAY, curated_by="giamsat", curated_at=NOW)
    session.add(entry)
    session.flush()
    before = know_market(session, TODAY)

    _set(session, entry, cost_low_vnd=5_000_000)

    assert know_market(session, TODAY, before).stamp is not before.stamp
