"""A case worker refers the first suggestion: by keyboard alone, and without script on a narrow screen."""

from api.policy import Role
from tests.e2e.conftest import sign_in
from tests.e2e.driving import tab_to, tab_to_box
from tests.e2e.test_every_page import WIDER_THAN_THE_SCREEN


def test_by_keyboard_alone_from_the_sign_in_to_the_letter(server, chromium):
    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    name, password = server.sign_ins[Role.case_worker]
    page.goto(server.address)
    opened = []
    page.on("framenavigated", lambda frame: opened.append(frame.url))
    tab_to_box(page, "username")
    page.keyboard.type(name)
    tab_to_box(page, "password")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")

    tab_to(page, "Xem việc phù hợp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suggestions")
    tab_to(page, "Giới thiệu –")
    page.keyboard.press("Enter")
    page.wait_for_url("**/refer")
    tab_to_box(page, "reason")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errors")
    focused = page.evaluate("document.activeElement.className")
    tab_to(page, "Hãy chọn những gì")
    page.keyboard.press("Enter")
    led_to = page.evaluate("document.activeElement.name")
    page.keyboard.press("Space")
    tab_to_box(page, "given")
    page.keyboard.press("Space")
    tab_to(page, "Ghi đồng ý và giới thiệu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/referrals/*")

    assert (focused, led_to) == ("errors", "fields")
    assert [url.rsplit("/", 1)[-1] for url in opened][:3] == ["today", "suggestions", "refer"]
    tab_to(page, "In giấy giới thiệu")
    page.keyboard.press("Enter")
    page.wait_for_url("**/letter")
    page.get_by_role("heading", name="Giấy giới thiệu việc làm").wait_for()
    page.context.close()


def test_without_script_on_a_narrow_screen(server, chromium):
    context = chromium.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, server, Role.case_worker)
    page.get_by_role("link", name="Xem việc phù hợp").last.click()
    page.get_by_role("link", name="Giới thiệu –").nth(1).click()
    for label in ("Tên gọi", "Nghề đã học"):
        page.get_by_label(label).check()
    page.get_by_label("Ngày khác").check()
    for label, typed in (("Ngày", "21"), ("Tháng", "11"), ("Năm", "2026")):
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_label("Đồng ý bằng cách nào?").fill("nói trực tiếp")
    page.get_by_role("button", name="Ghi đồng ý và giới thiệu").click()
    page.wait_for_url("**/referrals/*")
    page.go_back()

    page.get_by_text("Đã giới thiệu hoặc đã loại trước đây").wait_for()
    assert page.get_by_role("button", name="Ghi đồng ý và giới thiệu").count() == 0
    page.go_forward()
    page.get_by_role("link", name="In giấy giới thiệu").click()
    page.wait_for_url("**/letter")
    page.get_by_role("heading", name="Giấy giới thiệu việc làm").wait_for()
    context.close()


def test_an_error_page_is_as_usable_as_any_other(server, browse):
    page = browse(Role.case_worker, width=320)
    page.goto(server.address + "/people/new")
    page.get_by_label("Họ và tên").fill("x" * 10_000)
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_selector(".errors")

    assert page.title().startswith("Lỗi:")
    assert page.evaluate(WIDER_THAN_THE_SCREEN) == 0
    assert page.locator(".errors a").first.get_attribute("href") == "#code"
