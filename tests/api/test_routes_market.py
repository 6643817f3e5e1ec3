"""Openings and employers over HTTP."""

import re

import pytest

POSTED = {"title": "Thợ hàn", "seats": 2, "wage_words": "8-10 triệu", "commune_code": "22945"}


def test_an_employer_posts_for_itself_and_the_words_are_understood(web):
    made = web.post("congty", "/openings", POSTED)

    body = made.json()
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/v1/openings/{body['code']}"
    assert (body["isco"], body["wage_low_vnd"], body["state"]) == (["7212"], 8_000_000, "open")
    assert web.get("congty2", f"/openings/{body['code']}").status_code == 404


def test_an_employer_does_not_post_for_another(web):
    assert web.post("congty", "/openings", {**POSTED, "tax_code": "3400000063"}).status_code == 403


def test_a_case_worker_names_the_employer_they_post_for(web):
    assert web.post("canbo", "/openings", {**POSTED, "tax_code": "3400000063"}).status_code == 201
    assert web.post("canbo", "/openings", POSTED).status_code == 404
    assert web.post("canbo", "/openings", {**POSTED, "tax_code": "3409100999"}).status_code == 404


@pytest.mark.parametrize(("who", "code"), [("congty", "V-01"), ("canbo", "V-03")])
def test_a_code_that_is_taken_is_409(web, who, code):
    answer = web.post(who, "/openings", {**POSTED, "tax_code": "3400000514", "code": code})

    assert (answer.status_code, answer.json()["code"]) == (409, "opening_exists")


@pytest.mark.parametrize("code", ["V-03", "V-99", "LS-0123456789"])
def test_an_employer_cannot_learn_from_a_code_what_others_have_posted(web, code):
    answer = web.post("congty", "/openings", {**POSTED, "code": code})

    assert answer.status_code == 201
    assert re.fullmatch("TD-[0-9A-F]{8}", answer.json()["code"])


def test_a_new_opening_is_suggested_at_once(web):
    code = web.post("congty", "/openings", POSTED).json()["code"]

    shown = web.get("canbo", "/people/PT-001/suggestions").json()["items"]

    assert code in [i["opening"]["code"] for i in shown]


def test_a_draft_is_not_suggested_until_it_is_opened(web):
    made = web.post("congty", "/openings", {**POSTED, "state": "draft"}).json()

    def shown():
        return [i["opening"]["code"] for i in web.get("canbo", "/people/PT-001/suggestions").json()["items"]]

    assert made["code"] not in shown()
    assert web.patch("congty", f"/openings/{made['code']}", {"state": "open"}, made["revision"]).status_code == 200
    assert made["code"] in shown()


def test_a_draft_is_its_employers_alone(web):
    made = web.post("congty", "/openings", {**POSTED, "state": "draft"}).json()["code"]
    answers = [web.get(who, f"/openings/{made}") for who in ("congty", "canbo", "congty2")]
    absent = web.get("canbo", "/openings/TD-00000000")

    listed = [one["code"] for one in web.get("canbo", "/openings?page_size=200").json()["items"]]

    assert [a.status_code for a in answers] == [200, 404, 404]
    assert answers[1].content == absent.content
    assert made not in listed
    assert web.get("canbo", f"/openings/{made}/people").status_code == 404


def test_the_desk_posts_openings_and_drafts_none(web):
    answer = web.post("canbo", "/openings", {**POSTED, "tax_code": "3400000514", "state": "draft"})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


def test_a_closed_opening_leaves_every_list_and_stays_closed(web):
    assert web.post("congty", "/openings/V-01/close", {"reason": "đủ người"}).status_code == 200
    revision = web.get("congty", "/openings/V-01").json()["revision"]

    shown = web.get("canbo", "/people/PT-001/suggestions").json()["items"]
    again = web.patch("congty", "/openings/V-01", {"state": "open"}, revision)

    assert "V-01" not in [i["opening"]["code"] for i in shown]
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert web.post("congty", "/openings/V-01/close", {"reason": "đủ người"}).status_code == 200


def test_a_change_needs_the_revision_that_was_read(web):
    revision = web.get("congty", "/openings/V-01").json()["revision"]

    assert web.patch("congty", "/openings/V-01", {"seats": 3}, None).status_code == 428
    assert web.patch("congty", "/openings/V-01", {"seats": 3}, revision + 5).status_code == 412
    assert web.patch("congty", "/openings/V-01", {"seats": 3}, revision).json()["seats"] == 3


def test_a_deposit_asked_for_blocks_and_mending_the_words_unblocks(web):
    made = web.post("congty", "/openings", {**POSTED, "description": "đặt cọc 500k"}).json()

    def shown():
        return [i["opening"]["code"] for i in web.get("canbo", "/people/PT-001/suggestions").json()["items"]]

    assert made["code"] not in shown()
    web.patch("congty", f"/openings/{made['code']}", {"description": "bao cơm"}, made["revision"])
    assert made["code"] in shown()


def test_changing_one_of_two_texts_does_not_hide_what_the_other_asks(web):
    made = web.post("congty", "/openings", {**POSTED, "description": "đặt cọc 500k"}).json()

    web.patch("congty", f"/openings/{made['code']}", {"skills": "hàn MIG"}, made["revision"])

    shown = web.get("canbo", "/people/PT-001/suggestions").json()["items"]
    assert made["code"] not in [i["opening"]["code"] for i in shown]


@pytest.mark.parametrize(
    "field", ["title", "seats", "isco", "shifts", "hours", "physical", "schooling_preferred", "wage_words", "state"]
)
def test_null_does_not_break_an_opening(web, field):
    revision = web.get("congty", "/openings/V-01").json()["revision"]

    answer = web.patch("congty", "/openings/V-01", {field: None}, revision)

    assert answer.status_code in (200, 422)
    assert web.get("canbo", "/openings?page_size=100").status_code == 200
    assert web.get("canbo", "/people/PT-001/suggestions").status_code == 200


def test_an_opening_is_read_as_a_job_posting(web):
    answer = web.client.get("/api/v1/openings/V-01", headers={**web.headers("congty"), "Accept": "application/ld+json"})

    body = answer.json()
    assert answer.headers["content-type"].startswith("application/ld+json")
    assert (body["@type"], body["title"], body["totalJobOpenings"]) == ("JobPosting", "Thợ hàn CO2", 2)
    assert body["baseSalary"]["value"]["minValue"] == 8_000_000
    assert {"description", "datePosted", "hiringOrganization", "jobLocation"} <= set(body)


def test_the_reverse_list_names_codes_and_reasons_but_no_names(web):
    answer = web.get("canbo", "/openings/V-01/people")

    assert "PT-001" in [p["person"] for p in answer.json()["items"]]
    assert "Lành" not in answer.text
    assert {p["person"] for p in answer.json()["items"]} <= {"PT-001", "PT-002", "PT-004", "PT-005", "HS00001"}


def test_a_chance_is_the_same_from_both_sides(web):
    from_opening = web.get("canbo", "/openings/V-01/people").json()["items"]
    from_person = web.get("canbo", "/people/PT-001/suggestions?order=chance").json()["items"]

    there = next(p["chance"] for p in from_opening if p["person"] == "PT-001")
    here = next(i["chance"] for i in from_person if i["opening"]["code"] == "V-01")
    assert there == here


def test_a_likely_duplicate_is_409_with_its_likes_unless_forced(web):
    body = {"name": "CTY TNHH Cơ Khí Mẫu"}

    answer = web.post("canbo", "/employers", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "likely_duplicates")
    assert answer.json()["likely"][0]["code"] == "3400000514"
    assert web.post("canbo", "/employers", {**body, "force": True}).status_code == 201


def test_a_tax_code_on_the_register_is_409_even_when_forced(web):
    body = {"name": "Tên Khác Hẳn", "tax_code": "3400000514", "force": True}

    answer = web.post("canbo", "/employers", body)

    assert (answer.status_code, answer.json()["code"]) == (409, "employer_exists")


@pytest.mark.parametrize("tax_code", ["3400000515", "abc", "123", "3,4E+09"])
def test_a_tax_code_that_is_none_is_422(web, tax_code):
    assert web.post("canbo", "/employers", {"name": "Xưởng X", "tax_code": tax_code}).status_code == 422


def test_an_employer_registers_itself_only(web):
    assert web.post("congty", "/employers", {"name": "Xưởng Khác", "tax_code": "3409100062"}).status_code == 403


@pytest.mark.parametrize("query", ["co khi", "CƠ KHÍ MẪU", "cơ khí"])
def test_employers_are_found_by_name_with_or_without_accents(web, query):
    found = web.get("canbo", "/employers", params={"query": query}).json()

    assert "3400000514" in [e["code"] for e in found["items"]]


@pytest.mark.parametrize("field", ["name", "kind", "commune_code", "phone", "workforce"])
def test_null_does_not_break_an_employer(web, field):
    revision = web.get("congty", "/employers/3400000514").json()["revision"]

    answer = web.patch("congty", "/employers/3400000514", {field: None}, revision)

    assert answer.status_code in (200, 422)
    assert web.get("canbo", "/employers").status_code == 200
    assert web.get("canbo", "/people/PT-001/suggestions").status_code == 200


def test_words_are_looked_up(web):
    occupation = web.get("quantri", "/occupations", params={"q": "thợ hàn"}).json()
    place = web.get("congty", "/places", params={"q": "xã Vũ Hòa, huyện Đức Linh, Bình Thuận"}).json()

    assert occupation["readings"][0]["isco"] == "7212"
    assert place["best"]["code"] == "23191"
