"""From suggestions to a recorded referral and its letter: consent first, nothing ticked, sent once."""

import re

import pytest
from sqlmodel import select

from api.acts.market import close_opening
from api.row_security import SERVICE, asked_by
from api.tables import AccessToken
from matcher.tables import Decision, Referral
from tests.api.conftest import PASSWORD, caller_named

REFER = "/people/PT-001/openings/V-01/refer"
AGREED = {"fields": ["given_name", "skills"], "given": "today"}


@pytest.fixture
def desk(site):
    return site.sign_in("canbo")


def referrals(site):
    with site.service.database.read(asked_by(SERVICE)) as session:
        return [r for r in session.exec(select(Referral)).all() if r.shown.get("source") != "list"]


def decisions(site):
    with site.service.database.read(asked_by(SERVICE)) as session:
        return list(session.exec(select(Decision)).all())


def test_three_pages_lead_from_the_first_screen_to_a_recorded_referral(ranked_site):
    desk = ranked_site.sign_in("canbo")
    today = desk.get("/today")
    suggestions = desk.get(next(link for link in today.links if link == "/people/PT-001/suggestions"))
    asked = desk.get(next(link for link in suggestions.links if link.endswith("/refer")))
    done = desk.send(asked, **AGREED)

    assert asked.answer.request.url.path == REFER
    assert done.answer.url.path.startswith("/referrals/")
    assert len(referrals(desk)) == 1


def test_nothing_is_ticked_beforehand(desk):
    page = desk.get(REFER)

    assert "checked" not in page.text
    assert set(page.form(REFER).values) == {
        "token",
        "once",
        "given_on-day",
        "given_on-month",
        "given_on-year",
        "proof",
        "reason",
    }


def other_day(day, month, year):
    typed = {"given_on-day": day, "given_on-month": month, "given_on-year": year}
    return {"fields": ["given_name"], "given": "other", **typed}


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"fields", "given"}),
        ({"given": "today"}, {"fields"}),
        ({"fields": ["given_name"]}, {"given"}),
        ({"fields": ["status_sentence", "hiv"], "given": "today"}, {"fields"}),
        ({"fields": ["given_name"], "given": "other"}, {"given_on"}),
        (other_day("31", "2", "2026"), {"given_on"}),
        (other_day("24", "11", "2026"), {"given_on"}),
        (other_day("١", "11", "2026"), {"given_on"}),
        (other_day("21", "", "2026"), {"given_on"}),
        ({**AGREED, "proof": "x" * 10_000}, {"proof"}),
        ({**AGREED, "reason": "a\x00b"}, {"reason"}),
    ],
)
def test_what_is_missing_is_told_with_links_to_the_boxes_and_nothing_is_recorded(desk, sent, wrong):
    page = desk.send(desk.get(REFER), **sent)

    assert page.status == 422
    assert page.title.startswith("Lỗi:")
    told = set(re.findall(r'<li><a href="#([a-z_]+)">', page.text))
    assert told == wrong
    assert told <= set(page.reader.ids)
    assert referrals(desk) == []


def test_what_was_typed_is_still_there_after_an_error(desk):
    page = desk.send(desk.get(REFER), fields=["phone"], proof="ký giấy <b>", reason="đúng nghề 😀")

    form = page.form(REFER)
    assert form.values["fields"] == ["phone"]
    assert form.values["proof"] == ["ký giấy <b>"]
    assert form.values["reason"] == ["đúng nghề 😀"]
    assert "<b>" not in page.text


def test_a_day_typed_short_is_read(desk):
    day = {"given_on-day": "2", "given_on-month": "11", "given_on-year": "26"}

    desk.send(desk.get(REFER), fields=["given_name"], given="other", **day)

    assert len(referrals(desk)) == 1


def test_a_form_sent_twice_refers_once_and_leads_to_the_same_place(desk):
    asked = desk.get(REFER)

    first, second = (desk.send(asked, **AGREED) for _ in range(2))

    assert first.answer.url == second.answer.url
    assert len(referrals(desk)) == 1


def test_a_reload_of_what_follows_sends_nothing_again(desk):
    done = desk.send(desk.get(REFER), **AGREED)

    assert desk.get(done.answer.url.path).status == 200
    assert len(referrals(desk)) == 1


def test_a_new_form_for_a_pair_that_is_referred_says_so(desk):
    desk.send(desk.get(REFER), **AGREED)

    page = desk.get(REFER)
    sent = desk.post(REFER, {**AGREED, "token": desk.get("/people/PT-001/consent").form().values["token"], "once": "x"})

    assert "Đã giới thiệu hoặc đã loại trước đây" in page.words
    assert (sent.status, len(referrals(desk))) == (422, 1)


def test_an_opening_closed_meanwhile_is_told_and_nothing_is_recorded(desk):
    asked = desk.get(REFER)
    close_opening(caller_named(desk.service, "canbo"), "V-01", "đủ người")

    page = desk.send(asked, **AGREED)

    assert page.status == 422
    assert "Vị trí đã đóng" in page.words
    assert referrals(desk) == []


def test_nothing_typed_is_lost_when_the_sign_in_ends(desk):
    asked = desk.get(REFER)
    with desk.service.database.write() as session:
        for token in session.exec(select(AccessToken)).all():
            session.delete(token)

    ended = desk.send(asked, fields=["given_name"], given="today", proof="ký giấy")
    again = desk.send(ended, username="canbo", password=PASSWORD)
    back = desk.send(again)

    assert (ended.status, again.status, back.status) == (401, 200, 200)
    assert "ký giấy" not in ended.text
    assert back.form(REFER).values["fields"] == ["given_name"]
    assert back.form(REFER).values["proof"] == ["ký giấy"]
    assert referrals(desk) == []
    assert desk.send(back).answer.url.path.startswith("/referrals/")
    assert len(referrals(desk)) == 1


def test_what_was_typed_comes_back_to_nobody_else(desk):
    asked = desk.get(REFER)
    desk.sign_out()

    ended = desk.send(asked, fields=["given_name"], given="today", proof="ký giấy")
    other = desk.send(ended, username="canbo2", password=PASSWORD)
    shown = desk.send(other)

    assert shown.status == 403
    assert "ký giấy" not in shown.text
    assert referrals(desk) == []


@pytest.mark.parametrize("kept", ["x", "A" * 200, "\u00e9"])
def test_a_kept_form_that_was_not_sealed_here_is_refused(desk, kept):
    assert desk.post(REFER, {"kept": kept}).status == 403


def test_the_letter_holds_what_was_agreed_to_and_nothing_else(desk):
    done = desk.send(desk.get(REFER), **AGREED)

    letter = desk.get(f"{done.answer.url.path}/letter")

    assert "Lành" in letter.words
    assert not re.search(r"Nguyễn|PT-001|0912|Kinh|sau cai|1988|A1\b", letter.words)
    assert "Công ty TNHH Cơ khí Mẫu" in letter.words


@pytest.mark.parametrize("word", ["nghiện", "sau cai", "ma túy", "tái hòa nhập", "đối tượng", "học viên", "trại"])
def test_no_page_of_a_referral_says_why_somebody_is_on_the_list(desk, word):
    done = desk.send(desk.get(REFER), **AGREED)

    for place in (done.answer.url.path, f"{done.answer.url.path}/letter"):
        assert word not in desk.get(place).words.lower()


def test_a_dismissal_needs_a_reason_and_can_be_taken_back(desk):
    place = "/people/PT-001/openings/V-01/dismiss"

    refused = desk.send(desk.get(place))
    done = desk.send(desk.get(place), reason="too_far", note="nhà ở xa")
    pair = desk.get("/people/PT-001/openings/V-01")
    desk.send(pair, "/people/PT-001/openings/V-01/take-back")

    assert refused.status == 422
    assert done.answer.url.path == "/people/PT-001/suggestions"
    assert "/people/PT-001/openings/V-01" not in done.links
    assert "Xa quá" in pair.words
    assert "/people/PT-001/openings/V-01" in desk.get("/people/PT-001/suggestions").links
    assert [d.kind for d in decisions(desk)][-2:] == ["dismiss", "take_back"]


def test_a_blocked_opening_says_why(desk):
    listed = desk.get("/people/PT-001/blocked")
    pair = desk.get("/people/PT-001/openings/V-02")

    assert "Thiếu giấy phép lái xe" in listed.words
    assert "Thiếu giấy phép lái xe" in pair.words
    assert not [link for link in pair.links if link.endswith("/refer")]


@pytest.mark.parametrize(
    ("language", "heading", "line"),
    [("vi", "Mở thêm việc", r"sẽ mở thêm \d+ việc"), ("en", "What would open more", r"would open \d+ more opening")],
)
def test_the_list_says_what_would_open_more(ranked_site, language, heading, line):
    page = ranked_site.sign_in("canbo").get(f"/people/PT-001/suggestions?lang={language}")

    assert heading in page.words
    assert re.search(line, page.words)
