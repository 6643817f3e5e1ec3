"""An employer's word by a code: once, in time, and the same answer to every code that is no good."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from matcher.case_tables import ConfirmationLink
from matcher.confirmations import ALPHABET, GOOD_FOR, code_digest, confirm, find_asked, issue_code, make_code
from matcher.errors import UnknownConfirmation
from matcher.tables import CheckIn
from tests.factories import BY, NOW, TODAY, a_person, a_placement, an_opening


@pytest.fixture
def job(session):
    return a_placement(session, a_person(session), an_opening(session), confirmed_on=TODAY - timedelta(days=60))


def test_a_code_is_random_and_has_no_letter_that_paper_confuses():
    codes = {make_code() for _ in range(200)}

    assert len(codes) == 200
    assert {letter for code in codes for letter in code} <= {*ALPHABET, "-"}
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["k7qm 2xra 9pth 4wd0", " K7QM2XRA9PTH4WDO ", "k7qm-2xra-9pth-4wdo"])
def test_a_code_is_found_however_it_was_typed(typed):
    assert code_digest(typed) == code_digest("K7QM-2XRA-9PTH-4WD0")


def test_only_a_hash_of_the_code_is_kept(session, job):
    code = issue_code(session, job, BY)

    (link,) = session.exec(select(ConfirmationLink)).all()
    assert code.replace("-", "") not in str(link.model_dump()).replace("-", "")


def test_still_there_is_a_check_in_and_spends_the_code(session, job):
    code = issue_code(session, job, BY)

    confirm(session, code, "still_there", BY)

    (made,) = session.exec(select(CheckIn)).all()
    assert (made.outcome, made.recorded_by, job.confirmed_on) == ("still_there", "employer", TODAY)
    with pytest.raises(UnknownConfirmation):
        confirm(session, code, "left", BY)


def test_left_ends_nothing_until_the_case_worker_has_asked(session, job):
    confirm(session, issue_code(session, job, BY), "left", BY)

    assert job.ended_on is None
    assert session.exec(select(CheckIn)).all() == []


def test_looking_changes_nothing(session, job):
    code = issue_code(session, job, BY)

    find_asked(session, code, NOW)

    assert find_asked(session, code, NOW)[1] is job


def test_a_new_code_ends_the_one_before(session, job):
    first = issue_code(session, job, BY)
    second = issue_code(session, job, BY)

    with pytest.raises(UnknownConfirmation):
        find_asked(session, first, NOW)
    assert find_asked(session, second, NOW)


def test_a_code_ends_with_its_days_and_with_the_job(session, job):
    code = issue_code(session, job, BY)
    late = replace(BY, now=NOW + GOOD_FOR)

    with pytest.raises(UnknownConfirmation):
        confirm(session, code, "still_there", late)
    job.ended_on = TODAY
    with pytest.raises(UnknownConfirmation):
        find_asked(session, code, NOW)
    with pytest.raises(UnknownConfirmation):
        issue_code(session, job, BY)
