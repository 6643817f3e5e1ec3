"""What a supervisor's page works out of everybody is worked out once, and again when anything it stands on changed."""

import pytest

from api.acts.supervision import make_plan
from api.service import KEPT_ANSWERS
from employers.openings import close, list_open_openings
from matcher.people import get_person, list_seekers
from tests.api.conftest import TODAY, caller_named


def a_closed_opening(session):
    close(session, list_open_openings(session, TODAY)[0], TODAY, "đủ người")


def an_edited_person(session):
    get_person(session, "PT-001").revision += 1


def test_a_plan_is_kept_while_nothing_changes(office):
    supervisor = caller_named(office, "giamsat")

    assert make_plan(supervisor) is make_plan(supervisor)


@pytest.mark.parametrize("change", [a_closed_opening, an_edited_person])
def test_a_plan_is_made_again_once_something_changed(office, change):
    supervisor = caller_named(office, "giamsat")
    before = make_plan(supervisor)
    with office.ranker_sessions.write() as session:
        change(session)

    assert make_plan(supervisor) is not before


def test_everybody_has_a_plan_of_their_own_people(office):
    newcomer, supervisor = caller_named(office, "giamsat-moi"), caller_named(office, "giamsat")

    assert make_plan(supervisor).pairs
    assert not make_plan(newcomer).pairs


def test_a_callers_people_are_those_of_their_own_session(office):
    supervisor = caller_named(office, "giamsat")

    with supervisor.sessions.read() as session:
        expected = list_seekers(session, TODAY)

    assert supervisor.seekers() == expected


def test_only_the_latest_answers_are_kept(office):
    for number in range(KEPT_ANSWERS + 5):
        office.kept(number, [], lambda _model, number=number: number)

    assert list(office.remembered.answers.values()) == list(range(5, KEPT_ANSWERS + 5))
