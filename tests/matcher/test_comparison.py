from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from matcher.comparison import compare_rules
from matcher.ranking_tables import Exposure
from matcher.rollout import (
    CANNOT_SAY,
    FEWEST_A_SIDE,
    HARMS,
    HELPS,
    NO_DIFFERENCE,
    NOT_DRAWN,
    NOT_STARTED,
    Draw,
    RolloutRefused,
    draw_rollout,
    drawn_steps,
    has_begun,
    list_steps,
    report_rollout,
)
from matcher.tables import Purpose, ReferralState
from tests.factories import (
    HAM_KIEM,
    LA_GI,
    NOW,
    PHAN_THIET,
    TODAY,
    a_consent,
    a_person,
    a_placement,
    a_referral,
    an_opening,
)

LONG_AGO = date(2026, 1, 10)


def a_learner(session, **changes):
    person = a_person(session, **changes)
    a_consent(session, person, Purpose.learning)
    return person


def shown(session, person, ours, nearest=(), by_trade=(), on=LONG_AGO):
    session.add(
        Exposure(
            person_id=person.id,
            shown_at=datetime(on.year, on.month, on.day, 3, tzinfo=UTC),
            model_version=0,
            market_revision=1,
            order="fair",
            seed=1,
            rows=[[float(o.id), place + 1.0, 0.0, 0.0] for place, o in enumerate(ours)],
            nearest=[o.id for o in nearest],
            trade_then_nearest=[o.id for o in by_trade],
        )
    )
    session.flush()


def referred(session, person, opening, on=LONG_AGO, *, lasted):
    referral = a_referral(session, person, opening, referred_on=on, state=ReferralState.accepted, answered_on=on)
    ended = None if lasted else on + timedelta(days=20)
    known = on + timedelta(days=250)
    a_placement(session, person, opening, referral_id=referral.id, started_on=on, ended_on=ended, confirmed_on=known)


def by_name(comparison):
    return {r.rule: r for r in comparison.rules}


def test_before_any_display_there_is_nothing_to_compare(session):
    referred(session, a_learner(session), an_opening(session), lasted=True)

    found = compare_rules(session, TODAY, 180)

    assert (found.displays, found.referred_unseen) == (0, 1)
    assert all(r.overlap is None and r.also_by_rule.lasted is None for r in found.rules)


def test_the_overlap_is_the_mean_share_of_what_was_shown(session):
    one, two, three = (an_opening(session) for _ in range(3))
    shown(session, a_learner(session), [one, two], nearest=[two, three], by_trade=[one, two])
    shown(session, a_learner(session), [three], nearest=[three], by_trade=[])

    found = by_name(compare_rules(session, TODAY, 180))

    assert found["nearest"].overlap == 0.75
    assert found["trade_then_nearest"].overlap == 0.5


def test_an_outcome_counts_by_whether_the_rule_would_have_shown_that_opening(session):
    one, two = an_opening(session), an_opening(session)
    first, second = a_learner(session), a_learner(session)
    for person in (first, second):
        shown(session, person, [one, two], nearest=[one])
    referred(session, first, one, lasted=True)
    referred(session, second, two, lasted=False)

    nearest = by_name(compare_rules(session, TODAY, 180))["nearest"]

    assert (nearest.also_by_rule.outcomes, nearest.also_by_rule.lasted.value) == (1, 1.0)
    assert (nearest.only_shown.outcomes, nearest.only_shown.lasted.value) == (1, 0.0)


def test_a_display_after_the_referral_explains_nothing(session):
    person, opening = a_learner(session), an_opening(session)
    shown(session, person, [opening], nearest=[opening], on=LONG_AGO + timedelta(days=1))
    referred(session, person, opening, lasted=True)

    found = compare_rules(session, TODAY, 180)

    assert found.referred_unseen == 1


def test_who_withdrew_from_learning_is_not_counted(session):
    person = a_learner(session)
    referred(session, person, an_opening(session), lasted=True)
    a_consent(session, person, Purpose.learning, given=False, on_date=TODAY)

    assert compare_rules(session, TODAY, 180).referred_unseen == 0


def test_a_recent_failure_waits_until_a_success_would_be_known_too(session):
    on = TODAY - timedelta(days=60)
    referral = a_referral(session, a_learner(session), an_opening(session), referred_on=on, state="declined")

    recent = compare_rules(session, TODAY, 180).referred_unseen
    referral.referred_on = on - timedelta(days=180)
    session.flush()

    assert (recent, compare_rules(session, TODAY, 180).referred_unseen) == (0, 1)


def a_draw(*communes, seed=7, start=TODAY + timedelta(days=30), every=14):
    return Draw(communes or (HAM_KIEM, PHAN_THIET, LA_GI), seed, start, every)


def test_the_same_seed_draws_the_same_order_however_communes_are_listed():
    one = [s.commune_code for s in drawn_steps(a_draw(HAM_KIEM, PHAN_THIET, LA_GI), NOW)]
    other = [s.commune_code for s in drawn_steps(a_draw(LA_GI, HAM_KIEM, PHAN_THIET), NOW)]

    assert one == other
    assert len({tuple(s.commune_code for s in drawn_steps(a_draw(seed=n), NOW)) for n in range(30)}) == 6


def test_starts_follow_each_other_at_the_interval(session):
    steps = draw_rollout(session, a_draw(), TODAY, NOW)

    starts = [s.starts_on for s in steps]

    assert [s.drawn_order for s in list_steps(session)] == [1, 2, 3]
    assert [(b - a).days for a, b in pairwise(starts)] == [14, 14]


def test_an_order_is_drawn_once(session):
    drawn = [s.commune_code for s in draw_rollout(session, a_draw(), TODAY, NOW)]

    with pytest.raises(RolloutRefused, match="already_drawn"):
        draw_rollout(session, a_draw(seed=8), TODAY, NOW)

    assert [s.commune_code for s in list_steps(session)] == drawn


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (Draw((HAM_KIEM,), 1, TODAY + timedelta(days=1), 7), "too_few_communes"),
        (Draw((HAM_KIEM, HAM_KIEM), 1, TODAY + timedelta(days=1), 7), "too_few_communes"),
        (Draw((HAM_KIEM, LA_GI), 1, TODAY, 7), "starts_in_the_past"),
        (Draw((HAM_KIEM, LA_GI), 1, TODAY + timedelta(days=1), 0), "no_interval"),
    ],
)
def test_a_draw_that_cannot_be_one_records_nothing(session, wrong, code):
    with pytest.raises(RolloutRefused, match=code):
        draw_rollout(session, wrong, TODAY, NOW)

    assert not list_steps(session)


def test_a_commune_begins_on_its_day_and_one_outside_the_draw_has_begun():
    steps = drawn_steps(a_draw(), NOW)
    last = steps[-1]

    assert not has_begun(steps, last.commune_code, last.starts_on - timedelta(days=1))
    assert has_begun(steps, last.commune_code, last.starts_on)
    assert has_begun(steps, "00000", TODAY)


def test_before_a_draw_and_before_the_first_start_it_cannot_be_answered(session):
    before_draw = report_rollout(session, TODAY, 180).state
    draw_rollout(session, a_draw(), TODAY, NOW)

    assert (before_draw, report_rollout(session, TODAY, 180).state) == (NOT_DRAWN, NOT_STARTED)


def test_the_power_is_stated_before_it_starts(session):
    for lasted in [True] * 4 + [False] * 6:
        referred(session, a_learner(session), an_opening(session), on=TODAY - timedelta(days=300), lasted=lasted)

    few = report_rollout(session, TODAY, 180).power
    for _ in range(190):
        a_referral(session, a_person(session), an_opening(session), referred_on=TODAY - timedelta(days=5))
    many = report_rollout(session, TODAY, 180).power

    assert (few.referrals_a_year, few.base, few.smallest) == (10, 0.4, None)
    assert (many.referrals_a_year, many.base) == (200, 0.4)
    assert 0.15 < many.smallest < 0.25


START = date(2026, 12, 1)
LATER = date(2028, 6, 1)
COMMUNES = tuple(f"c{n}" for n in range(6))


def a_trial(session, *, before, after):
    """Six communes that begin 60 days apart; every stretch between two starts has (lasted, left) on each side.

    Those on a side of a stretch are spread over its communes.
    """
    steps = draw_rollout(session, a_draw(*COMMUNES, start=START, every=60), TODAY, NOW)
    opening = an_opening(session)
    for stretch in range(5):
        for (lasted, left), communes in ((after, steps[: stretch + 1]), (before, steps[stretch + 1 :])):
            for number in range(lasted + left):
                person = a_learner(session, commune_code=communes[number % len(communes)].commune_code)
                day = START + timedelta(days=60 * stretch + 30)
                referred(session, person, opening, on=day, lasted=number < lasted)
    return steps


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ((2, 7), (8, 12), CANNOT_SAY),
        ((2, 8), (8, 4), HELPS),
        ((8, 4), (2, 8), HARMS),
        ((5, 5), (5, 5), NO_DIFFERENCE),
    ],
)
def test_it_answers_only_with_enough_outcomes_on_both_sides(session, before, after, state):
    a_trial(session, before=before, after=after)

    report = report_rollout(session, LATER, 180)

    assert (report.state, report.n_before, report.n_after) == (state, 5 * sum(before), 5 * sum(after))
    assert (report.gap is None) == (state == CANNOT_SAY)
    assert FEWEST_A_SIDE == 50


def test_before_the_planned_look_nothing_is_answered(session):
    steps = a_trial(session, before=(2, 10), after=(10, 2))
    look_on = steps[-1].starts_on + timedelta(days=14 + 180)

    early = report_rollout(session, look_on - timedelta(days=1), 180)

    assert (early.state, early.gap, early.look_on) == (CANNOT_SAY, None, look_on)
    assert report_rollout(session, look_on, 180).state == HELPS


def test_only_days_on_which_both_sides_exist_count(session):
    steps = a_trial(session, before=(5, 5), after=(5, 5))
    person = a_learner(session, commune_code=steps[0].commune_code)
    referred(session, person, an_opening(session), on=START + timedelta(days=366), lasted=True)
    referred(session, person, an_opening(session), on=START - timedelta(days=1), lasted=True)

    report = report_rollout(session, LATER, 180)

    assert (report.n_before, report.n_after) == (50, 50)
