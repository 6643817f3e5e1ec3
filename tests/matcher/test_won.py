"""Employers that were won: the seat that emptied early, whom to thank, whom to talk to again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from employers.own_work import add_own_work
from matcher.decisions import Pair
from matcher.errors import WrongDates
from matcher.outreach import last_contacts
from matcher.placements import Finding, check_in, start_own_work
from matcher.won import due_contacts, emptied_seats, record_contact
from tests.employers.test_own_work import BY as CURATOR
from tests.employers.test_own_work import PIGS
from tests.factories import BY, TODAY, a_person, a_placement, a_referral, an_employer, an_opening


def ago(days):
    return TODAY - timedelta(days=days)


def a_job(session, opening, started, ended=None, **facts):
    confirmed = ended or facts.pop("confirmed_on", started)
    return a_placement(
        session, a_person(session), opening, started_on=started, ended_on=ended, confirmed_on=confirmed, **facts
    )


def kinds(session):
    return [(due.kind, due.employer.code, due.jobs) for due in due_contacts(session, TODAY)]


@pytest.mark.parametrize(("stayed", "ended", "told"), [(30, 0, 1), (31, 0, 0), (10, 14, 1), (10, 15, 0)])
def test_a_seat_that_emptied_within_a_month_is_offered_again_for_two_weeks(session, stayed, ended, told):
    a_job(session, an_opening(session), ago(ended + stayed), ago(ended))

    assert len(list(emptied_seats(session, TODAY))) == told


def test_a_seat_is_not_offered_again_once_somebody_was_introduced_or_it_is_closed(session):
    followed, closed = an_opening(session), an_opening(session, state="closed")
    for opening in (followed, closed):
        a_job(session, opening, ago(10), ago(2))
    a_referral(session, a_person(session), followed, referred_on=ago(1))

    assert list(emptied_seats(session, TODAY)) == []


def test_who_gives_up_own_work_leaves_no_seat(session):
    pigs = add_own_work(session, PIGS, TODAY, CURATOR)
    job = start_own_work(session, Pair(a_person(session), pigs), ago(10), BY, {})
    check_in(session, job, BY, Finding(TODAY, "left", "pay"))

    assert list(emptied_seats(session, TODAY)) == []


def test_an_employer_is_thanked_once_for_who_stayed_a_month(session):
    firm = an_employer(session)
    opening = an_opening(session, firm)
    a_job(session, opening, ago(40), confirmed_on=ago(5))
    a_job(session, opening, ago(40), ago(20))

    before = kinds(session)
    record_contact(session, firm, "thanks", None, BY)

    assert before == [("thanks", firm.code, 1)]
    assert kinds(session) == []


def test_thanks_wait_for_the_thirtieth_day_and_end_after_half_a_year(session):
    a_job(session, an_opening(session), ago(29), confirmed_on=TODAY)
    a_job(session, an_opening(session), ago(30 + 181), confirmed_on=ago(100))

    assert [kind for kind, *_ in kinds(session) if kind == "thanks"] == []


def test_an_employer_without_an_opening_is_asked_again_after_ninety_days_or_on_its_own_day(session):
    firm = an_employer(session)
    a_job(session, an_opening(session, firm, state="closed", posted_on=ago(100)), ago(90), ago(80))
    assert kinds(session) == [("again", firm.code, 1)]

    record_contact(session, firm, "again", TODAY + timedelta(days=7), BY)

    assert kinds(session) == []
    assert [d.kind for d in due_contacts(session, TODAY + timedelta(days=7))] == ["again"]


def test_the_day_to_ask_again_counts_from_the_last_contact_that_any_list_tells_of(session):
    firm = an_employer(session)
    gone = an_opening(session, firm, state="closed", posted_on=ago(400))
    a_job(session, gone, ago(390), ago(380))
    record_contact(session, firm, "thanks", TODAY + timedelta(days=1), replace(BY, today=ago(300)))
    later = an_opening(session, firm, state="closed", posted_on=ago(91))
    told = due_contacts(session, TODAY)
    a_referral(session, a_person(session), later, referred_on=ago(10))

    assert [due.since for due in told] == [ago(1)]
    assert kinds(session) == []
    assert last_contacts(session, TODAY)[firm.id] == ago(10)


def test_an_employer_that_hires_now_is_not_asked_whether_it_hires(session):
    firm = an_employer(session)
    a_job(session, an_opening(session, firm, state="closed"), ago(200), ago(190))
    an_opening(session, firm)

    assert kinds(session) == []


def test_a_next_day_in_the_past_is_refused(session):
    with pytest.raises(WrongDates):
        record_contact(session, an_employer(session), "again", TODAY, BY)
