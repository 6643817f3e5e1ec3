from datetime import date, timedelta

import pytest

from matcher.errors import UnknownPerson
from matcher.people import (
    find_person,
    get_person,
    list_seekers,
    load_records,
    load_seeker,
    make_seeker,
    youngest_birth,
)
from matcher.tables import Person
from tests.factories import HAM_KIEM, PHU_QUY, TODAY, a_person, a_training_record, point_of

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def availability(session, today=TODAY, **changes):
    return load_seeker(session, a_person(session, **changes), today).availability


def test_a_person_is_found_by_code_or_named_as_unknown(session):
    person = a_person(session, code="HS00012")

    assert get_person(session, "HS00012") is person
    assert find_person(session, "HS99999") is None
    with pytest.raises(UnknownPerson):
        get_person(session, "HS99999")


@pytest.mark.parametrize(
    ("born", "precision", "latest"),
    [
        (date(2008, 5, 3), "day", date(2008, 5, 3)),
        (date(2008, 2, 1), "month", date(2008, 2, 29)),
        (date(2008, 1, 1), "year", date(2008, 12, 31)),
        (None, None, None),
    ],
)
def test_a_birth_date_counts_as_its_youngest_reading(born, precision, latest):
    person = Person(code="HS1", birth_date=born, birth_precision=precision, registered_on=TODAY)

    assert youngest_birth(person) == latest


@pytest.mark.parametrize(("expires_on", "held"), [(None, {"B"}), (TOMORROW, {"B"}), (TODAY, {"B"}), (YESTERDAY, set())])
def test_a_licence_counts_through_its_last_day(session, expires_on, held):
    assert availability(session, licences=["B"], licence_expires_on=expires_on).licences == held


@pytest.mark.parametrize(("return_date", "starts_on"), [(None, TODAY), (YESTERDAY, TODAY), (TOMORROW, TOMORROW)])
def test_work_starts_on_the_day_of_return_but_not_before_today(session, return_date, starts_on):
    assert availability(session, return_date=return_date).starts_on == starts_on


@pytest.mark.parametrize(("closed_on", "open_"), [(None, True), (TOMORROW, True), (TODAY, False), (YESTERDAY, False)])
def test_a_case_is_closed_from_its_day(session, closed_on, open_):
    person = a_person(session, closed_on=closed_on)

    assert load_seeker(session, person, TODAY).availability.case_open is open_
    assert (person.code in {s.code for s in list_seekers(session, TODAY)}) is open_


def test_home_is_the_point_of_the_new_commune(session):
    home, island, unknown = (availability(session, commune_code=c) for c in (HAM_KIEM, PHU_QUY, None))

    assert (home.point, home.island) == (point_of(HAM_KIEM), False)
    assert island.island
    assert (unknown.point, unknown.island) == (None, False)


@pytest.mark.parametrize(("kilometres", "expected"), [(None, 30.0), (0.0, 0.0), (12.0, 12.0)])
def test_thirty_kilometres_is_meant_where_nothing_is_said(session, kilometres, expected):
    assert availability(session, max_commute_km=kilometres).max_commute_km == expected


@pytest.mark.parametrize(("vehicle", "own"), [(None, None), ("motorbike", True), ("bicycle", False), ("none", False)])
def test_an_unknown_vehicle_is_not_no_vehicle(session, vehicle, own):
    assert availability(session, vehicle=vehicle).own_vehicle is own


def test_health_limits_become_properties_of_work_and_nothing_else_of_health_is_kept(session):
    found = availability(session, health_limits=["no_heavy_lifting", "no_heights"], treatment_window=[420, 480])

    assert found.forbidden_physical == {"heavy_lifting", "heights"}
    assert str(found.treatment) == "07:00-08:00"


@pytest.mark.parametrize(
    ("result", "end_date", "schooling"),
    [
        ("Đạt", YESTERDAY, 3),
        ("Đạt", TOMORROW, 0),
        ("Không đạt", YESTERDAY, 0),
        ("Bỏ học", YESTERDAY, 0),
    ],
)
def test_a_literacy_course_that_was_passed_raises_the_class(session, result, end_date, schooling):
    person = a_person(session, schooling=0)
    a_training_record(session, person, course="XMC", isco=[], schooling=3, result=result, end_date=end_date)

    seeker = load_seeker(session, person, TODAY)

    assert seeker.availability.schooling == seeker.profile.schooling == schooling


def test_a_course_never_lowers_the_class(session):
    person = a_person(session, schooling=9)
    a_training_record(session, person, isco=[], schooling=3, result="Đạt", end_date=YESTERDAY)

    assert load_seeker(session, person, TODAY).availability.schooling == 9


def test_the_past_is_seen_as_it_was_known(session):
    person = a_person(
        session,
        work_history=[{"words": "phụ hồ", "isco": ["9313"], "months": 24, "ended_on": "2024-05-01"}],
        wishes=[{"words": "thợ hàn", "isco": ["7212"]}],
    )
    a_training_record(session, person, start_date=date(2026, 1, 1), end_date=date(2026, 6, 1))
    records = load_records(session, [person.id])[person.id]

    then, later = (make_seeker(person, records, day) for day in (date(2026, 5, 31), TODAY))

    assert [e.isco for e in then.profile.evidence] == ["9313"]
    assert {e.isco for e in later.profile.evidence} == {"9313", "7212"}
    assert later.profile.wishes == (("thợ hàn", ("7212",)),)


def test_records_of_one_person_never_reach_another(session):
    one, other = a_person(session), a_person(session)
    a_training_record(session, one)

    found = load_records(session)

    assert len(found[one.id].courses) == 1
    assert found[other.id].courses == []
    assert len(found[other.id].consents) == 1


def test_everyone_is_listed_in_the_order_of_codes(session):
    for code in ("HS3", "HS1", "HS2"):
        a_person(session, code=code)

    assert [s.code for s in list_seekers(session, TODAY)] == ["HS1", "HS2", "HS3"]
