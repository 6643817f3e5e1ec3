"""Handing over for good, standing in for some days, and the sheet a volunteer takes along."""

import json
import math
from datetime import date

import pytest

from api.acts.handover import _km_apart
from api.row_security import SERVICE, asked_by
from api.service import Service

CHRISTMAS = {"covered_by": "canbo2", "from_on": "2026-12-24", "until_on": "2026-12-26"}


def at(monkeypatch, *day):
    monkeypatch.setattr(Service, "today", lambda _self: date(*day))


def people(web, who):
    return {p["code"] for p in web.get(who, "/people?page_size=200").json()["items"]}


def hand_over(web, who, person, **body):
    return web.post(who, f"/people/{person}/handover", {"reason": "workload", **body})


def test_a_colleague_takes_over_at_once_and_the_former_sees_nothing_more(web):
    web.post("canbo", "/people/PT-001/reminders", {"due_on": "2026-11-23", "note": "gọi lại"})

    made = hand_over(web, "canbo", "PT-001", case_worker="CanBo2 ")

    assert (made.status_code, made.json()["to_case_worker"]) == (201, "canbo2")
    assert web.get("canbo", "/people/PT-001").status_code == 404
    assert web.get("canbo2", "/people/PT-001/reminders").json()["items"][0]["note"] == "gọi lại"
    assert "PT-001" in {i["person"] for i in web.get("canbo2", "/today?limit=100").json()["items"]}


def test_a_supervisor_hands_over_to_another_commune(web):
    made = hand_over(web, "giamsat", "PT-001", commune_code="23235", case_worker="canbo3").json()

    assert (made["from_commune"], made["to_commune"], made["to_case_worker"]) == ("22945", "23235", "canbo3")
    assert "PT-001" not in people(web, "giamsat")
    assert "PT-001" in people(web, "canbo3")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"case_worker": "khong-co"}, 422, "unknown_colleague"),
        ({"case_worker": "giamsat"}, 422, "unknown_colleague"),
        ({"case_worker": "congty"}, 422, "unknown_colleague"),
        ({"case_worker": "canbo"}, 409, "nothing_to_hand_over"),
        ({}, 409, "nothing_to_hand_over"),
        ({"commune_code": "00000"}, 422, "invalid"),
        ({"case_worker": "canbo2", "reason": "vì thế"}, 422, "invalid"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused_in_a_sentence(web, body, status, code):
    answer = hand_over(web, "canbo", "PT-001", **body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_disabled_colleague_takes_nobody_over(web):
    from api.accounts import disable_account, find_account

    with web.service.database.write() as session:
        account = find_account(session, "canbo2")
        disable_account(session, account, account.created_at)

    assert hand_over(web, "canbo", "PT-001", case_worker="canbo2").status_code == 422
    assert "canbo2" not in {c["name"] for c in web.get("canbo", "/colleagues").json()["items"]}


def test_a_cover_opens_on_its_first_day_and_ends_after_its_last(web, monkeypatch):
    assert web.post("canbo", "/covers", CHRISTMAS).status_code == 201

    for day, seen in ((23, False), (24, True), (26, True), (27, False)):
        at(monkeypatch, 2026, 12, day)
        assert ("PT-001" in people(web, "canbo2")) == seen, day
        assert (web.get("canbo2", "/people/PT-001").status_code == 200) == seen
        assert "PT-001" in people(web, "canbo")


def test_who_stands_in_does_the_day_s_work_under_their_own_name(web, monkeypatch):
    from sqlmodel import select

    from matcher.case_tables import TaskResult

    web.post("canbo", "/covers", CHRISTMAS)
    at(monkeypatch, 2026, 12, 24)

    body = {"kind": "no_consent", "result": "not_reached"}
    assert web.post("canbo2", "/people/PT-004/results", body).status_code == 201

    with web.service.database.read(asked_by(SERVICE)) as session:
        assert [r.recorded_by for r in session.exec(select(TaskResult)).all()] == ["canbo2"]


def test_who_stands_in_hands_nobody_over(web, monkeypatch):
    web.post("canbo", "/covers", CHRISTMAS)
    at(monkeypatch, 2026, 12, 24)

    assert hand_over(web, "canbo2", "PT-001", case_worker="canbo3").status_code == 403


def test_a_cover_does_not_go_on_to_a_third(web, monkeypatch):
    web.post("canbo", "/covers", CHRISTMAS)
    web.post("canbo2", "/covers", CHRISTMAS | {"covered_by": "canbo3"})
    at(monkeypatch, 2026, 12, 24)

    assert "PT-001" not in people(web, "canbo3")
    assert "PT-003" in people(web, "canbo3")


def test_a_cover_taken_back_ends_at_the_next_request(web):
    made = web.post("canbo", "/covers", CHRISTMAS | {"from_on": "2026-11-23"}).json()
    assert "PT-001" in people(web, "canbo2")

    web.post("canbo", f"/covers/{made['id']}/end")

    assert "PT-001" not in people(web, "canbo2")
    assert web.get("canbo", "/covers").json()["items"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"covered_by": "canbo"}, "unknown_colleague"),
        ({"covered_by": "giamsat"}, "unknown_colleague"),
        ({"until_on": "2026-12-23"}, "wrong_dates"),
        ({"until_on": "2027-06-24"}, "wrong_dates"),
        ({"from_on": "2026-11-01", "until_on": "2026-11-22"}, "wrong_dates"),
    ],
)
def test_a_cover_that_cannot_be_is_refused(web, change, code):
    answer = web.post("canbo", "/covers", CHRISTMAS | change)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_case_worker_asks_for_themselves_and_a_supervisor_for_who_looks_after_the_area(web):
    assert web.post("canbo", "/covers", CHRISTMAS | {"covered": "canbo2"}).status_code == 403
    assert web.post("giamsat", "/covers", CHRISTMAS | {"covered": "canbo"}).status_code == 201
    assert web.post("giamsat-moi", "/covers", CHRISTMAS | {"covered": "canbo"}).status_code == 422
    assert web.post("giamsat", "/covers", CHRISTMAS).status_code == 422
    assert web.get("giamsat", "/covers").json()["total"] == 1
    assert web.get("giamsat-moi", "/covers").json()["total"] == 0


def test_a_volunteer_s_sheet_holds_codes_places_days_and_questions_and_nothing_else(web):
    sheet = web.get("canbo", "/visits").json()["items"]

    assert sheet
    assert all(set(line) == {"person", "commune", "day", "ask"} for line in sheet)
    assert len({line["person"] for line in sheet}) == len(sheet)
    text = json.dumps(sheet, ensure_ascii=False).lower()
    assert not [w for w in ("lành", "sau cai", "công ty", "cơ khí", "thợ hàn", "0912", "đồng ý") if w in text]


def test_colleagues_are_listed_by_how_near_they_work():
    la_gi, phan_thiet, phuoc_hoi = "23235", "22945", "23231"

    next_door, far, nowhere = (_km_apart([phuoc_hoi], there) for there in ([phan_thiet, la_gi], [phan_thiet], []))

    assert next_door < 10 < far < nowhere == math.inf
