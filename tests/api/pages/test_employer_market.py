"""What else an employer does with its openings and its record: JSON-LD, closing, pausing, details, a limit."""

import json
from datetime import date

import pytest
from sqlmodel import select

from employers.openings import get_opening
from employers.registry import get_employer
from employers.tables import Opening, OpeningState

PASTE, DETAILS, PAUSE = "/employer/openings/paste", "/employer/details", "/employer/pause"
POSTING = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Công nhân đóng gói",
    "description": "<p>Đóng gói &amp; dán nhãn</p><ul><li>Có cơm trưa</li></ul>",
    "totalJobOpenings": "12",
    "validThrough": "2026-12-31T00:00:00",
    "employmentType": ["FULL_TIME"],
    "baseSalary": {"currency": "VND", "value": {"minValue": 7000000, "maxValue": 9000000, "unitText": "MONTH"}},
    "jobLocation": {"address": {"addressLocality": "Xã Hàm Kiệm", "addressRegion": "Lâm Đồng"}},
}


@pytest.fixture
def employer(site):
    return site.sign_in("congty")


def opening_of(site, code):
    with site.service.database.read() as session:
        return get_opening(session, code)


def employer_of(site):
    with site.service.database.read() as session:
        return get_employer(session, "3400000514")


def drafts(site):
    with site.service.database.read() as session:
        return list(session.exec(select(Opening).where(Opening.state == OpeningState.draft)).all())


def test_a_job_posting_of_another_portal_becomes_a_draft(employer):
    page = employer.send(employer.get(PASTE), PASTE, text=json.dumps(POSTING, ensure_ascii=False))
    (draft,) = drafts(employer)

    assert page.status == 200
    assert (draft.title, draft.seats, draft.contract) == ("Công nhân đóng gói", 12, None)
    assert (draft.wage_low_vnd, draft.wage_high_vnd, draft.wage_per) == (7_000_000, 9_000_000, "month")
    assert (draft.commune_code, draft.closes_on) == ("23128", date(2026, 12, 31))
    assert draft.description == "Đóng gói & dán nhãn\nCó cơm trưa"


def test_an_opening_taken_out_as_json_ld_comes_in_the_same(employer):
    taken = employer.get("/employer/openings/V-01/job-posting")

    employer.send(employer.get(PASTE), PASTE, text=taken.text)
    (draft,) = drafts(employer)
    former = opening_of(employer, "V-01")

    assert taken.answer.headers["content-type"] == "application/ld+json"
    same = ("title", "seats", "wage_low_vnd", "wage_high_vnd", "wage_per", "commune_code", "closes_on")
    assert {n: getattr(draft, n) for n in same} == {n: getattr(former, n) for n in same}
    assert draft.isco[0] == former.isco[0]


@pytest.mark.parametrize(
    "code",
    [
        "{",
        "[]",
        "[" * 20_000,
        '{"@type": "JobPosting"}',
        '{"@type": "JobPosting", "title": 5}',
        '{"@graph": {"@graph": {"@graph": []}}}',
        '{"@type": "Recipe", "title": "Phở"}',
    ],
)
def test_code_that_is_no_job_posting_is_said_to_be_none(employer, code):
    page = employer.send(employer.get(PASTE), PASTE, text=code)

    assert page.status == 422
    assert drafts(employer) == []


@pytest.mark.parametrize(
    "more",
    [
        {"baseSalary": "nhiều"},
        {"baseSalary": {"value": True, "unitText": "MONTH"}},
        {"jobLocation": [None]},
        {"totalJobOpenings": -4},
        {"totalJobOpenings": 1e300},
        {"validThrough": "khi đủ người"},
        {"title": "x" * 5000},
        {"description": ["a"]},
        {"experienceRequirements": {"monthsOfExperience": "NaN"}},
    ],
)
def test_what_a_posting_says_badly_is_left_out(employer, more):
    page = employer.send(employer.get(PASTE), PASTE, text=json.dumps(POSTING | more))

    assert page.status == 200
    assert len(drafts(employer)) == 1


def test_an_opening_is_paused_and_offered_again_after_a_question(employer):
    paused = employer.send(employer.get("/employer/openings/V-01/pause"))
    state = opening_of(employer, "V-01").state
    again = employer.send(employer.get("/employer/openings/V-01/resume"))

    assert "Đã tạm ngưng" in paused.words
    assert state == "paused"
    assert "đang tuyển trở lại" in again.words
    assert opening_of(employer, "V-01").state == "open"


def test_an_opening_is_closed_with_a_reason_of_the_list_and_stays_closed(employer):
    asked = employer.get("/employer/openings/V-01/close")

    without = employer.send(asked, reason="vì thế")
    done = employer.send(asked, reason="filled")
    later = employer.get("/employer/openings/V-01/close")

    assert without.status == 422
    assert "Đã đóng tin" in done.words
    assert opening_of(employer, "V-01").close_reason == "filled"
    assert later.answer.request.url.path == "/employer/openings/V-01"


def test_an_expired_opening_asks_for_a_later_last_day_first(employer):
    page = employer.get("/employer/openings/V-04/resume")

    assert page.answer.request.url.path == "/employer/openings/V-04/change"


def test_details_are_changed_and_a_limit_is_told_on_the_first_page(employer):
    done = employer.send(employer.get(DETAILS), DETAILS, contact_name="Chị Lan", monthly_limit="4")

    assert "Đã lưu thay đổi" in done.words
    assert (employer_of(employer).contact_name, employer_of(employer).monthly_limit) == ("Chị Lan", 4)
    assert "nhiều nhất 4" in employer.get("/employer").words


def test_details_saved_unchanged_are_not_written(employer):
    before = employer_of(employer).revision

    employer.send(employer.get(DETAILS), DETAILS)

    assert employer_of(employer).revision == before


def test_two_who_change_the_details_see_both_versions(employer):
    mine, theirs = employer.get(DETAILS), employer.get(DETAILS)
    employer.send(theirs, DETAILS, phone="0252 311 1222")

    page = employer.send(mine, DETAILS, phone="0252 333 4444")
    kept = employer.send(page, DETAILS)

    assert page.status == 422
    assert "02523111222" in page.words
    assert "02523334444" in page.words
    assert "Đã lưu" in kept.words
    assert employer_of(employer).phone == "02523334444"


@pytest.mark.parametrize(
    ("field", "typed"), [("email", "không có"), ("workforce", "-3"), ("name", ""), ("name", "x" * 10_000)]
)
def test_details_that_cannot_be_are_said_beside_their_field(employer, field, typed):
    page = employer.send(employer.get(DETAILS), DETAILS, **{field: typed})

    assert page.status == 422
    assert f"{field}-error" in page.reader.ids


def test_a_pause_has_an_end_is_shown_and_can_be_ended(employer):
    day = {"until__day": "15", "until__month": "12", "until__year": "2026"}
    paused = employer.send(employer.get(PAUSE), **day)
    until = employer_of(employer).paused_until

    again = employer.send(employer.get(PAUSE))

    assert "Đang tạm ngưng đến hết ngày 15/12/2026" in paused.words
    assert until == date(2026, 12, 15)
    assert employer_of(employer).paused_until is None
    assert "Đang tạm ngưng" not in again.words


@pytest.mark.parametrize("day", [("", "", ""), ("1", "11", "2026"), ("1", "1", "2030"), ("31", "2", "2027")])
def test_a_pause_without_a_day_ahead_is_refused(employer, day):
    typed = {f"until__{part}": value for part, value in zip(("day", "month", "year"), day, strict=True)}

    page = employer.send(employer.get(PAUSE), **typed)

    assert page.status == 422
    assert employer_of(employer).paused_until is None


def test_an_employer_who_is_not_on_the_register_puts_itself_there(site):
    from employers.tables import Employer

    with site.service.database.write() as session:
        found = session.exec(select(Employer).where(Employer.code == "3400000063")).one()
        found.code = found.tax_code = "3400000500"
    site.sign_in("congty2")

    home = site.get("/employer")
    done = site.send(site.get(DETAILS), DETAILS, name="Xưởng mộc Sáu Hiền")

    assert "/employer/details" in home.links
    assert "Đã lưu" in done.words
    assert "Xưởng mộc Sáu Hiền" in site.get("/employer").words


@pytest.mark.parametrize("typed", ["0252 3822 123; 0912.345.678", "+84 252 3822123, 0912345678"])
def test_an_employer_s_telephones_are_kept_as_they_are_dialled(employer, site, typed):
    employer.send(employer.get(DETAILS), DETAILS, phone=typed)

    assert employer_of(site).phone == "02523822123; 0912345678"


def test_a_telephone_that_cannot_be_dialled_is_told_at_its_field(employer, site):
    before = employer_of(site).phone

    page = employer.send(employer.get(DETAILS), DETAILS, phone="0912 34")

    assert "Số điện thoại này không gọi được" in page.words
    assert employer_of(site).phone == before
