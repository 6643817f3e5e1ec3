"""An employer posts, declines and pauses: by keyboard alone, and without script on a narrow screen."""

import re

from api.policy import Role
from tests.e2e.conftest import sign_in
from tests.e2e.test_every_page import WIDER_THAN_THE_SCREEN
from tests.e2e.test_referring import tab_to, tab_to_box

MESSAGE = """Xưởng cần 3 thợ hàn, lương 9-12tr/tháng
Làm tại xã Hàm Kiệm, giờ hành chính 7h-16h, bao cơm trưa"""


def heading(page):
    return page.locator("h1").inner_text()


def enter(page, words, place):
    """Go to what begins with these words by Tab, press Enter, and wait for the page it leads to."""
    tab_to(page, words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(place))


def type_into(page, name, words):
    tab_to_box(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def test_by_keyboard_alone_an_employer_posts(server, chromium):
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    sign_in(page, server, Role.employer)
    page.wait_for_url("**/employer")

    enter(page, "Đăng tin mới", "/openings/new$")
    type_into(page, "title", "Thợ hàn")
    page.wait_for_selector("#occupations legend")
    type_into(page, "seats", "2")
    type_into(page, "wage_words", "tuỳ")
    type_into(page, "place_words", "Tuy Phong")
    tab_to(page, "Xem lại trước khi đăng")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errors")
    focused = page.evaluate("document.activeElement.className")
    tab_to(page, "Chưa đọc được mức lương")
    page.keyboard.press("Enter")
    led_to = page.evaluate("document.activeElement.name")
    page.keyboard.press("Control+A")
    page.keyboard.type("9-11 triệu")
    tab_to_box(page, "commune_code")
    page.keyboard.press("Space")
    enter(page, "Xem lại trước khi đăng", "/check$")
    checked = page.locator("main").inner_text()
    enter(page, "Đăng tin", "done=posted$")
    posted = page.locator("main").inner_text()

    assert (focused, led_to) == ("errors", "wage_words")
    assert "9 triệu – 11 triệu một tháng" in checked
    assert "Xã Tuy Phong, Lâm Đồng" in checked
    assert "Đã đăng tin" in posted
    page.context.close()


def test_by_keyboard_alone_an_employer_declines_and_pauses(server, chromium):
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    sign_in(page, server, Role.employer)
    page.wait_for_url("**/employer")

    enter(page, "Giới thiệu", "/introductions$")
    tab_to(page, page.locator("table th[scope=row] a").first.inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url("**/introductions/*")
    enter(page, "Chưa tiếp nhận", "/decline$")
    tab_to_box(page, "reason")
    page.keyboard.press("ArrowDown")
    enter(page, "Chưa tiếp nhận", r"/introductions/[\w-]+$")
    declined = page.locator("main").inner_text()
    enter(page, "Trang đầu", "/employer$")
    enter(page, "Tạm ngưng nhận giới thiệu", "/employer/pause$")
    for part, typed in (("day", "15"), ("month", "12"), ("year", "2026")):
        type_into(page, f"until-{part}", typed)
    enter(page, "Tạm ngưng", "/employer$")
    paused = page.locator("main").inner_text()
    enter(page, "Đổi ngày", "/employer/pause$")
    enter(page, "Nhận giới thiệu trở lại", "/employer$")

    assert "Anh/chị đã trả lời chưa tiếp nhận" in declined
    assert "Đang tạm ngưng đến hết ngày 15/12/2026" in paused
    assert "Đang tạm ngưng" not in page.locator("main").inner_text()
    page.context.close()


def test_without_script_on_a_narrow_screen_a_message_is_posted_and_an_opening_paused(server, chromium):
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    wider = []
    sign_in(page, server, Role.employer)
    page.get_by_role("link", name="Dán tin có sẵn").click()
    page.get_by_label("Nội dung tin").fill(MESSAGE)
    page.get_by_role("button", name="Đọc tin").click()
    page.wait_for_url("**/change")
    wider.append(page.evaluate(WIDER_THAN_THE_SCREEN))
    said = page.locator("main").inner_text()
    page.get_by_role("button", name="Xem lại trước khi đăng").click()
    page.wait_for_url("**/check")
    wider.append(page.evaluate(WIDER_THAN_THE_SCREEN))
    page.get_by_role("button", name="Đăng tin").click()
    page.wait_for_url("**done=posted")
    wider.append(page.evaluate(WIDER_THAN_THE_SCREEN))
    title = heading(page)
    page.get_by_role("link", name="Tạm ngưng", exact=True).click()
    page.get_by_role("button", name="Tạm ngưng").click()
    page.wait_for_url("**done=paused")
    paused = page.locator("main").inner_text()
    page.go_back()
    again = page.locator("main").inner_text()

    assert "Trong tin dán vào: “lương 9-12tr/tháng”" in said
    assert title == "thợ hàn"
    assert "Đã tạm ngưng" in paused
    assert heading(page) == title
    assert "Tuyển trở lại" in again
    assert wider == [0, 0, 0]
    context.close()


def test_occupations_are_suggested_while_typing_and_the_choice_is_kept(server, browse):
    page = browse(Role.employer)
    page.goto(f"{server.address}/employer/openings/new")
    page.get_by_label("Tên việc").press_sequentially("công nhân may")
    choice = page.locator("#occupations").get_by_role("radio").first
    choice.check()
    code = choice.get_attribute("value")
    page.get_by_label("Số người cần").fill("4")
    page.get_by_role("button", name="Xem lại trước khi đăng").click()
    page.get_by_role("link", name="Sửa").click()

    assert page.locator("#occupations input:checked").get_attribute("value") == code
