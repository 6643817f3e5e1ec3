"""An employer posts: by form, from a pasted message, from a former opening; nothing is on offer before a check."""

import pytest
from sqlmodel import select

from api.acts import market
from employers.openings import get_opening
from employers.tables import Opening, OpeningState

NEW, PASTE = "/employer/openings/new", "/employer/openings/paste"
FILLED = {"title": "Thợ hàn CO2", "seats": "3", "wage_words": "8-10 triệu", "place_words": "xã Hàm Kiệm, Lâm Đồng"}
MESSAGE = """CƠ SỞ CƠ KHÍ TUYỂN GẤP
- 5 thợ hàn CO2, lương 9-12tr/tháng, có bằng C
- 2 phụ kho nam dưới 40 tuổi, lương 300k/ngày
Làm tại xã Hàm Kiệm, giờ hành chính 7h-16h, bao cơm trưa, có chỗ ở"""


@pytest.fixture
def employer(site):
    return site.sign_in("congty")


def opening_of(site, code):
    with site.service.database.read() as session:
        return get_opening(session, code)


def drafts(site):
    with site.service.database.read() as session:
        asked = select(Opening).where(Opening.state == OpeningState.draft).order_by(Opening.id)
        return list(session.exec(asked).all())


def test_a_posting_is_a_draft_until_its_answers_were_checked(employer):
    checked = employer.send(employer.get(NEW), NEW, **FILLED)
    (draft,) = drafts(employer)
    state_before = draft.state

    done = employer.send(checked)

    assert state_before == "draft"
    assert "Thợ hàn" in checked.words
    assert "8 triệu – 10 triệu một tháng" in checked.words
    assert "Đã đăng tin" in done.words
    assert opening_of(employer, draft.code).state == "open"
    assert opening_of(employer, draft.code).posted_on.isoformat() == "2026-11-23"


def test_a_form_sent_twice_is_one_draft_and_one_sent_again_after_the_back_button_changes_it(employer):
    form = employer.get(NEW)

    employer.send(form, NEW, **FILLED)
    employer.send(form, NEW, **FILLED)
    employer.send(form, NEW, **{**FILLED, "seats": "7"})

    assert [draft.seats for draft in drafts(employer)] == [7]


def test_a_draft_posted_twice_is_posted_once(employer):
    checked = employer.send(employer.get(NEW), NEW, **FILLED)

    first, second = employer.send(checked), employer.send(checked)

    assert first.status == second.status == 200
    assert first.title == second.title


def test_an_occupation_that_the_name_does_not_tell_is_asked_for(employer):
    asked = employer.send(employer.get(NEW), NEW, **{**FILLED, "title": "Nhân viên"})
    chosen = employer.send(asked, NEW, isco="9333")

    assert asked.status == 422
    assert "Hãy chọn nghề gần nhất" in asked.words
    assert chosen.status == 200
    assert drafts(employer)[0].isco[0] == "9333"


def test_an_occupation_chosen_for_other_words_does_not_stand(employer):
    asked = employer.send(employer.get(NEW), NEW, **{**FILLED, "title": "Nhân viên"})

    employer.send(asked, NEW, isco="9333", title="Thợ hàn")

    assert drafts(employer)[0].isco[0] == "7212"


def test_a_place_with_two_readings_is_asked_for_and_both_are_offered(employer):
    asked = employer.send(employer.get(NEW), NEW, **{**FILLED, "place_words": "Tuy Phong"})
    options = [words for words in ("Xã Tuy Phong, Lâm Đồng", "Xã Liên Hương, Lâm Đồng") if words in asked.words]
    chosen = employer.send(asked, NEW, commune_code="22969")

    assert asked.status == 422
    assert len(options) == 2
    assert chosen.status == 200
    assert drafts(employer)[0].commune_code == "22969"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("wage_words", "bí mật", "Chưa đọc được mức lương"),
        ("place_words", "zzz", "Chưa đọc được nơi làm"),
        ("hours", "giờ nào cũng được", "Chưa đọc được giờ làm"),
        ("seats", "nhiều", "Số người cần: hãy ghi một số nguyên"),
        ("title", "x" * 10_000, "Tên việc: dài quá; hãy viết không quá 200 ký tự"),
        ("seats", "-3", "Số người cần: hãy ghi một số nguyên"),
        ("wage_words", "-8 triệu", "Số tiền không được âm"),
        ("title", "", "Tên việc: chỗ này không được để trống"),
        ("licence", "Z", "Hãy chọn một mục"),
        ("description", "a" * 5_000, "Mô tả: dài quá; hãy viết không quá 4 000 ký tự"),
        ("title", "Thợ\x00hàn", "Có ký tự không dùng được"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field_and_nothing_typed_is_lost(employer, field, typed, told):
    page = employer.send(employer.get(NEW), NEW, **{**FILLED, field: typed})

    assert page.status == 422
    assert page.title.startswith("Lỗi:")
    assert told in page.words
    assert page.form(NEW).values["seats"] == [typed if field == "seats" else "3"]
    assert drafts(employer) == []


def test_right_to_left_marks_are_taken_out_and_emoji_are_kept(employer):
    employer.send(employer.get(NEW), NEW, **{**FILLED, "title": "\u202eThợ hàn\u202c 🔥"})

    assert drafts(employer)[0].title == "Thợ hàn 🔥"


def test_a_last_day_that_is_over_is_refused(employer):
    over = {"closes_on__day": "1", "closes_on__month": "11", "closes_on__year": "2026"}

    page = employer.send(employer.get(NEW), NEW, **FILLED, **over)

    assert page.status == 422
    assert "Hạn nộp đã qua" in page.words


def test_the_law_is_said_where_a_posting_touches_it(employer):
    typed = {**FILLED, "wage_words": "3 triệu", "sex": "nam", "description": "Đặt cọc 500k tiền đồng phục"}

    page = employer.send(employer.get(NEW), NEW, **typed)

    assert "Dưới lương tối thiểu vùng" in page.words
    assert "không phải điều kiện" in page.words
    assert "không cho thu tiền" in page.words


def test_each_opening_of_a_message_becomes_a_draft_with_the_words_it_came_from(employer):
    first = employer.send(employer.get(PASTE), PASTE, text=MESSAGE)
    welder, packer = drafts(employer)

    assert (welder.seats, welder.licence, welder.housing) == (5, "C", True)
    assert (packer.seats, packer.sex, packer.max_age) == (2, "nam", 40)
    assert "Trong tin dán vào: “lương 9-12tr/tháng”" in first.words
    assert first.form().values["title"] == ["thợ hàn CO2"]
    assert "phụ kho" not in welder.description


def test_drafts_of_a_message_come_one_after_another(employer):
    first = employer.send(employer.get(PASTE), PASTE, text=MESSAGE)
    checked = employer.send(first)

    done = employer.send(checked)

    assert "Còn 1 tin nháp" in done.words
    assert f"/employer/openings/{drafts(employer)[0].code}/change" in done.links


def test_a_message_that_offers_no_work_is_said_to_and_kept_in_the_box(employer):
    page = employer.send(employer.get(PASTE), PASTE, text="Bán xe máy cũ, giá 5 triệu")

    assert page.status == 422
    assert "Chưa thấy việc nào cần người" in page.words
    assert page.form(PASTE).values["text"] == ["Bán xe máy cũ, giá 5 triệu"]


def test_a_former_opening_is_copied_without_its_last_day(employer):
    page = employer.get(f"{NEW}?copy=V-01")

    assert page.form(NEW).values["title"] == ["Thợ hàn CO2"]
    assert page.form(NEW).values["closes_on-day"] == [""]
    assert page.form(NEW).values["code"] != ["V-01"]


def test_two_who_change_one_opening_see_both_versions(employer):
    mine, theirs = (employer.get("/employer/openings/V-01/change") for _ in range(2))
    employer.send(theirs, wage_words="9 triệu")

    page = employer.send(mine, wage_words="12 triệu")
    kept = employer.send(page)

    assert page.status == 422
    assert "9 triệu một tháng" in page.words
    assert "12 triệu một tháng" in page.words
    assert "Đã lưu thay đổi" in kept.words
    assert opening_of(employer, "V-01").wage_words == "12 triệu"


def test_a_change_sent_twice_is_made_once(employer):
    form = employer.get("/employer/openings/V-01/change")

    first, second = employer.send(form, seats="4"), employer.send(form, seats="4")

    assert first.status == second.status == 200
    assert opening_of(employer, "V-01").seats == 4


def test_a_form_whose_sign_in_ended_comes_back_as_it_was_typed(employer):
    form = employer.get(NEW)
    employer.sign_out()

    asked = employer.send(form, NEW, **FILLED)
    employer.sign_in("congty")
    back = employer.post(NEW, {"kept": asked.form("/").values["kept"][0]})

    assert asked.status == 401
    assert back.status == 200
    assert back.form(NEW).values["title"] == ["Thợ hàn CO2"]
    assert drafts(employer) == []


def test_no_page_of_an_employer_tells_who_agreed_to_what(employer):
    pages = [employer.get(path) for path in ("/employer", "/employer/openings", "/employer/openings/V-01")]

    assert all("committed" not in page.text and "tham gia kết nối" not in page.words for page in pages)
    assert all(page.status == 200 for page in pages)


def test_a_code_of_somebody_s_own_making_is_not_taken(employer):
    form = employer.get(NEW)

    employer.send(form, NEW, **FILLED, code="LS-1")

    assert drafts(employer)[0].code.startswith("TD-")
    assert market.new_code() != market.new_code()


def test_a_deposit_and_papers_kept_are_flagged_with_their_words_from_the_first_page_on(employer, site):
    text = "Cần 3 thợ hàn làm ở Phan Thiết, lương 9tr, giữ CCCD gốc, cọc 500k. Hạn nộp hồ sơ 20/12/2099"

    employer.send(employer.get(PASTE), PASTE, text=text)
    (draft,) = drafts(site)
    shown = employer.get(f"/employer/openings/{draft.code}/change").text
    checked = employer.get(f"/employer/openings/{draft.code}/check").text

    for page in (shown, checked):
        assert "“giữ CCCD gốc”" in page
        assert "“cọc 500k”" in page
    assert (draft.place_words, draft.closes_on.isoformat()) == ("Phan Thiết", "2099-12-20")


@pytest.mark.parametrize("words", ["Chỉ nhận nữ dưới 40 tuổi, siêng năng", "Siêng năng, ưu tiên nữ"])
def test_age_and_sex_in_the_words_of_a_posting_are_flagged_with_the_law(employer, words):
    checked = employer.send(employer.get(NEW), NEW, **FILLED, description=words)

    assert "Lời tin có nhắc đến tuổi hoặc giới" in checked.words
    assert "Điều 8" in checked.words
