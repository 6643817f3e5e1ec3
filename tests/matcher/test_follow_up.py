"""What is asked next about a job, and when."""

from datetime import date, timedelta

import pytest

from matcher.follow_up import STEPS, next_follow_up
from matcher.tables import CheckIn, Placement

START = date(2026, 1, 1)


def a_job(**changes):
    return Placement(id="x", person_id=1, opening_id=1, **({"started_on": START, "confirmed_on": START} | changes))


def check(days, outcome="still_there"):
    return CheckIn(placement_id="x", on_date=day(days), outcome=outcome, recorded_by="x")


def day(days):
    return START + timedelta(days=days)


def test_check_ins_fall_on_days_three_and_ten_and_after_one_three_six_and_twelve_months():
    job, made, asked = a_job(), [], []

    while (follow := next_follow_up(job, made, job.confirmed_on)) is not None:
        asked.append((follow.day - START).days)
        made.append(check(asked[-1]))
        job.confirmed_on = made[-1].on_date

    assert asked == [3, 10, 30, 91, 182, 365]


def test_one_visit_answers_every_step_that_was_missed():
    follow = next_follow_up(a_job(), [], day(40))

    assert (follow.step.code, follow.due_on) == ("month_1", day(30))


def test_a_confirmation_a_little_early_counts():
    assert next_follow_up(a_job(), [check(9)], day(9)).step.code == "month_1"
    assert next_follow_up(a_job(), [check(7)], day(7)).step.code == "day_10"


def test_six_months_are_asked_late_enough_to_prove_a_lasting_job():
    (six,) = [s for s in STEPS if s.code == "month_6"]

    assert six.days - six.early >= 180


@pytest.mark.parametrize(("step", "again"), [(3, 1), (10, 2), (30, 3), (91, 7), (182, 7), (365, 14)])
def test_who_was_not_reached_is_asked_again_soon(step, again):
    before = [check(s.days) for s in STEPS if s.days < step]

    follow = next_follow_up(a_job(), [*before, check(step + 1, "not_reached")], day(step + 1))

    assert (follow.due_on, follow.tries) == (day(step + 1 + again), 1)


def test_a_confirmation_ends_the_tries():
    made = [check(3, "not_reached"), check(4, "not_reached"), check(5)]

    assert next_follow_up(a_job(), made, day(5)).tries == 0
    assert next_follow_up(a_job(), made[:2], day(4)).tries == 2


def test_what_a_list_confirmed_counts_as_a_confirmation():
    assert next_follow_up(a_job(confirmed_on=day(100)), [], day(120)).step.code == "month_6"


def test_nothing_is_asked_of_a_job_that_ended_or_outlasted_a_year():
    assert next_follow_up(a_job(ended_on=day(20)), [], day(40)) is None
    assert next_follow_up(a_job(confirmed_on=day(360)), [], day(400)) is None
