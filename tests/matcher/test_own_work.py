"""Work on one's own in the ranking: in the same list, by the same model, with the same exact reasons; no seats."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from api.acts.market import change_opening, close_opening, copy_of_opening, read_opening
from api.acts.suggestions import suitable_people
from api.service import NotAllowed
from employers.errors import UnknownOpening
from employers.own_work import add_own_work, own_work_entry, take_over
from matcher.decisions import Pair, refer
from matcher.errors import AlreadyPlaced, NobodyToMeet, WrongDates
from matcher.history import load_history
from matcher.lists import price_seats, rank
from matcher.market import load_market, make_market
from matcher.people import list_seekers, load_seeker
from matcher.placements import TOLD_WITHIN, Finding, check_in, start_own_work
from matcher.planning import plan_caseload
from matcher.ranking.demands import Market
from matcher.ranking.eligibility import check_rules
from matcher.ranking.features import FEATURE_NAMES, pair_features
from matcher.ranking.order import rows_by_hand, score_market
from matcher.ranking.reasons import AT_HOME
from matcher.suggest import ListRequest, suggest_openings
from matcher.tables import Purpose
from tests.employers.test_own_work import BY as CURATOR
from tests.employers.test_own_work import PIGS
from tests.factories import (
    BY,
    DUC_LINH,
    HAM_KIEM,
    PHU_QUY,
    TODAY,
    a_consent,
    a_person,
    a_placement,
    a_profile,
    a_referral,
    an_availability,
    an_employer,
    an_opening,
    the_expert,
)


def refused(act, *arguments):
    try:
        act(*arguments)
    except (UnknownOpening, NotAllowed):  # drafts, and so copies, are the employer's and the curator's alone
        return True
    return False


NO_SEAT = (
    lambda caller, code: refused(read_opening, caller, code),
    lambda caller, code: refused(change_opening, caller, code, 1, {"seats": 5}),
    lambda caller, code: refused(close_opening, caller, code, "x"),
    lambda caller, code: refused(copy_of_opening, caller, code),
    lambda caller, code: refused(suitable_people, caller, code, 5),
)
"""Acts on openings that know nothing of work on one's own."""


@pytest.fixture
def pigs(session):
    return add_own_work(session, PIGS, TODAY, CURATOR)


def features(session, person):
    seeker, market = load_seeker(session, person, TODAY), load_market(session, TODAY)
    X = pair_features(seeker.profile, seeker.availability, market).X
    return {d.code: dict(zip(FEATURE_NAMES, X[i].tolist(), strict=True)) for i, d in enumerate(market.demands)}


def listed(session, person, order="fair"):
    seeker, market = load_seeker(session, person, TODAY), load_market(session, TODAY)
    return suggest_openings(seeker, market, the_expert(), ListRequest(50, order)).items


@pytest.mark.parametrize("commune", [HAM_KIEM, DUC_LINH, PHU_QUY, None])
def test_it_is_at_everybodys_home_wherever_they_live(session, pigs, commune):
    person = a_person(session, commune_code=commune, max_commute_km=0.0)

    assert features(session, person)[pigs.code]["commute_km"] == 0.0
    assert [i.demand.code for i in listed(session, person)] == [pigs.code]


def test_its_hours_are_ones_own_so_neither_shifts_nor_a_daily_appointment_rule_it_out(session, pigs):
    person = a_person(session, shifts=["đêm"], treatment_window=[0, 1439])

    assert [i.demand.code for i in listed(session, person)] == [pigs.code]


@pytest.mark.parametrize(
    ("about", "rule"),
    [
        ({"consented": False}, "consent"),
        ({"birth_date": date(2013, 1, 1)}, "minimum_age"),
        ({"health_limits": ["no_heavy_lifting"]}, "health"),
        ({"closed_on": TODAY}, "closed"),
    ],
)
def test_the_hard_rules_of_a_person_hold_for_it_too(session, about, rule):
    add_own_work(session, replace(PIGS, physical=("heavy_lifting",)), TODAY, CURATOR)
    seeker = load_seeker(session, a_person(session, **about), TODAY)

    found = check_rules(seeker.availability, load_market(session, TODAY))

    assert rule in found.rules_of(0)


def test_a_licence_that_it_needs_is_asked_for(session):
    add_own_work(session, replace(PIGS, title="Chở hàng", licence="B"), TODAY, CURATOR)

    assert listed(session, a_person(session, licences=["A1"])) == ()
    assert len(listed(session, a_person(session, licences=["B"]))) == 1


def test_who_learned_it_sees_it_above_the_job_of_another_trade_and_who_did_not_sees_it_below(session, pigs):
    an_opening(session, isco=["9321"], commune_code=HAM_KIEM, wage_low_vnd=8_000_000, wage_per="month")
    pig_farmer = a_person(session, work_history=[{"words": "nuôi heo", "isco": ["6121"], "months": 36}])
    packer = a_person(session, work_history=[{"words": "đóng gói", "isco": ["9321"], "months": 36}])

    assert listed(session, pig_farmer)[0].demand.code == pigs.code
    assert listed(session, packer)[-1].demand.code == pigs.code


def test_its_reasons_add_up_to_its_score_and_speak_of_no_employer(session, pigs):
    person = a_person(session)
    seeker, market = load_seeker(session, person, TODAY), load_market(session, TODAY)
    ranker = the_expert().ranker

    (item,) = listed(session, person)

    scored = score_market(ranker, seeker.profile, seeker.availability, market)
    explanation = ranker.explain(scored.features.X[0], pigs.code)
    total = explanation.base + sum(term.weight for term in explanation.terms)
    assert total == pytest.approx(item.score)
    told = {r.code for r in (*item.reasons, *item.cautions)}
    assert "own_home" in told and "own_income" in told
    assert not told & {"seats", "wage_unknown", "answer_rate_unknown", "commute", "shift_unknown"}
    assert told & set(AT_HOME.values())


def test_it_takes_no_seat_is_never_planned_and_has_no_price(session, pigs):
    job = an_opening(session, seats=1)
    people = [a_person(session) for _ in range(3)]
    seekers, market, model = list_seekers(session, TODAY), load_market(session, TODAY), the_expert()

    plan = plan_caseload(seekers, market, model)
    priced = price_seats(rank(seekers, market, model))

    assert len(people) == 3
    assert [pair.opening for pair in plan.pairs] == [job.code]
    assert set(priced.prices) == {job.id}


def test_however_many_choose_it_it_stays_on_offer(session, pigs):
    for _ in range(3):
        start_own_work(session, Pair(a_person(session), pigs), TODAY, BY, {})

    assert [i.demand.code for i in listed(session, a_person(session))] == [pigs.code]


def test_nobody_is_introduced_to_it(session, pigs):
    market = make_market(session, [pigs], TODAY)

    with pytest.raises(NobodyToMeet):
        refer(session, Pair(a_person(session), pigs), BY, market=market, reason="hợp")


def test_who_began_is_not_suggested_it_and_may_begin_again_after_an_end(session, pigs):
    person = a_person(session)
    first = start_own_work(session, Pair(person, pigs), TODAY - timedelta(days=60), BY, {})
    with pytest.raises(AlreadyPlaced):
        start_own_work(session, Pair(person, pigs), TODAY, BY, {})
    check_in(session, first, BY, Finding(TODAY, "left", "pay"))

    again = start_own_work(session, Pair(person, pigs), TODAY, BY, {})

    assert listed(session, person) == ()
    assert (first.own_work, again.own_work, again.referral_id) == (True, True, None)


def test_a_start_in_the_future_is_refused(session, pigs):
    with pytest.raises(WrongDates):
        start_own_work(session, Pair(a_person(session), pigs), TODAY + timedelta(days=1), BY, {})


def test_how_own_work_ended_teaches_under_the_one_entry_that_options_and_past_own_work_share(session, pigs):
    entry, long_ago = own_work_entry(session, TODAY), TODAY - timedelta(days=400)
    past = an_opening(session, entry, code="LS-1", contract="own", state="closed", isco=["6121"], commune_code=DUC_LINH)
    person, other = a_person(session), a_person(session)
    for who in (person, other):
        a_consent(session, who, Purpose.learning)
    told = a_referral(session, person, past, referred_on=long_ago, state="accepted", shown={"source": "list"})
    a_placement(session, person, past, referral_id=told.id, started_on=long_ago, confirmed_on=TODAY)
    chosen = start_own_work(session, Pair(other, pigs), long_ago, BY, {})
    check_in(session, chosen, BY, Finding(long_ago + timedelta(days=20), "left", "pay"))

    history = load_history(session, TODAY, 180)

    assert set(history.employers) == {entry.code}
    assert sorted(history.y.tolist()) == [0, 1]
    assert np.all(history.X[:, FEATURE_NAMES.index("commute_km")] == 0.0)


def test_where_ranking_has_not_begun_it_comes_after_the_jobs_of_its_trade(session):
    add_own_work(session, replace(PIGS, isco=("9321",)), TODAY, CURATOR)
    an_opening(session, isco=["9321"], commune_code=DUC_LINH, housing=True)
    market = load_market(session, TODAY)
    person = an_availability(HAM_KIEM, can_stay_over=True)

    rows = rows_by_hand(score_market(the_expert().ranker, a_profile(), person, market))

    assert [market.demands[row].at_home for row in rows] == [False, True]


def test_an_employers_posting_for_the_self_employed_stays_a_job_with_a_way_to_go(session):
    an_opening(session, an_employer(session, name="Giao hàng Nhanh"), contract="own", commune_code=DUC_LINH)

    assert isinstance(market := load_market(session, TODAY), Market)
    assert not market.demands[0].at_home


def test_everything_proposed_is_ranked_for_somebody_of_whom_little_is_known(session):
    take_over(session, TODAY, CURATOR)

    assert len(listed(session, a_person(session))) == 6


def test_a_start_of_long_ago_is_left_to_the_list_of_placements(session, pigs):
    with pytest.raises(WrongDates):
        start_own_work(session, Pair(a_person(session), pigs), TODAY - TOLD_WITHIN - timedelta(days=1), BY, {})

    begun = start_own_work(session, Pair(a_person(session), pigs), TODAY - TOLD_WITHIN, BY, {})

    assert begun.started_on == TODAY - TOLD_WITHIN
