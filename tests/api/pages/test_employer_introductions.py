"""Introductions as an employer's pages show and answer them: the alias, what was agreed, nothing of anybody else."""

from datetime import timedelta

import pytest
from sqlmodel import select

from api import clock
from api.acts.decisions import Wanted, decide
from api.row_security import SERVICE, asked_by
from api.tables import AuditEvent
from api.web.catalogue import sayer
from employers.registry import get_employer
from matcher.consents import ConsentAct, withdraw_consent
from matcher.decisions import DECLINE_REASONS, close_unanswered, get_referral
from matcher.people import get_person
from matcher.tables import DecisionKind, Person, Purpose, Referral
from tests.api.conftest import TODAY, caller_named

LIST = "/employer/introductions"
UNTOLD = ("chương trình", "sau cai", "cai nghiện", "số quyết định", "canbo", "PT-001", "committed", "điểm")


def introduce(site, fields=("given_name", "experience"), person="PT-001", opening="V-01"):
    with site.service.database.write(asked_by(SERVICE)) as session:
        get_person(session, person).case_worker = "canbo"
    consent = ConsentAct(TODAY, tuple(fields), wording="2026-11")
    return decide(
        caller_named(site.service, "canbo"), person, Wanted(opening, DecisionKind.refer, "hợp", None, consent)
    )


@pytest.fixture
def employer(site):
    return site.sign_in("congty")


@pytest.fixture
def made(employer):
    return introduce(employer)


def referral_of(site, made):
    with site.service.database.read() as session:
        return get_referral(session, made.id)


def test_who_waits_stands_on_the_first_page_by_alias_with_the_day(employer, made):
    home = employer.get("/employer")

    assert made.alias in home.words
    assert "07/12/2026" in home.words
    assert f"{LIST}/{made.id}" in home.links


def test_an_introduction_shows_what_was_agreed_and_nothing_else(employer, made):
    page = employer.get(f"{LIST}/{made.id}")

    assert made.alias in page.words
    assert "Tên gọi" in page.words
    assert "Kinh nghiệm" in page.words
    assert not [label for label in ("Điện thoại", "Họ và tên", "Nơi ở", "Giấy phép lái xe") if label in page.words]
    assert not [word for word in UNTOLD if word.lower() in page.words.lower()]


def test_an_introduction_tells_beforehand_that_it_closes_by_itself(employer, made):
    page = employer.get(f"{LIST}/{made.id}")

    assert "tự khép lại" in page.words


def test_consent_that_was_withdrawn_shows_nothing_any_more(employer, made):
    with employer.service.database.write(asked_by(SERVICE)) as session:
        person = session.exec(select(Person).where(Person.code == "PT-001")).one()
        employer_id = get_employer(session, "3400000514").id
        withdraw_consent(session, person, Purpose.meet_employer, TODAY, ("canbo", clock.now()), employer_id)

    page = employer.get(f"{LIST}/{made.id}")

    assert "Hiện không có thông tin nào để xem" in page.words
    assert "Tên gọi" not in page.words


def test_to_accept_is_asked_first_and_takes_a_seat(employer, made):
    asked = employer.get(f"{LIST}/{made.id}/accept")
    state = referral_of(employer, made).state

    done = employer.send(asked)
    again = employer.send(asked)

    assert state == "waiting"
    assert "đã nhận người này" in done.words
    assert again.title == done.title
    assert referral_of(employer, made).state == "accepted"
    assert "1 trên 2" in employer.get("/employer/openings/V-01").words


@pytest.mark.parametrize("reason", DECLINE_REASONS)
def test_to_decline_takes_a_reason_of_the_list(employer, made, reason):
    done = employer.send(employer.get(f"{LIST}/{made.id}/decline"), reason=reason)

    assert "chưa tiếp nhận" in done.words
    assert referral_of(employer, made).reason == reason


@pytest.mark.parametrize("reason", ["", "không thích", "lý lịch"])
def test_a_reason_outside_the_list_is_refused(employer, made, reason):
    page = employer.send(employer.get(f"{LIST}/{made.id}/decline"), reason=reason)

    assert page.status == 422
    assert "Hãy chọn một lý do" in page.words
    assert referral_of(employer, made).state == "waiting"


def test_more_time_moves_the_day(employer, made):
    done = employer.send(employer.get(f"{LIST}/{made.id}/more-time"))

    assert referral_of(employer, made).state == "more_time"
    assert "07/12/2026" in done.words


def test_one_that_closed_by_itself_can_still_be_answered(employer, made):
    with employer.service.database.write() as session:
        close_unanswered(session, TODAY + timedelta(days=15))

    page = employer.get(f"{LIST}/{made.id}")
    done = employer.send(employer.get(f"{LIST}/{made.id}/accept"))

    assert "khép lại sau ngày 07/12/2026" in page.words
    assert f"{LIST}/{made.id}/more-time" not in page.links
    assert "đã nhận người này" in done.words


def test_what_was_answered_is_not_asked_again(employer, made):
    employer.send(employer.get(f"{LIST}/{made.id}/accept"))

    page = employer.get(f"{LIST}/{made.id}/decline")

    assert page.answer.request.url.path == f"{LIST}/{made.id}"


def test_another_employer_finds_neither_the_introduction_nor_a_trace_of_it(employer, made):
    employer.sign_out()
    employer.sign_in("congty2")

    foreign, absent = employer.get(f"{LIST}/{made.id}"), employer.get(f"{LIST}/khong-co")

    assert foreign.status == absent.status == 404
    assert foreign.answer.content == absent.answer.content
    assert made.alias not in employer.get(LIST).words


def test_each_look_at_an_introduction_is_in_the_trail_and_the_lists_look_at_nobody(employer, made):
    def looks():
        with employer.service.database.read() as session:
            return len(session.exec(select(AuditEvent).where(AuditEvent.act == "read_introductions")).all())

    before = looks()
    employer.get("/employer")
    employer.get(LIST)
    between = looks()
    employer.get(f"{LIST}/{made.id}")

    assert between == before
    assert looks() == before + 1


def test_more_time_is_offered_twice_and_says_until_when(employer, made):
    with employer.service.database.write() as session:
        referral = session.exec(select(Referral).where(Referral.id == made.id)).one()
        referral.referred_on, referral.answer_by = TODAY - timedelta(days=28), TODAY

    ask = employer.get(f"{LIST}/{made.id}/more-time")
    done = employer.send(ask)

    assert "Hạn trả lời dời đến ngày 07/12/2026" in ask.words
    assert f"{LIST}/{made.id}/more-time" not in done.links
    assert "Hạn trả lời" not in employer.get(f"{LIST}/{made.id}/more-time").words


def test_pages_of_both_sides_say_that_an_introduction_is_over(employer, made, site):
    with site.service.database.write(asked_by(SERVICE)) as session:
        get_person(session, "PT-001").restricted_on = TODAY

    own = employer.get(f"{LIST}/{made.id}")

    assert "23/11/2026" in own.words and not [link for link in own.links if link.endswith(("accept", "more-time"))]
    assert sayer("vi")("own.nobody_waits") in employer.get(LIST).words
    assert sayer("vi")("referrals.ended", day="23/11/2026") in site.sign_in("canbo").get(f"/referrals/{made.id}").words
