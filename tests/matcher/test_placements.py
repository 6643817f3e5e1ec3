from datetime import timedelta

import pytest

from employers.openings import market_revision
from matcher.errors import AlreadyPlaced, UnknownPlacement, WrongDates
from matcher.placements import Finding, check_in, get_placement, start_placement
from matcher.tables import Person, ReferralState
from tests.factories import BY, TODAY, a_person, a_referral, an_opening

MONTH_AGO = TODAY - timedelta(days=30)


def a_job(session, started_on=MONTH_AGO, **referral):
    made = a_referral(session, a_person(session), an_opening(session), **({"referred_on": MONTH_AGO} | referral))
    return start_placement(session, made, started_on, BY)


def test_a_start_tells_that_the_referral_was_accepted(session):
    referral = a_referral(session, a_person(session), an_opening(session), referred_on=MONTH_AGO)

    placement = start_placement(session, referral, TODAY, BY)

    assert (referral.state, referral.answered_on) == (ReferralState.accepted, TODAY)
    assert (placement.started_on, placement.confirmed_on, placement.ended_on) == (TODAY, TODAY, None)
    assert get_placement(session, placement.id) is placement


def test_one_referral_leads_to_one_placement(session):
    referral = a_referral(session, a_person(session), an_opening(session), referred_on=MONTH_AGO)
    start_placement(session, referral, TODAY, BY)

    with pytest.raises(AlreadyPlaced):
        start_placement(session, referral, TODAY, BY)


@pytest.mark.parametrize("started_on", [MONTH_AGO - timedelta(days=1), TODAY + timedelta(days=1)])
def test_work_starts_neither_before_the_introduction_nor_in_the_future(session, started_on):
    with pytest.raises(WrongDates):
        a_job(session, started_on)


def test_leaving_ends_the_placement_frees_the_seat_and_counts_as_a_change_of_the_market(session):
    placement = a_job(session)
    before = market_revision(session)

    found = check_in(session, placement, BY, Finding(TODAY, "left", words="nhà xa"))

    assert (placement.ended_on, found.note) == (TODAY, "nhà xa")
    assert market_revision(session) == before + 1


def test_a_leaving_that_is_sent_again_is_one(session):
    placement = a_job(session)
    found = Finding(TODAY, "left", "pay")

    twice = [check_in(session, placement, BY, found) for _ in range(2)]

    assert twice[0] is twice[1]


def test_who_was_not_reached_is_not_confirmed(session):
    placement = a_job(session)

    check_in(session, placement, BY, Finding(TODAY, "not_reached"))

    assert placement.confirmed_on == MONTH_AGO
    assert placement.ended_on is None


def test_a_confirmation_never_goes_back_in_time(session):
    placement = a_job(session)

    check_in(session, placement, BY, Finding(TODAY, "still_there"))
    check_in(session, placement, BY, Finding(TODAY - timedelta(days=10), "still_there"))

    assert placement.confirmed_on == TODAY


@pytest.mark.parametrize("days", [-31, 1])
def test_a_check_in_lies_between_the_start_and_today(session, days):
    placement = a_job(session)

    with pytest.raises(WrongDates):
        check_in(session, placement, BY, Finding(TODAY + timedelta(days=days), "still_there"))


def test_nobody_is_still_there_after_leaving(session):
    placement = a_job(session)
    check_in(session, placement, BY, Finding(TODAY - timedelta(days=5), "left"))

    with pytest.raises(WrongDates):
        check_in(session, placement, BY, Finding(TODAY, "still_there"))


def test_leaving_says_why_and_puts_the_person_s_list_out_of_date(session):
    placement = a_job(session)
    person = session.get(Person, placement.person_id)
    before = person.revision

    found = check_in(session, placement, BY, Finding(TODAY, "left", "distance", "nhà xa"))

    assert placement.leaving_why == "distance"
    assert (found.reason, found.note) == ("distance", "nhà xa")
    assert person.revision == before + 1


def test_the_last_day_of_work_may_lie_before_the_visit_that_finds_it(session):
    placement = a_job(session)

    check_in(session, placement, BY, Finding(TODAY, "left", "pay", left_on=TODAY - timedelta(days=7)))

    assert placement.ended_on == placement.confirmed_on == TODAY - timedelta(days=7)


@pytest.mark.parametrize("left_on", [MONTH_AGO - timedelta(days=1), TODAY + timedelta(days=1)])
def test_the_last_day_of_work_lies_between_the_start_and_the_visit(session, left_on):
    placement = a_job(session)

    with pytest.raises(WrongDates):
        check_in(session, placement, BY, Finding(TODAY, "left", "pay", left_on=left_on))


def test_an_unknown_placement_is_an_error_of_its_own(session):
    with pytest.raises(UnknownPlacement):
        get_placement(session, "khong-co")
