"""Soft cautions of after-care: for people of the scheme alone, no rule, no term, and switched off with a note."""

import pytest

from matcher.aftercare import (
    CAUTIONS,
    cautions_of,
    employers_with_others,
    of_after_care,
    switch_caution,
    switched_off,
)
from tests.factories import BY, TODAY, a_demand, a_person, a_placement, an_employer, an_opening, windows

WHY = (None, None)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ({}, ()),
        ({"windows": windows("đêm")}, ("night_work",)),
        ({"windows": windows(tối=[(1080, 1500)])}, ("night_work",)),
        ({"housing": True}, ()),
        ({"housing": True, "employer": "NSD1"}, ("same_cohort_housing",)),
        ({"isco": ("5132",)}, ("bars_and_cash",)),
        ({"isco": ("5230",)}, ("bars_and_cash",)),
    ],
)
def test_an_opening_calls_for_the_cautions_that_its_work_gives_reason_for(work, expected):
    assert cautions_of(a_demand(**work), frozenset({"NSD1"})) == expected


@pytest.mark.parametrize(("programme", "told"), [("sau cai", True), ("chung", False), (None, False)])
def test_they_are_told_of_people_of_the_scheme_alone(session, programme, told):
    assert of_after_care(a_person(session, programme=programme)) is told


def test_an_employer_counts_while_somebody_of_the_scheme_works_there(session):
    now, over, general = (an_employer(session) for _ in range(3))
    for firm, programme, ended in ((now, "sau cai", None), (over, "sau cai", TODAY), (general, "chung", None)):
        person = a_person(session, programme=programme)
        a_placement(session, person, an_opening(session, firm), started_on=TODAY, ended_on=ended)

    assert employers_with_others(session, TODAY) == {now.code}


def test_the_last_switch_counts_and_switching_twice_writes_once(session):
    person = a_person(session)

    done = [switch_caution(session, person, "night_work", off, WHY, BY) for off in (True, True, False, False, True)]

    assert done == [True, False, True, False, True]
    assert switched_off(session, person) == {"night_work"}


def test_an_unknown_caution_is_refused(session):
    with pytest.raises(ValueError, match="night_work"):
        switch_caution(session, a_person(session), "x", True, WHY, BY)
    assert len(CAUTIONS) == 3
