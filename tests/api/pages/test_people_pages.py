"""The first screen, the caseload, one person, their consent, and a record that two people change."""

from urllib.parse import quote

import pytest

from api.acts.people import read_person
from api.web.catalogue import sayer
from api.web.person_fields import readable
from tests.api.conftest import caller_named

CHANGE = "/people/PT-001/change"


@pytest.fixture
def desk(site):
    return site.sign_in("canbo")


def record(site, code="PT-001"):
    return read_person(caller_named(site.service, "canbo"), code)


def test_the_first_screen_has_at_most_five_tasks_each_with_a_call_a_print_and_a_result(ranked_site):
    page = ranked_site.sign_in("canbo").get("/today")

    assert 1 <= page.text.count('<li class="card">') <= 5
    assert "tel:0912345678" in page.links
    assert "/people/PT-001/sheet" in page.links
    assert "/people/PT-004/consent" in page.links


def test_the_caseload_counts_what_its_filters_show(desk):
    page = desk.get("/people")
    missing = desk.get("/people?filter=no_consent")

    assert "Đang mở 5" in page.words
    assert "/people?filter=no_consent" in page.links
    assert "Phạm Văn Dụ" in missing.words
    assert "Nguyễn Văn Lành" not in missing.words


def test_a_search_keeps_its_place(desk):
    found = desk.get("/people?filter=open&query=l%C3%A0nh")
    person = desk.get(next(link for link in found.links if link.startswith("/people/PT-001")))

    back = desk.get(next(link for link in person.links if "query=" in link))

    assert str(back.answer.url) == str(found.answer.url)


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "\u202egnort", "😀", "x" * 200, "%"])
def test_a_strange_search_finds_nobody_and_breaks_nothing(desk, query):
    page = desk.get("/people", params={"query": query})

    assert page.status == 200
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("place", ["/people?page=99999", "/people?filter=khong", "/people?query=" + "x" * 300])
def test_an_address_that_is_off_is_told_or_brought_in(desk, place):
    assert desk.get(place).status in (200, 422)


def test_a_person_s_page_says_what_is_known_from_what_and_what_is_missing(desk):
    known, bare = desk.get("/people/PT-001"), desk.get("/people/PT-004")

    assert "Kỹ thuật hàn" in known.words or "thợ hàn" in known.words
    assert "Đồng ý tìm việc phù hợp" in known.words
    assert "Đồng ý: có thì mới gợi ý việc được." in bare.words
    assert "sau cai" not in known.words


def test_consent_is_asked_for_with_nothing_ticked_and_opens_the_list(desk):
    asked = desk.get("/people/PT-004/consent")
    refused = desk.send(asked, given="today")
    done = desk.send(asked, purposes=["matching"], given="today", proof="ký giấy")

    assert "checked" not in asked.text
    assert refused.status == 422
    assert done.answer.url.path == "/people/PT-004/suggestions"
    assert [link for link in done.links if link.endswith("/refer")]


def test_a_record_sent_back_unchanged_changes_nothing(desk):
    for code in ("PT-001", "PT-002", "PT-004", "PT-005", "HS00001"):
        before = record(desk, code)

        page = desk.send(desk.get(f"/people/{code}/change"), f"/people/{code}/change")

        assert page.answer.url.path == f"/people/{code}"
        assert record(desk, code) == before


def test_what_was_changed_is_kept_and_nothing_else_touched(desk):
    before = record(desk)

    desk.send(desk.get(CHANGE), CHANGE, wage_floor="7,5", busy="06:30-08:00", stay="yes", work="thợ hàn 3 năm")

    after = record(desk)
    assert {k for k in after if after[k] != before[k]} == {
        "wage_floor_vnd", "treatment_window", "can_relocate", "work_history", "revision",
    }  # fmt: skip
    assert (after["wage_floor_vnd"], after["treatment_window"]) == (7_500_000, [390, 480])
    assert after["work_history"][0]["months"] == 36


def day_boxes(name):
    return [f"{name}-{part}" for part in ("day", "month", "year")]


def test_the_decision_s_day_is_typed_into_the_record_and_the_loan_counts_from_it(desk):
    typed = dict(zip(day_boxes("decision_date"), ("23", "11", "2026"), strict=True))

    desk.send(desk.get(CHANGE), CHANGE, **typed)

    assert record(desk)["decision_date"] == "2026-11-23"
    assert "Ngày quyết định 23/11/2026" in desk.get("/people/PT-001/loan").words


@pytest.mark.parametrize(
    ("box", "typed"),
    [
        ("full_name", "x" * 10_000),
        ("full_name", ""),
        ("full_name", "a\x07b"),
        ("phone", "gọi mẹ"),
        ("schooling", "mười hai"),
        ("schooling", "13"),
        ("wage_floor", "nhiều"),
        ("wage_floor", "-5"),
        ("commute", "1e9"),
        ("busy", "sáng"),
        ("commune_code", "99999"),
        ("vehicle", "máy bay"),
        ("return_date-day", "40"),
        ("decision_date", ("24", "11", "2026")),
        ("decision_date-day", "40"),
        ("birth_date-day", "40"),
        ("birth_date-year", ""),
        ("birth_date-year", "1850"),
        ("birth_date-year", "2031"),
        ("sex", "x"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_box_and_everything_typed_stays(desk, box, typed):
    before = record(desk)
    boxes = dict(zip(day_boxes(box), typed, strict=True)) if isinstance(typed, tuple) else {box: typed}
    page = desk.send(desk.get(CHANGE), CHANGE, **boxes, notes="ghi thêm")

    assert page.status == 422
    assert f'href="#{box.removesuffix("-day").removesuffix("-year")}"' in page.text
    assert page.form(CHANGE).values["notes"] == ["ghi thêm"]
    assert record(desk) == before


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("", "", "1990"), ("1990-01-01", "year")),
        (("", "3", "85"), ("1985-03-01", "month")),
        (("5", "3", "04"), ("2004-03-05", "day")),
        (("", "", ""), (None, None)),
    ],
)
def test_a_birth_date_is_kept_as_far_as_it_is_known_and_sent_back_unchanged(desk, typed, kept):
    boxes = {f"birth_date-{part}": words for part, words in zip(("day", "month", "year"), typed, strict=True)}
    desk.send(desk.get(CHANGE), CHANGE, **boxes)
    once = record(desk)

    desk.send(desk.get(CHANGE), CHANGE)

    assert (once["birth_date"], once["birth_precision"]) == kept
    assert record(desk) == once


def test_two_who_change_a_birth_date_are_shown_it_as_far_as_each_knew_it(desk):
    asked = desk.get(CHANGE)
    desk.send(desk.get(CHANGE), CHANGE, **{"birth_date-day": "", "birth_date-month": "", "birth_date-year": "1990"})

    second = desk.send(asked, CHANGE, sex="nữ", **{"birth_date-day": "5", "birth_date-month": "3"})

    assert (second.status, '<td data-label="Đang có">1990</td>' in second.text) == (409, True)


@pytest.mark.parametrize("name", ["Nguyễn 😀 Văn", "\u202eNguyễn", "K'Brêu & <Con>"])
def test_a_strange_name_is_shown_as_typed_and_harms_nobody(desk, name):
    desk.send(desk.get(CHANGE), CHANGE, full_name=name)

    page = desk.get("/people/PT-001")
    assert page.status == 200
    assert "<Con>" not in page.text
    assert "\u202e" not in page.text


def test_who_comes_second_is_shown_both_and_decides(desk):
    asked = desk.get(CHANGE)
    desk.send(desk.get(CHANGE), CHANGE, wage_floor="8")

    second = desk.send(asked, CHANGE, wage_floor="5")
    kept = record(desk)["wage_floor_vnd"]
    desk.send(second, CHANGE)

    assert second.status == 409
    assert "8 triệu" in second.words
    assert "5 triệu" in second.words
    assert (kept, record(desk)["wage_floor_vnd"]) == (8_000_000, 5_000_000)


def test_a_new_person_is_put_on_record_once_and_asked_for_consent(desk):
    asked = desk.get("/people/new")

    first, second = (desk.send(asked, "/people/new", code="MOI-1", full_name="Đỗ Thị Mới") for _ in range(2))
    taken = desk.send(desk.get("/people/new"), "/people/new", code="PT-003", full_name="Ai Đó")

    assert first.answer.url.path == second.answer.url.path == "/people/MOI-1/consent"
    assert (taken.status, "Mã hồ sơ này đã được dùng" in taken.words) == (422, True)


def test_an_opening_names_whom_of_mine_it_could_suit(desk):
    listed = desk.get("/openings?query=th%E1%BB%A3%20h%C3%A0n")
    one = desk.get(next(link for link in listed.links if link.startswith("/openings/V-01")))

    assert "Nguyễn Văn Lành" in one.words
    assert "Lê Văn Ví" not in one.words
    assert any("query=" in link for link in one.links)


def test_a_rough_length_of_past_work_is_asked_about_and_not_guessed(desk):
    typed = {"work": "thợ hàn vài tháng"}

    page = desk.send(desk.get(CHANGE), CHANGE, **typed)

    assert page.status == 422
    assert "“thợ hàn vài tháng” chưa rõ là bao lâu" in page.words


def test_two_versions_differ_visibly_by_who_answers_the_telephone_and_by_months_of_work():
    say = sayer("vi")
    phones = [readable("phones", [{"number": "0951682754", "note": note}], say) for note in ("mẹ", "vợ", None)]
    work = [readable("work_history", [{"words": "thợ hàn", "months": months}], say) for months in (24, 36, None)]

    assert phones == ["0951682754 (mẹ)", "0951682754 (vợ)", "0951682754"]
    assert work == ["thợ hàn (24 tháng)", "thợ hàn (36 tháng)", "thợ hàn"]


@pytest.mark.parametrize("typed", ["pt-001", "pt001", "0912 345 678", "0912.345.678", "+84 912345678", "345678"])
def test_the_caseload_is_searched_by_code_and_telephone_in_any_writing(desk, typed):
    found = desk.get(f"/people?query={quote(typed)}")

    assert "/people/PT-001?from=" in " ".join(found.links)
    assert "PT-002" not in found.words


def test_an_error_at_a_question_follows_the_question(site):
    page = site.sign_in("canbo").get("/people/PT-001/reminders")

    wrong = site.post("/people/PT-001/reminders", {**page.form("/people/PT-001/reminders").values, "note": "gọi lại"})

    assert "Nhắc ngày nào? Hãy điền ngày" in wrong.words
    assert "?:" not in wrong.words
