"""Courses on record, and what opens doors for a person of the database."""

from matcher.advice import last_training_record, taught_courses, unlocks_for
from matcher.market import load_market
from matcher.people import load_seeker
from matcher.ranking.changes import TaughtCourse
from tests.factories import PHAN_THIET, TODAY, a_person, a_training_record, an_opening, the_expert


def test_courses_are_known_by_their_trades_and_named_as_lists_name_them_most(session):
    person = a_person(session)
    for course in ("Kỹ thuật hàn", "KT hàn", "Kỹ thuật hàn"):
        a_training_record(session, person, course=course, isco=["7212"])
    a_training_record(session, person, course="Điện nước", isco=["7411", "7126"])
    a_training_record(session, person, course="Xóa mù chữ", isco=[])

    assert taught_courses(session) == (
        TaughtCourse("Kỹ thuật hàn", ("7212",)),
        TaughtCourse("Điện nước", ("7126", "7411")),
    )
    assert last_training_record(session) == 5


def test_where_no_course_is_on_record_none_is_named(session):
    assert taught_courses(session) == ()
    assert last_training_record(session) == 0


def test_a_person_of_the_database_hears_of_the_licence_that_was_missing(session):
    person = a_person(session, max_commute_km=20)
    an_opening(session, isco=["8322"], licence="B", commune_code=PHAN_THIET)

    found = unlocks_for(load_seeker(session, person, TODAY), load_market(session, TODAY), the_expert(), ())

    assert [(u.change.code, len(u.openings), u.within_km) for u in found] == [("licence:B", 1, 20.0)]
