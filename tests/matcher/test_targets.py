from datetime import date, timedelta

import pytest

from matcher.case_tables import CounsellingMark
from matcher.report_facts import load_facts
from matcher.report_periods import read_period, running_year
from matcher.targets import count_targets
from tests.factories import NOW, TODAY, a_person, a_placement, a_training_record, an_opening

STABLE = 180
HOME = date(2026, 5, 4)


def count(session, code=None, today=TODAY):
    period = read_period(code, 31, today) if code else running_year(31, today)
    return {t.code: t for t in count_targets(load_facts(session, STABLE), period, today)}


def targets(session, code=None, today=TODAY):
    return {code: (t.numerator, t.denominator) for code, t in count(session, code, today).items()}


def someone_home(session, **changes):
    return a_person(session, **({"return_date": HOME} | changes))


def counsel(session, person, day):
    mark = CounsellingMark(person_id=person.id, on_date=day, topic="law", recorded_by="canbo", recorded_at=NOW)
    session.add(mark)
    session.flush()


def test_nothing_on_record_is_no_error_and_neither_met_nor_missed(session):
    assert targets(session) == {"counselled": (0, 0), "trained": (0, 0), "stable_jobs": (0, 50)}
    assert [t.met for t in count(session).values()] == [None, None, False]
    assert count(session)["trained"].share is None


def test_a_person_trained_twice_counts_once_and_who_left_failed_or_still_learns_not_at_all(session):
    twice, left, failed, coming, _never = (someone_home(session) for _ in range(5))
    a_training_record(session, twice)
    a_training_record(session, twice, course="May")
    a_training_record(session, left, result="Bỏ học")
    a_training_record(session, failed, result="Không đạt")
    a_training_record(session, coming, end_date=TODAY + timedelta(days=1))

    assert targets(session)["trained"] == (1, 5)


@pytest.mark.parametrize(
    ("result", "certificate", "counts"), [("Khá", None, True), (None, "SC-1", True), (None, None, False)]
)
def test_a_course_without_a_last_day_counts_only_with_a_result_or_certificate(session, result, certificate, counts):
    person = someone_home(session)
    a_training_record(session, person, end_date=None, result=result, certificate_no=certificate)

    assert targets(session)["trained"] == (int(counts), 1)


def test_the_general_programme_is_not_of_the_scheme(session):
    a_training_record(session, someone_home(session, programme="chung"))
    a_training_record(session, someone_home(session, programme="sau cai"))
    someone_home(session, programme=None)

    assert targets(session)["trained"] == (1, 2)


@pytest.mark.parametrize(
    ("returned", "counts"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (None, False),
    ],
)
def test_the_shares_are_of_who_came_home_in_the_period(session, returned, counts):
    someone_home(session, return_date=returned)

    assert targets(session, "2026Q3")["counselled"] == (0, int(counts))


def test_who_comes_home_later_in_a_running_period_is_not_counted_yet(session):
    someone_home(session, return_date=TODAY)
    someone_home(session, return_date=TODAY + timedelta(days=1))

    assert targets(session, "2026Q4")["counselled"] == (0, 1)


def test_counselling_after_the_period_closed_does_not_change_it(session):
    in_time, late = someone_home(session), someone_home(session)
    counsel(session, in_time, date(2026, 6, 30))
    counsel(session, late, date(2026, 7, 1))

    assert targets(session, "2026Q2")["counselled"] == (1, 2)
    assert targets(session)["counselled"] == (2, 2)


@pytest.mark.parametrize(("trained", "met"), [(5, False), (6, False), (7, True)])
def test_sixty_percent_exactly_is_not_more_than_sixty_percent(session, trained, met):
    people = [someone_home(session) for _ in range(10)]
    for person in people[:trained]:
        a_training_record(session, person)

    assert count(session)["trained"].met is met


@pytest.mark.parametrize(("counselled", "met"), [(2, False), (3, True)])
def test_everybody_counselled_is_a_hundred_percent(session, counselled, met):
    for person in [someone_home(session) for _ in range(3)][:counselled]:
        counsel(session, person, HOME)

    assert count(session)["counselled"].met is met


@pytest.mark.parametrize(("jobs", "met"), [(50, False), (51, True)])
def test_fifty_stable_jobs_are_not_more_than_fifty(session, jobs, met):
    opening = an_opening(session)
    for _ in range(jobs):
        a_placement(session, a_person(session), opening, started_on=date(2026, 2, 1), confirmed_on=TODAY)

    assert count(session)["stable_jobs"].met is met


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

    assert targets(session)["stable_jobs"] == (int(counts), 50)


def test_a_person_with_two_stable_jobs_counts_once(session):
    person = a_person(session)
    for _ in range(2):
        a_placement(session, person, an_opening(session), started_on=date(2026, 2, 1), confirmed_on=TODAY)

    assert targets(session)["stable_jobs"] == (1, 50)
