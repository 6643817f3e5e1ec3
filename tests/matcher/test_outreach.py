"""Which employers to visit next, and who is counted as waiting."""

from datetime import date, timedelta

import pytest

from employers.tables import EmployerState, OpeningState
from matcher.market import load_market
from matcher.outreach import advise_visits, list_prospects, people_waiting
from matcher.people import list_seekers
from matcher.ranking.demands import Market
from matcher.ranking.eligibility import check_rules, commute_km
from matcher.ranking.visits import NEAR_KM, Waiting, has_good_opening, weigh_openings
from tests.factories import (
    DUC_LINH,
    HAM_KIEM,
    PHAN_THIET,
    TODAY,
    a_course,
    a_demand,
    a_market,
    a_person,
    a_profile,
    a_referral,
    a_training_record,
    an_availability,
    an_employer,
    an_opening,
    the_expert,
)

CLOSED = {"state": OpeningState.closed, "posted_on": date(2026, 3, 1), "closed_on": date(2026, 4, 1)}


def advised(session, limit=20):
    market = load_market(session, TODAY)
    prospects = list_prospects(session, market, TODAY)
    return advise_visits(list_seekers(session, TODAY), prospects, market, the_expert(), limit)


def test_an_employer_that_once_hired_the_trade_of_who_waits_is_visited(session):
    workshop = an_employer(session, kind="workshop", commune_code=PHAN_THIET)
    an_opening(session, workshop, isco=["7212"], commune_code=PHAN_THIET, **CLOSED)
    a_training_record(session, a_person(session, commune_code=PHAN_THIET))

    found = advised(session)

    assert (found.waiting, found.people) == (1, 1)
    assert [(v.prospect.employer.code, v.isco, v.prospect.by_past) for v in found.visits] == [
        (workshop.code, "7212", True)
    ]
    worth = found.visits[0].worth
    assert (worth.near, worth.near_with_trade, worth.could_take) == (1, 1, 1)
    assert found.visits[0].prospect.last_contact == date(2026, 3, 1)


def test_an_employer_without_history_is_judged_by_what_its_kind_hires(session):
    busy = an_employer(session, kind="workshop", commune_code=PHAN_THIET)
    an_opening(session, busy, isco=["7212"], seats=1, commune_code=PHAN_THIET)
    quiet = an_employer(session, kind="workshop", commune_code=PHAN_THIET)
    for _ in range(3):
        a_training_record(session, a_person(session, commune_code=PHAN_THIET))

    found = advised(session)

    assert [(v.prospect.employer.code, v.isco, v.prospect.by_past) for v in found.visits] == [
        (quiet.code, "7212", False)
    ]
    assert found.visits[0].prospect.last_contact is None


@pytest.mark.parametrize("state", [EmployerState.paused, EmployerState.suspended])
def test_who_is_paused_or_suspended_is_not_visited(session, state):
    firm = an_employer(session, state=state)
    an_opening(session, firm, **CLOSED)
    a_person(session)

    assert advised(session).visits == ()


def test_own_work_is_no_employer_to_visit(session):
    firm = an_employer(session, kind="household")
    an_opening(session, firm, contract="own", **CLOSED)
    a_person(session)

    assert advised(session).visits == ()


def test_an_employer_with_a_seat_on_offer_is_not_visited_and_one_whose_seats_are_gone_is(session):
    full, offering = an_employer(session), an_employer(session)
    an_opening(session, full, seats=0)
    an_opening(session, offering, seats=1)
    for _ in range(3):
        a_person(session)

    assert [v.prospect.employer.code for v in advised(session).visits] == [full.code]


def test_an_employer_that_does_not_answer_stands_after_one_that_does(session):
    silent, prompt = an_employer(session), an_employer(session)
    person = a_person(session)
    for firm in (silent, prompt):
        opening = an_opening(session, firm, **CLOSED)
        known = {"referred_on": TODAY - timedelta(days=60), "state": "waiting" if firm is silent else "declined"}
        a_referral(session, person, opening, **known)

    found = advised(session)

    assert [v.prospect.employer.code for v in found.visits] == [prompt.code, silent.code]
    assert found.visits[0].prospect.last_contact == TODAY - timedelta(days=60)


def test_who_has_a_good_seat_planned_or_gave_no_consent_does_not_wait(session):
    for _ in range(2):
        a_training_record(session, a_person(session, commune_code=PHAN_THIET))
    a_person(session, consented=False)
    an_opening(session, isco=["7212"], seats=1, commune_code=PHAN_THIET)
    market = load_market(session, TODAY)

    waiting = people_waiting(list_seekers(session, TODAY), market, the_expert())

    assert [w.gain_now for w in waiting] == [0.0]


def test_a_seat_far_under_the_usual_is_no_good_opening():
    assert [has_good_opening(chance, 0.4) for chance in (None, 0.19, 0.2, 0.4)] == [False, False, True, True]


def test_counts_are_those_of_a_plain_recount_and_seats_bound_the_jobs():
    imagined = a_market(
        a_demand(0, PHAN_THIET, isco=("7212",), seats=2), a_demand(1, DUC_LINH, isco=("8322",), licence="B")
    )
    homes = (PHAN_THIET, HAM_KIEM, DUC_LINH, None)
    waiting = [Waiting(a_profile([a_course("7212")]), an_availability(home), 0.0) for home in homes]

    found = weigh_openings(the_expert().ranker, waiting, imagined)

    for row, worth in enumerate(found):
        only = Market((imagined.demands[row],), TODAY)
        assert worth.near == sum(bool(commute_km(w.availability, only)[0] <= NEAR_KM) for w in waiting)
        assert worth.could_take == sum(bool(check_rules(w.availability, only).eligible[0]) for w in waiting)
    assert found[0].near_with_trade == found[0].near >= 1
    assert 0 < found[0].jobs < 2
    assert (found[1].could_take, found[1].jobs, found[1].near_with_trade) == (0, 0.0, 0)


def test_where_nobody_waits_or_no_employer_is_known_the_list_is_empty(session):
    assert advised(session).visits == ()
    an_opening(session, **CLOSED)

    found = advised(session)

    assert (found.visits, found.waiting, found.people) == ((), 0, 0)


def test_the_province_s_list_is_as_long_as_asked_and_leaves_nothing_in_the_session(province):
    with province.read() as session:
        found = advised(session, limit=1)

        assert len(found.visits) <= 1
        assert not session.new
        assert not session.dirty
