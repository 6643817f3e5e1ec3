"""An employer's limit, pause, answer rate, endings and copies."""

from datetime import date

import pytest

from api.service import Service
from tests.api.test_routes_referrals import answer, refer

OWN = "3400000514"


def at(monkeypatch, *day):
    monkeypatch.setattr(Service, "today", lambda _self: date(*day))


def change(web, who="congty", **fields):
    revision = web.get(who, f"/employers/{OWN}").json()["revision"]
    return web.patch(who, f"/employers/{OWN}", fields, revision)


def numbers(web, who="congty"):
    return web.get(who, f"/employers/{OWN}/numbers").json()


def try_to_refer(web, opening="V-01", given_on="2026-11-23"):
    body = {
        "opening": opening,
        "decision": "refer",
        "reason": "đúng nghề",
        "consent": {"fields": ["skills"], "given_on": given_on},
    }
    return web.post("canbo", "/people/PT-001/decisions", body)


def another_opening(web):
    return web.post("congty", "/openings", {"title": "Thợ hàn", "commune_code": "22945"}).json()["code"]


def test_no_introduction_is_made_over_the_month_s_limit_and_the_next_month_opens_again(web, monkeypatch):
    change(web, monthly_limit=1)
    refer(web)
    second = another_opening(web)

    refused = try_to_refer(web, second)
    at(monkeypatch, 2026, 12, 1)

    assert (refused.status_code, refused.json()["code"]) == (409, "monthly_limit")
    assert "tháng này" in refused.json()["detail"]
    assert try_to_refer(web, second).status_code == 201


def test_a_limit_of_none_is_no_limit_and_of_zero_is_no_introduction(web):
    change(web, monthly_limit=0)
    assert try_to_refer(web).status_code == 409

    change(web, monthly_limit=None)

    assert try_to_refer(web).status_code == 201


def test_an_opening_over_the_limit_is_suggested_still(web):
    change(web, monthly_limit=0)

    items = web.get("canbo", "/people/PT-001/suggestions?limit=50").json()["items"]

    assert "V-01" in {i["opening"]["code"] for i in items}


def test_a_pause_lasts_through_its_last_day_and_ends_by_itself(web, monkeypatch):
    change(web, paused_until="2026-11-30")

    assert numbers(web)["paused_until"] == "2026-11-30"
    at(monkeypatch, 2026, 11, 30)
    assert try_to_refer(web).json()["rules"] == ["employer"]
    at(monkeypatch, 2026, 12, 1)
    assert try_to_refer(web).status_code == 201
    assert numbers(web)["paused_until"] is None


def test_an_employer_sees_how_it_answers_and_what_waits(web):
    first = refer(web)
    refer(web, opening=another_opening(web))
    change(web, monthly_limit=5)

    answer(web, "congty", first, "accept")

    seen = numbers(web)
    assert (seen["answered"], seen["due"], seen["answers"]) == (1, 1, "trả lời 1/1")
    assert (seen["waiting"], seen["answer_by"], seen["introduced_this_month"]) == (1, "2026-12-07", 2)
    assert (seen["monthly_limit"], seen["left_this_month"]) == (5, 3)


def test_an_employer_does_not_count_the_desk_s_old_lists(web):
    mine, desk = numbers(web, "congty"), numbers(web, "canbo")

    assert mine["due"] <= desk["due"]
    assert (mine["answered"], mine["due"]) == (0, 0)


def test_what_nobody_answered_is_closed_and_both_sides_are_told(web, monkeypatch):
    from matcher.rerank import rerank
    from tests.factories import clock

    referral = refer(web)
    at(monkeypatch, 2026, 12, 8)
    rerank(web.service.ranker_sessions, date(2026, 12, 8), clock)

    told = [i for i in web.get("congty", "/referrals").json()["items"] if i["id"] == referral]
    tasks = web.get("canbo", "/today?limit=100").json()["items"]

    assert (numbers(web)["closed_unanswered"], numbers(web)["waiting"]) == (1, 0)
    assert "không trả lời" in told[0]["state_words"]
    assert [(t["kind"], t["facts"]["state"]) for t in tasks if t["about"] == referral] == [("answer", "no_answer")]
    assert answer(web, "congty", referral, "accept").status_code == 200


def test_openings_that_end_within_a_week_are_told(web, monkeypatch):
    assert numbers(web)["ending"] == []

    at(monkeypatch, 2026, 12, 24)

    assert [e["opening"] for e in numbers(web)["ending"]] == ["V-01", "V-02"]
    at(monkeypatch, 2026, 12, 23)
    assert numbers(web)["ending"] == []


def test_a_copy_is_a_draft_with_the_same_offer_and_days_of_its_own(web):
    former = web.get("congty", "/openings/V-01").json()

    made = web.post("congty", "/openings/V-01/copy")

    copy = made.json()
    assert made.status_code == 201
    same = ("title", "isco", "seats", "wage_low_vnd", "wage_high_vnd", "shifts", "hours", "contract", "physical")
    assert [copy[name] for name in same] == [former[name] for name in same]
    assert (copy["state"], copy["posted_on"], copy["closes_on"], copy["revision"]) == ("draft", None, None, 1)
    assert copy["code"] != "V-01"


def test_a_copy_goes_on_offer_once_it_is_published(web):
    code = web.post("congty", "/openings/V-01/copy").json()["code"]

    opened = web.patch("congty", f"/openings/{code}", {"state": "open"}, 1).json()

    assert (opened["state"], opened["posted_on"]) == ("open", "2026-11-23")


@pytest.mark.parametrize("fields", [{"monthly_limit": -1}, {"monthly_limit": "5"}, {"paused_until": "mai"}])
def test_a_limit_and_a_pause_are_numbers_and_days(web, fields):
    assert change(web, **fields).status_code == 422


def test_the_desk_is_told_only_of_its_own_people_at_an_employer(web):
    refer(web)
    change(web, who="congty", monthly_limit=5)

    own, other = numbers(web, "canbo"), numbers(web, "canbo3")

    assert (own["waiting"], own["introduced_this_month"], own["left_this_month"]) == (1, 1, None)
    assert [other[name] for name in ("answered", "due", "waiting", "introduced_this_month")] == [0, 0, 0, 0]


@pytest.mark.parametrize(("who", "told"), [("canbo", True), ("canbo3", False), ("giamsat-moi", False)])
def test_whom_to_thank_names_only_employers_of_the_viewers_own_people(web, monkeypatch, who, told):
    at(monkeypatch, 2027, 6, 1)

    items = web.get(who, "/employer-contacts").json()["items"]

    assert bool(items) == told


@pytest.mark.parametrize("introduced", [True, False])
def test_how_many_of_a_workplace_count_is_told_only_to_who_has_somebody_there(web, introduced):
    change(web, workforce=2)
    if introduced:
        refer(web)

    other = web.get("canbo3", f"/employers/{OWN}/loan").json()
    own = web.get("canbo", f"/employers/{OWN}/loan").json()

    assert [other[name] for name in ("counted", "share", "more", "share_then")] == ["*", None, None, None]
    assert [r["answer"] for r in other["rules"] if r["code"] == "least_share"] == ["unknown"]
    assert (own["counted"] != "*") or not introduced
