"""Loans and counselling as the desk's pages show them."""

import pytest
from sqlmodel import select

from api.acts.supervision import kpi_view
from employers.tables import Employer
from matcher.people import find_person
from matcher.tables import TrainingRecord
from tests.api.conftest import PHAN_THIET, TODAY, caller_named, import_bytes, operator_of
from tests.lists import csv_from


def change(site, code="PT-001", **facts):
    with site.service.database.write() as session:
        person = find_person(session, code)
        assert person is not None
        for name, value in facts.items():
            setattr(person, name, value)


def set_workers(site, number):
    with site.service.database.write() as session:
        session.exec(select(Employer).where(Employer.code == "3400000514")).one().workforce = number


def test_a_persons_page_names_the_amount_the_last_day_and_the_papers_that_are_missing(site):
    today = site.service.today()
    change(site, programme="sau cai", decision_date=today.replace(year=today.year - 2))

    page = site.sign_in("canbo").get("/people/PT-001/loan")

    assert page.status == 200
    assert "200 triệu" in page.words
    assert f"Ngày cuối cùng để làm hồ sơ: {today.day:02}/{today.month:02}/{today.year + 8}" in page.words
    assert "Giấy tờ còn thiếu" in page.words


def test_papers_that_are_ticked_are_not_missing_and_can_be_taken_back(site):
    change(site, programme="sau cai", decision_date=site.service.today())
    site.sign_in("canbo")
    ask = site.get("/people/PT-001/loan")

    full = site.send(ask, "/people/PT-001/loan", papers=["list", "completion", "law_abiding"])
    less = site.send(full, "/people/PT-001/loan", papers=["list"])

    assert "Đủ điều kiện vay" in full.words
    assert "Giấy tờ còn thiếu" not in full.words
    assert "Chưa đủ giấy tờ" in less.words


def test_a_person_over_ten_years_after_the_decision_is_told_so_in_words(site):
    today = site.service.today()
    change(site, programme="sau cai", decision_date=today.replace(year=today.year - 11))

    page = site.sign_in("canbo").get("/people/PT-001/loan")

    assert "Hiện không vay được theo chương trình này" in page.words
    assert "Hạn làm hồ sơ đã hết ngày" in page.words
    assert "Giấy tờ còn thiếu" not in page.words


def test_the_calendar_lists_whose_ten_years_end_within_a_year(site):
    today = site.service.today()
    change(site, programme="sau cai", decision_date=today.replace(year=today.year - 10), closed_on=None)

    page = site.sign_in("canbo").get("/loans")

    assert "PT-001" in page.words
    assert f"{today.day:02}/{today.month:02}/{today.year}" in page.words


def test_a_door_that_closes_soon_is_a_line_of_the_day_that_leads_to_the_loan(site):
    today = site.service.today()
    change(site, "HS00001", programme="sau cai", decision_date=today.replace(year=today.year - 10))

    page = site.sign_in("canbo").get("/today?kind=loan_door")

    assert f"Ngày cuối làm hồ sơ vay vốn làm ăn: {today:%d/%m/%Y}" in page.words
    assert "/people/HS00001/loan" in page.links


@pytest.mark.parametrize("page", ["/today", "/people", "/help"])
def test_the_days_work_leads_to_counselling_sessions_and_the_first_page_to_the_doors(site, page):
    links = site.sign_in("canbo").get(page).links

    assert "/counselling" in links
    assert "/loans" in links or page == "/people"


def test_an_employers_share_is_worked_out_for_the_case_worker_alone(site):
    set_workers(site, 24)

    page = site.sign_in("canbo").get("/employers/3400000514/loan")
    refused = site.sign_in("congty").get("/employers/3400000514/loan")

    assert "trên 24 lao động" in page.words
    assert refused.status == 403
    assert "24" not in refused.words


@pytest.mark.parametrize("workers", [0, None])
def test_a_share_of_no_workers_is_answered_by_a_sentence(site, workers):
    set_workers(site, workers)

    page = site.sign_in("canbo").get("/employers/3400000514/loan")

    assert page.status == 409
    assert "tổng số lao động" in page.words


def test_a_session_marks_many_people_once_and_counts_for_the_target(site):
    site.sign_in("giamsat")
    ask = site.get("/counselling")
    people = ["PT-001", "PT-002"]

    first = site.send(ask, held="today", topic="law", people=people)
    again = site.send(site.get("/counselling"), held="today", topic="law", people=people)

    counselled = kpi_view(caller_named(site.service, "giamsat"))["items"][0]
    assert "Đã ghi thêm cho 2 người" in first.words
    assert "Đã ghi thêm cho 0 người" in again.words
    assert (counselled["code"], counselled["goal"]) == ("counselled", 1.0)
    assert counselled["numerator"] >= 1
    assert "Đã tư vấn pháp luật" in site.get("/people/PT-001").words


def test_a_session_without_topic_or_people_says_what_to_choose(site):
    page = site.sign_in("canbo").get("/counselling")

    wrong = site.send(page, held="today")

    assert wrong.status == 422
    assert "Hãy chọn nội dung" in wrong.words
    assert "ít nhất một người" in wrong.words


@pytest.mark.parametrize(
    ("place", "name", "told"),
    [("/counselling", "held", {"topic": "law"}), ("/training", "ended", {"course": "Hàn điện"})],
)
def test_a_day_on_which_somebody_was_a_child_is_refused_at_its_field(site, place, name, told):
    site.sign_in("canbo")
    day = {f"{name}_on-day": "1", f"{name}_on-month": "1", f"{name}_on-year": "1960"}

    wrong = site.send(site.get(place), **told, **{name: "other"}, **day, people=["PT-001"])

    assert wrong.status == 422
    assert "chưa đủ 12 tuổi" in wrong.words
    assert "Đã ghi" not in wrong.words


def test_a_class_is_put_on_record_once_and_counts_as_trained(site):
    site.sign_in("giamsat")
    told = {"course": "Hàn điện", "provider": "Trường nghề số 9", "ended": "today", "people": ["PT-001", "PT-002"]}

    first = site.send(site.get("/training"), **told)
    again = site.send(site.get("/training"), **told | {"course": "hàn  điện"})

    with site.service.database.read() as session:
        asked = select(TrainingRecord).where(TrainingRecord.end_date == TODAY)
        made = session.exec(asked.order_by(TrainingRecord.person_id)).all()
    assert "Đã ghi khóa học cho 2 người" in first.words
    assert "Đã ghi khóa học cho 0 người" in again.words
    assert {(r.course, r.result, r.provider, tuple(r.isco)) for r in made} == {
        ("Hàn điện", "Đạt", "Trường nghề số 9", ("7212",))
    }
    assert len(made) == 2


def test_a_class_without_course_day_or_people_says_what_is_missing(site):
    page = site.sign_in("canbo").get("/training")

    wrong = site.send(page, course=" ", ended="")

    assert wrong.status == 422
    assert "ít nhất một người" in wrong.words
    assert "để trống" in wrong.words


def test_a_course_whose_trade_is_not_clear_is_kept_and_told(site):
    page = site.sign_in("canbo").get("/training")

    told = site.send(page, course="Lớp kỹ năng số 5", ended="today", people=["PT-001"])

    assert "Đã ghi khóa học cho 1 người" in told.words
    assert "Chưa rõ khóa này dạy nghề gì" in told.words


def test_anothers_person_cannot_be_put_into_a_class(site):
    page = site.sign_in("canbo").get("/training")

    refused = site.send(page, course="Hàn điện", ended="today", people=["PT-001", "PT-003"])

    with site.service.database.read() as session:
        made = session.exec(select(TrainingRecord).where(TrainingRecord.end_date == TODAY)).all()
    assert (refused.status, made) == (404, [])


def test_anothers_person_cannot_be_marked(site):
    page = site.sign_in("canbo").get("/counselling")

    refused = site.send(page, held="today", topic="law", people=["PT-001", "PT-003"])

    assert refused.status == 404
    assert "Đã tư vấn pháp luật" not in site.get("/people/PT-001").words


def test_many_people_are_asked_about_commune_by_commune_and_the_answer_stays_there(site):
    rows = [
        {"person_code": f"M-{n}", "full_name": f"Trần Văn {n}", "birth_date": "1/2/1990", "commune": where}
        for n, where in enumerate(["xã Đức Linh, Lâm Đồng"] * 61 + ["phường Phan Thiết, Lâm Đồng"])
    ]
    import_bytes(operator_of(site.service), "people", csv_from(rows))
    site.sign_in("giamsat")

    ask = site.get(f"/counselling?commune={PHAN_THIET}")
    form = next(f for f in ask.reader.forms if "token" in f.values)
    marked = site.post("/counselling", {**form.values, "held": "today", "topic": "law", "people": ["M-61"]})

    assert "Xã Đức Linh (6" in ask.words
    assert "M-61" in ask.words
    assert "M-5" not in ask.words
    assert "Đã ghi thêm cho 1 người" in marked.words
    assert "M-61" in marked.words
    assert "M-61" in site.get("/counselling?commune=00000").words
