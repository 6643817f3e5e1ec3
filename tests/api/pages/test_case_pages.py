"""Calling safely, reminders, the person's own word, handing over, sheets, consents taken back, rules set aside."""

import re

import pytest
from sqlmodel import select

from api.acts.own_data import own_data
from api.row_security import SERVICE, asked_by
from matcher.case_tables import Handover, PersonAnswer, Reminder
from matcher.tables import Decision
from tests.api.conftest import operator_of

PAIR = "/people/PT-001/openings/V-01"
STIGMA = re.compile("sau cai|nghiện|ma túy|học viên|đối tượng|trại cai|tái hòa nhập|tiền án", re.IGNORECASE)


@pytest.fixture
def desk(ranked_site):
    return ranked_site.sign_in("canbo")


def rows(site, table):
    with site.service.database.read(asked_by(SERVICE)) as session:
        return list(session.exec(select(table)).all())


def day(name, typed):
    parts = zip(("day", "month", "year"), typed.split("/"), strict=True)
    return {f"{name}__{part}": number for part, number in parts}


def test_where_nothing_was_agreed_the_least_is_said(desk):
    page = desk.get("/people/PT-001/contact")

    assert "tel:0912345678" in page.links
    assert "Hãy nói ít nhất có thể" in page.words
    assert "Tôi có chút việc, tôi sẽ gọi lại sau." in page.words
    assert not STIGMA.search(page.words)


def test_what_the_person_chose_is_said_from_then_on(desk):
    place = "/people/PT-001/contact/change"

    refused = desk.send(desk.get(place), may_answer=["mother"])
    done = desk.send(refused, may_answer=["mother"], may_say="job_service", best_time="sau 17 giờ 😀")

    assert (refused.status, 'href="#may_say"' in refused.text) == (422, True)
    assert "Mẹ" in done.words and "sau 17 giờ 😀" in done.words
    assert "Tôi gọi từ bộ phận việc làm, tôi sẽ gọi lại sau." in done.words
    assert desk.get(place).form(place).values["may_answer"] == ["mother"]


def test_who_comes_second_to_a_contact_is_shown_both_versions_before_it_is_kept(desk):
    place = "/people/PT-001/contact/change"
    asked = desk.get(place)
    desk.send(desk.get(place), may_say="job_service", may_answer=["mother"])

    second = desk.send(asked, may_say="call_back", best_time="buổi tối")
    third = desk.send(second)

    assert (second.status, "Đã có người sửa" in second.words) == (422, True)
    cells = re.findall(r'<td data-label="(?:Anh/chị nhập|Đang có)">([^<]*)</td>', second.text)
    assert cells[:2] == ["không ghi", "Mẹ"]
    assert [cells[2] != cells[3], *cells[4:]] == [True, "buổi tối", "không ghi"]
    assert third.answer.url.path == "/people/PT-001/contact"
    assert "Tôi có chút việc" in third.words


def test_a_reminder_has_its_day_stands_on_the_person_s_page_and_is_done_once(desk):
    place = "/people/PT-001/reminders"

    over = desk.send(desk.get(place), place, **day("due_on", "1/11/2026"))
    done = desk.send(desk.get(place), place, **day("due_on", "23/11/2026"), note="Hẹn gặp mẹ 😀")
    person, today = desk.get("/people/PT-001"), desk.get("/today?kind=reminder")
    desk.send(done, next(f.action for f in done.reader.forms if f.action.startswith("/reminders/")))

    assert (over.status, 'href="#due_on"' in over.text) == (422, True)
    assert "Hẹn gặp mẹ 😀" in person.words
    assert place in today.links
    assert [r.result for r in rows(desk, Reminder)] == ["done"]
    assert "Hẹn gặp mẹ" not in desk.get("/people/PT-001").words


def test_the_person_s_own_word_stands_beside_the_case_worker_s_and_a_no_says_why(desk):
    asked = desk.get(f"{PAIR}/answer")

    refused = desk.send(asked, answer="no")
    done = desk.send(refused, answer="no", reason="too_far", note="\u202exa quá")

    assert (refused.status, 'href="#reason"' in refused.text) == (422, True)
    assert "Người này nói: Chưa đồng ý (Đường xa)" in done.words
    assert "Người này nói: Chưa đồng ý (Đường xa)" in desk.get("/people/PT-001/suggestions").words
    assert [a.reason for a in rows(desk, PersonAnswer)] == ["too_far"]
    assert [d for d in rows(desk, Decision) if d.kind == "dismiss"] == []


def test_a_person_is_handed_over_and_is_then_the_colleague_s(desk):
    asked = desk.get("/people/PT-001/handover")

    refused = desk.send(asked, reason="moved")
    done = desk.send(asked, case_worker="canbo2", reason="moved")

    assert refused.status == 422
    assert done.answer.url.path == "/people"
    assert [h.to_case_worker for h in rows(desk, Handover)] == ["canbo2"]
    assert desk.get("/people/PT-001").status == 404
    assert desk.sign_in("canbo2").get("/people/PT-001").status == 200


def test_a_cover_lets_a_colleague_in_on_its_days_and_ends_when_taken_back(desk):
    days = {**day("from_on", "23/11/2026"), **day("until_on", "30/11/2026")}

    refused = desk.send(desk.get("/covers"), "/covers", covered_by="canbo2", **day("from_on", "23/11/2026"))
    kept = desk.send(refused, "/covers", covered_by="canbo2", **days)
    end = next(f.action for f in kept.reader.forms if f.action.endswith("/end"))
    seen = desk.sign_in("canbo2").get("/people/PT-001").status
    desk.sign_in("canbo")
    desk.send(desk.get("/covers"), end)

    assert (refused.status, 'href="#until_on"' in refused.text) == (422, True)
    assert "canbo2 trực thay canbo, từ 23/11/2026 đến 30/11/2026" in kept.words.replace(" ,", ",")
    assert seen == 200
    assert desk.sign_in("canbo2").get("/people/PT-001").status == 404


def test_a_volunteer_s_sheet_holds_codes_communes_days_and_questions_only(desk):
    page = desk.get("/visits")

    assert "PT-004" in page.words
    assert not re.search(r"Phạm|Nguyễn|Công ty|09\d{8}", page.words)
    assert not STIGMA.search(page.words)


def test_the_person_s_own_sheet_says_what_was_suggested_why_and_what_is_held(desk):
    desk.send(desk.get(f"{PAIR}/answer"), answer="thinking")

    page = desk.get("/people/PT-001/own-sheet")

    assert "Công ty TNHH Cơ khí Mẫu" in page.words
    assert "Anh/chị đã nói: Muốn suy nghĩ thêm" in page.words
    assert "rút đồng ý bất cứ lúc nào" in page.words
    assert not STIGMA.search(page.words)
    assert not re.search(r"khoảng \d trong 10|Kinh\b", page.words)


def test_a_consent_is_taken_back_with_nothing_ticked_and_counts_at_once(desk):
    asked = desk.get("/people/PT-001/withdraw")
    refused = desk.send(asked, taken="today")
    done = desk.send(asked, consents=["matching"], taken="today")

    assert "checked" not in asked.text
    assert (refused.status, 'href="#consents"' in refused.text) == (422, True)
    assert "rút đồng ý ngày 23/11/2026" in done.words
    assert not [ln for ln in desk.get("/people/PT-001/suggestions").links if ln.endswith("/refer")]


def blocked_by(desk, rule):
    page = desk.get(f"/people/PT-001/blocked?rule={rule}")
    return [ln for ln in page.links if re.fullmatch(r"/people/PT-001/openings/[A-Za-z0-9-]+", ln)]


def test_a_rule_that_may_be_set_aside_is_with_a_reason_and_others_stay(desk):
    fixed = next(ln for ln in blocked_by(desk, "licence"))
    overridable = [rule for rule in ("distance", "shift", "wage_floor", "treatment") if blocked_by(desk, rule)]
    assert overridable
    place = blocked_by(desk, overridable[0])[0]

    no_reason = desk.send(desk.get(f"{place}/override"), rules=overridable[:1])
    desk.send(no_reason, rules=overridable[:1], reason="đã có chỗ ở gần nơi làm")
    forced = desk.get(f"{fixed}/override")

    assert (no_reason.status, 'href="#reason"' in no_reason.text) == (422, True)
    made = own_data(operator_of(desk.service), "PT-001")["decisions"]
    assert [(d["rules"], d["reason"]) for d in made if d["kind"] == "override"] == [
        (overridable[:1], "đã có chỗ ở gần nơi làm")
    ]
    assert "Thiếu giấy phép lái xe" in forced.words


@pytest.mark.parametrize(
    ("place", "box", "typed"),
    [
        ("/people/PT-001/contact/change", "note", {"may_say": "call_back", "note": "x" * 10_000}),
        ("/people/PT-001/reminders", "note", {**day("due_on", "23/11/2026"), "note": "x" * 10_000}),
        (f"{PAIR}/answer", "note", {"answer": "yes", "note": "x" * 10_000}),
        ("/people/PT-001/result", None, {"result": "done"}),
    ],
)
def test_what_is_too_long_is_told_and_stays_typed(desk, place, box, typed):
    if box is None:
        assert "không còn chờ nữa" in desk.get(place).words
        return

    page = desk.send(desk.get(place), place, **typed)

    assert (page.status, f'href="#{box}"' in page.text) == (422, True)
    assert page.form(place).values[box] == [typed[box]]
