"""Filters with their counts, where people stand in words, the supervisor's view, and the person's own sheet."""

import json

import pytest

from api.row_security import SERVICE, asked_by
from matcher.caseload import FILTERS
from tests.api.test_routes_referrals import refer
from tests.api.test_wording import STIGMA


def codes(web, who="canbo", **query):
    asked = "&".join(f"{k}={v}" for k, v in {"page_size": 200, **query}.items())
    return {p["code"] for p in web.get(who, f"/people?{asked}").json()["items"]}


@pytest.mark.parametrize("who", ["canbo", "canbo2", "giamsat"])
def test_every_filter_shows_as_many_as_it_counts(web, who):
    counts = {i["state"]: i["people"] for i in web.get(who, "/caseload").json()["items"]}

    assert set(counts) == set(FILTERS)
    shown = {state: len(codes(web, who, state=state)) for state in counts if state != "before_return"}
    assert shown == {state: n for state, n in counts.items() if state != "before_return"}


def test_a_referral_moves_a_person_from_one_filter_to_another(web):
    assert "PT-001" not in codes(web, state="waiting")

    refer(web)

    assert "PT-001" in codes(web, state="waiting")
    assert "PT-004" in codes(web, state="no_consent")
    assert "PT-001" not in codes(web, state="no_consent")


def test_everybody_is_shown_with_where_they_stand_in_words(web):
    people = {p["code"]: p for p in web.get("canbo", "/people?page_size=200").json()["items"]}
    english = {p["code"]: p for p in web.get("canbo", "/people?page_size=200&lang=en").json()["items"]}

    assert people["PT-004"]["state_words"] == "Chưa có đồng ý"
    assert people["PT-001"]["state_words"] == "Đã nghỉ, cần giới thiệu lại"
    assert people["PT-005"]["state_words"] == "Đang làm"
    assert english["PT-005"]["state_words"] == "Working"


def test_a_search_goes_on_within_a_filter_and_page_by_page(web):
    assert codes(web, state="no_consent", query="dụ") == {"PT-004"}
    assert codes(web, state="working", query="dụ") == set()
    pages = [codes(web, query="PT-", page_size=2, page=n) for n in (1, 2, 3)]
    assert [len(p) for p in pages] == [2, 2, 0]


def test_the_former_filters_are_taken_still_and_an_unknown_one_is_not(web):
    for state in ("open", "closed", "referred", "before_return"):
        assert web.get("canbo", f"/people?state={state}").status_code == 200
    assert web.get("canbo", "/people?state=x").status_code == 422


def test_the_funnel_counts_the_area_and_says_its_days(web):
    refer(web)

    found = web.get("giamsat", "/funnel").json()
    nobody = web.get("giamsat-moi", "/funnel").json()

    assert (found["since"], found["until"]) == ("2025-11-23", "2026-11-23")
    assert found["items"][0]["reached"] >= 1
    assert all(0 <= i["reached"] + i["unknown"] <= i["due"] for i in found["items"])
    assert {i["reached"] for i in nobody["items"]} == {0}
    assert found["items"][-1]["words"] == "Còn làm sau 6 tháng"


@pytest.mark.parametrize("until", ["0001-06-01", "9999-12-31"])
def test_a_span_may_end_on_any_day_of_the_calendar(web, until):
    answers = [web.get("giamsat", f"/{what}?until={until}") for what in ("funnel", "answers")]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_days_out_of_order_are_refused(web):
    answer = web.get("giamsat", "/funnel?since=2026-02-01&until=2026-01-01")

    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_dates")


def test_a_supervisor_sees_how_each_employer_answers(web):
    refer(web)

    items = web.get("giamsat", "/answers").json()["items"]

    own = next(i for i in items if i["employer"] == "3400000514")
    assert own["introduced"] >= 1 and own["waiting"] >= 1
    assert "PT-" not in json.dumps(items)


def test_attention_is_counted_by_case_worker_and_names_nobody(web):
    items = web.get("giamsat", "/attention").json()["items"]

    assert ("canbo", "no_consent") in {(i["case_worker"], i["kind"]) for i in items}
    assert "PT-" not in json.dumps(items)
    assert web.get("giamsat-moi", "/attention").json()["items"] == []


def test_the_sheet_says_what_was_suggested_why_and_what_is_held(web):
    web.post("canbo", "/people/PT-001/answers", {"opening": "V-01", "answer": "yes"})

    sheet = web.get("canbo", "/people/PT-001/sheet").json()

    first = sheet["suggestions"][0]
    held = {h["code"]: h["values"] for h in sheet["held"]}
    assert first["why"] and first["wage"] and first["employer"]
    assert "Đồng ý" in {s["your_answer"] for s in sheet["suggestions"]}
    assert held["birth_date"] == ["05/03/1988"] and held["vehicle"] == ["xe máy"]
    assert {c["purpose"] for c in sheet["consents"]} >= {"Tìm việc phù hợp"}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("person", ["PT-001", "PT-002", "PT-004"])
def test_the_sheet_can_lie_on_a_table_at_home(web, person, language):
    text = web.get("canbo", f"/people/{person}/sheet?lang={language}").text.lower()

    for word in (
        *STIGMA,
        "chance",
        "rank",
        "blocked",
        "dismiss",
        "2026-03-01",
        "12/01/2026",
        "060088001234",
        "chương trình",
    ):
        assert word not in text


def test_a_birth_year_alone_stays_a_year(web):
    held = {h["code"]: h["values"] for h in web.get("canbo", "/people/PT-002/sheet").json()["held"]}

    assert held["birth_date"] == ["1990"]


def test_printing_a_sheet_counts_as_showing_it(web):
    from sqlmodel import select

    from matcher.ranking_tables import Exposure

    web.get("canbo", "/people/PT-001/sheet")

    with web.service.database.read(asked_by(SERVICE)) as session:
        assert len(session.exec(select(Exposure)).all()) == 1
