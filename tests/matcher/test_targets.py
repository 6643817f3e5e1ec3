from datetime import date, timedelta

import pytest

from matcher.targets import count_targets, stable_this_year
from tests.factories import TODAY, a_person, a_placement, a_training_record, an_opening

STABLE = 180


def targets(session):
    return {t.code: (t.numerator, t.denominator) for t in count_targets(session, TODAY, STABLE)}


def test_nothing_on_record_is_no_error(session):
    assert targets(session) == {"counselled": (0, 0), "trained": (0, 0), "stable_jobs": (0, 50)}


def test_a_person_trained_twice_counts_once_and_who_left_the_course_not_at_all(session):
    twice, left, coming, never = (a_person(session) for _ in range(4))
    a_training_record(session, twice)
    a_training_record(session, twice, course="May")
    a_training_record(session, left, result="Bỏ học")
    a_training_record(session, coming, end_date=TODAY + timedelta(days=1))

    assert targets(session)["trained"] == (1, 4)
    assert never.id


def test_the_general_programme_is_not_of_the_scheme(session):
    a_training_record(session, a_person(session, programme="chung"))
    a_training_record(session, a_person(session, programme="sau cai"))
    a_person(session, programme=None)

    assert targets(session)["trained"] == (1, 2)


@pytest.mark.parametrize(
    ("started_on", "ended_on", "confirmed_on", "counts"),
    [
        (TODAY - timedelta(days=STABLE), None, TODAY, True),
        (TODAY - timedelta(days=STABLE - 1), None, TODAY, False),
        (TODAY - timedelta(days=STABLE), None, TODAY - timedelta(days=1), False),  # not confirmed that long
        (date(2026, 3, 1), date(2026, 8, 28), None, True),  # left on day 180
        (date(2026, 3, 1), date(2026, 8, 27), date(2026, 8, 27), False),
        (date(2025, 7, 4), None, date(2026, 2, 1), False),  # stable on the last day of last year
        (date(2025, 7, 5), None, date(2026, 2, 1), True),  # stable on new year's day
    ],
)
def test_a_job_counts_in_the_year_in_which_it_became_stable(session, started_on, ended_on, confirmed_on, counts):
    person = a_person(session)
    a_placement(
        session, person, an_opening(session), started_on=started_on, ended_on=ended_on, confirmed_on=confirmed_on
    )

    assert (person.id in stable_this_year(session, TODAY, STABLE)) is counts
    assert targets(session)["stable_jobs"] == (int(counts), 50)


def test_a_person_with_two_stable_jobs_counts_once(session):
    person = a_person(session)
    for _ in range(2):
        a_placement(session, person, an_opening(session), started_on=date(2026, 2, 1), confirmed_on=TODAY)

    assert targets(session)["stable_jobs"] == (1, 50)
