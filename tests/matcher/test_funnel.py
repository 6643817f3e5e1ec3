"""The funnel from introduction to six months, by hand-made jobs."""

from datetime import date, timedelta

from matcher.funnel import STAGES, answer_rates, load_funnel
from tests.factories import TODAY, a_person, a_placement, a_referral, an_employer, an_opening

YEAR_AGO = TODAY - timedelta(days=365)


def introduced(session, days_ago, state="waiting", opening=None, **changes):
    known = {"referred_on": TODAY - timedelta(days=days_ago), "state": state}
    return a_referral(session, a_person(session), opening or an_opening(session), **(known | changes))


def at_work(session, days, lasted=None, confirmed=None):
    """Began ``days`` ago; left after ``lasted`` days, or confirmed after ``confirmed``."""
    started = TODAY - timedelta(days=days)
    referral = introduced(session, days + 5, "accepted", answered_on=started)
    person, opening = referral.person_id, referral.opening_id

    def after(number):
        return None if number is None else started + timedelta(days=number)

    made = a_placement(session, a_person(session), an_opening(session), started_on=started, referral_id=referral.id)
    made.person_id, made.opening_id = person, opening
    made.ended_on, made.confirmed_on = after(lasted), after(confirmed)
    session.add(made)
    session.flush()
    return made


def stages(session, since=YEAR_AGO, until=TODAY):
    return {s.code: (s.reached, s.due, s.unknown) for s in load_funnel(session, since, until, TODAY)}


def test_every_stage_is_there_and_empty_without_introductions(session):
    assert list(stages(session)) == list(STAGES)
    assert set(stages(session).values()) == {(0, 0, 0)}


def test_an_introduction_counts_as_unanswered_only_when_its_time_is_over(session):
    introduced(session, 3, answer_by=TODAY + timedelta(days=11))
    introduced(session, 20, "no_answer", answer_by=TODAY - timedelta(days=6))
    introduced(session, 5, "declined", answered_on=TODAY)

    found = stages(session)

    assert (found["introduced"], found["answered"], found["accepted"]) == ((3, 3, 0), (1, 2, 0), (0, 1, 0))


def test_who_was_accepted_and_has_not_begun_is_not_known_yet(session):
    introduced(session, 5, "accepted", answered_on=TODAY)
    at_work(session, 2)

    assert stages(session)["started"] == (1, 2, 1)


def test_a_stay_counts_from_its_last_confirmation(session):
    at_work(session, 100, confirmed=95)
    at_work(session, 100, confirmed=40)
    at_work(session, 100, lasted=8)
    at_work(session, 100, lasted=31)

    found = stages(session)

    assert found["day_10"] == (3, 4, 0)
    assert found["month_1"] == (3, 4, 0)
    assert found["month_3"] == (1, 4, 1)
    assert found["month_6"] == (0, 0, 0)


def test_only_introductions_of_the_days_asked_for_count(session):
    introduced(session, 400)
    introduced(session, 10)

    assert stages(session)["introduced"] == (1, 1, 0)
    assert stages(session, date(2020, 1, 1), YEAR_AGO)["introduced"] == (1, 1, 0)


def test_who_leaves_most_unanswered_comes_first(session):
    good, bad = an_employer(session), an_employer(session)
    introduced(session, 10, "accepted", an_opening(session, good), answered_on=TODAY - timedelta(days=8))
    introduced(session, 10, "declined", an_opening(session, good), answered_on=TODAY - timedelta(days=4))
    introduced(session, 40, "no_answer", an_opening(session, bad))

    first, second = answer_rates(session, YEAR_AGO, TODAY)

    assert (first.employer, first.no_answer, first.median_days) == (bad.code, 1, None)
    assert (second.answered, second.accepted, second.median_days) == (2, 1, 4.0)
