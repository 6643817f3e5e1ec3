"""The caseload over HTTP: read, added, changed under If-Match, decided on."""

import pytest

REFER = {
    "opening": "V-01",
    "decision": "refer",
    "reason": "đúng nghề",
    "consent": {"fields": ["given_name", "skills"], "given_on": "2026-11-23"},
}


def test_a_list_has_pages_that_do_not_overlap(web):
    first, second = (web.get("canbo", f"/people?page={n}&page_size=2").json() for n in (1, 2))

    assert first["total"] == second["total"] == 5
    assert not {p["code"] for p in first["items"]} & {p["code"] for p in second["items"]}
    assert web.get("canbo", "/people?page=99").json()["items"] == []


@pytest.mark.parametrize("query", ["lành", "LANH", "Nguyễn văn", "pt-001", "nguyen van l"])
def test_a_person_is_found_by_name_or_code_with_or_without_accents(web, query):
    found = web.get("canbo", "/people", params={"query": query}).json()

    assert [p["code"] for p in found["items"]] == ["PT-001"]


@pytest.mark.parametrize(("state", "codes"), [("open", 5), ("closed", 0), ("before_return", 0)])
def test_the_list_is_filtered_by_state(web, state, codes):
    assert web.get("canbo", f"/people?state={state}").json()["total"] == codes


def test_the_list_of_referred_people_grows_with_a_referral(web):
    before = {p["code"] for p in web.get("canbo", "/people?state=referred&page_size=50").json()["items"]}
    web.post("canbo", "/people/HS00001/decisions", {"opening": "V-05", "decision": "dismiss", "reason": "too_far"})

    assert {p["code"] for p in web.get("canbo", "/people?state=referred&page_size=50").json()["items"]} == before


def test_a_new_person_is_the_case_worker_s_own(web):
    made = web.post("canbo", "/people", {"code": "MOI-1", "full_name": "Đỗ Thị Mới", "commune_code": "22945"})

    assert made.status_code == 201
    assert made.headers["location"] == "/api/v1/people/MOI-1"
    assert web.get("canbo", "/people/MOI-1").json()["full_name"] == "Đỗ Thị Mới"
    assert web.get("canbo2", "/people/MOI-1").status_code == 404


@pytest.mark.parametrize("code", ["PT-001", "PT-003"])
def test_a_code_that_is_taken_is_409_whoever_s_it_is(web, code):
    answer = web.post("canbo", "/people", {"code": code, "full_name": "Đỗ Thị Mới"})

    assert (answer.status_code, answer.json()["code"]) == (409, "person_exists")


def test_a_consent_given_with_the_new_person_lets_openings_be_suggested(web):
    body = {"code": "MOI-1", "full_name": "Đỗ Thị Mới", "commune_code": "22945", "consent_date": "2026-11-20"}
    web.post("canbo", "/people", body)
    web.post("canbo", "/people", {**body, "code": "MOI-2", "consent_date": None})

    assert web.get("canbo", "/people/MOI-1/suggestions").json()["items"]
    assert web.get("canbo", "/people/MOI-2/suggestions").json()["items"] == []


def test_a_change_needs_the_revision_that_was_read(web):
    read = web.get("canbo", "/people/PT-001")
    revision = read.json()["revision"]

    assert read.headers["etag"] == f'"{revision}"'
    assert web.patch("canbo", "/people/PT-001", {"notes": "x"}, None).status_code == 428
    assert web.patch("canbo", "/people/PT-001", {"notes": "x"}, revision + 1).status_code == 412
    assert web.patch("canbo", "/people/PT-001", {"notes": "x"}, revision).status_code == 200
    assert web.patch("canbo", "/people/PT-001", {"notes": "y"}, revision).status_code == 412


def test_who_moves_out_of_a_supervisors_area_keeps_identity_and_record(web):
    read = web.get("giamsat", "/people/PT-001")

    moved = web.patch("giamsat", "/people/PT-001", {"commune_code": "00004"}, read.json()["revision"])

    assert (moved.status_code, moved.json()["full_name"]) == (200, read.json()["full_name"])
    assert web.get("giamsat", "/people/PT-001").status_code == 404
    assert web.get("canbo", "/people/PT-001").json()["full_name"] == read.json()["full_name"]


@pytest.mark.parametrize("value", ["*", "abc", '"1', "-1", "9" * 30, "1.0", ""])
def test_a_revision_that_is_none_changes_nothing(web, value):
    answer = web.call("canbo", "PATCH", "/people/PT-001", json={"notes": "x"}, headers={"If-Match": value})

    assert answer.status_code == 412
    assert web.get("canbo", "/people/PT-001").json()["notes"] is None


def test_a_decision_of_tomorrow_is_422_and_changes_nothing(web):
    tomorrow = {"decision_date": "2026-11-24"}
    made = web.post("canbo", "/people", {"code": "MOI-2", "full_name": "Đỗ Thị Mới", **tomorrow})
    before = web.get("canbo", "/people/PT-001").json()
    changed = web.patch("canbo", "/people/PT-001", tomorrow, before["revision"])

    assert (made.status_code, changed.status_code) == (422, 422)
    assert "ngày" in changed.json()["detail"].lower()
    assert web.get("canbo", "/people/PT-001").json() == before


def test_a_change_touches_what_was_sent_and_nothing_else(web):
    before = web.get("canbo", "/people/PT-001").json()

    web.patch("canbo", "/people/PT-001", {"wage_floor_vnd": 5_500_000, "phones": []}, before["revision"])

    after = web.get("canbo", "/people/PT-001").json()
    changed = {k for k in after if after[k] != before.get(k)}
    assert changed == {"wage_floor_vnd", "phones", "revision"}


def test_a_name_changed_by_hand_is_found_by_its_new_name(web):
    revision = web.get("canbo", "/people/PT-001").json()["revision"]
    web.patch("canbo", "/people/PT-001", {"full_name": "Nguyễn Văn Hiền"}, revision)

    assert web.get("canbo", "/people?query=hiền").json()["total"] == 1
    assert web.get("canbo", "/people?query=lành").json()["total"] == 0


@pytest.mark.parametrize("field", ["shifts", "licences", "wishes", "work_history", "health_limits", "treatment_window"])
@pytest.mark.parametrize("value", [None, []])
def test_a_list_can_be_emptied_and_the_person_still_ranked(web, field, value):
    revision = web.get("canbo", "/people/PT-001").json()["revision"]

    answer = web.patch("canbo", "/people/PT-001", {field: value}, revision)

    assert answer.status_code in (200, 422)
    assert web.get("canbo", "/people/PT-001/suggestions").status_code == 200
    assert web.get("canbo", "/people").status_code == 200


@pytest.mark.parametrize("field", ["full_name", "phones"])
def test_an_identity_cannot_be_broken_by_null(web, field):
    revision = web.get("canbo", "/people/PT-001").json()["revision"]

    answer = web.patch("canbo", "/people/PT-001", {field: None}, revision)

    assert answer.status_code in (200, 422)
    assert web.get("canbo", "/people/PT-001").json()["full_name"] == "Nguyễn Văn Lành"


def test_suggestions_have_the_promised_shape_and_say_why(web):
    body = web.get("canbo", "/people/PT-001/suggestions?limit=3").json()

    assert set(body) >= {"person", "as_of", "order", "model", "items", "blocked", "unlocks"}
    assert body["as_of"] == "2026-11-23"
    first = body["items"][0]
    assert first["opening"]["code"] == "V-01"
    assert first["opening"]["isco"] == "7212"
    assert set(first["opening"]["wage"]) == {"low_vnd", "high_vnd", "per", "region_minimum_vnd"}
    assert any(r["code"] == "trade_match" for r in first["reasons"])
    assert 0 <= first["low"] <= first["chance"] <= first["high"] <= 1
    assert [i["rank"] for i in body["items"]] == list(range(1, len(body["items"]) + 1))


def test_unlocks_have_the_promised_shape_and_speak_both_languages(web):
    said = [web.get("canbo", f"/people/PT-001/suggestions?lang={lang}").json() for lang in ("vi", "en")]

    assert said[0]["unlocks"], "the office's lists hold a door to open for PT-001"
    for unlock in said[0]["unlocks"]:
        assert set(unlock) == {"code", "openings", "text", "within_km", "best_now", "best_then", "gain"}
        assert unlock["openings"] > 0
        assert f"sẽ mở thêm {unlock['openings']} việc" in unlock["text"]
    assert {u["text"] for u in said[0]["unlocks"]}.isdisjoint(u["text"] for u in said[1]["unlocks"])
    assert said[0]["unlocks_note"] is None


def test_who_has_not_agreed_to_matching_is_told_that_nothing_opens(web):
    body = web.get("canbo", "/people/PT-002/suggestions").json()

    assert body["unlocks"] == [] or body["unlocks_note"] is None
    assert (body["unlocks_note"] is None) == bool(body["unlocks"])


def test_suggestions_come_in_english_when_asked_for(web):
    vietnamese = web.get("canbo", "/people/PT-001/suggestions").json()
    english = web.get("canbo", "/people/PT-001/suggestions?lang=en").json()

    assert vietnamese["items"][0]["reasons"][0]["text"] != english["items"][0]["reasons"][0]["text"]
    assert vietnamese["items"][0]["reasons"][0]["weight"] == english["items"][0]["reasons"][0]["weight"]


def test_a_reload_shows_the_same_list(web):
    first, second = (web.get("canbo", "/people/PT-001/suggestions").json() for _ in range(2))

    assert first == second


def test_refer_without_the_person_s_consent_to_meet_this_employer_is_422(web):
    answer = web.post("canbo", "/people/PT-001/decisions", {k: v for k, v in REFER.items() if k != "consent"})

    assert (answer.status_code, answer.json()["code"]) == (422, "consent_missing")
    assert web.get("congty", "/referrals").json()["total"] == 0


@pytest.mark.parametrize(
    "consent",
    [
        {"fields": [], "given_on": "2026-11-23"},
        {"fields": ["hiv"], "given_on": "2026-11-23"},
        {"fields": ["given_name"], "given_on": "2026-11-24"},
        {"fields": ["given_name"], "given_on": "2026-11-20", "expires_on": "2026-11-22"},
        {"fields": ["given_name"]},
    ],
)
def test_a_consent_that_does_not_hold_today_is_422(web, consent):
    answer = web.post("canbo", "/people/PT-001/decisions", {**REFER, "consent": consent})

    assert answer.status_code == 422
    assert web.get("canbo", "/referrals").json()["total"] == web.get("canbo", "/referrals").json()["total"]
    assert web.get("congty", "/referrals").json()["total"] == 0


def test_a_pair_is_referred_once(web):
    assert web.post("canbo", "/people/PT-001/decisions", REFER).status_code == 201

    again = web.post("canbo", "/people/PT-001/decisions", REFER)

    assert (again.status_code, again.json()["rules"]) == (422, ["already"])
    assert web.get("congty", "/referrals").json()["total"] == 1


@pytest.mark.parametrize(("opening", "rule"), [("V-02", "licence"), ("V-04", "closed"), ("V-09", "illegal")])
def test_a_pair_that_breaks_a_hard_rule_cannot_be_referred(web, opening, rule):
    answer = web.post("canbo", "/people/PT-001/decisions", {**REFER, "opening": opening})

    assert answer.status_code == 422
    assert rule in answer.json()["rules"]
    assert web.get("canbo", "/placements").status_code == 200


def test_who_has_not_agreed_to_matching_cannot_be_referred(web):
    answer = web.post("canbo", "/people/PT-004/decisions", REFER)

    assert "consent" in answer.json()["rules"]


@pytest.mark.parametrize("rules", [["licence"], ["consent"], ["minimum_age"], [], ["distance", "closed"]])
def test_only_four_rules_can_be_set_aside(web, rules):
    body = {"opening": "V-01", "decision": "override", "reason": "đã bàn", "rules": rules}

    assert web.post("canbo", "/people/PT-001/decisions", body).status_code == 422


def test_a_reason_off_the_list_is_kept_as_words(web):
    body = {"opening": "V-01", "decision": "dismiss", "reason": "không thích chủ"}

    answer = web.post("canbo", "/people/PT-001/decisions", body)

    assert (answer.status_code, answer.json()["reason"]) == (201, "other")


@pytest.mark.parametrize("words", ["phụ hồ, gọi 0909 123 456", "bốc vác, CCCD 060182009173"])
def test_words_about_work_hold_no_number_of_a_person(web, words):
    revision = web.get("canbo", "/people/PT-001").json()["revision"]

    answers = [
        web.patch("canbo", "/people/PT-001", body, revision)
        for body in ({"wishes": [{"words": words}]}, {"work_history": [{"words": words, "months": 3}]})
    ]

    assert [(a.status_code, "chỉ ghi nghề" in a.text, words in a.text) for a in answers] == [(422, True, False)] * 2
