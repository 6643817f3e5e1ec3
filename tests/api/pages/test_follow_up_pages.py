"""From an answer to six months: the first day, check-ins, an employer's code, leaving, and what stands on no page."""

import re
from datetime import date

import pytest
from sqlmodel import select

from api.service import Service
from matcher.tables import CheckIn, Placement
from tests.api.pages.test_referring import AGREED, REFER


@pytest.fixture
def desk(ranked_site):
    return ranked_site.sign_in("canbo")


def at(monkeypatch, *day):
    monkeypatch.setattr(Service, "today", lambda _self: date(*day))


def rows(site, table):
    with site.service.database.read() as session:
        return list(session.exec(select(table)).all())


def refer(desk):
    return desk.send(desk.get(REFER), **AGREED).answer.url.path


def start(desk, place=None):
    """A job that began today, as the path of its page."""
    return desk.send(desk.get(f"{place or refer(desk)}/start"), started="today").answer.url.path


def test_an_answer_told_by_telephone_leads_to_the_first_day_and_its_check_ins(desk):
    referral = refer(desk)

    told = desk.send(desk.get(f"{referral}/answer"), answer="accepted")
    begun = desk.get(start(desk, referral))

    assert f"{referral}/start" in told.links
    assert "Hỏi thăm sau 3 ngày: 26/11/2026." in begun.words
    assert begun.answer.url.path in desk.get("/people/PT-001").links


def test_a_decline_needs_its_reason(desk):
    referral = refer(desk)

    refused = desk.send(desk.get(f"{referral}/answer"), answer="declined")
    done = desk.send(refused, answer="declined", reason="seat_filled" if "seat_filled" in refused.text else "other")

    assert refused.status == 422
    assert 'href="#reason"' in refused.text
    assert "Chưa tiếp nhận" in done.words


def test_a_check_in_comes_up_on_its_day_is_recorded_once_and_rests(desk, monkeypatch):
    job = start(desk)
    at(monkeypatch, 2026, 11, 26)
    today = desk.get("/today")
    asked = desk.get(next(link for link in today.links if link.endswith("/check-in")))

    first, second = (desk.send(asked, outcome="still_there", asked="today") for _ in range(2))

    assert today.answer.status_code == 200 and f"{job}/check-in" in today.links
    assert first.answer.url == second.answer.url
    assert [c.outcome for c in rows(desk, CheckIn) if c.on_date == date(2026, 11, 26)] == ["still_there"]
    assert f"{job}/check-in" not in desk.get("/today").links


def test_not_reached_is_a_result_and_moves_the_next_try(desk, monkeypatch):
    job = start(desk)
    at(monkeypatch, 2026, 11, 26)

    page = desk.send(desk.get(f"{job}/check-in"), outcome="not_reached", asked="today")

    assert "Không gặp được" in page.words
    assert "27/11/2026" in page.words


def test_who_left_is_led_at_once_to_what_else_suits(desk, monkeypatch):
    job = start(desk)
    at(monkeypatch, 2026, 12, 3)

    no_why = desk.send(desk.get(f"{job}/check-in"), outcome="left", asked="today")
    done = desk.send(no_why, outcome="left", asked="today", why="distance", words="xa nhà 😀")

    assert (no_why.status, 'href="#why"' in no_why.text) == (422, True)
    assert str(done.answer.url).endswith("/people/PT-001/suggestions?after=left")
    assert "có thể giới thiệu lại ngay" in done.words
    placement = next(p for p in rows(desk, Placement) if job.endswith(p.id))
    assert placement.leaving_why == "distance"
    assert "xa nhà 😀" in desk.get(job).words
    assert "Đã nghỉ ngày 3/12/2026" in desk.get(job).words.replace("03/12", "3/12")


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"outcome", "asked"}),
        ({"outcome": "left"}, {"asked", "why"}),
        ({"outcome": "fired", "asked": "today"}, {"outcome"}),
        ({"outcome": "still_there", "asked": "other"}, {"asked_on"}),
        ({"outcome": "left", "asked": "today", "why": "hiv"}, {"why"}),
        ({"outcome": "left", "asked": "today", "why": "pay", "words": "x" * 10_000}, {"words"}),
        (
            {
                "outcome": "still_there",
                "asked": "other",
                "asked_on__day": "1",
                "asked_on__month": "11",
                "asked_on__year": "2026",
            },
            {"asked_on"},
        ),
    ],
)
def test_what_is_wrong_with_a_check_in_is_told_at_its_box(desk, sent, wrong):
    job = start(desk)

    page = desk.send(desk.get(f"{job}/check-in"), **sent)

    assert page.status == 422
    assert set(re.findall(r'<li><a href="#([a-z_]+)">', page.text)) == wrong
    assert wrong <= set(page.reader.ids)
    assert not [c for c in rows(desk, CheckIn) if c.placement_id == job.rsplit("/", 1)[-1]]


def test_a_start_before_the_introduction_is_refused_and_a_second_start_too(desk):
    referral = refer(desk)
    early = {"started": "other", "started_on__day": "1", "started_on__month": "11", "started_on__year": "2026"}

    refused = desk.send(desk.get(f"{referral}/start"), **early)
    asked = desk.get(f"{referral}/start")
    start(desk, referral)
    again = desk.send(asked, started="today")

    assert (refused.status, again.status) == (422, 422)
    assert "đã được ghi rồi" in again.words


def test_a_job_without_an_introduction_is_followed_too(desk):
    job = start(desk, "/people/PT-001/openings/V-01")

    assert "Hỏi thăm sau 3 ngày" in desk.get(job).words
    assert [p.referral_id for p in rows(desk, Placement) if job.endswith(p.id)] == [None]


def code_of(desk, job):
    letter = desk.send(desk.get(f"{job}/letter"))
    return re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", letter.words)[0], letter


def test_an_employer_confirms_once_by_the_printed_code_and_looking_spends_nothing(desk, monkeypatch):
    job = start(desk)
    code, _ = code_of(desk, job)
    at(monkeypatch, 2026, 12, 3)
    desk.sign_out()

    typed = desk.send(desk.get("/confirm"), "/confirm", code=code.lower().replace("-", " "))
    looked = [desk.get(f"/confirm/{code}") for _ in range(3)]
    nothing = desk.send(looked[0])
    done = desk.send(looked[0], answer="still_there")
    spent = desk.send(looked[0], answer="left")

    assert typed.answer.url.path == f"/confirm/{code}"
    assert {p.status for p in looked} == {200}
    assert nothing.status == 422
    assert "Cảm ơn" in done.words
    assert (spent.status, desk.get(f"/confirm/{code}").status) == (404, 404)
    assert [c.recorded_by for c in rows(desk, CheckIn) if c.on_date == date(2026, 12, 3)] == ["employer"]


def test_an_employer_who_says_left_ends_nothing_and_the_case_worker_is_told(desk):
    job = start(desk)
    code, _ = code_of(desk, job)
    desk.sign_out()

    desk.send(desk.get(f"/confirm/{code}"), answer="left")

    assert "Nơi làm báo đã nghỉ" in desk.sign_in("canbo").get("/today").words
    assert [p.ended_on for p in rows(desk, Placement) if job.endswith(p.id)] == [None]


def test_neither_letter_nor_confirmation_names_anybody_or_tells_why(desk):
    job = start(desk)
    code, letter = code_of(desk, job)
    desk.sign_out()

    for words in (letter.words.partition("Bộ phận việc làm")[2], desk.get(f"/confirm/{code}").words):
        assert not re.search(r"Nguyễn|Lành|PT-001|0912|Kinh|1988|sau cai|nghiện|học viên|đối tượng", words)


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA-AAAA", "x", "%F0%9F%98%80", "PT-001", "a" * 64])
def test_a_code_that_is_not_good_is_told_in_one_sentence(desk, code):
    desk.sign_out()

    page = desk.get(f"/confirm/{code}")

    assert page.status == 404
    assert "Mã không đúng, đã trả lời rồi, hoặc đã hết hạn" in page.words


def test_another_site_cannot_answer_for_an_employer(desk):
    code, _ = code_of(desk, start(desk))

    page = desk.post(f"/confirm/{code}", {"answer": "left"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert page.status == 403
    assert desk.get(f"/confirm/{code}").status == 200


def test_a_task_that_was_not_reached_rests_until_tomorrow_and_a_second_sender_is_led_home(desk):
    link = next(ln for ln in desk.get("/today?kind=no_consent").links if "/people/PT-004/result" in ln)
    asked = desk.get(link)
    other = desk.get(link)

    done = desk.send(asked, result="not_reached", note="mẹ nghe máy")
    late = desk.send(other, result="done")

    assert done.answer.url.path == late.answer.url.path == "/today"
    assert not [ln for ln in done.links if "/people/PT-004/result" in ln]
    assert "không còn chờ nữa" in desk.get(link).words


def test_every_answer_of_an_employer_stands_in_the_history_with_its_day(desk, monkeypatch):
    referral = refer(desk)
    desk.send(desk.get(f"{referral}/answer"), answer="more_time")
    at(monkeypatch, 2026, 11, 25)
    desk.send(desk.get(f"{referral}/answer"), answer="declined", reason="other")

    person, introduced = desk.get("/people/PT-001"), desk.get(referral)

    for page in (person, introduced):
        assert page.words.index("25/11/2026") != page.words.index("23/11/2026")
    assert "25/11/2026 Nơi tuyển chưa tiếp nhận" in person.words
    assert "23/11/2026 Nơi tuyển xin thêm thời gian" in person.words
    assert "25/11/2026: Chưa tiếp nhận" in introduced.words
